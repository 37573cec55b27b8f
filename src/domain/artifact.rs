//! An artifact: what staff bring back from an event (*data baru*, *draft konsep*, *bahan*).

use super::label::labels;

labels! {
    ArtifactKind {
        Photo = "PHOTO", Video = "VIDEO", Audio = "AUDIO", Dataset = "DATASET", Document = "DOCUMENT",
        /// *Bahan update data*: what staff are given to work with.
        SourceMaterial = "SOURCE_MATERIAL",
        WebsiteDraft = "WEBSITE_DRAFT", PressRelease = "PRESS_RELEASE",
    }

    /// *Memilah*: the subdivision head's decision on an artifact.
    SelectionDecision {
        Selected = "SELECTED", NotSelected = "NOT_SELECTED",
        /// To be mended by whoever sent it; still undecided.
        Returned = "RETURNED",
    }
}

impl ArtifactKind {
    /// *Data baru* of the SOP's step 3.
    pub const NEW_DATA: &'static [Self] = &[Self::Photo, Self::Video, Self::Audio, Self::Dataset, Self::Document];
    /// *Draft konsep untuk website* of the SOP's step 3: text written here.
    pub const DRAFTS: &'static [Self] = &[Self::WebsiteDraft, Self::PressRelease];

    /// Drafts are text; everything else is a file.
    pub fn is_draft(self) -> bool {
        Self::DRAFTS.contains(&self)
    }
}

impl SelectionDecision {
    pub const FINAL: &'static [Self] = &[Self::Selected, Self::NotSelected];

    /// A report may be submitted once every artifact has one of these.
    pub fn is_final(self) -> bool {
        Self::FINAL.contains(&self)
    }
}
