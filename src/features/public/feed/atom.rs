//! Atom (RFC 4287), with tombstones (RFC 6721).

use super::super::article::{content, language_tag};
use super::{Feed, TERMS, TOMBSTONES, called, own, shown, tombstones, updated};
use crate::http::fields::Stamp;
use crate::http::xml::Xml;

pub fn written(feed: &Feed) -> Vec<u8> {
    let names = [("xmlns", "http://www.w3.org/2005/Atom"), ("xmlns:at", TOMBSTONES), ("xmlns:pubdok", TERMS), ("xml:lang", "id")];
    let mut xml = Xml::new("feed", &names);
    xml.element("id", &[], &feed.address).element("title", &[], &feed.publisher).element("subtitle", &[], &feed.description());
    xml.element("updated", &[], &Stamp(feed.updated).to_string());
    xml.empty("link", &[("rel", "self"), ("type", super::Form::Atom.content_type()), ("href", &feed.address)]);
    xml.empty("link", &[("rel", "alternate"), ("href", &feed.home)]);
    xml.begin("author", &[]).element("name", &[], &feed.publisher).end();
    xml.element("generator", &[("version", env!("CARGO_PKG_VERSION"))], "Pubdok");
    for article in &feed.articles {
        xml.begin("entry", &[("xml:lang", &language_tag(article))]);
        xml.element("id", &[], &called(article.id)).element("title", &[], &article.headline);
        xml.element("published", &[], &article.published_at.to_string());
        xml.element("updated", &[], &updated(article).to_string());
        xml.empty("link", &[("rel", "alternate"), ("href", &article.page)]);
        xml.empty("link", &[("rel", "via"), ("type", "application/json"), ("href", &article.address)]);
        for (medium, address, media_type) in shown(article) {
            let title = medium.caption.as_deref().unwrap_or(&medium.credit);
            xml.empty("link", &[("rel", "enclosure"), ("type", media_type), ("href", address), ("title", title)]);
        }
        for tag in &article.tags {
            xml.empty("category", &[("term", tag)]);
        }
        if let Some(excerpt) = &article.excerpt {
            xml.element("summary", &[], excerpt);
        }
        xml.element("content", &[("type", "html")], &content(article, feed.zone));
        own(&mut xml, article);
        xml.end();
    }
    tombstones(&mut xml, feed);
    xml.finish()
}
