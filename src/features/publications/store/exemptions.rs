//! SQL of exemptions.

use super::super::requests::ExemptionFilter;
use crate::db::Connection;
use crate::db::schema::exemptions;
use crate::db::statement::{SqlOf, Statement, statement};
use crate::domain::assignment::{Classification, State};
use crate::domain::text::{Line, Prose};
use crate::domain::time::Instant;
use crate::http::paging::{COUNT_CAP, Count, Page};
use crate::http::problem::Problem;
use crate::office::actor::Actor;
use crate::office::visibility;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

#[derive(Debug, Clone, Queryable, Selectable, Insertable, Identifiable, AsChangeset)]
#[diesel(table_name = exemptions, check_for_backend(Pg), treat_none_as_default_value = false, treat_none_as_null = true)]
pub struct Exemption {
    pub id: Uuid,
    pub assignment_id: Uuid,
    pub statute: Line<300>,
    pub consequence: Prose<4000>,
    pub until: Instant,
    pub exempted_by_id: Uuid,
    pub exempted_by_mandate_id: Option<Uuid>,
    pub exempted_at: Instant,
    pub lifted_by_id: Option<Uuid>,
    pub lifted_by_mandate_id: Option<Uuid>,
    pub lifted_at: Option<Instant>,
    pub lift_reason: Option<Prose<2000>>,
    pub created_at: Instant,
    pub updated_at: Instant,
    pub version: i32,
}

/// What the workflow asks of the case.
#[derive(Debug, Clone)]
pub struct CaseRow {
    pub state: State,
    pub assignee_id: Uuid,
    pub unit: String,
    pub classification: Classification,
}

pub type Row = (Exemption, (State, Uuid, String, Classification));
type RowSql = (SqlOf<Exemption>, (Text, SqlUuid, Text, Text));

const COLUMNS: &str =
    "SELECT x.id, x.assignment_id, x.statute, x.consequence, x.until, x.exempted_by_id, x.exempted_by_mandate_id,
    x.exempted_at, x.lifted_by_id, x.lifted_by_mandate_id, x.lifted_at, x.lift_reason, x.created_at, x.updated_at, x.version";
const CASE: &str = ", a.state, a.assignee_id, a.register_unit, a.classification";
const FROM: &str = " FROM exemptions x JOIN assignments a ON a.id = x.assignment_id WHERE true";

impl Exemption {
    pub fn holds(&self, now: Instant) -> bool {
        self.lifted_at.is_none() && now < self.until
    }

    /// By which it was made and lifted.
    pub fn mandates(&self) -> [Option<Uuid>; 2] {
        [self.exempted_by_mandate_id, self.lifted_by_mandate_id]
    }
}

pub async fn find(conn: &mut Connection, actor: &Actor, id: Uuid) -> Result<(Exemption, CaseRow), Problem> {
    let one = statement::<RowSql>(COLUMNS).and(CASE).and(FROM).and(" AND x.id = $").bind::<SqlUuid, _>(id);
    let found: Vec<Row> = visibility::in_sight(one, &actor.sight()).load(conn).await?;
    let (row, case) = found.into_iter().map(whole).next().ok_or_else(Problem::not_found)?;
    actor.shown.add(row.assignment_id, case.classification);
    Ok((row, case))
}

fn whole((row, (state, assignee_id, unit, classification)): Row) -> (Exemption, CaseRow) {
    (row, CaseRow { state, assignee_id, unit, classification })
}

fn fits<R>(mut query: Statement<R>, actor: &Actor, filter: &ExemptionFilter, now: Instant) -> Statement<R> {
    query = visibility::in_sight(query, &actor.sight());
    if let Some(case) = filter.assignment_id {
        query = query.and(" AND x.assignment_id = $").bind::<SqlUuid, _>(case);
    }
    match filter.standing.map(|standing| standing.0) {
        None => query,
        Some(true) => query.and(" AND x.lifted_at IS NULL AND x.until > $").bind::<Timestamptz, _>(now),
        Some(false) => query.and(" AND (x.lifted_at IS NOT NULL OR x.until <= $)").bind::<Timestamptz, _>(now),
    }
}

/// One page of those in sight.
pub async fn list(
    conn: &mut Connection,
    actor: &Actor,
    filter: &ExemptionFilter,
    now: Instant,
    page: &Page,
) -> Result<Vec<(Exemption, CaseRow)>, Problem> {
    let mut query = fits(statement::<RowSql>(COLUMNS).and(CASE).and(FROM), actor, filter, now);
    if let Some(id) = page.after::<Uuid>()? {
        query = query.and(if page.descending { " AND x.id < $" } else { " AND x.id > $" }).bind::<SqlUuid, _>(id);
    }
    query = query.and(if page.descending { " ORDER BY x.id DESC" } else { " ORDER BY x.id" });
    let rows: Vec<Row> = query.and(" LIMIT $").bind::<BigInt, _>(page.fetch()).load(conn).await?;
    Ok(rows.into_iter().map(whole).collect())
}

pub async fn count(conn: &mut Connection, actor: &Actor, filter: &ExemptionFilter, now: Instant) -> QueryResult<Count> {
    let query = fits(statement::<SqlUuid>("SELECT x.id").and(FROM), actor, filter, now);
    let found: Vec<Uuid> = query.and(" LIMIT $").bind::<BigInt, _>(COUNT_CAP + 1).load(conn).await?;
    Ok(Count::of(&found))
}

/// One, for an act on its (locked) case.
pub fn loading(id: Uuid) -> Statement<SqlOf<Exemption>> {
    statement(COLUMNS).and(" FROM exemptions x WHERE x.id = $").bind::<SqlUuid, _>(id)
}

/// The one by which a case is exempt now.
pub async fn standing(conn: &mut Connection, case: Uuid, now: Instant) -> QueryResult<Option<Uuid>> {
    let found = "SELECT x.id FROM exemptions x WHERE x.assignment_id = $ AND x.lifted_at IS NULL AND x.until > $ LIMIT 1";
    statement::<SqlUuid>(found).bind::<SqlUuid, _>(case).bind::<Timestamptz, _>(now).get_result(conn).await.optional()
}

pub async fn insert(conn: &mut Connection, row: &Exemption) -> QueryResult<()> {
    diesel::insert_into(exemptions::table).values(row).execute(conn).await.map(|_| ())
}

pub async fn save(conn: &mut Connection, row: &Exemption) -> QueryResult<()> {
    diesel::update(row).set(row).execute(conn).await.map(|_| ())
}
