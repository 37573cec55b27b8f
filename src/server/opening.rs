//! Opening for business: what must be known of the database and of the file store before anything is served.
//!
//! The port is bound before, so that whoever watches sees what the service waits for; until it is open, every request is refused with 503.

use super::Shared;
use crate::blobs::{BlobError, Blobs};
use crate::db::{Connection, DialError, dial, errors};
use crate::features::archive::{self, NotOurs, claim_store};
use crate::features::changes;
use crate::features::uploads;
use crate::http::problem::{Kind, Problem};
use crate::office::app::Clock;
use crate::office::{seal, timekeeping};
use std::sync::atomic::Ordering;
use std::time::Duration;
use uuid::Uuid;

/// How often it is looked whether the file store is still there.
const LOOK_EVERY: Duration = Duration::from_secs(5);

#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error(transparent)]
    Connect(#[from] DialError),
    #[error("the database refused: {0}")]
    Database(#[from] diesel::result::Error),
    #[error("what a restore lacks cannot be made good: {0}")]
    Restored(Box<Problem>),
    #[error("the key of our own tokens cannot be read: {0}")]
    Key(Problem),
    #[error("PUBDOK_BLOB_STORE: {location}: {fault}")]
    Store { location: String, fault: NotOurs },
}

impl OpenError {
    /// Whether the same may go well in a moment.
    pub fn passes(&self) -> bool {
        match self {
            Self::Connect(error) => error.passes(),
            Self::Database(error) | Self::Store { fault: NotOurs::Database(error), .. } => {
                errors::trouble(error) == errors::Trouble::Passing
            }
            Self::Key(problem) => problem.kind == Kind::Unavailable,
            Self::Restored(problem) => problem.kind == Kind::Unavailable,
            Self::Store { fault: NotOurs::Store(error), .. } => !matches!(error, BlobError::Io(_)),
            Self::Store { .. } => false,
        }
    }
}

/// Opens, or says what stands against it.
pub async fn open(shared: &Shared) -> Result<(), OpenError> {
    let mut conn = dial(&shared.database_url).await?;
    if let Err(apart) = timekeeping::agreed(&mut conn, &shared.clock).await? {
        tracing::warn!(target: "pubdok", %apart, "no background work is done here until the clocks agree");
    }
    seal::load(&mut conn, &shared.seal).await?;
    shared.issuer.prepare(&mut conn).await.map_err(OpenError::Key)?;
    let location = || shared.config.blob_store.to_string();
    let claimed = claim_store(&mut conn, &shared.blobs).await;
    let archive = claimed.map_err(|fault| OpenError::Store { location: location(), fault })?;
    let settled = settle(&mut conn, &shared.blobs, &shared.clock).await;
    let is_settled = settled.map_err(|problem| OpenError::Restored(Box::new(problem)))?;
    tokio::spawn(watch_store(shared.database_url.clone(), shared.blobs.clone(), shared.clock.clone(), archive, is_settled));
    shared.opened.store(true, Ordering::Relaxed);
    Ok(())
}

/// Notices a database that was brought back from a dump, and says what was done about it. False: for that the store must be there.
async fn settle(conn: &mut Connection, blobs: &Blobs, clock: &Clock) -> Result<bool, Problem> {
    if blobs.is_away() {
        return Ok(false);
    }
    let (before, now) = archive::clusters(conn).await?;
    if before == Some(now) {
        return Ok(true);
    }
    if before.is_some() {
        let (uploads, shortened) = uploads::take_stock(conn, blobs, clock.now()).await?;
        tracing::warn!(target: "pubdok", uploads, shortened,
            "this database was restored from another cluster; the uploads under way go on from what is in the file store. \
             Should the other still serve, give this one a store of its own");
    }
    archive::settle_in(conn, now).await?;
    Ok(true)
}

/// One that was away at the start has not been claimed yet, may be a new one, and may lack what a restored database tells of;
/// afterwards it is only looked at, for an empty folder is then one where a share is no longer mounted.
async fn watch_store(database_url: String, blobs: Blobs, clock: Clock, archive: Uuid, mut is_settled: bool) {
    loop {
        tokio::time::sleep(LOOK_EVERY).await;
        if !is_settled && let Ok(mut conn) = dial(&database_url).await {
            is_settled = claim_late(&mut conn, &blobs, &clock).await;
        }
        blobs.look(archive).await;
    }
}

async fn claim_late(conn: &mut Connection, blobs: &Blobs, clock: &Clock) -> bool {
    // Why it is not ours, the look says that follows.
    if claim_store(conn, blobs).await.is_err() {
        return false;
    }
    settle(conn, blobs, clock).await.unwrap_or_else(|problem| {
        tracing::warn!(target: "pubdok", ?problem, "what a restore lacks cannot be made good yet; trying again");
        false
    })
}

/// Of a database that is still waited for, or not migrated yet, nothing can be told.
pub(super) fn attend_to_changes(shared: &Shared) -> impl Future<Output = ()> + Send + use<> {
    let (opened, url) = (shared.opened.clone(), shared.database_url.clone());
    let (desk, clock) = (shared.desk.clone(), shared.clock.clone());
    async move {
        while !opened.load(Ordering::Relaxed) {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        changes::attend(url, desk, clock).await;
    }
}
