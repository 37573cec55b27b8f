//! SQL of artifacts.

mod contents;
mod loaded;
mod saved;
mod take_downs;

pub use contents::{ContentVersion, count_versions, insert_version, version, versions, with_content};
pub use loaded::{Loaded, case_of, cases_of, load_all, loading};
pub use saved::{update, update_decision};
pub use take_downs::{TakeDown, insert as insert_take_down, update as update_take_down};

use super::requests::ArtifactFilter;
use crate::db::Connection;
use crate::db::schema::{artifacts, assignments};
use crate::db::statement::{SqlOf, Statement, statement};
use crate::domain::artifact::{ArtifactKind, SelectionDecision};
use crate::domain::assignment::{Classification, State};
use crate::domain::text::{Line, Prose};
use crate::domain::time::Instant;
use crate::features::pictures::store::{EventRow, Picture, Poster};
use crate::http::paging::{COUNT_CAP, Count, Page};
use crate::http::problem::Problem;
use crate::office::actor::Actor;
use crate::office::visibility;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Integer, Text, Uuid as SqlUuid};
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

type Row =
    (Artifact, CaseRow, EventRow, Option<TakeDown>, Option<ContentVersion>, Option<Poster>, Option<Picture>, visibility::Crew);
type RowSql = (
    SqlOf<Artifact>,
    SqlOf<CaseRow>,
    SqlOf<EventRow>,
    SqlOf<Option<TakeDown>>,
    SqlOf<Option<ContentVersion>>,
    SqlOf<Option<Poster>>,
    SqlOf<Option<Picture>>,
    visibility::CrewSql,
);

impl From<Row> for Whole {
    fn from((row, case, event, take_down, content, poster, picture, crew): Row) -> Self {
        Self { row, case, crew: crew.unwrap_or_default(), event, content, picture, poster, take_down }
    }
}

/// The columns of an [`Artifact`] (`f`), in the order of the struct.
const ARTIFACT: &str = "f.id, f.assignment_id, f.sender_id, f.kind, f.title, f.caption, f.byline, f.credit, f.copyright, f.taken_at, \
    f.location_shown, f.keywords, f.alt_text, f.persons_shown, f.children_shown, f.lawful_basis, f.consent_ref, f.embargo_until, \
    f.headline, f.excerpt, f.content, f.decision, f.decision_reason, f.decision_rank, f.decided_by_id, f.decided_at, f.created_at, \
    f.updated_at, f.version, ";

/// The same of its take-down (`t`), content (`v`) and poster (`o`).
const BESIDES: &str = "
    t.id, t.artifact_id, t.taken_down_by_id, t.taken_down_at, t.reason, t.legal_basis, t.lifted_by_id, t.lifted_at, t.lift_reason,
    v.artifact_id, v.number, v.sha256, v.media_type, v.size, v.file_name, v.uploaded_by_id, v.uploaded_at,
    o.artifact_id, o.sha256, o.media_type, o.size, o.uploaded_by_id, o.uploaded_at";

/// What an artifact has besides its row: the take-down that stands, its latest content, and the picture that stands for it.
const HAS: &str = "
LEFT JOIN take_downs t ON t.artifact_id = f.id AND t.lifted_at IS NULL
LEFT JOIN LATERAL (SELECT * FROM content_versions c WHERE c.artifact_id = f.id ORDER BY c.number DESC LIMIT 1) v ON true
LEFT JOIN posters o ON o.artifact_id = f.id";

/// What the content says of itself, if it is a picture.
const PICTURE: &str = ", p.sha256, p.width, p.height, p.captured_at, p.camera, p.latitude, p.longitude, p.likeness, p.broken, ";

/// Artifacts with all that is shown of them.
fn whole(actor: &Actor) -> Statement<RowSql> {
    let case = "a.state, a.assignee_id, a.classification, i.starts_at, i.ends_at, i.venue_latitude, i.venue_longitude, ";
    let select = statement("SELECT ").and(ARTIFACT).and(case).and(BESIDES).and(PICTURE);
    visibility::with_crew(select, actor)
        .and(" FROM artifacts f JOIN assignments a ON a.id = f.assignment_id JOIN agenda_items i ON i.id = a.agenda_item_id")
        .and(HAS)
        .and(" LEFT JOIN pictures p ON p.sha256 = v.sha256")
}

async fn load(conn: &mut Connection, all: Statement<RowSql>) -> QueryResult<Vec<Whole>> {
    Ok(all.load::<Row>(conn).await?.into_iter().map(Whole::from).collect())
}

pub async fn find(conn: &mut Connection, actor: &Actor, id: Uuid) -> Result<Whole, Problem> {
    let one = whole(actor).and(" WHERE f.id = $").bind::<SqlUuid, _>(id);
    let found: Whole = visibility::in_sight(one, &actor.sight()).get_result::<Row>(conn).await?.into();
    actor.shown.add(found.row.assignment_id, found.case.classification);
    Ok(found)
}

/// Narrows a query over artifacts to those of a case that fit the filter: the same for a page and for a count.
fn narrowed<R>(query: Statement<R>, case: Uuid, filter: &ArtifactFilter) -> Statement<R> {
    let mut query = query.and(" WHERE f.assignment_id = $").bind::<SqlUuid, _>(case);
    if !filter.kind.0.is_empty() {
        query = query.and(" AND f.kind = ANY($)").bind::<Array<Text>, _>(filter.kind.0.clone());
    }
    if !filter.decision.0.is_empty() {
        query = query.and(" AND f.decision = ANY($)").bind::<Array<Text>, _>(filter.decision.0.clone());
    }
    query = match filter.decided.map(|flag| flag.0) {
        None => query,
        Some(true) => query.and(" AND f.decision = ANY($)").bind::<Array<Text>, _>(SelectionDecision::FINAL.to_vec()),
        Some(false) => {
            let open = " AND (f.decision IS NULL OR f.decision <> ALL($))";
            query.and(open).bind::<Array<Text>, _>(SelectionDecision::FINAL.to_vec())
        }
    };
    match filter.sender_id {
        Some(sender) => query.and(" AND f.sender_id = $").bind::<SqlUuid, _>(sender),
        None => query,
    }
}

/// The order of the selection: the selected by rank, those without one after them, then the rest; each as they were sent.
pub const BY_RANK: &str = "rank";

const PLACE_AND_ID: &str = "(CASE WHEN f.decision = 'SELECTED' THEN coalesce(f.decision_rank, 10001) ELSE 10002 END, f.id)";

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
    let mut query = narrowed(whole(actor), case, filter);
    if page.sort == BY_RANK {
        if let Some((place, id)) = page.after::<(i32, Uuid)>()? {
            query = query.and(" AND ").and(PLACE_AND_ID).and(" > ($, $)").bind::<Integer, _>(place).bind::<SqlUuid, _>(id);
        }
        query = query.and(" ORDER BY ").and(PLACE_AND_ID);
    } else {
        if let Some(id) = page.after::<Uuid>()? {
            query = query.and(if page.descending { " AND f.id < $" } else { " AND f.id > $" }).bind::<SqlUuid, _>(id);
        }
        query = query.and(if page.descending { " ORDER BY f.id DESC" } else { " ORDER BY f.id" });
    }
    Ok(load(conn, query.and(" LIMIT $").bind::<BigInt, _>(page.fetch())).await?)
}

pub async fn count(conn: &mut Connection, case: Uuid, filter: &ArtifactFilter) -> QueryResult<Count> {
    let all = narrowed(statement::<BigInt>("SELECT count(*) FROM (SELECT f.id FROM artifacts f"), case, filter);
    Ok(Count::capped(all.and(" LIMIT $) counted").bind::<BigInt, _>(COUNT_CAP + 1).get_result(conn).await?))
}

/// These artifacts of cases the caller has found in sight.
pub async fn of_ids(conn: &mut Connection, actor: &Actor, ids: &[Uuid]) -> QueryResult<Vec<Whole>> {
    load(conn, whole(actor).and(" WHERE f.id = ANY($)").bind::<Array<SqlUuid>, _>(ids.to_vec())).await
}

/// Every artifact of these cases, which the caller has found in sight.
pub async fn of_cases(conn: &mut Connection, actor: &Actor, cases: &[Uuid]) -> QueryResult<Vec<Whole>> {
    let all = whole(actor).and(" WHERE f.assignment_id = ANY($)").bind::<Array<SqlUuid>, _>(cases.to_vec());
    load(conn, all.and(" ORDER BY f.id")).await
}

/// One sheet of the files of a case that the caller has found in sight, in the order they were sent.
pub async fn files(
    conn: &mut Connection,
    actor: &Actor,
    case: Uuid,
    decision: &[SelectionDecision],
    (skip, most): (i64, i64),
) -> QueryResult<Vec<Whole>> {
    let mut query = whole(actor)
        .and(" WHERE f.assignment_id = $ AND f.kind <> ALL($)")
        .bind::<SqlUuid, _>(case)
        .bind::<Array<Text>, _>(ArtifactKind::DRAFTS.to_vec());
    if !decision.is_empty() {
        query = query.and(" AND f.decision = ANY($)").bind::<Array<Text>, _>(decision.to_vec());
    }
    load(conn, query.and(" ORDER BY f.id OFFSET $ LIMIT $").bind::<BigInt, _>(skip).bind::<BigInt, _>(most)).await
}

pub async fn insert(conn: &mut Connection, row: &Artifact) -> QueryResult<()> {
    diesel::insert_into(artifacts::table).values(row).execute(conn).await.map(|_| ())
}

/// Removes an artifact and its versions; the bytes stay until nothing refers to them.
pub async fn delete(conn: &mut Connection, id: Uuid) -> QueryResult<()> {
    diesel::delete(artifacts::table.find(id)).execute(conn).await.map(|_| ())
}
