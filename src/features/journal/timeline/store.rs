//! SQL of the timeline: entries of one person that follow each other are one line.

use super::types::FOLDED;
use crate::db::columns::Json;
use crate::db::statement::{Statement, statement};
use crate::domain::journal::SubjectKind;
use crate::domain::time::Instant;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Integer, Jsonb, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use serde_json::Value;
use uuid::Uuid;

/// What one line tells of: an entry, or the first of several and what they have in common.
#[derive(Debug, Clone, Queryable)]
#[diesel(check_for_backend(diesel::pg::Pg))]
pub struct Line {
    pub seq: i64,
    pub entries: i64,
    /// When the last of them was done.
    pub until: Instant,
    /// Of what kind each was: kinds of artifacts that were sent, decisions on those that were selected.
    pub what: Vec<Option<String>>,
    pub kind: String,
    pub subject_kind: SubjectKind,
    pub subject_id: Uuid,
    pub actor: String,
    pub actor_id: Option<Uuid>,
    pub on_behalf_of_id: Option<Uuid>,
    pub mandate_id: Option<Uuid>,
    pub reason: Option<String>,
    pub changes: Json<Value>,
    pub occurred_at: Instant,
    pub received_at: Instant,
}

pub type LineSql = (
    BigInt,
    BigInt,
    Timestamptz,
    Array<Nullable<Text>>,
    Text,
    Text,
    SqlUuid,
    Text,
    Nullable<SqlUuid>,
    Nullable<SqlUuid>,
    Nullable<SqlUuid>,
    Nullable<Text>,
    Jsonb,
    Timestamptz,
    Timestamptz,
);

/// An entry goes on with the line of the one before it of the same type by the same person, if it came within ten minutes. A line
/// stands where its first entry does, so that no page ever moves; of the rest of the entries nothing more is read than their kind.
const ENTRIES: &str = "
WITH entries AS (
    SELECT j.seq, j.type, j.actor, j.on_behalf_of_id, j.occurred_at,
        CASE j.type WHEN 'artifact.added' THEN j.changes #>> '{after,kind}'
            WHEN 'artifact.selected' THEN j.changes #>> '{after,selection,decision}' END AS what,
        NOT (j.type = ANY($) AND coalesce(j.received_at - lag(j.received_at) OVER alike <= interval '10 minutes', false)) AS begins
    FROM journal j WHERE j.stream = $ AND j.type = ANY($)
    WINDOW alike AS (PARTITION BY j.type, j.actor, j.on_behalf_of_id ORDER BY j.seq)
), numbered AS (
    SELECT e.*, count(*) FILTER (WHERE e.begins) OVER (PARTITION BY e.type, e.actor, e.on_behalf_of_id ORDER BY e.seq) AS line FROM entries e
), lines AS (
    SELECT min(n.seq) AS seq, count(*) AS entries, max(n.occurred_at) AS until, array_agg(n.what ORDER BY n.seq) AS what
    FROM numbered n GROUP BY n.type, n.actor, n.on_behalf_of_id, n.line
)";

const LINES: &str = "
SELECT l.seq, l.entries, l.until, l.what, j.type, j.subject_kind, j.subject_id, j.actor, j.actor_id, j.on_behalf_of_id, j.mandate_id, j.reason,
    j.changes, j.occurred_at, j.received_at
FROM (SELECT * FROM lines";

/// One page of the lines of these types of a case that the caller finds in sight.
pub fn lines(case: Uuid, types: Vec<&'static str>, after: Option<i64>, descending: bool, most: i64) -> Statement<LineSql> {
    let mut query = entries::<LineSql>(case, types).and(LINES);
    if let Some(seq) = after {
        query = query.and(if descending { " WHERE seq < $" } else { " WHERE seq > $" }).bind::<BigInt, _>(seq);
    }
    let order = if descending {
        " ORDER BY seq DESC LIMIT $) l JOIN journal j ON j.seq = l.seq ORDER BY l.seq DESC"
    } else {
        " ORDER BY seq LIMIT $) l JOIN journal j ON j.seq = l.seq ORDER BY l.seq"
    };
    query.and(order).bind::<BigInt, _>(most)
}

fn entries<R>(case: Uuid, types: Vec<&'static str>) -> Statement<R> {
    statement::<R>(ENTRIES).bind::<Array<Text>, _>(FOLDED.to_vec()).bind::<SqlUuid, _>(case).bind::<Array<Text>, _>(types)
}

/// How many lines there are, counted no further than so many.
pub fn count(case: Uuid, types: Vec<&'static str>, most: i64) -> Statement<BigInt> {
    entries(case, types).and("SELECT count(*) FROM (SELECT FROM lines LIMIT $) counted").bind::<BigInt, _>(most)
}

/// Who did a step of the SOP, by which mandate, and when last.
pub type Doer = (i32, Option<Uuid>, Option<Uuid>, Instant);
type DoerSql = (Integer, Nullable<SqlUuid>, Nullable<SqlUuid>, Timestamptz);

const DOERS: &str = "
SELECT CASE j.type WHEN 'assignment.assigned' THEN 1 WHEN 'assignment.dispatched' THEN 2 WHEN 'disposition.completed' THEN 3 ELSE 4 END AS step,
    coalesce(j.on_behalf_of_id, j.actor_id) AS officer_id, j.mandate_id, max(j.occurred_at) AS at
FROM journal j
WHERE j.stream = $ AND j.type IN ('assignment.assigned', 'assignment.dispatched', 'disposition.completed', 'report.submitted')
GROUP BY 1, 2, 3 ORDER BY 1, 4 LIMIT 200";

pub fn doers(case: Uuid) -> Statement<DoerSql> {
    statement(DOERS).bind::<SqlUuid, _>(case)
}
