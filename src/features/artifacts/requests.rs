//! What can be asked of artifacts.

mod checks;
mod filter;
mod found;
mod sort;

pub use filter::ArtifactFilter;
pub use found::FoundFilter;
pub use sort::{Asked, SortArtifacts};

use crate::domain::artifact::{ArtifactKind, SelectionDecision};
use crate::domain::text::{Line, Prose};
use crate::http::fields::{Change, Integer, Patch, Stamp};
use crate::http::problem::Faults;
use deserr::Deserr;
use utoipa::{IntoParams, ToSchema};

/// A text draft, or the metadata of a file.
#[derive(Debug, Clone, Deserr, ToSchema)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
#[schema(rename_all = "camelCase")]
pub struct AddArtifact {
    pub kind: ArtifactKind,
    /// E.g. `Panen Raya Dibuka Bupati`.
    pub title: Line<300>,
    #[deserr(default)]
    pub caption: Option<Prose<2000>>,
    /// E.g. `Siti Aminah`.
    #[deserr(default)]
    pub byline: Option<Line<200>>,
    #[deserr(default)]
    pub credit: Option<Line<200>>,
    #[deserr(default)]
    pub copyright: Option<Line<200>>,
    #[deserr(default)]
    pub taken_at: Option<Stamp>,
    #[deserr(default)]
    pub location_shown: Option<Line<300>>,
    #[deserr(default)]
    #[schema(required = false, max_items = 50, example = json!(["panen"]))]
    pub keywords: Vec<Line<100>>,
    #[deserr(default)]
    pub alt_text: Option<Prose<250>>,
    #[deserr(default)]
    #[schema(required = false, max_items = 50, example = json!(["Bupati"]))]
    pub persons_shown: Vec<Line<200>>,
    #[deserr(default)]
    pub children_shown: Option<bool>,
    #[deserr(default)]
    pub lawful_basis: Option<Line<300>>,
    #[deserr(default)]
    pub consent_ref: Option<Line<200>>,
    #[deserr(default)]
    pub embargo_until: Option<Stamp>,
    /// Required for a draft; not for a file. E.g. `Panen Raya Dibuka Bupati`.
    #[deserr(default)]
    pub headline: Option<Line<300>>,
    /// Of a draft only.
    #[deserr(default)]
    pub excerpt: Option<Prose<1000>>,
    /// Required for a draft; not for a file. E.g. `Panen raya dibuka Bupati di alun-alun, Rabu pagi.`.
    #[deserr(default)]
    pub content: Option<Prose<100_000>>,
}

/// A file and what it is, as `multipart/form-data`: `metadata` and `file`, in either order.
#[derive(ToSchema)]
#[expect(dead_code, reason = "the parts are read as they arrive; here for the document")]
pub struct AddArtifactForm {
    metadata: AddArtifact,
    /// The bytes; their type is checked against `Content-Type`, file name and kind.
    #[schema(value_type = String, format = Binary, content_media_type = "application/octet-stream")]
    file: Vec<u8>,
}

/// What a file sent as the bare body is; everything else about it can be added by PATCH.
#[derive(Debug, Deserr, IntoParams)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct FileParameters {
    /// With the file as the bare body: what it is. Makes the body a file, whatever its `Content-Type`.
    #[param(required = false)]
    pub kind: ArtifactKind,
    /// With the file as the bare body.
    #[param(value_type = Option<String>, required = false, min_length = 1, max_length = 300, example = "Bupati membuka panen raya")]
    pub title: Line<300>,
    /// With the file as the bare body: the name to tell at download. Empty, like the next three: none.
    #[deserr(default)]
    #[param(value_type = Option<String>, max_length = 255, example = "IMG_0231.jpg")]
    pub file_name: Option<Line<255>>,
    /// With the file as the bare body.
    #[deserr(default)]
    #[param(value_type = Option<String>, max_length = 2000, example = "Bupati memotong padi pertama.")]
    pub caption: Option<Prose<2000>>,
    /// With the file as the bare body.
    #[deserr(default)]
    #[param(value_type = Option<String>, max_length = 250, example = "Bupati memegang sabit di tengah sawah")]
    pub alt_text: Option<Prose<250>>,
    /// With the file as the bare body.
    #[deserr(default)]
    #[param(value_type = Option<String>, format = DateTime, max_length = 40)]
    pub taken_at: Option<Stamp>,
}

/// A merge patch (RFC 7396): absent keeps, null clears. The text members are for drafts.
#[derive(Debug, Clone, Deserr, ToSchema)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
#[schema(rename_all = "camelCase")]
pub struct ChangeArtifact {
    #[deserr(default)]
    pub title: Change<Line<300>>,
    /// E.g. `Bupati memotong padi pertama.`.
    #[deserr(default)]
    pub caption: Patch<Prose<2000>>,
    #[deserr(default)]
    pub byline: Patch<Line<200>>,
    #[deserr(default)]
    pub credit: Patch<Line<200>>,
    #[deserr(default)]
    pub copyright: Patch<Line<200>>,
    #[deserr(default)]
    pub taken_at: Patch<Stamp>,
    #[deserr(default)]
    pub location_shown: Patch<Line<300>>,
    #[deserr(default)]
    #[schema(max_items = 50)]
    pub keywords: Change<Vec<Line<100>>>,
    #[deserr(default)]
    pub alt_text: Patch<Prose<250>>,
    #[deserr(default)]
    #[schema(max_items = 50)]
    pub persons_shown: Change<Vec<Line<200>>>,
    #[deserr(default)]
    pub children_shown: Patch<bool>,
    #[deserr(default)]
    pub lawful_basis: Patch<Line<300>>,
    #[deserr(default)]
    pub consent_ref: Patch<Line<200>>,
    #[deserr(default)]
    pub embargo_until: Patch<Stamp>,
    #[deserr(default)]
    pub headline: Change<Line<300>>,
    #[deserr(default)]
    pub excerpt: Patch<Prose<1000>>,
    #[deserr(default)]
    pub content: Change<Prose<100_000>>,
}

/// *Memilah*: decide on an artifact; decidable again until the report is submitted.
#[derive(Debug, Clone, Deserr, ToSchema)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
#[schema(rename_all = "camelCase")]
pub struct DecideSelection {
    /// null takes the decision back.
    #[schema(required = true)]
    pub decision: Option<SelectionDecision>,
    /// Required for RETURNED. E.g. `Judul foto belum menyebut nama acara`.
    #[deserr(default)]
    pub reason: Option<Prose<2000>>,
    /// The order among the selected; only with SELECTED.
    #[deserr(default)]
    #[schema(value_type = Option<u16>, minimum = 1, maximum = 10000, example = 1)]
    pub rank: Option<Integer<1, 10000>>,
}

#[derive(Debug, Clone, Deserr, ToSchema)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
#[schema(rename_all = "camelCase")]
pub struct TakeDownArtifact {
    /// E.g. `Orang tua meminta foto anaknya tidak ditampilkan`.
    pub reason: Prose<2000>,
    /// The law, order or request it rests on. E.g. `UU 27/2022 Pasal 8`.
    #[deserr(default)]
    pub legal_basis: Option<Line<300>>,
}

#[derive(Debug, Clone, Deserr, ToSchema)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
#[schema(rename_all = "camelCase")]
pub struct LiftTakeDown {
    /// E.g. `Persetujuan tertulis orang tua sudah diterima`.
    pub reason: Prose<2000>,
}

impl FileParameters {
    pub const NAMES: &'static [&'static str] = &["kind", "title", "fileName", "caption", "altText", "takenAt"];
    /// Those that count as absent when they are empty.
    pub const MAY_BE_EMPTY: &'static [&'static str] = &["fileName", "caption", "altText", "takenAt"];
}

impl From<FileParameters> for AddArtifact {
    fn from(given: FileParameters) -> Self {
        Self {
            kind: given.kind,
            title: given.title,
            caption: given.caption,
            byline: None,
            credit: None,
            copyright: None,
            taken_at: given.taken_at,
            location_shown: None,
            keywords: Vec::new(),
            alt_text: given.alt_text,
            persons_shown: Vec::new(),
            children_shown: None,
            lawful_basis: None,
            consent_ref: None,
            embargo_until: None,
            headline: None,
            excerpt: None,
            content: None,
        }
    }
}

impl ChangeArtifact {
    /// Whether text is among what is to change.
    pub fn text(&self) -> [(&'static str, bool); 3] {
        [
            ("headline", self.headline.as_ref().is_some()),
            ("excerpt", self.excerpt != Patch::Keep),
            ("content", self.content.as_ref().is_some()),
        ]
    }

    /// How long the lists are to be: keywords, persons.
    pub fn lengths(&self) -> (usize, usize) {
        (self.keywords.as_ref().map_or(0, Vec::len), self.persons_shown.as_ref().map_or(0, Vec::len))
    }
}
