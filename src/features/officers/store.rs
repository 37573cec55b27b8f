//! SQL of the directory.

use super::requests::OfficerFilter;
use crate::db::Connection;
use crate::db::schema::{mandates, officers};
use crate::domain::role::Role;
use crate::domain::text::{EmployeeNumber, Line, Phone, UnitCode};
use crate::domain::time::Instant;
use crate::http::paging::{COUNT_CAP, Count, Page};
use crate::http::problem::Problem;
use diesel::dsl::{exists, sql};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text, Uuid as SqlUuid};
use diesel_async::{RunQueryDsl, SimpleAsyncConnection};
use uuid::Uuid;

#[derive(Debug, Clone, Queryable, Selectable, Insertable, Identifiable, AsChangeset)]
#[diesel(table_name = officers, check_for_backend(Pg), treat_none_as_default_value = false, treat_none_as_null = true)]
pub struct Officer {
    pub id: Uuid,
    pub subject: Line<255>,
    pub name: Line<200>,
    pub employee_number: Option<EmployeeNumber>,
    pub phone: Option<Phone>,
    pub position_title: Line<200>,
    pub unit: UnitCode,
    pub roles: Vec<Role>,
    pub qualification: Option<Line<200>>,
    pub active: bool,
    pub created_at: Instant,
    pub updated_at: Instant,
    pub version: i32,
}

pub async fn find(conn: &mut Connection, id: Uuid) -> QueryResult<Officer> {
    officers::table.find(id).select(Officer::as_select()).first(conn).await
}

/// The officer, locked until the transaction ends.
pub async fn lock(conn: &mut Connection, id: Uuid) -> QueryResult<Officer> {
    officers::table.find(id).select(Officer::as_select()).for_no_key_update().first(conn).await
}

/// Two officers, locked in the order of their ids: two who lock each other's pair must not wait for each other.
pub async fn lock_pair(conn: &mut Connection, one: Uuid, other: Uuid) -> QueryResult<(Option<Officer>, Option<Officer>)> {
    let found: Vec<Officer> = officers::table
        .filter(officers::id.eq_any([one, other]))
        .order(officers::id)
        .select(Officer::as_select())
        .for_no_key_update()
        .load(conn)
        .await?;
    let pick = |id: Uuid| found.iter().find(|officer| officer.id == id).cloned();
    Ok((pick(one), pick(other)))
}

/// Until the transaction ends nobody else enters or changes an officer; who reads, or refers to one, goes on.
pub async fn lock_out_writers(conn: &mut Connection) -> QueryResult<()> {
    conn.batch_execute("LOCK TABLE officers IN SHARE ROW EXCLUSIVE MODE").await
}

/// Whether another officer has its subject, and its employee number.
pub async fn taken(conn: &mut Connection, officer: &Officer) -> QueryResult<(bool, bool)> {
    let others = || officers::table.filter(officers::id.ne(officer.id));
    let subject = exists(others().filter(officers::subject.eq(&officer.subject)));
    let employee_number = exists(others().filter(officers::employee_number.eq(&officer.employee_number)));
    diesel::select((subject, employee_number)).get_result(conn).await
}

pub async fn insert(conn: &mut Connection, officer: &Officer) -> QueryResult<usize> {
    diesel::insert_into(officers::table).values(officer).execute(conn).await
}

pub async fn update(conn: &mut Connection, officer: &Officer) -> QueryResult<usize> {
    diesel::update(officer).set(officer).execute(conn).await
}

/// Takes back the confirmation of what this officer may act in and is not over; answers which mandates.
pub async fn unconfirm_mandates(conn: &mut Connection, holder: Uuid, now: Instant) -> QueryResult<Vec<Uuid>> {
    let held = mandates::holder_id
        .eq(holder)
        .and(mandates::confirmed_at.is_not_null())
        .and(mandates::ends_at.is_null().or(mandates::ends_at.assume_not_null().gt(now)));
    diesel::update(mandates::table.filter(held))
        .set((
            mandates::confirmed_at.eq(None::<Instant>),
            mandates::confirmed_by.eq(None::<String>),
            mandates::updated_at.eq(now),
            mandates::version.eq(mandates::version + 1),
        ))
        .returning(mandates::id)
        .get_results(conn)
        .await
}

/// One page of the directory, by name.
pub async fn list(conn: &mut Connection, filter: &OfficerFilter, page: &Page) -> Result<Vec<Officer>, Problem> {
    let mut query = filtered(filter);
    if let Some((name, id)) = page.after::<(String, Uuid)>()? {
        // Compared as a whole, the pair is a place in the index: nothing before it is looked at.
        let place = if page.descending { "(name, id) < (" } else { "(name, id) > (" };
        let after = sql::<Bool>(place).bind::<Text, _>(name).sql(", ").bind::<SqlUuid, _>(id);
        query = query.filter(after.sql(")"));
    }
    query = if page.descending {
        query.order((officers::name.desc(), officers::id.desc()))
    } else {
        query.order((officers::name.asc(), officers::id.asc()))
    };
    Ok(query.limit(page.fetch()).select(Officer::as_select()).load(conn).await?)
}

pub async fn count(conn: &mut Connection, filter: &OfficerFilter) -> QueryResult<Count> {
    let found: Vec<Uuid> = filtered(filter).select(officers::id).limit(COUNT_CAP + 1).load(conn).await?;
    Ok(Count::of(&found))
}

fn filtered(filter: &OfficerFilter) -> officers::BoxedQuery<'_, Pg> {
    let mut query = officers::table.into_boxed();
    if let Some(active) = filter.active {
        query = query.filter(officers::active.eq(active.0));
    }
    if !filter.role.0.is_empty() {
        query = query.filter(officers::roles.overlaps_with(&filter.role.0));
    }
    if let Some(unit) = &filter.unit {
        query = query.filter(officers::unit.eq(unit));
    }
    if let Some(name) = &filter.q {
        query = query.filter(officers::name.ilike(containing(name)));
    }
    query
}

/// A LIKE pattern in which what was asked for means only itself.
fn containing(text: &str) -> String {
    let escaped = text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    format!("%{escaped}%")
}
