//! How what is published is shown to everybody: without anybody's name, and nothing of the case it is of.

mod information;
mod medium;

pub use information::{InformationItem, InformationPage};
pub use medium::{PublishedMedium, is_given};

use super::store::{Correction, Tombstone, Whole};
use crate::config::Config;
use crate::domain::digest::Digest;
use crate::domain::label::Label;
use crate::domain::picture::RenditionSize;
use crate::domain::publication::{ContentLanguage, Freshness, InformationClass};
use crate::domain::structured_text::StructuredText;
use crate::domain::text::{Line, Prose};
use crate::domain::time::Instant;
use crate::features::publications::Channel;
use crate::features::search::Piece;
use crate::http::fields::Stamp;
use crate::http::paging::Count;
use serde::Serialize;
use std::sync::Arc;
use utoipa::ToSchema;
use uuid::Uuid;

/// Where things are, as the public names them.
#[derive(Debug, Clone)]
pub struct Addresses(pub Arc<Config>);

impl Addresses {
    /// An address of ours below `/v1/public/`.
    pub fn of(&self, rest: &str) -> String {
        format!("{}/v1/public/{rest}", self.0.base_url)
    }

    /// Our own address of an article: the same in every version.
    pub fn article(&self, slug: &str) -> String {
        self.of(&format!("publications/{slug}"))
    }

    /// Where people read it: on the office's site, if we know of one.
    pub fn page(&self, slug: &str) -> String {
        self.0.public.page(slug).unwrap_or_else(|| self.article(slug))
    }

    /// With another credit than it was first told with a file has another address: the credit is in its bytes, which whoever has them
    /// keeps for good.
    pub fn medium(&self, sha256: &Digest, size: Option<RenditionSize>, credit: Option<&str>) -> String {
        let size = size.map(|size| format!("size={}", size.label()));
        let credit = credit.map(|mark| format!("credit={mark}"));
        let asked: Vec<String> = size.into_iter().chain(credit).collect();
        let mark = if asked.is_empty() { "" } else { "?" };
        self.of(&format!("media/{sha256}{mark}{}", asked.join("&")))
    }
}

/// What everybody may read of a publication.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = PublicPublication)]
pub struct PublishedView {
    /// What it is called by for good, also where the service moves: `urn:uuid:` in feeds.
    pub id: Uuid,
    /// Its name in addresses: the same in every version, and never another's.
    #[schema(max_length = 100, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$", example = "panen-raya-dibuka-bupati")]
    pub slug: String,
    /// Where it is read here, as JSON, HTML, Markdown or JSON-LD.
    #[schema(
        format = "uri",
        max_length = 2000,
        example = "http://127.0.0.1:8080/v1/public/publications/panen-raya-dibuka-bupati"
    )]
    pub address: String,
    /// Where people read it: on the office's site, if it has one.
    #[schema(format = "uri", max_length = 2000, example = "https://kab.example.go.id/berita/panen-raya-dibuka-bupati")]
    pub page: String,
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
    /// Where the office shows it.
    #[schema(max_items = 20)]
    pub channels: Vec<Channel>,
    /// In order; behind those of this version what was taken down of earlier ones.
    #[schema(max_items = 200)]
    pub media: Vec<PublishedMedium>,
    /// The unit whose work it is.
    #[schema(max_length = 50, example = "HUMAS")]
    pub unit: String,
    /// Kemendagri code of where the event was. E.g. `33.13.01.2001`.
    pub region_code: Option<Line<13>>,
    pub published_at: Stamp,
    /// When it was last corrected, verified, or lost a picture.
    pub updated_at: Stamp,
    /// Which version this is; each correction makes one.
    #[schema(minimum = 1, example = 1)]
    pub number: i32,
    /// SHA-256 of what this version says.
    pub content_digest: Digest,
    /// What the last hundred corrections changed, the latest first.
    #[schema(max_items = 100)]
    pub corrections: Vec<CorrectionView>,
    pub freshness: Freshness,
    /// null: not since it was published.
    pub last_verified_at: Option<Stamp>,
    /// By when it must be verified; from then on it is STALE.
    pub review_due_at: Stamp,
    /// From then on it is EXPIRED; null: it has no end.
    pub visible_until: Option<Stamp>,
    /// With `q`: where it was found.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_items = 200)]
    pub found: Option<Vec<Piece>>,
}

/// What a correction changed.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PublicCorrection)]
pub struct CorrectionView {
    /// The version it made.
    #[schema(minimum = 2, example = 2)]
    pub number: i32,
    pub at: Stamp,
    /// E.g. `Nama desa diperbaiki`.
    pub changed: Prose<2000>,
}

/// What was taken back: whoever shows it must stop.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PublicWithdrawal)]
pub struct WithdrawnView {
    /// What it was called by.
    pub id: Uuid,
    #[schema(max_length = 100, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$", example = "panen-raya-dibuka-bupati")]
    pub slug: String,
    /// Where it was read.
    #[schema(
        format = "uri",
        max_length = 2000,
        example = "http://127.0.0.1:8080/v1/public/publications/panen-raya-dibuka-bupati"
    )]
    pub address: String,
    pub at: Stamp,
    /// E.g. `Kegiatan ternyata ditunda`.
    pub reason: Option<Prose<2000>>,
}

/// One page of what is published.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = PublicPublications)]
pub struct PublishedPage {
    #[schema(max_items = 200)]
    pub items: Vec<PublishedView>,
    /// Send it as `cursor` for the next page; null on the last.
    #[schema(max_length = 1000, pattern = "^[A-Za-z0-9_-]+$", example = "eyJzY29wZSI6IjB6R3FhIiwia2V5IjpbXX0")]
    pub next_cursor: Option<String>,
    /// With `count=true`: how many fit the filters.
    pub count: Option<Count>,
    /// On the first page: what was withdrawn last, whatever the filters.
    #[schema(max_items = 100)]
    pub withdrawn: Vec<WithdrawnView>,
}

impl Correction {
    fn view(self) -> CorrectionView {
        CorrectionView { number: self.number, at: self.at.into(), changed: self.changed }
    }
}

impl Tombstone {
    pub fn view(self, addresses: &Addresses) -> WithdrawnView {
        WithdrawnView {
            id: self.id,
            address: addresses.article(&self.slug),
            slug: self.slug,
            at: self.at.into(),
            reason: self.reason,
        }
    }
}

impl Whole {
    pub fn view(self, addresses: &Addresses, now: Instant) -> PublishedView {
        let Self { row, media, corrections } = self;
        let freshness = row.terms().freshness(now);
        PublishedView {
            id: row.id,
            address: addresses.article(&row.slug),
            page: addresses.page(&row.slug),
            information_class: row.information_class,
            excerpt: row.excerpt,
            html: row.body.html(),
            body: row.body,
            language: row.language,
            tags: row.tags,
            channels: row.channels.0,
            media: media.iter().map(|medium| medium.view(addresses)).collect(),
            unit: row.unit,
            region_code: row.region_code,
            published_at: row.publish_at.into(),
            updated_at: row.updated_at.max(row.publish_at).into(),
            number: row.number,
            content_digest: row.content_digest,
            corrections: corrections.into_iter().map(Correction::view).collect(),
            freshness,
            last_verified_at: row.last_verified_at.map(Stamp),
            review_due_at: row.review_due_at.into(),
            visible_until: row.visible_until.map(Stamp),
            headline: row.headline,
            slug: row.slug,
            found: None,
        }
    }
}
