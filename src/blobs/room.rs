//! Whether the store had room when it was last written to: told to who watches the service, without a question to the disk.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::BlobError;

/// Nobody may write to a full store for a while, for all are told to wait; then it counts as unknown, which is not full.
const REMEMBERED: Duration = Duration::from_secs(600);

/// Clones share what they know.
#[derive(Debug, Clone, Default)]
pub(super) struct Room {
    full_since: Arc<Mutex<Option<Instant>>>,
}

impl Room {
    /// Takes note of a failure, and hands it on.
    pub fn noting<T>(&self, done: Result<T, BlobError>) -> Result<T, BlobError> {
        if let Err(BlobError::Full) = done {
            self.set(Some(Instant::now()));
        }
        done
    }

    /// A whole file found its place.
    pub fn found(&self) {
        self.set(None);
    }

    pub fn is_full(&self) -> bool {
        let since = *self.full_since.lock().unwrap_or_else(PoisonError::into_inner);
        since.is_some_and(|since| since.elapsed() < REMEMBERED)
    }

    fn set(&self, full_since: Option<Instant>) {
        *self.full_since.lock().unwrap_or_else(PoisonError::into_inner) = full_since;
    }
}
