//! SQL of portals.

use super::requests::PortalFilter;
use crate::db::Connection;
use crate::db::schema::portals;
use crate::domain::text::Line;
use crate::domain::time::Instant;
use crate::http::paging::{COUNT_CAP, Count, Page};
use crate::http::problem::Problem;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use uuid::Uuid;

#[derive(Debug, Clone, Queryable, Selectable, Insertable, Identifiable, AsChangeset)]
#[diesel(table_name = portals, check_for_backend(Pg), treat_none_as_default_value = false, treat_none_as_null = true)]
pub struct Portal {
    pub id: Uuid,
    pub name: Line<200>,
    pub client_id: Uuid,
    pub address: Option<Line<1000>>,
    pub active: bool,
    pub created_by: String,
    pub created_at: Instant,
    pub updated_at: Instant,
    pub version: i32,
}

/// Whose portals are asked for: of one client, or all.
#[derive(Debug, Clone, Copy)]
pub struct Whose(pub Option<Uuid>);

pub async fn find(conn: &mut Connection, id: Uuid, whose: Whose) -> QueryResult<Portal> {
    let mut query = portals::table.find(id).select(Portal::as_select()).into_boxed();
    if let Some(client) = whose.0 {
        query = query.filter(portals::client_id.eq(client));
    }
    query.first(conn).await
}

/// That of a client, if it has one and it is active.
pub async fn of_client(conn: &mut Connection, client: Uuid) -> QueryResult<Option<Portal>> {
    let one = portals::table.filter(portals::client_id.eq(client).and(portals::active));
    one.select(Portal::as_select()).first(conn).await.optional()
}

/// Locked until the transaction ends.
pub async fn lock(conn: &mut Connection, id: Uuid) -> QueryResult<Portal> {
    portals::table.find(id).select(Portal::as_select()).for_no_key_update().first(conn).await
}

/// One page, by when they were entered.
pub async fn list(conn: &mut Connection, filter: &PortalFilter, whose: Whose, page: &Page) -> Result<Vec<Portal>, Problem> {
    let mut query = portals::table.select(Portal::as_select()).into_boxed();
    if let Some(active) = filter.active {
        query = query.filter(portals::active.eq(active.0));
    }
    if let Some(client) = whose.0 {
        query = query.filter(portals::client_id.eq(client));
    }
    if let Some(id) = page.after::<Uuid>()? {
        query = if page.descending { query.filter(portals::id.lt(id)) } else { query.filter(portals::id.gt(id)) };
    }
    query = if page.descending { query.order(portals::id.desc()) } else { query.order(portals::id.asc()) };
    Ok(query.limit(page.fetch()).load(conn).await?)
}

pub async fn count(conn: &mut Connection, filter: &PortalFilter, whose: Whose) -> QueryResult<Count> {
    let mut query = portals::table.select(portals::id).into_boxed();
    if let Some(active) = filter.active {
        query = query.filter(portals::active.eq(active.0));
    }
    if let Some(client) = whose.0 {
        query = query.filter(portals::client_id.eq(client));
    }
    let found: Vec<Uuid> = query.limit(COUNT_CAP + 1).load(conn).await?;
    Ok(Count::of(&found))
}

pub async fn insert(conn: &mut Connection, portal: &Portal) -> QueryResult<usize> {
    diesel::insert_into(portals::table).values(portal).execute(conn).await
}

pub async fn update(conn: &mut Connection, portal: &Portal) -> QueryResult<usize> {
    diesel::update(portal).set(portal).execute(conn).await
}
