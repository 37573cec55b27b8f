//! SQL of dispositions and their recipients.

mod addressees;
mod list;
mod locked;

pub use addressees::Addressee;
pub use list::{Asked, SORTS, count, few, list};
pub use locked::{artifact_kinds, case_of, crew, first_of, grouped, hand_over, insert, loading, save};

use super::requests::ActivityAgenda;
use crate::db::Connection;
use crate::db::columns::Json;
use crate::db::schema::{assignments, disposition_recipients as recipients, dispositions};
use crate::db::statement::{SqlOf, Statement, statement};
use crate::domain::assignment::{Classification, Edited, State, Urgency};
use crate::domain::disposition::{Duty, RecipientKind, RecipientState};
use crate::domain::text::{Line, Prose};
use crate::domain::time::Instant;
use crate::domain::workflow::{Order, Recipient};
use crate::features::agenda::event::{self, Event, EventRow, EventSql};
use crate::features::mandates::{Acting, acting};
use crate::features::papers;
use crate::http::problem::Problem;
use crate::office::actor::Actor;
use crate::office::visibility;
use addressees::{ADDRESSEE, AddresseeRow, AddresseeSql, tell_deeds};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Uuid as SqlUuid};
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
    pub issuer_mandate_id: Option<Uuid>,
    pub instructions: Vec<Line<50>>,
    pub note: Option<Prose<4000>>,
    pub urgency: Urgency,
    pub classification: Classification,
    pub due_at: Option<Instant>,
    pub activity_agenda: Option<Json<ActivityAgenda>>,
    pub created_at: Instant,
    pub updated_at: Instant,
    pub version: i32,
    /// Of step 1's: the one to whoever has the case since; None: it is in force.
    pub superseded_by_id: Option<Uuid>,
    /// As its issuer told it.
    pub issued_at: Instant,
    pub scope: Option<Prose<4000>>,
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
    pub register_unit: String,
    pub urgency: Urgency,
    pub classification: Classification,
    pub due_at: Option<Instant>,
    pub scope: Option<Prose<4000>>,
    pub edited: Json<Edited>,
}

/// A disposition with its case and everybody it is addressed to.
#[derive(Debug, Clone)]
pub struct Whole {
    /// As it was issued.
    pub row: Disposition,
    /// As the case stands.
    pub case: CaseRow,
    pub event: Event,
    /// Which of the viewer's own hats have a step 2 duty on the case.
    pub crew: Vec<Uuid>,
    pub recipients: Vec<Addressee>,
    /// Who issued it in person, if by mandate.
    pub acting: Option<Acting>,
}

impl Whole {
    /// Of what people wrote in it.
    pub fn text_bytes(&self) -> usize {
        let agenda = self.row.activity_agenda.as_ref().map(|agenda| &agenda.0);
        let brief = agenda.and_then(|agenda| agenda.brief.as_ref());
        let notes = self.recipients.iter().map(|to| &to.row.note);
        let texts = notes.chain([&self.row.note, &self.row.scope]).flatten().chain(brief);
        texts.map(|text| text.len()).sum()
    }

    pub fn order(&self) -> Order {
        order(&self.row, self.recipients.iter().map(|to| &to.row))
    }
}

/// What the workflow asks of a disposition.
pub fn order<'a>(row: &Disposition, recipients: impl Iterator<Item = &'a RecipientRow>) -> Order {
    Order {
        to_crew: row.parent_id.is_some(),
        recipients: recipients.map(|to| Recipient { officer: to.officer_id, kind: to.kind, state: to.state }).collect(),
    }
}

type Row = (Disposition, CaseRow, EventRow, visibility::Crew);
type RowSql = (SqlOf<Disposition>, SqlOf<CaseRow>, EventSql, visibility::CrewSql);

/// The columns of a disposition with its case, but for the crew, in the order of the structs.
const WITH_CASE: &str = "
SELECT d.id, d.register_unit, d.register_year, d.register_serial, d.register_number, d.assignment_id, d.parent_id, d.issuer_id,
    d.issuer_mandate_id, d.instructions, d.note, d.urgency, d.classification, d.due_at, d.activity_agenda, d.created_at, d.updated_at, d.version,
    d.superseded_by_id, d.issued_at, d.scope, a.id, a.register_number, a.subject, a.state, a.assignee_id, a.register_unit, a.urgency,
    a.classification, a.due_at, a.scope, a.edited, ";

fn with_case<R>(actor: &Actor) -> Statement<R> {
    visibility::with_crew(statement::<R>(WITH_CASE).and(event::COLUMNS).and(", "), actor)
}

/// One disposition in sight, with its paper.
pub async fn find(conn: &mut Connection, actor: &Actor, id: Uuid) -> Result<(Whole, Option<papers::About>), Problem> {
    let one = with_case::<(RowSql, AddresseeSql)>(actor).and(", ").and(ADDRESSEE);
    let from = " FROM dispositions d JOIN assignments a ON a.id = d.assignment_id";
    let joined =
        " JOIN disposition_recipients r ON r.disposition_id = d.id JOIN officers o ON o.id = r.officer_id WHERE d.id = $";
    let one = one.and(from).and(event::OF_CASE).and(joined).bind::<SqlUuid, _>(id);
    let one = visibility::in_sight(one, &actor.sight()).and(" ORDER BY r.position");
    let (rows, paper) = conn.both::<_, _, (Row, AddresseeRow), papers::Row>(one, papers::about(vec![id])).await?;
    // Every disposition is addressed to somebody.
    let mut whole: Option<Whole> = None;
    for (row, addressee) in rows {
        let begun = match whole.take() {
            Some(begun) => begun,
            None => begin(row)?,
        };
        whole.insert(begun).recipients.push(addressee.into());
    }
    let mut found = whole.ok_or_else(Problem::not_found)?;
    event::recall(conn, std::iter::once((&mut found.event, found.row.created_at))).await?;
    found.acting = acting(conn, [found.row.issuer_mandate_id]).await?.by(found.row.issuer_mandate_id);
    tell_deeds(conn, std::slice::from_mut(&mut found)).await?;
    actor.shown.add(found.case.id, found.case.classification);
    Ok((found, papers::gathered(paper).remove(&id)))
}

/// A disposition whose recipients follow.
fn begin((row, case, event, crew): Row) -> QueryResult<Whole> {
    let event = Event::of(event).ok_or(diesel::NotFound)?;
    Ok(Whole { row, case, event, crew: crew.unwrap_or_default(), recipients: Vec::new(), acting: None })
}

/// Every disposition of these cases: one query more, however many there are.
pub async fn of_cases(conn: &mut Connection, actor: &Actor, cases: &[Uuid]) -> Result<Vec<Whole>, Problem> {
    let query = with_case::<RowSql>(actor)
        .and(" FROM dispositions d JOIN assignments a ON a.id = d.assignment_id")
        .and(event::OF_CASE)
        .and(" WHERE d.assignment_id = ANY($) ORDER BY d.id")
        .bind::<Array<SqlUuid>, _>(cases.to_vec());
    let rows = query.load::<Row>(conn).await?;
    whole(conn, rows).await
}

/// The first dispositions of each of these cases: `most` of a case.
pub async fn first_of_cases(conn: &mut Connection, actor: &Actor, cases: &[Uuid], most: i64) -> Result<Vec<Whole>, Problem> {
    const FIRST: &str = " FROM unnest($::uuid[]) wanted (id) JOIN LATERAL
        (SELECT * FROM dispositions one WHERE one.assignment_id = wanted.id ORDER BY one.id LIMIT $) d ON true
        JOIN assignments a ON a.id = d.assignment_id";
    let query = with_case::<RowSql>(actor).and(FIRST).and(event::OF_CASE).and(" ORDER BY d.id");
    let query = query.bind::<Array<SqlUuid>, _>(cases.to_vec()).bind::<BigInt, _>(most);
    let rows = query.load::<Row>(conn).await?;
    whole(conn, rows).await
}

async fn whole(conn: &mut Connection, rows: Vec<Row>) -> Result<Vec<Whole>, Problem> {
    let ids: Vec<Uuid> = rows.iter().map(|row| row.0.id).collect();
    let people = acting(conn, rows.iter().map(|row| row.0.issuer_mandate_id)).await?;
    let mut all = rows.into_iter().map(begin).collect::<QueryResult<Vec<Whole>>>()?;
    event::recall(conn, all.iter_mut().map(|one| (&mut one.event, one.row.created_at))).await?;
    let addressees = statement::<AddresseeSql>("SELECT ")
        .and(ADDRESSEE)
        .and(" FROM disposition_recipients r JOIN officers o ON o.id = r.officer_id WHERE r.disposition_id = ANY($)")
        .and(" ORDER BY r.disposition_id, r.position")
        .bind::<Array<SqlUuid>, _>(ids);
    let mut of: HashMap<Uuid, Vec<Addressee>> = HashMap::new();
    for addressee in addressees.load::<AddresseeRow>(conn).await?.into_iter().map(Addressee::from) {
        of.entry(addressee.row.disposition_id).or_default().push(addressee);
    }
    for one in &mut all {
        one.recipients = of.remove(&one.row.id).unwrap_or_default();
        one.acting = people.by(one.row.issuer_mandate_id);
    }
    tell_deeds(conn, &mut all).await?;
    Ok(all)
}
