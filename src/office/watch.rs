//! The watch at the border: who was refused, and who was shown files and classified cases. Written beside the requests, never in them.

use super::actor::Actor;
use crate::db::Connection;
use crate::db::dial;
use crate::db::schema::security_events as events;
use crate::domain::security::SecurityEventKind;
use crate::domain::time::Instant;
use actix_web::http::Method;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};
use uuid::Uuid;

/// So many wait to be written; beyond that they are counted, and the count is logged.
const MOST: usize = 10_000;
const BATCH: usize = 500;
/// How soon writing is tried again.
const AGAIN: Duration = Duration::from_secs(1);
/// How long the end of the program waits for the last ones.
const LAST: Duration = Duration::from_secs(2);

#[derive(Debug, Insertable)]
#[diesel(table_name = events, treat_none_as_default_value = false)]
pub struct Event {
    pub kind: SecurityEventKind,
    pub subject: Option<String>,
    pub officer_id: Option<Uuid>,
    pub method: String,
    pub path: String,
    pub status: i16,
    pub assignment_ids: Vec<Uuid>,
    pub address: Option<String>,
    pub request_id: String,
    pub at: Instant,
}

enum Told {
    Event(Box<Event>),
    Flush(oneshot::Sender<()>),
}

/// Takes events; of all workers.
#[derive(Debug)]
pub struct Watch {
    sender: mpsc::Sender<Told>,
    lost: Arc<AtomicU64>,
}

/// Writes them.
pub struct Watchman {
    receiver: mpsc::Receiver<Told>,
    lost: Arc<AtomicU64>,
}

pub fn watch() -> (Watch, Watchman) {
    let (sender, receiver) = mpsc::channel(MOST);
    let lost = Arc::<AtomicU64>::default();
    (Watch { sender, lost: lost.clone() }, Watchman { receiver, lost })
}

impl Watch {
    pub fn note(&self, event: Event) {
        if self.sender.try_send(Told::Event(Box::new(event))).is_err() {
            self.lost.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Returns when all that was noted is written, or after a moment.
    pub async fn flush(&self) {
        let (done, written) = oneshot::channel();
        let all = async {
            if self.sender.send(Told::Flush(done)).await.is_ok() {
                let _ended_either_way = written.await;
            }
        };
        let _gave_up = tokio::time::timeout(LAST, all).await;
    }
}

impl Watchman {
    /// Writes for as long as anybody takes notes.
    pub async fn write(mut self, url: String) {
        let (mut told, mut due) = (Vec::new(), Vec::new());
        while self.receiver.recv_many(&mut told, BATCH).await > 0 {
            let mut flushes = Vec::new();
            for one in told.drain(..) {
                match one {
                    Told::Event(event) => due.push(*event),
                    Told::Flush(done) => flushes.push(done),
                }
            }
            while !due.is_empty()
                && let Err(error) = insert(&url, &due).await
            {
                tracing::warn!(target: "pubdok", %error, waiting = due.len(), "security events not written; trying again");
                tokio::time::sleep(AGAIN).await;
            }
            due.clear();
            let lost = self.lost.swap(0, Ordering::Relaxed);
            if lost > 0 {
                tracing::error!(target: "pubdok", lost, "security events lost: more came than could be written");
            }
            flushes.into_iter().for_each(|done| _ = done.send(()));
        }
    }
}

async fn insert(url: &str, due: &[Event]) -> Result<(), String> {
    let mut conn = dial(url).await.map_err(|error| error.to_string())?;
    diesel::insert_into(events::table).values(due).execute(&mut conn).await.map_err(|error| error.to_string())?;
    Ok(())
}

/// Removes what was noted before this.
pub async fn purge(conn: &mut Connection, before: Instant) -> QueryResult<usize> {
    diesel::delete(events::table.filter(events::at.lt(before))).execute(conn).await
}

/// What an answer is to the watch; None: nothing to note.
///
/// What an act shows to who did it, the journal tells; where it tells nothing (of a try, of an answer that is given again, of an act
/// that found all done) the answer was a reading.
pub fn kind(
    status: u16,
    (method, is_replay): (&Method, bool),
    is_file: bool,
    actor: Option<&Actor>,
) -> Option<SecurityEventKind> {
    let reads = |actor: &Actor| method.is_safe() || is_replay || status == 200 && !actor.shown.is_told();
    match (status, actor) {
        (401 | 403, _) => Some(SecurityEventKind::Refused),
        (404, Some(_)) => Some(SecurityEventKind::NotFound),
        (200..300 | 307, Some(_)) if is_file && method.is_safe() => Some(SecurityEventKind::FileRead),
        (200..300, Some(actor)) if reads(actor) && !actor.shown.cases().is_empty() => Some(SecurityEventKind::ClassifiedRead),
        _ => None,
    }
}
