//! SQL of dispositions and their recipients.

mod locked;

pub use locked::{case_of, crew_states, first_of, insert, load, save};

use super::requests::{ActivityAgenda, DispositionFilter};
use crate::db::Connection;
use crate::db::columns::Json;
use crate::db::schema::{assignments, disposition_recipients as recipients, dispositions, officers, participants};
use crate::domain::assignment::{Classification, State, Urgency};
use crate::domain::disposition::{Duty, RecipientKind, RecipientState};
use crate::domain::text::{Line, Prose};
use crate::domain::time::Instant;
use crate::domain::workflow::{Order, Recipient};
use crate::http::paging::{COUNT_CAP, Count, Page};
use crate::http::problem::Problem;
use crate::office::actor::Actor;
use crate::office::visibility;
use diesel::dsl::{array, sql};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types;
use diesel_async::RunQueryDsl;
use std::collections::HashMap;
use uuid::Uuid;

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = dispositions, check_for_backend(Pg), treat_none_as_default_value = false)]
pub struct Disposition {
    pub id: Uuid,
    pub register_unit: String,
    pub register_year: i32,
    pub register_serial: i32,
    pub register_number: String,
    pub assignment_id: Uuid,
    pub parent_id: Option<Uuid>,
    pub issuer_id: Uuid,
    pub instructions: Vec<Line<50>>,
    pub note: Option<Prose<4000>>,
    pub urgency: Urgency,
    pub classification: Classification,
    pub due_at: Option<Instant>,
    pub activity_agenda: Option<Json<ActivityAgenda>>,
    pub created_at: Instant,
    pub updated_at: Instant,
    pub version: i32,
}

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = recipients, check_for_backend(Pg), treat_none_as_default_value = false)]
pub struct RecipientRow {
    pub disposition_id: Uuid,
    pub officer_id: Uuid,
    pub assignment_id: Uuid,
    pub position: i16,
    pub kind: RecipientKind,
    pub duty: Option<Duty>,
    pub state: RecipientState,
    pub read_at: Option<Instant>,
    pub completed_at: Option<Instant>,
    pub note: Option<Prose<4000>>,
}

/// The case a disposition belongs to, as far as it is shown.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = assignments, check_for_backend(Pg))]
pub struct CaseRow {
    pub id: Uuid,
    pub register_number: String,
    pub subject: Line<300>,
    pub state: State,
    pub assignee_id: Uuid,
}

#[derive(Debug, Clone)]
pub struct Addressee {
    pub row: RecipientRow,
    pub name: Line<200>,
    pub position_title: Line<200>,
}

type AddresseeRow = (RecipientRow, Line<200>, Line<200>);

impl From<AddresseeRow> for Addressee {
    fn from((row, name, position_title): AddresseeRow) -> Self {
        Self { row, name, position_title }
    }
}

/// A disposition with its case and everybody it is addressed to.
#[derive(Debug, Clone)]
pub struct Whole {
    pub row: Disposition,
    pub case: CaseRow,
    /// Which of the viewer's own hats have a step 2 duty on the case.
    pub crew: Vec<Uuid>,
    pub recipients: Vec<Addressee>,
}

impl Whole {
    pub fn order(&self) -> Order {
        order(&self.row, self.recipients.iter().map(|to| &to.row))
    }
}

/// What the workflow asks of a disposition.
pub fn order<'a>(row: &Disposition, recipients: impl Iterator<Item = &'a RecipientRow>) -> Order {
    Order {
        issuer: row.issuer_id,
        to_crew: row.parent_id.is_some(),
        recipients: recipients.map(|to| Recipient { officer: to.officer_id, kind: to.kind, state: to.state }).collect(),
    }
}

type Row = (Disposition, CaseRow, Vec<Uuid>);

/// Selects dispositions with their cases from a boxed query over both, and what else is named.
macro_rules! with_case {
    ($query:expr, $officers:expr $(, $more:expr)*) => {{
        let crew = participants::table
            .filter(participants::assignment_id.eq(dispositions::assignment_id))
            .filter(participants::officer_id.eq_any($officers))
            .filter(participants::crew)
            .select(participants::officer_id);
        $query.select((Disposition::as_select(), CaseRow::as_select(), array::<sql_types::Uuid, _>(crew) $(, $more)*))
    }};
}

/// Narrows a boxed query over dispositions to what is in sight and fits the filter.
macro_rules! filtered {
    ($query:expr, $sight:expr, $filter:expr, $officers:expr) => {{
        let (mut query, filter) = ($query, $filter);
        if let Some(cases) = visibility::cases($sight) {
            query = query.filter(dispositions::assignment_id.eq_any(cases));
        }
        if filter.is_incoming() {
            query = query.filter(dispositions::id.eq_any(addressed_to($officers, &filter.recipient_state.0)));
        }
        if filter.is_outgoing() {
            query = match $officers.as_slice() {
                [one] => query.filter(dispositions::issuer_id.eq(one)),
                several => query.filter(dispositions::issuer_id.eq_any(several)),
            };
        }
        if let Some(case) = filter.assignment_id {
            query = query.filter(dispositions::assignment_id.eq(case));
        }
        query
    }};
}

/// The ids of the dispositions addressed to these officers, in these states: all but RECALLED when empty.
fn addressed_to<'a>(officers: &'a [Uuid], states: &'a [RecipientState]) -> recipients::BoxedQuery<'a, Pg, sql_types::Uuid> {
    let all = recipients::table.select(recipients::disposition_id).filter(recipients::state.ne(RecipientState::Recalled));
    // With one officer PostgreSQL walks the index in the order of the list.
    let mine = match officers {
        [one] => all.filter(recipients::officer_id.eq(one)).into_boxed(),
        several => all.filter(recipients::officer_id.eq_any(several)).into_boxed(),
    };
    if states.is_empty() {
        return mine;
    }
    let mine = mine.filter(recipients::state.eq_any(states.iter().map(ToString::to_string)));
    // In the words of the index of what is outstanding: what was ever completed is not looked at.
    let outstanding = "disposition_recipients.state IN ('DELIVERED', 'READ', 'RETURNED')";
    if states.iter().all(|state| state.is_outstanding()) { mine.filter(sql::<sql_types::Bool>(outstanding)) } else { mine }
}

pub async fn find(conn: &mut Connection, actor: &Actor, id: Uuid) -> Result<Whole, Problem> {
    let (sight, officers) = (actor.sight(), actor.officers());
    let mut query = dispositions::table
        .inner_join(assignments::table)
        .inner_join(recipients::table.inner_join(officers::table))
        .filter(dispositions::id.eq(id))
        .order(recipients::position)
        .into_boxed();
    if let Some(cases) = visibility::cases(&sight) {
        query = query.filter(dispositions::assignment_id.eq_any(cases));
    }
    let addressee = (RecipientRow::as_select(), officers::name, officers::position_title);
    let rows: Vec<(Disposition, CaseRow, Vec<Uuid>, AddresseeRow)> = with_case!(query, &officers, addressee).load(conn).await?;
    // Every disposition is addressed to somebody.
    let mut whole: Option<Whole> = None;
    for (row, case, crew, addressee) in rows {
        whole.get_or_insert(Whole { row, case, crew, recipients: Vec::new() }).recipients.push(addressee.into());
    }
    whole.ok_or_else(Problem::not_found)
}

pub async fn list(conn: &mut Connection, actor: &Actor, filter: &DispositionFilter, page: &Page) -> Result<Vec<Whole>, Problem> {
    let (sight, officers) = (actor.sight(), actor.officers());
    let mut query = dispositions::table.inner_join(assignments::table).into_boxed();
    query = filtered!(query, &sight, filter, &officers);
    query = match (page.after::<Uuid>()?, page.descending) {
        (None, _) => query,
        (Some(id), true) => query.filter(dispositions::id.lt(id)),
        (Some(id), false) => query.filter(dispositions::id.gt(id)),
    };
    query = if page.descending { query.order(dispositions::id.desc()) } else { query.order(dispositions::id.asc()) };
    let rows = with_case!(query.limit(page.fetch()), &officers).load::<Row>(conn).await?;
    whole(conn, rows).await
}

pub async fn count(conn: &mut Connection, actor: &Actor, filter: &DispositionFilter) -> QueryResult<Count> {
    let (sight, officers) = (actor.sight(), actor.officers());
    let query = filtered!(dispositions::table.select(dispositions::id).into_boxed(), &sight, filter, &officers);
    let found: Vec<Uuid> = query.limit(COUNT_CAP + 1).load(conn).await?;
    Ok(Count::capped(found.len()))
}

/// Every disposition of these cases: one query more, however many there are.
pub async fn of_cases(conn: &mut Connection, actor: &Actor, cases: &[Uuid]) -> Result<Vec<Whole>, Problem> {
    let officers = actor.officers();
    let query = dispositions::table
        .inner_join(assignments::table)
        .filter(dispositions::assignment_id.eq_any(cases))
        .order(dispositions::id.asc())
        .into_boxed();
    let rows = with_case!(query, &officers).load::<Row>(conn).await?;
    whole(conn, rows).await
}

async fn whole(conn: &mut Connection, rows: Vec<Row>) -> Result<Vec<Whole>, Problem> {
    let ids: Vec<Uuid> = rows.iter().map(|row| row.0.id).collect();
    let addressees: Vec<AddresseeRow> = recipients::table
        .inner_join(officers::table)
        .filter(recipients::disposition_id.eq_any(&ids))
        .order((recipients::disposition_id, recipients::position))
        .select((RecipientRow::as_select(), officers::name, officers::position_title))
        .load(conn)
        .await?;
    let mut of: HashMap<Uuid, Vec<Addressee>> = HashMap::new();
    for addressee in addressees.into_iter().map(Addressee::from) {
        of.entry(addressee.row.disposition_id).or_default().push(addressee);
    }
    let whole = |(row, case, crew): Row| Whole { recipients: of.remove(&row.id).unwrap_or_default(), row, case, crew };
    Ok(rows.into_iter().map(whole).collect())
}
