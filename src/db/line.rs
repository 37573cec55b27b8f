//! The line under a connection: listened into for so long and no longer, and given up for good where nothing comes.

use super::dial::HangUp;
use super::patience::{FOR_A_CONNECTION, Patience};
use super::weather::Weather;
use diesel::result::{DatabaseErrorKind, Error};
use diesel::{ConnectionError, ConnectionResult, QueryResult};
use futures_util::stream::BoxStream;
use futures_util::{Stream, StreamExt};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::time::{Sleep, sleep, timeout};

/// What the connections of a pool have in common: where one was met with silence, those opened before it are not to be trusted.
#[derive(Debug, Clone, Default)]
pub struct Trust(Arc<AtomicUsize>);

impl Trust {
    fn silences(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }
}

/// One line, shared by a connection and the rows that it reads.
pub(super) struct Line {
    patience: Option<Duration>,
    trust: Trust,
    pub(super) weather: Weather,
    /// How many silences the pool knew of when this was opened.
    silences: usize,
    given_up: AtomicBool,
    hang_up: HangUp,
}

impl Line {
    pub(super) fn new(patience: Patience, trust: Trust, weather: Weather, hang_up: HangUp) -> Arc<Self> {
        let (patience, silences) = (patience.for_an_answer(), trust.silences());
        Arc::new(Self { patience, trust, weather, silences, given_up: AtomicBool::new(false), hang_up })
    }

    fn is_given_up(&self) -> bool {
        self.given_up.load(Ordering::Relaxed)
    }

    /// Whether nothing that is sent now can arrive.
    pub(super) fn is_cut(&self) -> bool {
        self.is_given_up() || self.hang_up.is_closed()
    }

    /// Whether nothing speaks against using it again.
    pub(super) fn is_trusted(&self) -> bool {
        !self.is_given_up() && self.silences == self.trust.silences()
    }

    /// What PostgreSQL answers, if it does in time.
    pub(super) async fn answer<T>(&self, asked: impl Future<Output = QueryResult<T>>) -> QueryResult<T> {
        if self.is_given_up() {
            return Err(silence());
        }
        let Some(patience) = self.patience else { return asked.await };
        match timeout(patience, asked).await {
            Ok(answered) => answered.inspect_err(|error| self.weather.failed(error)),
            Err(_) => Err(self.give_up()),
        }
    }

    /// The same of a session that is being set up.
    pub(super) async fn set_up<T>(&self, asked: impl Future<Output = ConnectionResult<T>>) -> ConnectionResult<T> {
        match timeout(FOR_A_CONNECTION, asked).await {
            Ok(answered) => answered,
            Err(_) => Err(ConnectionError::CouldntSetupConfiguration(self.give_up())),
        }
    }

    /// Nothing that comes late may be taken for the answer to something else: the line is cut, and PostgreSQL told to stop.
    fn give_up(&self) -> Error {
        if !self.given_up.swap(true, Ordering::Relaxed) {
            self.trust.0.fetch_add(1, Ordering::Relaxed);
            self.hang_up.cancel_and_close();
        }
        silence()
    }
}

/// PostgreSQL's own code for a connection that failed, so that it is told like one.
fn silence() -> Error {
    let words = "08006: PostgreSQL did not answer in time".to_owned();
    Error::DatabaseError(DatabaseErrorKind::ClosedConnection, Box::new(words))
}

/// Rows on their way; each is waited for as long as an answer.
pub struct Rows<R> {
    rows: BoxStream<'static, QueryResult<R>>,
    line: Arc<Line>,
    /// Set while there is something to wait for.
    alarm: Option<Pin<Box<Sleep>>>,
}

impl<R> Rows<R> {
    pub(super) fn new(rows: BoxStream<'static, QueryResult<R>>, line: Arc<Line>) -> Self {
        Self { rows, line, alarm: None }
    }
}

impl<R: Send + 'static> Stream for Rows<R> {
    type Item = QueryResult<R>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let rows = &mut *self;
        if let Poll::Ready(row) = rows.rows.poll_next_unpin(context) {
            rows.alarm = None;
            if let Some(Err(error)) = &row {
                rows.line.weather.failed(error);
            }
            return Poll::Ready(row);
        }
        let Some(patience) = rows.line.patience else { return Poll::Pending };
        let alarm = rows.alarm.get_or_insert_with(|| Box::pin(sleep(patience)));
        ready!(alarm.as_mut().poll(context));
        rows.alarm = None;
        rows.rows = futures_util::stream::empty().boxed();
        Poll::Ready(Some(Err(rows.line.give_up())))
    }
}
