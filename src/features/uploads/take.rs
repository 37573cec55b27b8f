//! The body of one PATCH: cut into pieces, each of which is durable before it counts.

use super::beginning::Beginning;
use super::checksum::Checksum;
use super::refusal::{leaving, out_of_step};
use super::remove;
use super::store::{self, Kept, Segment, Upload};
use super::{create, finish};
use crate::blobs::{Incoming, Received};
use crate::db::Connection;
use crate::features::archive::{self, Arrival};
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
    let done = match taking.run(payload).await {
        Ok(()) => taking.vouch().await,
        Err(problem) => Err(problem),
    };
    if let Err(problem) = done {
        if taking.is_refused {
            taking.refuse(&problem).await;
        }
        // What stays for want of a database goes with the next claim.
        let _ = taking.discard().await;
        return Err(problem);
    }
    let Taking { upload, pieces, last, at, .. } = taking;
    if at < upload.length {
        return Ok(upload);
    }
    let finished = finish::finish(&app, doing, upload, begun, pieces, last.clone()).await;
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

    /// Lets what came of the open piece count while it goes on, or ends it where the store cannot hold it.
    async fn keep(&mut self) -> Result<(), Problem> {
        let Some(open) = &mut self.open else { return Ok(()) };
        let Some(name) = open.hold().await? else { return self.close().await };
        self.name = Some(name);
        let size = i64::try_from(open.size()).map_err(Problem::internal)?;
        (self.held, self.behind) = (true, false);
        self.count(Segment { start: self.at, size, kept: Kept::Held(name) }, None).await
    }

    /// Ends the open piece.
    async fn close(&mut self) -> Result<(), Problem> {
        if self.open.is_some() && self.checksum.is_none() {
            self.look()?;
        }
        let Some(open) = self.open.take() else { return Ok(()) };
        let arrival = archive::arrive(&self.app.db, &self.app.blobs, self.app.clock.now(), open).await?;
        let Received { digest, size, .. } = arrival.received;
        let size = i64::try_from(size).map_err(Problem::internal)?;
        let segment = Segment { start: self.at, size, kept: Kept::Blob(digest) };
        (self.held, self.behind) = (false, false);
        self.at += size;
        self.pieces.push(segment);
        if self.at == self.upload.length {
            self.last = Some(arrival);
            return Ok(());
        }
        let counted = self.count(segment, Some(&arrival)).await;
        arrival.end(&counted, |()| true).await;
        counted
    }

    /// Lets a durable piece count: at once, or with its checksum, or with the artifact if it is the last.
    async fn count(&mut self, segment: Segment, arrival: Option<&Arrival>) -> Result<(), Problem> {
        let (upload, to, now) = (&self.upload, segment.start + segment.size, self.app.clock.now());
        if to == upload.length {
            return Ok(());
        }
        let counts = self.checksum.is_none();
        let mut conn = self.app.db.lease_to_act().await?;
        let kept = transaction(&mut conn, false, async |conn| {
            if let Kept::Blob(digest) = &segment.kept {
                archive::claim(conn, &self.app.blobs, digest, arrival).await?;
            }
            let kept = store::append(conn, upload, segment, now).await?;
            Ok(kept && (!counts || store::acknowledge(conn, upload, to).await?))
        });
        if !kept.await? {
            return Err(self.overtaken(&mut conn).await);
        }
        if counts {
            self.upload.received = to;
        }
        Ok(())
    }

    /// The whole body is there: with a checksum it counts now or never.
    async fn vouch(&mut self) -> Result<(), Problem> {
        let Some(checksum) = self.checksum.take() else { return Ok(()) };
        checksum.check()?;
        self.look()?;
        if self.at == self.upload.length || self.at == self.upload.received {
            return Ok(());
        }
        let mut conn = self.app.db.lease_to_act().await?;
        if !store::acknowledge(&mut conn, &self.upload, self.at).await? {
            return Err(self.overtaken(&mut conn).await);
        }
        self.upload.received = self.at;
        Ok(())
    }

    /// Another PATCH writes now, or the upload is over.
    async fn overtaken(&self, conn: &mut Connection) -> Problem {
        match store::find(conn, &self.upload.principal, self.upload.id, self.app.clock.now()).await {
            Ok(upload) => out_of_step(&upload),
            Err(problem) => problem,
        }
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
