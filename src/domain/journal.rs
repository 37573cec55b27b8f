//! The journal: what an entry says, and the hash that binds it to the one before.

use super::label::labels;
use super::role::Role;
use super::time::Instant;
use super::workflow::RULES;
use serde::Serialize;
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use uuid::Uuid;

labels! {
    /// What an entry is about.
    SubjectKind {
        Assignment = "ASSIGNMENT", Disposition = "DISPOSITION", Artifact = "ARTIFACT", Report = "REPORT",
        AgendaItem = "AGENDA_ITEM", Officer = "OFFICER", Mandate = "MANDATE", Procedure = "PROCEDURE", Setting = "SETTING",
        Revocation = "REVOCATION", Client = "CLIENT", Publication = "PUBLICATION",
        Portal = "PORTAL",
    }
}

/// Every type of entry: an act's of the workflow, or another.
pub fn types() -> BTreeSet<&'static str> {
    types_of_case().into_iter().chain(BESIDE.iter().copied()).collect()
}

/// Those that a case has: of its acts, and of what befell its event.
pub fn types_of_case() -> BTreeSet<&'static str> {
    RULES.iter().map(|rule| rule.entry).chain(["assignment.event-changed"]).chain(OF_PUBLICATIONS.iter().copied()).collect()
}

/// What befalls a publication without an act on it: a picture of it was taken down, time has passed, or a portal tells what it shows.
const OF_PUBLICATIONS: &[&str] = &[
    "publication.appeared",
    "publication.due",
    "publication.expired",
    "publication.picture-withdrawn",
    "publication.removed",
    "publication.shown",
    "publication.stale",
];

/// Of what is no case's.
const BESIDE: &[&str] = &[
    "agenda-item.created",
    "agenda-item.edited",
    "client.created",
    "client.edited",
    "client.secret-added",
    "client.secret-deleted",
    "mandate.confirmed",
    "mandate.created",
    "mandate.revoked",
    "mandate.unconfirmed",
    "officer.calendar-feed-made",
    "officer.calendar-feed-revoked",
    "officer.created",
    "officer.edited",
    "portal.created",
    "portal.edited",
    "procedure.created",
    "revocation.created",
    "revocation.lifted",
    "setting.changed",
];

/// Hash of nothing: the previous hash of a chain's first entry.
pub const CHAIN_START: [u8; 32] = [0; 32];

/// What one entry says; all of it is under the hash. Its JSON form is canonical: members in this order, objects sorted.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct EntryContent {
    pub id: Uuid,
    #[serde(rename = "type")]
    pub kind: String,
    pub subject_kind: SubjectKind,
    pub subject_id: Uuid,
    /// The case it belongs to; its entries form one chain.
    pub assignment_id: Option<Uuid>,
    /// The token's subject.
    pub actor: String,
    pub actor_id: Option<Uuid>,
    pub role: Role,
    /// Whose role it was, when the actor acted by mandate.
    pub on_behalf_of_id: Option<Uuid>,
    /// By which mandate; not under the hash of what was written before this was kept, and of what was done for oneself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mandate_id: Option<Uuid>,
    pub reason: Option<String>,
    /// `{before, after}` of what changed.
    pub changes: Value,
    /// When it was done, by the doer's device.
    pub occurred_at: Instant,
    /// When this service received it.
    pub received_at: Instant,
    pub request_id: String,
}

impl EntryContent {
    /// The chain it belongs to: its case, else its own subject.
    pub fn stream(&self) -> Uuid {
        self.assignment_id.unwrap_or(self.subject_id)
    }

    /// SHA-256 of the canonical form.
    pub fn digest(&self) -> [u8; 32] {
        let content = Self { changes: sorted(&self.changes), ..self.clone() };
        // A struct of strings, numbers and JSON values always has a JSON form.
        Sha256::digest(serde_json::to_vec(&content).unwrap_or_default()).into()
    }
}

/// The same value with the members of every object in order: PostgreSQL and serde each keep an order of their own.
fn sorted(value: &Value) -> Value {
    match value {
        Value::Object(object) => {
            let mut members: Vec<_> = object.iter().collect();
            members.sort_unstable_by_key(|(name, _)| *name);
            members.into_iter().map(|(name, value)| (name.clone(), sorted(value))).collect()
        }
        Value::Array(items) => items.iter().map(sorted).collect(),
        other => other.clone(),
    }
}

/// The hash of an entry: SHA-256(previous hash ‖ digest of its content). PostgreSQL computes the same when it is written.
pub fn link(previous: &[u8], digest: &[u8; 32]) -> [u8; 32] {
    Sha256::new().chain_update(previous).chain_update(digest).finalize().into()
}
