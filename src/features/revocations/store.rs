//! SQL of revocations.

use super::requests::RevocationFilter;
use crate::db::Connection;
use crate::db::schema::revocations::{self, dsl};
use crate::domain::text::{Line, Prose};
use crate::domain::time::Instant;
use crate::http::paging::{COUNT_CAP, Count, Page};
use crate::http::problem::Problem;
use diesel::dsl::{exists, sql};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = revocations, check_for_backend(Pg))]
pub struct Revocation {
    pub id: Uuid,
    pub subject: Option<Line<255>>,
    pub jti: Option<Line<255>>,
    pub not_before: Option<Instant>,
    pub reason: Prose<2000>,
    pub expires_at: Instant,
    pub created_by: String,
    pub created_at: Instant,
}

pub async fn find(conn: &mut Connection, id: Uuid) -> QueryResult<Revocation> {
    revocations::table.find(id).select(Revocation::as_select()).first(conn).await
}

/// One page, by when they were written.
pub async fn list(conn: &mut Connection, filter: &RevocationFilter, page: &Page) -> Result<Vec<Revocation>, Problem> {
    let mut query = revocations::table.into_boxed();
    if let Some(subject) = &filter.subject {
        query = query.filter(dsl::subject.eq(subject));
    }
    if let Some((at, id)) = page.after::<(Instant, Uuid)>()? {
        let place = if page.descending { "(created_at, id) < (" } else { "(created_at, id) > (" };
        let after = sql::<Bool>(place).bind::<Timestamptz, _>(at).sql(", ").bind::<SqlUuid, _>(id);
        query = query.filter(after.sql(")"));
    }
    query = if page.descending {
        query.order((dsl::created_at.desc(), dsl::id.desc()))
    } else {
        query.order((dsl::created_at.asc(), dsl::id.asc()))
    };
    Ok(query.limit(page.fetch()).select(Revocation::as_select()).load(conn).await?)
}

pub async fn count(conn: &mut Connection, filter: &RevocationFilter) -> QueryResult<Count> {
    let mut query = revocations::table.select(dsl::id).into_boxed();
    if let Some(subject) = &filter.subject {
        query = query.filter(dsl::subject.eq(subject));
    }
    let found: Vec<Uuid> = query.limit(COUNT_CAP + 1).load(conn).await?;
    Ok(Count::of(&found))
}

pub async fn insert(conn: &mut Connection, revocation: &Revocation) -> QueryResult<usize> {
    diesel::insert_into(revocations::table).values(revocation).execute(conn).await
}

pub async fn is_revoked(conn: &mut Connection, jti: &str) -> QueryResult<bool> {
    diesel::select(exists(revocations::table.filter(dsl::jti.eq(jti)))).get_result(conn).await
}

/// Locked until the transaction ends, so that it is lifted once.
pub async fn lock(conn: &mut Connection, id: Uuid) -> QueryResult<Revocation> {
    revocations::table.find(id).select(Revocation::as_select()).for_update().first(conn).await
}

pub async fn delete(conn: &mut Connection, id: Uuid) -> QueryResult<usize> {
    diesel::delete(revocations::table.find(id)).execute(conn).await
}

/// Forgets those whose tokens are over by themselves.
pub async fn purge(conn: &mut Connection, now: Instant) -> QueryResult<usize> {
    let over = revocations::table.filter(dsl::expires_at.le(now));
    // A deletion of nothing, too, would have every instance forget what it keeps in memory.
    if !diesel::select(exists(over)).get_result::<bool>(conn).await? {
        return Ok(0);
    }
    diesel::delete(over).execute(conn).await
}
