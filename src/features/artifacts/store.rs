//! SQL of artifacts.

mod contents;
mod loaded;
mod saved;
mod take_downs;

pub use contents::{ContentVersion, Current, count_versions, insert_version, version, versions, with_content};
pub use loaded::{Loaded, case_of, cases_of, completed, load_all, loading};
pub use saved::{update, update_decision};
pub use take_downs::{TakeDown, insert as insert_take_down, update as update_take_down};

use super::requests::ArtifactFilter;
use crate::db::Connection;
use crate::db::schema::{agenda_items, artifacts, assignments, participants};
use crate::domain::artifact::{ArtifactKind, SelectionDecision};
use crate::domain::assignment::{Classification, State};
use crate::domain::text::{Line, Prose};
use crate::domain::time::Instant;
use crate::features::pictures::store::{EventRow, Picture, Poster};
use crate::http::paging::{COUNT_CAP, Count, Page};
use crate::http::problem::Problem;
use crate::office::actor::Actor;
use crate::office::visibility;
use diesel::dsl::{array, sql};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::{self, Bool, Integer};
use diesel_async::RunQueryDsl;
use serde_json::{Value, json};
use uuid::Uuid;

#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(table_name = artifacts, check_for_backend(Pg), treat_none_as_default_value = false)]
pub struct Artifact {
    pub id: Uuid,
    pub assignment_id: Uuid,
    pub sender_id: Uuid,
    pub kind: ArtifactKind,
    pub title: Line<300>,
    pub caption: Option<Prose<2000>>,
    pub byline: Option<Line<200>>,
    pub credit: Option<Line<200>>,
    pub copyright: Option<Line<200>>,
    pub taken_at: Option<Instant>,
    pub location_shown: Option<Line<300>>,
    pub keywords: Vec<Line<100>>,
    pub alt_text: Option<Prose<250>>,
    pub persons_shown: Vec<Line<200>>,
    pub children_shown: Option<bool>,
    pub lawful_basis: Option<Line<300>>,
    pub consent_ref: Option<Line<200>>,
    pub embargo_until: Option<Instant>,
    /// Of a draft, as are the next two.
    pub headline: Option<Line<300>>,
    pub excerpt: Option<Prose<1000>>,
    pub content: Option<Prose<100_000>>,
    pub decision: Option<SelectionDecision>,
    pub decision_reason: Option<Prose<2000>>,
    pub decision_rank: Option<i32>,
    pub decided_by_id: Option<Uuid>,
    pub decided_at: Option<Instant>,
    pub created_at: Instant,
    pub updated_at: Instant,
    pub version: i32,
}

/// What the workflow and the public ask of the case an artifact belongs to.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = assignments, check_for_backend(Pg))]
pub struct CaseRow {
    pub state: State,
    pub assignee_id: Uuid,
    pub classification: Classification,
}

/// An artifact with its case and its current content.
#[derive(Debug, Clone)]
pub struct Whole {
    pub row: Artifact,
    pub case: CaseRow,
    /// Which of the viewer's own hats have a step 2 duty on the case.
    pub crew: Vec<Uuid>,
    pub event: EventRow,
    /// None for a draft, which is text.
    pub content: Option<ContentVersion>,
    /// What the content says of itself, if it is a picture.
    pub picture: Option<Picture>,
    pub poster: Option<Poster>,
    /// The one that stands.
    pub take_down: Option<TakeDown>,
}

type Row = (Artifact, CaseRow, EventRow, Option<TakeDown>, Vec<Uuid>);

#[diesel::dsl::auto_type]
fn joined() -> _ {
    artifacts::table.inner_join(assignments::table.inner_join(agenda_items::table)).left_join(take_downs::standing())
}

/// Selects artifacts with their cases from a boxed query over both.
macro_rules! with_case {
    ($query:expr, $officers:expr) => {{
        let crew = participants::table
            .filter(participants::assignment_id.eq(artifacts::assignment_id))
            .filter(participants::officer_id.eq_any($officers))
            .filter(participants::crew)
            .select(participants::officer_id);
        let take_down = Option::<TakeDown>::as_select();
        let crew = array::<sql_types::Uuid, _>(crew);
        $query.select((Artifact::as_select(), CaseRow::as_select(), EventRow::as_select(), take_down, crew))
    }};
}

/// Narrows a boxed query over artifacts to those of a case that fit the filter: the same for a page and for a count.
macro_rules! filtered {
    ($query:expr, $case:expr, $filter:expr) => {{
        let (mut query, filter) = ($query.filter(artifacts::assignment_id.eq($case)), $filter);
        if !filter.kind.0.is_empty() {
            query = query.filter(artifacts::kind.eq_any(filter.kind.0.iter().map(ToString::to_string)));
        }
        if !filter.decision.0.is_empty() {
            query = query.filter(artifacts::decision.eq_any(filter.decision.0.iter().map(ToString::to_string)));
        }
        let decided = || SelectionDecision::FINAL.iter().map(ToString::to_string);
        query = match filter.decided.map(|flag| flag.0) {
            None => query,
            Some(true) => query.filter(artifacts::decision.eq_any(decided())),
            Some(false) => query.filter(artifacts::decision.is_null().or(artifacts::decision.ne_all(decided()))),
        };
        if let Some(sender) = filter.sender_id {
            query = query.filter(artifacts::sender_id.eq(sender));
        }
        query
    }};
}

pub async fn find(conn: &mut Connection, actor: &Actor, id: Uuid) -> Result<Whole, Problem> {
    let (sight, officers) = (actor.sight(), actor.officers());
    let mut query = joined().filter(artifacts::id.eq(id)).into_boxed();
    if let Some(cases) = visibility::cases(&sight) {
        query = query.filter(artifacts::assignment_id.eq_any(cases));
    }
    let row = with_case!(query, &officers).first::<Row>(conn).await?;
    whole(conn, vec![row]).await?.pop().ok_or_else(Problem::not_found)
}

/// The order of the selection: the selected by rank, those without one after them, then the rest; each as they were sent.
pub const BY_RANK: &str = "rank";

const PLACE_AND_ID: &str = "(CASE WHEN artifacts.decision = 'SELECTED' THEN coalesce(artifacts.decision_rank, 10001) ELSE 10002 END, \
    artifacts.id)";

/// Where a page ends.
pub fn key(page: &Page, whole: &Whole) -> Value {
    let row = &whole.row;
    let place = match row.decision {
        Some(SelectionDecision::Selected) => row.decision_rank.unwrap_or(10001),
        _ => 10002,
    };
    if page.sort == BY_RANK { json!((place, row.id)) } else { json!(row.id) }
}

/// One page of the artifacts of a case that the caller has found in sight. UUIDv7 ids are in the order of creation.
pub async fn list(
    conn: &mut Connection,
    actor: &Actor,
    case: Uuid,
    filter: &ArtifactFilter,
    page: &Page,
) -> Result<Vec<Whole>, Problem> {
    let officers = actor.officers();
    let mut query = filtered!(joined().into_boxed(), case, filter);
    if page.sort == BY_RANK {
        if let Some((place, id)) = page.after::<(i32, Uuid)>()? {
            let after = sql::<Bool>(PLACE_AND_ID).sql(" > (").bind::<Integer, _>(place).sql(", ").bind::<sql_types::Uuid, _>(id);
            query = query.filter(after.sql(")"));
        }
        let rows = with_case!(query.order(sql::<Integer>(PLACE_AND_ID)).limit(page.fetch()), &officers).load::<Row>(conn).await?;
        return Ok(whole(conn, rows).await?);
    }
    query = match (page.after::<Uuid>()?, page.descending) {
        (None, _) => query,
        (Some(id), true) => query.filter(artifacts::id.lt(id)),
        (Some(id), false) => query.filter(artifacts::id.gt(id)),
    };
    query = if page.descending { query.order(artifacts::id.desc()) } else { query.order(artifacts::id.asc()) };
    let rows = with_case!(query.limit(page.fetch()), &officers).load::<Row>(conn).await?;
    Ok(whole(conn, rows).await?)
}

pub async fn count(conn: &mut Connection, case: Uuid, filter: &ArtifactFilter) -> QueryResult<Count> {
    let query = filtered!(artifacts::table.select(artifacts::id).into_boxed(), case, filter);
    let found: Vec<Uuid> = query.limit(COUNT_CAP + 1).load(conn).await?;
    Ok(Count::of(&found))
}

/// These artifacts of cases the caller has found in sight: two queries, however many there are.
pub async fn of_ids(conn: &mut Connection, actor: &Actor, ids: &[Uuid]) -> QueryResult<Vec<Whole>> {
    let officers = actor.officers();
    let query = joined().filter(artifacts::id.eq_any(ids)).into_boxed();
    let rows = with_case!(query, &officers).load::<Row>(conn).await?;
    whole(conn, rows).await
}

/// Every artifact of these cases, which the caller has found in sight: two queries, however many there are.
pub async fn of_cases(conn: &mut Connection, actor: &Actor, cases: &[Uuid]) -> QueryResult<Vec<Whole>> {
    let officers = actor.officers();
    let query = joined().filter(artifacts::assignment_id.eq_any(cases)).order(artifacts::id.asc()).into_boxed();
    let rows = with_case!(query, &officers).load::<Row>(conn).await?;
    whole(conn, rows).await
}

/// One sheet of the files of a case that the caller has found in sight, in the order they were sent.
pub async fn files(
    conn: &mut Connection,
    actor: &Actor,
    case: Uuid,
    decision: &[SelectionDecision],
    (skip, most): (i64, i64),
) -> QueryResult<Vec<Whole>> {
    let officers = actor.officers();
    let mut query =
        joined().filter(artifacts::assignment_id.eq(case)).filter(artifacts::kind.ne_all(ArtifactKind::DRAFTS)).into_boxed();
    if !decision.is_empty() {
        query = query.filter(artifacts::decision.eq_any(decision.iter().map(ToString::to_string)));
    }
    let query = query.order(artifacts::id.asc()).offset(skip).limit(most);
    let rows = with_case!(query, &officers).load::<Row>(conn).await?;
    whole(conn, rows).await
}

async fn whole(conn: &mut Connection, rows: Vec<Row>) -> QueryResult<Vec<Whole>> {
    let ids: Vec<Uuid> = rows.iter().filter(|row| !row.0.kind.is_draft()).map(|row| row.0.id).collect();
    let mut contents = contents::current(conn, &ids).await?;
    let whole = |(row, case, event, take_down, crew): Row| {
        let (content, picture, poster) =
            contents.remove(&row.id).map_or((None, None, None), |(one, picture, poster)| (Some(one), picture, poster));
        Whole { row, case, crew, event, content, picture, poster, take_down }
    };
    Ok(rows.into_iter().map(whole).collect())
}

pub async fn insert(conn: &mut Connection, row: &Artifact) -> QueryResult<()> {
    diesel::insert_into(artifacts::table).values(row).execute(conn).await.map(|_| ())
}

/// Removes an artifact and its versions; the bytes stay until nothing refers to them.
pub async fn delete(conn: &mut Connection, id: Uuid) -> QueryResult<()> {
    diesel::delete(artifacts::table.find(id)).execute(conn).await.map(|_| ())
}
