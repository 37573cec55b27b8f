//! Content-addressed files: what was received is found again by the SHA-256 of its bytes, and only once whole and durable.
//!
//! The seam for another store (S3) is `Blobs`, `Incoming` and `StoredBlob`: callers never see a path.

mod digest;
mod file_name;
mod incoming;
mod local;
mod media_type;
pub mod sniff;
mod stored;
#[cfg(test)]
mod tests;

use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

pub use digest::{Digest, NotADigest};
pub use file_name::FileName;
pub use incoming::{HEAD, Incoming};
pub use media_type::{Acceptance, MediaType, acceptance, inline_allowed, largest_file};
pub use sniff::TypeMismatch;
pub use stored::StoredBlob;

use local::Folder;

/// The store; clones share it.
#[derive(Debug, Clone)]
pub struct Blobs {
    folder: Arc<Folder>,
}

/// What an upload turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Received {
    pub digest: Digest,
    pub size: u64,
}

#[derive(Debug, thiserror::Error)]
pub enum BlobError {
    #[error("the blob store is full")]
    Full,
    #[error("the blob store failed: {0}")]
    Io(#[source] io::Error),
}

impl Blobs {
    /// Opens the store in this folder and makes what is missing of it.
    pub async fn open(dir: PathBuf) -> Result<Self, BlobError> {
        let folder = off_thread(move || Folder::open(dir)).await?;
        Ok(Self { folder: Arc::new(folder) })
    }

    /// Begins an upload; nothing of it is visible before [`Incoming::finish`].
    pub async fn receive(&self) -> Result<Incoming, BlobError> {
        let folder = Arc::clone(&self.folder);
        let temp = off_thread(move || folder.temp()).await?;
        Ok(Incoming::new(Arc::clone(&self.folder), temp))
    }

    pub async fn read(&self, digest: &Digest) -> Result<Option<StoredBlob>, BlobError> {
        let (folder, digest) = (Arc::clone(&self.folder), *digest);
        let found = off_thread(move || folder.find(&digest)).await?;
        Ok(found.map(|(file, size)| StoredBlob::new(file, size)))
    }

    /// Removes what crashed uploads left behind and tells how many files that were.
    ///
    /// An upload still running here, or in another instance on this folder, holds a lock and is spared however slow it is.
    pub async fn sweep_unfinished(&self, older_than: Duration) -> Result<usize, BlobError> {
        let folder = Arc::clone(&self.folder);
        off_thread(move || folder.sweep(older_than)).await
    }
}

impl From<io::Error> for BlobError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::Full,
            _ => Self::Io(error),
        }
    }
}

/// Disks block: every touch of one goes through here, so that no async thread waits for it.
async fn off_thread<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> Result<T, BlobError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => Ok(done?),
        Err(died) => Err(BlobError::Io(io::Error::other(died))),
    }
}
