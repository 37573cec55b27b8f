//! What an act loads of artifacts, their cases locked.

use super::{Artifact, BESIDES, ContentVersion, HAS, TakeDown, Texts, artifact};
use crate::db::Connection;
use crate::db::schema::artifacts;
use crate::db::statement::{SqlOf, Statement};
use crate::features::pictures::store::Poster;
use diesel::prelude::*;
use diesel::sql_types::{Array, Nullable, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use std::collections::HashMap;
use uuid::Uuid;

/// The case an artifact belongs to.
pub async fn case_of(conn: &mut Connection, id: Uuid) -> QueryResult<Uuid> {
    artifacts::table.find(id).select(artifacts::assignment_id).first(conn).await
}

/// An artifact with what an act must know of it, its case locked; at last the mandate by which it was decided on.
pub type Loaded = (Artifact, Option<TakeDown>, Option<ContentVersion>, Option<Poster>, Option<Uuid>);
type LoadedSql =
    (SqlOf<Artifact>, SqlOf<Option<TakeDown>>, SqlOf<Option<ContentVersion>>, SqlOf<Option<Poster>>, Nullable<SqlUuid>);

fn all() -> Statement<LoadedSql> {
    artifact(Texts::Read).and(BESIDES).and(", sm.mandate_id FROM artifacts f").and(HAS)
}

/// One artifact for an act on its (locked) case.
pub fn loading(id: Uuid) -> Statement<LoadedSql> {
    all().and(" WHERE f.id = $").bind::<SqlUuid, _>(id)
}

/// The same of many.
pub async fn load_all(conn: &mut Connection, ids: &[Uuid]) -> QueryResult<HashMap<Uuid, Loaded>> {
    let rows = all().and(" WHERE f.id = ANY($)").bind::<Array<SqlUuid>, _>(ids.to_vec()).load::<Loaded>(conn).await?;
    Ok(rows.into_iter().map(|loaded| (loaded.0.id, loaded)).collect())
}

/// The cases these artifacts belong to, by artifact.
pub async fn cases_of(conn: &mut Connection, ids: &[Uuid]) -> QueryResult<HashMap<Uuid, Uuid>> {
    let found = artifacts::table.filter(artifacts::id.eq_any(ids)).select((artifacts::id, artifacts::assignment_id));
    Ok(found.load::<(Uuid, Uuid)>(conn).await?.into_iter().collect())
}
