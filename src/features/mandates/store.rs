//! SQL of mandates.

use crate::db::Connection;
use crate::db::schema::{mandates, officers};
use crate::db::statement::{SqlOf, Statement, statement};
use crate::domain::officer::MandateKind;
use crate::domain::role::Role;
use crate::domain::text::Line;
use crate::domain::time::Instant;
use crate::features::officers::OfficerRef;
use crate::http::paging::{COUNT_CAP, Count, Page};
use crate::http::problem::Problem;
use crate::office::actor::Actor;
use crate::office::reference::lends;
use diesel::dsl::exists;
use diesel::dsl::sql;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

#[derive(Debug, Clone, Queryable, Selectable, Insertable, Identifiable, AsChangeset)]
#[diesel(table_name = mandates, check_for_backend(Pg), treat_none_as_null = true)]
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
    /// Issuer and subject of the ADMIN who gave it; empty for those given before this was kept.
    pub given_by: String,
    /// None: it lends nothing yet.
    pub confirmed_at: Option<Instant>,
    /// Issuer and subject.
    pub confirmed_by: Option<String>,
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

/// What an officer may act in now, as authorization sees it.
pub async fn in_force(conn: &mut Connection, holder: Uuid, now: Instant) -> QueryResult<Vec<Given>> {
    mandates::table
        .inner_join(officers::table.on(officers::id.eq(mandates::principal_id)))
        .filter(mandates::holder_id.eq(holder))
        .filter(lends())
        .filter(mandates::starts_at.le(now).and(mandates::ends_at.gt(now)))
        .order(mandates::id)
        .limit(1000)
        .select((Mandate::as_select(), OfficerRef::as_select()))
        .load(conn)
        .await
}

/// What waits for this caller's confirmation: of principals what lends their own role, of ADMIN and AUDITOR what fills a vacant post,
/// unless they gave or hold it: what `Mandate::confirmer` will let them confirm.
const WAITING: &str = "
FROM mandates m JOIN officers p ON p.id = m.principal_id JOIN officers h ON h.id = m.holder_id
WHERE m.confirmed_at IS NULL AND m.starts_at < m.ends_at AND m.ends_at > $
    AND CASE WHEN m.kind = 'ACTING' AND NOT (p.active AND m.role::text = ANY (p.roles))
        THEN $ AND m.given_by <> $ AND m.holder_id IS DISTINCT FROM $
        ELSE m.principal_id = $ AND m.role::text = ANY ($) END";

fn waiting<R>(select: Statement<R>, actor: &Actor, now: Instant) -> Statement<R> {
    let own = actor.hats.iter().filter(|hat| hat.is_own()).map(|hat| hat.role).collect::<Vec<Role>>();
    select
        .and(WAITING)
        .bind::<Timestamptz, _>(now)
        .bind::<Bool, _>(actor.watches())
        .bind::<Text, _>(actor.principal.clone())
        .bind::<Nullable<SqlUuid>, _>(actor.officer)
        .bind::<Nullable<SqlUuid>, _>(actor.officer)
        .bind::<Array<Text>, _>(own)
}

/// How many there are.
pub fn count_waiting(actor: &Actor, now: Instant) -> Statement<BigInt> {
    waiting(statement("SELECT count(*) "), actor, now)
}

/// A mandate, whose role it is, and who is to act.
type WaitingRow = (Mandate, OfficerRef, OfficerRef);

pub async fn to_confirm(conn: &mut Connection, actor: &Actor, now: Instant) -> QueryResult<Vec<WaitingRow>> {
    let columns = "
SELECT m.id, m.holder_id, m.principal_id, m.role, m.kind, m.decree_number, m.starts_at, m.ends_at, m.created_at, m.updated_at, m.version,
    m.given_by, m.confirmed_at, m.confirmed_by, p.id, p.name, p.position_title, h.id, h.name, h.position_title ";
    let select = statement::<(SqlOf<Mandate>, SqlOf<OfficerRef>, SqlOf<OfficerRef>)>(columns);
    waiting(select, actor, now).and(" ORDER BY m.id LIMIT 1000").load(conn).await
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
