//! A file that has come for a request: it has a row from before it has a place until the request's act is done, so that one which
//! is refused goes at once, and never takes along what another request has just sent of the same content.
//!
//! Whoever places a file writes its row before, under the lock of its digest; whoever removes one holds that lock alone, and finds
//! every row that is written, of what is used and of what is on its way.

use super::claim;
use super::error::ArchiveError;
use super::references;
use crate::blobs::{BlobError, Blobs, Incoming, Received};
use crate::db::statement::statement;
use crate::db::{Connection, Db};
use crate::domain::digest::Digest;
use crate::domain::time::Instant;
use crate::http::problem::{Kind, Problem};
use crate::telemetry::trace::carried;
use diesel::QueryResult;
use diesel::prelude::*;
use diesel::sql_types::{Bytea, Integer, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AnsiTransactionManager, RunQueryDsl, TransactionManager};
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::runtime::Handle;
use uuid::Uuid;

/// A file that has come, until it is clear what comes of it. Dropped before, as by a client who hangs up, it goes like one that is
/// refused.
pub struct Arrival {
    pub received: Received,
    id: Uuid,
    db: Db,
    blobs: Blobs,
    is_claimed: AtomicBool,
    is_over: AtomicBool,
}

/// Places what has come. Runs to its end whatever becomes of who asked.
pub async fn arrive(db: &Db, blobs: &Blobs, now: Instant, incoming: Incoming) -> Result<Arc<Arrival>, Problem> {
    let (db, blobs) = (db.clone(), blobs.clone());
    let arriving = async move {
        let whole = incoming.end().await?;
        let received = whole.received();
        let arrival = Arrival {
            received,
            id: Uuid::now_v7(),
            db,
            blobs,
            is_claimed: AtomicBool::new(false),
            is_over: AtomicBool::new(false),
        };
        announce(&mut *arrival.db.lease_to_act().await?, &arrival, now).await?;
        whole.place().await?;
        Ok(Arc::new(arrival))
    };
    tokio::spawn(carried(arriving)).await.map_err(Problem::internal)?
}

/// In one statement, which is its own transaction: the lock is held until the row is there for all.
async fn announce(conn: &mut Connection, arrival: &Arrival, now: Instant) -> QueryResult<()> {
    const ANNOUNCE: &str = "
WITH locked AS MATERIALIZED (SELECT pg_advisory_xact_lock_shared($, $))
INSERT INTO arrivals (id, sha256, arrived_at) SELECT $, $, $ FROM locked";
    let digest = arrival.received.digest;
    let row = statement::<()>(ANNOUNCE)
        .bind::<Integer, _>(claim::CLASS)
        .bind::<Integer, _>(claim::key(&digest))
        .bind::<SqlUuid, _>(arrival.id)
        .bind::<Bytea, _>(digest)
        .bind::<Timestamptz, _>(now);
    row.execute(conn).await.map(|_| ())
}

impl Arrival {
    /// In the transaction that refers to the file, which is locked: its row has done its service when that is committed.
    pub(super) async fn claimed(&self, conn: &mut Connection) -> QueryResult<()> {
        self.is_claimed.store(true, Ordering::Relaxed);
        conn.defer(statement("DELETE FROM arrivals WHERE id = $").bind::<SqlUuid, _>(self.id)).await
    }

    /// What came of it is clear. `is_kept`: the transaction in which it was claimed, if it was, is committed.
    pub async fn end<T>(&self, done: &Result<T, Problem>, is_kept: impl FnOnce(&T) -> bool) {
        let is_settled = match done {
            Ok(done) => AtomicBool::load(&self.is_claimed, Ordering::Relaxed) && is_kept(done),
            // It may be referred to and may be not: the collector will know.
            Err(problem) => problem.kind == Kind::OutcomeUnknown,
        };
        if !self.is_over.swap(true, Ordering::Relaxed)
            && !is_settled
            && let Err(died) = tokio::spawn(carried(self.leaving())).await
        {
            tracing::error!(target: "pubdok", %died, "a file that was not kept is left to the collector");
        }
    }

    /// The same where nothing came of it.
    pub async fn refuse(&self) {
        self.end(&Ok(()), |()| false).await;
    }

    fn leaving(&self) -> impl Future<Output = ()> + Send + use<> {
        let (db, blobs, digest, id) = (self.db.clone(), self.blobs.clone(), self.received.digest, self.id);
        async move { remove_unused(&db, &blobs, &digest, Some(id)).await }
    }
}

impl Drop for Arrival {
    fn drop(&mut self) {
        if !*self.is_over.get_mut()
            && let Ok(runtime) = Handle::try_current()
        {
            runtime.spawn(carried(self.leaving()));
        }
    }
}

/// Without the pool.
impl fmt::Debug for Arrival {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Arrival").field("id", &self.id).field("received", &self.received).finish_non_exhaustive()
    }
}

/// Removes a file that was given up, unless anything else refers to it or it has come for anybody else; with it goes the row of its
/// own arrival. What fails is left to the collector.
pub async fn remove_unused(db: &Db, blobs: &Blobs, digest: &Digest, arrival: Option<Uuid>) {
    let removed = async {
        let mut conn = db.lease_to_act().await.map_err(|error| error.to_string())?;
        AnsiTransactionManager::begin_transaction(&mut *conn).await.map_err(|error| error.to_string())?;
        let done = remove(&mut conn, blobs, digest, arrival).await;
        match &done {
            Ok(()) => AnsiTransactionManager::commit_transaction(&mut *conn).await,
            Err(_) => AnsiTransactionManager::rollback_transaction(&mut *conn).await,
        }
        .map_err(|error| error.to_string())?;
        done.map_err(|error| error.to_string())
    };
    if let Err(error) = removed.await {
        tracing::warn!(target: "pubdok", %error, %digest, "a file that was not kept is left to the collector");
    }
}

async fn remove(conn: &mut Connection, blobs: &Blobs, digest: &Digest, arrival: Option<Uuid>) -> Result<(), ArchiveError> {
    claim::lock_out(conn, digest).await?;
    if let Some(id) = arrival {
        statement::<()>("DELETE FROM arrivals WHERE id = $").bind::<SqlUuid, _>(id).execute(conn).await?;
    }
    if !references::unused(conn, &[*digest]).await?.is_empty() {
        let removing = tokio::time::timeout(claim::PATIENCE, blobs.remove(digest, Duration::ZERO)).await;
        removing.map_err(|_| BlobError::Away("no answer in time".to_owned()))??;
    }
    Ok(())
}

/// Forgets what came before this and never came to an end: its instance is gone. Answers how many.
pub async fn forget_arrivals(conn: &mut Connection, before: Instant) -> QueryResult<usize> {
    use crate::db::schema::arrivals::dsl;
    diesel::delete(dsl::arrivals.filter(dsl::arrived_at.lt(before))).execute(conn).await
}
