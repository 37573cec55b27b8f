//! The mark of a folder, and that nothing is done in one that has lost it.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::sync::atomic::Ordering;

use super::{Folder, sync};
use crate::blobs::mark::MARK;

impl Folder {
    pub(in crate::blobs) fn mark(&self) -> io::Result<Option<String>> {
        match fs::read_to_string(self.root.join(MARK)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            read => read.map(Some),
        }
    }

    /// Durable before anything is kept beside it.
    pub(in crate::blobs) fn put_mark(&self, told: &str) -> io::Result<()> {
        let path = self.root.join(MARK);
        let mut file = OpenOptions::new().write(true).create(true).truncate(true).open(&path)?;
        file.write_all(told.as_bytes())?;
        file.sync_all()?;
        sync(&self.root)
    }

    /// From now on it is used only while its mark is there.
    pub(in crate::blobs) fn is_ours(&self) {
        self.marked.store(true, Ordering::Relaxed);
    }

    /// A share can go between two looks at it: asked before anything is kept, and before anything is said to be missing.
    pub(super) fn must_be_here(&self) -> io::Result<()> {
        if !self.marked.load(Ordering::Relaxed) || self.root.join(MARK).try_exists()? {
            return Ok(());
        }
        Err(io::Error::new(io::ErrorKind::NotConnected, "it has lost its mark; is it mounted?"))
    }
}
