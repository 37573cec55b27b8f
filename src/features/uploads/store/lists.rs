//! SQL of the uploads of one caller.

use super::super::requests::{UploadFilter, UploadState};
use super::Upload;
use crate::db::Connection;
use crate::db::statement::{SqlOf, Statement, statement};
use crate::domain::label::Label;
use crate::domain::time::Instant;
use crate::http::paging::{COUNT_CAP, Count, Page};
use crate::http::problem::Problem;
use diesel::QueryResult;
use diesel::sql_types::{Array, BigInt, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

/// An upload with its state: the one place that says which it is. Where a sender ended it, nothing came later.
type RowSql = (SqlOf<Upload>, Text);
const ROWS: &str = "
SELECT id, assignment_id, replaces_id, sender_id, principal, kind, description, told_metadata, file_name, declared_type, length,
    received, writer, artifact_id, version_number, finished_at, refused_at, refusal, expires_at, created_at, updated_at, state
FROM (SELECT *, CASE
        WHEN finished_at IS NOT NULL THEN 'FINISHED'
        WHEN refused_at IS NOT NULL THEN 'REFUSED'
        WHEN expires_at > $ THEN 'UNFINISHED'
        WHEN expires_at = updated_at THEN 'ENDED'
        ELSE 'EXPIRED' END AS state
    FROM uploads WHERE principal = $) mine";

fn mine(principal: &str, filter: &UploadFilter, now: Instant) -> Statement<RowSql> {
    let rows = statement(ROWS).bind::<Timestamptz, _>(now).bind::<Text, _>(principal.to_owned());
    let mut rows = rows.and(" WHERE true");
    if !filter.state.0.is_empty() {
        let states: Vec<String> = filter.state.0.iter().map(|state| state.label().to_owned()).collect();
        rows = rows.and(" AND state = ANY($)").bind::<Array<Text>, _>(states);
    }
    match filter.assignment_id {
        Some(case) => rows.and(" AND assignment_id = $").bind::<SqlUuid, _>(case),
        None => rows,
    }
}

/// One page; UUIDv7 ids are in the order of creation.
pub async fn list(
    conn: &mut Connection,
    principal: &str,
    filter: &UploadFilter,
    page: &Page,
    now: Instant,
) -> Result<Vec<(Upload, UploadState)>, Problem> {
    let mut rows = mine(principal, filter, now);
    if let Some(id) = page.after::<Uuid>()? {
        rows = rows.and(if page.descending { " AND id < $" } else { " AND id > $" }).bind::<SqlUuid, _>(id);
    }
    let rows = rows.and(if page.descending { " ORDER BY id DESC LIMIT $" } else { " ORDER BY id LIMIT $" });
    let found: Vec<(Upload, String)> = rows.bind::<BigInt, _>(page.fetch()).load(conn).await?;
    let told = |(upload, state): (Upload, String)| Some((upload, UploadState::from_label(&state)?));
    Ok(found.into_iter().filter_map(told).collect())
}

pub async fn count(conn: &mut Connection, principal: &str, filter: &UploadFilter, now: Instant) -> QueryResult<Count> {
    let all = mine(principal, filter, now).and(" LIMIT $").bind::<BigInt, _>(COUNT_CAP + 1);
    Ok(Count::of(&all.load::<(Upload, String)>(conn).await?))
}
