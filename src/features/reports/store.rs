//! SQL of reports.

pub mod contents;
mod saved;

pub use saved::{insert, newest, save};

use crate::db::Connection;
use crate::db::columns::Json;
use crate::db::schema::{agenda_items, assignments, officers, reports};
use crate::db::statement::statement;
use crate::domain::assignment::{Classification, State};
use crate::domain::clock::Clock;
use crate::domain::report::ReportState;
use crate::domain::text::{Line, Prose};
use crate::domain::time::Instant;
use crate::features::mandates::{ActingPeople, acting};
use crate::http::paging::{SHORT_TEXT, Shape};
use crate::http::problem::Problem;
use crate::office::actor::Actor;
use crate::office::visibility;
use contents::{Fixed, Sorted};
use diesel::dsl::{AsSelect, case_when, sql};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::{IntoSql, sql_types};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = reports, check_for_backend(Pg), treat_none_as_default_value = false)]
pub struct Report {
    pub id: Uuid,
    pub register_unit: Option<String>,
    pub register_year: Option<i32>,
    pub register_serial: Option<i32>,
    pub register_number: Option<String>,
    pub assignment_id: Uuid,
    pub revision: i32,
    pub author_id: Uuid,
    pub author_mandate_id: Option<Uuid>,
    pub summary: Prose<4000>,
    pub body: Option<Prose<100_000>>,
    pub state: ReportState,
    pub bundle: Option<String>,
    pub content_digest: Option<Vec<u8>>,
    pub submitted_at: Option<Instant>,
    pub submitted_by_id: Option<Uuid>,
    pub submitted_by_mandate_id: Option<Uuid>,
    pub decided_by_id: Option<Uuid>,
    pub decided_by_mandate_id: Option<Uuid>,
    pub decided_at: Option<Instant>,
    pub note: Option<Prose<4000>>,
    pub created_at: Instant,
    pub updated_at: Instant,
    pub version: i32,
    /// Everybody who wrote of it or submitted it, in person: none of them decides on it.
    pub writers: Vec<Uuid>,
}

impl Report {
    /// By which it was opened, submitted and decided.
    pub fn mandates(&self) -> [Option<Uuid>; 3] {
        [self.author_mandate_id, self.submitted_by_mandate_id, self.decided_by_mandate_id]
    }

    /// One more who has a hand in it.
    pub fn written_by(&mut self, person: Option<Uuid>) {
        self.writers.extend(person.filter(|person| !self.writers.contains(person)));
    }
}

/// The case a report belongs to, as far as it is shown.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = assignments, check_for_backend(Pg))]
pub struct CaseRow {
    pub id: Uuid,
    pub register_number: String,
    pub subject: Line<300>,
    pub state: State,
    pub assignee_id: Uuid,
    pub register_unit: String,
    pub classification: Classification,
    pub clock: Json<Clock>,
}

/// A report with its case and what it reports.
#[derive(Debug, Clone)]
pub struct Whole {
    pub report: Report,
    pub case: CaseRow,
    /// When the event is, for the clock of a draft.
    pub event: (Instant, Option<Instant>),
    /// The revision that followed a return.
    pub next_revision_id: Option<Uuid>,
    pub contents: Contents,
    /// Who opened, submitted and decided it in person, as far as by mandate.
    pub acting: ActingPeople,
}

#[derive(Debug, Clone)]
pub enum Contents {
    Live(Sorted),
    Fixed(Fixed),
    /// Nobody asked.
    Unread,
}

/// What of reports is read besides the short of them.
#[derive(Debug, Clone, Copy)]
pub struct Parts {
    /// The text.
    body: bool,
    /// What is reported: read live, or out of the bundle, which holds the text as well.
    contents: bool,
    /// Longer texts are left.
    longest: i32,
}

impl Parts {
    pub const ALL: Self = Self { body: true, contents: true, longest: i32::MAX };
    /// The short of them.
    pub const NONE: Self = Self { body: false, contents: false, longest: 0 };

    /// What is asked for by this shape of a report.
    pub fn of(shape: &Shape) -> Self {
        // The ETag of a row is of all of it.
        let contents =
            ["selected", "notSelected", "undecided", "senders", "steps", "etag"].iter().any(|member| shape.shows(member));
        Self { body: shape.shows("body") || shape.shows("etag"), contents, longest: i32::MAX }
    }

    /// What of them is read with the rows of a page: texts of which it has room for any number.
    fn at_once(self) -> Self {
        Self { longest: SHORT_TEXT, ..self }
    }

    /// The lengths, in bytes, of what is read of this row.
    fn lengths(self, (.., (body, bundle)): &Row) -> [i32; 2] {
        [if self.body { *body } else { 0 }, if self.contents { *bundle } else { 0 }]
    }
}

/// At last how long its text and its bundle are, in bytes.
type Row = (Report, CaseRow, (Instant, Option<Instant>), Option<Uuid>, (i32, i32));

diesel::alias!(reports as next: Next);

/// Known without unpacking the text.
const BODY: &str = "coalesce(octet_length(reports.body), 0)";
const BUNDLE: &str = "coalesce(octet_length(reports.bundle), 0)";

/// Selects reports, as far as they are to be read, from a boxed query over reports and their cases.
macro_rules! whole {
    ($query:expr, $parts:expr) => {{
        // In the order of the struct. A text that is left out is not even unpacked.
        let text = |wanted: bool, length: &'static str| {
            let fits = sql::<sql_types::Bool>(length).sql(" <= ").bind::<sql_types::Integer, _>($parts.longest);
            wanted.into_sql::<sql_types::Bool>().and(fits)
        };
        let report = (
            reports::id,
            reports::register_unit,
            reports::register_year,
            reports::register_serial,
            reports::register_number,
            reports::assignment_id,
            reports::revision,
            reports::author_id,
            reports::author_mandate_id,
            reports::summary,
            case_when(text($parts.body, BODY), reports::body),
            reports::state,
            case_when(text($parts.contents, BUNDLE), reports::bundle),
            reports::content_digest,
            reports::submitted_at,
            reports::submitted_by_id,
            reports::submitted_by_mandate_id,
            reports::decided_by_id,
            reports::decided_by_mandate_id,
            reports::decided_at,
            reports::note,
            reports::created_at,
            reports::updated_at,
            reports::version,
            reports::writers,
        );
        let follower = next
            .filter(next.field(reports::assignment_id).eq(reports::assignment_id))
            .filter(next.field(reports::revision).eq(reports::revision + 1))
            .select(next.field(reports::id))
            .single_value();
        let event = (agenda_items::starts_at, agenda_items::ends_at);
        let lengths = (sql::<sql_types::Integer>(BODY), sql::<sql_types::Integer>(BUNDLE));
        $query.select((report, CaseRow::as_select(), event, follower, lengths))
    }};
}

mod list;

pub use list::{Asked, SORTS, count, few, list};

#[diesel::dsl::auto_type]
fn joined() -> _ {
    reports::table.inner_join(assignments::table.inner_join(agenda_items::table))
}

pub async fn find(conn: &mut Connection, actor: &Actor, id: Uuid, parts: Parts) -> Result<Whole, Problem> {
    let sight = actor.sight();
    let mut query = joined().filter(reports::id.eq(id)).into_boxed();
    if let Some(cases) = visibility::cases(&sight) {
        query = query.filter(reports::assignment_id.eq_any(cases));
    }
    let row = whole!(query, parts).first::<Row>(conn).await?;
    actor.shown.add(row.1.id, row.1.classification);
    with_contents(conn, actor, vec![row], parts).await?.pop().ok_or_else(Problem::not_found)
}

/// The newest reports of each of these cases, in short: `most` of a case. The caller has found them in sight.
pub async fn newest_of_cases(conn: &mut Connection, actor: &Actor, cases: &[Uuid], most: i64) -> Result<Vec<Whole>, Problem> {
    const NEWEST: &str = "SELECT r.id FROM unnest($::uuid[]) wanted (id) JOIN LATERAL
        (SELECT one.id FROM reports one WHERE one.assignment_id = wanted.id ORDER BY one.id DESC LIMIT $) r ON true";
    let newest = statement::<sql_types::Uuid>(NEWEST)
        .bind::<sql_types::Array<sql_types::Uuid>, _>(cases.to_vec())
        .bind::<sql_types::BigInt, _>(most);
    let newest: Vec<Uuid> = newest.load(conn).await?;
    let query = joined().filter(reports::id.eq_any(newest)).order(reports::id.desc()).into_boxed();
    let rows = whole!(query, Parts::NONE).load::<Row>(conn).await?;
    with_contents(conn, actor, rows, Parts::NONE).await
}

/// Drafts read their artifacts together; the others carry theirs.
async fn with_contents(conn: &mut Connection, actor: &Actor, rows: Vec<Row>, parts: Parts) -> Result<Vec<Whole>, Problem> {
    let is_draft = |report: &Report| report.state == ReportState::Draft;
    let drafts = rows.iter().filter(|row| parts.contents && is_draft(&row.0)).map(|row| row.0.assignment_id).collect::<Vec<_>>();
    let mut live = contents::of_cases(conn, actor, &drafts).await?;
    let people = acting(conn, rows.iter().flat_map(|row| row.0.mandates())).await?;
    let whole = |(report, case, event, next_revision_id, _): Row| {
        let contents = match &report.bundle {
            _ if !parts.contents => Contents::Unread,
            // An assignment has one draft at most.
            None => Contents::Live(live.remove(&report.assignment_id).unwrap_or_default()),
            Some(bundle) => Contents::Fixed(serde_json::from_str(bundle).map_err(Problem::internal)?),
        };
        Ok(Whole { report, case, event, next_revision_id, contents, acting: people.clone() })
    };
    rows.into_iter().map(whole).collect()
}

/// One report, for an act on its (locked) case.
#[diesel::dsl::auto_type(no_type_alias)]
pub fn loading(id: Uuid) -> _ {
    let report: AsSelect<Report, Pg> = Report::as_select();
    reports::table.find(id).select(report)
}

/// The digest of what was fixed when the report was submitted and how many bytes that is, if the report is in sight.
pub async fn bundle_head(conn: &mut Connection, actor: &Actor, id: Uuid) -> QueryResult<(Option<Vec<u8>>, Option<i32>)> {
    // The length is known without unpacking it.
    const HEAD: &str = "SELECT r.content_digest, octet_length(r.bundle) FROM reports r JOIN assignments a ON a.id = r.assignment_id WHERE r.id = $";
    let head = statement::<(sql_types::Nullable<sql_types::Binary>, sql_types::Nullable<sql_types::Integer>)>(HEAD);
    visibility::in_sight(head.bind::<sql_types::Uuid, _>(id), &actor.sight()).get_result(conn).await
}

/// What was fixed, of a report that the caller has found in sight.
pub async fn bundle(conn: &mut Connection, id: Uuid) -> QueryResult<Option<String>> {
    reports::table.find(id).select(reports::bundle).first(conn).await
}

/// The name and title of an officer.
pub async fn person(conn: &mut Connection, id: Uuid) -> QueryResult<Option<(String, String)>> {
    officers::table.find(id).select((officers::name, officers::position_title)).first(conn).await.optional()
}
