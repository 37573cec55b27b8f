//! The hash tree over the journal (RFC 9162 §2.1, SHA-256): whoever keeps its root can prove what stood below it.
//!
//! A node has the number of its place read from left to right, as in RFC 9420 appendix C: leaf n is 2n, and the lowest bits that
//! are set tell how many levels it stands above the leaves. Nodes whose leaves are all there never change again; only those are kept.

use super::digest::Digest;
use sha2::{Digest as _, Sha256};

pub fn leaf(content: &[u8]) -> Digest {
    <[u8; 32]>::from(Sha256::new().chain_update([0]).chain_update(content).finalize()).into()
}

fn parent(left: &Digest, right: &Digest) -> Digest {
    let hasher = Sha256::new().chain_update([1]).chain_update(left.as_bytes()).chain_update(right.as_bytes());
    <[u8; 32]>::from(hasher.finalize()).into()
}

/// The number of the node over the leaves from `index · 2^level` on.
fn number(level: u32, index: u64) -> u64 {
    (index << (level + 1)) | ((1 << level) - 1)
}

/// The whole subtrees of a tree, the largest first: all that is needed to add leaves and to know the root.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    subtrees: Vec<Digest>,
}

impl Frontier {
    /// The numbers of the nodes it is made of.
    pub fn numbers(size: u64) -> Vec<u64> {
        subtrees(0, size)
    }

    /// From the hashes of the nodes of [`Self::numbers`].
    pub fn new(size: u64, subtrees: Vec<Digest>) -> Option<Self> {
        (subtrees.len() == size.count_ones() as usize).then_some(Self { size, subtrees })
    }

    pub fn size(&self) -> u64 {
        self.size
    }

    /// One leaf more; every node that is whole now is given to `keep`, with its number.
    pub fn push(&mut self, leaf: Digest, mut keep: impl FnMut(u64, Digest)) {
        let (mut hash, mut index, mut level) = (leaf, self.size, 0);
        keep(number(level, index), hash);
        while index & 1 == 1
            && let Some(left) = self.subtrees.pop()
        {
            (hash, index, level) = (parent(&left, &hash), index >> 1, level + 1);
            keep(number(level, index), hash);
        }
        self.subtrees.push(hash);
        self.size += 1;
    }

    /// Of no leaves, the hash of nothing.
    pub fn root(&self) -> Digest {
        over(&self.subtrees)
    }
}

/// The hash over whole subtrees that stand side by side, the largest first.
pub fn over(subtrees: &[Digest]) -> Digest {
    let mut from_the_right = subtrees.iter().rev();
    let Some(last) = from_the_right.next() else { return Digest::of(&[]) };
    from_the_right.fold(*last, |right, left| parent(left, &right))
}

/// The whole subtrees that make up a node in a tree of this size; several where some of its leaves are still to come.
pub fn parts(number: u64, size: u64) -> Vec<u64> {
    let level = number.trailing_ones();
    let first = (number >> (level + 1)) << level;
    subtrees(first, (first + (1 << level)).min(size))
}

/// The largest whole subtrees over the leaves from `first` to before `end`; `first` begins a subtree as large as all of them.
fn subtrees(first: u64, end: u64) -> Vec<u64> {
    let mut begin = first;
    let mut numbers = Vec::new();
    for level in (0..u64::BITS - 1).rev() {
        if (end.saturating_sub(begin) >> level) & 1 == 1 {
            numbers.push(number(level, begin >> level));
            begin += 1 << level;
        }
    }
    numbers
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;

    fn grown(size: u64) -> (Frontier, HashMap<u64, Digest>) {
        let (mut frontier, mut kept) = (Frontier::default(), HashMap::new());
        for n in 0..size {
            frontier.push(leaf(&n.to_be_bytes()), |number, hash| assert_eq!(kept.insert(number, hash), None));
        }
        (frontier, kept)
    }

    /// As RFC 9162 defines it, word for word.
    fn by_the_book(leaves: &[Digest]) -> Digest {
        match leaves {
            [] => Digest::of(b""),
            [one] => *one,
            many => {
                let split = many.len().next_power_of_two() / 2;
                parent(&by_the_book(&many[..split]), &by_the_book(&many[split..]))
            }
        }
    }

    #[test]
    fn the_root_is_that_of_the_rfc_at_every_size() {
        let leaves: Vec<Digest> = (0..70_u64).map(|n| leaf(&n.to_be_bytes())).collect();
        for size in 0..leaves.len() {
            let (frontier, kept) = grown(size as u64);
            assert_eq!(frontier.root(), by_the_book(&leaves[..size]), "{size}");
            let again = Frontier::numbers(size as u64).iter().map(|number| kept[number]).collect();
            assert_eq!(Frontier::new(size as u64, again), Some(frontier), "{size}");
        }
    }

    #[test]
    fn a_node_is_made_of_whole_subtrees_at_every_size() {
        let leaves: Vec<Digest> = (0..40_u64).map(|n| leaf(&n.to_be_bytes())).collect();
        let (_, kept) = grown(40);
        for size in 1..40_u64 {
            for node in 0..2 * size - 1 {
                let level = node.trailing_ones();
                let first = (node >> (level + 1)) << level;
                let end = (first + (1 << level)).min(size);
                let hashes: Vec<Digest> = parts(node, size).iter().map(|number| kept[number]).collect();
                assert_eq!(over(&hashes), by_the_book(&leaves[first as usize..end as usize]), "{node} of {size}");
            }
        }
    }

    #[test]
    fn a_frontier_of_another_size_is_none() {
        assert_eq!(Frontier::new(3, vec![Digest::of(b"x")]), None);
    }
}
