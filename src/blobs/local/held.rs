//! `held/<uuid>`: a second name of a file on its way in, under which a crash leaves it.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom};
use std::os::unix::fs::MetadataExt;
use std::path::PathBuf;
use std::thread;
use std::time::Duration;

use uuid::Uuid;

use super::listing::entries;
use super::{Folder, Temp, age, sync};
use crate::blobs::HEAD;

const TRIES: u32 = 10;
const MOMENT: Duration = Duration::from_millis(20);

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

    /// Opens what is held under this name, for this one writer alone. None: somebody is writing it still, or it has become a blob, or it
    /// is not there.
    pub fn reopen(&self, name: Uuid) -> io::Result<Option<File>> {
        self.must_be_here()?;
        let file = match OpenOptions::new().read(true).write(true).open(self.held_at(name)) {
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::PermissionDenied) => return Ok(None),
            opened => opened?,
        };
        if !locks(&file) {
            return Ok(None);
        }
        // A blob has another name, and may not be written. So has what a writer left that was killed, until that is swept.
        let about = file.metadata()?;
        Ok((about.nlink() == 1 && !about.permissions().readonly()).then_some(file))
    }

    /// Makes it ready to grow after its first `size` bytes, and tells its beginning. None: it has not so many, or is released.
    pub fn go_on(&self, file: File, name: Uuid, size: u64) -> io::Result<Option<(Temp, Vec<u8>)>> {
        if file.metadata()?.len() < size {
            return Ok(None);
        }
        let path = self.tmp().join(Uuid::now_v7().to_string());
        match fs::hard_link(self.held_at(name), &path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            linked => self.or_away(linked)?,
        }
        let mut temp = Temp { file, path, held: Some(name), placed: false };
        temp.file.set_len(size)?;
        let mut head = Vec::new();
        (&temp.file).take(HEAD as u64).read_to_end(&mut head)?;
        temp.file.seek(SeekFrom::Start(size))?;
        Ok(Some((temp, head)))
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

/// Whether nobody else writes it. Whoever does may be just about to end, and a program that is being started holds for a moment what
/// this one has open.
fn locks(file: &File) -> bool {
    (0..TRIES).any(|tried| {
        if tried > 0 {
            thread::sleep(MOMENT);
        }
        file.try_lock().is_ok()
    })
}
