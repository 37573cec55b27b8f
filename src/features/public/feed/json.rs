//! JSON Feed 1.1; what it has no word for stands in `_pubdok`, as it has extensions stand.

use super::super::article::{content, language_tag};
use super::{Feed, called, reason, shown, updated};
use crate::http::fields::Stamp;
use serde_json::{Value, json};

pub fn written(feed: &Feed) -> Vec<u8> {
    let gone = feed.gone.iter().map(|gone| {
        json!({ "id": called(gone.id), "address": gone.address, "slug": gone.slug, "at": gone.at,
            "state": if gone.reason.is_some() { "WITHDRAWN" } else { "EXPIRED" }, "reason": reason(gone) })
    });
    let told = json!({
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.publisher,
        "description": feed.description(),
        "home_page_url": feed.home,
        "feed_url": feed.address,
        "language": "id",
        "authors": [{ "name": feed.publisher }],
        "items": feed.articles.iter().map(|article| item(feed, article)).collect::<Vec<_>>(),
        "_pubdok": { "about": super::TERMS, "updatedAt": Stamp(feed.updated), "gone": gone.collect::<Vec<_>>() },
    });
    told.to_string().into_bytes()
}

fn item(feed: &Feed, article: &super::PublishedView) -> Value {
    let gone = article.media.iter().filter_map(|medium| {
        let gone = medium.withdrawn.as_ref()?;
        Some(json!({ "sha256": medium.sha256, "at": gone.at, "reason": gone.reason }))
    });
    let attachment = |(medium, address, media_type): (&super::PublishedMedium, &str, &str)| {
        let title = medium.caption.as_deref().or(medium.alt_text.as_deref()).unwrap_or(&medium.credit);
        json!({ "url": address, "mime_type": media_type, "title": title,
            "_pubdok": { "sha256": medium.sha256, "altText": medium.alt_text, "credit": medium.credit } })
    };
    let mut told = json!({
        "id": called(article.id),
        "url": article.page,
        "title": article.headline,
        "content_html": content(article, feed.zone),
        "content_text": &*article.body,
        "date_published": article.published_at,
        "date_modified": updated(article),
        "authors": [{ "name": feed.publisher }],
        "tags": article.tags,
        "language": language_tag(article),
        "attachments": shown(article).map(attachment).collect::<Vec<_>>(),
        "_pubdok": {
            "about": super::TERMS, "slug": article.slug, "address": article.address,
            "informationClass": article.information_class, "unit": article.unit, "regionCode": article.region_code,
            "version": article.number, "contentDigest": article.content_digest,
            "freshness": article.freshness, "lastVerifiedAt": article.last_verified_at, "reviewDueAt": article.review_due_at,
            "visibleUntil": article.visible_until, "corrections": article.corrections, "withdrawnMedia": gone.collect::<Vec<_>>(),
        },
    });
    // What is not there is left out: the standard knows no null.
    if let Some(excerpt) = &article.excerpt {
        told["summary"] = json!(excerpt);
    }
    if let Some(sizes) = article.media.iter().find_map(|medium| medium.sizes.as_ref()) {
        told["image"] = json!(sizes.web);
    }
    told
}
