//! SQL of the journal's readers.

use super::requests::EntryFilter;
use crate::db::Connection;
use crate::db::columns::Json;
use crate::db::schema::journal;
use crate::db::statement::{SqlOf, Statement, statement};
use crate::domain::digest::Digest;
use crate::domain::journal::{EntryContent, SubjectKind};
use crate::domain::role::Role;
use crate::domain::time::Instant;
use crate::http::paging::{COUNT_CAP, Count, Page};
use crate::http::problem::Problem;
use crate::office::call::LONGEST_AGO;
use chrono::TimeDelta;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Text, Timestamptz, Uuid as SqlUuid};
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

const ENTRIES: &str = "
SELECT j.seq, j.id, j.stream, j.type, j.subject_kind, j.subject_id, j.assignment_id, j.actor, j.actor_id, j.role, j.on_behalf_of_id,
    j.reason, j.changes, j.occurred_at, j.received_at, j.request_id, j.previous_hash, j.hash, j.mandate_id
FROM journal j WHERE true";

/// From this number up to that one.
pub type Stretch = (i64, i64);

/// Between which numbers all stands that was done in the time asked for; None: no time is asked for, or of one case alone.
///
/// What was done is told within a month, and entries are numbered as they are received, but for what clocks of instances differ by: a day
/// is more than that. So the numbers are found by halves, and nothing is passed by on the way to them.
pub async fn stretch(conn: &mut Connection, filter: &EntryFilter) -> QueryResult<Option<Stretch>> {
    let (from, to) = (filter.occurred_at_from, filter.occurred_at_to);
    if filter.assignment_id.is_some() || from.is_none() && to.is_none() {
        return Ok(None);
    }
    let from = match from {
        Some(at) => first_since(conn, at.0 - TimeDelta::days(1)).await?,
        None => 0,
    };
    let to = match to {
        Some(at) => first_since(conn, at.0 + LONGEST_AGO + TimeDelta::days(1)).await?,
        None => i64::MAX,
    };
    Ok(Some((from, to)))
}

/// The number of the first entry that was received at this moment or later; beyond the last one, if there is none.
async fn first_since(conn: &mut Connection, at: Instant) -> QueryResult<i64> {
    const LAST: &str = "SELECT coalesce(max(seq), 0) FROM journal";
    const NEXT: &str = "SELECT seq, received_at FROM journal WHERE seq >= $ ORDER BY seq LIMIT 1";
    let (mut low, mut high) = (0, statement::<BigInt>(LAST).get_result::<i64>(conn).await? + 1);
    while low < high {
        let middle = low + (high - low) / 2;
        let next = statement::<(BigInt, Timestamptz)>(NEXT).bind::<BigInt, _>(middle).get_result::<(i64, Instant)>(conn).await;
        match next.optional()? {
            Some((seq, received_at)) if received_at < at => low = seq + 1,
            _ => high = middle,
        }
    }
    Ok(low)
}

fn narrowed<R>(mut query: Statement<R>, filter: &EntryFilter, stretch: Option<Stretch>) -> Statement<R> {
    if let Some((from, to)) = stretch {
        query = query.and(" AND j.seq >= $ AND j.seq < $").bind::<BigInt, _>(from).bind::<BigInt, _>(to);
    }
    if let Some(case) = filter.assignment_id {
        query = query.and(" AND j.stream = $").bind::<SqlUuid, _>(case);
    }
    if let Some(subject) = filter.subject_id {
        query = query.and(" AND j.subject_id = $").bind::<SqlUuid, _>(subject);
    }
    if let Some(actor) = filter.actor_id {
        query = query.and(" AND j.actor_id = $").bind::<SqlUuid, _>(actor);
    }
    if let Some(from) = filter.occurred_at_from {
        query = query.and(" AND j.occurred_at >= $").bind::<Timestamptz, _>(from.0);
    }
    if let Some(to) = filter.occurred_at_to {
        query = query.and(" AND j.occurred_at < $").bind::<Timestamptz, _>(to.0);
    }
    if filter.kind.0.is_empty() {
        return query;
    }
    query.and(" AND j.type = ANY($)").bind::<Array<Text>, _>(filter.kind.0.clone())
}

/// The last number up to which no entry can appear any more: whoever reads on from there never skips one. Asked before the entries
/// are, in a statement of its own.
pub async fn settled(conn: &mut Connection) -> QueryResult<i64> {
    statement::<BigInt>("SELECT journal_settled()").get_result(conn).await
}

/// One page of the journal. The caller has decided that everything the filter lets through may be seen.
pub fn one_page(
    filter: &EntryFilter,
    page: &Page,
    settled: Option<i64>,
    stretch: Option<Stretch>,
) -> Result<Statement<SqlOf<EntryRow>>, Problem> {
    let mut query = narrowed(statement(ENTRIES), filter, stretch);
    if let Some(last) = settled {
        query = query.and(" AND j.seq <= $").bind::<BigInt, _>(last);
    }
    if let Some(seq) = page.after::<i64>()? {
        query = query.and(if page.descending { " AND j.seq < $" } else { " AND j.seq > $" }).bind::<BigInt, _>(seq);
    }
    let order = if page.descending { " ORDER BY j.seq DESC LIMIT $" } else { " ORDER BY j.seq LIMIT $" };
    Ok(query.and(order).bind::<BigInt, _>(page.fetch()))
}

pub async fn count(conn: &mut Connection, filter: &EntryFilter, stretch: Option<Stretch>) -> QueryResult<Count> {
    let all = narrowed(statement::<BigInt>("SELECT count(*) FROM (SELECT j.seq FROM journal j WHERE true"), filter, stretch);
    Ok(Count::capped(all.and(" LIMIT $) counted").bind::<BigInt, _>(COUNT_CAP + 1).get_result(conn).await?))
}

/// The next entries in the order of their chains, for verification.
pub async fn after(conn: &mut Connection, stream: Uuid, seq: i64) -> QueryResult<Vec<EntryRow>> {
    let later = journal::stream.gt(stream).or(journal::stream.eq(stream).and(journal::seq.gt(seq)));
    journal::table.filter(later).order((journal::stream, journal::seq)).limit(1000).select(EntryRow::as_select()).load(conn).await
}
