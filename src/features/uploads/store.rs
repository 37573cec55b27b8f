//! SQL of uploads and their segments.

mod lists;
mod pieces;

pub use lists::{count, list};
pub use pieces::{Kept, Segment, held, held_until, segments};

use crate::blobs::FileName;
use crate::db::Connection;
use crate::db::schema::{upload_segments as segments, uploads};
use crate::db::statement::{Statement, statement};
use crate::domain::artifact::ArtifactKind;
use crate::domain::digest::Digest;
use crate::domain::time::Instant;
use crate::features::artifacts::pieces::{Made, Target, describe};
use crate::features::artifacts::receive::Offer;
use crate::http::problem::{Place, Problem};
use chrono::TimeDelta;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::{Array, Text, Timestamptz, Uuid as SqlUuid};
use diesel::upsert::excluded;
use diesel_async::RunQueryDsl;
use serde_json::Value;
use uuid::Uuid;

/// How long an unfinished upload is kept after its last byte, and how long after that its end is told (410).
pub const KEPT: TimeDelta = TimeDelta::days(7);

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = uploads, check_for_backend(Pg), treat_none_as_default_value = false)]
pub struct Upload {
    pub id: Uuid,
    pub assignment_id: Uuid,
    /// The artifact that gets a new version; none: the file becomes a new artifact.
    pub replaces_id: Option<Uuid>,
    pub sender_id: Uuid,
    pub principal: String,
    pub kind: ArtifactKind,
    pub description: Value,
    pub told_metadata: String,
    pub file_name: Option<String>,
    pub declared_type: Option<String>,
    pub length: i64,
    /// `Upload-Offset`.
    pub received: i64,
    /// The fencing token of the newest PATCH.
    pub writer: Uuid,
    pub artifact_id: Option<Uuid>,
    pub version_number: Option<i32>,
    pub finished_at: Option<Instant>,
    /// With `refusal`: it can never finish.
    pub refused_at: Option<Instant>,
    pub refusal: Option<Value>,
    pub expires_at: Instant,
    pub created_at: Instant,
    pub updated_at: Instant,
}

impl Upload {
    pub fn is_finished(&self) -> bool {
        self.finished_at.is_some()
    }

    /// How much of the file may come after `at`.
    pub fn left(&self, at: i64) -> u64 {
        (self.length - at).unsigned_abs()
    }

    pub fn target(&self) -> Result<Target, Problem> {
        match self.replaces_id {
            Some(artifact) => Ok(Target::Version { artifact }),
            None => Ok(Target::New { case: self.assignment_id, request: describe(self.description.clone())? }),
        }
    }

    /// What the sender says of the file, and where to tell what is wrong with it.
    pub fn offer(&self) -> Offer {
        Offer {
            kind: self.kind,
            limit: self.length.unsigned_abs(),
            declared: self.declared_type.clone(),
            file_name: self.file_name.as_deref().and_then(FileName::clean),
            digests: Vec::new(),
            place: Place::Header("Upload-Metadata"),
            sender: self.sender_id,
        }
    }
}

pub async fn insert(conn: &mut Connection, row: &Upload) -> QueryResult<()> {
    diesel::insert_into(uploads::table).values(row).execute(conn).await.map(|_| ())
}

/// An upload as its owner finds it: another's is unknown, one that is over is gone.
pub async fn find(conn: &mut Connection, principal: &str, id: Uuid, now: Instant) -> Result<Upload, Problem> {
    let mine = uploads::table.find(id).filter(uploads::principal.eq(principal));
    standing(mine.select(Upload::as_select()).first(conn).await?, now)
}

/// The same, locked until the transaction ends.
pub async fn lock(conn: &mut Connection, principal: &str, id: Uuid, now: Instant) -> Result<Upload, Problem> {
    let mine = uploads::table.find(id).filter(uploads::principal.eq(principal));
    standing(mine.select(Upload::as_select()).for_no_key_update().first(conn).await?, now)
}

fn standing(upload: Upload, now: Instant) -> Result<Upload, Problem> {
    if upload.expires_at <= now { Err(upload.gone()) } else { Ok(upload) }
}

/// Makes `writer` the only one who can go on with a locked upload; what an earlier one left uncounted is dropped.
pub async fn claim(conn: &mut Connection, upload: &mut Upload, writer: Uuid, now: Instant) -> QueryResult<()> {
    (upload.writer, upload.expires_at, upload.updated_at) = (writer, now + KEPT, now);
    drop_pieces(conn, upload.id, upload.received).await?;
    let new = (uploads::writer.eq(writer), uploads::expires_at.eq(upload.expires_at), uploads::updated_at.eq(now));
    diesel::update(uploads::table.find(upload.id)).set(new).execute(conn).await.map(|_| ())
}

/// Keeps a piece, or what it has grown to, for which its sender vouches later; false: another writer has taken over.
pub async fn append(conn: &mut Connection, upload: &Upload, segment: &Segment, now: Instant) -> QueryResult<bool> {
    let held = uploads::table.find(upload.id).filter(uploads::writer.eq(upload.writer)).filter(uploads::finished_at.is_null());
    // Also the lock under which the row of the segment is written.
    let kept = diesel::update(held).set((uploads::expires_at.eq(now + KEPT), uploads::updated_at.eq(now))).execute(conn).await?;
    if kept == 1 {
        let row = (
            segments::upload_id.eq(upload.id),
            segments::start.eq(segment.start),
            segments::size.eq(segment.size),
            segments::sha256.eq(segment.kept.digest()),
            segments::held.eq(segment.kept.held()),
            segments::midway.eq(segment.midway.as_deref()),
        );
        let grown = (
            segments::size.eq(excluded(segments::size)),
            segments::sha256.eq(excluded(segments::sha256)),
            segments::held.eq(excluded(segments::held)),
            segments::midway.eq(excluded(segments::midway)),
        );
        let insert = diesel::insert_into(segments::table).values(row).on_conflict((segments::upload_id, segments::start));
        insert.do_update().set(grown).execute(conn).await?;
    }
    Ok(kept == 1)
}

/// Acknowledges everything before `to`; false: another writer has taken over. The offset only ever grows.
pub async fn acknowledge(conn: &mut Connection, upload: &Upload, to: i64) -> QueryResult<bool> {
    let held = uploads::table
        .find(upload.id)
        .filter(uploads::writer.eq(upload.writer))
        .filter(uploads::finished_at.is_null())
        .filter(uploads::received.le(to));
    Ok(diesel::update(held).set(uploads::received.eq(to)).execute(conn).await? == 1)
}

/// The file is whole and became this; its pieces are needed no more.
pub async fn finish(conn: &mut Connection, upload: &mut Upload, made: Made, now: Instant) -> QueryResult<()> {
    upload.received = upload.length;
    (upload.artifact_id, upload.version_number) = (Some(made.artifact), Some(made.version));
    (upload.finished_at, upload.expires_at, upload.updated_at) = (Some(now), now + KEPT, now);
    let new = (
        uploads::received.eq(upload.received),
        uploads::artifact_id.eq(upload.artifact_id),
        uploads::version_number.eq(upload.version_number),
        uploads::finished_at.eq(upload.finished_at),
        uploads::expires_at.eq(upload.expires_at),
        uploads::updated_at.eq(now),
    );
    diesel::update(uploads::table.find(upload.id)).set(new).execute(conn).await?;
    drop_pieces(conn, upload.id, 0).await
}

/// Ends a locked upload: its pieces go, the row stays for a while to tell that it is gone.
pub async fn end(conn: &mut Connection, id: Uuid, now: Instant) -> QueryResult<()> {
    let new = (uploads::expires_at.eq(now), uploads::updated_at.eq(now), uploads::writer.eq(Uuid::nil()));
    diesel::update(uploads::table.find(id)).set(new).execute(conn).await?;
    drop_pieces(conn, id, 0).await
}

/// Ends one whose bytes can never become an artifact, and answers where its pieces are; none once another writer has taken over, or it
/// is over already: then it is not for this one to say.
pub async fn refuse(conn: &mut Connection, upload: &Upload, refusal: Value, now: Instant) -> QueryResult<Vec<Kept>> {
    let standing = uploads::table
        .find(upload.id)
        .filter(uploads::writer.eq(upload.writer))
        .filter(uploads::finished_at.is_null().and(uploads::expires_at.gt(now)));
    let new = (
        uploads::refused_at.eq(now),
        uploads::refusal.eq(refusal),
        uploads::expires_at.eq(now),
        uploads::updated_at.eq(now),
        uploads::writer.eq(Uuid::nil()),
    );
    if diesel::update(standing).set(new).execute(conn).await? == 0 {
        return Ok(Vec::new());
    }
    let pieces = diesel::delete(segments::table.filter(segments::upload_id.eq(upload.id)));
    let dropped: Vec<(Option<Digest>, Option<Uuid>)> = pieces.returning((segments::sha256, segments::held)).load(conn).await?;
    Ok(dropped.into_iter().filter_map(|(digest, held)| Kept::of(digest, held)).collect())
}

/// Every upload that its sender may go on with.
pub async fn under_way(conn: &mut Connection, now: Instant) -> QueryResult<Vec<Upload>> {
    let going = uploads::table.filter(uploads::finished_at.is_null().and(uploads::expires_at.gt(now)));
    going.order(uploads::id).select(Upload::as_select()).load(conn).await
}

/// One of them, if it still is, locked until the transaction ends.
pub async fn lock_unfinished(conn: &mut Connection, id: Uuid) -> QueryResult<Option<Upload>> {
    let going = uploads::table.find(id).filter(uploads::finished_at.is_null());
    going.select(Upload::as_select()).for_no_key_update().first(conn).await.optional()
}

/// What comes after `there` is lost, with whatever was writing it.
pub async fn shorten(conn: &mut Connection, id: Uuid, there: i64) -> QueryResult<()> {
    let new = (uploads::received.eq(there), uploads::writer.eq(Uuid::nil()));
    diesel::update(uploads::table.find(id)).set(new).execute(conn).await?;
    drop_pieces(conn, id, there).await?;
    // Of its sums at that place nothing is known, so another piece begins behind it.
    let cut = segments::table.filter(segments::upload_id.eq(id)).filter((segments::start + segments::size).gt(there));
    let left = (segments::size.eq(segments::start * -1 + there), segments::midway.eq(None::<Vec<u8>>));
    diesel::update(cut).set(left).execute(conn).await.map(|_| ())
}

/// Drops what this writer kept but nobody counts, and answers where it is; once another has taken over, that is the other's.
pub async fn discard(conn: &mut Connection, upload: &Upload) -> QueryResult<Vec<Kept>> {
    let held = uploads::table.find(upload.id).filter(uploads::writer.eq(upload.writer)).filter(uploads::finished_at.is_null());
    // What the row says, and not what this writer heard last: an acknowledgement may have been kept although its answer was lost.
    let counted = held.select(uploads::received).single_value();
    let late = segments::table.filter(segments::upload_id.eq(upload.id)).filter(segments::start.nullable().ge(counted));
    let dropped = diesel::delete(late).returning((segments::sha256, segments::held));
    let dropped: Vec<(Option<Digest>, Option<Uuid>)> = dropped.load(conn).await?;
    Ok(dropped.into_iter().filter_map(|(digest, held)| Kept::of(digest, held)).collect())
}

/// Drops the pieces from `from` on; the blobs go when nothing refers to them.
async fn drop_pieces(conn: &mut Connection, id: Uuid, from: i64) -> QueryResult<()> {
    let late = segments::table.filter(segments::upload_id.eq(id)).filter(segments::start.ge(from));
    diesel::delete(late).execute(conn).await.map(|_| ())
}

/// Uploads to a case that the caller has begun for these officers and that are not over: step 3 waits for them. Those of another who
/// acts, or acted, for the same officer wait for nobody: only who began one can finish or end it.
pub fn unfinished(case: Uuid, officers: Vec<Uuid>, principal: &str, now: Instant) -> Statement<SqlUuid> {
    statement("SELECT id FROM uploads WHERE assignment_id = $ AND sender_id = ANY($) AND principal = $ AND finished_at IS NULL AND expires_at > $ ORDER BY id")
        .bind::<SqlUuid, _>(case)
        .bind::<Array<SqlUuid>, _>(officers)
        .bind::<Text, _>(principal.to_owned())
        .bind::<Timestamptz, _>(now)
}

/// Drops the pieces of what has expired, and forgets what expired before `forgotten`; answers how many of each.
pub async fn collect(conn: &mut Connection, now: Instant, forgotten: Instant) -> QueryResult<(usize, usize)> {
    let over = uploads::table.filter(uploads::expires_at.le(now)).select(uploads::id);
    let pieces = diesel::delete(segments::table.filter(segments::upload_id.eq_any(over))).execute(conn).await?;
    let rows = diesel::delete(uploads::table.filter(uploads::expires_at.le(forgotten))).execute(conn).await?;
    Ok((pieces, rows))
}
