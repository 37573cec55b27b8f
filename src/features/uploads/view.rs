//! How an upload is shown to whoever began it.

use super::requests::UploadState;
use super::store::Upload;
use crate::domain::artifact::ArtifactKind;
use crate::http::fields::Stamp;
use crate::http::language::Language;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// A file on its way in, in pieces.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Upload)]
pub struct UploadView {
    pub id: Uuid,
    pub assignment_id: Uuid,
    /// The artifact that gets a new content version; null: the file becomes a new artifact.
    pub replaces_id: Option<Uuid>,
    pub kind: ArtifactKind,
    pub state: UploadState,
    /// As sent, cleaned.
    #[schema(max_length = 255, example = "panen-raya.mp4")]
    pub file_name: Option<String>,
    /// Bytes of the whole file.
    #[schema(minimum = 1, maximum = 4294967296_i64, example = 314572800)]
    pub length: i64,
    /// Bytes that are kept for good: where to go on.
    #[schema(minimum = 0, maximum = 4294967296_i64, example = 8388608)]
    pub offset: i64,
    /// What the file became; null until it is whole, and when the artifact was taken away.
    pub artifact_id: Option<Uuid>,
    /// Which content version of the artifact.
    #[schema(minimum = 1, example = 1)]
    pub version_number: Option<i32>,
    pub finished_at: Option<Stamp>,
    /// Why it can never finish; null unless REFUSED.
    pub refusal: Option<RefusalView>,
    /// From then on it is gone.
    pub expires_at: Stamp,
    pub created_at: Stamp,
}

/// Why an upload can never become an artifact.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = UploadRefusal)]
pub struct RefusalView {
    /// For programs; never changes.
    #[schema(max_length = 64, pattern = "^[A-Z][A-Z_]*$", example = "TYPE_MISMATCH")]
    pub code: String,
    /// In the client's language.
    #[schema(max_length = 4000, example = "Gambar ini 40000 × 30000 piksel; kirim yang lebih kecil.")]
    pub detail: String,
    pub at: Stamp,
}

impl Upload {
    /// As it stands for whoever goes on with it.
    pub fn view(&self) -> UploadView {
        let state = if self.is_finished() { UploadState::Finished } else { UploadState::Unfinished };
        self.listed(state, Language::Indonesian)
    }

    /// The same of one that may be over.
    pub fn listed(&self, state: UploadState, language: Language) -> UploadView {
        let refusal = self.refused().zip(self.refused_at).map(|(refusal, at)| RefusalView {
            detail: refusal.words().say(language).to_owned(),
            code: refusal.code,
            at: at.into(),
        });
        UploadView {
            id: self.id,
            assignment_id: self.assignment_id,
            replaces_id: self.replaces_id,
            kind: self.kind,
            state,
            refusal,
            file_name: self.file_name.clone(),
            length: self.length,
            offset: self.received,
            artifact_id: self.artifact_id,
            version_number: self.version_number,
            finished_at: self.finished_at.map(Stamp),
            expires_at: self.expires_at.into(),
            created_at: self.created_at.into(),
        }
    }
}
