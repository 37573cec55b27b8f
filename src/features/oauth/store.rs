//! SQL of clients and their secrets.

use super::requests::ClientFilter;
use crate::db::Connection;
use crate::db::schema::{oauth_clients, oauth_secrets};
use crate::domain::role::ClientRole;
use crate::domain::text::Line;
use crate::domain::time::Instant;
use crate::http::paging::{COUNT_CAP, Count, Page};
use crate::http::problem::Problem;
use chrono::TimeDelta;
use diesel::dsl::sql;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

#[derive(Debug, Clone, Queryable, Selectable, Insertable, Identifiable, AsChangeset)]
#[diesel(table_name = oauth_clients, check_for_backend(Pg))]
pub struct Client {
    pub id: Uuid,
    pub name: Line<200>,
    pub roles: Vec<ClientRole>,
    pub active: bool,
    pub created_by: String,
    pub created_at: Instant,
    pub updated_at: Instant,
    pub version: i32,
}

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = oauth_secrets, check_for_backend(Pg), treat_none_as_default_value = false)]
pub struct Secret {
    pub id: Uuid,
    pub client_id: Uuid,
    pub slot: i16,
    pub hash: String,
    pub created_by: String,
    pub created_at: Instant,
    pub last_used_at: Option<Instant>,
}

pub async fn find(conn: &mut Connection, id: Uuid) -> QueryResult<Client> {
    oauth_clients::table.find(id).select(Client::as_select()).first(conn).await
}

/// Whether there is such a client, active, that may be a portal.
pub async fn may_integrate(conn: &mut Connection, id: Uuid) -> QueryResult<bool> {
    let found = oauth_clients::table.find(id).filter(oauth_clients::active).select(oauth_clients::roles);
    let roles: Option<Vec<ClientRole>> = found.first(conn).await.optional()?;
    Ok(roles.is_some_and(|roles| roles.contains(&ClientRole::Integration)))
}

/// The client, locked until the transaction ends; its secrets change under the same lock.
pub async fn lock(conn: &mut Connection, id: Uuid) -> QueryResult<Client> {
    oauth_clients::table.find(id).select(Client::as_select()).for_no_key_update().first(conn).await
}

/// One page, by when they were made.
pub async fn list(conn: &mut Connection, filter: &ClientFilter, page: &Page) -> Result<Vec<Client>, Problem> {
    let mut query = oauth_clients::table.into_boxed();
    if let Some(active) = filter.active {
        query = query.filter(oauth_clients::active.eq(active.0));
    }
    if let Some((at, id)) = page.after::<(Instant, Uuid)>()? {
        let place = if page.descending { "(created_at, id) < (" } else { "(created_at, id) > (" };
        let after = sql::<Bool>(place).bind::<Timestamptz, _>(at).sql(", ").bind::<SqlUuid, _>(id);
        query = query.filter(after.sql(")"));
    }
    query = if page.descending {
        query.order((oauth_clients::created_at.desc(), oauth_clients::id.desc()))
    } else {
        query.order((oauth_clients::created_at.asc(), oauth_clients::id.asc()))
    };
    Ok(query.limit(page.fetch()).select(Client::as_select()).load(conn).await?)
}

pub async fn count(conn: &mut Connection, filter: &ClientFilter) -> QueryResult<Count> {
    let mut query = oauth_clients::table.select(oauth_clients::id).into_boxed();
    if let Some(active) = filter.active {
        query = query.filter(oauth_clients::active.eq(active.0));
    }
    let found: Vec<Uuid> = query.limit(COUNT_CAP + 1).load(conn).await?;
    Ok(Count::of(&found))
}

pub async fn insert(conn: &mut Connection, client: &Client) -> QueryResult<usize> {
    diesel::insert_into(oauth_clients::table).values(client).execute(conn).await
}

pub async fn update(conn: &mut Connection, client: &Client) -> QueryResult<usize> {
    diesel::update(client).set(client).execute(conn).await
}

/// Of these clients, the oldest first.
pub async fn secrets(conn: &mut Connection, clients: &[Uuid]) -> QueryResult<Vec<Secret>> {
    oauth_secrets::table
        .filter(oauth_secrets::client_id.eq_any(clients))
        .order(oauth_secrets::id)
        .select(Secret::as_select())
        .load(conn)
        .await
}

pub async fn insert_secret(conn: &mut Connection, secret: &Secret) -> QueryResult<usize> {
    diesel::insert_into(oauth_secrets::table).values(secret).execute(conn).await
}

pub async fn delete_secret(conn: &mut Connection, id: Uuid) -> QueryResult<usize> {
    diesel::delete(oauth_secrets::table.find(id)).execute(conn).await
}

/// What an active client may have that has this secret, and the secret's hash.
pub async fn proof(conn: &mut Connection, client: Uuid, secret: Uuid) -> QueryResult<Option<(Vec<ClientRole>, String)>> {
    oauth_clients::table
        .inner_join(oauth_secrets::table)
        .filter(oauth_clients::id.eq(client).and(oauth_clients::active).and(oauth_secrets::id.eq(secret)))
        .select((oauth_clients::roles, oauth_secrets::hash))
        .first(conn)
        .await
        .optional()
}

/// When a secret was last used is known to this: a client that asks all the time is not written all the time.
const USE: TimeDelta = TimeDelta::minutes(1);

pub async fn note_use(conn: &mut Connection, secret: Uuid, now: Instant) -> QueryResult<usize> {
    let last = oauth_secrets::last_used_at;
    let due = last.is_null().or(last.lt(now - USE));
    diesel::update(oauth_secrets::table.find(secret).filter(due)).set(last.eq(now)).execute(conn).await
}
