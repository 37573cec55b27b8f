//! The collector of orphans: files that no row refers to, and that have had the grace time to find one.

use super::claim::try_lock_out;
use super::error::ArchiveError;
use super::references;
use crate::blobs::Blobs;
use crate::db::Connection;
use crate::domain::digest::Digest;
use diesel_async::{AnsiTransactionManager, TransactionManager};
use futures_util::{StreamExt, TryStreamExt, future};
use std::pin::pin;
use std::time::Duration;

/// Asked of the database at once.
const BATCH: usize = 500;

/// Removes what nothing refers to and what was placed, or placed again, longer ago than `grace`; tells how many.
///
/// In constant memory, however large the store. Several at once do no harm.
pub async fn collect(conn: &mut Connection, blobs: &Blobs, grace: Duration) -> Result<u64, ArchiveError> {
    let old = blobs.list().try_filter(|blob| future::ready(blob.age >= grace)).map_ok(|blob| blob.digest);
    let mut batches = pin!(old.chunks(BATCH));
    let mut removed = 0;
    while let Some(batch) = batches.next().await {
        let batch = batch.into_iter().collect::<Result<Vec<_>, _>>()?;
        for orphan in references::unused(conn, &batch).await? {
            removed += u64::from(remove(conn, blobs, &orphan, grace).await?);
        }
    }
    Ok(removed)
}

/// Removes one orphan, if it is one still, now that nobody can begin to use it.
async fn remove(conn: &mut Connection, blobs: &Blobs, digest: &Digest, grace: Duration) -> Result<bool, ArchiveError> {
    AnsiTransactionManager::begin_transaction(conn).await?;
    let removed = async {
        if !try_lock_out(conn, digest).await? || references::unused(conn, &[*digest]).await?.is_empty() {
            return Ok(false);
        }
        Ok(blobs.remove(digest, grace).await?)
    }
    .await;
    // Ends the lock; there is nothing else to undo.
    AnsiTransactionManager::rollback_transaction(conn).await?;
    removed
}
