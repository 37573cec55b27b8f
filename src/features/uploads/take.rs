//! The body of one PATCH: cut into pieces, each of which is durable before it counts.

mod keep;

use super::beginning::Beginning;
use super::checksum::Checksum;
use super::refusal::leaving;
use super::remove;
use super::store::{self, Segment, Upload};
use super::{create, finish};
use crate::blobs::Incoming;
use crate::features::archive::Arrival;
use crate::features::artifacts::{receive, refused};
use crate::http::problem::Problem;
use crate::http::{body, tus};
use crate::office::app::App;
use crate::office::call::{Doing, transaction};
use actix_web::web;
use bytes::Bytes;
use futures_util::StreamExt;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{Instant, sleep};
use uuid::Uuid;

/// So much does not wait: it counts. Where the store can hold what still grows, the piece goes on; else another begins.
const SEGMENT: u64 = 8 * 1024 * 1024;
/// Nothing waits longer than this: on a line that drops every few seconds without a word, an upload still comes forward.
const WAIT: Duration = Duration::from_secs(1);

/// What a PATCH says of its body.
#[derive(Debug)]
pub struct Piece {
    pub offset: i64,
    /// `Content-Length`, if it is told.
    pub announced: Option<u64>,
    pub checksum: Option<Checksum>,
}

/// A body being taken.
struct Taking<'a> {
    app: &'a App,
    upload: Upload,
    checksum: Option<Checksum>,
    /// Where the pieces of this body begin: with one that an earlier body left, where this one goes on with it.
    from: i64,
    /// Where the open piece begins.
    at: i64,
    open: Option<Incoming>,
    /// The store holds the open piece, however long it grows.
    held: bool,
    /// Something of it does not count yet.
    behind: bool,
    /// The pieces that came in this body.
    pieces: Vec<Segment>,
    /// The last of them, which counts with the artifact.
    last: Option<Arc<Arrival>>,
    /// The name under which the open piece is held, or was.
    name: Option<Uuid>,
    beginning: Beginning,
    /// How much came in this body.
    came: u64,
    /// Its first bytes tell that it can never become an artifact.
    is_refused: bool,
}

/// Takes the body to its end, keeps what came of it even if it breaks off, and makes the artifact when the file is whole.
///
/// Runs in a task of its own: a client that hangs up must not take with it what it has sent.
pub async fn take(app: web::Data<App>, doing: Doing, id: Uuid, piece: Piece, payload: web::Payload) -> Result<Upload, Problem> {
    let upload = {
        let mut conn = app.db.lease_to_act().await?;
        transaction(&mut conn, false, async |conn| create::claim(conn, &doing, id, &piece).await).await?
    };
    if upload.is_finished() {
        return nothing_more(upload, payload).await;
    }
    let begun = upload.received;
    let beginning = Beginning::of(&app, &upload).await?;
    let mut taking = Taking {
        app: &app,
        from: begun,
        at: begun,
        checksum: piece.checksum,
        open: None,
        held: false,
        behind: false,
        pieces: Vec::new(),
        last: None,
        name: None,
        beginning,
        came: 0,
        is_refused: false,
        upload,
    };
    let done = async {
        taking.go_on().await?;
        taking.run(payload).await?;
        taking.vouch().await
    };
    let done = done.await;
    if let Err(problem) = done {
        if taking.is_refused {
            taking.refuse(&problem).await;
        }
        // What stays for want of a database goes with the next claim.
        let _ = taking.discard().await;
        return Err(problem);
    }
    let Taking { upload, pieces, last, from, at, .. } = taking;
    if at < upload.length {
        return Ok(upload);
    }
    let finished = finish::finish(&app, doing, upload, from, pieces, last.clone()).await;
    if let Some(last) = last {
        last.end(&finished, |_| true).await;
    }
    finished
}

/// To what is whole nothing is added: a body whose length was not announced must have none.
async fn nothing_more(upload: Upload, payload: web::Payload) -> Result<Upload, Problem> {
    match pin!(receive::patient(payload)).next().await {
        Some(Ok(chunk)) if !chunk.is_empty() => Err(body::too_large(upload.length.unsigned_abs())),
        _ => Ok(upload),
    }
}

impl Taking<'_> {
    async fn run(&mut self, payload: web::Payload) -> Result<(), Problem> {
        let mut bytes = pin!(receive::patient(payload));
        let mut due = pin!(sleep(WAIT));
        let mut closing = self.app.closing.clone();
        loop {
            tokio::select! {
                biased;
                _ = closing.wait_for(|closes| *closes) => return self.break_off(leaving()).await,
                () = &mut due, if self.behind => self.keep().await?,
                chunk = bytes.next() => match chunk {
                    Some(Ok(chunk)) => {
                        if !self.behind {
                            due.as_mut().reset(Instant::now() + WAIT);
                        }
                        self.write(chunk).await?;
                    }
                    Some(Err(error)) => return self.break_off(receive::broken(error)).await,
                    None => return self.close().await,
                },
            }
        }
    }

    /// Keeps what came, where no more will come of this body, and tells how far that is.
    async fn break_off(&mut self, why: Problem) -> Result<(), Problem> {
        self.close().await?;
        // The last byte came before: nobody needs to send it again.
        let whole = self.at == self.upload.length && self.checksum.is_none();
        if whole { Ok(()) } else { Err(why.header(tus::OFFSET, self.upload.received)) }
    }

    async fn write(&mut self, mut chunk: Bytes) -> Result<(), Problem> {
        let written = self.open.as_ref().map_or(0, Incoming::size);
        if chunk.len() as u64 + written > self.upload.left(self.at) {
            return Err(body::too_large(self.upload.length.unsigned_abs()));
        }
        if let Some(checksum) = &mut self.checksum {
            checksum.update(&chunk);
        }
        self.came += chunk.len() as u64;
        // Before it is kept: nobody waits through a gigabyte to hear that it was no video. What a checksum must vouch for the line may
        // have changed.
        if self.beginning.grow(&chunk) && self.checksum.is_none() {
            self.look()?;
        }
        while !chunk.is_empty() {
            let open = match &mut self.open {
                Some(open) => open,
                none => none.insert(self.app.blobs.receive().await?),
            };
            let room = if self.held { u64::MAX } else { SEGMENT - open.size() };
            let fits = usize::try_from(room).unwrap_or(usize::MAX).min(chunk.len());
            open.write(&chunk.split_to(fits)).await?;
            self.behind = true;
            if !self.held && open.size() == SEGMENT {
                self.keep().await?;
            }
        }
        Ok(())
    }

    /// Whether what came so far tells that the file can never become an artifact.
    fn look(&mut self) -> Result<(), Problem> {
        let told = self.beginning.look(&self.upload.offer());
        self.is_refused = told.is_err();
        told
    }

    /// The upload is over, with all that came of it.
    async fn refuse(&mut self, problem: &Problem) {
        self.open = None;
        refused::count(self.app, self.upload.sender_id, problem, self.upload.received.unsigned_abs() + self.came).await;
        remove::refuse(self.app, &self.upload, problem).await;
    }

    /// Drops the pieces of this body that do not count, and removes their bytes; those of a later writer are not ours to drop.
    async fn discard(&mut self) -> Result<(), Problem> {
        // What is not written to its end goes with it.
        self.open = None;
        if let Some(last) = self.last.take() {
            last.refuse().await;
        }
        let mut conn = self.app.db.lease_to_act().await?;
        let dropped = store::discard(&mut conn, &self.upload).await?;
        drop(conn);
        remove::bytes(self.app, &dropped, self.name).await
    }
}
