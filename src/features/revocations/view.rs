//! How a revocation is shown.

use super::store::Revocation;
use crate::domain::text::{Line, Prose};
use crate::http::fields::Stamp;
use crate::http::row::HasEtag;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// It is written once and lifted whole, so its ETag always carries this.
pub const VERSION: i32 = 1;

/// Tokens that are refused though their time is not over.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Revocation)]
pub struct RevocationView {
    pub id: Uuid,
    /// Whose tokens; null where it is about one token. E.g. `staf-3`.
    pub subject: Option<Line<255>>,
    /// The one token; null where it is about a subject. E.g. `onrtac:6a3a0f0b-0d0c-4f7c-8f5e-3f6b1f5a9d10`.
    pub jti: Option<Line<255>>,
    /// The subject's tokens issued before then are refused; a token tells whole seconds, and its second counts.
    pub not_before: Option<Stamp>,
    /// E.g. `Ponsel dinas hilang`.
    pub reason: Prose<2000>,
    /// From then on no such token could be valid anyway, and this is forgotten.
    pub expires_at: Stamp,
    /// The subject of the ADMIN who wrote it; the client that gave its own token back.
    #[schema(max_length = 255, example = "admin")]
    pub created_by: String,
    pub created_at: Stamp,
    /// {{etag}}
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 100, pattern = "^\"[0-9]+\\.[A-Za-z0-9_-]+\"$", example = "\"3.Zk1mVb0a9yTt\"")]
    pub etag: Option<String>,
}

impl HasEtag for RevocationView {
    fn version(&self) -> i32 {
        VERSION
    }

    fn etag(&mut self) -> &mut Option<String> {
        &mut self.etag
    }
}

impl Revocation {
    pub fn view(&self) -> RevocationView {
        RevocationView {
            id: self.id,
            subject: self.subject.clone(),
            jti: self.jti.clone(),
            not_before: self.not_before.map(Stamp),
            reason: self.reason.clone(),
            expires_at: self.expires_at.into(),
            created_by: self.created_by.clone(),
            created_at: self.created_at.into(),
            etag: None,
        }
    }
}
