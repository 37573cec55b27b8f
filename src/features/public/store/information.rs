//! SQL of the public information list: what is published, and what was and is withdrawn.

use super::{APPEARED, ARE_TOLD, COULD_BE_READ};
use crate::db::Connection;
use crate::db::statement::{Statement, statement};
use crate::domain::publication::{InformationClass, Terms};
use crate::domain::text::{Line, Prose};
use crate::domain::time::Instant;
use crate::http::paging::{COUNT_CAP, Count};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

#[derive(Debug, Clone, Queryable)]
#[diesel(check_for_backend(diesel::pg::Pg))]
pub struct Item {
    pub id: Uuid,
    pub slug: String,
    pub unit: String,
    pub publish_at: Instant,
    pub updated_at: Instant,
    due_from: Instant,
    review_due_at: Instant,
    pub visible_until: Option<Instant>,
    pub last_verified_at: Option<Instant>,
    pub withdrawn_at: Option<Instant>,
    pub withdrawal_reason: Option<Prose<2000>>,
    pub number: i32,
    pub information_class: InformationClass,
    pub headline: Line<300>,
    pub excerpt: Option<Prose<1000>>,
    pub made_at: Instant,
    /// Of the files that are shown, each once.
    pub media_types: Vec<String>,
    /// Of the last correction that anybody could miss.
    pub corrected_at: Option<Instant>,
    pub changed: Option<Prose<2000>>,
    pub withdrawn_files: i32,
}

type ItemSql = (
    SqlUuid,
    Text,
    Text,
    Timestamptz,
    Timestamptz,
    Timestamptz,
    Timestamptz,
    Nullable<Timestamptz>,
    Nullable<Timestamptz>,
    Nullable<Timestamptz>,
    Nullable<Text>,
    Integer,
    Text,
    Text,
    Nullable<Text>,
    Timestamptz,
    Array<Text>,
    Nullable<Timestamptz>,
    Nullable<Text>,
    Integer,
);

impl Item {
    fn terms(&self) -> Terms {
        Terms { due_from: self.due_from, review_due_at: self.review_due_at, visible_until: self.visible_until }
    }

    /// Those of what stands: what was withdrawn grows no older.
    pub fn standing_terms(&self) -> Option<Terms> {
        self.withdrawn_at.is_none().then(|| self.terms())
    }
}

/// What became of a publication `x` since it can be read: its last correction `c`, and of `w` how many of its files were taken down, as
/// they are told with the article itself. What was corrected before is nobody's business.
const AFTERWARDS: &str = " LEFT JOIN LATERAL (SELECT v.received_at, v.changed FROM publication_versions v
    WHERE v.publication_id = x.id AND x.content_number > 1 AND v.changed IS NOT NULL AND v.received_at >= x.publish_at
    ORDER BY v.number DESC LIMIT 1) c ON true
CROSS JOIN LATERAL (SELECT count(*)::integer AS files FROM publication_media m
    WHERE m.publication_id = x.id AND m.withdrawn_at IS NOT NULL AND ";

/// Joins it.
pub(super) fn with_what_came_after<R>(publications: Statement<R>) -> Statement<R> {
    publications.and(AFTERWARDS).and(COULD_BE_READ).and(ARE_TOLD).and(") w ")
}

const ITEMS: &str =
    "SELECT x.id, x.slug, x.unit, x.publish_at, x.updated_at, x.due_from, x.review_due_at, x.visible_until, x.last_verified_at,
    x.withdrawn_at, x.withdrawal_reason, v.number, v.information_class, v.headline, v.excerpt, v.made_at,
    ARRAY(SELECT DISTINCT m.media_type FROM publication_media m
        WHERE m.publication_id = x.id AND m.number = x.content_number AND m.withdrawn_at IS NULL ORDER BY m.media_type),
    c.received_at, c.changed, w.files
FROM publications x JOIN publication_versions v ON v.publication_id = x.id AND v.number = x.content_number";

const LISTED: &str = " AND ($ OR (x.publish_at, x.id) < ($, $)) ORDER BY x.publish_at DESC, x.id DESC LIMIT $";

/// Where a page ends.
pub type At = (Instant, Uuid);

/// The next of them, the newest first.
pub async fn items(conn: &mut Connection, now: Instant, after: Option<At>, most: i64) -> QueryResult<Vec<Item>> {
    let (at, id) = after.unwrap_or((now, Uuid::max()));
    let items = with_what_came_after(statement::<ItemSql>(ITEMS)).and("WHERE x.publish_at <= $").and(APPEARED).and(LISTED);
    let items = items.bind::<Timestamptz, _>(now).bind::<Bool, _>(after.is_none());
    items.bind::<Timestamptz, _>(at).bind::<SqlUuid, _>(id).bind::<BigInt, _>(most).load(conn).await
}

pub async fn count_items(conn: &mut Connection, now: Instant) -> QueryResult<Count> {
    let all = statement::<SqlUuid>("SELECT x.id FROM publications x WHERE x.publish_at <= $").and(APPEARED).and(" LIMIT $");
    let found = all.bind::<Timestamptz, _>(now).bind::<BigInt, _>(COUNT_CAP + 1);
    Ok(Count::of(&found.load::<Uuid>(conn).await?))
}

/// How the list stands: whatever changes it changes these.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
#[diesel(check_for_backend(diesel::pg::Pg))]
pub struct Standing {
    /// When an act or time last changed anything of it.
    pub changed: Option<Instant>,
    /// How many things it has, and how often anything was done to any of them: two acts may be of the same moment, and the one that was
    /// begun first may be seen last.
    pub things: i64,
    pub acts: i64,
    /// When time makes something else of it.
    pub changes: Option<Instant>,
}

const STANDING: &str = "SELECT greatest(max(x.updated_at), max(x.publish_at),
    max(x.due_from) FILTER (WHERE x.withdrawn_at IS NULL AND x.due_from <= n.now),
    max(x.review_due_at) FILTER (WHERE x.withdrawn_at IS NULL AND x.review_due_at <= n.now),
    max(x.visible_until) FILTER (WHERE x.withdrawn_at IS NULL AND x.visible_until <= n.now)),
    count(*), coalesce(sum(x.version), 0)::bigint,
    least((SELECT min(s.publish_at) FROM publications s WHERE s.withdrawn_at IS NULL AND s.publish_at > min(n.now)),
    min(x.due_from) FILTER (WHERE x.withdrawn_at IS NULL AND x.due_from > n.now),
    min(x.review_due_at) FILTER (WHERE x.withdrawn_at IS NULL AND x.review_due_at > n.now),
    min(x.visible_until) FILTER (WHERE x.withdrawn_at IS NULL AND x.visible_until > n.now))
FROM (SELECT $::timestamptz AS now) n CROSS JOIN publications x
WHERE x.publish_at <= n.now";

pub async fn standing(conn: &mut Connection, now: Instant) -> QueryResult<Standing> {
    let found = statement::<(Nullable<Timestamptz>, BigInt, BigInt, Nullable<Timestamptz>)>(STANDING).and(APPEARED);
    found.bind::<Timestamptz, _>(now).get_result(conn).await
}
