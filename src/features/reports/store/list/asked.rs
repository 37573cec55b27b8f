//! What is asked of reports, in which orders they stand, and where a page of them ends.

use super::super::super::requests::ReportFilter;
use super::super::Row;
use crate::db::Connection;
use crate::db::statement::{Condition, statement};
use crate::domain::time::Instant;
use crate::features::search::{self, Looked};
use crate::http::paging::{Order, OrderPlace, Page};
use crate::office::actor::Sight;
use crate::office::visibility;
use diesel::QueryResult;
use diesel::sql_types::{Text, Timestamptz};
use serde_json::{Value, json};
use uuid::Uuid;

/// The first is that of ids, which are in the order of creation.
pub const SORTS: &[&str] = &[
    "-createdAt",
    "createdAt",
    "submittedAt",
    "-submittedAt",
    "startsAt",
    "-startsAt",
    "registerNumber",
    "-registerNumber",
    search::RELEVANCE,
];

/// The orders that a list can have, each as its index has it: what was not submitted yet stands behind all that was.
pub const ID: Order = Order { place: OrderPlace::Id, columns: &["reports.id"] };
const CREATED: Order = Order { place: OrderPlace::Moment, columns: &["reports.created_at", "reports.id"] };
const SUBMITTED: Order =
    Order { place: OrderPlace::Moment, columns: &["coalesce(reports.submitted_at, 'infinity')", "reports.id"] };
const STARTS: Order = Order { place: OrderPlace::MomentElsewhere, columns: &["agenda_items.starts_at", "reports.id"] };
const NUMBER: Order = Order {
    place: OrderPlace::Number,
    columns: &["coalesce(reports.register_year, 32767)", "coalesce(reports.register_serial, 0)", "reports.id"],
};

/// What is asked of reports, and when.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    pub filter: &'a ReportFilter,
    pub now: Instant,
    /// What a `q` has found.
    pub looked: Option<&'a Looked>,
    /// Only those of these cases, which are few.
    pub few: Option<&'a [Uuid]>,
}

/// What of a report tells its place in any order: its id, its case, when it was opened and submitted, and its event starts, and its number.
pub type PlaceRow = (Uuid, Uuid, (Instant, Option<Instant>, Instant), (Option<i32>, Option<i32>));

pub fn place((report, _, (starts_at, _), ..): &Row) -> PlaceRow {
    let number = (report.register_year, report.register_serial);
    (report.id, report.assignment_id, (report.created_at, report.submitted_at, *starts_at), number)
}

impl Asked<'_> {
    pub fn order(&self, page: &Page) -> Order {
        match page.sort.trim_start_matches('-') {
            "submittedAt" => SUBMITTED,
            "startsAt" => STARTS,
            "registerNumber" => NUMBER,
            // A stretch of it is found in the index of the moments.
            _ if self.filter.is_of_creation() => CREATED,
            _ => ID,
        }
    }

    /// Where a page ends.
    pub fn key(&self, page: &Page, (id, _, (created_at, submitted_at, starts_at), (year, serial)): PlaceRow) -> Value {
        match page.sort.trim_start_matches('-') {
            "submittedAt" => json!((submitted_at, id)),
            "startsAt" => json!((starts_at, id)),
            "registerNumber" => json!((year.unwrap_or(32_767), serial.unwrap_or(0), id)),
            _ if self.filter.is_of_creation() => json!((created_at, id)),
            _ => json!(id),
        }
    }
}

/// The cases that all of it is found by, where these are few: those of a unit, or of whoever sees nothing but what they take part in.
pub async fn few(conn: &mut Connection, sight: &Sight, filter: &ReportFilter) -> QueryResult<Option<Vec<Uuid>>> {
    // Of one case alone there is nothing to pass by.
    if filter.assignment_id.is_some() {
        return Ok(None);
    }
    let few = visibility::few(conn, sight, &[], filter.unit.as_deref()).await?;
    Ok(few.map(|few| few.into_iter().map(|(case, _)| case).collect()))
}

/// What must be so of the case: that it is in sight, and whose it is. OFFSET 0 keeps PostgreSQL from reading all such cases first: the list
/// is walked in its own order.
pub fn of_case(sight: &Sight, filter: &ReportFilter) -> Condition {
    let of_case = statement("EXISTS (SELECT FROM assignments a WHERE a.id = reports.assignment_id");
    let of_case = visibility::in_sight(of_case, sight);
    let of_case = match &filter.unit {
        None => of_case,
        Some(unit) => of_case.and(" AND a.register_unit = $").bind::<Text, _>(unit.to_string()),
    };
    Condition(of_case.and(" OFFSET 0)"))
}

/// Those of events between two moments are found by these, all of them, and then put in order, unless that is the order of events.
const OF_EVENTS: &str =
    "reports.assignment_id = ANY(ARRAY(SELECT c.id FROM agenda_items e JOIN assignments c ON c.agenda_item_id = e.id
    WHERE e.starts_at >= $ AND e.starts_at < $))";
/// OFFSET 0 keeps PostgreSQL from reading all events that fit first.
const OF_EVENT: [&str; 2] = [
    " AND EXISTS (SELECT FROM assignments c JOIN agenda_items e ON e.id = c.agenda_item_id
        WHERE c.id = reports.assignment_id AND e.starts_at >= $ OFFSET 0)",
    " AND EXISTS (SELECT FROM assignments c JOIN agenda_items e ON e.id = c.agenda_item_id
        WHERE c.id = reports.assignment_id AND e.starts_at < $ OFFSET 0)",
];
const STARTING: [&str; 2] = [" AND agenda_items.starts_at >= $", " AND agenda_items.starts_at < $"];

/// Whose events start between the two. In the order of events it is their index that is walked, and the moments are places in it.
pub fn of_events(filter: &ReportFilter, order: &Order) -> Condition {
    let (from, to) = (filter.starts_at_from, filter.starts_at_to);
    if let Some((from, to)) = from.zip(to).filter(|_| order.columns != STARTS.columns) {
        return Condition(statement(OF_EVENTS).bind::<Timestamptz, _>(from.0).bind::<Timestamptz, _>(to.0));
    }
    let [since, before] = if order.columns == STARTS.columns { STARTING } else { OF_EVENT };
    let bounds = [(from, since), (to, before)].into_iter().filter_map(|(at, text)| Some((at?, text)));
    Condition(bounds.fold(statement("true"), |all, (at, text)| all.and(text).bind::<Timestamptz, _>(at.0)))
}
