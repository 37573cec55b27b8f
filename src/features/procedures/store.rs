//! SQL of the SOP's revisions.

use crate::db::Connection;
use crate::db::columns::Json;
use crate::db::schema::procedures;
use crate::domain::procedure::ProcedureStep;
use crate::domain::text::{Line, Prose};
use crate::domain::time::Instant;
use crate::http::paging::{COUNT_CAP, Count, Page};
use crate::http::problem::Problem;
use chrono::NaiveDate;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use uuid::Uuid;

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = procedures, check_for_backend(Pg))]
pub struct Procedure {
    pub id: Uuid,
    pub number: Line<100>,
    pub name: Line<300>,
    pub created_on: NaiveDate,
    pub revised_on: NaiveDate,
    pub effective_on: NaiveDate,
    pub approver: Line<200>,
    pub legal_bases: Vec<Line<500>>,
    pub qualifications: Vec<Line<500>>,
    pub equipment: Vec<Line<500>>,
    pub warning: Prose<2000>,
    pub steps: Json<Vec<ProcedureStep>>,
    pub created_at: Instant,
    pub updated_at: Instant,
    pub version: i32,
}

pub async fn find(conn: &mut Connection, id: Uuid) -> QueryResult<Procedure> {
    procedures::table.find(id).select(Procedure::as_select()).first(conn).await
}

pub async fn insert(conn: &mut Connection, procedure: &Procedure) -> QueryResult<usize> {
    diesel::insert_into(procedures::table).values(procedure).execute(conn).await
}

/// One page of revisions; no two have one date.
pub async fn list(conn: &mut Connection, page: &Page) -> Result<Vec<Procedure>, Problem> {
    let mut query = procedures::table.into_boxed();
    if let Some(date) = page.after::<NaiveDate>()? {
        query = if page.descending {
            query.filter(procedures::effective_on.lt(date))
        } else {
            query.filter(procedures::effective_on.gt(date))
        };
    }
    query =
        if page.descending { query.order(procedures::effective_on.desc()) } else { query.order(procedures::effective_on.asc()) };
    Ok(query.limit(page.fetch()).select(Procedure::as_select()).load(conn).await?)
}

pub async fn count(conn: &mut Connection) -> QueryResult<Count> {
    let found: Vec<Uuid> = procedures::table.select(procedures::id).limit(COUNT_CAP + 1).load(conn).await?;
    Ok(Count::of(&found))
}
