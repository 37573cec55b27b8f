//! Writing an entry: the only way anything gets into the journal.

use super::told::changes;
use crate::db::statement::{Statement, statement};
use crate::db::{Connection, columns::Json};
use crate::domain::journal::{self, CHAIN_START, EntryContent, SubjectKind};
use crate::domain::role::Role;
use crate::domain::time::Instant;
use crate::domain::workflow::{self, Act, Hat};
use crate::office::call::Doing;
use diesel::QueryResult;
use diesel::sql_types::{Binary, Jsonb, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use serde::Serialize;
use serde_json::{Value, json};
use uuid::Uuid;

/// What one act says of itself.
pub struct Entry {
    kind: String,
    subject: (SubjectKind, Uuid),
    assignment: Option<Uuid>,
    role: Role,
    on_behalf_of: Option<Uuid>,
    mandate: Option<Uuid>,
    reason: Option<String>,
    changes: Value,
}

impl Entry {
    /// An act of the workflow, done under this hat.
    pub fn act(act: Act, hat: &Hat, subject: (SubjectKind, Uuid)) -> Self {
        Self::named(workflow::entry(act), hat, subject)
    }

    pub fn named(kind: &str, hat: &Hat, subject: (SubjectKind, Uuid)) -> Self {
        debug_assert!(journal::types().contains(kind), "{kind} is in no list of types");
        Self {
            kind: kind.to_owned(),
            subject,
            assignment: None,
            role: hat.role,
            on_behalf_of: hat.officer.filter(|_| !hat.is_own()),
            mandate: hat.mandate(),
            reason: None,
            changes: json!({}),
        }
    }

    /// The case it belongs to.
    pub fn of_case(mut self, assignment: Uuid) -> Self {
        self.assignment = Some(assignment);
        self
    }

    pub fn because(mut self, reason: impl Into<Option<String>>) -> Self {
        self.reason = reason.into();
        self
    }

    /// What changed: members before and after. What stayed the same is left out, and what is not the journal's to tell.
    pub fn changed(mut self, before: Value, after: Value) -> Self {
        self.changes = changes(self.subject.0, before, after);
        self
    }
}

/// How a thing is told in `changes`: as its view, without what every change moves.
pub fn told(view: &impl Serialize) -> Value {
    let mut value = serde_json::to_value(view).unwrap_or_default();
    if let Some(object) = value.as_object_mut() {
        for name in ["id", "createdAt", "updatedAt", "version", "allowedActions", "actingFor"] {
            object.remove(name);
        }
    }
    value
}

/// Writes the entry and moves the head of its chain on, in one statement.
///
/// The head's row lock puts the entries of one case in order. PostgreSQL computes the link as [`crate::domain::journal::link`] does.
const RECORD: &str = "
WITH entry AS (
    SELECT $::uuid AS id, $::uuid AS stream, $::text AS type, $::text AS subject_kind, $::uuid AS subject_id, $::uuid AS assignment_id,
        $::text AS actor, $::uuid AS actor_id, $::text AS role, $::uuid AS on_behalf_of_id, $::text AS reason, $::jsonb AS changes,
        $::timestamptz AS occurred_at, $::timestamptz AS received_at, $::text AS request_id, $::uuid AS mandate_id, $::bytea AS digest, $::bytea AS start
), head AS (
    INSERT INTO journal_heads AS h (stream, entries, previous_hash, hash)
    SELECT stream, 1, start, sha256(start || digest) FROM entry
    ON CONFLICT (stream) DO UPDATE SET entries = h.entries + 1, previous_hash = h.hash,
        hash = sha256(h.hash || (SELECT digest FROM entry))
    RETURNING previous_hash, hash
)
INSERT INTO journal (id, stream, type, subject_kind, subject_id, assignment_id, actor, actor_id, role, on_behalf_of_id, reason, changes,
    occurred_at, received_at, request_id, mandate_id, previous_hash, hash)
SELECT id, stream, type, subject_kind, subject_id, assignment_id, actor, actor_id, role, on_behalf_of_id, reason, changes,
    occurred_at, received_at, request_id, mandate_id, head.previous_hash, head.hash
FROM entry, head";

pub async fn record(conn: &mut Connection, doing: &Doing, entry: Entry) -> QueryResult<()> {
    conn.defer(prepare(content(doing, entry))).await
}

/// What nobody did: time has passed. A machine's, so that it has a role.
pub struct Unattended {
    pub kind: &'static str,
    pub subject: (SubjectKind, Uuid),
    pub case: Uuid,
    /// When it came about.
    pub at: Instant,
    /// When it was noticed.
    pub now: Instant,
}

/// As who this service itself tells.
const ITSELF: &str = "pubdok";

pub async fn record_unattended(conn: &mut Connection, of: Unattended, before: Value, after: Value) -> QueryResult<()> {
    debug_assert!(journal::types().contains(of.kind), "{} is in no list of types", of.kind);
    let content = EntryContent {
        id: Uuid::now_v7(),
        kind: of.kind.to_owned(),
        subject_kind: of.subject.0,
        subject_id: of.subject.1,
        assignment_id: Some(of.case),
        actor: ITSELF.to_owned(),
        actor_id: None,
        role: Role::Integration,
        on_behalf_of_id: None,
        mandate_id: None,
        reason: None,
        changes: changes(of.subject.0, before, after),
        occurred_at: of.at,
        received_at: of.now,
        request_id: Uuid::now_v7().to_string(),
    };
    conn.defer(prepare(content)).await
}

pub(super) fn content(doing: &Doing, entry: Entry) -> EntryContent {
    doing.actor.shown.tell(true);
    EntryContent {
        id: Uuid::now_v7(),
        kind: entry.kind,
        subject_kind: entry.subject.0,
        subject_id: entry.subject.1,
        assignment_id: entry.assignment,
        actor: doing.actor.subject.clone(),
        actor_id: doing.actor.officer,
        role: entry.role,
        on_behalf_of_id: entry.on_behalf_of,
        mandate_id: entry.mandate,
        reason: entry.reason,
        changes: entry.changes,
        occurred_at: doing.occurred_at,
        received_at: doing.now,
        request_id: doing.request_id.clone(),
    }
}

fn prepare(content: EntryContent) -> Statement {
    let digest = content.digest();
    let stream = content.stream();
    statement(RECORD)
        .bind::<SqlUuid, _>(content.id)
        .bind::<SqlUuid, _>(stream)
        .bind::<Text, _>(content.kind)
        .bind::<Text, _>(content.subject_kind)
        .bind::<SqlUuid, _>(content.subject_id)
        .bind::<Nullable<SqlUuid>, _>(content.assignment_id)
        .bind::<Text, _>(content.actor)
        .bind::<Nullable<SqlUuid>, _>(content.actor_id)
        .bind::<Text, _>(content.role)
        .bind::<Nullable<SqlUuid>, _>(content.on_behalf_of_id)
        .bind::<Nullable<Text>, _>(content.reason)
        .bind::<Jsonb, _>(Json(content.changes))
        .bind::<Timestamptz, _>(content.occurred_at)
        .bind::<Timestamptz, _>(content.received_at)
        .bind::<Text, _>(content.request_id)
        .bind::<Nullable<SqlUuid>, _>(content.mandate_id)
        .bind::<Binary, _>(digest.to_vec())
        .bind::<Binary, _>(CHAIN_START.to_vec())
}
