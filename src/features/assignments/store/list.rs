//! SQL of many assignments: a page of those in sight, and how many they are.

mod fits;

use super::super::requests::AssignmentFilter;
use super::{Whole, WholeRow, late, read, whole};
use crate::db::Connection;
use crate::db::statement::{Statement, statement};
use crate::domain::time::Instant;
use crate::features::agenda::event;
use crate::features::search::{self, Among, Looked};
use crate::http::paging::{COUNT_CAP, Count, Order, OrderPlace, Page};
use crate::http::problem::{Kind, Problem};
use crate::office::actor::{Actor, Sight};
use crate::office::reference::Office;
use crate::office::visibility::{self, Walk};
use diesel::QueryResult;
use diesel::sql_types::{Array, BigInt, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use fits::{in_states, narrowed};
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

const ID: Order = Order { place: OrderPlace::Id, columns: &["a.id"] };
const CREATED: Order = Order { place: OrderPlace::Moment, columns: &["a.created_at", "a.id"] };
const DUE: Order = Order { place: OrderPlace::Moment, columns: &["coalesce(a.due_at, 'infinity')", "a.id"] };
const STARTS: Order = Order { place: OrderPlace::MomentElsewhere, columns: &["i.starts_at", "a.id"] };
const NUMBER: Order = Order { place: OrderPlace::Number, columns: &["a.register_year", "a.register_serial", "a.id"] };

/// What is asked of cases, and when.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    pub filter: &'a AssignmentFilter,
    pub now: Instant,
    /// What a `q` has found.
    pub looked: Option<&'a Looked>,
    /// Only these.
    pub among: Option<Among<'a>>,
}

impl Asked<'_> {
    fn order(&self, sort: &str) -> Order {
        match sort.trim_start_matches('-') {
            "dueAt" => DUE,
            "startsAt" => STARTS,
            "registerNumber" => NUMBER,
            // A stretch of it is found in the index of the moments.
            _ if self.filter.is_of_creation() => CREATED,
            _ => ID,
        }
    }

    fn key(&self, sort: &str, whole: &Whole) -> Value {
        let row = &whole.assignment;
        match sort.trim_start_matches('-') {
            "dueAt" => json!((row.due_at, row.id)),
            "startsAt" => json!((whole.event.starts_at, row.id)),
            "registerNumber" => json!((row.register_year, row.register_serial, row.id)),
            _ if self.filter.is_of_creation() => json!((row.created_at, row.id)),
            _ => json!(row.id),
        }
    }

    /// Whether the cases can be walked by their ids, in the index of who sees them.
    fn is_a_walk(&self) -> bool {
        let filter = self.filter;
        !self.is_among_ids()
            && filter.officer_id.is_none()
            && !filter.is_of_creation()
            && !filter.is_within()
            && !filter.is_of_overdue()
    }

    fn is_among_ids(&self) -> bool {
        self.among.is_some_and(|among| among.is_ids())
    }

    /// Whether all that fit are to be found first, and then put in order: a walk in that order could have to pass by all others.
    fn is_found_first(&self, order: &Order) -> bool {
        let by = |wanted: &Order| order.columns == wanted.columns;
        let filter = self.filter;
        let due = filter.is_of_overdue() || filter.due_at_from.and(filter.due_at_to).is_some();
        let starts = filter.starts_at_from.and(filter.starts_at_to).is_some();
        self.is_among_ids()
            || due && !by(&DUE)
            || starts && !by(&STARTS)
            || filter.is_of_open() && !by(&DUE)
            || filter.is_of_creation() && !by(&CREATED)
    }
}

/// One page of the cases in sight, and the cursor of the next.
pub async fn list(
    conn: &mut Connection,
    actor: &Actor,
    office: &Office,
    asked: Asked<'_>,
    page: &Page,
) -> Result<(Vec<Whole>, Option<String>), Problem> {
    if let Some(looked) = asked.looked.filter(|looked| looked.by_rank) {
        return Ok((best(conn, actor, office, asked, looked, page).await?, None));
    }
    if let Some(late) = asked.filter.late {
        return list_late(conn, actor, office, asked, page, late.0).await;
    }
    let mut rows = some(conn, actor, office, asked, page, page.after()?, page.fetch()).await?;
    let next = page.cut(&mut rows, |row| asked.key(page.sort, row));
    Ok((rows, next))
}

/// Those that fit best, in that order.
async fn best(
    conn: &mut Connection,
    actor: &Actor,
    office: &Office,
    asked: Asked<'_>,
    looked: &Looked,
    page: &Page,
) -> Result<Vec<Whole>, Problem> {
    if asked.filter.late.is_some() {
        return Err(late::unranked());
    }
    let newest = fitting(statement::<SqlUuid>("SELECT a.id"), &actor.sight(), asked, looked.most());
    let newest = newest.and(" ORDER BY a.id DESC LIMIT $").bind::<BigInt, _>(looked.most()).load(conn).await?;
    let best = looked.best(conn, newest, page.limit).await?;
    let asked = Asked { among: Some(looked.these(&best)), ..asked };
    let mut rows = some(conn, actor, office, asked, page, None, page.limit).await?;
    search::put_in_order(&best, &mut rows, |row| row.assignment.id);
    Ok(rows)
}

/// One page of those that are late, or of those that are not.
async fn list_late(
    conn: &mut Connection,
    actor: &Actor,
    office: &Office,
    asked: Asked<'_>,
    page: &Page,
    late: bool,
) -> Result<(Vec<Whole>, Option<String>), Problem> {
    let read = |row: Whole| {
        let is_late = late::is_late(&row.assignment.clock.0, row.event_times(), office, asked.now);
        late::Read { place: asked.key(page.sort, &row), is_late, row }
    };
    let (rows, behind) = late::page_of(page, late, async |after| {
        let rows = some(conn, actor, office, asked, page, after, late::AT_ONCE).await?;
        Ok(rows.into_iter().map(read).collect())
    })
    .await?;
    Ok((rows, behind.and_then(|behind| page.cursor(&behind))))
}

/// So many behind a place.
async fn some(
    conn: &mut Connection,
    actor: &Actor,
    office: &Office,
    asked: Asked<'_>,
    page: &Page,
    after: Option<Value>,
    most: i64,
) -> Result<Vec<Whole>, Problem> {
    let (sight, order, descending) = (actor.sight(), asked.order(page.sort), page.descending);
    let all = if order.place == OrderPlace::Id && asked.is_a_walk() {
        let after: Option<Uuid> = after.map(serde_json::from_value).transpose().map_err(|_| Problem::new(Kind::CursorInvalid))?;
        let from = Walk { sight: &sight, states: &asked.filter.state.0, after, descending, most };
        from.through(whole(actor), &[event::OF_CASE], |query| narrowed(query, asked)).and(from.order())
    } else {
        let all = found(whole(actor), &sight, asked, &order);
        order.sorted(order.beyond(all, after.as_ref(), descending)?, descending)
    };
    let rows = all.and(" LIMIT $").bind::<BigInt, _>(most).load::<WholeRow>(conn).await?;
    Ok(read(conn, actor, office, rows).await?)
}

pub async fn count(conn: &mut Connection, sight: &Sight, asked: Asked<'_>) -> QueryResult<Count> {
    if asked.looked.is_some() {
        let (among, most) = search::to_count(asked.looked);
        let all = fitting(statement::<SqlUuid>("SELECT a.id"), sight, Asked { among, ..asked }, most);
        let found = all.and(" LIMIT $").bind::<BigInt, _>(most).load(conn).await?;
        return search::counted(conn, asked.looked, found).await;
    }
    let all = fitting(statement::<BigInt>("SELECT count(*) FROM (SELECT a.id"), sight, asked, COUNT_CAP + 1);
    Ok(Count::capped(all.and(" LIMIT $) counted").bind::<BigInt, _>(COUNT_CAP + 1).get_result(conn).await?))
}

/// Adds FROM and WHERE: the cases (`a`) in sight that fit, whatever their order; so many are wanted.
fn fitting<R>(select: Statement<R>, sight: &Sight, asked: Asked<'_>, most: i64) -> Statement<R> {
    if !asked.is_a_walk() {
        return found(select, sight, asked, &ID);
    }
    let from = Walk { sight, states: &asked.filter.state.0, after: None, descending: true, most };
    from.through(select, &[], |query| narrowed(query, asked))
}

/// Adds FROM and WHERE: the cases (`a`) in sight that fit, with their events (`i`), for an order that is not that of ids.
///
/// Those of one officer are found by that officer, all of them, and then put in order. OFFSET 0 keeps PostgreSQL from doing it the other
/// way round, and from passing by all that is others'.
fn found<R>(select: Statement<R>, sight: &Sight, asked: Asked<'_>, order: &Order) -> Statement<R> {
    let theirs = match (asked.filter.officer_id, sight) {
        _ if asked.is_among_ids() => None,
        (Some(officer), _) => Some(vec![officer]),
        (None, Sight::Of { units, officers }) if units.is_empty() => Some(officers.clone()),
        _ => None,
    };
    let fits = |query: Statement<R>| narrowed(in_states(visibility::in_sight(query, sight), asked.filter), asked);
    const ALL: &str = " OFFSET 0) a JOIN agenda_items i ON i.id = a.agenda_item_id WHERE true";
    match theirs {
        Some(officers) => {
            const THEIRS: &str =
                " FROM (SELECT a.* FROM (SELECT DISTINCT v.assignment_id FROM participants v WHERE v.officer_id = ANY($)) v
                JOIN assignments a ON a.id = v.assignment_id WHERE true";
            fits(select.and(THEIRS).bind::<Array<SqlUuid>, _>(officers)).and(ALL)
        }
        None if asked.is_found_first(order) => fits(select.and(" FROM (SELECT a.* FROM assignments a WHERE true")).and(ALL),
        None => {
            let mut query = select.and(" FROM assignments a JOIN agenda_items i ON i.id = a.agenda_item_id WHERE true");
            // Also of the event itself, whose index is walked if the order is that of events.
            for (bound, text) in
                [(asked.filter.starts_at_from, " AND i.starts_at >= $"), (asked.filter.starts_at_to, " AND i.starts_at < $")]
            {
                if let Some(at) = bound {
                    query = query.and(text).bind::<Timestamptz, _>(at.0);
                }
            }
            fits(query)
        }
    }
}
