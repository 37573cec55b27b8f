//! SQL of papers.

use crate::db::Connection;
use crate::db::schema::papers;
use crate::db::statement::statement;
#[cfg(feature = "pdf")]
use crate::domain::digest::Digest;
use crate::domain::paper::PaperAct;
use crate::domain::time::Instant;
use crate::http::problem::Problem;
use diesel::prelude::*;
use diesel::sql_types::{Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use serde::Serialize;
use uuid::Uuid;

/// Which paper is fixed, and when.
pub struct Fix {
    pub thing: Uuid,
    pub act: PaperAct,
    pub case: Uuid,
    pub at: Instant,
}

/// In the transaction of its act. What is fixed already stays.
pub async fn fix(conn: &mut Connection, fix: Fix, sheet: &impl Serialize) -> Result<(), Problem> {
    const FIX: &str = "
INSERT INTO papers (thing_id, act, assignment_id, content, fixed_at) VALUES ($, $, $, $, $) ON CONFLICT (thing_id, act) DO NOTHING";
    let content = serde_json::to_string(sheet).map_err(Problem::internal)?;
    let row = statement(FIX)
        .bind::<SqlUuid, _>(fix.thing)
        .bind::<Text, _>(fix.act)
        .bind::<SqlUuid, _>(fix.case)
        .bind::<Text, _>(content)
        .bind::<Timestamptz, _>(fix.at);
    Ok(conn.defer(row).await?)
}

/// What one of a thing's papers says.
pub async fn content(conn: &mut Connection, thing: Uuid, act: PaperAct) -> QueryResult<Option<String>> {
    papers::table.find((thing, act)).select(papers::content).first(conn).await.optional()
}

/// A paper with its file, if it was printed.
#[cfg(feature = "pdf")]
#[derive(Queryable)]
pub struct Kept {
    pub act: PaperAct,
    pub content: String,
    pub sha256: Option<Digest>,
}

/// The paper of a thing: of a report that is decided the later one. The acts are in the order of their names.
#[cfg(feature = "pdf")]
pub async fn newest(conn: &mut Connection, thing: Uuid) -> QueryResult<Kept> {
    let columns = (papers::act, papers::content, papers::sha256);
    papers::table.filter(papers::thing_id.eq(thing)).order(papers::act).select(columns).first(conn).await
}

#[cfg(feature = "pdf")]
pub async fn is_fixed(conn: &mut Connection, thing: Uuid, act: PaperAct) -> QueryResult<bool> {
    diesel::select(diesel::dsl::exists(papers::table.find((thing, act)))).get_result(conn).await
}

/// Its file, unless it has one; answers the one that it has.
#[cfg(feature = "pdf")]
pub async fn keep_file(conn: &mut Connection, thing: Uuid, act: PaperAct, file: &Digest, now: Instant) -> QueryResult<Digest> {
    use diesel::sql_types::Bytea;
    const KEEP: &str = "
UPDATE papers SET sha256 = coalesce(sha256, $), printed_at = coalesce(printed_at, $) WHERE thing_id = $ AND act = $ RETURNING sha256";
    let keep = statement::<Bytea>(KEEP).bind::<Bytea, _>(*file).bind::<Timestamptz, _>(now);
    keep.bind::<SqlUuid, _>(thing).bind::<Text, _>(act).get_result(conn).await
}

#[cfg(feature = "pdf")]
pub async fn logo(conn: &mut Connection, digest: &Digest) -> QueryResult<Vec<u8>> {
    use crate::db::schema::letterhead_logos;
    letterhead_logos::table.find(digest).select(letterhead_logos::bytes).first(conn).await
}

/// When an act was done and when it was told of, by the journal: for what is older than papers.
pub async fn told_at(conn: &mut Connection, case: Uuid, thing: Uuid, entry: &str) -> QueryResult<Option<(Instant, Instant)>> {
    use crate::db::schema::journal;
    journal::table
        .filter(journal::stream.eq(case).and(journal::subject_id.eq(thing)).and(journal::kind.eq(entry)))
        .order(journal::seq)
        .select((journal::occurred_at, journal::received_at))
        .first(conn)
        .await
        .optional()
}
