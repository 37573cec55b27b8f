//! Taking stock of the uploads under way after the database was brought back from a backup: what of them is not in the store is sent
//! again, from where their senders are told to go on.

use super::store::{self, Kept, Upload};
use crate::blobs::Blobs;
use crate::db::Connection;
use crate::domain::time::Instant;
use crate::http::problem::Problem;
use crate::office::call::transaction;
use uuid::Uuid;

/// Answers how many uploads are under way, and how many of them stand at an earlier byte than they were told.
pub async fn take_stock(conn: &mut Connection, blobs: &Blobs, now: Instant) -> Result<(usize, usize), Problem> {
    let uploads = store::under_way(conn, now).await?;
    let mut shortened = 0;
    for upload in &uploads {
        if whole_until(conn, blobs, upload).await? < upload.received
            && transaction(conn, false, async |conn| shorten(conn, blobs, upload.id).await).await?
        {
            shortened += 1;
        }
    }
    Ok((uploads.len(), shortened))
}

/// Under its lock, for an instance may serve already: what became whole or moved on meanwhile is left alone.
async fn shorten(conn: &mut Connection, blobs: &Blobs, id: Uuid) -> Result<bool, Problem> {
    let Some(upload) = store::lock_unfinished(conn, id).await? else { return Ok(false) };
    let there = whole_until(conn, blobs, &upload).await?;
    if there < upload.received {
        store::shorten(conn, id, there).await?;
    }
    Ok(there < upload.received)
}

/// The first byte that is nowhere.
async fn whole_until(conn: &mut Connection, blobs: &Blobs, upload: &Upload) -> Result<i64, Problem> {
    let mut at = 0;
    for piece in store::segments(conn, upload.id, upload.received).await? {
        if piece.start != at {
            break;
        }
        let size = piece.size.unsigned_abs();
        let there = match piece.kept {
            Kept::Blob(digest) => {
                if blobs.holds(&digest).await? {
                    size
                } else {
                    0
                }
            }
            // It only ever grew: what is there of it is what was.
            Kept::Held(name) => blobs.read_held(name).await?.map_or(0, |held| held.size().min(size)),
        };
        at += i64::try_from(there).map_err(Problem::internal)?;
        if there < size {
            break;
        }
    }
    Ok(at)
}
