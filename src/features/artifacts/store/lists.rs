//! SQL of many artifacts: a page, a sheet, those of some cases.

use super::super::requests::ArtifactFilter;
use super::{Texts, Whole, load, whole, whole_from};
use crate::db::Connection;
use crate::db::statement::{Statement, statement};
use crate::domain::artifact::{ArtifactKind, SelectionDecision};
use crate::http::paging::{COUNT_CAP, Count, Page};
use crate::http::problem::Problem;
use crate::office::actor::Actor;
use diesel::QueryResult;
use diesel::sql_types::{Array, BigInt, Integer, Text, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use serde_json::{Value, json};
use uuid::Uuid;

/// Narrows a query over artifacts to those of a case that fit the filter: the same for a page and for a count.
fn narrowed<R>(query: Statement<R>, case: Uuid, filter: &ArtifactFilter) -> Statement<R> {
    let mut query = query.and(" WHERE f.assignment_id = $").bind::<SqlUuid, _>(case);
    if !filter.kind.0.is_empty() {
        query = query.and(" AND f.kind = ANY($)").bind::<Array<Text>, _>(filter.kind.0.clone());
    }
    if !filter.decision.0.is_empty() {
        query = query.and(" AND f.decision = ANY($)").bind::<Array<Text>, _>(filter.decision.0.clone());
    }
    query = match filter.decided.map(|flag| flag.0) {
        None => query,
        Some(true) => query.and(" AND f.decision = ANY($)").bind::<Array<Text>, _>(SelectionDecision::FINAL.to_vec()),
        Some(false) => {
            let open = " AND (f.decision IS NULL OR f.decision <> ALL($))";
            query.and(open).bind::<Array<Text>, _>(SelectionDecision::FINAL.to_vec())
        }
    };
    match filter.sender_id {
        Some(sender) => query.and(" AND f.sender_id = $").bind::<SqlUuid, _>(sender),
        None => query,
    }
}

/// The order of the selection: the selected by rank, those without one after them, then the rest; each as they were sent.
pub const BY_RANK: &str = "rank";

const PLACE_AND_ID: &str = "(CASE WHEN f.decision = 'SELECTED' THEN coalesce(f.decision_rank, 10001) ELSE 10002 END, f.id)";

/// Where a page ends.
pub fn key(page: &Page, whole: &Whole) -> Value {
    let row = &whole.row;
    let place = match row.decision {
        Some(SelectionDecision::Selected) => row.decision_rank.unwrap_or(10001),
        _ => 10002,
    };
    if page.sort == BY_RANK { json!((place, row.id)) } else { json!(row.id) }
}

/// One page of the artifacts of a case that the caller has found in sight. UUIDv7 ids are in the order of creation.
pub async fn list(
    conn: &mut Connection,
    actor: &Actor,
    case: Uuid,
    filter: &ArtifactFilter,
    page: &Page,
) -> Result<Vec<Whole>, Problem> {
    let mut query = narrowed(whole(actor, Texts::of(&page.shape)), case, filter);
    if page.sort == BY_RANK {
        if let Some((place, id)) = page.after::<(i32, Uuid)>()? {
            query = query.and(" AND ").and(PLACE_AND_ID).and(" > ($, $)").bind::<Integer, _>(place).bind::<SqlUuid, _>(id);
        }
        query = query.and(" ORDER BY ").and(PLACE_AND_ID);
    } else {
        if let Some(id) = page.after::<Uuid>()? {
            query = query.and(if page.descending { " AND f.id < $" } else { " AND f.id > $" }).bind::<SqlUuid, _>(id);
        }
        query = query.and(if page.descending { " ORDER BY f.id DESC" } else { " ORDER BY f.id" });
    }
    Ok(load(conn, query.and(" LIMIT $").bind::<BigInt, _>(page.fetch())).await?)
}

pub async fn count(conn: &mut Connection, case: Uuid, filter: &ArtifactFilter) -> QueryResult<Count> {
    let all = narrowed(statement::<BigInt>("SELECT count(*) FROM (SELECT f.id FROM artifacts f"), case, filter);
    Ok(Count::capped(all.and(" LIMIT $) counted").bind::<BigInt, _>(COUNT_CAP + 1).get_result(conn).await?))
}

/// These artifacts of cases the caller has found in sight.
pub async fn of_ids(conn: &mut Connection, actor: &Actor, ids: &[Uuid]) -> QueryResult<Vec<Whole>> {
    load(conn, whole(actor, Texts::Read).and(" WHERE f.id = ANY($)").bind::<Array<SqlUuid>, _>(ids.to_vec())).await
}

/// Every artifact of these cases, which the caller has found in sight; without texts.
pub async fn of_cases(conn: &mut Connection, actor: &Actor, cases: &[Uuid]) -> QueryResult<Vec<Whole>> {
    let all = whole(actor, Texts::Left).and(" WHERE f.assignment_id = ANY($)").bind::<Array<SqlUuid>, _>(cases.to_vec());
    load(conn, all.and(" ORDER BY f.id")).await
}

/// The first artifacts of each of these cases, which the caller has found in sight: `most` of a case; without texts.
pub async fn first_of_cases(conn: &mut Connection, actor: &Actor, cases: &[Uuid], most: i64) -> QueryResult<Vec<Whole>> {
    const FIRST: &str = " FROM unnest($) wanted (id) JOIN LATERAL
        (SELECT * FROM artifacts one WHERE one.assignment_id = wanted.id ORDER BY one.id LIMIT $) f ON true";
    // The binds stand where `FIRST` does: after those of the columns, before all others.
    let first = whole_from(actor, Texts::Left, |select| {
        select.and(FIRST).bind::<Array<SqlUuid>, _>(cases.to_vec()).bind::<BigInt, _>(most)
    });
    load(conn, first.and(" ORDER BY f.id")).await
}

/// One sheet of the files of a case that the caller has found in sight, in the order they were sent.
pub async fn files(
    conn: &mut Connection,
    actor: &Actor,
    case: Uuid,
    decision: &[SelectionDecision],
    (skip, most): (i64, i64),
) -> QueryResult<Vec<Whole>> {
    let mut query = whole(actor, Texts::Left)
        .and(" WHERE f.assignment_id = $ AND f.kind <> ALL($)")
        .bind::<SqlUuid, _>(case)
        .bind::<Array<Text>, _>(ArtifactKind::DRAFTS.to_vec());
    if !decision.is_empty() {
        query = query.and(" AND f.decision = ANY($)").bind::<Array<Text>, _>(decision.to_vec());
    }
    load(conn, query.and(" ORDER BY f.id OFFSET $ LIMIT $").bind::<BigInt, _>(skip).bind::<BigInt, _>(most)).await
}
