//! The mark of a store: whose files it holds. A folder in which a share is not mounted is empty and looks like a new store; what is
//! taken into it is gone when the share is back. So a store is nobody's until it is marked, and away while its mark is not to be seen.

use std::sync::{Arc, Mutex, PoisonError};

use uuid::Uuid;

use super::{BlobError, Blobs, Lack, Store, off_thread};

/// Its name in the store, beside the files.
pub(super) const MARK: &str = "pubdok-archive";

/// Why the store is not to be used now; clones share it.
#[derive(Debug, Clone, Default)]
pub(super) struct Standing(Arc<Mutex<Option<String>>>);

impl Standing {
    pub fn check(&self) -> Result<(), BlobError> {
        let trouble = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        trouble.map_or(Ok(()), |trouble| Err(BlobError::Away(trouble)))
    }

    /// Takes note of what a look found; whether that is news.
    fn note(&self, trouble: Option<String>) -> bool {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_news = *kept != trouble;
        *kept = trouble;
        is_news
    }
}

impl Blobs {
    /// Which archive the store says that it belongs to; None: nobody has said so yet.
    pub async fn mark(&self) -> Result<Option<Uuid>, BlobError> {
        let told = match &self.store {
            Store::Local(folder) => {
                let folder = Arc::clone(folder);
                off_thread(move || folder.mark()).await?
            }
            Store::S3(bucket) => bucket.mark().await?,
        };
        let Some(told) = told else { return Ok(None) };
        // What stands there and is no mark of ours is at least somebody's.
        Ok(Some(told.trim().parse().unwrap_or_else(|_| Uuid::nil())))
    }

    /// Makes the store the one of this archive.
    pub async fn put_mark(&self, archive: Uuid) -> Result<(), BlobError> {
        let told = format!("{archive}\n");
        match &self.store {
            Store::Local(folder) => {
                let folder = Arc::clone(folder);
                off_thread(move || folder.put_mark(&told)).await
            }
            Store::S3(bucket) => bucket.put_mark(told).await,
        }
    }

    /// Looks whether the store is still the one of this archive. While it is not, it is away for everybody; from the first time that
    /// it is, it is used only as far as its mark is to be seen.
    pub async fn look(&self, archive: Uuid) {
        let trouble = match self.mark().await {
            Ok(Some(mark)) if mark == archive => self.furnished().await,
            Ok(Some(_)) => Some("it is the store of another database".to_owned()),
            Ok(None) => Some("it has lost its mark; is it mounted?".to_owned()),
            Err(error) => Some(error.to_string()),
        };
        if let (Store::Local(folder), None) = (&self.store, &trouble) {
            folder.is_ours(archive);
        }
        let told = trouble.clone();
        match (self.standing.note(trouble), told) {
            (true, Some(reason)) => {
                tracing::error!(target: "pubdok", %reason, "the file store is away; files are refused until it is back")
            }
            (true, None) => tracing::info!(target: "pubdok", "the file store is at hand"),
            (false, _) => {}
        }
        // What could not be written is tried, for nobody else may: all were told to wait.
        if !self.is_away() && self.room.lack() == Some(Lack::Writing) && self.store.check().await.is_ok() {
            self.room.found();
        }
    }

    /// What stands against the use of a store that is ours.
    async fn furnished(&self) -> Option<String> {
        let Store::Local(folder) = &self.store else { return None };
        let folder = Arc::clone(folder);
        off_thread(move || folder.refurnish()).await.err().map(|error| error.to_string())
    }

    /// Whether the store is away for everybody.
    pub fn is_away(&self) -> bool {
        self.standing.check().is_err()
    }
}
