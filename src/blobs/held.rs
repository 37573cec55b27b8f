//! What is kept of uploads that are still under way: it counts already, and has no digest yet.

use std::fs::File;
use std::sync::Arc;
use std::time::Duration;

use uuid::Uuid;

use super::local::{self, Folder};
use super::room::Room;
use super::{BlobError, Blobs, Incoming, Store, StoredBlob, off_thread};
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

    /// Opens what is held under this name to go on with it: from here on nobody else does. `None`: somebody is writing it still, or it
    /// cannot be gone on with. How much of it counts is to be found out after this, for the last writer may just have let more count.
    pub async fn reopen(&self, name: Uuid) -> Result<Option<Reopened>, BlobError> {
        self.standing.check()?;
        let Store::Local(folder) = &self.store else { return Ok(None) };
        let (room, opening) = (self.room.clone(), Arc::clone(folder));
        let file = room.noting(off_thread(move || opening.reopen(name)).await)?;
        Ok(file.map(|file| Reopened { folder: Arc::clone(folder), file, name, room }))
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

/// What is held, and waits to be gone on with.
#[derive(Debug)]
pub struct Reopened {
    folder: Arc<Folder>,
    file: File,
    name: Uuid,
    room: Room,
}

impl Reopened {
    /// Goes on after its first `size` bytes, of which [`super::Held::midway`] told where the sums stand: nothing is read or written
    /// twice, and what stands behind them goes. `None`: it is not what was told.
    pub async fn go_on(self, size: u64, midway: &[u8]) -> Result<Option<Incoming>, BlobError> {
        let Some(sums) = Sums::go_on(midway, size) else { return Ok(None) };
        let Self { folder, file, name, room } = self;
        let opening = Arc::clone(&folder);
        let opened = room.noting(off_thread(move || opening.go_on(file, name, size)).await)?;
        Ok(opened.map(|(temp, head)| Incoming::new(local::Upload::new(folder, temp, sums), room).going_on(head, size)))
    }
}
