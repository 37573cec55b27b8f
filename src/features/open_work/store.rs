//! SQL of open work: what waits for one officer, by any of their roles.

use super::requests::OpenWorkOf;
use crate::db::Connection;
use crate::db::statement::{Statement, statement};
use crate::domain::assignment::State;
use crate::domain::label::Label;
use crate::domain::role::Role;
use crate::domain::time::Instant;
use crate::http::paging::{COUNT_CAP, Count, Page};
use crate::http::problem::Problem;
use crate::office::actor::Actor;
use crate::office::vacancy::VACANCY;
use crate::office::visibility;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

#[derive(Debug, Clone, Queryable)]
#[diesel(check_for_backend(diesel::pg::Pg))]
pub struct OpenWork {
    pub assignment_id: Uuid,
    pub register_number: String,
    pub state: State,
    pub role: Role,
    pub disposition_id: Option<Uuid>,
    pub orphaned: bool,
}

type Row = (SqlUuid, Text, Text, Text, Nullable<SqlUuid>, Bool);

/// Where it stands in the list.
pub type Key = (Uuid, String, Option<Uuid>);

impl OpenWork {
    pub fn key(&self) -> Key {
        (self.assignment_id, self.role.label().to_owned(), self.disposition_id)
    }
}

const ME: &str = "WITH me AS (SELECT $::uuid AS officer_id, $::timestamptz AS now), ";

const WORK: &str = ",
work AS (
    SELECT a.id, 'SUBDIVISION_HEAD' AS role, NULL::uuid AS disposition_id
    FROM me, assignments a WHERE a.assignee_id = me.officer_id AND a.state NOT IN ('CLOSED', 'CANCELLED')
    UNION ALL
    SELECT r.assignment_id, 'STAFF', r.disposition_id
    FROM me, participants p JOIN disposition_recipients r ON r.assignment_id = p.assignment_id AND r.officer_id = p.officer_id
    WHERE p.officer_id = me.officer_id AND p.state = 'DISPATCHED' AND p.crew
        AND r.kind = 'ACTION' AND r.duty IS NOT NULL AND r.state IN ('DELIVERED', 'READ', 'RETURNED')
    UNION ALL
    SELECT a.id, 'DIVISION_HEAD', NULL
    FROM me, assignments a WHERE a.assigned_by_id = me.officer_id AND a.state NOT IN ('CLOSED', 'CANCELLED')
)";

const FOUND: &str = "
FROM me, work w JOIN assignments a ON a.id = w.id WHERE true";

const ROW: &str = "
SELECT a.id, a.register_number, a.state::text, w.role, w.disposition_id,
    CASE w.role WHEN 'DIVISION_HEAD' THEN a.register_unit NOT IN (SELECT unit FROM headed)
        ELSE EXISTS (SELECT FROM vacant v WHERE v.officer_id = me.officer_id AND v.role = w.role) END";

fn found<R>(of: &OpenWorkOf, actor: &Actor, now: Instant, select: &'static str) -> Statement<R> {
    let query = statement(ME).and(VACANCY).and(WORK).and(select).and(FOUND);
    let query = query.bind::<SqlUuid, _>(of.officer).bind::<Timestamptz, _>(now);
    if of.only_in_sight { visibility::in_sight(query, &actor.sight()) } else { query }
}

/// One page, by the order in which the cases were made.
pub async fn list(
    conn: &mut Connection,
    of: &OpenWorkOf,
    actor: &Actor,
    now: Instant,
    page: &Page,
) -> Result<Vec<OpenWork>, Problem> {
    let mut query = found::<Row>(of, actor, now, ROW);
    if let Some((id, role, disposition)) = page.after::<Key>()? {
        query = query
            .and(" AND (a.id, w.role, coalesce(w.disposition_id, a.id)) > ($, $, $)")
            .bind::<SqlUuid, _>(id)
            .bind::<Text, _>(role)
            .bind::<SqlUuid, _>(disposition.unwrap_or(id));
    }
    let query = query.and(" ORDER BY a.id, w.role, coalesce(w.disposition_id, a.id) LIMIT $").bind::<BigInt, _>(page.fetch());
    Ok(query.load(conn).await?)
}

pub async fn count(conn: &mut Connection, of: &OpenWorkOf, actor: &Actor, now: Instant) -> QueryResult<Count> {
    let counted = found::<BigInt>(of, actor, now, " SELECT count(*) FROM (SELECT a.id");
    Ok(Count::capped(counted.and(" LIMIT $) counted").bind::<BigInt, _>(COUNT_CAP + 1).get_result(conn).await?))
}
