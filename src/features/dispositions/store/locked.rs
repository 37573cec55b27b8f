//! SQL for acts on dispositions, under the lock of their case.

use super::{Disposition, RecipientRow};
use crate::db::Connection;
use crate::db::schema::{disposition_recipients as recipients, dispositions};
use crate::db::statement::{SqlOf, Statement, statement};
use crate::domain::disposition::RecipientKind;
use crate::domain::time::Instant;
use diesel::prelude::*;
use diesel::sql_types::{Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

/// The case a disposition belongs to.
pub async fn case_of(conn: &mut Connection, id: Uuid) -> QueryResult<Uuid> {
    dispositions::table.find(id).select(dispositions::assignment_id).first(conn).await
}

/// A disposition once for each of its recipients.
type Addressed = (Disposition, RecipientRow);

const ADDRESSED: &str = "
SELECT d.id, d.register_unit, d.register_year, d.register_serial, d.register_number, d.assignment_id, d.parent_id, d.issuer_id,
    d.issuer_mandate_id, d.instructions, d.note, d.urgency, d.classification, d.due_at, d.activity_agenda, d.created_at, d.updated_at, d.version,
    d.superseded_by_id, d.issued_at, d.scope, r.disposition_id, r.officer_id, r.assignment_id, r.position, r.kind, r.duty, r.state, r.read_at, r.completed_at, r.note
FROM dispositions d JOIN disposition_recipients r ON r.disposition_id = d.id";

/// One disposition with its recipients, to be [`grouped`].
pub fn loading(id: Uuid) -> Statement<(SqlOf<Disposition>, SqlOf<RecipientRow>)> {
    statement(ADDRESSED).and(" WHERE d.id = $ ORDER BY r.position").bind::<SqlUuid, _>(id)
}

/// Step 1's disposition of a case: the one in force.
pub async fn first_of(conn: &mut Connection, case: Uuid) -> QueryResult<(Disposition, Vec<RecipientRow>)> {
    let first = statement::<(SqlOf<Disposition>, SqlOf<RecipientRow>)>(ADDRESSED)
        .and(" WHERE d.assignment_id = $ AND d.parent_id IS NULL AND d.superseded_by_id IS NULL ORDER BY r.position")
        .bind::<SqlUuid, _>(case);
    grouped(first.load::<Addressed>(conn).await?)
}

pub fn grouped(rows: Vec<Addressed>) -> QueryResult<(Disposition, Vec<RecipientRow>)> {
    let (mut dispositions, to): (Vec<_>, Vec<_>) = rows.into_iter().unzip();
    dispositions.pop().map(|row| (row, to)).ok_or(diesel::NotFound)
}

/// What kinds of artifacts a case has.
pub fn artifact_kinds(case: Uuid) -> Statement<Text> {
    statement("SELECT DISTINCT kind FROM artifacts WHERE assignment_id = $").bind::<SqlUuid, _>(case)
}

/// Every step 2 ACTION recipient of a case.
pub async fn crew(conn: &mut Connection, case: Uuid) -> QueryResult<Vec<RecipientRow>> {
    recipients::table
        .inner_join(dispositions::table)
        .filter(recipients::assignment_id.eq(case).and(dispositions::parent_id.is_not_null()))
        .filter(recipients::kind.eq(RecipientKind::Action))
        .select(RecipientRow::as_select())
        .load(conn)
        .await
}

pub async fn insert(conn: &mut Connection, row: &Disposition, to: &[RecipientRow]) -> QueryResult<()> {
    diesel::insert_into(dispositions::table).values(row).execute(conn).await?;
    diesel::insert_into(recipients::table).values(to).execute(conn).await.map(|_| ())
}

const SAVE_RECIPIENT: &str = "
WITH d AS (UPDATE dispositions SET updated_at = $, version = version + 1 WHERE id = $)
UPDATE disposition_recipients SET state = $, read_at = $, completed_at = $, note = $ WHERE disposition_id = $ AND officer_id = $";

/// Writes how far a recipient is; the disposition's version moves on.
pub async fn save(conn: &mut Connection, to: &RecipientRow, now: Instant) -> QueryResult<()> {
    let save = statement(SAVE_RECIPIENT)
        .bind::<Timestamptz, _>(now)
        .bind::<SqlUuid, _>(to.disposition_id)
        .bind::<Text, _>(to.state)
        .bind::<Nullable<Timestamptz>, _>(to.read_at)
        .bind::<Nullable<Timestamptz>, _>(to.completed_at)
        .bind::<Nullable<Text>, _>(to.note.clone())
        .bind::<SqlUuid, _>(to.disposition_id)
        .bind::<SqlUuid, _>(to.officer_id);
    conn.defer(save).await
}

const HAND_OVER: &str = "
WITH first AS (UPDATE dispositions SET superseded_by_id = $, updated_at = $, version = version + 1 WHERE id = $)
UPDATE dispositions SET taken_over_by_id = $ WHERE assignment_id = $ AND parent_id IS NOT NULL";

/// The case goes to another: `next`, which is yet to be written, takes the place of its first disposition, and those to the crew are theirs.
pub async fn hand_over(conn: &mut Connection, first: &Disposition, next: Uuid, assignee: Uuid, now: Instant) -> QueryResult<()> {
    let hand_over = statement(HAND_OVER)
        .bind::<SqlUuid, _>(next)
        .bind::<Timestamptz, _>(now)
        .bind::<SqlUuid, _>(first.id)
        .bind::<SqlUuid, _>(assignee)
        .bind::<SqlUuid, _>(first.assignment_id);
    conn.defer(hand_over).await
}
