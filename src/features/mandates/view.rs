//! How a mandate is shown.

use super::store::Mandate;
use crate::domain::officer::MandateKind;
use crate::domain::role::Role;
use crate::domain::text::Line;
use crate::features::officers::OfficerRef;
use crate::http::fields::Stamp;
use crate::http::row::has_etag;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// One officer acting in another's role for a while.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Mandate)]
pub struct MandateView {
    pub id: Uuid,
    /// Who acts.
    pub holder: OfficerRef,
    /// Whose role it is.
    pub principal: OfficerRef,
    /// The role acted in.
    pub role: Role,
    pub kind: MandateKind,
    /// E.g. `800.1.3/114/2026`.
    pub decree_number: Line<100>,
    pub starts_at: Stamp,
    /// Until then, exclusive; equal to `startsAt` when it was revoked before it began; null: until it is revoked.
    pub ends_at: Option<Stamp>,
    /// From when it lends its role; null: it waits for its confirmation and lends nothing.
    pub confirmed_at: Option<Stamp>,
    pub created_at: Stamp,
    pub updated_at: Stamp,
    #[schema(minimum = 1, example = 1)]
    pub version: i32,
    /// {{etag}}
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 100, pattern = "^\"[0-9]+\\.[A-Za-z0-9_-]+\"$", example = "\"3.Zk1mVb0a9yTt\"")]
    pub etag: Option<String>,
}

has_etag!(MandateView);

impl Mandate {
    pub fn view(&self, holder: &OfficerRef, principal: &OfficerRef) -> MandateView {
        MandateView {
            id: self.id,
            holder: holder.clone(),
            principal: principal.clone(),
            role: self.role,
            kind: self.kind,
            decree_number: self.decree_number.clone(),
            starts_at: self.starts_at.into(),
            ends_at: self.ends_at.map(Stamp),
            confirmed_at: self.confirmed_at.map(Stamp),
            created_at: self.created_at.into(),
            updated_at: self.updated_at.into(),
            version: self.version,
            etag: None,
        }
    }
}
