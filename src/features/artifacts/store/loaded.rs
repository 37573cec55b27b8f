//! What an act loads of artifacts, their cases locked.

use super::Artifact;
use super::contents::{self, Current};
use super::take_downs::{self, TakeDown};
use crate::db::Connection;
use crate::db::schema::artifacts;
use diesel::dsl::AsSelect;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use std::collections::HashMap;
use uuid::Uuid;

/// The case an artifact belongs to.
pub async fn case_of(conn: &mut Connection, id: Uuid) -> QueryResult<Uuid> {
    artifacts::table.find(id).select(artifacts::assignment_id).first(conn).await
}

/// An artifact with what an act must know of it, its case locked.
pub type Loaded = (Artifact, Option<TakeDown>, Option<Current>);

type LoadedRow = (Artifact, Option<TakeDown>);

/// One artifact for an act on its (locked) case, to be [`completed`].
#[diesel::dsl::auto_type(no_type_alias)]
pub fn loading(id: Uuid) -> _ {
    let rows: AsSelect<LoadedRow, Pg> = LoadedRow::as_select();
    artifacts::table.left_join(take_downs::standing()).filter(artifacts::id.eq(id)).select(rows)
}

/// The same of many: two queries, however many there are.
pub async fn load_all(conn: &mut Connection, ids: &[Uuid]) -> QueryResult<HashMap<Uuid, Loaded>> {
    let rows = artifacts::table.left_join(take_downs::standing()).filter(artifacts::id.eq_any(ids));
    let rows = rows.select(LoadedRow::as_select()).load(conn).await?;
    completed(conn, rows).await
}

/// Adds what each of them has besides its row.
pub async fn completed(conn: &mut Connection, rows: Vec<LoadedRow>) -> QueryResult<HashMap<Uuid, Loaded>> {
    let ids: Vec<Uuid> = rows.iter().map(|(row, _)| row.id).collect();
    let mut contents = contents::current(conn, &ids).await?;
    let loaded = |(row, take_down): LoadedRow| {
        let id = row.id;
        (id, (row, take_down, contents.remove(&id)))
    };
    Ok(rows.into_iter().map(loaded).collect())
}

/// The cases these artifacts belong to, by artifact.
pub async fn cases_of(conn: &mut Connection, ids: &[Uuid]) -> QueryResult<HashMap<Uuid, Uuid>> {
    let found = artifacts::table.filter(artifacts::id.eq_any(ids)).select((artifacts::id, artifacts::assignment_id));
    Ok(found.load::<(Uuid, Uuid)>(conn).await?.into_iter().collect())
}
