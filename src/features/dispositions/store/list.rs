//! SQL of many dispositions: a page of those in sight, and how many they are.

mod fits;

use super::super::requests::DispositionFilter;
use super::{Row, RowSql, Whole, whole, with_case};
use crate::db::Connection;
use crate::db::statement::{Statement, statement};
use crate::domain::time::Instant;
use crate::features::assignments::late;
use crate::features::search::{self, Among, Looked};
use crate::http::paging::{COUNT_CAP, Count, Order, OrderPlace, Page};
use crate::http::problem::Problem;
use crate::office::actor::Actor;
use crate::office::reference::Office;
use crate::office::visibility;
use diesel::QueryResult;
use diesel::sql_types::{Array, BigInt, Integer, Nullable, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use fits::{fits, in_states};
use serde_json::{Value, json};
use uuid::Uuid;

/// The first is that of ids, which are in the order of creation.
pub const SORTS: &[&str] = &[
    "-createdAt",
    "createdAt",
    "dueAt",
    "-dueAt",
    "startsAt",
    "-startsAt",
    "registerNumber",
    "-registerNumber",
    search::RELEVANCE,
];

const ID: Order = Order { place: OrderPlace::Id, columns: &["d.id"] };
/// The same of what is addressed to one officer, whose own index is walked.
const ADDRESSED: Order = Order { place: OrderPlace::Id, columns: &["v.disposition_id"] };
const CREATED: Order = Order { place: OrderPlace::Moment, columns: &["d.created_at", "d.id"] };
const DUE: Order = Order { place: OrderPlace::MomentElsewhere, columns: &["coalesce(a.due_at, 'infinity')", "d.id"] };
const STARTS: Order = Order { place: OrderPlace::MomentElsewhere, columns: &["i.starts_at", "d.id"] };
const NUMBER: Order = Order { place: OrderPlace::Number, columns: &["d.register_year", "d.register_serial", "d.id"] };

/// What is asked of dispositions, and when.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    pub filter: &'a DispositionFilter,
    pub now: Instant,
    /// What a `q` has found.
    pub looked: Option<&'a Looked>,
    /// Only these.
    pub among: Option<Among<'a>>,
    /// Only those of these cases, which are few.
    pub few: Option<&'a [Uuid]>,
}

/// What of a disposition tells its place in any order: its id, its case, when it was made, is due, and its event starts, and its number.
type PlaceRow = (Uuid, Uuid, Instant, Option<Instant>, Instant, (i32, i32));
type PlaceSql = (SqlUuid, SqlUuid, Timestamptz, Nullable<Timestamptz>, Timestamptz, (Integer, Integer));
const PLACE: &str = "SELECT d.id, d.assignment_id, d.created_at, a.due_at, i.starts_at, d.register_year, d.register_serial";

impl Whole {
    fn place(&self) -> PlaceRow {
        let row = &self.row;
        (
            row.id,
            row.assignment_id,
            row.created_at,
            self.case.due_at,
            self.event.starts_at,
            (row.register_year, row.register_serial),
        )
    }
}

impl Asked<'_> {
    fn order(&self, page: &Page, actor: &Actor) -> Order {
        match page.sort.trim_start_matches('-') {
            "dueAt" => DUE,
            "startsAt" => STARTS,
            "registerNumber" => NUMBER,
            // A stretch of it is found in the index of the moments.
            _ if self.filter.is_of_creation() => CREATED,
            _ if self.filter.is_incoming() && actor.officers().len() == 1 => ADDRESSED,
            _ => ID,
        }
    }

    /// Where a page ends.
    fn key(&self, page: &Page, (id, _, created_at, due_at, starts_at, (year, serial)): PlaceRow) -> Value {
        match page.sort.trim_start_matches('-') {
            "dueAt" => json!((due_at, id)),
            "startsAt" => json!((starts_at, id)),
            "registerNumber" => json!((year, serial, id)),
            _ if self.filter.is_of_creation() => json!((created_at, id)),
            _ => json!(id),
        }
    }
}

/// The cases that all of it is found by, where these are few: those of a unit, or, in an order that is not that of ids, of whoever sees
/// nothing but what they take part in.
pub async fn few(
    conn: &mut Connection,
    actor: &Actor,
    filter: &DispositionFilter,
    page: &Page,
) -> QueryResult<Option<Vec<Uuid>>> {
    let is_passing_by = !filter.is_incoming() && page.is_sorted && !page.sort.ends_with("createdAt");
    if filter.unit.is_none() && !is_passing_by {
        return Ok(None);
    }
    let few = visibility::few(conn, &actor.sight(), &[], filter.unit.as_deref()).await?;
    Ok(few.map(|few| few.into_iter().map(|(case, _)| case).collect()))
}

/// Where the dispositions (`d`) that are addressed to one officer (`v`) are found: in the index of what is theirs.
const ADDRESSED_TO_ONE: &str = " FROM disposition_recipients v JOIN dispositions d ON d.id = v.disposition_id
    JOIN assignments a ON a.id = d.assignment_id JOIN agenda_items i ON i.id = a.agenda_item_id WHERE v.officer_id = $";

/// The same for an order that is not that of this index: OFFSET 0 keeps PostgreSQL from walking in that order past all that is others'.
const ALL_ADDRESSED_TO_ONE: [&str; 2] = [
    " FROM (SELECT d.* FROM disposition_recipients v JOIN dispositions d ON d.id = v.disposition_id WHERE v.officer_id = $",
    " OFFSET 0) d JOIN assignments a ON a.id = d.assignment_id JOIN agenda_items i ON i.id = a.agenda_item_id WHERE true",
];

/// Adds FROM and WHERE: what is in sight and fits, for this order.
fn narrowed<R>(select: Statement<R>, actor: &Actor, asked: Asked<'_>, order: &Order) -> Statement<R> {
    let (officers, filter) = (actor.officers(), asked.filter);
    let mut query = match officers.as_slice() {
        [one] if filter.is_incoming() && order.columns == ADDRESSED.columns => {
            in_states(select.and(ADDRESSED_TO_ONE).bind::<SqlUuid, _>(*one), filter)
        }
        [one] if filter.is_incoming() => {
            let query = select.and(ALL_ADDRESSED_TO_ONE[0]).bind::<SqlUuid, _>(*one);
            in_states(query, filter).and(ALL_ADDRESSED_TO_ONE[1])
        }
        several => {
            const ALL: &str = " FROM dispositions d JOIN assignments a ON a.id = d.assignment_id
                JOIN agenda_items i ON i.id = a.agenda_item_id WHERE true";
            let mut query = select.and(ALL);
            if filter.is_incoming() {
                let theirs = " AND d.id IN (SELECT v.disposition_id FROM disposition_recipients v WHERE v.officer_id = ANY($)";
                query = in_states(query.and(theirs).bind::<Array<SqlUuid>, _>(several.to_vec()), filter).and(")");
            }
            query
        }
    };
    if filter.is_outgoing() {
        query = match officers.as_slice() {
            [one] => query.and(" AND coalesce(d.taken_over_by_id, d.issuer_id) = $").bind::<SqlUuid, _>(*one),
            several => {
                query.and(" AND coalesce(d.taken_over_by_id, d.issuer_id) = ANY($)").bind::<Array<SqlUuid>, _>(several.to_vec())
            }
        };
    }
    fits(visibility::in_sight(query, &actor.sight()), asked, order)
}

/// One page, newest first unless another order is asked for, and the cursor of the next.
pub async fn list(
    conn: &mut Connection,
    actor: &Actor,
    office: &Office,
    asked: Asked<'_>,
    page: &Page,
) -> Result<(Vec<Whole>, Option<String>), Problem> {
    if let Some(looked) = asked.looked.filter(|looked| looked.by_rank) {
        let mut rows = best(conn, actor, asked, looked, page).await?;
        // The best of a search are one page.
        page.cut_by(&mut rows, Whole::text_bytes, |row| row.row.id);
        return Ok((rows, None));
    }
    let (mut rows, end) = match asked.filter.late {
        Some(late) => list_late(conn, actor, office, asked, page, late.0).await?,
        None => {
            let all = behind(with_case::<RowSql>(actor), actor, asked, page, page.after()?, page.fetch())?;
            let rows = all.load::<Row>(conn).await?;
            (whole(conn, rows).await?, None)
        }
    };
    let next = page.cut_by(&mut rows, Whole::text_bytes, |row| asked.key(page, row.place()));
    Ok((rows, next.or_else(|| page.cursor(&end?))))
}

/// So many behind a place, in the order of the page.
fn behind<R>(
    select: Statement<R>,
    actor: &Actor,
    asked: Asked<'_>,
    page: &Page,
    after: Option<Value>,
    most: i64,
) -> Result<Statement<R>, Problem> {
    let order = asked.order(page, actor);
    let all = narrowed(select, actor, asked, &order);
    let all = order.sorted(order.beyond(all, after.as_ref(), page.descending)?, page.descending);
    Ok(all.and(" LIMIT $").bind::<BigInt, _>(most))
}

/// Those of cases that are late, or that are not; and behind which place the next page begins.
async fn list_late(
    conn: &mut Connection,
    actor: &Actor,
    office: &Office,
    asked: Asked<'_>,
    page: &Page,
    late: bool,
) -> Result<(Vec<Whole>, Option<Value>), Problem> {
    let (found, end) = late::page_of(page, late, async |after| {
        let rows = behind(statement::<PlaceSql>(PLACE), actor, asked, page, after, late::AT_ONCE)?;
        let rows: Vec<PlaceRow> = rows.load(conn).await?;
        let are_late = late::late_of(conn, office, asked.now, rows.iter().map(|row| row.1).collect()).await?;
        let read = |row: PlaceRow| late::Read { place: asked.key(page, row), is_late: are_late.contains(&row.1), row: row.0 };
        Ok(rows.into_iter().map(read).collect())
    })
    .await?;
    let rows = these(conn, actor, asked, Among::Ids(search::Kind::Disposition, &found)).await?;
    Ok((in_order(&found, rows), end))
}

/// Those that fit best, in that order.
async fn best(
    conn: &mut Connection,
    actor: &Actor,
    asked: Asked<'_>,
    looked: &Looked,
    page: &Page,
) -> Result<Vec<Whole>, Problem> {
    if asked.filter.late.is_some() {
        return Err(late::unranked());
    }
    let newest = narrowed(statement::<SqlUuid>("SELECT d.id"), actor, asked, &ID);
    let newest = newest.and(" ORDER BY d.id DESC LIMIT $").bind::<BigInt, _>(looked.most()).load(conn).await?;
    let best = looked.best(conn, newest, page.limit).await?;
    let rows = these(conn, actor, asked, looked.these(&best)).await?;
    Ok(in_order(&best, rows))
}

/// Those of these that fit, in no order.
async fn these(conn: &mut Connection, actor: &Actor, asked: Asked<'_>, among: Among<'_>) -> Result<Vec<Whole>, Problem> {
    let asked = Asked { among: Some(among), ..asked };
    let rows = narrowed(with_case::<RowSql>(actor), actor, asked, &ID).load::<Row>(conn).await?;
    whole(conn, rows).await
}

fn in_order(ids: &[Uuid], mut rows: Vec<Whole>) -> Vec<Whole> {
    search::put_in_order(ids, &mut rows, |row| row.row.id);
    rows
}

pub async fn count(conn: &mut Connection, actor: &Actor, asked: Asked<'_>) -> QueryResult<Count> {
    let order = if actor.officers().len() == 1 { ADDRESSED } else { ID };
    if asked.looked.is_some() {
        let (among, most) = search::to_count(asked.looked);
        let all = narrowed(statement::<SqlUuid>("SELECT d.id"), actor, Asked { among, ..asked }, &order);
        let found = all.and(" LIMIT $").bind::<BigInt, _>(most).load(conn).await?;
        return search::counted(conn, asked.looked, found).await;
    }
    let all = narrowed(statement::<BigInt>("SELECT count(*) FROM (SELECT d.id"), actor, asked, &order);
    Ok(Count::capped(all.and(" LIMIT $) counted").bind::<BigInt, _>(COUNT_CAP + 1).get_result(conn).await?))
}
