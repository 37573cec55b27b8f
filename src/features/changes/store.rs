//! SQL of the feed: the publications that it tells of, as they are now.

use crate::db::Connection;
use crate::db::statement::statement;
use crate::domain::assignment::Classification;
use crate::domain::digest::Digest;
use crate::domain::publication::Terms;
use crate::domain::text::Prose;
use crate::domain::time::Instant;
use crate::features::journal::feed::Told;
use crate::office::actor::Sight;
use crate::office::visibility;
use diesel::QueryResult;
use diesel::sql_types::{Array, Bool, Bytea, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use std::collections::HashMap;
use std::sync::Arc;
use uuid::Uuid;

/// A publication as far as the feed tells of it.
#[derive(Debug)]
pub struct Thing {
    pub id: Uuid,
    pub case: Uuid,
    pub classification: Classification,
    /// Whether its case is in the caller's sight.
    pub is_seen: bool,
    pub slug: String,
    pub publish_at: Instant,
    pub content_number: i32,
    pub content_digest: Digest,
    pub terms: Terms,
    pub withdrawn: Option<(Instant, Prose<2000>)>,
}

/// One change, and what it is of.
#[derive(Debug, Clone)]
pub struct Change {
    pub told: Told,
    pub thing: Arc<Thing>,
}

type Row = (
    (Uuid, Uuid, Classification, bool, String, Instant),
    (i32, Digest, Instant, Instant, Option<Instant>),
    (Option<Instant>, Option<Prose<2000>>),
);
type RowSql = (
    (SqlUuid, SqlUuid, Text, Bool, Text, Timestamptz),
    (Integer, Bytea, Timestamptz, Timestamptz, Nullable<Timestamptz>),
    (Nullable<Timestamptz>, Nullable<Text>),
);

const REST: &str = "), x.slug, x.publish_at, v.number, v.content_digest, x.due_from, x.review_due_at, x.visible_until, x.withdrawn_at, x.withdrawal_reason
FROM publications x JOIN assignments a ON a.id = x.assignment_id
    JOIN publication_versions v ON v.publication_id = x.id AND v.number = x.content_number
WHERE x.id = ANY($)";

/// These publications; `sight` says which of them are in sight.
async fn things(conn: &mut Connection, sight: &Sight, ids: Vec<Uuid>) -> QueryResult<HashMap<Uuid, Arc<Thing>>> {
    let all = statement::<RowSql>("SELECT x.id, x.assignment_id, a.classification, (true");
    let all = visibility::in_sight(all, sight).and(REST).bind::<Array<SqlUuid>, _>(ids);
    let rows = all.load::<Row>(conn).await?;
    Ok(rows.into_iter().map(|row| (row.0.0, Arc::new(Thing::from(row)))).collect())
}

/// What was told, each with its thing.
pub async fn with_things(conn: &mut Connection, sight: &Sight, told: Vec<Told>) -> QueryResult<Vec<Change>> {
    if told.is_empty() {
        return Ok(Vec::new());
    }
    let mut ids: Vec<_> = told.iter().map(|told| told.publication).collect();
    ids.sort_unstable();
    ids.dedup();
    let things = things(conn, sight, ids).await?;
    Ok(told.into_iter().filter_map(|told| Some(Change { thing: things.get(&told.publication)?.clone(), told })).collect())
}

impl From<Row> for Thing {
    fn from((case, content, withdrawn): Row) -> Self {
        let (id, case, classification, is_seen, slug, publish_at) = case;
        let (content_number, content_digest, due_from, review_due_at, visible_until) = content;
        let terms = Terms { due_from, review_due_at, visible_until };
        let withdrawn = withdrawn.0.zip(withdrawn.1);
        Self { id, case, classification, is_seen, slug, publish_at, content_number, content_digest, terms, withdrawn }
    }
}
