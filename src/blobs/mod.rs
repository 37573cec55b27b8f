//! Content-addressed files: what was received is found again by the SHA-256 of its bytes, and only once whole and durable.
//!
//! The seam is `Blobs`, `Incoming` and `StoredBlob`: callers never see a path, and cannot tell a local folder from S3.

mod file_name;
mod held;
mod incoming;
mod local;
mod location;
mod mark;
mod room;
mod s3;
pub mod sniff;
mod stored;
#[cfg(test)]
mod tests;

use std::future::ready;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use crate::domain::digest::{Crc32, Digest, Sums};
use futures_util::stream::{self, BoxStream, StreamExt};
use rustix::io::Errno;

pub use file_name::{FileName, cut};
pub use held::Reopened;
pub use incoming::{HEAD, Held, Incoming, Whole};
pub use location::{Downloads, Location, S3, Secret};
pub use room::Lack;
pub use sniff::TypeMismatch;
pub use stored::StoredBlob;

use local::Folder;
use mark::Standing;
use room::Room;
use s3::Bucket;

/// The store; clones share it.
#[derive(Debug, Clone)]
pub struct Blobs {
    store: Store,
    room: Room,
    standing: Standing,
}

#[derive(Debug, Clone)]
enum Store {
    Local(Arc<Folder>),
    S3(Arc<Bucket>),
}

/// What an upload turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Received {
    pub digest: Digest,
    pub crc32: Crc32,
    pub size: u64,
}

/// One blob of a listing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Listed {
    pub digest: Digest,
    /// Since it was placed, or placed again.
    pub age: Duration,
}

#[derive(Debug, thiserror::Error)]
pub enum BlobError {
    #[error("the blob store is full")]
    Full,
    /// It may answer in a moment.
    #[error("the blob store is away: {0}")]
    Away(String),
    #[error("the blob store failed: {0}")]
    Io(#[source] io::Error),
}

impl Blobs {
    /// Opens the store and tries whether it can be written. One that is away may come back: whether it is there, and ours,
    /// [`Blobs::look`] says.
    pub async fn open(location: impl Into<Location>) -> Result<Self, BlobError> {
        let store = match location.into() {
            Location::Folder(dir) => Store::Local(Arc::new(Folder::at(dir))),
            Location::Bucket(settings) => Store::S3(Arc::new(Bucket::new(&settings)?)),
        };
        let room = Room::default();
        match room.noting(store.check().await) {
            // What is kept can be read, and all else that the service does needs no room.
            Err(BlobError::Full) => tracing::warn!(target: "pubdok", "the file store is full; it takes no files"),
            Err(BlobError::Away(reason)) => {
                tracing::warn!(target: "pubdok", %reason, "the file store is away or may not be written; it is waited for");
            }
            checked => checked?,
        }
        Ok(Self { store, room, standing: Standing::default() })
    }

    /// Begins an upload; nothing of it is visible before [`Whole::place`].
    pub async fn receive(&self) -> Result<Incoming, BlobError> {
        self.standing.check()?;
        let room = self.room.clone();
        match &self.store {
            Store::Local(folder) => {
                let making = Arc::clone(folder);
                let temp = room.noting(off_thread(move || making.temp()).await)?;
                Ok(Incoming::new(local::Upload::new(Arc::clone(folder), temp, Sums::default()), room))
            }
            Store::S3(bucket) => Ok(Incoming::new(s3::Upload::new(Arc::clone(bucket)), room)),
        }
    }

    /// Why the last that was written could not be, where nothing since could.
    pub fn lack(&self) -> Option<Lack> {
        self.room.lack()
    }

    pub async fn read(&self, digest: &Digest) -> Result<Option<StoredBlob>, BlobError> {
        self.standing.check()?;
        match &self.store {
            Store::Local(folder) => {
                let (folder, digest) = (Arc::clone(folder), *digest);
                let found = off_thread(move || folder.find(&digest)).await?;
                Ok(found.map(|(file, size)| StoredBlob::new(file, size)))
            }
            Store::S3(bucket) => {
                let found = bucket.find(digest).await?;
                Ok(found.map(|found| StoredBlob::new(s3::Object::new(Arc::clone(bucket), *digest), found.size)))
            }
        }
    }

    pub async fn holds(&self, digest: &Digest) -> Result<bool, BlobError> {
        Ok(self.read(digest).await?.is_some())
    }

    /// Every blob, in no order, in constant memory. What comes or goes meanwhile may be in it or not.
    pub fn list(&self) -> BoxStream<'static, Result<Listed, BlobError>> {
        if let Err(away) = self.standing.check() {
            return stream::once(ready(Err(away))).boxed();
        }
        match &self.store {
            Store::Local(folder) => local::list(Arc::clone(folder)).boxed(),
            Store::S3(bucket) => bucket.list(),
        }
    }

    /// Removes a blob unless it was placed again less than `older_than` ago; tells whether it did.
    pub async fn remove(&self, digest: &Digest, older_than: Duration) -> Result<bool, BlobError> {
        self.standing.check()?;
        match &self.store {
            Store::Local(folder) => {
                let (folder, digest) = (Arc::clone(folder), *digest);
                off_thread(move || folder.remove(&digest, older_than)).await
            }
            Store::S3(bucket) => bucket.remove(digest, older_than).await,
        }
    }

    /// Removes what crashed uploads left behind and tells how many files that were.
    ///
    /// An upload still running here, or in another instance on this store, is spared: on a folder it holds a lock, on S3
    /// nothing of it can be seen before its last moments.
    pub async fn sweep_unfinished(&self, older_than: Duration) -> Result<usize, BlobError> {
        self.standing.check()?;
        match &self.store {
            Store::Local(folder) => {
                let folder = Arc::clone(folder);
                off_thread(move || folder.sweep(older_than)).await
            }
            Store::S3(bucket) => bucket.sweep(older_than).await,
        }
    }
}

impl Store {
    async fn check(&self) -> Result<(), BlobError> {
        match self {
            Self::Local(folder) => {
                let folder = Arc::clone(folder);
                off_thread(move || folder.check()).await
            }
            Self::S3(bucket) => bucket.check().await,
        }
    }
}

impl From<io::Error> for BlobError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::Full,
            _ if is_weather(&error) => Self::Away(error.to_string()),
            _ => Self::Io(error),
        }
    }
}

/// What passes, or is the machine's to mend and not ours: a disk that fails or may only be read, a share that is gone, no descriptors.
fn is_weather(error: &io::Error) -> bool {
    use io::ErrorKind::{
        HostUnreachable, NetworkDown, NetworkUnreachable, NotConnected, ReadOnlyFilesystem, StaleNetworkFileHandle, TimedOut,
    };
    let kinds =
        [HostUnreachable, NetworkDown, NetworkUnreachable, NotConnected, ReadOnlyFilesystem, StaleNetworkFileHandle, TimedOut];
    let codes = [Errno::IO, Errno::MFILE, Errno::NFILE, Errno::NOMEM];
    kinds.contains(&error.kind()) || Errno::from_io_error(error).is_some_and(|code| codes.contains(&code))
}

/// `sha256/ab/cd/<hex>`: so that no folder holds them all.
fn address(digest: &Digest) -> String {
    let hex = digest.to_string();
    format!("sha256/{}/{}/{hex}", &hex[..2], &hex[2..4])
}

/// The digest a blob's file name tells; `None` is no blob of ours, and nobody's to remove.
fn named(path: &Path) -> Option<Digest> {
    path.file_name()?.to_str()?.parse().ok()
}

/// Disks block: every touch of one goes through here, so that no async thread waits for it.
async fn off_thread<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> Result<T, BlobError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => Ok(done?),
        Err(died) => Err(BlobError::Io(io::Error::other(died))),
    }
}
