//! SQL of receipts.

use super::requests::{ReceiptFilter, Standing};
use crate::db::Connection;
use crate::db::schema::receipts;
use crate::db::statement::{SqlOf, Statement, statement};
use crate::domain::assignment::Classification;
use crate::domain::label::Label;
use crate::domain::text::Line;
use crate::domain::time::Instant;
use crate::http::paging::{COUNT_CAP, Count, Order, OrderPlace, Page};
use crate::http::problem::Problem;
use crate::office::actor::Actor;
use crate::office::visibility;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use serde_json::Value;
use uuid::Uuid;

/// What a portal has told last.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable, Identifiable, AsChangeset)]
#[diesel(table_name = receipts, check_for_backend(Pg), treat_none_as_default_value = false, treat_none_as_null = true)]
pub struct Row {
    pub id: Uuid,
    pub publication_id: Uuid,
    pub portal_id: Uuid,
    pub number: i32,
    pub address: Option<Line<1000>>,
    pub shown_at: Option<Instant>,
    pub removed_at: Option<Instant>,
    pub outdated_since: Option<Instant>,
    pub told_at: Instant,
    pub version: i32,
}

/// A publication as far as it matters who shows it.
#[derive(Debug, Clone)]
pub struct Of {
    pub id: Uuid,
    pub slug: String,
    pub case: Uuid,
    pub classification: Classification,
    pub publish_at: Instant,
    pub content_number: i32,
    pub withdrawn_at: Option<Instant>,
}

/// A portal as far as it is told of.
#[derive(Debug, Clone)]
pub struct From {
    pub id: Uuid,
    pub name: Line<200>,
    pub active: bool,
    pub created_at: Instant,
}

/// What a portal shows of a publication, or that it has told nothing.
#[derive(Debug, Clone)]
pub struct Shown {
    pub of: Of,
    pub from: From,
    pub receipt: Option<Row>,
}

type OfRow = (Uuid, String, Uuid, Classification, Instant, i32, Option<Instant>);
type OfSql = (SqlUuid, Text, SqlUuid, Text, Timestamptz, Integer, Nullable<Timestamptz>);
type FromRow = (Uuid, Line<200>, bool, Instant);
type FromSql = (SqlUuid, Text, Bool, Timestamptz);
type ShownRow = (OfRow, FromRow, Option<Row>);
type ShownSql = (OfSql, FromSql, Nullable<SqlOf<Row>>);

const OF: &str = "SELECT x.id, x.slug, x.assignment_id, a.classification, x.publish_at, x.content_number, x.withdrawn_at";
const REST: &str = ", p.id, p.name, p.active, p.created_at,
    r.id, r.publication_id, r.portal_id, r.number, r.address, r.shown_at, r.removed_at, r.outdated_since, r.told_at, r.version";

/// Every portal that something is waited for from, and those that have told something.
const OF_ONE: &str = "
FROM publications x JOIN assignments a ON a.id = x.assignment_id CROSS JOIN portals p
    LEFT JOIN receipts r ON r.publication_id = x.id AND r.portal_id = p.id
WHERE (r.id IS NOT NULL OR p.active AND x.publish_at <= $) AND x.id = $";

const OF_ALL: &str = "
FROM receipts r JOIN publications x ON x.id = r.publication_id JOIN assignments a ON a.id = x.assignment_id JOIN portals p ON p.id = r.portal_id
WHERE true";

/// As [`Shown::standing`] has it; a test holds one against the other.
const STANDING: &str = " AND CASE WHEN r.id IS NULL THEN 'SILENT' WHEN r.removed_at IS NOT NULL THEN 'REMOVED' WHEN x.withdrawn_at IS NOT NULL THEN 'WITHDRAWN'
    WHEN r.outdated_since IS NOT NULL THEN 'SUPERSEDED' ELSE 'CURRENT' END = ANY($)";

impl Shown {
    pub fn standing(&self) -> Standing {
        match &self.receipt {
            None => Standing::Silent,
            Some(row) if row.removed_at.is_some() => Standing::Removed,
            Some(_) if self.of.withdrawn_at.is_some() => Standing::Withdrawn,
            // Still a version before, or a file that was taken down of this one.
            Some(row) if row.outdated_since.is_some() => Standing::Superseded,
            Some(_) => Standing::Current,
        }
    }
}

impl std::convert::From<ShownRow> for Shown {
    fn from((of, from, receipt): ShownRow) -> Self {
        let (id, name, active, created_at) = from;
        Self { of: of.into(), from: From { id, name, active, created_at }, receipt }
    }
}

impl std::convert::From<OfRow> for Of {
    fn from((id, slug, case, classification, publish_at, content_number, withdrawn_at): OfRow) -> Self {
        Self { id, slug, case, classification, publish_at, content_number, withdrawn_at }
    }
}

fn fits<R>(mut query: Statement<R>, filter: &ReceiptFilter) -> Statement<R> {
    let asked = &filter.standing.0;
    if !asked.is_empty() {
        let labels: Vec<String> = asked.iter().map(|one| one.label().to_owned()).collect();
        query = query.and(STANDING).bind::<Array<Text>, _>(labels);
    }
    // These are few, and stand in an index of their own.
    if !asked.is_empty() && asked.iter().all(|one| matches!(one, Standing::Withdrawn | Standing::Superseded)) {
        query = query.and(" AND r.outdated_since IS NOT NULL");
    }
    match filter.portal_id {
        Some(portal) => query.and(" AND p.id = $").bind::<SqlUuid, _>(portal),
        None => query,
    }
}

/// One page of all portals, of one publication that is in sight.
pub async fn of_one(
    conn: &mut Connection,
    (publication, now): (Uuid, Instant),
    filter: &ReceiptFilter,
    page: &Page,
) -> Result<Vec<Shown>, Problem> {
    let mut query = statement::<ShownSql>(OF).and(REST).and(OF_ONE).bind::<Timestamptz, _>(now).bind::<SqlUuid, _>(publication);
    query = fits(query, filter);
    if let Some(id) = page.after::<Uuid>()? {
        query = query.and(if page.descending { " AND p.id < $" } else { " AND p.id > $" }).bind::<SqlUuid, _>(id);
    }
    let order = if page.descending { " ORDER BY p.id DESC LIMIT $" } else { " ORDER BY p.id LIMIT $" };
    let rows = query.and(order).bind::<BigInt, _>(page.fetch()).load::<ShownRow>(conn).await?;
    Ok(rows.into_iter().map(Shown::from).collect())
}

pub async fn count_of_one(
    conn: &mut Connection,
    (publication, now): (Uuid, Instant),
    filter: &ReceiptFilter,
) -> QueryResult<Count> {
    let query = statement::<SqlUuid>("SELECT p.id").and(OF_ONE).bind::<Timestamptz, _>(now).bind::<SqlUuid, _>(publication);
    let found: Vec<Uuid> = fits(query, filter).and(" LIMIT $").bind::<BigInt, _>(COUNT_CAP + 1).load(conn).await?;
    Ok(Count::of(&found))
}

pub const BY_TIME: Order = Order { place: OrderPlace::Moment, columns: &["r.told_at", "r.id"] };

/// One page of what was told of the publications in sight.
pub async fn of_all(conn: &mut Connection, actor: &Actor, filter: &ReceiptFilter, page: &Page) -> Result<Vec<Shown>, Problem> {
    let query = fits(visibility::in_sight(statement::<ShownSql>(OF).and(REST).and(OF_ALL), &actor.sight()), filter);
    let query = BY_TIME.beyond(query, page.after::<Value>()?.as_ref(), page.descending)?;
    let query = BY_TIME.sorted(query, page.descending).and(" LIMIT $").bind::<BigInt, _>(page.fetch());
    Ok(query.load::<ShownRow>(conn).await?.into_iter().map(Shown::from).collect())
}

pub async fn count_of_all(conn: &mut Connection, actor: &Actor, filter: &ReceiptFilter) -> QueryResult<Count> {
    let query = fits(visibility::in_sight(statement::<SqlUuid>("SELECT r.id").and(OF_ALL), &actor.sight()), filter);
    let found: Vec<Uuid> = query.and(" LIMIT $").bind::<BigInt, _>(COUNT_CAP + 1).load(conn).await?;
    Ok(Count::of(&found))
}

/// The case of a publication.
pub async fn case_of(conn: &mut Connection, publication: Uuid) -> QueryResult<Uuid> {
    statement::<SqlUuid>("SELECT x.assignment_id FROM publications x WHERE x.id = $")
        .bind::<SqlUuid, _>(publication)
        .get_result(conn)
        .await
}

/// Locks the case, as acts on its publications do.
pub async fn lock(conn: &mut Connection, case: Uuid) -> QueryResult<()> {
    conn.defer(statement("SELECT 1 FROM assignments a WHERE a.id = $ FOR NO KEY UPDATE").bind::<SqlUuid, _>(case)).await
}

/// The publication, under the lock of its case.
pub async fn publication(conn: &mut Connection, id: Uuid) -> QueryResult<Of> {
    let one = statement::<OfSql>(OF).and(" FROM publications x JOIN assignments a ON a.id = x.assignment_id WHERE x.id = $");
    Ok(Of::from(one.bind::<SqlUuid, _>(id).get_result::<OfRow>(conn).await?))
}

/// When the service was told of this version, and when of the next one.
pub async fn made(conn: &mut Connection, publication: Uuid, number: i32) -> QueryResult<(Option<Instant>, Option<Instant>)> {
    let made = statement::<(Integer, Timestamptz)>(
        "SELECT v.number, v.received_at FROM publication_versions v WHERE v.publication_id = $ AND v.number IN ($, $ + 1)",
    );
    let made = made.bind::<SqlUuid, _>(publication).bind::<Integer, _>(number).bind::<Integer, _>(number);
    let made: Vec<(i32, Instant)> = made.load(conn).await?;
    let of = |wanted: i32| made.iter().find(|(number, _)| *number == wanted).map(|(_, at)| *at);
    Ok((of(number), of(number + 1)))
}

pub async fn find(conn: &mut Connection, publication: Uuid, portal: Uuid) -> QueryResult<Option<Row>> {
    let one = receipts::table.filter(receipts::publication_id.eq(publication).and(receipts::portal_id.eq(portal)));
    one.select(Row::as_select()).first(conn).await.optional()
}

/// Takes the place of what it told before.
pub async fn save(conn: &mut Connection, row: &Row) -> QueryResult<usize> {
    diesel::insert_into(receipts::table).values(row).on_conflict(receipts::id).do_update().set(row).execute(conn).await
}
