//! SQL of assignments.

use super::requests::AssignmentFilter;
use crate::db::Connection;
use crate::db::columns::Json;
use crate::db::schema::{agenda_items, assignments, officers, procedures};
use crate::db::statement::{SqlOf, Statement, statement};
use crate::domain::assignment::{Classification, State, Urgency};
use crate::domain::clock::Clock;
use crate::domain::text::{Line, Prose};
use crate::domain::time::Instant;
use crate::features::mandates::{Acting, acting};
use crate::http::paging::{COUNT_CAP, Count, Page};
use crate::http::problem::Problem;
use crate::office::actor::{Actor, Sight};
use crate::office::visibility;
use chrono::NaiveDate;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Integer, Jsonb, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = assignments, check_for_backend(Pg))]
pub struct Assignment {
    pub id: Uuid,
    pub register_number: String,
    pub subject: Line<300>,
    pub agenda_item_id: Uuid,
    pub procedure_id: Uuid,
    pub assigned_by_id: Uuid,
    /// By which mandate, if somebody acted as the division head; as everywhere.
    pub assigned_by_mandate_id: Option<Uuid>,
    pub assignee_id: Uuid,
    pub scope: Option<Prose<4000>>,
    pub urgency: Urgency,
    pub classification: Classification,
    pub due_at: Option<Instant>,
    pub state: State,
    pub clock: Json<Clock>,
    pub cancel_reason: Option<Prose<2000>>,
    pub created_at: Instant,
    pub updated_at: Instant,
    pub version: i32,
}

/// The event, as far as an assignment shows it.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = agenda_items, check_for_backend(Pg))]
pub struct Event {
    pub id: Uuid,
    pub title: Line<300>,
    pub starts_at: Instant,
    pub ends_at: Option<Instant>,
    pub venue: Option<Line<300>>,
}

#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = officers, check_for_backend(Pg))]
pub struct Assignee {
    pub id: Uuid,
    pub name: Line<200>,
    pub position_title: Line<200>,
}

#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = procedures, check_for_backend(Pg))]
pub struct Revision {
    pub id: Uuid,
    pub number: Line<100>,
    pub effective_on: NaiveDate,
}

/// An assignment with what it refers to: one row, one query.
#[derive(Debug, Clone)]
pub struct Whole {
    pub assignment: Assignment,
    pub event: Event,
    pub assignee: Assignee,
    pub revision: Revision,
    /// Which of the viewer's own hats have a step 2 duty on it.
    pub crew: Vec<Uuid>,
    /// Who assigned it in person, if by mandate.
    pub acting: Option<Acting>,
}

type WholeRow = (Assignment, Event, Assignee, Revision, visibility::Crew);
type WholeSql = (SqlOf<Assignment>, SqlOf<Event>, SqlOf<Assignee>, SqlOf<Revision>, visibility::CrewSql);

impl From<WholeRow> for Whole {
    fn from((assignment, event, assignee, revision, crew): WholeRow) -> Self {
        Self { assignment, event, assignee, revision, crew: crew.unwrap_or_default(), acting: None }
    }
}

/// The columns of a [`Whole`] but for the crew, in the order of its structs.
const WHOLE: &str = "
SELECT a.id, a.register_number, a.subject, a.agenda_item_id, a.procedure_id, a.assigned_by_id, a.assigned_by_mandate_id,
    a.assignee_id, a.scope, a.urgency, a.classification, a.due_at, a.state, a.clock, a.cancel_reason, a.created_at, a.updated_at, a.version,
    i.id, i.title, i.starts_at, i.ends_at, i.venue, o.id, o.name, o.position_title, s.id, s.number, s.effective_on, ";

const JOINED: &str = "
JOIN agenda_items i ON i.id = a.agenda_item_id JOIN officers o ON o.id = a.assignee_id JOIN procedures s ON s.id = a.procedure_id";

fn whole(actor: &Actor) -> Statement<WholeSql> {
    visibility::with_crew(statement(WHOLE), actor)
}

pub async fn find(conn: &mut Connection, actor: &Actor, id: Uuid) -> QueryResult<Whole> {
    let one = whole(actor).and(" FROM assignments a").and(JOINED).and(" WHERE a.id = $").bind::<SqlUuid, _>(id);
    let mut found: Whole = visibility::in_sight(one, &actor.sight()).get_result::<WholeRow>(conn).await?.into();
    actor.shown.add(found.assignment.id, found.assignment.classification);
    name_acting(conn, std::slice::from_mut(&mut found)).await?;
    Ok(found)
}

/// One page of the cases in sight, newest first unless turned round. UUIDv7 ids are in the order of creation.
pub async fn list(conn: &mut Connection, actor: &Actor, filter: &AssignmentFilter, page: &Page) -> Result<Vec<Whole>, Problem> {
    let sight = actor.sight();
    let from = visibility::Walk { sight: &sight, states: &filter.state.0, after: page.after()?, descending: page.descending };
    let all = narrowed(from.through(whole(actor), JOINED), filter);
    let rows = all.and(from.order()).and(" LIMIT $").bind::<BigInt, _>(page.fetch()).load::<WholeRow>(conn).await?;
    let mut found: Vec<Whole> = rows.into_iter().map(Whole::from).collect();
    name_acting(conn, &mut found).await?;
    Ok(found)
}

/// Adds who assigned in person, where that was by mandate.
pub async fn name_acting(conn: &mut Connection, found: &mut [Whole]) -> QueryResult<()> {
    let people = acting(conn, found.iter().map(|whole| whole.assignment.assigned_by_mandate_id)).await?;
    for whole in found {
        whole.acting = people.by(whole.assignment.assigned_by_mandate_id);
    }
    Ok(())
}

pub async fn count(conn: &mut Connection, sight: &Sight, filter: &AssignmentFilter) -> QueryResult<Count> {
    let from = visibility::Walk { sight, states: &filter.state.0, after: None, descending: true };
    let counted = statement::<BigInt>("SELECT count(*) FROM (SELECT a.id");
    let all = narrowed(from.through(counted, ""), filter).and(" LIMIT $) counted").bind::<BigInt, _>(COUNT_CAP + 1);
    Ok(Count::capped(all.get_result(conn).await?))
}

/// What the filter asks of the case itself, besides its state.
fn narrowed<R>(mut query: Statement<R>, filter: &AssignmentFilter) -> Statement<R> {
    if !filter.urgency.0.is_empty() {
        query = query.and(" AND a.urgency = ANY($)").bind::<Array<Text>, _>(filter.urgency.0.clone());
    }
    if let Some(assignee) = filter.assignee_id {
        query = query.and(" AND a.assignee_id = $").bind::<SqlUuid, _>(assignee);
    }
    if let Some(item) = filter.agenda_item_id {
        query = query.and(" AND a.agenda_item_id = $").bind::<SqlUuid, _>(item);
    }
    if let Some(to) = filter.due_at_to {
        query = query.and(" AND a.due_at < $").bind::<Timestamptz, _>(to.0);
    }
    query
}

/// Which case an act is on.
#[derive(Debug, Clone, Copy)]
pub enum CaseOf {
    Itself(Uuid),
    Disposition(Uuid),
    Artifact(Uuid),
    Report(Uuid),
}

impl CaseOf {
    /// Of the thing that leads to it.
    pub fn id(self) -> Uuid {
        let (Self::Itself(id) | Self::Disposition(id) | Self::Artifact(id) | Self::Report(id)) = self;
        id
    }

    /// The case of a thing, in sight or not.
    fn found(self) -> (&'static str, Uuid) {
        match self {
            Self::Itself(id) => ("$", id),
            Self::Disposition(id) => ("(SELECT d.assignment_id FROM dispositions d WHERE d.id = $)", id),
            Self::Artifact(id) => ("(SELECT f.assignment_id FROM artifacts f WHERE f.id = $)", id),
            Self::Report(id) => ("(SELECT t.assignment_id FROM reports t WHERE t.id = $)", id),
        }
    }

    /// Narrows a query over cases (`a`) to this one, if it is in sight.
    fn in_sight<R>(self, query: Statement<R>, sight: &Sight) -> Statement<R> {
        let (text, id) = self.found();
        visibility::in_sight(query.and(" WHERE a.id = ").and(text).bind::<SqlUuid, _>(id), sight)
    }
}

/// To which case a thing belongs, in sight or not; None: there is no such thing.
pub async fn case_of(conn: &mut Connection, of: CaseOf) -> QueryResult<Option<Uuid>> {
    let (text, id) = of.found();
    statement::<Nullable<SqlUuid>>("SELECT ").and(text).bind::<SqlUuid, _>(id).get_result(conn).await
}

/// Locks a case that is in sight, until the transaction ends.
pub async fn lock(conn: &mut Connection, sight: &Sight, of: CaseOf) -> QueryResult<()> {
    conn.defer(of.in_sight(statement("SELECT 1 FROM assignments a"), sight).and(" FOR NO KEY UPDATE")).await
}

/// An assignment with its event's times and its crew.
pub type OpenedRow = (Assignment, (Instant, Option<Instant>), Vec<Uuid>);
type OpenedSql = (SqlOf<Assignment>, (Timestamptz, Nullable<Timestamptz>), Array<SqlUuid>);

const OPENED: &str = "
SELECT a.id, a.register_number, a.subject, a.agenda_item_id, a.procedure_id, a.assigned_by_id, a.assigned_by_mandate_id,
    a.assignee_id, a.scope, a.urgency, a.classification, a.due_at, a.state, a.clock, a.cancel_reason, a.created_at, a.updated_at,
    a.version, i.starts_at, i.ends_at,
    ARRAY(SELECT c.officer_id FROM participants c WHERE c.assignment_id = a.id AND c.crew)
FROM assignments a JOIN agenda_items i ON i.id = a.agenda_item_id";

/// What an act must know of a case, which it has locked: read only then, for whoever held the lock before may have changed it.
pub fn opened(sight: &Sight, of: CaseOf) -> Statement<OpenedSql> {
    of.in_sight(statement(OPENED), sight)
}

/// Locks the cases that are in sight, one after the other in the order of their ids: two who want the same ones wait for each
/// other, and never both for ever.
pub async fn lock_all(conn: &mut Connection, sight: &Sight, ids: &[Uuid]) -> QueryResult<Vec<Assignment>> {
    let found = assignments::table.filter(assignments::id.eq_any(ids)).select(Assignment::as_select());
    match visibility::cases(sight) {
        Some(cases) => found.filter(assignments::id.eq_any(cases)).order(assignments::id).for_no_key_update().load(conn).await,
        None => found.order(assignments::id).for_no_key_update().load(conn).await,
    }
}

const SAVE: &str = "
UPDATE assignments SET subject = $, scope = $, urgency = $, classification = $, due_at = $, state = $, clock = $, cancel_reason = $,
    updated_at = $, version = $ WHERE id = $";

pub async fn save(conn: &mut Connection, row: &Assignment) -> QueryResult<()> {
    let save = statement(SAVE)
        .bind::<Text, _>(row.subject.clone())
        .bind::<Nullable<Text>, _>(row.scope.clone())
        .bind::<Text, _>(row.urgency)
        .bind::<Text, _>(row.classification)
        .bind::<Nullable<Timestamptz>, _>(row.due_at)
        .bind::<Text, _>(row.state)
        .bind::<Jsonb, _>(row.clock.clone())
        .bind::<Nullable<Text>, _>(row.cancel_reason.clone())
        .bind::<Timestamptz, _>(row.updated_at)
        .bind::<Integer, _>(row.version)
        .bind::<SqlUuid, _>(row.id);
    conn.defer(save).await
}
