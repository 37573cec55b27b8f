//! Writing what one act says in many cases: one statement, however many there are.

use super::record::{Entry, content};
use crate::db::statement::statement;
use crate::db::{Connection, columns::Json};
use crate::domain::journal::{CHAIN_START, EntryContent};
use crate::office::call::Doing;
use diesel::QueryResult;
use diesel::sql_types::{Array, Binary, Jsonb, Nullable, Text, Timestamptz, Uuid as SqlUuid};

/// As [`super::record`] writes one entry; what is the same in all of them stands once.
const RECORD: &str = "
WITH entry AS (
    SELECT of_each.*, $::text AS actor, $::uuid AS actor_id, $::text AS role, $::uuid AS on_behalf_of_id, $::uuid AS mandate_id,
        $::text AS reason, $::timestamptz AS occurred_at, $::timestamptz AS received_at, $::text AS request_id, $::bytea AS start
    FROM unnest($::uuid[], $::uuid[], $::text[], $::text[], $::uuid[], $::uuid[], $::jsonb[], $::bytea[])
        AS of_each (id, stream, type, subject_kind, subject_id, assignment_id, changes, digest)
), head AS (
    INSERT INTO journal_heads AS h (stream, entries, previous_hash, hash)
    SELECT stream, 1, start, sha256(start || digest) FROM entry ORDER BY stream
    ON CONFLICT (stream) DO UPDATE SET entries = h.entries + 1, previous_hash = h.hash,
        hash = sha256(h.hash || (SELECT e.digest FROM entry e WHERE e.stream = h.stream))
    RETURNING stream, previous_hash, hash
)
INSERT INTO journal (id, stream, type, subject_kind, subject_id, assignment_id, actor, actor_id, role, on_behalf_of_id, reason, changes,
    occurred_at, received_at, request_id, mandate_id, previous_hash, hash)
SELECT e.id, e.stream, e.type, e.subject_kind, e.subject_id, e.assignment_id, e.actor, e.actor_id, e.role, e.on_behalf_of_id, e.reason,
    e.changes, e.occurred_at, e.received_at, e.request_id, e.mandate_id, head.previous_hash, head.hash
FROM entry e JOIN head USING (stream) ORDER BY e.stream";

/// Writes these entries of one act: each in another chain, all under one hat and for one reason.
pub async fn record_in_each(conn: &mut Connection, doing: &Doing, entries: Vec<Entry>) -> QueryResult<()> {
    let contents: Vec<EntryContent> = entries.into_iter().map(|entry| content(doing, entry)).collect();
    let Some(one) = contents.first().cloned() else { return Ok(()) };
    let written = statement(RECORD)
        .bind::<Text, _>(one.actor)
        .bind::<Nullable<SqlUuid>, _>(one.actor_id)
        .bind::<Text, _>(one.role)
        .bind::<Nullable<SqlUuid>, _>(one.on_behalf_of_id)
        .bind::<Nullable<SqlUuid>, _>(one.mandate_id)
        .bind::<Nullable<Text>, _>(one.reason)
        .bind::<Timestamptz, _>(one.occurred_at)
        .bind::<Timestamptz, _>(one.received_at)
        .bind::<Text, _>(one.request_id)
        .bind::<Binary, _>(CHAIN_START.to_vec())
        .bind::<Array<SqlUuid>, _>(each(&contents, |content| content.id))
        .bind::<Array<SqlUuid>, _>(each(&contents, EntryContent::stream))
        .bind::<Array<Text>, _>(each(&contents, |content| content.kind.clone()))
        .bind::<Array<Text>, _>(each(&contents, |content| content.subject_kind))
        .bind::<Array<SqlUuid>, _>(each(&contents, |content| content.subject_id))
        .bind::<Array<Nullable<SqlUuid>>, _>(each(&contents, |content| content.assignment_id))
        .bind::<Array<Jsonb>, _>(each(&contents, |content| Json(content.changes.clone())))
        .bind::<Array<Binary>, _>(each(&contents, |content| content.digest().to_vec()));
    conn.defer(written).await
}

fn each<T>(contents: &[EntryContent], member: impl Fn(&EntryContent) -> T) -> Vec<T> {
    contents.iter().map(member).collect()
}
