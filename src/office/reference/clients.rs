//! Clients of our own tokens, as far as authorization cares.

use crate::db::Connection;
use crate::db::schema::oauth_clients::dsl::{active, oauth_clients, roles};
use crate::domain::role::{ClientRole, Role, Roles};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use uuid::Uuid;

/// What it may be now; nothing where it is inactive, or is none.
pub async fn standing(conn: &mut Connection, id: Uuid) -> QueryResult<Option<Roles>> {
    let found: Option<Vec<ClientRole>> = oauth_clients.find(id).filter(active).select(roles).first(conn).await.optional()?;
    Ok(found.map(|found| found.into_iter().map(Role::from).collect()))
}
