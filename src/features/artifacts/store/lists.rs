//! SQL of many artifacts: a page, a sheet, those of some cases.

use super::super::requests::ArtifactFilter;
use super::{Texts, Whole, load, whole, whole_from};
use crate::db::Connection;
use crate::db::schema::artifacts;
use crate::db::statement::{Statement, statement};
use crate::domain::artifact::{ArtifactKind, SelectionDecision};
use crate::domain::label::Label;
use crate::domain::time::Instant;
use crate::http::paging::{COUNT_CAP, Count, Page};
use crate::http::problem::Problem;
use crate::office::actor::Actor;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use serde_json::{Value, json};
use std::collections::HashMap;
use uuid::Uuid;

/// Narrows a query over artifacts to those of a case that fit the filter, and are among these if that is asked: the same for a page
/// and for a count.
fn narrowed<R>(query: Statement<R>, case: Uuid, filter: &ArtifactFilter, among: Option<&[Uuid]>) -> Statement<R> {
    let mut query = query.and(" WHERE f.assignment_id = $").bind::<SqlUuid, _>(case);
    if !filter.kind.0.is_empty() {
        query = query.and(" AND f.kind = ANY($)").bind::<Array<Text>, _>(filter.kind.0.clone());
    }
    if !filter.decision.0.is_empty() {
        let decisions: Vec<String> = filter.decision.0.iter().map(|decision| decision.label().to_owned()).collect();
        query = query.and(" AND coalesce(f.decision::text, 'NONE') = ANY($)").bind::<Array<Text>, _>(decisions);
    }
    query = match filter.decided.map(|flag| flag.0) {
        None => query,
        Some(true) => query.and(" AND f.decision = ANY($)").bind::<Array<Text>, _>(SelectionDecision::FINAL.to_vec()),
        Some(false) => {
            let open = " AND (f.decision IS NULL OR f.decision <> ALL($))";
            query.and(open).bind::<Array<Text>, _>(SelectionDecision::FINAL.to_vec())
        }
    };
    if let Some(sender) = filter.sender_id {
        query = query.and(" AND f.sender_id = $").bind::<SqlUuid, _>(sender);
    }
    if let Some(from) = filter.taken_from {
        query = query.and(" AND f.taken_at >= $").bind::<Timestamptz, _>(from.0);
    }
    if let Some(to) = filter.taken_to {
        query = query.and(" AND f.taken_at <= $").bind::<Timestamptz, _>(to.0);
    }
    if let Some(from) = filter.created_at_from {
        query = query.and(" AND f.created_at >= $").bind::<Timestamptz, _>(from.0);
    }
    if let Some(to) = filter.created_at_to {
        query = query.and(" AND f.created_at < $").bind::<Timestamptz, _>(to.0);
    }
    if let Some(ids) = among {
        query = query.and(" AND f.id = ANY($)").bind::<Array<SqlUuid>, _>(ids.to_vec());
    }
    let words = filter.q.as_deref().unwrap_or_default().split_whitespace();
    words.fold(query, |query, word| query.and(HAS_WORD).bind::<Text, _>(pattern(word)).bind::<Text, _>(pattern(word)))
}

/// Whether a word stands in what is said of an artifact, or in the name of its file. A case has some hundreds, so each is looked at.
const HAS_WORD: &str = "
    AND (lower(concat_ws(' ', f.title, f.caption, f.alt_text, f.byline, f.credit, f.location_shown, f.headline,
            array_to_string(f.keywords, ' '), array_to_string(f.persons_shown, ' '))) LIKE $
        OR EXISTS (SELECT FROM content_versions c WHERE c.artifact_id = f.id AND lower(c.file_name) LIKE $))";

/// Anything around the word, and the word as it is written.
fn pattern(word: &str) -> String {
    let plain = word.to_lowercase().replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    format!("%{plain}%")
}

/// The order of the selection: the selected by rank, those without one after them, then the rest; each as they were sent.
pub const BY_RANK: &str = "rank";

const PLACE_AND_ID: &str = "(CASE WHEN f.decision = 'SELECTED' THEN coalesce(f.decision_rank, 10001) ELSE 10002 END, f.id)";

/// The order of time: what does not say when it was taken comes behind all that does.
pub const BY_TIME: [&str; 2] = ["takenAt", "-takenAt"];

/// As the index has it.
const TIME_AND_ID: &str = "(coalesce(f.taken_at, 'infinity'), f.id)";

/// Where a page ends.
pub fn key(page: &Page, whole: &Whole) -> Value {
    let row = &whole.row;
    if BY_TIME.contains(&page.sort) {
        return json!((row.taken_at, row.id));
    }
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
    (filter, among): (&ArtifactFilter, Option<&[Uuid]>),
    page: &Page,
) -> Result<Vec<Whole>, Problem> {
    let mut query = narrowed(whole(actor, Texts::of(&page.shape)), case, filter, among);
    if BY_TIME.contains(&page.sort) {
        if let Some((at, id)) = page.after::<(Option<Instant>, Uuid)>()? {
            query = query.and(" AND ").and(TIME_AND_ID);
            query =
                query.and(if page.descending { " < (coalesce($, 'infinity'), $)" } else { " > (coalesce($, 'infinity'), $)" });
            query = query.bind::<Nullable<Timestamptz>, _>(at).bind::<SqlUuid, _>(id);
        }
        query = query.and(if page.descending {
            " ORDER BY coalesce(f.taken_at, 'infinity') DESC, f.id DESC"
        } else {
            " ORDER BY coalesce(f.taken_at, 'infinity'), f.id"
        });
    } else if page.sort == BY_RANK {
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

pub async fn count(conn: &mut Connection, case: Uuid, (filter, among): (&ArtifactFilter, Option<&[Uuid]>)) -> QueryResult<Count> {
    let all = narrowed(statement::<BigInt>("SELECT count(*) FROM (SELECT f.id FROM artifacts f"), case, filter, among);
    Ok(Count::capped(all.and(" LIMIT $) counted").bind::<BigInt, _>(COUNT_CAP + 1).get_result(conn).await?))
}

/// These artifacts of cases the caller has found in sight.
pub async fn of_ids(conn: &mut Connection, actor: &Actor, ids: &[Uuid]) -> QueryResult<Vec<Whole>> {
    load(conn, whole(actor, Texts::Read).and(" WHERE f.id = ANY($)").bind::<Array<SqlUuid>, _>(ids.to_vec())).await
}

/// The versions of these artifacts.
pub async fn versions_of(conn: &mut Connection, ids: &[Uuid]) -> QueryResult<HashMap<Uuid, i32>> {
    let found = artifacts::table.filter(artifacts::id.eq_any(ids)).select((artifacts::id, artifacts::version));
    Ok(found.load::<(Uuid, i32)>(conn).await?.into_iter().collect())
}

/// Every artifact of these cases, which the caller has found in sight; without texts.
pub async fn of_cases(conn: &mut Connection, actor: &Actor, cases: &[Uuid]) -> QueryResult<Vec<Whole>> {
    let all = whole(actor, Texts::Left).and(" WHERE f.assignment_id = ANY($)").bind::<Array<SqlUuid>, _>(cases.to_vec());
    load(conn, all.and(" ORDER BY f.id")).await
}

/// The first artifacts of each of these cases, which the caller has found in sight: `most` of a case; without texts.
pub async fn first_of_cases(conn: &mut Connection, actor: &Actor, cases: &[Uuid], most: i64) -> QueryResult<Vec<Whole>> {
    const FIRST: &str = " FROM unnest($::uuid[]) wanted (id) JOIN LATERAL
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
