//! What is kept in memory for a while.

use super::AGE;
use crate::domain::time::Instant;
use chrono::TimeDelta;
use std::hash::{DefaultHasher, Hash, Hasher};

/// What was read, and when.
#[derive(Debug)]
pub(super) struct Read<T> {
    what: T,
    at: Instant,
    until: Instant,
}

impl<T> Read<T> {
    pub fn new(what: T, at: Instant) -> Self {
        Self { what, at, until: at + AGE }
    }

    /// Of many that may have been read in the same moment: each has its own age, so that they are not all read anew in one.
    pub fn one_of_many(what: T, at: Instant, key: impl Hash) -> Self {
        const SPREAD: u64 = 10_000;
        let mut hasher = DefaultHasher::new();
        key.hash(&mut hasher);
        let sooner = i64::try_from(hasher.finish() % SPREAD).unwrap_or_default();
        Self { what, at, until: at + AGE - TimeDelta::milliseconds(sooner) }
    }
}

impl<T: Clone> Read<T> {
    /// While it is fresh. A clock that was set back makes nothing fresher.
    pub fn fresh(&self, now: Instant) -> Option<T> {
        (self.at..self.until).contains(&now).then(|| self.what.clone())
    }
}
