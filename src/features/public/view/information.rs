//! How an entry of the public information list is shown.

use super::super::store::Item;
use super::{Addresses, is_given};
use crate::domain::publication::{Freshness, InformationClass, PublicationState};
use crate::domain::text::{Line, Prose};
use crate::domain::time::Instant;
use crate::http::fields::Stamp;
use crate::http::paging::Count;
use serde::Serialize;
use utoipa::ToSchema;

/// One page of the public information list.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = InformationList)]
pub struct InformationPage {
    #[schema(max_items = 200)]
    pub items: Vec<InformationItem>,
    /// Send it as `cursor` for the next page; null on the last.
    #[schema(max_length = 1000, pattern = "^[A-Za-z0-9_-]+$", example = "eyJzY29wZSI6IjB6R3FhIiwia2V5IjpbXX0")]
    pub next_cursor: Option<String>,
    /// With `count=true`: how many there are.
    pub count: Option<Count>,
}

/// *Daftar Informasi Publik* (Law 14/2008): one thing the office has made public.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct InformationItem {
    /// Its name in addresses.
    #[schema(max_length = 100, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$", example = "panen-raya-dibuka-bupati")]
    pub slug: String,
    /// *Ringkasan isi informasi*; null once it is withdrawn, like the next. E.g. `Panen Raya Dibuka Bupati`.
    pub title: Option<Line<300>>,
    /// E.g. `Panen raya tahun ini naik dua belas persen.`.
    pub summary: Option<Prose<1000>>,
    /// *Pejabat/unit yang menguasai informasi*.
    #[schema(max_length = 50, example = "HUMAS")]
    pub holder: String,
    /// *Penanggung jawab pembuatan/penerbitan*: the office.
    #[schema(max_length = 500, example = "SEKRETARIAT DAERAH")]
    pub responsible: String,
    /// *Waktu pembuatan*: of the version that stands.
    pub made_at: Stamp,
    pub published_at: Stamp,
    /// *Bentuk informasi yang tersedia*: media types.
    #[schema(max_items = 200, example = json!(["text/html", "image/jpeg"]))]
    pub forms: Vec<Line<100>>,
    /// *Jangka waktu penyimpanan*: until when it is shown; null: for as long as it holds.
    pub retained_until: Option<Stamp>,
    pub information_class: InformationClass,
    /// PUBLISHED or WITHDRAWN.
    pub state: PublicationState,
    /// null once it is withdrawn.
    pub freshness: Option<Freshness>,
    /// null: not since it was published.
    pub last_verified_at: Option<Stamp>,
    /// Which version stands; each correction made one.
    #[schema(minimum = 1, example = 1)]
    pub number: i32,
    /// When it was last corrected since it can be read; null: never, or it is withdrawn.
    pub corrected_at: Option<Stamp>,
    /// What that changed. E.g. `Nama desa diperbaiki`.
    pub changed: Option<Prose<2000>>,
    /// How many of its files were taken down; whoever shows them must stop.
    #[schema(minimum = 0, example = 0)]
    pub withdrawn_files: i32,
    pub withdrawn_at: Option<Stamp>,
    /// E.g. `Kegiatan ternyata ditunda`.
    pub withdrawal_reason: Option<Prose<2000>>,
    /// Where it is read.
    #[schema(
        format = "uri",
        max_length = 2000,
        example = "http://127.0.0.1:8080/v1/public/publications/panen-raya-dibuka-bupati"
    )]
    pub address: String,
}

impl Item {
    pub fn view(self, addresses: &Addresses, publisher: &str, now: Instant) -> InformationItem {
        let stands = self.withdrawn_at.is_none();
        let freshness = self.standing_terms().map(|terms| terms.freshness(now));
        let forms = ["text/html".to_owned()]
            .into_iter()
            .chain(self.media_types.into_iter().filter(|one| is_given(one)))
            .filter(|_| stands);
        InformationItem {
            address: addresses.article(&self.slug),
            slug: self.slug,
            title: stands.then_some(self.headline),
            summary: self.excerpt.filter(|_| stands),
            holder: self.unit,
            responsible: publisher.to_owned(),
            made_at: self.made_at.into(),
            published_at: self.publish_at.into(),
            forms: forms.map(|form| Line::kept(&form)).collect(),
            retained_until: self.visible_until.map(Stamp),
            information_class: self.information_class,
            state: if stands { PublicationState::Published } else { PublicationState::Withdrawn },
            freshness,
            last_verified_at: self.last_verified_at.map(Stamp),
            number: self.number,
            corrected_at: self.corrected_at.filter(|_| stands).map(Stamp),
            changed: self.changed.filter(|_| stands),
            withdrawn_files: if stands { self.withdrawn_files } else { 0 },
            withdrawn_at: self.withdrawn_at.map(Stamp),
            withdrawal_reason: self.withdrawal_reason,
        }
    }
}
