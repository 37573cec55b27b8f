//! SQL of addresses alone, for sitemaps: what is visible and not over.

use super::information::with_what_came_after;
use crate::db::Connection;
use crate::db::statement::{Statement, statement};
use crate::domain::publication::{ContentLanguage, Terms};
use crate::domain::text::Line;
use crate::domain::time::Instant;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;

#[derive(Debug, Clone, Queryable)]
#[diesel(check_for_backend(diesel::pg::Pg))]
pub struct Place {
    pub slug: String,
    pub headline: Line<300>,
    pub language: ContentLanguage,
    pub publish_at: Instant,
    pub updated_at: Instant,
    due_from: Instant,
    review_due_at: Instant,
    visible_until: Option<Instant>,
    pub last_verified_at: Option<Instant>,
    pub number: i32,
    pub corrected_at: Option<Instant>,
    pub withdrawn_files: i32,
}

type PlaceSql = (
    Text,
    Text,
    Text,
    Timestamptz,
    Timestamptz,
    Timestamptz,
    Timestamptz,
    Nullable<Timestamptz>,
    Nullable<Timestamptz>,
    Integer,
    Nullable<Timestamptz>,
    Integer,
);

impl Place {
    pub fn terms(&self) -> Terms {
        Terms { due_from: self.due_from, review_due_at: self.review_due_at, visible_until: self.visible_until }
    }
}

const PLACES: &str =
    "SELECT x.slug, v.headline, v.language, x.publish_at, x.updated_at, x.due_from, x.review_due_at, x.visible_until,
    x.last_verified_at, v.number, c.received_at, w.files
FROM publications x JOIN publication_versions v ON v.publication_id = x.id AND v.number = x.content_number";

const READABLE: &str = "WHERE x.withdrawn_at IS NULL AND x.publish_at <= $ AND (x.visible_until IS NULL OR x.visible_until > $)";

fn places(now: Instant) -> Statement<PlaceSql> {
    let places = with_what_came_after(statement(PLACES)).and(READABLE);
    places.bind::<Timestamptz, _>(now).bind::<Timestamptz, _>(now)
}

/// The so manieth piece of all, from 0, the oldest first: what is there stays where it is.
pub async fn piece(conn: &mut Connection, now: Instant, most: i64, number: i64) -> QueryResult<Vec<Place>> {
    let piece = places(now).and(" ORDER BY x.publish_at, x.id LIMIT $ OFFSET $");
    piece.bind::<BigInt, _>(most).bind::<BigInt, _>(number * most).load(conn).await
}

/// What was published since, the latest first.
pub async fn since(conn: &mut Connection, now: Instant, since: Instant, most: i64) -> QueryResult<Vec<Place>> {
    let news = places(now).and(" AND x.publish_at >= $ ORDER BY x.publish_at DESC, x.id DESC LIMIT $");
    news.bind::<Timestamptz, _>(since).bind::<BigInt, _>(most).load(conn).await
}

/// Of what was published before, the last.
pub async fn last_before(conn: &mut Connection, since: Instant) -> QueryResult<Option<Instant>> {
    const LAST: &str = "SELECT max(x.publish_at) FROM publications x WHERE x.publish_at < $";
    statement::<Nullable<Timestamptz>>(LAST).bind::<Timestamptz, _>(since).get_result(conn).await
}

/// How many there are in all.
pub async fn how_many(conn: &mut Connection, now: Instant) -> QueryResult<i64> {
    const ALL: &str = "SELECT count(*) FROM publications x
        WHERE x.withdrawn_at IS NULL AND x.publish_at <= $ AND (x.visible_until IS NULL OR x.visible_until > $)";
    statement::<BigInt>(ALL).bind::<Timestamptz, _>(now).bind::<Timestamptz, _>(now).get_result(conn).await
}
