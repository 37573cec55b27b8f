//! An archive that is made while it is sent, or any part of it: what stands before and behind the files is made at once, the files are
//! read from the store when their turn comes, and so are texts. Nothing is read that was not asked for.

use super::layout::{self, Member};
use super::{Entry, Source, plain};
use crate::blobs::Blobs;
use crate::db::Db;
use crate::domain::digest::Digest;
use crate::features::artifacts::store;
use bytes::Bytes;
use futures_util::stream::{self, BoxStream};
use futures_util::{Stream, StreamExt, TryStreamExt};
use std::io;
use std::ops::Range;
use uuid::Uuid;

/// The parts of an archive, one after the other.
#[derive(Debug)]
pub struct Plan {
    parts: Vec<Part>,
    size: u64,
}

#[derive(Debug)]
struct Part {
    /// Where it stands in the archive.
    at: Range<u64>,
    holds: Holds,
}

#[derive(Debug)]
enum Holds {
    Made(Bytes),
    /// A draft, and what its text comes to.
    Draft(Uuid, Digest),
    Blob(Digest),
}

impl Plan {
    /// What is not summed yet has no sum in it: enough to know how long it is.
    pub fn of(folder: &str, entries: &[Entry]) -> Self {
        let paths: Vec<String> = entries.iter().map(|entry| format!("{folder}/{}", entry.path)).collect();
        let members = || entries.iter().zip(&paths).map(|(entry, path)| member(entry, path));
        let mut plan = Self { parts: Vec::with_capacity(2 * entries.len() + 1), size: 0 };
        for (entry, member) in entries.iter().zip(members()) {
            let header = member.header();
            plan.add(header.len() as u64, Holds::Made(header.into()));
            plan.add(entry.size(), Holds::of(entry));
        }
        let directory = layout::directory(members());
        plan.add(directory.len() as u64, Holds::Made(directory.into()));
        plan
    }

    pub fn size(&self) -> u64 {
        self.size
    }

    fn add(&mut self, size: u64, holds: Holds) {
        self.parts.push(Part { at: self.size..self.size + size, holds });
        self.size += size;
    }

    /// The bytes of `range`, in constant memory.
    pub fn stream(self, range: Range<u64>, blobs: Blobs, db: Db) -> impl Stream<Item = io::Result<Bytes>> + 'static {
        let asked = self.parts.into_iter().filter_map(move |Part { at, holds }| {
            let wanted = at.start.max(range.start)..at.end.min(range.end);
            let within = || wanted.start - at.start..wanted.end - at.start;
            (!wanted.is_empty()).then(|| (holds, at.end - at.start, within()))
        });
        let read = move |(holds, size, within): (Holds, u64, Range<u64>)| {
            let (blobs, db) = (blobs.clone(), db.clone());
            async move { holds.read(size, within, &blobs, &db).await }
        };
        // Whoever is sent an archive must not take a broken one for whole: an error ends the transfer before its end.
        stream::iter(asked)
            .then(read)
            .try_flatten()
            .inspect_err(|error| tracing::error!(target: "pubdok", %error, "a selection broke off"))
    }
}

fn member<'a>(entry: &Entry, path: &'a str) -> Member<'a> {
    Member { path, at: entry.at, size: entry.size(), crc32: entry.crc32.unwrap_or_default() }
}

impl Holds {
    fn of(entry: &Entry) -> Self {
        match &entry.source {
            Source::Text(text) => Self::Made(text.clone()),
            Source::Draft { artifact, .. } => Self::Draft(*artifact, entry.digest),
            Source::Blob { .. } => Self::Blob(entry.digest),
        }
    }

    async fn read(
        self,
        size: u64,
        within: Range<u64>,
        blobs: &Blobs,
        db: &Db,
    ) -> io::Result<BoxStream<'static, io::Result<Bytes>>> {
        let made = match self {
            Self::Made(made) => made,
            Self::Draft(artifact, digest) => text(db, artifact, &digest).await?,
            Self::Blob(digest) => {
                let blob = blobs.read(&digest).await.map_err(io::Error::other)?;
                let blob = blob.ok_or_else(|| io::Error::other(format!("the content {digest} is not in the store")))?;
                if blob.size() != size {
                    return Err(io::Error::other(format!("the content {digest} has {} bytes instead of {size}", blob.size())));
                }
                return Ok(blob.stream(within).boxed());
            }
        };
        let whole = usize::try_from(within.start).and_then(|start| Ok(start..usize::try_from(within.end)?));
        let part = whole.ok().filter(|part| part.end <= made.len() && made.len() as u64 == size);
        let part = part.ok_or_else(|| io::Error::other(format!("{} bytes instead of {size}", made.len())))?;
        Ok(stream::iter([Ok(made.slice(part))]).boxed())
    }
}

/// The text of a draft as it was told of; of one that was changed since, an error. Its connection is given back before a byte goes out.
pub async fn text(db: &Db, artifact: Uuid, digest: &Digest) -> io::Result<Bytes> {
    let mut conn = db.lease().await.map_err(io::Error::other)?;
    let text = store::draft(&mut conn, artifact).await.map_err(io::Error::other)?;
    let (headline, excerpt, content) = text.ok_or_else(|| io::Error::other(format!("the draft {artifact} is gone")))?;
    let text = plain([headline.as_deref(), excerpt.as_deref(), content.as_deref()]);
    // The list that goes before says what comes.
    if Digest::of(text.as_bytes()) != *digest {
        return Err(io::Error::other(format!("the draft {artifact} was changed while it was sent")));
    }
    Ok(text.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::digest::Crc32;
    use chrono::NaiveDateTime;
    use std::path::PathBuf;

    /// A folder that goes away with the test.
    struct Scratch(PathBuf);

    impl Drop for Scratch {
        fn drop(&mut self) {
            let _ = std::fs::remove_dir_all(&self.0);
        }
    }

    impl Scratch {
        fn new() -> Self {
            Self(std::env::temp_dir().join(format!("pubdok-bag-{}", Uuid::now_v7())))
        }

        /// A store, and a file in it.
        async fn with(&self, bytes: Vec<u8>) -> (Blobs, Entry) {
            let blobs = Blobs::open(self.0.clone()).await.unwrap();
            let mut incoming = blobs.receive().await.unwrap();
            incoming.write(&bytes.into()).await.unwrap();
            let received = incoming.finish().await.unwrap();
            (blobs, entry("data/001-a.jpg", received.digest, received.crc32, Source::Blob { size: received.size }))
        }
    }

    fn entry(path: &str, digest: Digest, crc32: Crc32, source: Source) -> Entry {
        Entry { path: path.to_owned(), at: NaiveDateTime::default(), digest, crc32: Some(crc32), source }
    }

    async fn read(entries: &[Entry], range: Range<u64>, blobs: &Blobs) -> io::Result<Vec<Bytes>> {
        let db = Db::new("postgres://nowhere", 1);
        Plan::of("bag", entries).stream(range, blobs.clone(), db).try_collect().await
    }

    #[tokio::test]
    async fn however_large_little_of_it_is_in_memory() {
        let scratch = Scratch::new();
        let (blobs, file) = scratch.with((0..24_u8).flat_map(|part| vec![part; 1 << 20]).collect()).await;
        let size = Plan::of("bag", std::slice::from_ref(&file)).size();
        let pieces = read(&[file], 0..size, &blobs).await.unwrap();
        assert!(pieces.iter().all(|piece| (1..300 << 10).contains(&piece.len())));
        assert_eq!(pieces.iter().map(|piece| piece.len() as u64).sum::<u64>(), size);
    }

    #[tokio::test]
    async fn every_part_of_it_is_the_same_as_in_the_whole() {
        let scratch = Scratch::new();
        let (blobs, file) = scratch.with((0..=255).collect()).await;
        let text = Bytes::from_static(b"BagIt-Version: 1.0");
        let text = entry("bagit.txt", Digest::of(&text), Crc32::of(&text), Source::Text(text));
        let entries = [text, file];
        let size = Plan::of("bag", &entries).size();
        let whole = read(&entries, 0..size, &blobs).await.unwrap().concat();
        assert_eq!(whole.len() as u64, size);
        for start in (0..size).step_by(7) {
            for end in (start..=size).step_by(5).chain([size]) {
                let part = read(&entries, start..end, &blobs).await.unwrap().concat();
                assert!(part == whole[start as usize..end as usize], "{start}..{end}");
            }
        }
    }

    /// Of a file that is gone the bytes before and behind are to be had all the same: none of it is read.
    #[tokio::test]
    async fn nothing_is_read_that_was_not_asked_for() {
        let scratch = Scratch::new();
        let (blobs, file) = scratch.with((0..=255).collect()).await;
        let gone = entry("data/002-b.jpg", Digest::of(b"gone"), Crc32(0), Source::Blob { size: 1 << 40 });
        let entries = [gone, file];
        let size = Plan::of("bag", &entries).size();
        read(&entries, 0..100, &blobs).await.unwrap_err();
        let behind = (1 << 40) + 200..size;
        assert_eq!(read(&entries, behind.clone(), &blobs).await.unwrap().concat().len() as u64, behind.end - behind.start);
    }
}
