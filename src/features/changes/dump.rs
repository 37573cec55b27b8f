//! All that is published, as of one moment: where a portal begins, before it goes on with the changes.

use super::requests::Position;
use super::waiting::Desk;
use crate::db::{Connection, Lease};
use crate::domain::time::Instant;
use crate::features::journal::feed;
use crate::features::public::{Addresses, store};
use crate::http::fields::Stamp;
use crate::http::problem::{Kind, Problem};
use crate::office::app::App;
use actix_web::HttpResponse;
use actix_web::body::BodyStream;
use actix_web::http::header;
use bytes::Bytes;
use diesel::QueryResult;
use diesel_async::{AnsiTransactionManager, TransactionManager};
use futures_util::stream;
use serde::Serialize;
use std::io;
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, mpsc};
use tokio::time::{Instant as Moment, timeout_at};
use uuid::Uuid;

pub const MEDIA_TYPE: &str = "application/x-ndjson";
/// So many things are read at a time.
const AT_ONCE: i64 = 100;
/// Who takes none of it for so long, or is not done after so long, is given up: a connection, and a moment of the database, is held for them.
const FOR_A_PIECE: Duration = Duration::from_secs(9);
const FOR_ALL: Duration = Duration::from_secs(900);
/// The snapshot is taken by what is read first.
const BEGIN: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

/// What it begins with.
#[derive(Serialize)]
struct Beginning {
    after: String,
    at: Stamp,
}

/// A dump that is being read.
struct Reading {
    lease: Lease,
    addresses: Addresses,
    now: Instant,
    last: Uuid,
    _turn: OwnedSemaphorePermit,
}

pub async fn answer(app: &App, desk: &Desk) -> Result<HttpResponse, Problem> {
    let busy = |_| {
        let told = Problem::new(Kind::Unavailable).header(header::RETRY_AFTER, "5");
        told.detail("Terlalu banyak yang sedang mengambil seluruhnya.", "Too many others are taking all of it now.")
    };
    let turn = desk.dumps.clone().try_acquire_owned().map_err(busy)?;
    let mut lease = app.db.lease().await?;
    // Before the snapshot is taken: what it does not hold comes behind this, and is told by the changes.
    let after = Position(feed::certain(&mut lease).await?);
    AnsiTransactionManager::begin_transaction_sql(&mut *lease, BEGIN).await?;
    let now = app.clock.now();
    let mut reading = Reading { lease, addresses: Addresses(app.config.clone()), now, last: Uuid::nil(), _turn: turn };
    let beginning = Beginning { after: after.sealed(&app.seal), at: now.into() };
    let mut first = line(&beginning)?;
    let is_all = reading.next(&mut first).await?;
    let (send, pieces) = mpsc::channel(1);
    actix_web::rt::spawn(reading.write(first, is_all, send));
    let body = stream::unfold(Some(pieces), |pieces| async {
        let mut pieces: mpsc::Receiver<Piece> = pieces?;
        match pieces.recv().await {
            Some(Piece::More(bytes)) => Some((Ok(bytes), Some(pieces))),
            Some(Piece::End) => None,
            // What breaks off must not pass for whole.
            None => Some((Err(io::Error::other("a dump broke off")), None)),
        }
    });
    let mut response = HttpResponse::Ok();
    response.content_type(MEDIA_TYPE).insert_header((header::CACHE_CONTROL, "no-store"));
    Ok(response.body(BodyStream::new(Box::pin(body))))
}

enum Piece {
    More(Bytes),
    End,
}

impl Reading {
    /// Adds the next things; answers whether these are the last.
    async fn next(&mut self, lines: &mut Vec<u8>) -> Result<bool, Problem> {
        let things = store::published(&mut self.lease, self.now, self.last, AT_ONCE).await?;
        let is_all = i64::try_from(things.len()).is_ok_and(|things| things < AT_ONCE);
        self.last = things.last().map_or(self.last, |thing| thing.row.id);
        for thing in things {
            lines.extend(line(&thing.view(&self.addresses, self.now))?);
        }
        Ok(is_all)
    }

    /// Hands it on, piece by piece, as it is taken; the connection is given back in any case, and before the last piece: who has taken all
    /// may ask again at once.
    async fn write(mut self, first: Vec<u8>, is_all: bool, send: mpsc::Sender<Piece>) {
        let until = Moment::now() + FOR_ALL;
        let read = self.hand_on_but_last(first, is_all, &send, until).await;
        // If even that fails, the pool throws the connection away.
        let _end: QueryResult<()> = end(&mut self.lease).await;
        drop(self);
        match read {
            Ok(Some(last)) => {
                if hand_on(&send, Piece::More(last.into()), until).await {
                    hand_on(&send, Piece::End, until).await;
                }
            }
            Ok(None) => {}
            Err(error) => tracing::error!(target: "pubdok", %error, "a dump broke off"),
        }
    }

    /// The last piece; None: nobody takes it any more.
    async fn hand_on_but_last(
        &mut self,
        first: Vec<u8>,
        is_all: bool,
        send: &mpsc::Sender<Piece>,
        until: Moment,
    ) -> Result<Option<Vec<u8>>, Problem> {
        let (mut lines, mut is_all) = (first, is_all);
        while !is_all {
            if !hand_on(send, Piece::More(std::mem::take(&mut lines).into()), until).await {
                return Ok(None);
            }
            is_all = self.next(&mut lines).await?;
        }
        Ok(Some(lines))
    }
}

async fn end(conn: &mut Connection) -> QueryResult<()> {
    AnsiTransactionManager::rollback_transaction(conn).await
}

/// Whether it was taken.
async fn hand_on(send: &mpsc::Sender<Piece>, piece: Piece, until: Moment) -> bool {
    let soon = (Moment::now() + FOR_A_PIECE).min(until);
    matches!(timeout_at(soon, send.send(piece)).await, Ok(Ok(())))
}

fn line(told: &impl Serialize) -> Result<Vec<u8>, Problem> {
    let mut line = serde_json::to_vec(told).map_err(Problem::internal)?;
    line.push(b'\n');
    Ok(line)
}
