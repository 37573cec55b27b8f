//! Acts on one row come one after the other. PostgreSQL sees to that; here all but the next of them wait without a connection,
//! so that one row that somebody holds on to does not hold up the acts on all others.

use crate::domain::register::RegisterKind;
use crate::http::problem::{Kind, Problem};
use actix_web::http::header;
use quick_cache::sync::Cache;
use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, timeout_at};
use uuid::Uuid;

/// One that has the lock, and one that is next: it has all done that comes before the lock.
const AT_ONCE: usize = 2;
/// So many wait for one row; who comes later is told to come back.
const MOST_WAITING: usize = 100;
/// Of so many things it is remembered to which case they belong.
const MOST_KNOWN: usize = 20_000;

/// A row that acts wait for each other at.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Row {
    Case(Uuid),
    /// A series of numbers, by kind and unit.
    Series(RegisterKind, String),
}

/// Where they wait; one a process.
#[derive(Debug)]
pub struct Turns {
    lines: Mutex<HashMap<Row, Weak<Line>>>,
    /// The cases of things that acts were on: a thing stays with its case.
    cases: Cache<Uuid, Uuid>,
}

#[derive(Debug)]
struct Line {
    places: Arc<Semaphore>,
    waiting: AtomicUsize,
}

/// A place in a line; the line is forgotten with the last.
#[derive(Debug)]
struct Place(#[expect(dead_code, reason = "held, and given back when dropped")] (OwnedSemaphorePermit, Arc<Line>));

/// Counted while it waits, also where whoever waits is dropped.
struct Waiting<'a>(&'a AtomicUsize);

/// The places of one act, until it is done.
#[derive(Debug, Default)]
pub struct Turn {
    /// None: it does not wait here, but in PostgreSQL.
    turns: Option<Arc<Turns>>,
    held: Mutex<Held>,
}

#[derive(Debug, Default)]
struct Held {
    places: Vec<(Row, Place)>,
    /// What it was sent out for.
    wanted: Option<Row>,
}

impl Default for Turns {
    fn default() -> Self {
        Self { lines: Mutex::default(), cases: Cache::new(MOST_KNOWN) }
    }
}

impl Turns {
    fn line(&self, row: &Row) -> Arc<Line> {
        let mut lines = lock(&self.lines);
        if let Some(line) = lines.get(row).and_then(Weak::upgrade) {
            return line;
        }
        lines.retain(|_, line| line.strong_count() > 0);
        let line = Arc::new(Line { places: Arc::new(Semaphore::new(AT_ONCE)), waiting: AtomicUsize::new(0) });
        lines.insert(row.clone(), Arc::downgrade(&line));
        line
    }
}

impl Turn {
    pub fn of(turns: &Arc<Turns>) -> Self {
        Self { turns: Some(turns.clone()), held: Mutex::default() }
    }

    /// The case of a thing, found once.
    pub async fn case_of<E>(&self, thing: Uuid, find: impl Future<Output = Result<Option<Uuid>, E>>) -> Result<Option<Uuid>, E> {
        let Some(turns) = &self.turns else { return Ok(None) };
        if let Some(case) = turns.cases.get(&thing) {
            return Ok(Some(case));
        }
        let found = find.await?;
        if let Some(case) = found {
            turns.cases.insert(thing, case);
        }
        Ok(found)
    }

    /// Before the row is locked. Where others stand before it the act ends here, to [`Self::wait`] and be done from its beginning.
    pub fn at(&self, row: Row) -> Result<(), Problem> {
        let Some(turns) = &self.turns else { return Ok(()) };
        let mut held = lock(&self.held);
        if held.places.iter().any(|(other, _)| *other == row) {
            return Ok(());
        }
        let line = turns.line(&row);
        match line.places.clone().try_acquire_owned() {
            Ok(permit) => {
                held.places.push((row, Place((permit, line))));
                Ok(())
            }
            Err(_) => {
                held.wanted = Some(row);
                Err(busy())
            }
        }
    }

    /// What it was sent out for, if it was.
    pub fn wanted(&self) -> Option<Row> {
        lock(&self.held).wanted.take()
    }

    /// Waits for a place in this line.
    pub async fn wait(&self, row: Row, until: Instant) -> Result<(), Problem> {
        let Some(turns) = &self.turns else { return Ok(()) };
        let line = turns.line(&row);
        let permit = {
            let _waiting = Waiting::in_line(&line).ok_or_else(busy)?;
            timeout_at(until, line.places.clone().acquire_owned()).await.ok().and_then(Result::ok)
        };
        lock(&self.held).places.push((row, Place((permit.ok_or_else(busy)?, line))));
        Ok(())
    }
}

impl<'a> Waiting<'a> {
    /// None where too many are.
    fn in_line(line: &'a Line) -> Option<Self> {
        let before = line.waiting.fetch_add(1, Ordering::Relaxed);
        // Made in any case: what was counted is taken back when it is dropped.
        let waiting = Self(&line.waiting);
        (before < MOST_WAITING).then_some(waiting)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

fn busy() -> Problem {
    let told = Problem::new(Kind::Unavailable).header(header::RETRY_AFTER, "1");
    told.detail("Masih banyak yang menunggu giliran di sini.", "Too many others wait for their turn here.")
}

/// Never held over an await; whoever panicked while holding it had changed all of it or nothing.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt;
    use std::time::Duration;

    fn soon() -> Instant {
        Instant::now() + Duration::from_millis(20)
    }

    #[tokio::test]
    async fn two_are_let_at_a_row_and_the_next_waits_for_a_place() {
        let (turns, row) = (Arc::<Turns>::default(), || Row::Case(Uuid::nil()));
        let [first, second, third] = [(); 3].map(|()| Turn::of(&turns));
        for turn in [&first, &first, &second] {
            assert!(turn.at(row()).is_ok() && turn.wanted().is_none(), "a row that one is at already is one's own");
        }
        assert!(third.at(row()).is_err_and(|busy| busy.kind == Kind::Unavailable));
        assert!(third.at(Row::Series(RegisterKind::Report, "HUMAS".to_owned())).is_ok(), "another row is another line");
        let wanted = third.wanted().unwrap();
        assert!(wanted == row() && third.wait(wanted.clone(), soon()).await.is_err());
        let waits = third.wait(wanted, Instant::now() + Duration::from_secs(60));
        let leaves = async move { drop(first) };
        let (waited, ()) = tokio::join!(waits, leaves);
        assert!(waited.is_ok() && third.at(row()).is_ok());
        drop((second, third));
        turns.line(&Row::Case(Uuid::max()));
        assert_eq!(lock(&turns.lines).len(), 1, "lines that nobody stands in are forgotten");
    }

    #[tokio::test]
    async fn beyond_the_last_place_one_is_told_to_come_back() {
        let (turns, row) = (Arc::<Turns>::default(), || Row::Case(Uuid::nil()));
        let inside: Vec<_> = (0..AT_ONCE).map(|_| Turn::of(&turns)).collect();
        inside.iter().for_each(|turn| turn.at(row()).unwrap());
        let outside: Vec<_> = (0..MOST_WAITING).map(|_| Turn::of(&turns)).collect();
        let all = futures_util::future::join_all(outside.iter().map(|turn| turn.wait(row(), soon() + Duration::from_secs(1))));
        let late = async {
            tokio::task::yield_now().await;
            let begun = Instant::now();
            assert!(Turn::of(&turns).wait(row(), soon() + Duration::from_secs(60)).await.is_err());
            begun.elapsed()
        };
        let (all, late) = tokio::join!(all, late);
        assert!(late < Duration::from_secs(30) && all.iter().all(Result::is_err));
        drop(inside);
        assert!(Turn::of(&turns).at(row()).is_ok());
    }

    #[tokio::test]
    async fn who_is_dropped_while_waiting_leaves_the_line() {
        let (turns, row) = (Arc::<Turns>::default(), || Row::Case(Uuid::nil()));
        let inside: Vec<_> = (0..AT_ONCE).map(|_| Turn::of(&turns)).collect();
        inside.iter().for_each(|turn| turn.at(row()).unwrap());
        let far = Instant::now() + Duration::from_secs(3600);
        for _ in 0..=MOST_WAITING {
            let outside = Turn::of(&turns);
            assert!(outside.wait(row(), far).now_or_never().is_none(), "it waits, and is dropped");
        }
        let line = turns.line(&row());
        assert_eq!(line.waiting.load(Ordering::Relaxed), 0);
        let outside: Vec<_> = (0..MOST_WAITING).map(|_| Turn::of(&turns)).collect();
        let mut all: Vec<_> = outside.iter().map(|turn| Box::pin(turn.wait(row(), far))).collect();
        assert!(all.iter_mut().all(|waits| waits.now_or_never().is_none()));
        assert!(Turn::of(&turns).wait(row(), far).now_or_never().is_some_and(|told| told.is_err()), "one too many");
        assert_eq!(line.waiting.load(Ordering::Relaxed), MOST_WAITING);
    }

    #[tokio::test]
    async fn what_is_no_act_of_its_own_waits_nowhere_here() {
        let turn = Turn::default();
        assert!(turn.at(Row::Case(Uuid::nil())).is_ok() && turn.wait(Row::Case(Uuid::nil()), soon()).await.is_ok());
    }
}
