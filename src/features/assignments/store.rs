//! SQL of assignments.

pub mod late;
mod list;

pub use list::{Asked, SORTS, count, list};

use crate::db::Connection;
use crate::db::columns::Json;
use crate::db::schema::assignments;
use crate::db::statement::{SqlOf, Statement, statement};
use crate::domain::agenda::Certainty;
use crate::domain::assignment::{Classification, Edited, State, Urgency};
use crate::domain::clock::Clock;
use crate::domain::text::{Line, Prose};
use crate::domain::time::Instant;
use crate::features::agenda::event::{self, Event, EventRow, EventSql};
use crate::features::mandates::{Acting, acting};
use crate::office::actor::{Actor, Sight};
use crate::office::reference::{Called, MARK, Office, Revision, revisions};
use crate::office::visibility;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::{Array, Bool, Integer, Json as SqlJson, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use std::collections::HashMap;
use std::sync::Arc;
use uuid::Uuid;

#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = assignments, check_for_backend(Pg))]
pub struct Assignment {
    pub id: Uuid,
    /// The unit whose case it is.
    pub register_unit: String,
    pub register_year: i32,
    pub register_serial: i32,
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
    pub edited: Json<Edited>,
}

/// An assignment with what it refers to: one query, and of what is in memory or is hardly ever there nothing is joined.
#[derive(Debug, Clone)]
pub struct Whole {
    pub assignment: Assignment,
    pub event: Event,
    pub assignee: Arc<Called>,
    pub revision: Revision,
    /// Which of the viewer's own hats have a step 2 duty on it.
    pub crew: Vec<Uuid>,
    /// Who assigned it in person, if by mandate.
    pub acting: Option<Acting>,
    /// For which of the viewer's hats a change of the event waits.
    pub told: Vec<Uuid>,
}

type WholeRow = (Assignment, EventRow, Uuid, visibility::Crew);
type WholeSql = (SqlOf<Assignment>, EventSql, SqlUuid, visibility::CrewSql);

/// The columns of a [`Whole`] before those of its event.
const WHOLE: &str = "
SELECT a.id, a.register_unit, a.register_year, a.register_serial, a.register_number, a.subject, a.agenda_item_id, a.procedure_id, a.assigned_by_id,
    a.assigned_by_mandate_id, a.assignee_id, a.scope, a.urgency, a.classification, a.due_at, a.state, a.clock, a.cancel_reason,
    a.created_at, a.updated_at, a.version, a.edited, ";

fn whole(actor: &Actor) -> Statement<WholeSql> {
    visibility::with_crew(statement(WHOLE).and(event::COLUMNS).and(", ").and(MARK).and(", "), actor)
}

pub async fn find(conn: &mut Connection, actor: &Actor, office: &Office, id: Uuid) -> QueryResult<Whole> {
    let one = whole(actor).and(" FROM assignments a").and(event::OF_CASE).and(" WHERE a.id = $").bind::<SqlUuid, _>(id);
    let row = visibility::in_sight(one, &actor.sight()).get_result::<WholeRow>(conn).await?;
    let found = read(conn, actor, office, vec![row]).await?.pop().ok_or(diesel::NotFound)?;
    actor.shown.add(found.assignment.id, found.assignment.classification);
    Ok(found)
}

/// Adds to what was read what is in memory, and asks for what few cases have.
async fn read(conn: &mut Connection, actor: &Actor, office: &Office, rows: Vec<WholeRow>) -> QueryResult<Vec<Whole>> {
    // Newer than what is in memory.
    let unknown = rows.iter().map(|row| row.0.procedure_id).filter(|id| !office.revisions.contains_key(id));
    let unknown: Vec<Uuid> = unknown.collect();
    let newer = if unknown.is_empty() { HashMap::new() } else { revisions(conn, Some(unknown)).await? };
    let Some(mark) = rows.as_slice().first().map(|row| row.2) else { return Ok(Vec::new()) };
    let assignees: Vec<Uuid> = rows.iter().map(|row| row.0.assignee_id).collect();
    let assignees = office.names.of(conn, mark, &assignees).await?;
    let whole = |((assignment, event, _, crew), assignee): (WholeRow, Arc<Called>)| {
        let revision = office.revisions.get(&assignment.procedure_id).or_else(|| newer.get(&assignment.procedure_id));
        // Every assignment has its event and its revision.
        let (Some(event), Some(revision)) = (Event::of(event), revision.cloned()) else { return Err(diesel::NotFound) };
        Ok(Whole { assignment, event, assignee, revision, crew: crew.unwrap_or_default(), acting: None, told: Vec::new() })
    };
    let mut found = rows.into_iter().zip(assignees).map(whole).collect::<QueryResult<Vec<Whole>>>()?;
    name_acting(conn, &mut found).await?;
    event::recall(conn, found.iter_mut().map(|whole| (&mut whole.event, whole.assignment.created_at))).await?;
    remind(conn, actor, &mut found).await?;
    Ok(found)
}

const TOLD: &str =
    "SELECT n.assignment_id, n.officer_id FROM event_notices n WHERE n.assignment_id = ANY($) AND n.officer_id = ANY($)";

/// Adds for whom a change of the event waits. None does where it has not changed since the case was made.
async fn remind(conn: &mut Connection, actor: &Actor, found: &mut [Whole]) -> QueryResult<()> {
    let changed = found.iter().filter(|whole| whole.event.has_changed_since(whole.assignment.created_at));
    let changed: Vec<Uuid> = changed.map(|whole| whole.assignment.id).collect();
    if changed.is_empty() {
        return Ok(());
    }
    let told =
        statement::<(SqlUuid, SqlUuid)>(TOLD).bind::<Array<SqlUuid>, _>(changed).bind::<Array<SqlUuid>, _>(actor.officers());
    let told: Vec<(Uuid, Uuid)> = told.load(conn).await?;
    for whole in found {
        let theirs = told.iter().filter(|(case, _)| *case == whole.assignment.id);
        whole.told = theirs.map(|(_, officer)| *officer).collect();
    }
    Ok(())
}

/// Adds who assigned in person, where that was by mandate.
pub async fn name_acting(conn: &mut Connection, found: &mut [Whole]) -> QueryResult<()> {
    let people = acting(conn, found.iter().map(|whole| whole.assignment.assigned_by_mandate_id)).await?;
    for whole in found {
        whole.acting = people.by(whole.assignment.assigned_by_mandate_id);
    }
    Ok(())
}

/// Which case an act is on.
#[derive(Debug, Clone, Copy)]
pub enum CaseOf {
    Itself(Uuid),
    Disposition(Uuid),
    Artifact(Uuid),
    Report(Uuid),
    Publication(Uuid),
    Exemption(Uuid),
}

impl CaseOf {
    /// Of the thing that leads to it.
    pub fn id(self) -> Uuid {
        self.found().1
    }

    /// The case of a thing, in sight or not.
    fn found(self) -> (&'static str, Uuid) {
        match self {
            Self::Itself(id) => ("$", id),
            Self::Disposition(id) => ("(SELECT d.assignment_id FROM dispositions d WHERE d.id = $)", id),
            Self::Artifact(id) => ("(SELECT f.assignment_id FROM artifacts f WHERE f.id = $)", id),
            Self::Report(id) => ("(SELECT t.assignment_id FROM reports t WHERE t.id = $)", id),
            Self::Publication(id) => ("(SELECT x.assignment_id FROM publications x WHERE x.id = $)", id),
            Self::Exemption(id) => ("(SELECT x.assignment_id FROM exemptions x WHERE x.id = $)", id),
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

/// An assignment with its event, as far as acts ask, and its crew.
pub type OpenedRow = (Assignment, Happening, Vec<Uuid>);
/// When the event starts and ends, and how sure it is.
pub type Happening = (Instant, Option<Instant>, Certainty);
type OpenedSql = (SqlOf<Assignment>, (Timestamptz, Nullable<Timestamptz>, Text), Array<SqlUuid>);

const OPENED: &str = "
SELECT a.id, a.register_unit, a.register_year, a.register_serial, a.register_number, a.subject, a.agenda_item_id, a.procedure_id, a.assigned_by_id,
    a.assigned_by_mandate_id, a.assignee_id, a.scope, a.urgency, a.classification, a.due_at, a.state, a.clock, a.cancel_reason, a.created_at, a.updated_at,
    a.version, a.edited, i.starts_at, i.ends_at, i.certainty,
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
UPDATE assignments SET subject = $, assignee_id = $, scope = $, urgency = $, classification = $, due_at = $, state = $, clock = $, cancel_reason = $,
    updated_at = $, version = $, edited = $ WHERE id = $";

pub async fn save(conn: &mut Connection, row: &Assignment) -> QueryResult<()> {
    let save = statement(SAVE)
        .bind::<Text, _>(row.subject.clone())
        .bind::<SqlUuid, _>(row.assignee_id)
        .bind::<Nullable<Text>, _>(row.scope.clone())
        .bind::<Text, _>(row.urgency)
        .bind::<Text, _>(row.classification)
        .bind::<Nullable<Timestamptz>, _>(row.due_at)
        .bind::<Text, _>(row.state)
        .bind::<SqlJson, _>(row.clock.clone())
        .bind::<Nullable<Text>, _>(row.cancel_reason.clone())
        .bind::<Timestamptz, _>(row.updated_at)
        .bind::<Integer, _>(row.version)
        .bind::<SqlJson, _>(row.edited.clone())
        .bind::<SqlUuid, _>(row.id);
    conn.defer(save).await
}

/// Those of these officers whom the case was given to, and whether a change of the event waits for them.
pub fn noticed(case: Uuid, officers: Vec<Uuid>) -> Statement<(SqlUuid, Bool)> {
    let found = "SELECT p.officer_id, n.officer_id IS NOT NULL FROM participants p
        LEFT JOIN event_notices n ON n.assignment_id = p.assignment_id AND n.officer_id = p.officer_id
        WHERE p.assignment_id = $ AND p.officer_id = ANY($)";
    statement(found).bind::<SqlUuid, _>(case).bind::<Array<SqlUuid>, _>(officers)
}

/// They have taken note of all that changed.
pub async fn forget_notice(conn: &mut Connection, case: Uuid, officer: Uuid) -> QueryResult<()> {
    let gone = statement("DELETE FROM event_notices WHERE officer_id = $ AND assignment_id = $");
    conn.defer(gone.bind::<SqlUuid, _>(officer).bind::<SqlUuid, _>(case)).await
}
