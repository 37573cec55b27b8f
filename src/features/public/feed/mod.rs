//! Feeds: what was published last, and what is to be taken down where it is shown. What is over leaves them as what was withdrawn does:
//! the office said until when it is to be shown, and a reader that is not told shows it for ever.

mod atom;
mod json;
mod rss;

use super::view::{Addresses, PublishedMedium, PublishedView, WithdrawnView};
use crate::domain::time::{Instant, OfficeZone};
use crate::http::fields::Stamp;
use crate::http::xml::Xml;
use uuid::Uuid;

/// So many articles are in a feed, which is what readers take; and so many tombstones of each kind.
pub const MOST: i64 = 50;
pub const MOST_TOMBSTONES: i64 = 100;

/// What of our own is said in feeds: how fresh an article is, when it was verified, and what was corrected.
pub const TERMS: &str = "https://pubdok.example/terms#";
pub const TOMBSTONES: &str = "http://purl.org/atompub/tombstones/1.0";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    Json,
    Atom,
    Rss,
}

/// What is fed.
#[derive(Debug)]
pub struct Feed {
    /// Its own address, with what it is narrowed by.
    pub address: String,
    /// Where people read all of it.
    pub home: String,
    pub publisher: String,
    /// The office's: which day a moment is of.
    pub zone: OfficeZone,
    pub updated: Instant,
    pub articles: Vec<PublishedView>,
    pub gone: Vec<WithdrawnView>,
}

impl Form {
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Json => "application/feed+json",
            Self::Atom => "application/atom+xml",
            Self::Rss => "application/rss+xml",
        }
    }

    pub fn written(self, feed: &Feed) -> Vec<u8> {
        match self {
            Self::Json => json::written(feed),
            Self::Atom => atom::written(feed),
            Self::Rss => rss::written(feed),
        }
    }
}

impl Feed {
    fn description(&self) -> String {
        format!("Publikasi {}", self.publisher)
    }
}

/// What a publication is called by in feeds: the same wherever the service moves, so that no reader takes an old article for a new one.
fn called(id: Uuid) -> String {
    id.urn().to_string()
}

/// Why something is shown no more, for programs and for people.
fn reason(gone: &WithdrawnView) -> &str {
    gone.reason.as_deref().unwrap_or("Masa tayangnya berakhir / It was to be shown until then")
}

/// RFC 6721.
fn tombstones(xml: &mut Xml, feed: &Feed) {
    for gone in &feed.gone {
        xml.begin("at:deleted-entry", &[("ref", &called(gone.id)), ("when", &gone.at.to_string())]);
        xml.element("at:comment", &[], reason(gone)).end();
    }
}

/// What no standard has a word for.
fn own(xml: &mut Xml, article: &PublishedView) {
    xml.element("pubdok:informationClass", &[], &article.information_class.to_string());
    xml.element("pubdok:version", &[], &article.number.to_string());
    xml.element("pubdok:contentDigest", &[], &article.content_digest.to_string());
    xml.element("pubdok:freshness", &[], &article.freshness.to_string());
    if let Some(at) = article.last_verified_at {
        xml.element("pubdok:lastVerifiedAt", &[], &at.to_string());
    }
    xml.element("pubdok:reviewDueAt", &[], &article.review_due_at.to_string());
    if let Some(at) = article.visible_until {
        xml.element("pubdok:visibleUntil", &[], &at.to_string());
    }
    for correction in &article.corrections {
        let attributes: [(&'static str, &str); 2] =
            [("version", &correction.number.to_string()), ("at", &correction.at.to_string())];
        xml.element("pubdok:correction", &attributes, &correction.changed);
    }
    for medium in &article.media {
        if let Some(gone) = &medium.withdrawn {
            let attributes: [(&'static str, &str); 2] = [("sha256", &medium.sha256.to_string()), ("at", &gone.at.to_string())];
            xml.element("pubdok:withdrawnMedium", &attributes, &gone.reason);
        }
    }
}

/// Files that are shown: the address of what a reader shows, and its type. Of a picture that is the copy for the web.
fn shown(article: &PublishedView) -> impl Iterator<Item = (&PublishedMedium, &str, &str)> {
    article.media.iter().filter_map(|medium| match (&medium.sizes, &medium.address) {
        (Some(sizes), _) => Some((medium, sizes.web.as_str(), crate::pictures::MEDIA_TYPE)),
        (None, Some(address)) => Some((medium, address.as_str(), medium.media_type.as_str())),
        (None, None) => None,
    })
}

/// The same article when all that is told of it was last changed.
fn updated(article: &PublishedView) -> Stamp {
    article.updated_at
}

/// Where people read all that is published.
pub fn home(addresses: &Addresses) -> String {
    addresses.0.public.home().unwrap_or_else(|| addresses.0.base_url.clone())
}
