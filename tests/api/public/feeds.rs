//! Feeds and sitemaps: each whole, each telling how fresh what it has is, and what must be shown no more.

use super::{page_of, published, secrets};
use crate::publications::at;
use crate::support::{BASE_URL, Office, Reply};
use chrono::{DateTime, TimeDelta, Utc};
use roxmltree::{Document, Node};
use serde_json::json;

const FEEDS: [&str; 3] = ["/v1/public/feed.json", "/v1/public/feed.atom", "/v1/public/feed.rss"];
const MAPS: [&str; 2] = ["/v1/public/sitemap.xml", "/v1/public/news-sitemap.xml"];

const ATOM: &str = "http://www.w3.org/2005/Atom";
const TOMBS: &str = "http://purl.org/atompub/tombstones/1.0";
const OURS: &str = "https://pubdok.example/terms#";
const MEDIA: &str = "http://search.yahoo.com/mrss/";

fn text(reply: &Reply) -> String {
    String::from_utf8(reply.bytes.clone()).expect("UTF-8")
}

fn all<'a>(document: &'a Document, namespace: &'a str, name: &'a str) -> Vec<Node<'a, 'a>> {
    let is_one = |node: &Node| node.tag_name().name() == name && node.tag_name().namespace().unwrap_or_default() == namespace;
    document.descendants().filter(is_one).collect()
}

fn said<'a>(document: &'a Document, namespace: &'a str, name: &'a str) -> Vec<String> {
    all(document, namespace, name).iter().map(|node| node.text().unwrap_or_default().to_owned()).collect()
}

#[tokio::test]
async fn each_feed_is_whole_and_tells_nothing_of_the_office() {
    let office = Office::open_with(&[("PUBDOK_PUBLIC_SITE", "https://kab.example.go.id/berita/{slug}")]).await;
    let members = json!({
        "headline": "Harga < 5 & ]]> \"murah\" 🌾", "excerpt": "Ringkas & jelas", "body": "Panen **raya** <https://kab.go.id/?a=1&b=2>.",
        "tags": ["panen & padi"],
    });
    let (accepted, made) = published(&office, members).await;
    let slug = made["slug"].as_str().expect("a slug");
    let (id, page) = (format!("urn:uuid:{}", made.id()), format!("https://kab.example.go.id/berita/{slug}"));
    let nobody = office.nobody();
    for (feed, kind) in FEEDS.iter().zip(["application/feed+json", "application/atom+xml", "application/rss+xml"]) {
        let told = nobody.get(feed).await.is(200);
        assert_eq!(told.header("content-type"), Some(kind));
        for secret in secrets(&accepted) {
            assert!(!text(&told).contains(&secret), "{feed} tells {secret}");
        }
        nobody.get(feed).header("If-None-Match", told.etag()).await.is(304);
        nobody.get(&format!("{feed}?a=1")).await.refused(400, "VALIDATION");
        assert!(!text(&nobody.get(&format!("{feed}?tag=lain")).await.is(200)).contains(slug), "{feed}");
        assert!(text(&nobody.get(&format!("{feed}?tag=panen%20%26%20padi&unit=HUMAS")).await.is(200)).contains(slug), "{feed}");
    }
    let json = nobody.get(FEEDS[0]).await.is(200);
    let item = &json["items"][0];
    assert_eq!(
        (&json["version"], &json["feed_url"]),
        (&json!("https://jsonfeed.org/version/1.1"), &json!(format!("{BASE_URL}{}", FEEDS[0])))
    );
    assert_eq!((&item["id"], &item["url"], &item["title"]), (&json!(id), &json!(page), &made["content"]["headline"]));
    assert_eq!(item["_pubdok"]["address"], format!("{BASE_URL}{}", page_of(&made)));
    assert_eq!((&item["_pubdok"]["freshness"], &item["_pubdok"]["reviewDueAt"]), (&json!("FRESH"), &made["reviewDueAt"]));
    assert!(item["content_html"].as_str().is_some_and(|html| html.contains("<strong>raya</strong>") && html.contains("<img ")));
    assert_eq!(item["attachments"][0]["mime_type"], "image/jpeg");

    let told = text(&nobody.get(FEEDS[1]).await.is(200));
    let atom = Document::parse(&told).expect("XML");
    assert_eq!(&said(&atom, ATOM, "id")[1..], std::slice::from_ref(&id));
    assert_eq!(said(&atom, ATOM, "title")[1], "Harga < 5 & ]]> \"murah\" 🌾");
    assert!(said(&atom, ATOM, "content")[0].contains("<strong>raya</strong>"));
    assert_eq!((said(&atom, OURS, "freshness"), said(&atom, OURS, "contentDigest").len()), (vec!["FRESH".to_owned()], 1));

    let told = text(&nobody.get(FEEDS[2]).await.is(200));
    let rss = Document::parse(&told).expect("XML");
    assert_eq!((said(&rss, "", "guid"), said(&rss, "", "link").last()), (vec![id], Some(&page)));
    assert_eq!(said(&rss, "", "category"), ["panen & padi"]);
    assert!(DateTime::parse_from_rfc2822(&said(&rss, "", "pubDate")[0]).is_ok());
    assert!(said(&rss, "http://purl.org/rss/1.0/modules/content/", "encoded")[0].contains("kab.go.id/?a=1&amp;b=2"));
    assert_eq!((said(&rss, MEDIA, "credit"), all(&rss, MEDIA, "content").len()), (vec!["Humas Setda".to_owned()], 1));

    for map in MAPS {
        let told = text(&nobody.get(map).await.is(200));
        let map = Document::parse(&told).expect("XML");
        assert_eq!(said(&map, "http://www.sitemaps.org/schemas/sitemap/0.9", "loc"), std::slice::from_ref(&page));
        assert!(told.contains("<!-- freshness=FRESH"), "{told}");
    }
}

#[tokio::test]
async fn what_is_withdrawn_or_over_leaves_every_feed_as_a_tombstone() {
    let office = Office::open().await;
    let ends = office.clock().now() + TimeDelta::days(3);
    let (first, withdrawn) = published(&office, json!({ "headline": "Ditarik" })).await;
    let (second, over) = published(&office, json!({ "headline": "Berakhir", "visibleUntil": ends.to_rfc3339() })).await;
    let nobody = office.nobody();
    let gone = first.case.head.post(&at(&withdrawn, "/withdrawal"), json!({ "reason": "Salah & keliru" })).await.is(200);
    let end: DateTime<Utc> = over["visibleUntil"].as_str().and_then(|at| at.parse().ok()).expect("an instant");
    office.clock().advance(end - office.clock().now());
    // Called by what they were called by in the feed.
    let ids = [&withdrawn, &over].map(|one| format!("urn:uuid:{}", one.id()));
    let json = nobody.get(FEEDS[0]).await.is(200);
    assert_eq!(json["items"], json!([]));
    let tombs = json["_pubdok"]["gone"].as_array().expect("tombstones");
    assert_eq!(tombs.iter().map(|tomb| tomb["id"].as_str().expect("an id")).collect::<Vec<_>>(), ids);
    assert_eq!((&tombs[0]["reason"], &tombs[0]["at"]), (&json!("Salah & keliru"), &gone["withdrawal"]["at"]));
    assert_eq!(tombs[0]["address"], format!("{BASE_URL}{}", page_of(&withdrawn)));
    assert_eq!((&tombs[1]["state"], &tombs[1]["at"]), (&json!("EXPIRED"), &over["visibleUntil"]));
    for feed in &FEEDS[1..] {
        let told = text(&nobody.get(feed).await.is(200));
        let document = Document::parse(&told).expect("XML");
        let tombs = all(&document, TOMBS, "deleted-entry");
        assert_eq!(tombs.iter().filter_map(|tomb| tomb.attribute("ref")).collect::<Vec<_>>(), ids, "{feed}");
        assert_eq!(tombs[0].attribute("when"), gone["withdrawal"]["at"].as_str());
        assert_eq!(said(&document, TOMBS, "comment")[0], "Salah & keliru");
        assert!(all(&document, ATOM, "entry").is_empty() && all(&document, "", "item").is_empty());
    }
    for map in MAPS {
        let told = text(&nobody.get(map).await.is(200));
        let document = Document::parse(&told).expect("XML");
        // The schema wants one address at least.
        assert_eq!(said(&document, "http://www.sitemaps.org/schemas/sitemap/0.9", "loc"), [BASE_URL], "{told}");
        assert!(told.contains(&format!("withdrawn={}", withdrawn["slug"].as_str().expect("a slug"))), "{told}");
    }
    drop(second);
}

#[tokio::test]
async fn feeds_tell_freshness_verification_and_corrections() {
    let office = Office::open().await;
    let (accepted, made) = published(&office, json!({})).await;
    let head = &accepted.case.head;
    head.post(&at(&made, "/correction"), json!({ "changed": "Nama desa <diperbaiki>", "headline": "Lain" })).await.is(200);
    let verified = head.post(&at(&made, "/verification"), json!({ "checked": "Angka" })).await.is(200);
    let due: DateTime<Utc> = verified["reviewDueAt"].as_str().and_then(|at| at.parse().ok()).expect("an instant");
    let nobody = office.nobody();
    for (moment, is) in [(office.clock().now(), "FRESH"), (due - TimeDelta::seconds(9), "DUE"), (due, "STALE")] {
        office.clock().advance(moment - office.clock().now());
        let json = nobody.get(FEEDS[0]).await.is(200);
        let ours = &json["items"][0]["_pubdok"];
        assert_eq!((&ours["freshness"], &ours["lastVerifiedAt"]), (&json!(is), &verified["lastVerifiedAt"]));
        assert_eq!(ours["corrections"][0]["changed"], "Nama desa <diperbaiki>");
        for feed in &FEEDS[1..] {
            let told = text(&nobody.get(feed).await.is(200));
            let document = Document::parse(&told).expect("XML");
            assert_eq!(said(&document, OURS, "freshness"), [is], "{feed}");
            assert_eq!(Some(said(&document, OURS, "lastVerifiedAt")[0].as_str()), verified["lastVerifiedAt"].as_str());
            assert_eq!(said(&document, OURS, "correction"), ["Nama desa <diperbaiki>"]);
        }
        let map = text(&nobody.get(MAPS[0]).await.is(200));
        assert!(map.contains(&format!("freshness={is} lastVerifiedAt=")) && map.contains("version=2"), "{map}");
    }
}

#[tokio::test]
async fn news_are_news_for_two_days_and_a_part_that_is_not_is_not_found() {
    let office = Office::open().await;
    let nobody = office.nobody();
    // The first part is always there.
    nobody.get("/v1/public/sitemap.xml?part=1").await.is(200);
    let (accepted, made) = published(&office, json!({})).await;
    let slug = made["slug"].as_str().expect("a slug").to_owned();
    let has = async |map: &str| text(&nobody.get(map).await.is(200)).contains(&slug);
    office.clock().advance(TimeDelta::hours(47));
    assert!(has(MAPS[0]).await && has(MAPS[1]).await);
    let known = nobody.get(MAPS[1]).await.is(200).header("last-modified").expect("a date").to_owned();
    nobody.get(MAPS[1]).header("If-Modified-Since", known.clone()).await.is(304);
    office.clock().advance(TimeDelta::hours(2));
    // That it has left is a change, too.
    nobody.get(MAPS[1]).header("If-Modified-Since", known).await.is(200);
    assert!(has(MAPS[0]).await && !has(MAPS[1]).await);
    assert!(has("/v1/public/sitemap.xml?part=1").await);
    for part in [2, 50_000] {
        nobody.get(&format!("/v1/public/sitemap.xml?part={part}")).await.refused(404, "NOT_FOUND");
    }
    for bad in ["part=0", "part=x", "a=1"] {
        nobody.get(&format!("/v1/public/sitemap.xml?{bad}")).await.refused(400, "VALIDATION");
    }
    assert_eq!(nobody.get(FEEDS[0]).await.is(200)["items"].as_array().map(Vec::len), Some(1));
    drop(accepted);
}

#[tokio::test]
async fn an_excerpt_is_words_and_no_markup_also_to_readers_of_rss() {
    let office = Office::open().await;
    published(&office, json!({ "excerpt": "Jika x<y dan y>z, <b onclick=alert(1)>tebal</b> & lain" })).await;
    let read = text(&office.nobody().get("/v1/public/feed.rss").await.is(200));
    let document = Document::parse(&read).expect("XML");
    let item = document.descendants().find(|node| node.has_tag_name("item")).expect("an item");
    let told = item.children().find(|node| node.has_tag_name("description")).and_then(|node| node.text());
    assert_eq!(told, Some("Jika x&lt;y dan y&gt;z, &lt;b onclick=alert(1)&gt;tebal&lt;/b&gt; &amp; lain"));
}

#[tokio::test]
async fn of_an_office_that_has_published_nothing_nothing_changes() {
    let office = Office::open().await;
    for feed in FEEDS {
        let tag = office.nobody().get(feed).await.is(200).etag().to_owned();
        office.clock().advance(TimeDelta::minutes(10));
        office.nobody().get(feed).header("If-None-Match", tag).await.is(304);
    }
}
