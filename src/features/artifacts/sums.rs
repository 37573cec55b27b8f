//! The CRC-32 of contents that came before it was kept with them: reckoned in the background, or when an archive first needs it.

use super::store;
use crate::blobs::{BlobError, Blobs};
use crate::db::{Connection, Db, dial};
use crate::domain::digest::{Crc32, Digest, Sums};
use crate::http::problem::Problem;
use futures_util::TryStreamExt;
use std::pin::pin;

/// Of one content that an archive needs now.
pub async fn of(blobs: &Blobs, db: &Db, digest: &Digest) -> Result<Crc32, Problem> {
    let sum = reckon(blobs, digest).await?;
    let sum = sum.ok_or_else(|| Problem::internal(format!("the content {digest} is not in the store, or another")))?;
    store::keep_sum(&mut *db.lease_to_act().await?, digest, sum).await?;
    Ok(sum)
}

/// Reckons what is missing, one content after the other; answers of how many.
pub async fn reckon_missing(url: &str, blobs: &Blobs) -> Result<usize, String> {
    let mut conn = dial(url).await.map_err(|error| error.to_string())?;
    let (mut last, mut reckoned) = (None, 0);
    while let Some(next) = next(&mut conn, last).await? {
        // Of what is missing or damaged there is none, here as elsewhere; `pubdok blobs verify` tells.
        if let Some(sum) = reckon(blobs, &next).await.map_err(|error| error.to_string())? {
            store::keep_sum(&mut conn, &next, sum).await.map_err(|error| error.to_string())?;
            reckoned += 1;
        }
        last = Some(next);
    }
    Ok(reckoned)
}

async fn next(conn: &mut Connection, last: Option<Digest>) -> Result<Option<Digest>, String> {
    store::next_without_sum(conn, last.as_ref()).await.map_err(|error| error.to_string())
}

/// Reads all of it, in constant memory; None where it is not there as it came.
async fn reckon(blobs: &Blobs, digest: &Digest) -> Result<Option<Crc32>, BlobError> {
    let Some(blob) = blobs.read(digest).await? else { return Ok(None) };
    let size = blob.size();
    let (mut sums, mut bytes) = (Sums::default(), pin!(blob.stream(0..size)));
    while let Some(chunk) = bytes.try_next().await? {
        sums.update(&chunk);
    }
    let (found, sum) = sums.finish();
    Ok(Some(sum).filter(|_| found == *digest))
}
