//! The background's part: copies are there before anybody asks, and go with their originals.

use super::store::{self, Original};
use super::workshop::Workshop;
use crate::db::{Db, dial};
use crate::domain::picture::RenditionSize;
use crate::http::problem::Problem;
use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use std::sync::Arc;
use std::time::Duration;

/// How soon after its arrival a photo has its copies, on a service that is not busy.
const PAUSE: Duration = Duration::from_secs(2);
/// So many wait for the workshop at once, which takes a few of them: one that takes long holds up none behind it.
const BATCH: usize = 8;

/// Works until the program ends. Several instances make a copy twice at worst, and keep it once.
pub async fn prepare(url: String, workshop: Arc<Workshop>) {
    let db = Db::new(&url, 2);
    loop {
        let before = workshop.made();
        let pause = match prepare_all(&db, &workshop).await {
            Ok(()) => PAUSE,
            Err(error) => {
                tracing::warn!(target: "pubdok", %error, "copies of pictures not prepared; trying again later");
                PAUSE * 10
            }
        };
        let pictures = workshop.made() - before;
        if pictures > 0 {
            tracing::info!(target: "pubdok", pictures, "copies of pictures made");
        }
        tokio::time::sleep(pause).await;
    }
}

/// Makes the copies of every picture that has none.
pub async fn prepare_all(db: &Db, workshop: &Workshop) -> Result<(), Problem> {
    let (mut working, mut last) = (FuturesUnordered::new(), None);
    loop {
        let next = store::to_make(&mut *db.lease().await?, last, BATCH - working.len()).await?;
        last = next.last().map(|original| original.digest).or(last);
        working.extend(next.into_iter().map(|original| make(db, workshop, original)));
        if working.next().await.is_none() {
            return Ok(());
        }
    }
}

/// What could not be made now is tried again the next time. The failure is in the log; the others must not wait for it.
async fn make(db: &Db, workshop: &Workshop, original: Original) {
    drop(workshop.rendition(db, &original, RenditionSize::Thumbnail).await);
}

/// Forgets copies and facts of what no artifact has any more; their bytes are left to the collector of orphans.
pub async fn forget_unused(url: &str) -> Result<usize, String> {
    let mut conn = dial(url).await.map_err(|error| error.to_string())?;
    store::forget_unused(&mut conn).await.map_err(|error| error.to_string())
}
