//! The background work: what must be done now and then, on any instance, as often as it likes.

use crate::app::Clock;
use crate::blobs::Blobs;
use crate::db::Connection;
use crate::features::pictures;
use crate::http::idempotency;
use diesel_async::AsyncConnection;
use std::time::Duration;

const EVERY: Duration = Duration::from_secs(600);
/// No upload takes this long: what is older was left by a crash.
const UNFINISHED: Duration = Duration::from_secs(24 * 3600);

/// Works until the program ends. Each task may run on several instances at once without harm.
pub async fn work(url: String, clock: Clock, blobs: Blobs) {
    loop {
        if let Err(error) = forget_old_answers(&url, &clock).await {
            tracing::warn!(target: "pubdok", %error, "old idempotency keys not purged; trying again later");
        }
        match blobs.sweep_unfinished(UNFINISHED).await {
            Ok(0) => {}
            Ok(swept) => tracing::info!(target: "pubdok", swept, "unfinished uploads removed"),
            Err(error) => tracing::warn!(target: "pubdok", %error, "unfinished uploads not removed; trying again later"),
        }
        if let Err(error) = pictures::forget_unused(&url).await {
            tracing::warn!(target: "pubdok", %error, "copies of deleted pictures not forgotten; trying again later");
        }
        tokio::time::sleep(EVERY).await;
    }
}

async fn forget_old_answers(url: &str, clock: &Clock) -> Result<(), String> {
    let mut conn = Connection::establish(url).await.map_err(|error| error.to_string())?;
    idempotency::purge(&mut conn, clock.now()).await.map_err(|error| error.to_string())?;
    Ok(())
}
