//! One thing that every request needs and that hardly ever changes, kept in memory for as long as changes are heard.
//!
//! Of many who miss it at the same moment one reads, and the others are told the same, also that it failed: after half a minute of
//! silence a thousand who are told of one change would otherwise read a thousand times.

use crate::domain::time::Instant;
use crate::http::problem::Problem;
use chrono::TimeDelta;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use tokio::sync::Mutex;

/// Whatever was heard meanwhile, it is read anew after this: a line that has gone silent looks like one with nothing to tell.
pub const AGE: TimeDelta = TimeDelta::seconds(30);
/// Who took their time a little earlier and came a little later than another is no clock that was set back.
const JOSTLE: TimeDelta = TimeDelta::seconds(1);

/// Whether what was read then may still be told. A clock that was set back makes nothing fresher.
pub fn is_fresh(read_at: Instant, age: TimeDelta, now: Instant) -> bool {
    (read_at - JOSTLE..read_at + age).contains(&now)
}

#[derive(Debug)]
pub struct Remembered<T> {
    kept: RwLock<Kept<T>>,
    /// Of whoever reads.
    turn: Mutex<()>,
}

#[derive(Debug)]
struct Kept<T> {
    /// Only while changes are heard.
    live: bool,
    /// Counts what was forgotten: what was read before must not be kept after.
    generation: u64,
    what: Option<Read<T>>,
    /// How often it was read, and how often that failed.
    reads: u64,
    failures: u64,
}

/// What somebody finds who comes for it.
enum Look<T> {
    Kept(Arc<T>),
    /// Nothing is kept: each reads for themselves.
    Deaf,
    Missed {
        reads: u64,
        failures: u64,
    },
}

#[derive(Debug)]
struct Read<T> {
    what: Arc<T>,
    at: Instant,
}

impl<T> Kept<T> {
    fn forget(&mut self) {
        (self.generation, self.what) = (self.generation + 1, None);
    }
}

impl<T> Default for Remembered<T> {
    fn default() -> Self {
        let kept = Kept { live: false, generation: 0, what: None, reads: 0, failures: 0 };
        Self { kept: RwLock::new(kept), turn: Mutex::default() }
    }
}

impl<T> Remembered<T> {
    /// What is kept, or what `read` finds now.
    pub async fn get(&self, now: Instant, read: impl AsyncFnOnce() -> Result<T, Problem>) -> Result<Arc<T>, Problem> {
        let (reads, failures) = match self.look(now) {
            Look::Kept(what) => return Ok(what),
            Look::Deaf => return Ok(Arc::new(read().await?)),
            Look::Missed { reads, failures } => (reads, failures),
        };
        let _turn = self.turn.lock().await;
        let generation = {
            let kept = self.kept();
            // Read while we waited; what was forgotten meanwhile is not there.
            if let Some(what) = kept.what.as_ref().filter(|_| kept.reads != reads) {
                return Ok(what.what.clone());
            }
            if kept.failures != failures {
                return Err(Problem::unavailable("whoever read for all who waited could not"));
            }
            kept.generation
        };
        let found = read().await.map(Arc::new);
        let mut kept = self.kept_mut();
        match &found {
            Ok(what) if kept.live && kept.generation == generation => {
                kept.what = Some(Read { what: what.clone(), at: now });
                kept.reads += 1;
            }
            Ok(_) => {}
            Err(_) => kept.failures += 1,
        }
        found
    }

    fn look(&self, now: Instant) -> Look<T> {
        let kept = self.kept();
        match &kept.what {
            Some(read) if is_fresh(read.at, AGE, now) => Look::Kept(read.what.clone()),
            _ if !kept.live => Look::Deaf,
            _ => Look::Missed { reads: kept.reads, failures: kept.failures },
        }
    }

    /// Something changed: the next request reads it anew.
    pub fn forget(&self) {
        self.kept_mut().forget();
    }

    /// Changes are heard from now on, or no longer.
    pub fn set_live(&self, live: bool) {
        // In one: what is read in between must not be kept by who cannot hear.
        let mut kept = self.kept_mut();
        kept.forget();
        kept.live = live;
    }

    fn kept(&self) -> RwLockReadGuard<'_, Kept<T>> {
        // Whoever panicked while holding this lock had changed all of it or nothing.
        self.kept.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn kept_mut(&self) -> RwLockWriteGuard<'_, Kept<T>> {
        self.kept.write().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::future::join_all;
    use std::sync::atomic::{AtomicUsize, Ordering};

    fn at(millis: i64) -> Instant {
        Instant::default() + TimeDelta::milliseconds(millis)
    }

    /// One that hears.
    fn heard() -> (Remembered<usize>, AtomicUsize) {
        let remembered = Remembered::default();
        remembered.set_live(true);
        (remembered, AtomicUsize::new(0))
    }

    /// The number of the reading that is told.
    async fn ask(of: &(Remembered<usize>, AtomicUsize), millis: i64) -> Result<usize, Problem> {
        let read = async || {
            let number = of.1.fetch_add(1, Ordering::Relaxed) + 1;
            tokio::task::yield_now().await;
            Ok(number)
        };
        of.0.get(at(millis), read).await.map(|number| *number)
    }

    #[tokio::test]
    async fn a_crowd_reads_once_in_whatever_order_it_took_its_time() {
        let of = heard();
        for told in join_all((0..1000).map(|n| ask(&of, 500 - n % 500))).await {
            assert_eq!(told.expect("told"), 1);
        }
        assert_eq!(ask(&of, 30_499).await.expect("told"), 1);
        for told in join_all((0..1000).map(|_| ask(&of, 30_500))).await {
            assert_eq!(told.expect("told"), 2, "it has an age");
        }
        assert_eq!(ask(&of, 29_000).await.expect("told"), 3, "a clock that goes back makes nothing fresher");
    }

    #[tokio::test]
    async fn what_changes_is_told_to_nobody_who_comes_later() {
        let of = heard();
        assert_eq!(ask(&of, 0).await.expect("told"), 1);
        of.0.forget();
        assert_eq!(ask(&of, 1).await.expect("told"), 2);
        let overtaken = async || {
            of.0.forget();
            Ok(0)
        };
        of.0.forget();
        assert_eq!(*of.0.get(at(2), overtaken).await.expect("told"), 0);
        assert_eq!(ask(&of, 3).await.expect("told"), 3, "what was read before it was forgotten is not kept");
    }

    #[tokio::test]
    async fn who_waited_for_a_reading_that_failed_is_told_so() {
        let of = heard();
        let read = async || {
            of.1.fetch_add(1, Ordering::Relaxed);
            tokio::task::yield_now().await;
            Err(Problem::unavailable("away"))
        };
        let told = join_all((0..100).map(|_| of.0.get(at(0), read))).await;
        assert!(told.iter().all(Result::is_err));
        assert_eq!(of.1.load(Ordering::Relaxed), 1);
        assert_eq!(ask(&of, 1).await.expect("told"), 2, "who comes later tries again");
    }

    #[tokio::test]
    async fn who_goes_while_reading_leaves_it_to_the_next() {
        let of = heard();
        let forever = of.0.get(at(0), async || {
            std::future::pending::<()>().await;
            Ok(0)
        });
        let waits = tokio::time::timeout(std::time::Duration::from_millis(20), forever);
        let (gone, told) = tokio::join!(waits, async {
            tokio::task::yield_now().await;
            ask(&of, 0).await
        });
        assert!(gone.is_err());
        assert_eq!(told.expect("told"), 1);
    }

    #[tokio::test]
    async fn who_cannot_hear_reads_every_time() {
        let of = heard();
        of.0.set_live(false);
        for number in 1..4 {
            assert_eq!(ask(&of, 0).await.expect("told"), number);
        }
        assert!(join_all((0..10).map(|_| ask(&of, 0))).await.iter().all(Result::is_ok));
        assert_eq!(of.1.load(Ordering::Relaxed), 13, "and waits for nobody");
    }
}
