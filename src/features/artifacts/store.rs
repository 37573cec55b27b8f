//! SQL of artifacts.

mod contents;
mod found;
mod in_person;
mod lists;
mod loaded;
mod paged;
mod saved;
mod take_downs;

pub use contents::{
    ContentVersion, count_versions, draft, insert_version, keep_sum, next_without_sum, version, versions, with_content,
};
pub use found::{Asked, count_found, few, list_found};
pub use in_person::{InPerson, sender_of_content};
pub use lists::{BY_RANK, BY_TIME, count, files, first_of_cases, list, of_cases, of_ids, versions_of};
pub use loaded::{Loaded, case_of, cases_of, load_all, loading};
pub use saved::{select_under, update, update_decision};
pub use take_downs::{TakeDown, insert as insert_take_down, update as update_take_down};

use crate::db::Connection;
use crate::db::schema::{artifacts, assignments};
use crate::db::statement::{SqlOf, Statement, statement};
use crate::domain::artifact::{ArtifactKind, SelectionDecision};
use crate::domain::assignment::{Classification, State};
use crate::domain::digest::Digest;
use crate::domain::text::{Line, Prose};
use crate::domain::time::Instant;
use crate::features::journal;
use crate::features::mandates::{Acting, acting};
use crate::features::pictures::store::{EventRow, Picture, Poster};
use crate::http::paging::{SHORT_TEXT, Shape};
use crate::http::problem::Problem;
use crate::office::actor::Actor;
use crate::office::visibility;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::{Integer, Nullable, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
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

/// What is kept of a draft's text beside it, so that it need not be read to be known; nothing of a file.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = artifacts, check_for_backend(Pg))]
pub struct Text {
    pub text_bytes: Option<i32>,
    pub text_digest: Option<Digest>,
    pub plain_digest: Option<Digest>,
}

/// Whether texts of drafts are read: they may be long, and few ask for them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Texts {
    Read,
    /// Those of which a page has room for any number.
    Short,
    /// `content` is none then, also of a draft: nothing so read is written back.
    Left,
}

impl Texts {
    /// What is asked for by this shape of an artifact.
    pub fn of(shape: &Shape) -> Self {
        if shape.shows("draft") || shape.shows("etag") { Self::Read } else { Self::Left }
    }
}

/// What the workflow and the public ask of the case an artifact belongs to.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = assignments, check_for_backend(Pg))]
pub struct CaseRow {
    pub state: State,
    pub assignee_id: Uuid,
    pub register_unit: String,
    pub classification: Classification,
}

/// An artifact with its case and its current content.
#[derive(Debug, Clone)]
pub struct Whole {
    pub row: Artifact,
    pub text: Text,
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
    /// By which mandate it was selected or left out.
    pub selected_under: Option<Uuid>,
    /// Who did so in person, if by mandate.
    pub acting: Option<Acting>,
    /// The same of what else was done with it.
    pub by: InPerson,
}

type Row = (
    Artifact,
    Text,
    CaseRow,
    EventRow,
    Option<TakeDown>,
    Option<ContentVersion>,
    Option<Poster>,
    Option<Picture>,
    Option<Uuid>,
    visibility::Crew,
);
type RowSql = (
    SqlOf<Artifact>,
    SqlOf<Text>,
    SqlOf<CaseRow>,
    SqlOf<EventRow>,
    SqlOf<Option<TakeDown>>,
    SqlOf<Option<ContentVersion>>,
    SqlOf<Option<Poster>>,
    SqlOf<Option<Picture>>,
    Nullable<SqlUuid>,
    visibility::CrewSql,
);

impl From<Row> for Whole {
    fn from((row, text, case, event, take_down, content, poster, picture, selected_under, crew): Row) -> Self {
        let crew = crew.unwrap_or_default();
        Self {
            row,
            text,
            case,
            crew,
            event,
            content,
            picture,
            poster,
            take_down,
            selected_under,
            acting: None,
            by: InPerson::default(),
        }
    }
}

/// The columns of an [`Artifact`] (`f`), in the order of the struct: before the text of a draft, it, and after it.
const BEFORE_TEXT: &str = "SELECT f.id, f.assignment_id, f.sender_id, f.kind, f.title, f.caption, f.byline, f.credit, f.copyright, f.taken_at, \
    f.location_shown, f.keywords, f.alt_text, f.persons_shown, f.children_shown, f.lawful_basis, f.consent_ref, f.embargo_until, \
    f.headline, f.excerpt, ";
const AFTER_TEXT: &str = ", f.decision, f.decision_reason, f.decision_rank, f.decided_by_id, f.decided_at, f.created_at, \
    f.updated_at, f.version, ";

fn artifact<R>(texts: Texts) -> Statement<R> {
    let select = statement(BEFORE_TEXT);
    let select = match texts {
        Texts::Read => select.and("f.content"),
        Texts::Short => select.and("CASE WHEN f.text_bytes <= $ THEN f.content END").bind::<Integer, _>(SHORT_TEXT),
        Texts::Left => select.and("NULL"),
    };
    select.and(AFTER_TEXT)
}

/// The same of its take-down (`t`), content (`v`) and poster (`o`).
const BESIDES: &str = "
    t.id, t.artifact_id, t.taken_down_by_id, t.taken_down_at, t.reason, t.legal_basis, t.lifted_by_id, t.lifted_at, t.lift_reason,
    v.artifact_id, v.number, v.sha256, v.media_type, v.size, v.file_name, v.uploaded_by_id, v.uploaded_at, v.label_differs, v.encoding, v.ends_early, v.crc32,
    o.artifact_id, o.sha256, o.media_type, o.size, o.uploaded_by_id, o.uploaded_at";

/// What an artifact has besides its row: the take-down that stands, its latest content, and the picture that stands for it.
const HAS: &str = "
LEFT JOIN take_downs t ON t.artifact_id = f.id AND t.lifted_at IS NULL
LEFT JOIN LATERAL (SELECT * FROM content_versions c WHERE c.artifact_id = f.id ORDER BY c.number DESC LIMIT 1) v ON true
LEFT JOIN posters o ON o.artifact_id = f.id
LEFT JOIN selection_mandates sm ON sm.artifact_id = f.id";

/// What the content says of itself, if it is a picture.
const PICTURE: &str = ", p.sha256, p.width, p.height, p.captured_at, p.camera, p.latitude, p.longitude, p.likeness, p.no_copies, \
    sm.mandate_id, ";

/// Artifacts with all that is shown of them.
fn whole(actor: &Actor, texts: Texts) -> Statement<RowSql> {
    whole_from(actor, texts, |select| select.and(" FROM artifacts f"))
}

/// The same of artifacts that are found otherwise (as `f`).
fn whole_from(actor: &Actor, texts: Texts, from: impl FnOnce(Statement<RowSql>) -> Statement<RowSql>) -> Statement<RowSql> {
    let case = "f.text_bytes, f.text_digest, f.plain_digest, a.state, a.assignee_id, a.register_unit, a.classification, i.starts_at, i.ends_at, i.venue_latitude, i.venue_longitude, ";
    let select = artifact(texts).and(case).and(BESIDES).and(PICTURE);
    from(visibility::with_crew(select, actor))
        .and(" JOIN assignments a ON a.id = f.assignment_id JOIN agenda_items i ON i.id = a.agenda_item_id")
        .and(HAS)
        .and(" LEFT JOIN pictures p ON p.sha256 = v.sha256")
}

async fn load(conn: &mut Connection, all: Statement<RowSql>) -> QueryResult<Vec<Whole>> {
    let mut found: Vec<Whole> = all.load::<Row>(conn).await?.into_iter().map(Whole::from).collect();
    let people = acting(conn, found.iter().map(|whole| whole.selected_under)).await?;
    let deeds = journal::deeds(conn, found.iter().map(|whole| whole.row.assignment_id).collect()).await?;
    for whole in &mut found {
        whole.acting = people.by(whole.selected_under);
        whole.by = InPerson::of(whole, &deeds);
    }
    Ok(found)
}

/// One that is in sight, without the text of a draft: for all but the showing of it.
pub async fn find(conn: &mut Connection, actor: &Actor, id: Uuid) -> Result<Whole, Problem> {
    find_with(conn, actor, id, Texts::Left).await
}

pub async fn find_with(conn: &mut Connection, actor: &Actor, id: Uuid, texts: Texts) -> Result<Whole, Problem> {
    let one = whole(actor, texts).and(" WHERE f.id = $").bind::<SqlUuid, _>(id);
    let found = load(conn, visibility::in_sight(one, &actor.sight())).await?.pop().ok_or_else(Problem::not_found)?;
    actor.shown.add(found.row.assignment_id, found.case.classification);
    Ok(found)
}

pub async fn insert(conn: &mut Connection, row: &Artifact) -> QueryResult<()> {
    diesel::insert_into(artifacts::table).values(row).execute(conn).await.map(|_| ())
}

/// Removes an artifact and its versions; the bytes stay until nothing refers to them.
pub async fn delete(conn: &mut Connection, id: Uuid) -> QueryResult<()> {
    diesel::delete(artifacts::table.find(id)).execute(conn).await.map(|_| ())
}
