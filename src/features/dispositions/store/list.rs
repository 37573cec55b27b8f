//! SQL of many dispositions: a page of those in sight, and how many they are.

use super::super::requests::DispositionFilter;
use super::{Row, RowSql, Whole, whole, with_case};
use crate::db::Connection;
use crate::db::statement::{Statement, statement};
use crate::domain::disposition::RecipientState;
use crate::domain::time::Instant;
use crate::features::search::{self, Among, Looked};
use crate::http::paging::{COUNT_CAP, Count, Order, OrderPlace, Page};
use crate::http::problem::Problem;
use crate::office::actor::Actor;
use crate::office::visibility;
use diesel::QueryResult;
use diesel::sql_types::{Array, BigInt, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use serde_json::{Value, json};

/// The first is that of ids, which are in the order of creation.
pub const SORTS: &[&str] =
    &["-createdAt", "createdAt", "dueAt", "-dueAt", "registerNumber", "-registerNumber", search::RELEVANCE];

const ID: Order = Order { place: OrderPlace::Id, columns: &["d.id"] };
/// The same of what is addressed to one officer, whose own index is walked.
const ADDRESSED: Order = Order { place: OrderPlace::Id, columns: &["v.disposition_id"] };
const CREATED: Order = Order { place: OrderPlace::Moment, columns: &["d.created_at", "d.id"] };
const DUE: Order = Order { place: OrderPlace::Moment, columns: &["coalesce(a.due_at, 'infinity')", "d.id"] };
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
}

impl Asked<'_> {
    fn order(&self, page: &Page, actor: &Actor) -> Order {
        match page.sort.trim_start_matches('-') {
            "dueAt" => DUE,
            "registerNumber" => NUMBER,
            // A stretch of it is found in the index of the moments.
            _ if self.filter.is_of_creation() => CREATED,
            _ if self.filter.is_incoming() && actor.officers().len() == 1 => ADDRESSED,
            _ => ID,
        }
    }

    /// Where a page ends.
    pub fn key(&self, page: &Page, whole: &Whole) -> Value {
        let row = &whole.row;
        match page.sort.trim_start_matches('-') {
            "dueAt" => json!((whole.case.due_at, row.id)),
            "registerNumber" => json!((row.register_year, row.register_serial, row.id)),
            _ if self.filter.is_of_creation() => json!((row.created_at, row.id)),
            _ => json!(row.id),
        }
    }
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
    fits(visibility::in_sight(query, &actor.sight()), asked)
}

/// What the filter asks besides whose they are.
fn fits<R>(mut query: Statement<R>, asked: Asked<'_>) -> Statement<R> {
    let filter = asked.filter;
    if let Some(among) = asked.among {
        query = among.narrow(query);
    }
    if let Some(case) = filter.assignment_id {
        query = query.and(" AND d.assignment_id = $").bind::<SqlUuid, _>(case);
    }
    match filter.agenda_item_id.0.as_slice() {
        [] => {}
        [one] => query = query.and(" AND a.agenda_item_id = $").bind::<SqlUuid, _>(*one),
        several => query = query.and(" AND a.agenda_item_id = ANY($)").bind::<Array<SqlUuid>, _>(several.to_vec()),
    }
    if let Some(officer) = filter.officer_id {
        const HAS_TO_DO_WITH_IT: &str = " AND d.id IN (SELECT o.id FROM dispositions o WHERE o.issuer_id = $
            UNION ALL SELECT o.disposition_id FROM disposition_recipients o WHERE o.officer_id = $ AND o.state NOT IN ('RECALLED', 'RELEASED'))";
        query = query.and(HAS_TO_DO_WITH_IT).bind::<SqlUuid, _>(officer).bind::<SqlUuid, _>(officer);
    }
    if let Some(unit) = &filter.unit {
        query = query.and(" AND a.register_unit = $").bind::<Text, _>(unit.to_string());
    }
    if !filter.urgency.0.is_empty() {
        query = query.and(" AND a.urgency = ANY($)").bind::<Array<Text>, _>(filter.urgency.0.clone());
    }
    if let Some(number) = &filter.register_number {
        query = query.and(" AND d.register_number = $").bind::<Text, _>(number.clone());
    }
    const OVERDUE: [&str; 2] = [
        " AND (a.state IN ('CLOSED', 'CANCELLED') OR coalesce(a.due_at, 'infinity') >= $)",
        " AND a.state NOT IN ('CLOSED', 'CANCELLED') AND coalesce(a.due_at, 'infinity') < $",
    ];
    if let Some(overdue) = filter.overdue {
        query = query.and(OVERDUE[usize::from(overdue.0)]).bind::<Timestamptz, _>(asked.now);
    }
    let bounds = [
        (filter.created_at_from, " AND d.created_at >= $"),
        (filter.created_at_to, " AND d.created_at < $"),
        // What is due at no time is due at none of these.
        (filter.due_at_from, " AND a.due_at IS NOT NULL AND coalesce(a.due_at, 'infinity') >= $"),
        (filter.due_at_to, " AND coalesce(a.due_at, 'infinity') < $"),
    ];
    for (bound, text) in bounds {
        if let Some(at) = bound {
            query = query.and(text).bind::<Timestamptz, _>(at.0);
        }
    }
    query
}

/// How far the recipients (`v`) are; never who was taken off it.
fn in_states<R>(query: Statement<R>, filter: &DispositionFilter) -> Statement<R> {
    match filter.recipient_state.0.as_slice() {
        [] => query.and(" AND v.state NOT IN ('RECALLED', 'RELEASED')"),
        // In the words of the index of what is unread.
        [RecipientState::Delivered] => query.and(" AND v.state = 'DELIVERED'"),
        states => {
            query.and(" AND v.state NOT IN ('RECALLED', 'RELEASED') AND v.state = ANY($)").bind::<Array<Text>, _>(states.to_vec())
        }
    }
}

/// One page, newest first unless another order is asked for.
pub async fn list(conn: &mut Connection, actor: &Actor, asked: Asked<'_>, page: &Page) -> Result<Vec<Whole>, Problem> {
    if let Some(looked) = asked.looked.filter(|looked| looked.by_rank) {
        return best(conn, actor, asked, looked, page).await;
    }
    let (order, after) = (asked.order(page, actor), page.after::<Value>()?);
    let all = narrowed(with_case::<RowSql>(actor), actor, asked, &order);
    let all = order.sorted(order.beyond(all, after.as_ref(), page.descending)?, page.descending);
    let rows = all.and(" LIMIT $").bind::<BigInt, _>(page.fetch()).load::<Row>(conn).await?;
    whole(conn, rows).await
}

/// Those that fit best, in that order.
async fn best(
    conn: &mut Connection,
    actor: &Actor,
    asked: Asked<'_>,
    looked: &Looked,
    page: &Page,
) -> Result<Vec<Whole>, Problem> {
    let newest = narrowed(statement::<SqlUuid>("SELECT d.id"), actor, asked, &ID);
    let newest = newest.and(" ORDER BY d.id DESC LIMIT $").bind::<BigInt, _>(looked.most()).load(conn).await?;
    let best = looked.best(conn, newest, page.limit).await?;
    let asked = Asked { among: Some(looked.these(&best)), ..asked };
    let rows = narrowed(with_case::<RowSql>(actor), actor, asked, &ID).load::<Row>(conn).await?;
    let mut rows = whole(conn, rows).await?;
    search::put_in_order(&best, &mut rows, |row| row.row.id);
    Ok(rows)
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
