//! SQL of many reports: a page of those in sight, and how many they are.

use super::super::requests::ReportFilter;
use super::{BODY, BUNDLE, CaseRow, Parts, Report, Row, Whole, joined, next, with_contents};
use crate::db::Connection;
use crate::db::schema::{agenda_items, assignments, reports};
use crate::domain::time::Instant;
use crate::features::search::{self, Looked};
use crate::http::paging::{Count, Page, SHORT_TEXT};
use crate::http::problem::Problem;
use crate::office::actor::{Actor, Sight};
use crate::office::visibility;
use diesel::IntoSql;
use diesel::dsl::{case_when, sql};
use diesel::prelude::*;
use diesel::sql_types::{self, Bool, Integer, Nullable, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use serde_json::{Value, json};
use std::collections::HashMap;
use uuid::Uuid;

/// The first is that of ids, which are in the order of creation.
pub const SORTS: &[&str] =
    &["-createdAt", "createdAt", "submittedAt", "-submittedAt", "registerNumber", "-registerNumber", search::RELEVANCE];

/// The orders that a list can have, each as its index has it: what was not submitted yet stands behind all that was.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Order {
    Id,
    Created,
    Submitted,
    Number,
}

impl Order {
    fn of(page: &Page, filter: &ReportFilter) -> Self {
        match page.sort.trim_start_matches('-') {
            "submittedAt" => Self::Submitted,
            "registerNumber" => Self::Number,
            // A stretch of it is found in the index of the moments.
            _ if filter.is_of_creation() => Self::Created,
            _ => Self::Id,
        }
    }

    fn columns(self) -> &'static [&'static str] {
        match self {
            Self::Id => &["reports.id"],
            Self::Created => &["reports.created_at", "reports.id"],
            Self::Submitted => &["coalesce(reports.submitted_at, 'infinity')", "reports.id"],
            Self::Number => &["coalesce(reports.register_year, 32767)", "coalesce(reports.register_serial, 0)", "reports.id"],
        }
    }
}

/// Where a page ends.
fn key(page: &Page, filter: &ReportFilter, report: &Report) -> Value {
    match Order::of(page, filter) {
        Order::Id => json!(report.id),
        Order::Created => json!((report.created_at, report.id)),
        Order::Submitted => json!((report.submitted_at, report.id)),
        Order::Number => json!((report.register_year.unwrap_or(32_767), report.register_serial.unwrap_or(0), report.id)),
    }
}

diesel::alias!(assignments as of: Of);

/// Narrows a boxed query over reports to what is in sight and fits the filter.
macro_rules! filtered {
    ($query:expr, $sight:expr, $filter:expr, $among:expr) => {{
        let (mut query, filter) = ($query, $filter);
        if let Some(among) = $among {
            query = query.filter(among.filter());
        }
        if let Some(cases) = visibility::cases($sight) {
            query = query.filter(reports::assignment_id.eq_any(cases));
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
        if let Some(unit) = &filter.unit {
            let theirs = of.filter(of.field(assignments::register_unit).eq(unit.to_string()));
            query = query.filter(reports::assignment_id.eq_any(theirs.select(of.field(assignments::id))));
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

/// One page of the reports in sight, newest first unless another order is asked for, and the cursor of the next.
pub async fn list(
    conn: &mut Connection,
    actor: &Actor,
    filter: &ReportFilter,
    looked: Option<&Looked>,
    page: &Page,
) -> Result<(Vec<Whole>, Option<String>), Problem> {
    let (sight, order, parts) = (actor.sight(), Order::of(page, filter), Parts::of(&page.shape));
    if let Some(looked) = looked.filter(|looked| looked.by_rank) {
        let newest = filtered!(reports::table.select(reports::id).into_boxed(), &sight, filter, Some(looked.among()));
        let newest = newest.order(reports::id.desc()).limit(looked.most()).load(conn).await?;
        let best = looked.best(conn, newest, page.limit).await?;
        let query = joined().filter(reports::id.eq_any(&best)).into_boxed();
        let mut rows = whole!(query, parts.at_once()).load::<Row>(conn).await?;
        search::put_in_order(&best, &mut rows, |row| row.0.id);
        // By rank there is one page alone: it has no places to go on from.
        let (rows, _) = paged(conn, (page, filter), parts, rows).await?;
        return Ok((with_contents(conn, actor, rows, parts).await?, None));
    }
    let mut query = filtered!(joined().into_boxed(), &sight, filter, looked.map(Looked::among));
    // Compared as a whole, the row is a place in the index: nothing before it is looked at.
    let beyond = if page.descending { "<" } else { ">" };
    let place = format!("({}) {beyond} (", order.columns().join(", "));
    match order {
        Order::Id => {
            if let Some(id) = page.after::<Uuid>()? {
                query = if page.descending { query.filter(reports::id.lt(id)) } else { query.filter(reports::id.gt(id)) };
            }
        }
        Order::Created | Order::Submitted => {
            if let Some((at, id)) = page.after::<(Option<Instant>, Uuid)>()? {
                let after = sql::<Bool>(&place).sql("coalesce(").bind::<Nullable<Timestamptz>, _>(at).sql(", 'infinity'), ");
                query = query.filter(after.bind::<SqlUuid, _>(id).sql(")"));
            }
        }
        Order::Number => {
            if let Some((year, serial, id)) = page.after::<(i32, i32, Uuid)>()? {
                let after = sql::<Bool>(&place).bind::<Integer, _>(year).sql(", ").bind::<Integer, _>(serial).sql(", ");
                query = query.filter(after.bind::<SqlUuid, _>(id).sql(")"));
            }
        }
    }
    let turned = if page.descending { " DESC" } else { "" };
    let columns: Vec<String> = order.columns().iter().map(|column| format!("{column}{turned}")).collect();
    let query = query.order(sql::<sql_types::Text>(&columns.join(", ")));
    let rows = whole!(query.limit(page.fetch()), parts.at_once()).load::<Row>(conn).await?;
    let (rows, more) = paged(conn, (page, filter), parts, rows).await?;
    Ok((with_contents(conn, actor, rows, parts).await?, more))
}

/// What of these rows stands on the page, with the long texts that are asked for, and the cursor of the next.
async fn paged(
    conn: &mut Connection,
    (page, filter): (&Page, &ReportFilter),
    parts: Parts,
    mut rows: Vec<Row>,
) -> QueryResult<(Vec<Row>, Option<String>)> {
    let text = |row: &Row| parts.lengths(row).into_iter().map(|length| usize::try_from(length).unwrap_or_default()).sum();
    let more = page.cut_by(&mut rows, text, |row| key(page, filter, &row.0));
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

pub async fn count(conn: &mut Connection, sight: &Sight, filter: &ReportFilter, looked: Option<&Looked>) -> QueryResult<Count> {
    let (among, most) = search::to_count(looked);
    let query = filtered!(reports::table.select(reports::id).into_boxed(), sight, filter, among);
    let found: Vec<Uuid> = query.limit(most).load(conn).await?;
    search::counted(conn, looked, found).await
}
