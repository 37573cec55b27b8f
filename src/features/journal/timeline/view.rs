//! How a line of the timeline is shown.

use super::sentence::sentence;
use super::store::{Doer, Line};
use crate::domain::journal::SubjectKind;
use crate::features::mandates::{Acting, ActingPeople};
use crate::features::officers::OfficerRef;
use crate::http::fields::Stamp;
use crate::office::names::Names;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// What happened: one act, or several of one person in a row.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = TimelineLine)]
pub struct LineView {
    /// Of the (first) entry in the journal: a line keeps its place.
    #[schema(minimum = 1, maximum = 9007199254740991_i64, example = 17)]
    pub seq: i64,
    #[schema(max_length = 100, example = "artifact.added")]
    pub r#type: String,
    /// In the language of the answer; people as they are called now.
    #[schema(max_length = 20000, example = "Siti Aminah mengirim 24 foto dan 1 siaran pers.")]
    pub text: String,
    /// Why, where a reason was asked; of the first of several.
    #[schema(max_length = 4000, example = "Foto penyerahan bantuan belum ada")]
    pub reason: Option<String>,
    /// Whose act it was: the doer's, or of the one in whose place they did it; null for a machine.
    pub by: Option<OfficerRef>,
    /// Who did it in person, if by mandate.
    pub by_acting: Option<Acting>,
    /// When it was done, by the doer's device; of several, the first.
    pub at: Stamp,
    /// When the last of several was done; null of one.
    pub until: Option<Stamp>,
    /// When this service received it; of several, the first.
    pub received_at: Stamp,
    /// How many entries of the journal it tells of.
    #[schema(minimum = 1, example = 25)]
    pub entries: i64,
    pub subject_kind: SubjectKind,
    /// What it is about; of several, the first.
    pub subject_id: Uuid,
}

/// Who did a step of the SOP.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct StepDoer {
    #[schema(minimum = 1, maximum = 4, example = 3)]
    pub ordinal: i32,
    pub by: OfficerRef,
    /// Who did it in person, if by mandate.
    pub by_acting: Option<Acting>,
    /// When they last did.
    pub at: Stamp,
}

impl Line {
    pub fn view(self, names: &Names, acting: &ActingPeople) -> LineView {
        let by_acting = acting.by(self.mandate_id);
        let by = self.on_behalf_of_id.or(self.actor_id).map(|id| names.officer(id));
        LineView {
            seq: self.seq,
            text: sentence(&self, by.as_ref(), by_acting.as_ref(), names).say(names.language).to_owned(),
            r#type: self.kind,
            reason: self.reason,
            by,
            by_acting,
            at: self.occurred_at.into(),
            until: Some(self.until).filter(|_| self.entries > 1).map(Stamp),
            received_at: self.received_at.into(),
            entries: self.entries,
            subject_kind: self.subject_kind,
            subject_id: self.subject_id,
        }
    }
}

/// None of what a machine did, which does no step.
pub fn doer((ordinal, officer, mandate, at): Doer, names: &Names, acting: &ActingPeople) -> Option<StepDoer> {
    Some(StepDoer { ordinal, by: names.officer(officer?), by_acting: acting.by(mandate), at: at.into() })
}
