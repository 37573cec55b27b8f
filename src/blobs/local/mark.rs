//! The mark of a folder, and that nothing is done in one that has lost it.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};

use uuid::Uuid;

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
        // It may have been away when it was opened.
        self.furnish()?;
        let path = self.root.join(MARK);
        let mut file = OpenOptions::new().write(true).create(true).truncate(true).open(&path)?;
        file.write_all(told.as_bytes())?;
        file.sync_all()?;
        sync(&self.root)
    }

    /// From now on it is used only while this mark is there.
    pub(in crate::blobs) fn is_ours(&self, mark: Uuid) {
        // It never becomes another's while the program runs.
        let _known_already = self.marked.set(mark);
    }

    /// A share can go between two looks at it, and another's come in its place: asked before anything is kept, and before anything is
    /// said to be missing.
    pub(super) fn must_be_here(&self) -> io::Result<()> {
        let Some(ours) = self.marked.get() else { return Ok(()) };
        let why = match self.mark()? {
            Some(told) if told.trim().parse() == Ok(*ours) => return Ok(()),
            Some(_) => "it is the store of another database",
            None => "it has lost its mark; is it mounted?",
        };
        Err(io::Error::new(io::ErrorKind::NotConnected, why))
    }

    /// Where a part of the store is not found, the share may have gone since it was asked.
    pub(super) fn or_away<T>(&self, done: io::Result<T>) -> io::Result<T> {
        match done {
            Err(error) if error.kind() == io::ErrorKind::NotFound => self.must_be_here().and(Err(error)),
            done => done,
        }
    }
}
