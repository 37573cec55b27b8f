//! `held/<uuid>`: a second name of a file on its way in, under which a crash leaves it.

use std::fs::{self, File};
use std::io;
use std::path::PathBuf;
use std::time::Duration;

use uuid::Uuid;

use super::listing::entries;
use super::{Folder, Temp, age, sync};

impl Folder {
    /// Makes what was written durable under a second name; `None`: this disk has no second names (FAT, some shares).
    pub fn hold(&self, temp: &mut Temp) -> io::Result<Option<Uuid>> {
        // Before the name: what a full disk cannot keep must not stay there under one.
        temp.file.sync_data()?;
        if temp.held.is_none() {
            let name = Uuid::now_v7();
            match self.or_away(fs::hard_link(&temp.path, self.held_at(name))) {
                Err(error) if matches!(error.kind(), io::ErrorKind::Unsupported | io::ErrorKind::PermissionDenied) => {
                    return Ok(None);
                }
                linked => linked?,
            }
            if let Err(error) = sync(&self.root.join("held")) {
                self.release(name)?;
                return Err(error);
            }
            temp.held = Some(name);
        }
        Ok(temp.held)
    }

    pub fn find_held(&self, name: Uuid) -> io::Result<Option<(File, u64)>> {
        self.look_for(&self.held_at(name))
    }

    pub fn held(&self, older_than: Duration) -> io::Result<Vec<Uuid>> {
        let mut found = Vec::new();
        for entry in entries(&self.root.join("held"))? {
            let entry = entry?;
            let Some(name) = entry.file_name().to_str().and_then(|name| name.parse().ok()) else { continue };
            match entry.metadata().and_then(|about| age(&about)) {
                Ok(age) if age >= older_than => found.push(name),
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                // Young, or released since the folder was read.
                _ => {}
            }
        }
        Ok(found)
    }

    pub fn release(&self, name: Uuid) -> io::Result<()> {
        match fs::remove_file(self.held_at(name)) {
            // Somebody else was quicker.
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            removed => removed,
        }
    }

    fn held_at(&self, name: Uuid) -> PathBuf {
        self.root.join("held").join(name.to_string())
    }
}
