//! What is kept in memory for a while.

use super::AGE;
use crate::domain::time::Instant;

/// What was read, and when.
#[derive(Debug)]
pub(super) struct Read<T> {
    pub what: T,
    pub at: Instant,
}

impl<T: Clone> Read<T> {
    /// While it is fresh. A clock that was set back makes nothing fresher.
    pub fn fresh(&self, now: Instant) -> Option<T> {
        (self.at..self.at + AGE).contains(&now).then(|| self.what.clone())
    }
}
