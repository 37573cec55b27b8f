//! Verification: every file in use is hashed again and held against the digest it goes by.

use super::error::ArchiveError;
use super::references;
use crate::blobs::{BlobError, Blobs};
use crate::db::Connection;
use crate::domain::digest::{Digest, Hasher};
use futures_util::{StreamExt, TryStreamExt, stream};
use std::fmt;
use std::pin::pin;

const BATCH: i64 = 500;

/// Files read at once: enough that a distant bucket is not waited for, few enough that a disk reads on.
const AT_ONCE: usize = 4;

/// What was found, counted.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Verdict {
    pub contents: u64,
    pub bytes: u64,
    pub missing: u64,
    pub changed: u64,
}

/// A file that is not what was sent, and what uses it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bad {
    pub digest: Digest,
    pub fault: &'static str,
    pub users: Vec<String>,
}

enum State {
    Whole(u64),
    Missing,
    Changed,
}

impl fmt::Display for Bad {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}: {}", self.fault, self.digest, self.users.join("; "))
    }
}

/// Goes through all files in use, in constant memory, and tells of each bad one as it is found.
pub async fn verify(conn: &mut Connection, blobs: &Blobs, mut tell: impl FnMut(&Bad)) -> Result<Verdict, ArchiveError> {
    let mut verdict = Verdict::default();
    let mut last: Option<Digest> = None;
    loop {
        let batch = references::used(conn, last.as_ref(), BATCH).await?;
        last = batch.last().copied();
        if last.is_none() {
            return Ok(verdict);
        }
        let states = stream::iter(batch).map(async |digest| Ok::<_, BlobError>((digest, state(blobs, &digest).await?)));
        let mut states = pin!(states.buffered(AT_ONCE));
        while let Some((digest, state)) = states.try_next().await? {
            let (fault, count) = match state {
                State::Whole(bytes) => {
                    verdict.contents += 1;
                    verdict.bytes += bytes;
                    continue;
                }
                State::Missing => ("missing", &mut verdict.missing),
                State::Changed => ("changed", &mut verdict.changed),
            };
            let users = references::users(conn, &digest).await?;
            // Given up, and collected, since it was listed.
            if !users.is_empty() {
                verdict.contents += 1;
                *count += 1;
                tell(&Bad { digest, fault, users });
            }
        }
    }
}

async fn state(blobs: &Blobs, digest: &Digest) -> Result<State, BlobError> {
    let Some(blob) = blobs.read(digest).await? else { return Ok(State::Missing) };
    let size = blob.size();
    let mut chunks = pin!(blob.stream(0..size));
    let mut hasher = Hasher::default();
    while let Some(chunk) = chunks.try_next().await? {
        hasher.update(&chunk);
    }
    Ok(if hasher.finish() == *digest { State::Whole(size) } else { State::Changed })
}
