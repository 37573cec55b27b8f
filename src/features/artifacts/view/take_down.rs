//! What keeps an artifact from the public, as it is shown and as it is decided.

use super::super::store::{TakeDown, Whole};
use crate::domain::artifact::{Exposure, Shows};
use crate::domain::text::{Line, Prose};
use crate::domain::time::Instant;
use crate::features::mandates::Acting;
use crate::features::officers::OfficerRef;
use crate::http::fields::Stamp;
use crate::office::names::Names;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// That an artifact was taken away from the public, and stays so until that is lifted.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = TakeDown)]
pub struct TakeDownView {
    /// E.g. `Orang tua meminta foto anaknya tidak ditampilkan`.
    pub reason: Prose<2000>,
    /// What it rests on. E.g. `UU 27/2022 Pasal 8`.
    pub legal_basis: Option<Line<300>>,
    pub by_id: Uuid,
    pub by: OfficerRef,
    /// Who did so in person, if by mandate.
    pub by_acting: Option<Acting>,
    pub at: Stamp,
}

impl TakeDown {
    pub fn view(&self, names: &Names, by_acting: Option<Acting>) -> TakeDownView {
        TakeDownView {
            reason: self.reason.clone(),
            legal_basis: self.legal_basis.clone(),
            by_id: self.taken_down_by_id,
            by: names.officer(self.taken_down_by_id),
            by_acting,
            at: self.taken_down_at.into(),
        }
    }
}

impl Whole {
    /// What decides whether the public may have it.
    pub fn exposure(&self, now: Instant) -> Exposure {
        let row = &self.row;
        Exposure {
            decision: row.decision,
            is_taken_down: self.take_down.is_some(),
            classification: self.case.classification,
            embargo_until: row.embargo_until,
            now,
            shows: Shows::of(row.kind, self.content.as_ref().map(|content| content.media_type.as_str())),
            has_alt_text: row.alt_text.is_some(),
            names_persons: !row.persons_shown.is_empty(),
            has_lawful_basis: row.lawful_basis.is_some(),
            children_shown: row.children_shown,
            has_consent: row.consent_ref.is_some(),
        }
    }
}
