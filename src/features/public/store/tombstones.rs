//! SQL of what is shown no more.

use super::APPEARED;
use crate::db::Connection;
use crate::db::statement::statement;
use crate::domain::text::Prose;
use crate::domain::time::Instant;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

/// What is shown no more: since when, and why.
#[derive(Debug, Clone, Queryable)]
#[diesel(check_for_backend(diesel::pg::Pg))]
pub struct Tombstone {
    pub id: Uuid,
    pub slug: String,
    pub at: Instant,
    /// None: it was to be shown until then.
    pub reason: Option<Prose<2000>>,
}

const WITHDRAWN: &str =
    "SELECT x.id, x.slug, x.withdrawn_at, x.withdrawal_reason FROM publications x WHERE x.withdrawn_at IS NOT NULL";

const ENDED: &str = "SELECT x.id, x.slug, x.visible_until, NULL FROM publications x
WHERE x.withdrawn_at IS NULL AND x.visible_until <= $ ORDER BY x.visible_until DESC, x.id DESC LIMIT $";

type TombstoneSql = (SqlUuid, Text, Timestamptz, Nullable<Text>);

/// What was withdrawn last.
pub async fn withdrawn(conn: &mut Connection, most: i64) -> QueryResult<Vec<Tombstone>> {
    let last = statement::<TombstoneSql>(WITHDRAWN).and(APPEARED).and(" ORDER BY x.withdrawn_at DESC, x.id DESC LIMIT $");
    last.bind::<BigInt, _>(most).load(conn).await
}

/// What was to be shown until a moment that is past, the latest first.
pub async fn ended(conn: &mut Connection, now: Instant, most: i64) -> QueryResult<Vec<Tombstone>> {
    statement::<TombstoneSql>(ENDED).bind::<Timestamptz, _>(now).bind::<BigInt, _>(most).load(conn).await
}
