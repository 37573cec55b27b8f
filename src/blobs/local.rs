//! The store as a local folder: `tmp/<uuid>` while a file arrives, `sha256/ab/cd/<hex>` once it is whole and durable.

mod held;
mod incoming;
mod listing;
mod mark;
mod reading;

use std::fs::{self, File, Metadata, OpenOptions, Permissions, TryLockError};
use std::io;
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::Duration;

use uuid::Uuid;

use crate::blobs::address;
use crate::domain::digest::Digest;

pub(super) use incoming::{Ended, Upload};
pub(super) use listing::list;
pub(super) use reading::stream;

/// What comes, what is held of it, what is whole.
const ROOMS: [&str; 3] = ["tmp", "held", "sha256"];

/// All functions here block.
#[derive(Debug)]
pub(super) struct Folder {
    root: PathBuf,
    /// What marks it, once it was seen to be ours.
    marked: OnceLock<Uuid>,
}

/// A file on its way in; it goes away when dropped before it was placed.
#[derive(Debug)]
pub(super) struct Temp {
    pub(super) file: File,
    path: PathBuf,
    /// Its second name, if what came of it counts already.
    held: Option<Uuid>,
    placed: bool,
}

impl Folder {
    /// Touches nothing yet: what it is on may be away.
    pub(super) fn at(root: PathBuf) -> Self {
        Self { root, marked: OnceLock::new() }
    }

    /// Makes the rooms that are not there.
    pub(super) fn furnish(&self) -> io::Result<()> {
        for room in ROOMS {
            fs::create_dir_all(self.root.join(room))?;
        }
        let root = self.root.canonicalize()?;
        sync(&root)?;
        // A parent that we may not even read was made, and made durable, by somebody else.
        root.parent().map(File::open).map_or(Ok(()), |parent| parent.map_or(Ok(()), |parent| parent.sync_all()))
    }

    /// The same in a store that is ours; one whose rooms are there may be one that can only be read.
    pub(super) fn refurnish(&self) -> io::Result<()> {
        if ROOMS.iter().all(|room| self.root.join(room).is_dir()) { Ok(()) } else { self.furnish() }
    }

    /// A folder that is there may still not be ours to write: told now and not at the first upload.
    pub(super) fn check(&self) -> io::Result<()> {
        self.furnish()?;
        self.temp().map(drop)
    }

    pub(super) fn temp(&self) -> io::Result<Temp> {
        self.must_be_here()?;
        let path = self.tmp().join(Uuid::now_v7().to_string());
        let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path);
        let file = self.or_away(file)?;
        let temp = Temp { file, path, held: None, placed: false };
        // The lock ends with the process, so it tells a slow upload from a crashed one. A file system
        // without locks leaves only the age to go by.
        match temp.file.try_lock() {
            Err(TryLockError::Error(error)) if error.kind() != io::ErrorKind::Unsupported => Err(error),
            _ => Ok(temp),
        }
    }

    /// Gives the file its name, in the only order in which a crash can never show half a blob.
    pub(super) fn place(&self, mut temp: Temp, digest: &Digest) -> io::Result<()> {
        temp.file.set_permissions(Permissions::from_mode(0o440))?;
        temp.file.sync_all()?;
        let place = self.path(digest);
        let folders: Vec<&Path> = place.ancestors().skip(1).take(3).collect();
        self.must_be_here()?;
        self.or_away(fs::create_dir_all(folders[0]))?;
        // Replaces the same content, if it is there already, on purpose: the file becomes young again, so a
        // collector of orphans spares it, and a copy damaged on disk is healed. Readers keep their handle.
        self.or_away(fs::rename(&temp.path, &place))?;
        temp.placed = true;
        // All three, even when the folders were there: another upload may have made them a moment ago
        // and not have synced them yet, and this blob is acknowledged now.
        self.or_away(folders.into_iter().try_for_each(sync))
    }

    pub(super) fn find(&self, digest: &Digest) -> io::Result<Option<(File, u64)>> {
        self.look_for(&self.path(digest))
    }

    /// A file and its size. That it is not there is said only while the store is.
    fn look_for(&self, path: &Path) -> io::Result<Option<(File, u64)>> {
        let found = open(path)?;
        if found.is_none() {
            self.must_be_here()?;
        }
        Ok(found)
    }

    /// The look at its age and the removal are two steps. Whoever refers to a blob makes sure afterwards that it is
    /// there, under the lock that a remover holds (`features::archive`), so nothing that is used falls between them.
    pub(super) fn remove(&self, digest: &Digest, older_than: Duration) -> io::Result<bool> {
        let place = self.path(digest);
        let removed = fs::metadata(&place).and_then(|about| {
            let is_old = age(&about)? >= older_than;
            if is_old {
                fs::remove_file(&place)?;
            }
            Ok(is_old)
        });
        match removed {
            // Somebody else was quicker.
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            removed => removed,
        }
    }

    pub(super) fn sweep(&self, older_than: Duration) -> io::Result<usize> {
        let mut removed = 0;
        for entry in fs::read_dir(self.tmp())? {
            match sweep_one(&entry?.path(), older_than) {
                Ok(true) => removed += 1,
                Ok(false) => {}
                // It was finished, or swept by another instance, since the folder was read.
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(error),
            }
        }
        Ok(removed)
    }

    fn path(&self, digest: &Digest) -> PathBuf {
        self.root.join(address(digest))
    }

    fn tmp(&self) -> PathBuf {
        self.root.join("tmp")
    }
}

impl Drop for Temp {
    fn drop(&mut self) {
        if !self.placed {
            // Nobody is left to tell of a failure; the sweep tries again.
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// A file and its size, if it is there.
fn open(path: &Path) -> io::Result<Option<(File, u64)>> {
    match File::open(path) {
        Ok(file) => {
            let size = file.metadata()?.len();
            Ok(Some((file, size)))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

fn sweep_one(path: &Path, older_than: Duration) -> io::Result<bool> {
    let file = File::open(path)?;
    let about = file.metadata()?;
    if !about.is_file() || age(&about)? < older_than {
        return Ok(false);
    }
    if let Err(TryLockError::WouldBlock) = file.try_lock() {
        return Ok(false);
    }
    fs::remove_file(path)?;
    Ok(true)
}

/// Measured against the machine's clock and not the app's: the file's time comes from there too.
fn age(about: &Metadata) -> io::Result<Duration> {
    Ok(about.modified()?.elapsed().unwrap_or_default())
}

/// A name is durable only when its folder is.
fn sync(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}
