//! SQL of the journal's readers.

use super::requests::EntryFilter;
use crate::db::Connection;
use crate::db::columns::Json;
use crate::db::schema::{journal, officers};
use crate::domain::journal::{EntryContent, SubjectKind};
use crate::domain::role::Role;
use crate::domain::text::Line;
use crate::domain::time::Instant;
use crate::http::paging::{COUNT_CAP, Count, Page};
use crate::http::problem::Problem;
use diesel::dsl::sql;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use diesel_async::RunQueryDsl;
use serde_json::Value;
use std::collections::HashMap;
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
    pub changes: Json<Value>,
    pub occurred_at: Instant,
    pub received_at: Instant,
    pub request_id: String,
    pub previous_hash: Vec<u8>,
    pub hash: Vec<u8>,
}

impl EntryRow {
    /// What is under the hash.
    pub fn content(&self) -> EntryContent {
        EntryContent {
            id: self.id,
            kind: self.kind.clone(),
            subject_kind: self.subject_kind,
            subject_id: self.subject_id,
            assignment_id: self.assignment_id,
            actor: self.actor.clone(),
            actor_id: self.actor_id,
            role: self.role,
            on_behalf_of_id: self.on_behalf_of_id,
            reason: self.reason.clone(),
            changes: self.changes.0.clone(),
            occurred_at: self.occurred_at,
            received_at: self.received_at,
            request_id: self.request_id.clone(),
        }
    }
}

/// An entry and the name of its actor.
pub type Named = (EntryRow, Option<Line<200>>);

fn filtered(filter: &EntryFilter) -> journal::BoxedQuery<'_, Pg> {
    let mut query = journal::table.into_boxed();
    if let Some(case) = filter.assignment_id {
        query = query.filter(journal::stream.eq(case));
    }
    if let Some(subject) = filter.subject_id {
        query = query.filter(journal::subject_id.eq(subject));
    }
    if let Some(actor) = filter.actor_id {
        query = query.filter(journal::actor_id.eq(actor));
    }
    match &filter.kind {
        Some(kind) => query.filter(journal::kind.eq(&**kind)),
        None => query,
    }
}

/// One page of the journal. The caller has decided that everything the filter lets through may be seen.
///
/// Going forward, entries wait for older transactions that are still open: whoever follows the journal never skips one.
/// One case's entries are written one after the other, so a journal of one case need not wait.
pub async fn list(conn: &mut Connection, filter: &EntryFilter, page: &Page) -> Result<Vec<Named>, Problem> {
    let mut query = filtered(filter);
    if filter.assignment_id.is_none() && !page.descending {
        query = query.filter(sql::<Bool>("journal.written_by < pg_snapshot_xmin(pg_current_snapshot())"));
    }
    query = match (page.after::<i64>()?, page.descending) {
        (None, _) => query,
        (Some(seq), true) => query.filter(journal::seq.lt(seq)),
        (Some(seq), false) => query.filter(journal::seq.gt(seq)),
    };
    query = if page.descending { query.order(journal::seq.desc()) } else { query.order(journal::seq.asc()) };
    let rows: Vec<EntryRow> = query.limit(page.fetch()).select(EntryRow::as_select()).load(conn).await?;
    let actors: Vec<Uuid> = rows.iter().filter_map(|row| row.actor_id).collect();
    let names: Vec<(Uuid, Line<200>)> =
        officers::table.filter(officers::id.eq_any(actors)).select((officers::id, officers::name)).load(conn).await?;
    let names: HashMap<Uuid, Line<200>> = names.into_iter().collect();
    let named = |row: EntryRow| (row.actor_id.and_then(|id| names.get(&id).cloned()), row);
    Ok(rows.into_iter().map(named).map(|(name, row)| (row, name)).collect())
}

pub async fn count(conn: &mut Connection, filter: &EntryFilter) -> QueryResult<Count> {
    let found: Vec<i64> = filtered(filter).select(journal::seq).limit(COUNT_CAP + 1).load(conn).await?;
    Ok(Count::capped(found.len()))
}

/// The next entries in the order of their chains, for verification.
pub async fn after(conn: &mut Connection, stream: Uuid, seq: i64) -> QueryResult<Vec<EntryRow>> {
    let later = journal::stream.gt(stream).or(journal::stream.eq(stream).and(journal::seq.gt(seq)));
    journal::table.filter(later).order((journal::stream, journal::seq)).limit(1000).select(EntryRow::as_select()).load(conn).await
}
