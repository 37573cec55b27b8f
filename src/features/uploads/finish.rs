//! The last piece is there: the file is put together, checked, and made what it was meant for.
//!
//! An upload has one writer, the newest; an older one may end it while nothing of the newer counts. Who comes to the end after another
//! has ended it is told that it is whole only if the other's bytes are theirs: what a finished upload became is never changed, so this
//! is true whenever it is found out.

use super::refusal::out_of_step;
use super::remove;
use super::store::{self, Kept, Segment, Upload};
use crate::blobs::{BlobError, Blobs};
use crate::db::Connection;
use crate::domain::digest::{Digest, Hasher};
use crate::features::archive::Arrival;
use crate::features::artifacts::receive::{self, File};
use crate::features::{artifacts, assignments};
use crate::http::problem::Problem;
use crate::office::app::App;
use crate::office::call::{Doing, transaction};
use bytes::Bytes;
use diesel::{OptionalExtension, QueryResult};
use futures_util::{Stream, TryStreamExt, stream};
use std::pin::pin;
use std::sync::Arc;

/// Makes the artifact of what was acknowledged before `begun` and of the pieces after it, and acknowledges the last byte with it.
///
/// Two may be at this at once, for a client that lost the answer sends its last piece again: whoever commits first has made
/// it, the other finds it made. Neither needs to be the newest writer, for both hold the whole file; but bytes of a newer one
/// that were acknowledged must not give way to those of an older.
/// `last`: the piece that ends it, which counts with the artifact only.
pub async fn finish(
    app: &App,
    doing: Doing,
    upload: Upload,
    begun: i64,
    pieces: Vec<Segment>,
    last: Option<Arc<Arrival>>,
) -> Result<Upload, Problem> {
    let mut all = store::segments(&mut *app.db.lease().await?, upload.id, begun).await?;
    all.extend(pieces.iter().cloned());
    if !is_whole(&upload, &all) {
        // Another was faster: with the artifact the pieces went.
        let made = made_by_another(app, &upload, &pieces).await?;
        return made.ok_or_else(|| Problem::internal("pieces of an upload are missing"));
    }
    let file = match (&all[..], last) {
        // It came in one piece, and that is the file.
        ([Segment { kept: Kept::Blob(_), .. }], Some(last)) => receive::receive_stored(app, upload.offer(), last).await,
        _ => receive::receive(app, upload.offer(), whole(app.blobs.clone(), all)).await,
    };
    let file = match file {
        Ok(file) => File { has_room: true, ..file },
        // The pieces may have gone because another was faster.
        Err(problem) => {
            if let Some(made) = made_by_another(app, &upload, &pieces).await? {
                return Ok(made);
            }
            remove::refuse(app, &upload, &problem).await;
            return Err(problem);
        }
    };
    // A long upload began long ago; the artifact is made now.
    let now = app.clock.now();
    // For whom it was begun, it is finished.
    let doing = Doing { now, occurred_at: now, ..doing.acting_for(upload.sender_id)? };
    let arrival = file.arrival.clone();
    let mut conn = app.db.lease_to_act().await?;
    let made = transaction(&mut conn, false, async |conn| {
        // The case before the upload, as every other act locks them.
        assignments::open(conn, &doing, upload.assignment_id).await?;
        let mut standing = store::lock(conn, &upload.principal, upload.id, now).await?;
        let same = if standing.is_finished() {
            became(conn, &standing).await? == Some(file.digest)
        } else {
            standing.received == upload.received
        };
        if !same {
            return Err(out_of_step(&standing));
        }
        if standing.is_finished() {
            return Ok(standing);
        }
        let made = standing.target()?.make(conn, &doing, file).await?;
        store::finish(conn, &mut standing, made, now).await?;
        Ok(standing)
    })
    .await;
    // Given back first: what nobody needs is removed on a connection of its own.
    drop(conn);
    if let Some(arrival) = arrival {
        arrival.end(&made, |_| true).await;
    }
    made
}

/// The digest of what a finished upload was; None where that was deleted since.
async fn became(conn: &mut Connection, upload: &Upload) -> QueryResult<Option<Digest>> {
    let (Some(artifact), Some(number)) = (upload.artifact_id, upload.version_number) else { return Ok(None) };
    let version = artifacts::store::version(conn, artifact, number).await.optional()?;
    Ok(version.map(|version| version.sha256))
}

/// Nothing is missing between two pieces, and nothing there twice.
fn is_whole(upload: &Upload, pieces: &[Segment]) -> bool {
    let end = pieces.iter().try_fold(0, |at, piece| (piece.start == at).then_some(at + piece.size));
    end == Some(upload.length)
}

/// The upload, if another has finished it meanwhile with the bytes of these pieces; where it stands, if with others, or if it stands
/// elsewhere than it did. None: nobody else was at it.
async fn made_by_another(app: &App, upload: &Upload, pieces: &[Segment]) -> Result<Option<Upload>, Problem> {
    let mut conn = app.db.lease().await?;
    let standing = store::find(&mut conn, &upload.principal, upload.id, app.clock.now()).await?;
    if standing.received == upload.received {
        return Ok(None);
    }
    let file = if standing.is_finished() { became(&mut conn, &standing).await? } else { None };
    drop(conn);
    match file {
        Some(file) if has(&app.blobs, &file, pieces).await? => Ok(Some(standing)),
        _ => Err(out_of_step(&standing)),
    }
}

/// Whether these pieces stand in the file where they belong. What counted before them both senders have in common.
async fn has(blobs: &Blobs, file: &Digest, pieces: &[Segment]) -> Result<bool, Problem> {
    for piece in pieces {
        let (start, size) = (piece.start.unsigned_abs(), piece.size.unsigned_abs());
        let (Some(digest), Some(blob)) = (piece.kept.digest(), blobs.read(file).await?) else { return Ok(false) };
        if blob.size() < start + size {
            return Ok(false);
        }
        let (mut sum, mut bytes) = (Hasher::default(), pin!(blob.stream(start..start + size)));
        while let Some(chunk) = bytes.try_next().await.map_err(BlobError::from)? {
            sum.update(&chunk);
        }
        if sum.finish() != *digest {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The bytes of the pieces, one after the other.
fn whole(blobs: Blobs, pieces: Vec<Segment>) -> impl Stream<Item = Result<Bytes, Problem>> {
    let opened = stream::iter(pieces.into_iter().map(Ok::<_, Problem>)).and_then(move |piece| {
        let blobs = blobs.clone();
        async move {
            let blob = match &piece.kept {
                Kept::Blob(digest) => blobs.read(digest).await?,
                Kept::Held(name) => blobs.read_held(*name).await?,
            };
            let blob = blob.ok_or_else(|| Problem::internal(format!("the piece {:?} is not in the store", piece.kept)))?;
            Ok(blob.stream(0..piece.size.unsigned_abs()).map_err(|error| BlobError::from(error).into()))
        }
    });
    opened.try_flatten()
}
