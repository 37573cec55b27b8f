//! SQL of assignments.

use super::requests::AssignmentFilter;
use crate::db::Connection;
use crate::db::columns::Json;
use crate::db::schema::{agenda_items, assignments, officers, participants, procedures};
use crate::db::statement::statement;
use crate::domain::assignment::{Classification, State, Urgency};
use crate::domain::clock::Clock;
use crate::domain::text::{Line, Prose};
use crate::domain::time::Instant;
use crate::http::paging::{COUNT_CAP, Count, Page};
use crate::http::problem::Problem;
use crate::office::actor::{Actor, Sight};
use crate::office::visibility;
use chrono::NaiveDate;
use diesel::dsl::array;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::{self, Integer, Jsonb, Nullable, Text, Timestamptz};
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
}

type WholeRow = (Assignment, Event, Assignee, Revision, Vec<Uuid>);

impl From<WholeRow> for Whole {
    fn from((assignment, event, assignee, revision, crew): WholeRow) -> Self {
        Self { assignment, event, assignee, revision, crew }
    }
}

/// Selects whole assignments from a query over `assignments`.
macro_rules! whole {
    ($query:expr, $officers:expr) => {{
        let crew = participants::table
            .filter(participants::assignment_id.eq(assignments::id))
            .filter(participants::officer_id.eq_any($officers))
            .filter(participants::crew)
            .select(participants::officer_id);
        $query.select((
            Assignment::as_select(),
            Event::as_select(),
            Assignee::as_select(),
            Revision::as_select(),
            array::<sql_types::Uuid, _>(crew),
        ))
    }};
}

/// Narrows a boxed query over `assignments` to what is in sight and fits the filter: the same for a page and for a count,
/// which select from different joins.
macro_rules! filtered {
    ($query:expr, $sight:expr, $filter:expr) => {{
        let (mut query, filter) = ($query, $filter);
        if let Some(cases) = visibility::cases_in($sight, &filter.state.0) {
            query = query.filter(assignments::id.eq_any(cases));
        }
        match filter.state.0.as_slice() {
            [] => {}
            [one] => query = query.filter(assignments::state.eq(one.to_string())),
            several => query = query.filter(assignments::state.eq_any(several.iter().map(ToString::to_string))),
        }
        if !filter.urgency.0.is_empty() {
            query = query.filter(assignments::urgency.eq_any(filter.urgency.0.iter().map(ToString::to_string)));
        }
        if let Some(assignee) = filter.assignee_id {
            query = query.filter(assignments::assignee_id.eq(assignee));
        }
        if let Some(item) = filter.agenda_item_id {
            query = query.filter(assignments::agenda_item_id.eq(item));
        }
        if let Some(to) = filter.due_at_to {
            query = query.filter(assignments::due_at.lt(to.0));
        }
        query
    }};
}

pub async fn find(conn: &mut Connection, actor: &Actor, id: Uuid) -> QueryResult<Whole> {
    let (sight, officers) = (actor.sight(), actor.officers());
    let mut query = joined().into_boxed().filter(assignments::id.eq(id));
    if let Some(cases) = visibility::cases(&sight) {
        query = query.filter(assignments::id.eq_any(cases));
    }
    whole!(query, &officers).first::<WholeRow>(conn).await.map(Whole::from)
}

#[diesel::dsl::auto_type]
fn joined() -> _ {
    assignments::table.inner_join(agenda_items::table).inner_join(officers::table).inner_join(procedures::table)
}

/// One page of the cases in sight, newest first unless turned round. UUIDv7 ids are in the order of creation.
pub async fn list(conn: &mut Connection, actor: &Actor, filter: &AssignmentFilter, page: &Page) -> Result<Vec<Whole>, Problem> {
    let (sight, officers) = (actor.sight(), actor.officers());
    let mut query = joined().into_boxed();
    query = filtered!(query, &sight, filter);
    query = match (page.after::<Uuid>()?, page.descending) {
        (None, _) => query,
        (Some(id), true) => query.filter(assignments::id.lt(id)),
        (Some(id), false) => query.filter(assignments::id.gt(id)),
    };
    query = if page.descending { query.order(assignments::id.desc()) } else { query.order(assignments::id.asc()) };
    let rows = whole!(query.limit(page.fetch()), &officers).load::<WholeRow>(conn).await?;
    Ok(rows.into_iter().map(Whole::from).collect())
}

pub async fn count(conn: &mut Connection, sight: &Sight, filter: &AssignmentFilter) -> QueryResult<Count> {
    let mut query = assignments::table.select(assignments::id).into_boxed();
    query = filtered!(query, sight, filter);
    let found: Vec<Uuid> = query.limit(COUNT_CAP + 1).load(conn).await?;
    Ok(Count::capped(found.len()))
}

/// Locks a case that is in sight, until the transaction ends.
pub async fn lock(conn: &mut Connection, sight: &Sight, id: Uuid) -> QueryResult<Assignment> {
    let found = assignments::table.find(id).select(Assignment::as_select()).for_no_key_update();
    match visibility::cases(sight) {
        Some(cases) => found.filter(assignments::id.eq_any(cases)).first(conn).await,
        None => found.first(conn).await,
    }
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
    statement::<()>(SAVE)
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
        .bind::<sql_types::Uuid, _>(row.id)
        .execute(conn)
        .await
        .map(|_| ())
}
