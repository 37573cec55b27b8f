//! How much may be sent: one file of a kind, the files of an assignment, all that an officer has sent.

use super::{AcceptedType, AcceptedTypes, Setting};
use crate::domain::artifact::ArtifactKind;
use crate::domain::media_type::LARGEST_FILE;
use crate::http::problem::{FaultKind, Faults, Place};
use deserr::Deserr;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// More than any office keeps: 1 PiB.
const MOST_BYTES: u64 = 1 << 50;
const MOST_FILES: u64 = 100_000;

/// What the office lets its people send. Lower a limit and what was sent before stays.
#[derive(Debug, Clone, Serialize, Deserialize, Deserr, ToSchema)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
#[serde(rename_all = "camelCase")]
pub struct UploadLimits {
    /// The largest file of each kind.
    pub max_bytes: KindLimits,
    /// Files on one assignment, drafts not counted.
    #[schema(minimum = 1, maximum = 100_000, example = 2000)]
    pub files_per_assignment: u64,
    /// Bytes of all content versions and texts of drafts that one officer has sent and that are still kept.
    #[schema(minimum = 1, maximum = 1_125_899_906_842_624_u64, example = 107_374_182_400_u64)]
    pub bytes_per_officer: u64,
    /// Bytes that one officer may send in an hour for nothing: of files that are refused once they have come. What more they send
    /// that hour is refused before it comes.
    #[deserr(default = REFUSED_BYTES)]
    #[serde(default = "refused_bytes")]
    #[schema(required = false, minimum = 1, maximum = 1_125_899_906_842_624_u64, example = 8_589_934_592_u64)]
    pub refused_bytes_per_hour: u64,
    /// What is taken: told, and not the office's to choose.
    #[deserr(default)]
    #[serde(default, skip_serializing_if = "AcceptedTypes::is_no_choice")]
    #[schema(value_type = Vec<AcceptedType>, read_only, required = false, max_items = 200)]
    pub accepted_types: AcceptedTypes,
}

/// Two of the largest files.
const REFUSED_BYTES: u64 = 2 * LARGEST_FILE;

fn refused_bytes() -> u64 {
    REFUSED_BYTES
}

/// Bytes that one file of a kind may have, 4 GiB at most.
#[derive(Debug, Clone, Serialize, Deserialize, Deserr, ToSchema)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
#[serde(rename_all = "camelCase")]
pub struct KindLimits {
    #[schema(minimum = 1, maximum = 4_294_967_296_u64, example = 209_715_200)]
    pub photo: u64,
    #[schema(minimum = 1, maximum = 4_294_967_296_u64, example = 4_294_967_296_u64)]
    pub video: u64,
    #[schema(minimum = 1, maximum = 4_294_967_296_u64, example = 1_073_741_824)]
    pub audio: u64,
    #[schema(minimum = 1, maximum = 4_294_967_296_u64, example = 209_715_200)]
    pub dataset: u64,
    #[schema(minimum = 1, maximum = 4_294_967_296_u64, example = 104_857_600)]
    pub document: u64,
    #[schema(minimum = 1, maximum = 4_294_967_296_u64, example = 1_073_741_824)]
    pub source_material: u64,
}

/// The document as it is told: with what is taken.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LimitsView<'a> {
    #[serde(flatten)]
    limits: &'a UploadLimits,
    accepted_types: Vec<AcceptedType>,
}

impl UploadLimits {
    pub fn view(&self) -> LimitsView<'_> {
        LimitsView { limits: self, accepted_types: AcceptedTypes::told() }
    }

    /// What one file of this kind may weigh; drafts are text, not files.
    pub fn max_bytes(&self, kind: ArtifactKind) -> u64 {
        match kind {
            ArtifactKind::Photo => self.max_bytes.photo,
            ArtifactKind::Video => self.max_bytes.video,
            ArtifactKind::Audio => self.max_bytes.audio,
            ArtifactKind::Dataset => self.max_bytes.dataset,
            ArtifactKind::Document => self.max_bytes.document,
            ArtifactKind::SourceMaterial => self.max_bytes.source_material,
            ArtifactKind::WebsiteDraft | ArtifactKind::PressRelease => 0,
        }
    }
}

impl Setting for UploadLimits {
    const KEY: &'static str = "upload-limits";

    fn faults(&self) -> Faults {
        let KindLimits { photo, video, audio, dataset, document, source_material } = self.max_bytes;
        let mut faults = Faults::default();
        for (pointer, value, max) in [
            ("#/maxBytes/photo", photo, LARGEST_FILE),
            ("#/maxBytes/video", video, LARGEST_FILE),
            ("#/maxBytes/audio", audio, LARGEST_FILE),
            ("#/maxBytes/dataset", dataset, LARGEST_FILE),
            ("#/maxBytes/document", document, LARGEST_FILE),
            ("#/maxBytes/sourceMaterial", source_material, LARGEST_FILE),
            ("#/filesPerAssignment", self.files_per_assignment, MOST_FILES),
            ("#/bytesPerOfficer", self.bytes_per_officer, MOST_BYTES),
            ("#/refusedBytesPerHour", self.refused_bytes_per_hour, MOST_BYTES),
        ] {
            if !(1..=max).contains(&value) {
                let max = i64::try_from(max).unwrap_or(i64::MAX);
                faults.add(Place::Body(pointer.to_owned()), FaultKind::OutOfRange { min: 1, max });
            }
        }
        faults
    }
}
