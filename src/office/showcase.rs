//! Answers for everybody, kept ready: a crowd of readers costs the database one reading, and a change anywhere is seen within a second.
//!
//! As of people and settings, PostgreSQL tells every instance of a change; one that cannot hear it keeps nothing for longer than a
//! second, and none keeps anything for long, or beyond the moment from which time makes it another.

mod picture;
mod ready;

pub use picture::Picture;
pub use ready::{FOR_A_MINUTE, FOR_GOOD, Ready, SEEN_WITHIN, Wording, dress, whole_second};

use crate::domain::digest::Digest;
use crate::domain::time::Instant;
use crate::http::problem::Problem;
use crate::office::remembered::{AGE, is_fresh};
use chrono::TimeDelta;
use quick_cache::Weighter;
use quick_cache::sync::Cache;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};

/// As [`AGE`], while changes cannot be heard.
const DEAF_AGE: TimeDelta = TimeDelta::seconds(1);
/// So many answers of some kilobytes each are expected; more or fewer may be kept.
const USUAL_BYTES: usize = 16 * 1024;
/// Whoever waited for another's reading and got one that a change has overtaken asks again, so often.
const MOST_TRIES: usize = 3;

/// What is of one kind does not push out what is of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shelf {
    /// Feeds, sitemaps and first pages: few, and asked for all day.
    Standing,
    /// Each published thing by itself.
    Things,
    /// Searches, further pages, what is not there: whatever anybody may think of.
    Questions,
}

/// What was found.
#[derive(Debug)]
pub enum Told {
    Answer(Ready),
    Picture(Picture),
    /// A file that is given from the store as it is.
    Stored {
        digest: Digest,
        media_type: String,
        changed: Instant,
    },
    /// There was one: since when there is none, and why.
    Withdrawn {
        at: Instant,
        reason: String,
    },
    Nothing,
}

#[derive(Debug)]
pub struct Kept {
    pub told: Told,
    read_at: Instant,
    /// From when time alone may make it another.
    until: Option<Instant>,
    generation: u64,
}

#[derive(Clone)]
struct ByBytes;

impl Weighter<String, Arc<Kept>> for ByBytes {
    fn weight(&self, key: &String, kept: &Arc<Kept>) -> u64 {
        const REST: usize = 300;
        let bytes = match &kept.told {
            Told::Answer(ready) => ready.bytes(),
            Told::Withdrawn { reason, .. } => reason.len(),
            Told::Picture(picture) => picture.bytes(),
            Told::Stored { .. } | Told::Nothing => 0,
        };
        (key.len() + bytes + REST) as u64
    }
}

type Answers = Cache<String, Arc<Kept>, ByBytes>;

/// One a process.
pub struct Showcase {
    standing: Answers,
    things: Answers,
    questions: Answers,
    /// Counts what was forgotten: what was read before is not given after.
    generation: AtomicU64,
    /// Counts what could not be read.
    failures: AtomicU64,
    /// How far somebody was told of changes here.
    told_to: AtomicI64,
    /// Only while the listener hears changes.
    live: AtomicBool,
}

impl Showcase {
    /// In so many bytes.
    pub fn new(memory: usize) -> Self {
        let shelf = |part: usize| Answers::with_weighter((part / USUAL_BYTES).max(16), part as u64, ByBytes);
        Self {
            standing: shelf(memory / 4),
            things: shelf(memory / 2),
            questions: shelf(memory / 4),
            generation: AtomicU64::new(0),
            failures: AtomicU64::new(0),
            told_to: AtomicI64::new(0),
            live: AtomicBool::new(false),
        }
    }

    /// Something that is shown changed.
    pub fn forget(&self) {
        self.generation.fetch_add(1, Ordering::AcqRel);
    }

    /// Somebody is told of the change at this place of the feed: whoever reads of it here next must not be shown what was before.
    pub fn is_told(&self, place: i64) {
        if self.told_to.fetch_max(place, Ordering::AcqRel) < place {
            self.forget();
        }
    }

    /// The listener hears changes from now on, or no longer.
    pub fn set_live(&self, live: bool) {
        self.live.store(live, Ordering::Release);
        self.forget();
    }

    /// What is kept under this name, or what `read` finds now: of those who ask for the same at the same time one reads, and the
    /// others wait for it, and are told so if it cannot: one after the other they would wait for a database that is away. `read` also tells from when time alone may make it another.
    pub async fn ready<R>(&self, shelf: Shelf, key: &str, now: Instant, read: R) -> Result<Arc<Kept>, Problem>
    where
        R: AsyncFn() -> Result<(Told, Option<Instant>), Problem>,
    {
        let answers = self.shelf(shelf);
        for _ in 0..MOST_TRIES {
            if let Some(kept) = self.fresh(answers, key, now).or_else(|| self.fresh(&self.questions, key, now)) {
                return Ok(kept);
            }
            answers.remove_if(key, |kept| !self.holds(kept, now));
            let failures = self.failures.load(Ordering::Acquire);
            let Err(place) = answers.get_value_or_guard_async(key).await else { continue };
            // Whoever held the place before may have put it elsewhere.
            if let Some(kept) = self.fresh(&self.questions, key, now) {
                return Ok(kept);
            }
            if self.failures.load(Ordering::Acquire) != failures {
                return Err(Problem::unavailable("whoever read for all who waited could not"));
            }
            let kept = self.read(now, &read).await.inspect_err(|problem| self.note(problem))?;
            if shelf != Shelf::Things || !matches!(kept.told, Told::Nothing) {
                // Refused where it was overtaken: then it is given to nobody but who asked.
                let _ = place.insert(kept.clone());
            } else {
                self.questions.insert(key.to_owned(), kept.clone());
            }
            return Ok(kept);
        }
        self.read(now, &read).await
    }

    async fn read<R>(&self, now: Instant, read: &R) -> Result<Arc<Kept>, Problem>
    where
        R: AsyncFn() -> Result<(Told, Option<Instant>), Problem>,
    {
        let generation = self.generation.load(Ordering::Acquire);
        let (told, until) = read().await?;
        Ok(Arc::new(Kept { told, read_at: now, until, generation }))
    }

    /// What is refused is refused to each who asks.
    fn note(&self, problem: &Problem) {
        if problem.is_ours() {
            self.failures.fetch_add(1, Ordering::AcqRel);
        }
    }

    fn shelf(&self, shelf: Shelf) -> &Answers {
        match shelf {
            Shelf::Standing => &self.standing,
            Shelf::Things => &self.things,
            Shelf::Questions => &self.questions,
        }
    }

    fn fresh(&self, answers: &Answers, key: &str, now: Instant) -> Option<Arc<Kept>> {
        answers.get(key).filter(|kept| self.holds(kept, now))
    }

    fn holds(&self, kept: &Kept, now: Instant) -> bool {
        let age = if self.live.load(Ordering::Acquire) { AGE } else { DEAF_AGE };
        kept.generation == self.generation.load(Ordering::Acquire)
            && is_fresh(kept.read_at, age, now)
            && kept.until.is_none_or(|until| now < until)
    }
}

impl fmt::Debug for Showcase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Showcase")
    }
}

#[cfg(test)]
mod tests;
