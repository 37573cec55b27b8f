//! The lock between those who begin to use a file and the collector who takes it for an orphan.

use super::arrival::Arrival;
use crate::blobs::{BlobError, Blobs};
use crate::db::Connection;
use crate::db::statement::statement;
use crate::domain::digest::Digest;
use crate::http::problem::{Kind, Problem};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Integer};
use diesel_async::RunQueryDsl;
use std::time::Duration;

/// Tells these locks from others of two numbers.
pub(super) const CLASS: i32 = 0x626c_6f62;

/// The case is locked meanwhile and a connection of the pool taken: a bucket that falls silent must not hold up the rest.
pub(super) const PATIENCE: Duration = Duration::from_secs(3);

/// Makes sure that a file is there and stays: to be called in the transaction, before a row that refers to it is written.
///
/// It can be gone only if it came longer than the grace time ago: a form whose end took a day to come.
pub async fn claim(conn: &mut Connection, blobs: &Blobs, digest: &Digest, arrival: Option<&Arrival>) -> Result<(), Problem> {
    let lock = statement::<()>("SELECT pg_advisory_xact_lock_shared($, $)");
    lock.bind::<Integer, _>(CLASS).bind::<Integer, _>(key(digest)).execute(conn).await?;
    let looked = tokio::time::timeout(PATIENCE, blobs.holds(digest)).await;
    if looked.map_err(|_| BlobError::Away(format!("no answer within {PATIENCE:?}")))?? {
        if let Some(arrival) = arrival {
            arrival.claimed(conn).await?;
        }
        return Ok(());
    }
    Err(gone())
}

/// The file was stored, and was not there any more when a row was to tell of it.
pub fn gone() -> Problem {
    Problem::new(Kind::RequestTimeout).detail(
        "Berkas menunggu terlalu lama dan sudah dibersihkan; kirim ulang.",
        "The file waited too long and has been cleared away; send it again.",
    )
}

/// The collector's side, for the rest of its transaction; false: somebody is about to use the file, or to collect it.
pub async fn try_lock_out(conn: &mut Connection, digest: &Digest) -> QueryResult<bool> {
    let lock = sql::<Bool>("pg_try_advisory_xact_lock(").bind::<Integer, _>(CLASS).sql(", ").bind::<Integer, _>(key(digest));
    diesel::select(lock.sql(")")).get_result(conn).await
}

/// The same of whoever removes a file that was given up a moment ago: they wait until all others are done with it.
pub(super) async fn lock_out(conn: &mut Connection, digest: &Digest) -> QueryResult<()> {
    let lock = statement::<()>("SELECT pg_advisory_xact_lock($, $)");
    lock.bind::<Integer, _>(CLASS).bind::<Integer, _>(key(digest)).execute(conn).await.map(|_| ())
}

/// Two digests with one key wait for each other now and then, which harms nobody.
pub(super) fn key(digest: &Digest) -> i32 {
    let [a, b, c, d, ..] = *digest.as_bytes();
    i32::from_be_bytes([a, b, c, d])
}
