//! How an entry is shown.

use super::store::EntryRow;
use crate::domain::journal::SubjectKind;
use crate::domain::role::Role;
use crate::domain::text::Line;
use crate::features::mandates::{Acting, ActingPeople};
use crate::features::officers::OfficerRef;
use crate::http::fields::Stamp;
use crate::office::names::Names;
use serde::Serialize;
use serde_json::value::RawValue;
use utoipa::ToSchema;
use uuid::Uuid;

/// One act, as it was recorded.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = JournalEntry)]
pub struct EntryView {
    /// The order of writing.
    #[schema(minimum = 1, maximum = 9007199254740991_i64, example = 17)]
    pub seq: i64,
    pub id: Uuid,
    #[schema(max_length = 100, example = "assignment.assigned")]
    pub r#type: String,
    pub subject: SubjectView,
    /// The case it belongs to; its entries form one hash chain.
    pub assignment_id: Option<Uuid>,
    pub actor: ActorView,
    /// Why, where a reason was asked.
    #[schema(max_length = 4000, example = "Foto penyerahan bantuan belum ada")]
    pub reason: Option<String>,
    /// `{before, after}`: members that changed; `withheld`: the names of those whose values are not told, because the journal is kept
    /// for ever: what people wrote of people.
    #[schema(value_type = Object, example = json!({"before": {"state": "ASSIGNED"}, "after": {"state": "DISPATCHED"}}))]
    pub changes: Box<RawValue>,
    /// When it was done, by the doer's device.
    pub occurred_at: Stamp,
    /// When this service received it.
    pub received_at: Stamp,
    #[schema(max_length = 64, example = "01a2087e-09f0-7650-98da-c16c4396ba52")]
    pub request_id: String,
    /// Hash of the entry before it in its chain; zeros for the first.
    #[schema(
        min_length = 64,
        max_length = 64,
        pattern = "^[0-9a-f]{64}$",
        example = "0000000000000000000000000000000000000000000000000000000000000000"
    )]
    pub previous_hash: String,
    /// SHA-256(previous hash, SHA-256 of the content).
    #[schema(
        min_length = 64,
        max_length = 64,
        pattern = "^[0-9a-f]{64}$",
        example = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
    )]
    pub hash: String,
}

/// What an entry is about.
#[derive(Debug, Serialize, ToSchema)]
pub struct SubjectView {
    pub kind: SubjectKind,
    pub id: Uuid,
}

/// Who did it, in which role, and for whom.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ActorView {
    /// The token's subject.
    #[schema(max_length = 255, example = "kasubag")]
    pub subject: String,
    pub officer_id: Option<Uuid>,
    pub officer: Option<OfficerRef>,
    /// E.g. `Bambang Prasetyo`.
    pub name: Option<Line<200>>,
    pub role: Role,
    /// Whose role it was, if acting by mandate.
    pub on_behalf_of_id: Option<Uuid>,
    pub on_behalf_of: Option<OfficerRef>,
    /// The mandate it was done by; null for what one did for oneself, and for entries from before it was kept.
    pub acting: Option<Acting>,
}

pub fn view(row: EntryRow, acting: &ActingPeople, names: &Names) -> EntryView {
    let officer = row.actor_id.map(|id| names.officer(id));
    EntryView {
        seq: row.seq,
        id: row.id,
        r#type: row.kind,
        subject: SubjectView { kind: row.subject_kind, id: row.subject_id },
        assignment_id: row.assignment_id,
        actor: ActorView {
            subject: row.actor,
            officer_id: row.actor_id,
            name: officer.as_ref().map(|officer| officer.name.clone()),
            officer,
            role: row.role,
            on_behalf_of_id: row.on_behalf_of_id,
            on_behalf_of: row.on_behalf_of_id.map(|id| names.officer(id)),
            acting: acting.by(row.mandate_id),
        },
        reason: row.reason,
        changes: row.changes.0,
        occurred_at: row.occurred_at.into(),
        received_at: row.received_at.into(),
        request_id: row.request_id,
        previous_hash: row.previous_hash.to_string(),
        hash: row.hash.to_string(),
    }
}
