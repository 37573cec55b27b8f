//! What an act loads of artifacts, their cases locked.

use super::Artifact;
use super::contents::{self, Current};
use super::take_downs::{self, TakeDown};
use crate::db::Connection;
use crate::db::schema::artifacts;
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

/// One artifact for an act on its (locked) case.
pub async fn load(conn: &mut Connection, id: Uuid) -> QueryResult<Loaded> {
    load_all(conn, &[id]).await?.remove(&id).ok_or(diesel::NotFound)
}

/// The same of many: two queries, however many there are.
pub async fn load_all(conn: &mut Connection, ids: &[Uuid]) -> QueryResult<HashMap<Uuid, Loaded>> {
    let rows: Vec<(Artifact, Option<TakeDown>)> = artifacts::table
        .left_join(take_downs::standing())
        .filter(artifacts::id.eq_any(ids))
        .select((Artifact::as_select(), Option::<TakeDown>::as_select()))
        .load(conn)
        .await?;
    let mut contents = contents::current(conn, ids).await?;
    let loaded = |(row, take_down): (Artifact, _)| {
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
