//! Verification: every chain computed again from what its entries say, and held against the hashes and the heads.

use super::store::{self, EntryRow};
use crate::db::Connection;
use crate::db::schema::journal_heads;
use crate::domain::digest::Digest;
use crate::domain::journal::{CHAIN_START, link};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use std::collections::HashMap;
use uuid::Uuid;

#[derive(Debug, Default)]
pub struct Verdict {
    pub entries: u64,
    pub chains: u64,
    /// The bad entry with the lowest seq, or a chain whose end is missing.
    pub first_bad: Option<Bad>,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bad {
    /// The entry is not what was hashed, or not what the entry before it led to.
    Entry { seq: i64, id: Uuid, stream: Uuid },
    /// Entries of this chain are missing at its end.
    Tail { stream: Uuid, expected: i64, found: i64 },
}

impl std::fmt::Display for Bad {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Entry { seq, id, stream } => write!(f, "seq {seq}, id {id}, in the chain of {stream}"),
            Self::Tail { stream, expected, found } => {
                write!(
                    f,
                    "the end of the chain of {stream} is missing or foreign: {expected} entries were written, {found} are there"
                )
            }
        }
    }
}

/// A chain being walked.
struct Chain {
    stream: Uuid,
    hash: Digest,
    entries: i64,
    broken: bool,
}

impl Chain {
    fn begin(stream: Uuid) -> Self {
        Self { stream, hash: CHAIN_START.into(), entries: 0, broken: false }
    }

    /// The next entry; answers whether it fits.
    fn follow(&mut self, row: &EntryRow) -> bool {
        // What cannot be read is not what was written.
        let fits = row.content().is_ok_and(|content| {
            let expected = link(self.hash.as_bytes(), &content.digest());
            row.previous_hash == self.hash && row.hash == expected.into() && row.stream == content.stream()
        });
        self.hash = row.hash;
        self.entries += 1;
        fits
    }
}

/// Walks the whole journal in constant memory but for the heads.
pub async fn verify(conn: &mut Connection) -> QueryResult<Verdict> {
    // Heads first: an act that is written meanwhile only makes chains longer than their heads say.
    let heads: Vec<(Uuid, (i64, Digest))> =
        journal_heads::table.select((journal_heads::stream, (journal_heads::entries, journal_heads::hash))).load(conn).await?;
    let mut heads: HashMap<Uuid, (i64, Digest)> = heads.into_iter().collect();
    let mut verdict = Verdict::default();
    let mut chain = Chain::begin(Uuid::nil());
    let mut seq = 0;
    loop {
        let rows = store::after(conn, chain.stream, seq).await?;
        if rows.is_empty() {
            break;
        }
        for row in rows {
            if row.stream != chain.stream {
                chain = Chain::begin(row.stream);
                verdict.chains += 1;
            }
            seq = row.seq;
            verdict.entries += 1;
            let fits = chain.follow(&row);
            if !fits && !chain.broken {
                chain.broken = true;
                verdict.note(Bad::Entry { seq: row.seq, id: row.id, stream: row.stream });
            }
            // The head must have been passed on the way, with its very hash.
            if heads.get(&row.stream).is_some_and(|(entries, hash)| *entries == chain.entries && *hash == row.hash) {
                heads.remove(&row.stream);
            }
        }
    }
    for (stream, (expected, _)) in heads {
        let found = count(conn, stream).await?;
        verdict.note(Bad::Tail { stream, expected, found });
    }
    Ok(verdict)
}

impl Verdict {
    fn note(&mut self, bad: Bad) {
        self.first_bad = Some(self.first_bad.take().map_or(bad.clone(), |known| known.min(bad)));
    }
}

async fn count(conn: &mut Connection, stream: Uuid) -> QueryResult<i64> {
    use crate::db::schema::journal;
    journal::table.filter(journal::stream.eq(stream)).count().get_result(conn).await
}
