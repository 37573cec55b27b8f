//! What can be asked of publications.

mod filter;

pub use filter::{ExemptionFilter, FreshnessParameters, Months, PublicationFilter, VersionFilter};

use crate::domain::publication::{ContentLanguage, InformationClass};
use crate::domain::structured_text::StructuredText;
use crate::domain::text::{Line, Prose};
use crate::http::fields::texts::is_web_address;
use crate::http::fields::{Patch, Stamp};
use crate::http::problem::{FaultKind, Faults};
use deserr::{Deserr, ValuePointerRef};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// Of an accepted report: one selected draft, with selected files.
#[derive(Debug, Clone, Deserr, ToSchema)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
#[schema(rename_all = "camelCase")]
pub struct Publish {
    pub report_id: Uuid,
    /// A WEBSITE_DRAFT or PRESS_RELEASE that the report selected.
    pub draft_id: Uuid,
    /// EXEMPT is refused.
    pub information_class: InformationClass,
    /// As in the draft when left out, like the next two.
    #[deserr(default)]
    pub headline: Option<Line<300>>,
    /// E.g. `Panen raya tahun ini naik dua belas persen.`.
    #[deserr(default)]
    pub excerpt: Option<Prose<1000>>,
    /// Structured text: paragraphs, headings of level 2 to 4, lists, quotes, emphasis, links (http, https, mailto) and rules of CommonMark.
    /// E.g. `Panen raya **dibuka** Bupati.`.
    #[deserr(default)]
    pub body: Option<StructuredText>,
    /// The files that are shown, in this order.
    #[deserr(default)]
    #[schema(required = false, max_items = 100)]
    pub media: Vec<ChosenMedium>,
    /// ID when left out.
    #[deserr(default = ContentLanguage::Indonesian)]
    #[schema(required = false)]
    pub language: ContentLanguage,
    #[deserr(default)]
    #[schema(required = false, max_items = 30, example = json!(["panen", "pertanian"]))]
    pub tags: Vec<Line<100>>,
    /// Where it is shown.
    #[deserr(default)]
    #[schema(required = false, max_items = 20)]
    pub channels: Vec<Channel>,
    /// Of naming persons in the text (Law 27/2022). E.g. `Pelaksanaan tugas pelayanan publik`.
    #[deserr(default)]
    pub lawful_basis: Option<Line<300>>,
    /// From when the public can read it; at once when left out.
    #[deserr(default)]
    pub publish_at: Option<Stamp>,
    /// Until when it is shown; without an end when left out.
    #[deserr(default)]
    pub visible_until: Option<Stamp>,
    /// By when it must be verified, within 24 months. By its class when left out: IMMEDIATE a month, PERIODIC six, ON_DEMAND twelve.
    #[deserr(default)]
    pub review_due_at: Option<Stamp>,
}

/// A selected file, and what is said of it to the public: of what is left out here, what the artifact says.
#[derive(Debug, Clone, Deserr, ToSchema)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
#[schema(rename_all = "camelCase")]
pub struct ChosenMedium {
    pub artifact_id: Uuid,
    /// E.g. `Bupati memotong padi pertama.`.
    #[deserr(default)]
    pub caption: Option<Prose<2000>>,
    /// Needed of an image. E.g. `Bupati memegang seikat padi`.
    #[deserr(default)]
    pub alt_text: Option<Prose<250>>,
    /// Needed of every file. E.g. `Humas Setda`.
    #[deserr(default)]
    pub credit: Option<Line<200>>,
    /// Needed of images and videos. That the artifact says so is not taken back by `false` here.
    #[deserr(default)]
    pub children_shown: Option<bool>,
    /// E.g. `Pelaksanaan tugas pelayanan publik`.
    #[deserr(default)]
    pub lawful_basis: Option<Line<300>>,
    /// E.g. `IZIN/12/2026`.
    #[deserr(default)]
    pub consent_ref: Option<Line<200>>,
}

/// Where a publication is shown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Deserr, ToSchema)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields, validate = addressed -> Faults)]
#[serde(rename_all = "camelCase")]
pub struct Channel {
    /// E.g. `Situs web kabupaten`.
    pub name: Line<100>,
    /// Its address there.
    #[deserr(default)]
    #[schema(value_type = Option<String>, format = "uri", max_length = 1000, example = "https://kab.example.go.id/berita/panen-raya")]
    pub url: Option<Line<1000>>,
}

fn addressed(channel: Channel, location: ValuePointerRef) -> Result<Channel, Faults> {
    if channel.url.as_ref().is_some_and(|url| !is_web_address(url)) {
        let location = ValuePointerRef::Key { key: "url", prev: &location };
        return Err(Faults::here(location, FaultKind::NotAnUrl));
    }
    Ok(channel)
}

/// What is left out stays as in the version before, without its files that were taken down; null clears.
#[derive(Debug, Clone, Deserr, ToSchema)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
#[schema(rename_all = "camelCase")]
pub struct Correct {
    /// What it corrects, for the public. E.g. `Nama desa diperbaiki`.
    pub changed: Prose<2000>,
    #[deserr(default)]
    pub information_class: Option<InformationClass>,
    #[deserr(default)]
    pub headline: Option<Line<300>>,
    /// E.g. `Panen raya tahun ini naik sebelas persen.`.
    #[deserr(default)]
    pub excerpt: Patch<Prose<1000>>,
    /// Structured text, as when it was published. E.g. `Panen raya dibuka Bupati di Desa Sukamaju.`.
    #[deserr(default)]
    pub body: Option<StructuredText>,
    /// All files that are shown, in this order.
    #[deserr(default)]
    #[schema(max_items = 100)]
    pub media: Option<Vec<ChosenMedium>>,
    #[deserr(default)]
    pub language: Option<ContentLanguage>,
    #[deserr(default)]
    #[schema(max_items = 30, example = json!(["panen", "pertanian"]))]
    pub tags: Option<Vec<Line<100>>>,
    #[deserr(default)]
    #[schema(max_items = 20)]
    pub channels: Option<Vec<Channel>>,
    /// E.g. `Pelaksanaan tugas pelayanan publik`.
    #[deserr(default)]
    pub lawful_basis: Option<Line<300>>,
}

#[derive(Debug, Clone, Deserr, ToSchema)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
#[schema(rename_all = "camelCase")]
pub struct Verify {
    /// What was looked at. E.g. `Angka panen dan nama pejabat dicocokkan dengan dinas`.
    pub checked: Prose<2000>,
    /// By when it must be verified next, within 24 months; by its class when left out.
    #[deserr(default)]
    pub review_due_at: Option<Stamp>,
    /// Until when it is shown now; as it was when left out.
    #[deserr(default)]
    pub visible_until: Option<Stamp>,
}

#[derive(Debug, Clone, Deserr, ToSchema)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
#[schema(rename_all = "camelCase")]
pub struct Withdraw {
    /// For the public. E.g. `Kegiatan ternyata ditunda`.
    pub reason: Prose<2000>,
}

/// *Informasi yang dikecualikan* (Law 14/2008): nothing of this case is published.
#[derive(Debug, Clone, Deserr, ToSchema)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
#[schema(rename_all = "camelCase")]
pub struct Exempt {
    pub assignment_id: Uuid,
    /// The provision it rests on. E.g. `UU 14/2008 Pasal 17 huruf h`.
    pub statute: Line<300>,
    /// What would follow from publication (*uji konsekuensi*). E.g. `Membuka data pribadi warga penerima bantuan`.
    pub consequence: Prose<4000>,
    /// Until when it holds.
    pub until: Stamp,
}

#[derive(Debug, Clone, Deserr, ToSchema)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
#[schema(rename_all = "camelCase")]
pub struct LiftExemption {
    /// E.g. `Data pribadi sudah dihapus`.
    pub reason: Prose<2000>,
}
