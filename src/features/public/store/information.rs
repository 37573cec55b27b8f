//! SQL of the public information list: what is published, and what was and is withdrawn.

use crate::db::Connection;
use crate::db::statement::statement;
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
);

impl Item {
    pub fn terms(&self) -> Terms {
        Terms { due_from: self.due_from, review_due_at: self.review_due_at, visible_until: self.visible_until }
    }

    /// When time makes it another next.
    pub fn changes_at(&self, now: Instant) -> Option<Instant> {
        let borders = [Some(self.due_from), Some(self.review_due_at), self.visible_until];
        let of_standing = borders.into_iter().flatten().filter(|_| self.withdrawn_at.is_none());
        of_standing.filter(|at| *at > now).min()
    }
}

const ITEMS: &str =
    "SELECT x.id, x.slug, x.unit, x.publish_at, x.updated_at, x.due_from, x.review_due_at, x.visible_until, x.last_verified_at,
    x.withdrawn_at, x.withdrawal_reason, v.number, v.information_class, v.headline, v.excerpt, v.made_at,
    ARRAY(SELECT DISTINCT m.media_type FROM publication_media m
        WHERE m.publication_id = x.id AND m.number = x.content_number AND m.withdrawn_at IS NULL ORDER BY m.media_type)
FROM publications x JOIN publication_versions v ON v.publication_id = x.id AND v.number = x.content_number
WHERE x.publish_at <= $ AND (x.withdrawn_at IS NULL OR x.publish_at <= x.updated_at)
    AND ($ OR (x.publish_at, x.id) < ($, $)) ORDER BY x.publish_at DESC, x.id DESC LIMIT $";

/// Where a page ends.
pub type At = (Instant, Uuid);

/// The next of them, the newest first.
pub async fn items(conn: &mut Connection, now: Instant, after: Option<At>, most: i64) -> QueryResult<Vec<Item>> {
    let (at, id) = after.unwrap_or((now, Uuid::max()));
    let items = statement::<ItemSql>(ITEMS).bind::<Timestamptz, _>(now).bind::<Bool, _>(after.is_none());
    items.bind::<Timestamptz, _>(at).bind::<SqlUuid, _>(id).bind::<BigInt, _>(most).load(conn).await
}

pub async fn count_items(conn: &mut Connection, now: Instant) -> QueryResult<Count> {
    const ALL: &str = "SELECT x.id FROM publications x
        WHERE x.publish_at <= $ AND (x.withdrawn_at IS NULL OR x.publish_at <= x.updated_at) LIMIT $";
    let found = statement::<SqlUuid>(ALL).bind::<Timestamptz, _>(now).bind::<BigInt, _>(COUNT_CAP + 1);
    Ok(Count::of(&found.load::<Uuid>(conn).await?))
}
