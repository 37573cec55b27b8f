//! The background's part: thumbnails are there before anybody asks, and copies go with their originals.

use super::store;
use super::workshop::Workshop;
use crate::db::{Db, dial};
use crate::domain::digest::Digest;
use crate::domain::picture::RenditionSize;
use crate::http::problem::Problem;
use futures_util::future::join_all;
use std::sync::Arc;
use std::time::Duration;

/// How soon after its arrival a photo has its thumbnail, on a service that is not busy.
const PAUSE: Duration = Duration::from_secs(2);
/// Between two looks at what is to be made; the workshop does a few of them at once.
const BATCH: i64 = 8;

/// Works until the program ends. Several instances make a copy twice at worst, and keep it once.
pub async fn prepare(url: String, workshop: Arc<Workshop>) {
    let db = Db::new(&url, 2);
    let mut after = None;
    let mut told = workshop.made();
    loop {
        match prepare_some(&db, &workshop, after).await {
            // On to the next; what could not be made now is tried again from the beginning.
            Ok(Some(last)) => after = Some(last),
            Ok(None) => {
                after = None;
                let made = workshop.made();
                if made > told {
                    tracing::info!(target: "pubdok", pictures = made - told, "copies of pictures made");
                    told = made;
                }
                tokio::time::sleep(PAUSE).await;
            }
            Err(error) => {
                tracing::warn!(target: "pubdok", %error, "thumbnails not prepared; trying again later");
                tokio::time::sleep(PAUSE * 10).await;
            }
        }
    }
}

/// Makes the next few thumbnails after this digest; answers the last one, None where there was nothing to do.
pub async fn prepare_some(db: &Db, workshop: &Workshop, after: Option<Digest>) -> Result<Option<Digest>, Problem> {
    let next = store::to_make(&mut *db.lease().await?, after, BATCH).await?;
    // Each failure is in the log; the others must not wait for it.
    join_all(next.iter().map(|digest| workshop.rendition(db, digest, RenditionSize::Thumbnail))).await;
    Ok(next.last().copied())
}

/// Forgets copies and facts of what no artifact has any more; their bytes are left to the collector of orphans.
pub async fn forget_unused(url: &str) -> Result<usize, String> {
    let mut conn = dial(url).await.map_err(|error| error.to_string())?;
    store::forget_unused(&mut conn).await.map_err(|error| error.to_string())
}
