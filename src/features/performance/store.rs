//! SQL of performance: the cases of a period in sight, one by one, so that none of them waits in memory for the others.

use super::requests::Period;
use crate::db::Connection;
use crate::db::columns::Json;
use crate::db::schema::{officers, procedures};
use crate::db::statement::statement;
use crate::domain::agenda::Certainty;
use crate::domain::artifact::{ArtifactKind, SelectionDecision};
use crate::domain::assignment::State;
use crate::domain::clock::Clock;
use crate::domain::procedure::ProcedureStep;
use crate::domain::text::Line;
use crate::domain::time::{Instant, OfficeZone};
use crate::features::officers::OfficerRef;
use crate::office::actor::Sight;
use crate::office::visibility;
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Json as SqlJson, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use futures_util::TryStreamExt;
use uuid::Uuid;

/// A case of the period. It belongs to the day on which its event starts.
#[derive(Debug)]
pub struct CaseRow {
    pub unit: String,
    pub state: State,
    pub assigned_by: Uuid,
    pub assignee: Uuid,
    pub event: Uuid,
    pub certainty: Certainty,
    pub starts_at: Instant,
    pub ends_at: Option<Instant>,
    pub clock: Clock,
    pub crew: Vec<Uuid>,
    pub returned_reports: i64,
    /// It is closed, and a draft is selected.
    pub has_draft: bool,
    /// It is closed, and something of it could be read by the public.
    pub is_published: bool,
}

type Who = (Text, Text, SqlUuid, SqlUuid);
type Event = (SqlUuid, Text, Timestamptz, Nullable<Timestamptz>);
type Rest = (SqlJson, Array<SqlUuid>, BigInt, Bool, Bool);
type CaseSql = (Who, Event, Rest);
type RestRead = (Json<Clock>, Vec<Uuid>, i64, bool, bool);
type CaseRead = ((String, State, Uuid, Uuid), (Uuid, Certainty, Instant, Option<Instant>), RestRead);

/// Not EXISTS: PostgreSQL would read the drafts of all cases there ever were, to look these up among them. A withdrawn publication was
/// last changed by that.
const CASES: &str = "
SELECT a.register_unit, a.state, a.assigned_by_id, a.assignee_id, i.id, i.certainty, i.starts_at, i.ends_at, a.clock,
    ARRAY(SELECT p.officer_id FROM participants p WHERE p.assignment_id = a.id AND p.crew),
    (SELECT count(*) FROM reports t WHERE t.assignment_id = a.id AND t.state = 'RETURNED'),
    a.state = 'CLOSED' AND (SELECT true FROM artifacts f WHERE f.assignment_id = a.id
        AND f.kind IN ('WEBSITE_DRAFT', 'PRESS_RELEASE') AND f.decision = 'SELECTED' LIMIT 1) IS NOT NULL,
    a.state = 'CLOSED' AND (SELECT true FROM publications x WHERE x.assignment_id = a.id AND x.publish_at <= $
        AND (x.withdrawn_at IS NULL OR x.publish_at <= x.updated_at) LIMIT 1) IS NOT NULL
FROM agenda_items i JOIN assignments a ON a.agenda_item_id = i.id
WHERE i.starts_at >= $ AND i.starts_at < $";

/// Calls `tell` with every case of the period that is in sight, as it is now.
pub async fn cases(
    conn: &mut Connection,
    sight: &Sight,
    period: &Period,
    now: Instant,
    mut tell: impl FnMut(CaseRow),
) -> QueryResult<()> {
    for (from, until) in period.parts() {
        let all = statement::<CaseSql>(CASES).bind::<Timestamptz, _>(now);
        let all = all.bind::<Timestamptz, _>(from).bind::<Timestamptz, _>(until);
        let mut rows = visibility::in_sight(all, sight).load_stream::<CaseRead>(conn).await?;
        while let Some(row) = rows.try_next().await? {
            tell(read(row));
        }
    }
    Ok(())
}

fn read((who, event, rest): CaseRead) -> CaseRow {
    let (unit, state, assigned_by, assignee) = who;
    let (event, certainty, starts_at, ends_at) = event;
    let (Json(clock), crew, returned_reports, has_draft, is_published) = rest;
    CaseRow {
        unit,
        state,
        assigned_by,
        assignee,
        event,
        certainty,
        starts_at,
        ends_at,
        clock,
        crew,
        returned_reports,
        has_draft,
        is_published,
    }
}

/// How many artifacts of a kind, with a decision or none, a sender has on the cases of a unit, an assignee and a month.
#[derive(Debug)]
pub struct ArtifactRow {
    pub unit: String,
    pub month: String,
    pub assignee: Uuid,
    pub sender: Uuid,
    pub kind: ArtifactKind,
    pub decision: Option<SelectionDecision>,
    pub count: i64,
}

const ARTIFACTS: &str = "
SELECT a.register_unit, to_char(i.starts_at AT TIME ZONE $, 'YYYY-MM'), a.assignee_id, f.sender_id, f.kind, f.decision, count(*)
FROM agenda_items i JOIN assignments a ON a.agenda_item_id = i.id JOIN artifacts f ON f.assignment_id = a.id
WHERE i.starts_at >= $ AND i.starts_at < $";

type ArtifactSql = (Text, Text, SqlUuid, SqlUuid, Text, Nullable<Text>, BigInt);
type ArtifactRead = (String, String, Uuid, Uuid, ArtifactKind, Option<SelectionDecision>, i64);

pub async fn artifacts(conn: &mut Connection, sight: &Sight, period: &Period, zone: OfficeZone) -> QueryResult<Vec<ArtifactRow>> {
    let mut found = Vec::new();
    for (from, until) in period.parts() {
        let all = statement::<ArtifactSql>(ARTIFACTS)
            .bind::<Text, _>(zone.tz().name())
            .bind::<Timestamptz, _>(from)
            .bind::<Timestamptz, _>(until);
        let grouped = visibility::in_sight(all, sight).and(" GROUP BY 1, 2, 3, 4, 5, 6");
        let rows: Vec<ArtifactRead> = grouped.load(conn).await?;
        let row = |(unit, month, assignee, sender, kind, decision, count)| ArtifactRow {
            unit,
            month,
            assignee,
            sender,
            kind,
            decision,
            count,
        };
        found.extend(rows.into_iter().map(row));
    }
    Ok(found)
}

/// As they are called now.
pub async fn people(conn: &mut Connection, ids: &[Uuid]) -> QueryResult<Vec<OfficerRef>> {
    let columns = (officers::id, officers::name, officers::position_title);
    let rows: Vec<(Uuid, Line<200>, Line<200>)> =
        officers::table.filter(officers::id.eq_any(ids)).order((officers::name, officers::id)).select(columns).load(conn).await?;
    Ok(rows.into_iter().map(|(id, name, position_title)| OfficerRef { id, name, position_title }).collect())
}

/// The SOP in force on a day: its number, its name and its steps. The first revision for days before it.
pub type Sop = (Line<100>, Line<300>, Json<Vec<ProcedureStep>>);

pub async fn sop(conn: &mut Connection, on: NaiveDate) -> QueryResult<Sop> {
    let columns = (procedures::number, procedures::name, procedures::steps);
    let in_force = procedures::table
        .filter(procedures::effective_on.le(on))
        .order(procedures::effective_on.desc())
        .select(columns)
        .first(conn)
        .await
        .optional()?;
    match in_force {
        Some(sop) => Ok(sop),
        None => procedures::table.order(procedures::effective_on.asc()).select(columns).first(conn).await,
    }
}
