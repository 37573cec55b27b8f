//! What a correction or a withdrawal does to what portals show: in the same transaction.

use crate::db::Connection;
use crate::db::statement::statement;
use crate::domain::time::Instant;
use diesel::QueryResult;
use diesel::sql_types::{Timestamptz, Uuid as SqlUuid};
use uuid::Uuid;

/// Whoever shows this publication shows what is no longer so, since then; who did before already, since before.
pub async fn outdate(conn: &mut Connection, publication: Uuid, since: Instant) -> QueryResult<()> {
    const OUTDATE: &str = "
        UPDATE receipts SET outdated_since = $ WHERE publication_id = $ AND removed_at IS NULL AND outdated_since IS NULL";
    conn.defer(statement(OUTDATE).bind::<Timestamptz, _>(since).bind::<SqlUuid, _>(publication)).await
}
