//! A connection that sends what needs no answer of its own together with what does: each way to PostgreSQL and back that an act
//! can do without is time in which others wait for its locks.

use super::dial::dial_with;
use super::line::{Line, Rows};
use super::patience::Patience;
use super::sqlstate::{unanswered_commit, was_answered};
use super::statement::Statement;
use diesel::connection::{CacheSize, Instrumentation};
use diesel::pg::Pg;
use diesel::query_builder::{AsQuery, QueryFragment, QueryId};
use diesel::result::Error;
use diesel::{ConnectionError, ConnectionResult, QueryResult};
use diesel_async::methods::LoadQuery;
use diesel_async::pooled_connection::PoolableConnection;
use diesel_async::{
    AnsiTransactionManager, AsyncConnection, AsyncConnectionCore, AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection,
    TransactionManager,
};
use futures_util::FutureExt;
use futures_util::future::{BoxFuture, join, maybe_done};
use std::collections::HashSet;
use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::Poll;

/// The connection every store and command works on.
pub struct Connection {
    postgresql: AsyncPgConnection,
    /// Everything that is waited for is waited for on this.
    line: Arc<Line>,
    /// What was done here of which PostgreSQL does not know yet.
    due: Vec<Due>,
    /// Statements that PostgreSQL has prepared: only these can be sent without waiting in between.
    prepared: HashSet<Vec<(usize, usize)>>,
}

enum Due {
    Begin,
    Statement(Statement),
}

const BEGIN: &str = "BEGIN";
const COMMIT: &str = "COMMIT";
const ROLLBACK: &str = "ROLLBACK";
/// With so much due it is sent, lest a long act be held in memory whole.
const MOST_DUE: usize = 64;

impl Connection {
    pub(super) fn over(postgresql: AsyncPgConnection, line: Arc<Line>) -> Self {
        Self { postgresql, line, due: Vec::new(), prepared: HashSet::new() }
    }

    /// Does a statement of a transaction whose rows nobody asks for, at the latest when it is committed. Its error is told by
    /// whatever is asked next.
    pub async fn defer(&mut self, statement: Statement) -> QueryResult<()> {
        let text = statement.text();
        if self.due.len() < MOST_DUE && self.prepared.contains(&text) && self.is_in_transaction() {
            self.due.push(Due::Statement(statement));
            return Ok(());
        }
        // The first time it must be prepared, and what follows could overtake it.
        self.execute_returning_count(statement).await?;
        self.prepared.insert(text);
        Ok(())
    }

    /// Waits for everything that is due, so that what would fail has failed.
    pub async fn settle(&mut self) -> QueryResult<()> {
        self.after_due(|_| std::future::ready(Ok(())).boxed()).await
    }

    fn is_in_transaction(&mut self) -> bool {
        let status = AnsiTransactionManager::transaction_manager_status_mut(self);
        matches!(status.transaction_depth(), Ok(Some(_)))
    }

    /// Two readings that do not depend on each other, on their way together.
    pub async fn both<'conn, A, B, RowA, RowB>(&'conn mut self, a: A, b: B) -> QueryResult<(Vec<RowA>, Vec<RowB>)>
    where
        A: LoadQuery<'conn, &'conn AsyncPgConnection, RowA> + 'conn,
        B: LoadQuery<'conn, &'conn AsyncPgConnection, RowB> + 'conn,
        RowA: Send + 'conn,
        RowB: Send + 'conn,
    {
        let due = self.due.drain(..).map(|due| send(&self.postgresql, due)).collect();
        let (mut one, mut other) = (&self.postgresql, &self.postgresql);
        let asked = join(RunQueryDsl::load(a, &mut one), RunQueryDsl::load(b, &mut other));
        self.line.answer(in_order(due, asked.map(|(a, b)| Ok((a?, b?))))).await
    }

    /// Writes, and reads what it has written, on their way together.
    pub async fn write_and_read<'conn, R, B, RowA, RowB>(
        &'conn mut self,
        write: Statement<R>,
        read: B,
    ) -> QueryResult<(Vec<RowA>, Vec<RowB>)>
    where
        Statement<R>: LoadQuery<'conn, &'conn AsyncPgConnection, RowA> + 'conn,
        B: LoadQuery<'conn, &'conn AsyncPgConnection, RowB> + 'conn,
        RowA: Send + 'conn,
        RowB: Send + 'conn,
    {
        let text = write.text();
        if self.prepared.contains(&text) {
            return self.both(write, read).await;
        }
        // As in `defer`: the reading could overtake it.
        let Self { postgresql, line, due, prepared } = self;
        let postgresql: &'conn AsyncPgConnection = postgresql;
        let due = due.drain(..).map(|due| send(postgresql, due)).collect();
        let (mut one, mut other) = (postgresql, postgresql);
        let asked = async move {
            let written = RunQueryDsl::load(write, &mut one).await?;
            Ok((written, RunQueryDsl::load(read, &mut other).await?))
        };
        let answered = line.answer(in_order(due, asked)).await?;
        prepared.insert(text);
        Ok(answered)
    }

    /// Asks after everything that is due: all of it is on its way before any of it is answered, in this order.
    fn after_due<'conn, T: Send + 'conn>(
        &'conn mut self,
        ask: impl FnOnce(&mut &'conn AsyncPgConnection) -> BoxFuture<'conn, QueryResult<T>>,
    ) -> BoxFuture<'conn, QueryResult<T>> {
        let mut shared = &self.postgresql;
        if self.due.is_empty() {
            return self.line.answer(ask(&mut shared)).boxed();
        }
        let due = self.due.drain(..).map(|due| send(&self.postgresql, due)).collect();
        self.line.answer(in_order(due, ask(&mut shared))).boxed()
    }
}

/// Polls everything that is due, then what is asked, each time all of it and in this order: for the first poll sends, and what is
/// sent first is done first. Neither a ready-made join nor the runtime may let one wait for its turn, or COMMIT would overtake.
async fn in_order<T>(due: Vec<BoxFuture<'_, QueryResult<()>>>, asked: impl Future<Output = QueryResult<T>>) -> QueryResult<T> {
    let mut due: Vec<_> = due.into_iter().map(maybe_done).collect();
    let mut asked = pin!(maybe_done(asked));
    let all = poll_fn(|context| {
        let mut waits = false;
        for one in &mut due {
            waits |= Pin::new(one).poll(context).is_pending();
        }
        waits |= asked.as_mut().poll(context).is_pending();
        if waits { Poll::Pending } else { Poll::Ready(()) }
    });
    tokio::task::unconstrained(all).await;
    // The first that failed says why: those after it only that the transaction is lost.
    let done: QueryResult<()> = due.iter_mut().filter_map(|one| Pin::new(one).take_output()).collect();
    let answered = asked.take_output().unwrap_or(Err(Error::BrokenTransactionManager));
    done.and(answered)
}

fn send(mut postgresql: &AsyncPgConnection, due: Due) -> BoxFuture<'_, QueryResult<()>> {
    match due {
        Due::Begin => async move { postgresql.batch_execute(BEGIN).await }.boxed(),
        Due::Statement(statement) => postgresql.execute_returning_count(statement).map(|done| done.map(|_| ())).boxed(),
    }
}

impl SimpleAsyncConnection for Connection {
    async fn batch_execute(&mut self, query: &str) -> QueryResult<()> {
        if query == BEGIN {
            self.due.push(Due::Begin);
            return Ok(());
        }
        let is_unknown = matches!(self.due.as_slice(), [Due::Begin, ..]);
        if query == ROLLBACK {
            self.due.clear();
        }
        if is_unknown && (query == ROLLBACK || self.due.len() == 1 && query == COMMIT) {
            // Of this transaction PostgreSQL need never know.
            self.due.clear();
            return Ok(());
        }
        let was_cut = self.line.is_cut();
        let mut shared = &self.postgresql;
        let due = self.due.drain(..).map(|due| send(&self.postgresql, due)).collect();
        let done = self.line.answer(in_order(due, shared.batch_execute(query))).await;
        match done {
            // Sent, and nobody said what became of it.
            Err(error) if query == COMMIT && !was_cut && !was_answered(&error) => Err(unanswered_commit(&error)),
            Ok(()) if query == COMMIT => {
                self.line.weather.committed();
                Ok(())
            }
            done => done,
        }
    }
}

impl AsyncConnectionCore for Connection {
    type LoadFuture<'conn, 'query> = BoxFuture<'conn, QueryResult<Self::Stream<'conn, 'query>>>;
    type ExecuteFuture<'conn, 'query> = BoxFuture<'conn, QueryResult<usize>>;
    type Stream<'conn, 'query> = Rows<Self::Row<'conn, 'query>>;
    type Row<'conn, 'query> = <AsyncPgConnection as AsyncConnectionCore>::Row<'conn, 'query>;
    type Backend = Pg;

    fn load<'conn, 'query, T>(&'conn mut self, source: T) -> Self::LoadFuture<'conn, 'query>
    where
        T: AsQuery + 'query,
        T::Query: QueryFragment<Pg> + QueryId + 'query,
    {
        let line = self.line.clone();
        let asked = self.after_due(|postgresql| AsyncConnectionCore::load(postgresql, source));
        asked.map(|rows| rows.map(|rows| Rows::new(rows, line))).boxed()
    }

    fn execute_returning_count<'conn, 'query, T>(&'conn mut self, source: T) -> Self::ExecuteFuture<'conn, 'query>
    where
        T: QueryFragment<Pg> + QueryId + 'query,
    {
        self.after_due(|postgresql| AsyncConnectionCore::execute_returning_count(postgresql, source))
    }
}

impl AsyncConnection for Connection {
    type TransactionManager = AnsiTransactionManager;

    async fn establish(url: &str) -> ConnectionResult<Self> {
        let opened = dial_with(url, Patience::Work).await;
        opened.map_err(|error| ConnectionError::BadConnection(error.to_string()))
    }

    fn transaction_state(&mut self) -> &mut AnsiTransactionManager {
        self.postgresql.transaction_state()
    }

    fn instrumentation(&mut self) -> &mut dyn Instrumentation {
        self.postgresql.instrumentation()
    }

    fn set_instrumentation(&mut self, instrumentation: impl Instrumentation) {
        self.postgresql.set_instrumentation(instrumentation);
    }

    fn set_prepared_statement_cache_size(&mut self, size: CacheSize) {
        self.postgresql.set_prepared_statement_cache_size(size);
    }
}

impl PoolableConnection for Connection {
    fn is_broken(&mut self) -> bool {
        !self.line.is_trusted() || self.postgresql.is_broken()
    }
}
