//! A key file that may be exchanged while the service runs.

use super::Found;
use crate::http::auth::token::{KeySet, KeysError};
use std::fs::Metadata;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::PathBuf;
use tokio::io::AsyncReadExt;

/// Seconds from one glance at the file's time to the next.
const GLANCE: i64 = 15;

/// One byte more than keys may take, so that too many are seen to be too many.
const LONGEST: u64 = 256 * 1024 + 1;

#[derive(Debug, thiserror::Error)]
pub enum KeyFileError {
    #[error("cannot read {file}: {error}")]
    Unreadable { file: String, error: io::Error },
    #[error("cannot use {file}: {error}")]
    Unusable { file: String, error: KeysError },
}

#[derive(Debug)]
pub struct KeyFile {
    path: PathBuf,
    seen: Option<Stamp>,
    glanced_at: i64,
    /// What the keys in use were read from.
    text: String,
}

/// By these a file is told from the one that was there before: also one that was copied with its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stamp {
    modified: (i64, i64),
    inode: u64,
    length: u64,
}

impl Stamp {
    fn of(file: &Metadata) -> Self {
        Stamp { modified: (file.mtime(), file.mtime_nsec()), inode: file.ino(), length: file.len() }
    }
}

impl KeyFile {
    /// With the keys that stand in it.
    pub async fn open(path: PathBuf) -> Result<(Self, KeySet), KeyFileError> {
        let mut file = KeyFile { path, seen: None, glanced_at: 0, text: String::new() };
        let text = file.read().await?;
        let keys = file.take_over(text)?;
        Ok((file, keys))
    }

    /// Who asks for a key gets the file read; else its time is glanced at now and then.
    pub(super) async fn look(&mut self, asked: bool, now: i64) -> Result<Found, KeyFileError> {
        if !asked {
            // A clock that went back is due at once.
            if (self.glanced_at..self.glanced_at.saturating_add(GLANCE)).contains(&now) {
                return Ok(Found::NotLookedAt);
            }
            self.glanced_at = now;
            let stamp = tokio::fs::metadata(&self.path).await.ok().as_ref().map(Stamp::of);
            if stamp.is_some() && stamp == self.seen {
                return Ok(Found::NotLookedAt);
            }
        }
        let text = self.read().await?;
        if text == self.text {
            return Ok(Found::Same);
        }
        self.take_over(text).map(Found::Keys)
    }

    fn take_over(&mut self, text: String) -> Result<KeySet, KeyFileError> {
        let unusable = |error| KeyFileError::Unusable { file: self.path.display().to_string(), error };
        let keys = KeySet::from_text(&text).map_err(unusable)?;
        self.text = text;
        Ok(keys)
    }

    async fn read(&mut self) -> Result<String, KeyFileError> {
        let mut text = String::new();
        let read = async {
            let file = tokio::fs::File::open(&self.path).await?;
            let stamp = Stamp::of(&file.metadata().await?);
            file.take(LONGEST).read_to_string(&mut text).await?;
            Ok(stamp)
        };
        let read: io::Result<Stamp> = read.await;
        // What could not be read is read again; what could, also when it is of no use, only when it has changed.
        self.seen = read.as_ref().ok().copied();
        let unreadable = |error| KeyFileError::Unreadable { file: self.path.display().to_string(), error };
        read.map(|_| text).map_err(unreadable)
    }
}
