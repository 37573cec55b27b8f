//! SQL of mandates.

use crate::db::Connection;
use crate::db::schema::{mandates, officers};
use crate::domain::officer::MandateKind;
use crate::domain::role::Role;
use crate::domain::text::Line;
use crate::domain::time::Instant;
use crate::features::officers::OfficerRef;
use crate::http::paging::{COUNT_CAP, Count, Page};
use crate::http::problem::Problem;
use crate::office::reference::principal_has_the_role;
use diesel::dsl::exists;
use diesel::dsl::sql;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

#[derive(Debug, Clone, Queryable, Selectable, Insertable, Identifiable, AsChangeset)]
#[diesel(table_name = mandates, check_for_backend(Pg))]
pub struct Mandate {
    pub id: Uuid,
    pub holder_id: Uuid,
    pub principal_id: Uuid,
    pub role: Role,
    pub kind: MandateKind,
    pub decree_number: Line<100>,
    pub starts_at: Instant,
    pub ends_at: Instant,
    pub created_at: Instant,
    pub updated_at: Instant,
    pub version: i32,
}

/// A mandate, and whose role it is.
pub type Given = (Mandate, OfficerRef);

pub async fn find(conn: &mut Connection, holder: Uuid, id: Uuid) -> QueryResult<Given> {
    mandates::table
        .inner_join(officers::table.on(officers::id.eq(mandates::principal_id)))
        .filter(mandates::id.eq(id).and(mandates::holder_id.eq(holder)))
        .select((Mandate::as_select(), OfficerRef::as_select()))
        .first(conn)
        .await
}

/// The mandate, locked until the transaction ends.
pub async fn lock(conn: &mut Connection, holder: Uuid, id: Uuid) -> QueryResult<Mandate> {
    mandates::table
        .filter(mandates::id.eq(id).and(mandates::holder_id.eq(holder)))
        .select(Mandate::as_select())
        .for_no_key_update()
        .first(conn)
        .await
}

/// One page of what an officer holds or held, by its beginning.
pub async fn list(conn: &mut Connection, holder: Uuid, page: &Page) -> Result<Vec<Given>, Problem> {
    let mut query = mandates::table
        .inner_join(officers::table.on(officers::id.eq(mandates::principal_id)))
        .filter(mandates::holder_id.eq(holder))
        .into_boxed();
    if let Some((at, id)) = page.after::<(Instant, Uuid)>()? {
        let place = if page.descending { "(starts_at, mandates.id) < (" } else { "(starts_at, mandates.id) > (" };
        let after = sql::<Bool>(place).bind::<Timestamptz, _>(at).sql(", ").bind::<SqlUuid, _>(id);
        query = query.filter(after.sql(")"));
    }
    query = if page.descending {
        query.order((mandates::starts_at.desc(), mandates::id.desc()))
    } else {
        query.order((mandates::starts_at.asc(), mandates::id.asc()))
    };
    Ok(query.limit(page.fetch()).select((Mandate::as_select(), OfficerRef::as_select())).load(conn).await?)
}

pub async fn count(conn: &mut Connection, holder: Uuid) -> QueryResult<Count> {
    let query = mandates::table.filter(mandates::holder_id.eq(holder)).select(mandates::id);
    let found: Vec<Uuid> = query.limit(COUNT_CAP + 1).load(conn).await?;
    Ok(Count::of(&found))
}

/// What an officer may act in now, as authorization sees it: a principal who left office has no role left to lend.
pub async fn in_force(conn: &mut Connection, holder: Uuid, now: Instant) -> QueryResult<Vec<Given>> {
    mandates::table
        .inner_join(officers::table.on(officers::id.eq(mandates::principal_id)))
        .filter(mandates::holder_id.eq(holder).and(officers::active))
        .filter(principal_has_the_role())
        .filter(mandates::starts_at.le(now).and(mandates::ends_at.gt(now)))
        .order(mandates::id)
        .limit(1000)
        .select((Mandate::as_select(), OfficerRef::as_select()))
        .load(conn)
        .await
}

/// Whether the holder already acts in this role of this principal at some time of the same period.
///
/// Asked under the lock of both officers, so no other such mandate can appear meanwhile.
pub async fn overlaps(conn: &mut Connection, wanted: &Mandate) -> QueryResult<bool> {
    let same = mandates::table
        .filter(mandates::holder_id.eq(wanted.holder_id).and(mandates::principal_id.eq(wanted.principal_id)))
        .filter(mandates::role.eq(wanted.role))
        // One revoked before it began has an empty period, which overlaps nothing.
        .filter(mandates::starts_at.lt(mandates::ends_at))
        .filter(mandates::starts_at.lt(wanted.ends_at).and(mandates::ends_at.gt(wanted.starts_at)));
    diesel::select(exists(same)).get_result(conn).await
}

pub async fn insert(conn: &mut Connection, mandate: &Mandate) -> QueryResult<usize> {
    diesel::insert_into(mandates::table).values(mandate).execute(conn).await
}

pub async fn update(conn: &mut Connection, mandate: &Mandate) -> QueryResult<usize> {
    diesel::update(mandate).set(mandate).execute(conn).await
}
