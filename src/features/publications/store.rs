//! SQL of publications.

pub mod contents;
pub mod exemptions;
mod list;
mod months;
mod reviews;

pub use list::{Asked, SORTS, count, list};
pub use months::{MonthRow, as_of, months};
pub use reviews::{Review, insert_review, latest_reviews};

use crate::db::Connection;
use crate::db::schema::publications;
use crate::db::statement::{SqlOf, Statement, statement};
use crate::domain::assignment::{Classification, State};
use crate::domain::publication::{Freshness, Terms};
use crate::domain::report::ReportState;
use crate::domain::text::{Line, Prose};
use crate::domain::time::Instant;
use crate::features::mandates::{ActingPeople, acting};
use crate::http::problem::Problem;
use crate::office::actor::Actor;
use crate::office::showcase::SEEN_WITHIN;
use crate::office::vacancy::VACANCY;
use crate::office::visibility;
use contents::{Texts, Version};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use std::collections::HashMap;
use uuid::Uuid;

#[derive(Debug, Clone, Queryable, Selectable, Insertable, Identifiable, AsChangeset)]
#[diesel(table_name = publications, check_for_backend(Pg), treat_none_as_default_value = false, treat_none_as_null = true)]
pub struct Publication {
    pub id: Uuid,
    pub slug: String,
    pub assignment_id: Uuid,
    pub report_id: Uuid,
    pub draft_id: Uuid,
    pub unit: String,
    pub assignee_id: Uuid,
    pub publish_at: Instant,
    pub published_by_id: Uuid,
    pub published_by_mandate_id: Option<Uuid>,
    pub content_number: i32,
    pub due_from: Instant,
    pub review_due_at: Instant,
    pub visible_until: Option<Instant>,
    pub reviews: i32,
    pub last_verified_at: Option<Instant>,
    pub crossed: Freshness,
    pub crosses_at: Option<Instant>,
    pub withdrawn_at: Option<Instant>,
    pub withdrawn_by_id: Option<Uuid>,
    pub withdrawn_by_mandate_id: Option<Uuid>,
    pub withdrawal_reason: Option<Prose<2000>>,
    pub created_at: Instant,
    pub updated_at: Instant,
    pub version: i32,
    pub appears_at: Option<Instant>,
}

/// What the workflow and the view ask of the case (`a`) a publication belongs to.
#[derive(Debug, Clone)]
pub struct CaseRow {
    pub register_number: String,
    pub subject: Line<300>,
    pub state: State,
    pub classification: Classification,
}

/// A publication with its case, the version that stands, and the last review.
#[derive(Debug, Clone)]
pub struct Whole {
    pub row: Publication,
    pub case: CaseRow,
    pub content: Version,
    pub review: Review,
    /// Whether the subdivision head of the case is there no more, and nobody acts in the post.
    pub is_left: bool,
    pub acting: ActingPeople,
}

/// With how many bytes the text of the version that stands has.
type Row = (Publication, (String, Line<300>, State, Classification, i32));
type RowSql = (SqlOf<Publication>, (Text, Text, Text, Text, Integer));

/// In the order of the struct.
const COLUMNS: &str = "SELECT x.id, x.slug, x.assignment_id, x.report_id, x.draft_id, x.unit, x.assignee_id, x.publish_at, x.published_by_id,
    x.published_by_mandate_id, x.content_number, x.due_from, x.review_due_at, x.visible_until, x.reviews, x.last_verified_at, x.crossed,
    x.crosses_at, x.withdrawn_at, x.withdrawn_by_id, x.withdrawn_by_mandate_id, x.withdrawal_reason, x.created_at, x.updated_at, x.version, x.appears_at";

fn whole() -> Statement<RowSql> {
    const CASE: &str = ", a.register_number, a.subject, a.state, a.classification,
        (SELECT octet_length(v.body) FROM publication_versions v WHERE v.publication_id = x.id AND v.number = x.content_number)";
    statement(COLUMNS).and(CASE).and(FROM)
}

const FROM: &str = " FROM publications x JOIN assignments a ON a.id = x.assignment_id WHERE true";

impl Publication {
    pub fn terms(&self) -> Terms {
        Terms { due_from: self.due_from, review_due_at: self.review_due_at, visible_until: self.visible_until }
    }

    /// From now on these hold: what has been crossed by them is told as such.
    pub fn set_terms(&mut self, terms: Terms, now: Instant) {
        (self.due_from, self.review_due_at, self.visible_until) = (terms.due_from, terms.review_due_at, terms.visible_until);
        self.crossed_to(terms.freshness(now));
    }

    /// The journal has told that it is this; what it is to tell next, and when, follows.
    pub fn crossed_to(&mut self, freshness: Freshness) {
        self.crossed = freshness;
        let becomes = self.terms().next_crossing(freshness).map(|(_, at)| at);
        self.crosses_at = becomes.into_iter().chain(self.appears_at).min();
    }

    /// From when on what is done now is seen by the public: what was begun just before it appears may be done just after, so it counts
    /// as done then. Else somebody could have read what nobody is ever told of.
    pub fn seen_from(&self, now: Instant) -> Instant {
        if self.publish_at <= now + SEEN_WITHIN { now.max(self.publish_at) } else { now }
    }

    /// How fresh it is; of what is withdrawn nobody asks.
    pub fn freshness(&self, now: Instant) -> Option<Freshness> {
        self.withdrawn_at.is_none().then(|| self.terms().freshness(now))
    }
}

pub async fn find(conn: &mut Connection, actor: &Actor, now: Instant, id: Uuid) -> Result<Whole, Problem> {
    let one = whole().and(" AND x.id = $").bind::<SqlUuid, _>(id);
    let rows = visibility::in_sight(one, &actor.sight()).load::<Row>(conn).await?;
    let found = with_contents(conn, now, rows, Texts::Read).await?.pop().ok_or_else(Problem::not_found)?;
    actor.shown.add(found.row.assignment_id, found.case.classification);
    Ok(found)
}

/// Adds what each stands for: a constant number of queries, however many there are.
async fn with_contents(conn: &mut Connection, now: Instant, rows: Vec<Row>, texts: Texts) -> Result<Vec<Whole>, Problem> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<Uuid> = rows.iter().map(|row| row.0.id).collect();
    let mut contents = contents::standing(conn, &ids, texts).await?;
    let mut reviews = latest_reviews(conn, &ids).await?;
    let left = left(conn, now, rows.iter().map(|row| row.0.assignee_id).collect()).await?;
    let mandates = rows.iter().flat_map(|row| [row.0.published_by_mandate_id, row.0.withdrawn_by_mandate_id]);
    let mandates = mandates.chain(contents.values().map(|version| version.row.made_by_mandate_id));
    let people = acting(conn, mandates.chain(reviews.values().map(|review| review.by_mandate_id))).await?;
    let whole = |(row, (register_number, subject, state, classification, _)): Row| {
        let lost = || Problem::internal("a publication without its version");
        Ok(Whole {
            content: contents.remove(&row.id).ok_or_else(lost)?,
            review: reviews.remove(&row.id).ok_or_else(lost)?,
            is_left: left.contains(&row.assignee_id),
            acting: people.clone(),
            case: CaseRow { register_number, subject, state, classification },
            row,
        })
    };
    rows.into_iter().map(whole).collect()
}

/// Those of these subdivision heads who are there no more, and in whose post nobody acts.
async fn left(conn: &mut Connection, now: Instant, officers: Vec<Uuid>) -> QueryResult<Vec<Uuid>> {
    let found = statement::<SqlUuid>("WITH me AS (SELECT $::timestamptz AS now), ").and(VACANCY);
    let found = found.and(" SELECT officer_id FROM vacant WHERE role = 'SUBDIVISION_HEAD' AND officer_id = ANY($)");
    found.bind::<Timestamptz, _>(now).bind::<Array<SqlUuid>, _>(officers).load(conn).await
}

/// One publication, for an act on its (locked) case.
pub fn loading(id: Uuid) -> Statement<SqlOf<Publication>> {
    statement(COLUMNS).and(" FROM publications x WHERE x.id = $").bind::<SqlUuid, _>(id)
}

/// What is asked of a report before it is published: its state, and when it was decided.
pub fn report(id: Uuid) -> Statement<(Text, Nullable<Timestamptz>)> {
    statement("SELECT r.state, r.decided_at FROM reports r WHERE r.id = $").bind::<SqlUuid, _>(id)
}

pub type ReportRow = (ReportState, Option<Instant>);

/// The publications of a case that stand, by the draft they were made from.
pub async fn standing_of_case(conn: &mut Connection, case: Uuid) -> QueryResult<HashMap<Uuid, Uuid>> {
    let found = statement::<(SqlUuid, SqlUuid)>(
        "SELECT x.draft_id, x.id FROM publications x WHERE x.assignment_id = $ AND x.withdrawn_at IS NULL",
    );
    Ok(found.bind::<SqlUuid, _>(case).load::<(Uuid, Uuid)>(conn).await?.into_iter().collect())
}

/// The publications of a case, whether they stand or not, for what befalls its artifacts.
pub async fn of_case(conn: &mut Connection, case: Uuid) -> QueryResult<Vec<Publication>> {
    let found = statement::<SqlOf<Publication>>(COLUMNS).and(" FROM publications x WHERE x.assignment_id = $ ORDER BY x.id");
    found.bind::<SqlUuid, _>(case).load(conn).await
}

/// Enters it, unless its slug is another's.
pub async fn insert(conn: &mut Connection, row: &Publication) -> QueryResult<bool> {
    let inserted = diesel::insert_into(publications::table).values(row).on_conflict(publications::slug).do_nothing();
    Ok(inserted.execute(conn).await? == 1)
}

/// Every slug that is this one, or this one with a number.
pub async fn slugs_like(conn: &mut Connection, slug: &str) -> QueryResult<Vec<String>> {
    let alike = statement::<Text>("SELECT x.slug FROM publications x WHERE x.slug = $ OR x.slug LIKE $ || '-%'");
    alike.bind::<Text, _>(slug.to_owned()).bind::<Text, _>(slug.to_owned()).load(conn).await
}

/// Writes what an act changed.
pub async fn save(conn: &mut Connection, row: &Publication) -> QueryResult<()> {
    diesel::update(row).set(row).execute(conn).await.map(|_| ())
}

/// What has become due, stale or expired and was not told yet, with its case: the longest since first.
pub async fn to_cross(conn: &mut Connection, now: Instant, most: i64) -> QueryResult<Vec<(Uuid, Uuid)>> {
    let due = "SELECT x.id, x.assignment_id FROM publications x WHERE x.crosses_at <= $ ORDER BY x.crosses_at LIMIT $";
    statement::<(SqlUuid, SqlUuid)>(due).bind::<Timestamptz, _>(now).bind::<BigInt, _>(most).load(conn).await
}

/// When there is something to tell next.
pub async fn next_crossing(conn: &mut Connection) -> QueryResult<Option<Instant>> {
    let next = "SELECT x.crosses_at FROM publications x WHERE x.crosses_at IS NOT NULL ORDER BY x.crosses_at LIMIT 1";
    statement::<Timestamptz>(next).get_result(conn).await.optional()
}

/// Locks a case, whoever may see it.
pub async fn lock_case(conn: &mut Connection, case: Uuid) -> QueryResult<()> {
    let locked = statement("SELECT 1 FROM assignments a WHERE a.id = $ FOR NO KEY UPDATE");
    conn.defer(locked.bind::<SqlUuid, _>(case)).await
}
