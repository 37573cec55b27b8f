//! SQL of many reports: a page of those in sight, and how many they are.

mod asked;

pub use asked::{Asked, SORTS, few};

use super::{BODY, BUNDLE, CaseRow, Parts, Row, Whole, joined, next, with_contents};
use crate::db::Connection;
use crate::db::schema::{agenda_items, assignments, reports};
use crate::db::statement::{Condition, statement};
use crate::features::assignments::late;
use crate::features::search::{self, Looked};
use crate::http::paging::{Count, Order, Page, SHORT_TEXT};
use crate::http::problem::Problem;
use crate::office::actor::{Actor, Sight};
use crate::office::reference::Office;
use asked::{ID, PlaceRow, of_case, of_events, place};
use diesel::IntoSql;
use diesel::dsl::{case_when, sql};
use diesel::prelude::*;
use diesel::sql_types::{self, Bool, Timestamptz};
use diesel_async::RunQueryDsl;
use serde_json::Value;
use std::collections::HashMap;
use uuid::Uuid;

diesel::alias!(assignments as of: Of);

/// Narrows a boxed query over reports to what is in sight and fits the filter.
macro_rules! filtered {
    ($query:expr, $sight:expr, $asked:expr, $order:expr, $among:expr) => {{
        let (mut query, filter) = ($query, $asked.filter);
        if let Some(few) = $asked.few {
            query = query.filter(reports::assignment_id.eq_any(few));
        }
        if filter.starts_at_from.or(filter.starts_at_to).is_some() {
            query = query.filter(of_events(filter, $order));
        }
        if let Some(among) = $among {
            query = query.filter(among.filter());
        }
        if $sight != &Sight::All || filter.unit.is_some() {
            query = query.filter(of_case($sight, filter));
        }
        match filter.state.0.as_slice() {
            [] => {}
            [one] => query = query.filter(reports::state.eq(one.to_string())),
            several => query = query.filter(reports::state.eq_any(several.iter().map(ToString::to_string))),
        }
        if let Some(case) = filter.assignment_id {
            query = query.filter(reports::assignment_id.eq(case));
        }
        if !filter.agenda_item_id.0.is_empty() {
            let covering = of.filter(of.field(assignments::agenda_item_id).eq_any(&filter.agenda_item_id.0));
            query = query.filter(reports::assignment_id.eq_any(covering.select(of.field(assignments::id))));
        }
        if let Some(author) = filter.officer_id {
            query = query.filter(reports::author_id.eq(author));
        }
        if let Some(number) = &filter.register_number {
            query = query.filter(reports::register_number.eq(number.to_string()));
        }
        if let Some(from) = filter.created_at_from {
            query = query.filter(reports::created_at.ge(from.0));
        }
        if let Some(to) = filter.created_at_to {
            query = query.filter(reports::created_at.lt(to.0));
        }
        // In the words of the index; what was never submitted was submitted at none of these.
        if let Some(from) = filter.submitted_at_from {
            let since = sql::<Bool>("(reports.submitted_at IS NOT NULL AND coalesce(reports.submitted_at, 'infinity') >= ");
            query = query.filter(since.bind::<Timestamptz, _>(from.0).sql(")"));
        }
        if let Some(to) = filter.submitted_at_to {
            query = query.filter(sql::<Bool>("coalesce(reports.submitted_at, 'infinity') < ").bind::<Timestamptz, _>(to.0));
        }
        query
    }};
}

/// One page of what a query over reports and their cases finds: so many behind a place, in the order of the page.
macro_rules! behind {
    ($query:expr, $page:expr, $order:expr, $after:expr, $most:expr) => {{
        let (page, order): (&Page, &Order) = ($page, $order);
        let beyond = order.beyond(statement("true"), $after, page.descending)?;
        let turned = if page.descending { " DESC" } else { "" };
        let columns: Vec<String> = order.columns.iter().map(|column| format!("{column}{turned}")).collect();
        $query.filter(Condition(beyond)).order(sql::<sql_types::Text>(&columns.join(", "))).limit($most)
    }};
}

/// One page of the reports in sight, newest first unless another order is asked for, and the cursor of the next.
pub async fn list(
    conn: &mut Connection,
    actor: &Actor,
    office: &Office,
    asked: Asked<'_>,
    page: &Page,
) -> Result<(Vec<Whole>, Option<String>), Problem> {
    let (sight, order, parts) = (actor.sight(), asked.order(page), Parts::of(&page.shape));
    let (rows, more) = if let Some(looked) = asked.looked.filter(|looked| looked.by_rank) {
        if asked.filter.late.is_some() {
            return Err(late::unranked());
        }
        let newest = filtered!(reports::table.select(reports::id).into_boxed(), &sight, asked, &ID, Some(looked.among()));
        let newest = newest.order(reports::id.desc()).limit(looked.most()).load(conn).await?;
        let best = looked.best(conn, newest, page.limit).await?;
        let rows = these(conn, parts, &best).await?;
        // By rank there is one page alone: it has no places to go on from.
        (paged(conn, page, asked, parts, rows).await?.0, None)
    } else if let Some(late) = asked.filter.late {
        let (found, end) = list_late(conn, &sight, office, asked, page, late.0).await?;
        let rows = these(conn, parts, &found).await?;
        let (rows, more) = paged(conn, page, asked, parts, rows).await?;
        (rows, more.or_else(|| page.cursor(&end?)))
    } else {
        let query = filtered!(joined().into_boxed(), &sight, asked, &order, asked.looked.map(Looked::among));
        let query = behind!(query, page, &order, page.after()?.as_ref(), page.fetch());
        let rows = whole!(query, parts.at_once()).load::<Row>(conn).await?;
        paged(conn, page, asked, parts, rows).await?
    };
    Ok((with_contents(conn, actor, rows, parts).await?, more))
}

/// These reports, in this order.
async fn these(conn: &mut Connection, parts: Parts, ids: &[Uuid]) -> QueryResult<Vec<Row>> {
    let query = joined().filter(reports::id.eq_any(ids)).into_boxed();
    let mut rows = whole!(query, parts.at_once()).load::<Row>(conn).await?;
    search::put_in_order(ids, &mut rows, |row| row.0.id);
    Ok(rows)
}

/// Which of those of cases that are late, or that are not, stand on the page; and behind which place the next one begins.
async fn list_late(
    conn: &mut Connection,
    sight: &Sight,
    office: &Office,
    asked: Asked<'_>,
    page: &Page,
    late: bool,
) -> Result<(Vec<Uuid>, Option<Value>), Problem> {
    let order = asked.order(page);
    late::page_of(page, late, async |after| {
        let query = filtered!(joined().into_boxed(), sight, asked, &order, asked.looked.map(Looked::among));
        let query = behind!(query, page, &order, after.as_ref(), late::AT_ONCE);
        let number = (reports::register_year, reports::register_serial);
        let times = (reports::created_at, reports::submitted_at, agenda_items::starts_at);
        let place = (reports::id, reports::assignment_id, times, number);
        let rows: Vec<PlaceRow> = query.select(place).load(conn).await?;
        let are_late = late::late_of(conn, office, asked.now, rows.iter().map(|row| row.1).collect()).await?;
        let read = |row: PlaceRow| late::Read { place: asked.key(page, row), is_late: are_late.contains(&row.1), row: row.0 };
        Ok(rows.into_iter().map(read).collect())
    })
    .await
}

/// What of these rows stands on the page, with the long texts that are asked for, and the cursor of the next.
async fn paged(
    conn: &mut Connection,
    page: &Page,
    asked: Asked<'_>,
    parts: Parts,
    mut rows: Vec<Row>,
) -> QueryResult<(Vec<Row>, Option<String>)> {
    let text = |row: &Row| parts.lengths(row).into_iter().map(|length| usize::try_from(length).unwrap_or_default()).sum();
    let more = page.cut_by(&mut rows, text, |row| asked.key(page, place(row)));
    let is_long = |row: &Row| parts.lengths(row).into_iter().any(|length| length > SHORT_TEXT);
    let long: Vec<Uuid> = rows.iter().filter(|row| is_long(row)).map(|row| row.0.id).collect();
    if !long.is_empty() {
        // Read whole, so that a text stands with the version that it has.
        let query = joined().filter(reports::id.eq_any(&long)).into_boxed();
        let read: Vec<Row> = whole!(query, parts).load(conn).await?;
        let mut read: HashMap<Uuid, Row> = read.into_iter().map(|row| (row.0.id, row)).collect();
        rows = rows.into_iter().filter_map(|row| if is_long(&row) { read.remove(&row.0.id) } else { Some(row) }).collect();
    }
    Ok((rows, more))
}

pub async fn count(conn: &mut Connection, sight: &Sight, asked: Asked<'_>) -> QueryResult<Count> {
    let (among, most) = search::to_count(asked.looked);
    let query = filtered!(reports::table.select(reports::id).into_boxed(), sight, asked, &ID, among);
    let found: Vec<Uuid> = query.limit(most).load(conn).await?;
    search::counted(conn, asked.looked, found).await
}
