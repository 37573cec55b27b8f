//! What is kept in memory for a while.

use crate::domain::time::Instant;
use crate::office::remembered::{AGE, is_fresh};
use chrono::TimeDelta;
use std::hash::{DefaultHasher, Hash, Hasher};

/// What was read, and when.
#[derive(Debug)]
pub(super) struct Read<T> {
    what: T,
    at: Instant,
    age: TimeDelta,
}

impl<T> Read<T> {
    /// Of many that may have been read in the same moment: each has its own age, so that they are not all read anew in one.
    pub fn one_of_many(what: T, at: Instant, key: impl Hash) -> Self {
        const SPREAD: u64 = 10_000;
        let mut hasher = DefaultHasher::new();
        key.hash(&mut hasher);
        let sooner = i64::try_from(hasher.finish() % SPREAD).unwrap_or_default();
        Self { what, at, age: AGE - TimeDelta::milliseconds(sooner) }
    }
}

impl<T: Clone> Read<T> {
    /// While it is fresh.
    pub fn fresh(&self, now: Instant) -> Option<T> {
        is_fresh(self.at, self.age, now).then(|| self.what.clone())
    }
}
