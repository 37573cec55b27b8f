//! SQL for acts on reports, under the lock of their case.

use super::Report;
use crate::db::Connection;
use crate::db::schema::reports;
use crate::db::statement::statement;
use crate::domain::report::ReportState;
use crate::domain::time::Instant;
use diesel::prelude::*;
use diesel::sql_types::{Array, Binary, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

/// The newest report of a (locked) case.
pub async fn newest(conn: &mut Connection, case: Uuid) -> QueryResult<Option<(Uuid, i32, ReportState)>> {
    reports::table
        .filter(reports::assignment_id.eq(case))
        .order(reports::revision.desc())
        .select((reports::id, reports::revision, reports::state))
        .first(conn)
        .await
        .optional()
}

pub async fn insert(conn: &mut Connection, report: &Report) -> QueryResult<usize> {
    diesel::insert_into(reports::table).values(report).execute(conn).await
}

const SAVE: &str = "
UPDATE reports SET register_unit = $, register_year = $, register_serial = $, register_number = $, summary = $, body = $, state = $,
    bundle = $, content_digest = $, submitted_at = $, submitted_by_id = $, submitted_by_mandate_id = $, decided_by_id = $,
    decided_by_mandate_id = $, decided_at = $, note = $, writers = $, updated_at = $, version = version + 1
WHERE id = $";

/// Writes what an act changed; the report's version moves on.
pub async fn save(conn: &mut Connection, report: &Report, now: Instant) -> QueryResult<()> {
    statement::<()>(SAVE)
        .bind::<Nullable<Text>, _>(report.register_unit.clone())
        .bind::<Nullable<Integer>, _>(report.register_year)
        .bind::<Nullable<Integer>, _>(report.register_serial)
        .bind::<Nullable<Text>, _>(report.register_number.clone())
        .bind::<Text, _>(report.summary.clone())
        .bind::<Nullable<Text>, _>(report.body.clone())
        .bind::<Text, _>(report.state)
        .bind::<Nullable<Text>, _>(report.bundle.clone())
        .bind::<Nullable<Binary>, _>(report.content_digest.clone())
        .bind::<Nullable<Timestamptz>, _>(report.submitted_at)
        .bind::<Nullable<SqlUuid>, _>(report.submitted_by_id)
        .bind::<Nullable<SqlUuid>, _>(report.submitted_by_mandate_id)
        .bind::<Nullable<SqlUuid>, _>(report.decided_by_id)
        .bind::<Nullable<SqlUuid>, _>(report.decided_by_mandate_id)
        .bind::<Nullable<Timestamptz>, _>(report.decided_at)
        .bind::<Nullable<Text>, _>(report.note.clone())
        .bind::<Array<SqlUuid>, _>(report.writers.clone())
        .bind::<Timestamptz, _>(now)
        .bind::<SqlUuid, _>(report.id)
        .execute(conn)
        .await
        .map(|_| ())
}
