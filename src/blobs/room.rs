//! What the store lacked when it was last written to: told to who watches the service, without a question to the disk.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::BlobError;

/// Nobody may write to a full store for a while, for all are told to wait; then it counts as unknown, which is not full.
const REMEMBERED: Duration = Duration::from_secs(600);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lack {
    Room,
    /// Its disk fails, or may only be read.
    Writing,
}

impl Lack {
    /// As `/readyz` has it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Room => "full",
            Self::Writing => "failing",
        }
    }
}

/// Clones share what they know.
#[derive(Debug, Clone, Default)]
pub(super) struct Room(Arc<Mutex<Option<(Lack, Instant)>>>);

impl Room {
    /// Takes note of a failure, and hands it on.
    pub fn noting<T>(&self, done: Result<T, BlobError>) -> Result<T, BlobError> {
        match done {
            Err(BlobError::Full) => self.set(Some((Lack::Room, Instant::now()))),
            Err(BlobError::Away(_)) => self.set(Some((Lack::Writing, Instant::now()))),
            _ => {}
        }
        done
    }

    /// A whole file found its place.
    pub fn found(&self) {
        self.set(None);
    }

    pub fn lack(&self) -> Option<Lack> {
        let lack = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        lack.filter(|(_, since)| since.elapsed() < REMEMBERED).map(|(lack, _)| lack)
    }

    fn set(&self, lack: Option<(Lack, Instant)>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = lack;
    }
}
