//! SQL of take-downs.

use crate::db::Connection;
use crate::db::schema::take_downs;
use crate::domain::text::{Line, Prose};
use crate::domain::time::Instant;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use uuid::Uuid;

/// That an artifact was taken away from the public; kept also when it is lifted.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, Identifiable, AsChangeset)]
#[diesel(table_name = take_downs, check_for_backend(Pg), treat_none_as_default_value = false)]
pub struct TakeDown {
    pub id: Uuid,
    pub artifact_id: Uuid,
    pub taken_down_by_id: Uuid,
    pub taken_down_at: Instant,
    pub reason: Prose<2000>,
    pub legal_basis: Option<Line<300>>,
    pub lifted_by_id: Option<Uuid>,
    pub lifted_at: Option<Instant>,
    pub lift_reason: Option<Prose<2000>>,
}

pub async fn insert(conn: &mut Connection, row: &TakeDown) -> QueryResult<()> {
    diesel::insert_into(take_downs::table).values(row).execute(conn).await.map(|_| ())
}

pub async fn update(conn: &mut Connection, row: &TakeDown) -> QueryResult<()> {
    diesel::update(row).set(row).execute(conn).await.map(|_| ())
}
