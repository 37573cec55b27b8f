//! How a version of a publication is shown.

use super::super::requests::Channel;
use super::super::store::contents::{Medium, Version};
use crate::domain::digest::Digest;
use crate::domain::publication::{ContentLanguage, InformationClass};
use crate::domain::structured_text::StructuredText;
use crate::domain::text::{Line, Prose};
use crate::features::mandates::{Acting, ActingPeople};
use crate::features::officers::OfficerRef;
use crate::http::fields::Stamp;
use crate::office::names::Names;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// One content a publication has or had; it never changes.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = PublicationVersion)]
pub struct VersionView {
    #[schema(minimum = 1, example = 1)]
    pub number: i32,
    /// The next version, which holds in its place; null: it stands.
    #[schema(minimum = 2, example = 2)]
    pub superseded_by: Option<i32>,
    /// What it corrects; null in the first. E.g. `Nama desa diperbaiki`.
    pub changed: Option<Prose<2000>>,
    pub information_class: InformationClass,
    /// E.g. `Panen Raya Dibuka Bupati`.
    pub headline: Line<300>,
    /// The first lines, for lists. E.g. `Panen raya tahun ini naik dua belas persen.`.
    pub excerpt: Option<Prose<1000>>,
    /// Structured text: a small part of CommonMark. E.g. `Panen raya **dibuka** Bupati.`.
    pub body: StructuredText,
    /// The same as an HTML fragment: of p, h2, h3, h4, blockquote, ol, ul, li, em, strong, a, br and hr alone.
    #[schema(max_length = 3000000, example = "<p>Panen raya <strong>dibuka</strong> Bupati.</p>\n")]
    pub html: String,
    pub language: ContentLanguage,
    #[schema(max_items = 30, example = json!(["panen", "pertanian"]))]
    pub tags: Vec<Line<100>>,
    #[schema(max_items = 20)]
    pub channels: Vec<Channel>,
    /// In order.
    #[schema(max_items = 100)]
    pub media: Vec<MediumView>,
    /// Of naming persons in the text; not for the public. E.g. `Pelaksanaan tugas pelayanan publik`.
    pub lawful_basis: Option<Line<300>>,
    /// Whether headline, excerpt and body are those of the draft that was accepted.
    pub as_accepted: bool,
    /// SHA-256 of what the public reads of it.
    pub content_digest: Digest,
    pub made_at: Stamp,
    pub made_by: OfficerRef,
    /// Who did so in person, if by mandate.
    pub made_by_acting: Option<Acting>,
}

/// A file of a version.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = PublicationMedium)]
pub struct MediumView {
    pub artifact_id: Uuid,
    pub sha256: Digest,
    #[schema(max_length = 100, example = "image/jpeg")]
    pub media_type: String,
    /// E.g. `Bupati memotong padi pertama.`.
    pub caption: Option<Prose<2000>>,
    /// E.g. `Bupati memegang seikat padi`.
    pub alt_text: Option<Prose<250>>,
    /// E.g. `Humas Setda`.
    pub credit: Line<200>,
    /// Not for the public, like the next two.
    pub children_shown: Option<bool>,
    /// E.g. `Pelaksanaan tugas pelayanan publik`.
    pub lawful_basis: Option<Line<300>>,
    /// E.g. `IZIN/12/2026`.
    pub consent_ref: Option<Line<200>>,
    /// That it was taken down, and is shown no more; null: it is shown.
    pub withdrawn: Option<MediumWithdrawn>,
}

/// That a file was taken down: when and why.
#[derive(Debug, Serialize, ToSchema)]
pub struct MediumWithdrawn {
    pub at: Stamp,
    /// E.g. `Permintaan keluarga`.
    pub reason: Prose<2000>,
}

impl Medium {
    fn view(&self) -> MediumView {
        let withdrawn = self.withdrawn_at.zip(self.withdrawal_reason.clone());
        MediumView {
            artifact_id: self.artifact_id,
            sha256: self.sha256,
            media_type: self.media_type.clone(),
            caption: self.caption.clone(),
            alt_text: self.alt_text.clone(),
            credit: self.credit.clone(),
            children_shown: self.children_shown,
            lawful_basis: self.lawful_basis.clone(),
            consent_ref: self.consent_ref.clone(),
            withdrawn: withdrawn.map(|(at, reason)| MediumWithdrawn { at: at.into(), reason }),
        }
    }
}

impl Version {
    /// `standing` is the number of the version that stands.
    pub fn view(&self, standing: i32, names: &Names, acting: &ActingPeople) -> VersionView {
        let row = self.row.clone();
        VersionView {
            number: row.number,
            superseded_by: (row.number < standing).then_some(row.number + 1),
            changed: row.changed,
            information_class: row.information_class,
            headline: row.headline,
            excerpt: row.excerpt,
            html: row.body.html(),
            body: row.body,
            language: row.language,
            tags: row.tags,
            channels: row.channels.0,
            media: self.media.iter().map(Medium::view).collect(),
            lawful_basis: row.lawful_basis,
            as_accepted: row.as_accepted,
            content_digest: row.content_digest,
            made_at: row.made_at.into(),
            made_by: names.officer(row.made_by_id),
            made_by_acting: acting.by(row.made_by_mandate_id),
        }
    }
}
