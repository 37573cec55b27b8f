//! RSS 2.0 with content:encoded and Media RSS: what the content management systems of regencies and WordPress read.

use super::super::article::{content, language_tag};
use super::{Feed, TERMS, TOMBSTONES, called, own, shown, tombstones, updated};
use crate::http::xml::{Xml, escaped};

const NAMES: [(&str, &str); 8] = [
    ("version", "2.0"),
    ("xmlns:atom", "http://www.w3.org/2005/Atom"),
    ("xmlns:content", "http://purl.org/rss/1.0/modules/content/"),
    ("xmlns:dc", "http://purl.org/dc/elements/1.1/"),
    ("xmlns:media", "http://search.yahoo.com/mrss/"),
    ("xmlns:at", TOMBSTONES),
    ("xmlns:pubdok", TERMS),
    ("xml:lang", "id"),
];

/// Nobody knows how long a copy is before it is made: by the best practices of RSS that is told as nought.
const UNKNOWN: &str = "0";

pub fn written(feed: &Feed) -> Vec<u8> {
    let mut xml = Xml::new("rss", &NAMES);
    xml.begin("channel", &[]);
    xml.element("title", &[], &feed.publisher).element("link", &[], &feed.home).element("description", &[], &feed.description());
    xml.element("language", &[], "id").element("lastBuildDate", &[], &feed.updated.to_rfc2822());
    xml.element("generator", &[], "Pubdok").element("ttl", &[], "1");
    xml.empty("atom:link", &[("rel", "self"), ("type", super::Form::Rss.content_type()), ("href", &feed.address)]);
    for article in &feed.articles {
        xml.begin("item", &[]);
        xml.element("title", &[], &article.headline).element("link", &[], &article.page);
        xml.element("guid", &[("isPermaLink", "false")], &called(article.id));
        xml.empty("atom:link", &[("rel", "via"), ("type", "application/json"), ("href", &article.address)]);
        xml.element("pubDate", &[], &article.published_at.0.to_rfc2822());
        xml.element("atom:updated", &[], &updated(article).to_string());
        xml.element("dc:creator", &[], &feed.publisher).element("dc:language", &[], &language_tag(article));
        for tag in &article.tags {
            xml.element("category", &[], tag);
        }
        // Its readers take this for HTML.
        xml.element("description", &[], &escaped(article.excerpt.as_deref().unwrap_or(&article.headline)));
        xml.element("content:encoded", &[], &content(article, feed.zone));
        if let Some((_, address, media_type)) = shown(article).next() {
            xml.empty("enclosure", &[("url", address), ("type", media_type), ("length", UNKNOWN)]);
        }
        for (medium, address, media_type) in shown(article) {
            xml.begin("media:content", &[("url", address), ("type", media_type), ("medium", kind(media_type))]);
            if let Some(caption) = &medium.caption {
                xml.element("media:title", &[("type", "plain")], caption);
            }
            if let Some(alt_text) = &medium.alt_text {
                xml.element("media:description", &[("type", "plain")], alt_text);
            }
            if let Some(sizes) = &medium.sizes {
                xml.empty("media:thumbnail", &[("url", &sizes.thumbnail)]);
            }
            xml.element("media:credit", &[("role", "author"), ("scheme", "urn:ebu")], &medium.credit).end();
        }
        own(&mut xml, article);
        xml.end();
    }
    tombstones(&mut xml, feed);
    xml.finish()
}

fn kind(media_type: &str) -> &'static str {
    match media_type.split('/').next() {
        Some("image") => "image",
        Some("video") => "video",
        Some("audio") => "audio",
        _ => "document",
    }
}
