//! SQL of security events.

use super::requests::EventFilter;
use crate::db::Connection;
use crate::db::schema::security_events as events;
use crate::domain::security::SecurityEventKind;
use crate::domain::time::Instant;
use crate::http::paging::{COUNT_CAP, Count, Page};
use crate::http::problem::Problem;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use uuid::Uuid;

#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = events, check_for_backend(Pg))]
pub struct Event {
    pub id: i64,
    pub kind: SecurityEventKind,
    pub subject: Option<String>,
    pub officer_id: Option<Uuid>,
    pub method: String,
    pub path: String,
    pub status: i16,
    pub assignment_ids: Vec<Uuid>,
    pub address: Option<String>,
    pub request_id: String,
    pub at: Instant,
}

pub async fn list(conn: &mut Connection, filter: &EventFilter, page: &Page) -> Result<Vec<Event>, Problem> {
    let mut query = narrowed(filter);
    if let Some(id) = page.after::<i64>()? {
        query = if page.descending { query.filter(events::id.lt(id)) } else { query.filter(events::id.gt(id)) };
    }
    query = if page.descending { query.order(events::id.desc()) } else { query.order(events::id.asc()) };
    Ok(query.limit(page.fetch()).select(Event::as_select()).load(conn).await?)
}

pub async fn count(conn: &mut Connection, filter: &EventFilter) -> QueryResult<Count> {
    let found: Vec<i64> = narrowed(filter).select(events::id).limit(COUNT_CAP + 1).load(conn).await?;
    Ok(Count::of(&found))
}

fn narrowed(filter: &EventFilter) -> events::BoxedQuery<'_, Pg> {
    let mut query = events::table.into_boxed();
    if !filter.kind.0.is_empty() {
        query = query.filter(events::kind.eq_any(&filter.kind.0));
    }
    if let Some(subject) = &filter.subject {
        query = query.filter(events::subject.eq(subject));
    }
    if let Some(case) = filter.assignment_id {
        query = query.filter(events::assignment_ids.contains(vec![case]));
    }
    if let Some(from) = filter.at_from {
        query = query.filter(events::at.ge(from.0));
    }
    match filter.at_to {
        Some(to) => query.filter(events::at.lt(to.0)),
        None => query,
    }
}
