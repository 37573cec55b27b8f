//! Sitemaps for search engines: of everything, in pieces, and of the news of two days. Their schemas let nothing of another kind in,
//! so that how fresh an article is, when it was corrected and how many of its files were taken down stands beside it as a comment.

use super::feed::home;
use super::store::Place;
use super::view::{Addresses, WithdrawnView};
use crate::domain::label::Label;
use crate::domain::time::Instant;
use crate::http::fields::Stamp;
use crate::http::xml::Xml;

/// So many addresses are in one; the standard lets fifty thousand in, which would fill the memory that is kept for all answers.
pub const MOST: i64 = 10_000;
/// Search engines take no more, and no older news.
pub const MOST_NEWS: i64 = 1000;
pub const NEWS_DAYS: i64 = 2;

const SITEMAP: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";
const NEWS: &str = "http://www.google.com/schemas/sitemap-news/0.9";

/// Where all the pieces are.
pub fn index(addresses: &Addresses, pieces: i64, changed: Option<Instant>) -> Vec<u8> {
    let mut xml = Xml::new("sitemapindex", &[("xmlns", SITEMAP)]);
    for piece in 1..=pieces {
        xml.begin("sitemap", &[]).element("loc", &[], &addresses.of(&format!("sitemap.xml?part={piece}")));
        if let Some(changed) = changed {
            xml.element("lastmod", &[], &Stamp(changed).to_string());
        }
        xml.end();
    }
    xml.finish()
}

pub fn written(addresses: &Addresses, places: &[Place], gone: &[WithdrawnView], now: Instant) -> Vec<u8> {
    let mut xml = Xml::new("urlset", &[("xmlns", SITEMAP)]);
    never_empty(&mut xml, addresses, places);
    for place in places {
        xml.begin("url", &[]).element("loc", &[], &addresses.page(&place.slug));
        xml.element("lastmod", &[], &Stamp(place.updated_at.max(place.publish_at)).to_string());
        xml.comment(&freshness(place, now)).end();
    }
    tombs(&mut xml, gone);
    xml.finish()
}

pub fn news(addresses: &Addresses, publisher: &str, places: &[Place], gone: &[WithdrawnView], now: Instant) -> Vec<u8> {
    let mut xml = Xml::new("urlset", &[("xmlns", SITEMAP), ("xmlns:news", NEWS)]);
    never_empty(&mut xml, addresses, places);
    for place in places {
        xml.begin("url", &[]).element("loc", &[], &addresses.page(&place.slug)).begin("news:news", &[]);
        xml.begin("news:publication", &[]).element("news:name", &[], publisher);
        xml.element("news:language", &[], &place.language.label().to_ascii_lowercase()).end();
        xml.element("news:publication_date", &[], &Stamp(place.publish_at).to_string());
        xml.element("news:title", &[], &place.headline).end();
        xml.comment(&freshness(place, now)).end();
    }
    tombs(&mut xml, gone);
    xml.finish()
}

/// Its schema wants one address at least: with nothing to read, where something would be.
fn never_empty(xml: &mut Xml, addresses: &Addresses, places: &[Place]) {
    if places.is_empty() {
        xml.begin("url", &[]).element("loc", &[], &home(addresses)).end();
    }
}

fn freshness(place: &Place, now: Instant) -> String {
    let verified = place.last_verified_at.map_or_else(String::new, |at| format!(" lastVerifiedAt={}", Stamp(at)));
    let version = if place.number > 1 { format!(" version={}", place.number) } else { String::new() };
    let corrected = place.corrected_at.map_or_else(String::new, |at| format!(" corrected={}", Stamp(at)));
    let files = if place.withdrawn_files > 0 { format!(" withdrawnFiles={}", place.withdrawn_files) } else { String::new() };
    format!("freshness={}{verified}{version}{corrected}{files}", place.terms().freshness(now))
}

fn tombs(xml: &mut Xml, gone: &[WithdrawnView]) {
    for one in gone {
        xml.comment(&format!("withdrawn={} at={}", one.slug, one.at));
    }
}
