//! The pieces of an upload, and where they are.

use crate::db::Connection;
use crate::db::schema::upload_segments as segments;
use crate::domain::digest::Digest;
use crate::http::problem::Problem;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use uuid::Uuid;

/// One piece, durable already.
#[derive(Debug, Clone)]
pub struct Segment {
    pub start: i64,
    pub size: i64,
    pub kept: Kept,
    /// Of one that is held, where its sums stand.
    pub midway: Option<Vec<u8>>,
}

/// Where a piece is.
#[derive(Debug, Clone, Copy)]
pub enum Kept {
    /// In the blob store.
    Blob(Digest),
    /// Held by the store while more of it comes.
    Held(Uuid),
}

impl Kept {
    pub(super) fn of(digest: Option<Digest>, held: Option<Uuid>) -> Option<Self> {
        held.map(Self::Held).or(digest.map(Self::Blob))
    }

    pub fn digest(&self) -> Option<&Digest> {
        if let Self::Blob(digest) = self { Some(digest) } else { None }
    }

    pub fn held(&self) -> Option<Uuid> {
        if let Self::Held(name) = self { Some(*name) } else { None }
    }
}

/// The pieces before `end`, in order.
pub async fn segments(conn: &mut Connection, id: Uuid, end: i64) -> Result<Vec<Segment>, Problem> {
    let all = segments::table.filter(segments::upload_id.eq(id)).filter(segments::start.lt(end)).order(segments::start.asc());
    all.select(PIECE).load::<Piece>(conn).await?.into_iter().map(segment).collect()
}

/// The piece that ends there, if it is held: it may be gone on with.
pub async fn held_until(conn: &mut Connection, id: Uuid, end: i64) -> Result<Option<Segment>, Problem> {
    let ending = segments::table.filter(segments::upload_id.eq(id)).filter((segments::start + segments::size).eq(end));
    let held = ending.filter(segments::midway.is_not_null()).select(PIECE);
    held.first::<Piece>(conn).await.optional()?.map(segment).transpose()
}

type Piece = (i64, i64, Option<Digest>, Option<Uuid>, Option<Vec<u8>>);
const PIECE: (segments::start, segments::size, segments::sha256, segments::held, segments::midway) =
    (segments::start, segments::size, segments::sha256, segments::held, segments::midway);

fn segment((start, size, digest, held, midway): Piece) -> Result<Segment, Problem> {
    let kept = Kept::of(digest, held).ok_or_else(|| Problem::internal("a piece that is nowhere"))?;
    Ok(Segment { start, size, kept, midway })
}

/// Which of these names hold a piece.
pub async fn held(conn: &mut Connection, names: &[Uuid]) -> QueryResult<Vec<Option<Uuid>>> {
    segments::table.filter(segments::held.eq_any(names)).select(segments::held).load(conn).await
}
