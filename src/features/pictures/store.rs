//! SQL of pictures, their copies and posters.

use crate::db::Connection;
use crate::db::schema::{agenda_items, artifacts, assignments, content_versions as versions, pictures, posters, renditions};
use crate::domain::artifact::ArtifactKind;
use crate::domain::digest::Digest;
use crate::domain::media_type::MediaType;
use crate::domain::picture::{Happening, NoCopies, Position, RenditionSize};
use crate::domain::text::Line;
use crate::domain::time::Instant;
use diesel::dsl::{exists, not};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use uuid::Uuid;

/// What is larger is never in memory, and no copies are made of it.
pub const MOST_BYTES: u64 = 192 * 1024 * 1024;

/// What the bytes of a picture say.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = pictures, check_for_backend(Pg), treat_none_as_default_value = false)]
pub struct Picture {
    pub sha256: Digest,
    pub width: i32,
    pub height: i32,
    pub captured_at: Option<Instant>,
    pub camera: Option<Line<200>>,
    pub latitude: Option<f64>,
    pub longitude: Option<f64>,
    /// None until a thumbnail was made.
    pub likeness: Option<Vec<u8>>,
    /// Why no copies can be made.
    pub no_copies: Option<NoCopies>,
}

/// A copy that was made.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = renditions, check_for_backend(Pg))]
pub struct Rendition {
    pub sha256: Digest,
    pub size: RenditionSize,
    pub rendition_sha256: Digest,
    pub bytes: i32,
    pub width: i32,
    pub height: i32,
    pub made_at: Instant,
}

/// The picture that stands for an artifact which is none.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = posters, check_for_backend(Pg))]
pub struct Poster {
    pub artifact_id: Uuid,
    pub sha256: Digest,
    pub media_type: String,
    pub size: i64,
    pub uploaded_by_id: Uuid,
    pub uploaded_at: Instant,
}

/// A content that copies are made of, and who sent it.
#[derive(Debug, Clone, Copy)]
pub struct Original {
    pub digest: Digest,
    pub sender: Uuid,
}

/// The event of a case, as far as pictures of it are concerned.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = agenda_items, check_for_backend(Pg))]
pub struct EventRow {
    starts_at: Instant,
    ends_at: Option<Instant>,
    venue_latitude: Option<f64>,
    venue_longitude: Option<f64>,
}

/// How far a copy is.
pub enum Copy {
    Made(Rendition),
    /// None can be made of its original.
    Impossible(NoCopies),
    /// Of an original of so many pixels, if they were counted.
    NotYet(Option<u64>),
}

/// A photo as far as bursts are concerned.
#[derive(Debug, Clone, Queryable)]
pub struct Shot {
    pub artifact_id: Uuid,
    pub taken_at: Instant,
    pub sha256: Digest,
    pub uploaded_by_id: Uuid,
    pub media_type: String,
    pub likeness: Option<Vec<u8>>,
    pub no_copies: Option<NoCopies>,
    /// None of what cannot be read at all.
    pub width: Option<i32>,
}

/// What the flags of a file depend on.
#[derive(Debug, Clone, Queryable)]
pub struct Moment {
    pub artifact_id: Uuid,
    pub taken_at: Option<Instant>,
    latitude: Option<f64>,
    longitude: Option<f64>,
    pub label_differs: bool,
    pub ends_early: bool,
}

impl Moment {
    pub fn position(&self) -> Option<Position> {
        position(self.latitude, self.longitude)
    }
}

impl EventRow {
    pub fn happening(&self) -> Happening {
        let venue = position(self.venue_latitude, self.venue_longitude);
        Happening { starts_at: self.starts_at, ends_at: self.ends_at, venue }
    }
}

impl Picture {
    pub fn position(&self) -> Option<Position> {
        position(self.latitude, self.longitude)
    }
}

fn pixels(width: i32, height: i32) -> u64 {
    u64::from(width.unsigned_abs()) * u64::from(height.unsigned_abs())
}

fn position(latitude: Option<f64>, longitude: Option<f64>) -> Option<Position> {
    Position::new(latitude?, longitude?)
}

/// Keeps what was seen; the same bytes said the same before.
pub async fn insert(conn: &mut Connection, picture: &Picture) -> QueryResult<()> {
    diesel::insert_into(pictures::table).values(picture).on_conflict_do_nothing().execute(conn).await.map(|_| ())
}

/// Keeps what came of decoding it.
pub async fn upsert(conn: &mut Connection, picture: &Picture) -> QueryResult<()> {
    let insert = diesel::insert_into(pictures::table).values(picture).on_conflict(pictures::sha256);
    match &picture.likeness {
        Some(likeness) => insert.do_update().set(pictures::likeness.eq(likeness)).execute(conn).await,
        None => insert.do_update().set(pictures::no_copies.eq(picture.no_copies)).execute(conn).await,
    }
    .map(|_| ())
}

pub async fn copy(conn: &mut Connection, original: &Digest, size: RenditionSize) -> QueryResult<Copy> {
    let of_size = renditions::sha256.eq(pictures::sha256).and(renditions::size.eq(size));
    type Found = ((Option<NoCopies>, i32, i32), Option<Rendition>);
    let found: Option<Found> = pictures::table
        .left_join(renditions::table.on(of_size))
        .filter(pictures::sha256.eq(original))
        .select(((pictures::no_copies, pictures::width, pictures::height), Option::<Rendition>::as_select()))
        .first(conn)
        .await
        .optional()?;
    Ok(match found {
        Some((_, Some(made))) => Copy::Made(made),
        Some(((Some(lack), ..), None)) => Copy::Impossible(lack),
        Some(((None, width, height), None)) => Copy::NotYet(Some(pixels(width, height))),
        None => Copy::NotYet(None),
    })
}

/// Whether any of those who sent it sent a raw picture: its name may have told, and one who sent the same under another counts for nothing.
pub async fn is_raw(conn: &mut Connection, original: &Digest) -> QueryResult<bool> {
    let sent = versions::table.filter(versions::sha256.eq(original)).select(versions::media_type).distinct();
    let types: Vec<String> = sent.load(conn).await?;
    Ok(types.iter().filter_map(|one| MediaType::parse(one)).any(MediaType::is_raw))
}

/// Keeps a copy, also in place of one that was lost: the same original gives the same bytes, unless the program is a newer one.
pub async fn upsert_rendition(conn: &mut Connection, made: &Rendition) -> QueryResult<()> {
    let insert = diesel::insert_into(renditions::table).values(made).on_conflict((renditions::sha256, renditions::size));
    insert.do_update().set(made).execute(conn).await.map(|_| ())
}

/// Sets the poster; one that was there before is replaced.
pub async fn set_poster(conn: &mut Connection, poster: &Poster) -> QueryResult<()> {
    let insert = diesel::insert_into(posters::table).values(poster);
    insert.on_conflict(posters::artifact_id).do_update().set(poster).execute(conn).await.map(|_| ())
}

pub async fn delete_poster(conn: &mut Connection, artifact: Uuid) -> QueryResult<()> {
    diesel::delete(posters::table.find(artifact)).execute(conn).await.map(|_| ())
}

/// The photos of a case that tell when they were taken, each with its current content: `most` at most.
pub async fn shots(conn: &mut Connection, case: Uuid, most: i64) -> QueryResult<Vec<Shot>> {
    artifacts::table
        .inner_join(versions::table)
        .left_join(pictures::table.on(pictures::sha256.eq(versions::sha256)))
        .filter(artifacts::assignment_id.eq(case).and(artifacts::kind.eq(ArtifactKind::Photo)))
        .filter(artifacts::taken_at.is_not_null())
        .distinct_on(artifacts::id)
        .order((artifacts::id, versions::number.desc()))
        .limit(most)
        .select((
            artifacts::id,
            artifacts::taken_at.assume_not_null(),
            versions::sha256,
            versions::uploaded_by_id,
            versions::media_type,
            pictures::likeness.nullable(),
            pictures::no_copies.nullable(),
            pictures::width.nullable(),
        ))
        .load(conn)
        .await
}

/// The event of a case.
pub async fn event_of(conn: &mut Connection, case: Uuid) -> QueryResult<EventRow> {
    let event = assignments::table.inner_join(agenda_items::table).filter(assignments::id.eq(case));
    event.select(EventRow::as_select()).first(conn).await
}

/// The files of a case, each with its current content.
pub async fn moments(conn: &mut Connection, case: Uuid) -> QueryResult<Vec<Moment>> {
    let current =
        artifacts::table.inner_join(versions::table).left_join(pictures::table.on(pictures::sha256.eq(versions::sha256)));
    current
        .filter(artifacts::assignment_id.eq(case))
        .distinct_on(artifacts::id)
        .order((artifacts::id, versions::number.desc()))
        .select((
            artifacts::id,
            artifacts::taken_at,
            pictures::latitude.nullable(),
            pictures::longitude.nullable(),
            versions::label_differs,
            versions::ends_early,
        ))
        .load(conn)
        .await
}

/// Pictures of which no copies were made yet, in the order of their digests, each with one of those who sent it.
pub async fn to_make(conn: &mut Connection, after: Option<Digest>, most: usize) -> QueryResult<Vec<Original>> {
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let sent = versions::table.filter(versions::sha256.eq(pictures::sha256)).select(versions::uploaded_by_id).limit(1);
    let attached = posters::table.filter(posters::sha256.eq(pictures::sha256)).select(posters::uploaded_by_id).limit(1);
    let found = pictures::table
        .filter(pictures::likeness.is_null().and(pictures::no_copies.is_null()))
        // The empty string comes before all others.
        .filter(pictures::sha256.gt(after.map_or_else(Vec::new, |digest| digest.as_bytes().to_vec())))
        .order(pictures::sha256)
        .limit(most)
        .select((pictures::sha256, sent.single_value(), attached.single_value()));
    let found: Vec<(Digest, Option<Uuid>, Option<Uuid>)> = found.load(conn).await?;
    // What nobody has any more is nobody's until it is forgotten.
    let original = |(digest, sent, attached): (Digest, Option<Uuid>, Option<Uuid>)| Original {
        digest,
        sender: sent.or(attached).unwrap_or_default(),
    };
    Ok(found.into_iter().map(original).collect())
}

/// Forgets what no artifact has any more: a copy must not outlive its original. Answers how many copies.
pub async fn forget_unused(conn: &mut Connection) -> QueryResult<usize> {
    let forgotten = diesel::delete(renditions::table)
        .filter(not(exists(versions::table.filter(versions::sha256.eq(renditions::sha256)))))
        .filter(not(exists(posters::table.filter(posters::sha256.eq(renditions::sha256)))))
        .execute(conn)
        .await?;
    diesel::delete(pictures::table)
        .filter(not(exists(versions::table.filter(versions::sha256.eq(pictures::sha256)))))
        .filter(not(exists(posters::table.filter(posters::sha256.eq(pictures::sha256)))))
        .execute(conn)
        .await?;
    Ok(forgotten)
}
