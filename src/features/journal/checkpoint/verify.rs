//! The journal held against a checkpoint that was kept elsewhere.

use super::{Note, leaf, tree};
use crate::db::Connection;
use crate::domain::merkle::Frontier;
use diesel::QueryResult;
use std::fmt;

const BATCH: i64 = 5000;

/// How the journal differs from what the checkpoint covers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forged {
    /// How many of the checkpoint's entries there are.
    pub found: u64,
    pub size: u64,
    /// The first entry that is not as the tree kept it; None where the tree was changed with it.
    pub first: Option<Difference>,
    /// The last of the database's own checkpoints that the journal still fits: how many entries it covers.
    pub sound: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Difference {
    Changed { seq: i64 },
    TakenOut { seq: i64 },
    PutIn { seq: i64 },
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Changed { seq } => write!(f, "entry seq {seq} was changed"),
            Self::TakenOut { seq } => write!(f, "entry seq {seq} was taken out"),
            Self::PutIn { seq } => write!(f, "entry seq {seq} was put in"),
        }
    }
}

impl fmt::Display for Forged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { found, size, first, sound } = self;
        if found < size {
            write!(f, "of {size} entries only {found} are there")?;
        } else {
            write!(f, "the first {size} entries are not those it was made of")?;
        }
        match first {
            Some(first) => write!(f, ": {first}"),
            None => write!(
                f,
                ". Nothing here tells which: either this is no checkpoint of this journal (--key finds out), or the tree was changed \
                 with the entries, somewhere after the first {sound}"
            ),
        }
    }
}

/// Makes the tree anew from the entries alone, in constant memory, and compares roots.
pub async fn verify(conn: &mut Connection, note: &Note) -> QueryResult<Result<(), Forged>> {
    let mut frontier = Frontier::default();
    let (mut first, mut sound, mut seq) = (None, 0, 0);
    let mut own = tree::roots_after(conn, 0).await?.into_iter().peekable();
    let mut own_fit = true;
    while frontier.size() < note.size {
        let entries = tree::entries(conn, seq, i64::MAX, BATCH).await?;
        let kept = tree::leaves_from(conn, frontier.size(), BATCH).await?;
        if entries.is_empty() {
            first = first.or(kept.first().map(|(seq, _)| Difference::TakenOut { seq: *seq }));
            break;
        }
        if own.peek().is_none() {
            own = tree::roots_after(conn, frontier.size()).await?.into_iter().peekable();
        }
        for (index, (entry, hash)) in entries.iter().enumerate() {
            let leaf = leaf(hash);
            first = first.or(kept.get(index).and_then(|(was, kept)| match entry.cmp(was) {
                std::cmp::Ordering::Less => Some(Difference::PutIn { seq: *entry }),
                std::cmp::Ordering::Greater => Some(Difference::TakenOut { seq: *was }),
                std::cmp::Ordering::Equal => (leaf != *kept).then_some(Difference::Changed { seq: *entry }),
            }));
            frontier.push(leaf, |_, _| ());
            seq = *entry;
            if let Some((size, root)) = own.next_if(|(size, _)| u64::try_from(*size).is_ok_and(|size| size == frontier.size())) {
                own_fit = own_fit && root == frontier.root();
                if own_fit {
                    sound = u64::try_from(size).unwrap_or_default();
                }
            }
            if frontier.size() == note.size {
                break;
            }
        }
    }
    let fits = frontier.size() == note.size && frontier.root() == note.root;
    Ok(if fits { Ok(()) } else { Err(Forged { found: frontier.size(), size: note.size, first, sound }) })
}
