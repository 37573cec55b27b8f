//! Opening for business: what must be known of the database and of the file store before anything is served.
//!
//! The port is bound before, so that whoever watches sees what the service waits for; until it is open, every request is refused with 503.

use super::Shared;
use crate::blobs::Blobs;
use crate::db::{DialError, dial, errors};
use crate::features::archive::{NotOurs, claim_store};
use crate::http::problem::{Kind, Problem};
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
    tokio::spawn(watch_store(shared.blobs.clone(), archive));
    shared.opened.store(true, Ordering::Relaxed);
    Ok(())
}

async fn watch_store(blobs: Blobs, archive: Uuid) {
    loop {
        tokio::time::sleep(LOOK_EVERY).await;
        blobs.look(archive).await;
    }
}
