//! SQL of the journal's readers.

use super::requests::EntryFilter;
use crate::db::Connection;
use crate::db::columns::Json;
use crate::db::schema::journal;
use crate::db::statement::{SqlOf, Statement, statement};
use crate::domain::digest::Digest;
use crate::domain::journal::{EntryContent, SubjectKind};
use crate::domain::role::Role;
use crate::domain::text::Line;
use crate::domain::time::Instant;
use crate::http::paging::{COUNT_CAP, Count, Page};
use crate::http::problem::Problem;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use serde_json::value::RawValue;
use uuid::Uuid;

#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = journal, check_for_backend(Pg))]
pub struct EntryRow {
    pub seq: i64,
    pub id: Uuid,
    pub stream: Uuid,
    pub kind: String,
    pub subject_kind: SubjectKind,
    pub subject_id: Uuid,
    pub assignment_id: Option<Uuid>,
    pub actor: String,
    pub actor_id: Option<Uuid>,
    pub role: Role,
    pub on_behalf_of_id: Option<Uuid>,
    pub reason: Option<String>,
    /// As it is stored: most readers only pass it on.
    pub changes: Json<Box<RawValue>>,
    pub occurred_at: Instant,
    pub received_at: Instant,
    pub request_id: String,
    pub previous_hash: Digest,
    pub hash: Digest,
    pub mandate_id: Option<Uuid>,
}

impl EntryRow {
    /// What is under the hash.
    pub fn content(&self) -> serde_json::Result<EntryContent> {
        Ok(EntryContent {
            id: self.id,
            kind: self.kind.clone(),
            subject_kind: self.subject_kind,
            subject_id: self.subject_id,
            assignment_id: self.assignment_id,
            actor: self.actor.clone(),
            actor_id: self.actor_id,
            role: self.role,
            on_behalf_of_id: self.on_behalf_of_id,
            mandate_id: self.mandate_id,
            reason: self.reason.clone(),
            changes: serde_json::from_str(self.changes.0.get())?,
            occurred_at: self.occurred_at,
            received_at: self.received_at,
            request_id: self.request_id.clone(),
        })
    }
}

/// An entry and the name of its actor.
pub type Named = (EntryRow, Option<Line<200>>);

const NAMED: &str = "
SELECT j.seq, j.id, j.stream, j.type, j.subject_kind, j.subject_id, j.assignment_id, j.actor, j.actor_id, j.role, j.on_behalf_of_id,
    j.reason, j.changes, j.occurred_at, j.received_at, j.request_id, j.previous_hash, j.hash, j.mandate_id, o.name
FROM journal j LEFT JOIN officers o ON o.id = j.actor_id WHERE true";

fn narrowed<R>(mut query: Statement<R>, filter: &EntryFilter) -> Statement<R> {
    if let Some(case) = filter.assignment_id {
        query = query.and(" AND j.stream = $").bind::<SqlUuid, _>(case);
    }
    if let Some(subject) = filter.subject_id {
        query = query.and(" AND j.subject_id = $").bind::<SqlUuid, _>(subject);
    }
    if let Some(actor) = filter.actor_id {
        query = query.and(" AND j.actor_id = $").bind::<SqlUuid, _>(actor);
    }
    match &filter.kind {
        Some(kind) => query.and(" AND j.type = $").bind::<Text, _>(kind.clone()),
        None => query,
    }
}

type NamedSql = (SqlOf<EntryRow>, Nullable<Text>);

/// The last number up to which no entry can appear any more: whoever reads on from there never skips one. Asked before the entries
/// are, in a statement of its own.
pub async fn settled(conn: &mut Connection) -> QueryResult<i64> {
    statement::<BigInt>("SELECT journal_settled()").get_result(conn).await
}

/// One page of the journal. The caller has decided that everything the filter lets through may be seen.
pub fn one_page(filter: &EntryFilter, page: &Page, settled: Option<i64>) -> Result<Statement<NamedSql>, Problem> {
    let mut query = narrowed(statement(NAMED), filter);
    if let Some(last) = settled {
        query = query.and(" AND j.seq <= $").bind::<BigInt, _>(last);
    }
    if let Some(seq) = page.after::<i64>()? {
        query = query.and(if page.descending { " AND j.seq < $" } else { " AND j.seq > $" }).bind::<BigInt, _>(seq);
    }
    let order = if page.descending { " ORDER BY j.seq DESC LIMIT $" } else { " ORDER BY j.seq LIMIT $" };
    Ok(query.and(order).bind::<BigInt, _>(page.fetch()))
}

pub async fn count(conn: &mut Connection, filter: &EntryFilter) -> QueryResult<Count> {
    let all = narrowed(statement::<BigInt>("SELECT count(*) FROM (SELECT j.seq FROM journal j WHERE true"), filter);
    Ok(Count::capped(all.and(" LIMIT $) counted").bind::<BigInt, _>(COUNT_CAP + 1).get_result(conn).await?))
}

/// The next entries in the order of their chains, for verification.
pub async fn after(conn: &mut Connection, stream: Uuid, seq: i64) -> QueryResult<Vec<EntryRow>> {
    let later = journal::stream.gt(stream).or(journal::stream.eq(stream).and(journal::seq.gt(seq)));
    journal::table.filter(later).order((journal::stream, journal::seq)).limit(1000).select(EntryRow::as_select()).load(conn).await
}
