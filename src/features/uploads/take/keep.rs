//! When a piece counts, and where it is kept.

use super::Taking;
use crate::blobs::{Held, Incoming, Received};
use crate::db::Connection;
use crate::features::archive::{self, Arrival};
use crate::features::uploads::refusal::out_of_step;
use crate::features::uploads::store::{self, Kept, Segment};
use crate::http::problem::Problem;
use crate::office::call::transaction;

impl Taking<'_> {
    /// Opens the piece again that an earlier body left, so that the file is written once. What a checksum must vouch for begins a
    /// piece of its own, for it may have to go.
    pub(super) async fn go_on(&mut self) -> Result<(), Problem> {
        if self.checksum.is_some() || self.at == 0 {
            return Ok(());
        }
        let Some(name) = self.left().await?.and_then(|left| left.kept.held()) else { return Ok(()) };
        let Some(reopened) = self.app.blobs.reopen(name).await? else { return Ok(()) };
        // Asked again, now that nobody else writes it: whoever took over from us meanwhile may have let more of it count, and that stays.
        let Some(Segment { start, size, kept: Kept::Held(still), midway: Some(midway) }) = self.left().await? else {
            return Ok(());
        };
        if still != name {
            return Ok(());
        }
        if let Some(open) = reopened.go_on(size.unsigned_abs(), &midway).await? {
            (self.from, self.at, self.open, self.name, self.held) = (start, start, Some(open), Some(name), true);
        }
        Ok(())
    }

    /// The piece that ends where this body begins, if it is held.
    async fn left(&self) -> Result<Option<Segment>, Problem> {
        store::held_until(&mut *self.app.db.lease().await?, self.upload.id, self.at).await
    }

    /// Lets what came of the open piece count while it goes on, or ends it where the store cannot hold it.
    pub(super) async fn keep(&mut self) -> Result<(), Problem> {
        if self.hold().await? { Ok(()) } else { self.end().await }
    }

    /// No more comes of this body: what is open is left to the next, or is the last of the file.
    pub(super) async fn close(&mut self) -> Result<(), Problem> {
        let Some(open) = &self.open else { return Ok(()) };
        let end = self.at + size_of(open)?;
        if self.checksum.is_none() {
            self.look()?;
        }
        if end == self.upload.length || !self.hold().await? {
            return self.end().await;
        }
        (self.at, self.held) = (end, false);
        if let Some(open) = self.open.take() {
            open.leave().await?;
        }
        Ok(())
    }

    /// Lets what came of the open piece count, if this store holds what still grows.
    async fn hold(&mut self) -> Result<bool, Problem> {
        let Some(open) = &mut self.open else { return Ok(true) };
        let Some(Held { name, midway }) = open.hold().await? else { return Ok(false) };
        let segment = Segment { start: self.at, size: size_of(open)?, kept: Kept::Held(name), midway: Some(midway) };
        (self.name, self.held, self.behind) = (Some(name), true, false);
        self.count(&segment, None).await?;
        Ok(true)
    }

    /// Ends the open piece: it becomes a blob.
    async fn end(&mut self) -> Result<(), Problem> {
        let Some(open) = self.open.take() else { return Ok(()) };
        let arrival = archive::arrive(&self.app.db, &self.app.blobs, self.app.clock.now(), open).await?;
        let Received { digest, size, .. } = arrival.received;
        let size = i64::try_from(size).map_err(Problem::internal)?;
        let segment = Segment { start: self.at, size, kept: Kept::Blob(digest), midway: None };
        (self.held, self.behind) = (false, false);
        self.at += size;
        if self.at == self.upload.length {
            self.last = Some(arrival);
            self.pieces.push(segment);
            return Ok(());
        }
        let counted = self.count(&segment, Some(&arrival)).await;
        self.pieces.push(segment);
        arrival.end(&counted, |()| true).await;
        counted
    }

    /// Lets a durable piece count: at once, or with its checksum, or with the artifact if it is the last.
    async fn count(&mut self, segment: &Segment, arrival: Option<&Arrival>) -> Result<(), Problem> {
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
    pub(super) async fn vouch(&mut self) -> Result<(), Problem> {
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
}

fn size_of(open: &Incoming) -> Result<i64, Problem> {
    i64::try_from(open.size()).map_err(Problem::internal)
}
