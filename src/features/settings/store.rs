//! SQL of the settings.

use crate::db::Connection;
use crate::db::columns::Json;
use crate::db::schema::{letterhead_logos, register_series, settings};
use crate::db::statement::statement;
use crate::domain::digest::Digest;
use crate::domain::register::{NumberForm, RegisterKind};
use crate::domain::time::Instant;
use crate::office::settings::Setting;
use diesel::prelude::*;
use diesel::result::Error;
use diesel::sql_types::{Array, Integer, Text};
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

/// Units that have drawn a number in this year.
pub async fn units_of(conn: &mut Connection, year: i32) -> QueryResult<Vec<String>> {
    register_series::table.filter(register_series::year.eq(year)).select(register_series::unit).distinct().load(conn).await
}

/// A number that is printed and that one of these series would still come to: it has the form, and its serial is not drawn yet. Of other
/// months and years there is none, for their numbers say so or are not printed yet.
pub async fn printed_already(
    conn: &mut Connection,
    kind: RegisterKind,
    year: i32,
    forms: Vec<(NumberForm, String)>,
) -> QueryResult<Option<String>> {
    const PRINTED: &str = "
SELECT n.number FROM unnest($::text[], $::text[], $::int[], $::text[]) f (unit, front, width, back)
    LEFT JOIN register_series s ON s.unit = f.unit AND s.kind = $ AND s.year = $
    JOIN register_numbers n ON starts_with(n.number, f.front) AND right(n.number, length(f.back)) = f.back
    CROSS JOIN LATERAL (SELECT substr(n.number, length(f.front) + 1, greatest(length(n.number) - length(f.front) - length(f.back), 0)) AS serial) d
WHERE CASE WHEN length(d.serial) BETWEEN 1 AND 9 AND d.serial !~ '[^0-9]'
    THEN d.serial::int > coalesce(s.last_serial, 0)
        AND d.serial = lpad(d.serial::int::text, greatest(f.width, length(d.serial::int::text)), '0')
    ELSE false END
ORDER BY n.number LIMIT 1";
    let mut units = Vec::new();
    let (mut fronts, mut widths, mut backs) = (Vec::new(), Vec::new(), Vec::new());
    for (form, unit) in forms {
        units.push(unit);
        fronts.push(form.before);
        widths.push(i32::from(form.width));
        backs.push(form.after);
    }
    let printed = statement::<Text>(PRINTED)
        .bind::<Array<Text>, _>(units)
        .bind::<Array<Text>, _>(fronts)
        .bind::<Array<Integer>, _>(widths)
        .bind::<Array<Text>, _>(backs)
        .bind::<Text, _>(kind)
        .bind::<Integer, _>(year);
    printed.get_result(conn).await.optional()
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
