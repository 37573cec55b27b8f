//! What becomes of uploads that nobody went on with.

use super::store::{self, KEPT};
use crate::blobs::Blobs;
use crate::db::Connection;
use crate::domain::time::Instant;
use crate::features::archive::ArchiveError;
use crate::features::artifacts::refused;
use diesel::QueryResult;
use std::time::Duration;

/// Collects what has expired: first the pieces, much later the row that tells of it. Answers how many pieces and rows.
pub async fn collect_expired(conn: &mut Connection, now: Instant) -> QueryResult<(usize, usize)> {
    refused::forget(conn, now).await?;
    store::collect(conn, now, now - KEPT).await
}

/// Releases what the store holds of uploads that are over: nothing was written under a name for so long, and no piece has it.
pub async fn release_unused(conn: &mut Connection, blobs: &Blobs, older_than: Duration) -> Result<usize, ArchiveError> {
    let mut released = blobs.held(older_than).await?;
    let used = store::held(conn, &released).await?;
    released.retain(|name| !used.contains(&Some(*name)));
    for name in &released {
        blobs.release(*name).await?;
    }
    Ok(released.len())
}
