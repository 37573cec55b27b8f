//! SQL for acts on dispositions, under the lock of their case.

use super::{Disposition, RecipientRow};
use crate::db::Connection;
use crate::db::schema::{disposition_recipients as recipients, dispositions};
use crate::db::statement::statement;
use crate::domain::disposition::{RecipientKind, RecipientState};
use crate::domain::time::Instant;
use diesel::dsl::AsSelect;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::{Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

/// One disposition with its recipients.
pub async fn load(conn: &mut Connection, id: Uuid) -> QueryResult<(Disposition, Vec<RecipientRow>)> {
    grouped(addressed().filter(dispositions::id.eq(id)).load(conn).await?)
}

/// The case a disposition belongs to.
pub async fn case_of(conn: &mut Connection, id: Uuid) -> QueryResult<Uuid> {
    dispositions::table.find(id).select(dispositions::assignment_id).first(conn).await
}

/// Step 1's disposition of a case.
pub async fn first_of(conn: &mut Connection, case: Uuid) -> QueryResult<(Disposition, Vec<RecipientRow>)> {
    let first = dispositions::assignment_id.eq(case).and(dispositions::parent_id.is_null());
    grouped(addressed().filter(first).load(conn).await?)
}

#[diesel::dsl::auto_type(no_type_alias)]
fn addressed() -> _ {
    let row: AsSelect<Disposition, Pg> = Disposition::as_select();
    let to: AsSelect<RecipientRow, Pg> = RecipientRow::as_select();
    dispositions::table.inner_join(recipients::table).order(recipients::position).select((row, to))
}

fn grouped(rows: Vec<(Disposition, RecipientRow)>) -> QueryResult<(Disposition, Vec<RecipientRow>)> {
    let (mut dispositions, to): (Vec<_>, Vec<_>) = rows.into_iter().unzip();
    dispositions.pop().map(|row| (row, to)).ok_or(diesel::NotFound)
}

/// How far every step 2 ACTION recipient of a case is.
pub async fn crew_states(conn: &mut Connection, case: Uuid) -> QueryResult<Vec<RecipientState>> {
    recipients::table
        .inner_join(dispositions::table)
        .filter(recipients::assignment_id.eq(case).and(dispositions::parent_id.is_not_null()))
        .filter(recipients::kind.eq(RecipientKind::Action))
        .select(recipients::state)
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
    statement::<()>(SAVE_RECIPIENT)
        .bind::<Timestamptz, _>(now)
        .bind::<SqlUuid, _>(to.disposition_id)
        .bind::<Text, _>(to.state)
        .bind::<Nullable<Timestamptz>, _>(to.read_at)
        .bind::<Nullable<Timestamptz>, _>(to.completed_at)
        .bind::<Nullable<Text>, _>(to.note.clone())
        .bind::<SqlUuid, _>(to.disposition_id)
        .bind::<SqlUuid, _>(to.officer_id)
        .execute(conn)
        .await
        .map(|_| ())
}
