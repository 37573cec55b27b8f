//! Where requests wait for changes: without a connection and without a turn, woken all at once by one reader an instance.

use super::read::{Page, Reader};
use super::requests::Position;
use super::store::{Change, with_things};
use crate::db::listen::{Deaf, Listener};
use crate::db::{Connection, DialError, dial};
use crate::domain::time::Instant;
use crate::features::journal::feed::{self, Stretch};
use crate::office::actor::Actor;
use crate::office::app::Clock;
use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::{Semaphore, watch};
use tokio::time::{sleep, timeout};
use uuid::Uuid;

/// So many wait at one instance, and so many of them for one subject; who comes later is answered at once.
const MOST: usize = 10_000;
const MOST_OF_ONE: usize = 100;
/// Of those who must ask the database when they are woken, so many do so at a time.
const ASKING: usize = 4;
/// So many dumps are sent at a time.
const DUMPS: usize = 2;
/// So many changes are handed to all who wait; where there are more, each reads for itself.
const MOST_HANDED: i64 = 200;

/// How soon a lost connection is tried again.
const AGAIN: Duration = Duration::from_secs(1);
/// How soon it is looked again whether what is still being written is done: at first, and at the latest.
const SOON: Duration = Duration::from_millis(2);
const LATER: Duration = Duration::from_millis(50);
/// As long as a request would wait.
const FOR_AN_ANSWER: Duration = Duration::from_secs(4);

/// One a process.
#[derive(Debug)]
pub struct Desk {
    news: watch::Sender<Arc<News>>,
    /// Only while changes are heard.
    live: AtomicBool,
    waiting: Mutex<Waiting>,
    pub asking: Semaphore,
    /// Who takes all that is published holds a connection meanwhile.
    pub dumps: Arc<Semaphore>,
}

/// What was told last, as portals are told it.
#[derive(Debug)]
pub struct News {
    /// It holds everything behind this place,
    from: Position,
    /// up to this one.
    pub to: Position,
    changes: Vec<Change>,
}

#[derive(Debug, Default)]
struct Waiting {
    all: usize,
    of: HashMap<Uuid, usize>,
}

/// Somebody who waits, until they are answered or go.
#[derive(Debug)]
pub struct Place<'a> {
    desk: &'a Desk,
    who: Uuid,
}

impl Default for Desk {
    fn default() -> Self {
        let nothing = News { from: Position::BEGINNING, to: Position::BEGINNING, changes: Vec::new() };
        Self {
            news: watch::Sender::new(Arc::new(nothing)),
            live: AtomicBool::new(false),
            waiting: Mutex::default(),
            asking: Semaphore::new(ASKING),
            dumps: Arc::new(Semaphore::new(DUMPS)),
        }
    }
}

impl Desk {
    /// From here on nothing is told that is not heard.
    pub fn listens(&self) -> watch::Receiver<Arc<News>> {
        self.news.subscribe()
    }

    /// What portals are told behind a place, where that is all here: a thousand who ask again at once, for one change was told to all
    /// of them, need no connection each.
    pub fn known(&self, place: Position, limit: i64) -> Option<Page> {
        let news = self.news.borrow();
        let is_here = self.live.load(Ordering::Acquire) && place <= news.to;
        news.behind(place, limit).filter(|_| is_here)
    }

    /// None where too many wait already.
    pub fn place(&self, of: &Actor) -> Option<Place<'_>> {
        let (who, mut waiting) = (of.key(), lock(&self.waiting));
        let of_one = waiting.of.get(&who).copied().unwrap_or_default();
        if waiting.all >= MOST || of_one >= MOST_OF_ONE {
            return None;
        }
        waiting.all += 1;
        waiting.of.insert(who, of_one + 1);
        Some(Place { desk: self, who })
    }

    /// How many wait.
    pub fn waiting(&self) -> usize {
        lock(&self.waiting).all
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        let mut waiting = lock(&self.desk.waiting);
        waiting.all -= 1;
        match waiting.of.get_mut(&self.who) {
            Some(more) if *more > 1 => *more -= 1,
            _ => drop(waiting.of.remove(&self.who)),
        }
    }
}

impl News {
    /// What is new behind a place, if it is all here.
    pub fn behind(&self, place: Position, limit: i64) -> Option<Page> {
        let changes = || self.changes.iter().filter(|change| place < Position(change.told.seq)).cloned().collect();
        (self.from <= place).then(|| Page { changes: changes(), to: self.to, more: false }.cut(limit))
    }
}

/// Why nothing is told for the moment.
#[derive(Debug, thiserror::Error)]
enum Trouble {
    #[error(transparent)]
    Deaf(#[from] Deaf),
    #[error(transparent)]
    NotConnected(#[from] DialError),
    #[error(transparent)]
    Database(#[from] diesel::result::Error),
    #[error("PostgreSQL does not answer")]
    Silent,
}

/// Reads what is new as soon as PostgreSQL tells that there is something, for as long as the program runs.
pub async fn attend(url: String, desk: Arc<Desk>, clock: Clock) {
    loop {
        let Err(error) = attend_once(&url, &desk, &clock).await;
        desk.live.store(false, Ordering::Release);
        tracing::warn!(target: "pubdok", %error, "not hearing of changes; whoever waits for them is told later");
        sleep(AGAIN).await;
    }
}

async fn attend_once(url: &str, desk: &Desk, clock: &Clock) -> Result<Infallible, Trouble> {
    let mut listener = Listener::open(url, "pubdok_changes").await?;
    let mut conn = dial(url).await?;
    loop {
        let mut pause = SOON;
        // What stands behind something that is still being written is told when that is done, of which nobody may tell us.
        while timeout(FOR_AN_ANSWER, desk.hand_out(&mut conn, clock.now())).await.map_err(|_| Trouble::Silent)?? {
            sleep(pause).await;
            pause = LATER.min(pause * 2);
        }
        desk.live.store(true, Ordering::Release);
        listener.news().await?;
    }
}

impl Desk {
    /// Hands what is new to all who wait; answers whether there is more that cannot be told yet.
    async fn hand_out(&self, conn: &mut Connection, now: Instant) -> diesel::QueryResult<bool> {
        let from = self.news.borrow().to;
        if from == Position::BEGINNING {
            // Whoever comes reads what was before for themselves.
            let to = Position(feed::certain(conn).await?.max(1));
            self.news.send_replace(Arc::new(News { from: to, to, changes: Vec::new() }));
            return Ok(false);
        }
        let Stretch { told, settled, waits } = feed::told_after(conn, from.0, MOST_HANDED).await?;
        if told.is_empty() {
            return Ok(waits);
        }
        let is_whole = i64::try_from(told.len()).is_ok_and(|told| told < MOST_HANDED);
        let to = Position(settled);
        let reader = Reader::portal();
        let mut changes = with_things(conn, &reader.sight, told).await?;
        changes.retain(|change| reader.is_told(change, now));
        let news = if is_whole { News { from, to, changes } } else { News { from: to, to, changes: Vec::new() } };
        self.news.send_replace(Arc::new(news));
        Ok(waits || !is_whole)
    }
}

/// Never held over an await; whoever panicked while holding it had changed all of it or nothing.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
