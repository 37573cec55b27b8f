//! Which faults there are at a moment: what a client is told may be told only in its weather.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// What a fault can be felt of after its end: those who have waited since before it.
const AFTER: Duration = Duration::from_secs(10);

#[derive(Debug, Clone)]
struct Felt {
    name: String,
    at_commit: bool,
    /// None: it lasts.
    to: Option<Instant>,
}

#[derive(Debug, Default)]
pub struct Weather(Mutex<Vec<Felt>>);

/// A fault that lasts until this is dropped.
pub struct Lasting<'a> {
    weather: &'a Weather,
    number: usize,
}

impl Weather {
    /// `at_commit`: it may leave open what became of a COMMIT.
    pub fn begins(&self, name: &str, at_commit: bool) -> Lasting<'_> {
        let mut felt = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        felt.push(Felt { name: name.to_owned(), at_commit, to: None });
        Lasting { weather: self, number: felt.len() - 1 }
    }

    /// The faults that may have been felt since then.
    pub fn since(&self, from: Instant) -> Vec<String> {
        self.felt(from, |_| true)
    }

    /// Whether what became of a COMMIT since then may be unknown.
    pub fn leaves_open(&self, from: Instant) -> bool {
        !self.felt(from, |felt| felt.at_commit).is_empty()
    }

    fn felt(&self, from: Instant, which: impl Fn(&Felt) -> bool) -> Vec<String> {
        let felt = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let recent = felt.iter().rev().take(200).filter(|felt| felt.to.is_none_or(|to| to + AFTER >= from));
        recent.filter(|felt| which(felt)).map(|felt| felt.name.clone()).collect()
    }
}

impl Drop for Lasting<'_> {
    fn drop(&mut self) {
        let mut felt = self.weather.0.lock().unwrap_or_else(PoisonError::into_inner);
        felt[self.number].to = Some(Instant::now());
    }
}
