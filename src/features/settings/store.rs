//! SQL of the settings.

use crate::db::Connection;
use crate::db::columns::Json;
use crate::db::schema::{letterhead_logos, settings};
use crate::db::statement::statement;
use crate::domain::digest::Digest;
use crate::domain::time::Instant;
use crate::office::settings::Setting;
use diesel::prelude::*;
use diesel::result::Error;
use diesel::sql_types::{Array, Text};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

/// A setting as it stands.
pub struct Kept<T> {
    /// Its id in the journal.
    pub id: Uuid,
    pub document: T,
    pub version: i32,
}

impl<T: std::fmt::Debug> From<(Uuid, Json<T>, i32)> for Kept<T> {
    fn from((id, Json(document), version): (Uuid, Json<T>, i32)) -> Self {
        Self { id, document, version }
    }
}

pub async fn find<T: Setting>(conn: &mut Connection) -> QueryResult<Kept<T>> {
    let query = settings::table.find(T::KEY).select((settings::id, settings::value, settings::version));
    query.first::<(Uuid, Json<T>, i32)>(conn).await.map(Into::into)
}

/// The setting, locked until the transaction ends.
pub async fn lock<T: Setting>(conn: &mut Connection) -> QueryResult<Kept<T>> {
    let query = settings::table.find(T::KEY).select((settings::id, settings::value, settings::version));
    query.for_no_key_update().first::<(Uuid, Json<T>, i32)>(conn).await.map(Into::into)
}

pub async fn update<T: Setting>(conn: &mut Connection, kept: &Kept<T>, now: Instant) -> QueryResult<usize> {
    let value = serde_json::to_value(&kept.document).map_err(|error| Error::SerializationError(error.into()))?;
    diesel::update(settings::table.find(T::KEY))
        .set((settings::value.eq(Json(value)), settings::updated_at.eq(now), settings::version.eq(kept.version)))
        .execute(conn)
        .await
}

/// Which of these codes some disposition carries.
pub async fn carried(conn: &mut Connection, codes: Vec<String>) -> QueryResult<Vec<String>> {
    const CARRIED: &str = "
SELECT DISTINCT code FROM dispositions, unnest(instructions) AS code WHERE instructions && $ AND code = ANY ($) ORDER BY code";
    statement::<Text>(CARRIED).bind::<Array<Text>, _>(codes.clone()).bind::<Array<Text>, _>(codes).load(conn).await
}

pub async fn keep_logo(conn: &mut Connection, digest: &Digest, format: &str, bytes: Vec<u8>, now: Instant) -> QueryResult<usize> {
    let row = (
        letterhead_logos::digest.eq(digest),
        letterhead_logos::format.eq(format),
        letterhead_logos::bytes.eq(bytes),
        letterhead_logos::created_at.eq(now),
    );
    diesel::insert_into(letterhead_logos::table).values(row).on_conflict_do_nothing().execute(conn).await
}

pub async fn logo_format(conn: &mut Connection, digest: &Digest) -> QueryResult<Option<String>> {
    letterhead_logos::table.find(digest).select(letterhead_logos::format).first(conn).await.optional()
}
