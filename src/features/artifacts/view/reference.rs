//! An artifact in short.

use super::super::store::Whole;
use crate::domain::artifact::{ArtifactKind, SelectionDecision};
use crate::domain::digest::Digest;
use crate::domain::text::{Line, Prose};
use crate::features::mandates::Acting;
use crate::http::problem::Problem;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// An artifact in short, as a report lists it. Submitted reports hold it for good: a member added later must be optional.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ArtifactRef {
    pub id: Uuid,
    pub kind: ArtifactKind,
    /// E.g. `Bupati membuka panen raya`.
    pub title: Line<300>,
    /// SHA-256 of the file; of a draft, of the JSON array `[headline, excerpt, content]` (UTF-8, no spaces).
    pub sha256: Digest,
    /// null for a draft, as is the size.
    #[schema(max_length = 100, example = "image/jpeg")]
    pub media_type: Option<String>,
    /// Bytes.
    #[schema(minimum = 1, maximum = 4294967296_i64, example = 482113)]
    pub size: Option<i64>,
    pub sender_id: Uuid,
    /// null while nobody has decided.
    pub decision: Option<SelectionDecision>,
    /// E.g. `Kurang tajam`.
    pub reason: Option<Prose<2000>>,
    /// The order among the selected.
    #[schema(minimum = 1, maximum = 10000, example = 1)]
    pub rank: Option<i32>,
    /// Who decided in person, if by mandate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub decided_by_acting: Option<Acting>,
}

impl Whole {
    /// In short; the digest binds a report to exactly this content.
    pub fn reference(&self) -> Result<ArtifactRef, Problem> {
        let row = &self.row;
        let digest = self.content.as_ref().map(|content| content.sha256).or(self.text.text_digest);
        Ok(ArtifactRef {
            id: row.id,
            kind: row.kind,
            title: row.title.clone(),
            sha256: digest.ok_or_else(|| Problem::internal("an artifact without a content"))?,
            media_type: self.content.as_ref().map(|content| content.media_type.clone()),
            size: self.content.as_ref().map(|content| content.size),
            sender_id: row.sender_id,
            decision: row.decision,
            reason: row.decision_reason.clone(),
            rank: row.decision_rank,
            decided_by_acting: self.acting.clone(),
        })
    }
}
