//! What is kept of uploads that are still under way: it counts already, and has no digest yet.

use std::sync::Arc;
use std::time::Duration;

use uuid::Uuid;

use super::{BlobError, Blobs, Incoming, Store, StoredBlob, local, off_thread};
use crate::domain::digest::Sums;

impl Blobs {
    /// What [`super::Incoming::hold`] kept under this name; bytes beyond those it told of may stand behind them.
    pub async fn read_held(&self, name: Uuid) -> Result<Option<StoredBlob>, BlobError> {
        self.standing.check()?;
        match &self.store {
            Store::Local(folder) => {
                let folder = Arc::clone(folder);
                let found = off_thread(move || folder.find_held(name)).await?;
                Ok(found.map(|(file, size)| StoredBlob::new(file, size)))
            }
            Store::S3(_) => Ok(None),
        }
    }

    /// Goes on with what is held under this name after its first `size` bytes, of which [`super::Held::midway`] told where the sums
    /// stand: nothing is read or written twice. `None`: somebody is writing it still, or it cannot be gone on with.
    pub async fn go_on(&self, name: Uuid, size: u64, midway: &[u8]) -> Result<Option<Incoming>, BlobError> {
        self.standing.check()?;
        let (Store::Local(folder), Some(sums)) = (&self.store, Sums::go_on(midway, size)) else { return Ok(None) };
        let (room, opening) = (self.room.clone(), Arc::clone(folder));
        let opened = room.noting(off_thread(move || opening.go_on(name, size)).await)?;
        Ok(opened.map(|(temp, head)| {
            let upload = local::Upload::new(Arc::clone(folder), temp, sums);
            Incoming::new(upload, room).going_on(head, size)
        }))
    }

    /// The names under which nothing was written for so long.
    pub async fn held(&self, older_than: Duration) -> Result<Vec<Uuid>, BlobError> {
        self.standing.check()?;
        match &self.store {
            Store::Local(folder) => {
                let folder = Arc::clone(folder);
                off_thread(move || folder.held(older_than)).await
            }
            Store::S3(_) => Ok(Vec::new()),
        }
    }

    /// Gives a name back: nobody will ask for it any more. A blob that the upload became stays.
    pub async fn release(&self, name: Uuid) -> Result<(), BlobError> {
        self.standing.check()?;
        match &self.store {
            Store::Local(folder) => {
                let folder = Arc::clone(folder);
                off_thread(move || folder.release(name)).await
            }
            Store::S3(_) => Ok(()),
        }
    }
}
