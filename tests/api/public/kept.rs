//! Kept ready: a crowd costs the database nothing, a change is seen at once everywhere, and readers ask only for what is new.

use super::{LIST, page_of, published};
use crate::publications::at;
use crate::support::counter::counted;
use crate::support::{BASE_URL, Office, cluster};
use chrono::TimeDelta;
use futures_util::future::join_all;
use reqwest::Method;
use serde_json::json;
use std::io::Read;
use std::time::Instant;

#[tokio::test]
async fn a_crowd_of_readers_asks_the_database_once() {
    let database = cluster::migrated_database().await;
    let line = counted(&database.url).await;
    let office = Office::open_on(line.url.clone()).await;
    let (accepted, made) = published(&office, json!({})).await;
    let nobody = office.nobody();
    let feeds =
        ["feed.json", "feed.atom", "feed.rss", "sitemap.xml", "news-sitemap.xml"].map(|feed| format!("/v1/public/{feed}"));
    for address in feeds.into_iter().chain([LIST.to_owned(), page_of(&made)]) {
        // The line on which changes are told may open a moment later: what is kept before is forgotten then.
        let mut before;
        let mut tries = 0;
        loop {
            nobody.get(&address).await.is(200);
            before = line.asked();
            join_all((0..200).map(|_| async { nobody.get(&address).await.is(200) })).await;
            tries += 1;
            if line.asked() == before || tries == 20 {
                break;
            }
        }
        assert_eq!(line.asked(), before, "{address}");
    }
    drop((accepted, office));
    cluster::drop_database(&database.name).await;
}

/// Asks until the answer is this, for as long as a change may take to be heard.
async fn sees(office: &Office, address: &str, status: u16) {
    let began = std::time::Instant::now();
    while office.nobody().get(address).await.status != status {
        assert!(began.elapsed().as_secs() < 20, "{address} is not {status}");
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_change_is_seen_on_every_instance() {
    let office = Office::open().await;
    let other = office.another().await;
    let (accepted, made) = published(&office, json!({})).await;
    sees(&other, &page_of(&made), 200).await;
    assert_eq!(other.nobody().get(&page_of(&made)).await.is(200)["number"], 1);
    accepted.case.head.post(&at(&made, "/withdrawal"), json!({ "reason": "Salah" })).await.is(200);
    // Whoever did it sees it at once, the others as soon as PostgreSQL has told them.
    office.nobody().get(&page_of(&made)).await.refused(410, "GONE");
    sees(&other, &page_of(&made), 410).await;
}

#[tokio::test]
async fn readers_are_told_only_what_is_new() {
    let office = Office::open().await;
    let (accepted, made) = published(&office, json!({ "body": "Panen raya. ".repeat(200) })).await;
    // By then nothing is seen late.
    office.clock().advance(TimeDelta::seconds(12));
    let nobody = office.nobody();
    for address in [LIST.to_owned(), page_of(&made)] {
        let read = nobody.get(&address).await.is(200);
        assert_eq!(read.header("cache-control"), Some("public, max-age=60, stale-while-revalidate=300"));
        assert_eq!(read.header("access-control-allow-origin"), Some("*"));
        assert_eq!(read.header("cross-origin-resource-policy"), Some("cross-origin"));
        let (etag, changed) = (read.etag().to_owned(), read.header("last-modified").expect("a date").to_owned());
        for (name, value) in [("If-None-Match", &etag), ("If-Modified-Since", &changed)] {
            let known = nobody.get(&address).header(name, value).await.is(304);
            assert_eq!((known.bytes.len(), known.etag()), (0, etag.as_str()), "{name}");
            assert_eq!(known.header("cache-control"), read.header("cache-control"));
        }
        let other = nobody.get(&address).header("If-None-Match", "\"x\"").header("If-Modified-Since", &changed);
        other.await.is(200);
        let head = nobody.head(&address).await.is(200);
        assert_eq!((head.bytes.len(), head.etag()), (0, etag.as_str()));
        assert_eq!(head.header("content-length"), read.header("content-length"));
        let packed = nobody.get(&address).header("Accept-Encoding", "gzip").await.is(200);
        assert_eq!(packed.header("content-encoding"), Some("gzip"));
        assert_eq!(packed.etag(), format!("{}-gzip\"", etag.trim_end_matches('"')));
        let mut plain = Vec::new();
        flate2::read::GzDecoder::new(packed.bytes.as_slice()).read_to_end(&mut plain).expect("gzip");
        assert_eq!(plain, read.bytes);
        nobody.get(&address).header("Accept-Encoding", "gzip").header("If-None-Match", packed.etag()).await.is(304);
        let packed_otherwise = nobody.get(&address).header("Accept-Encoding", "gzip;q=0").await.is(200);
        assert_eq!(packed_otherwise.header("content-encoding"), None);
    }
    let changed = json!({ "changed": "Judul", "headline": "Lain" });
    let etag = nobody.get(&page_of(&made)).await.etag().to_owned();
    accepted.case.head.post(&at(&made, "/correction"), changed).await.is(200);
    nobody.get(&page_of(&made)).header("If-None-Match", &etag).await.is(200);
    // From any origin, with conditions, too.
    let asked = nobody
        .ask(Method::OPTIONS, LIST)
        .header("Origin", "https://portal.example")
        .header("Access-Control-Request-Method", "GET");
    let may = asked.header("Access-Control-Request-Headers", "if-none-match").await.good();
    assert_eq!(may.header("access-control-allow-origin"), Some("https://portal.example"));
    let elsewhere = nobody.ask(Method::OPTIONS, "/v1/publications").header("Origin", "https://portal.example");
    let elsewhere = elsewhere.header("Access-Control-Request-Method", "GET").await;
    assert_eq!(elsewhere.header("access-control-allow-origin"), None);
    assert!(BASE_URL.starts_with("http"));
}

#[tokio::test]
async fn strangers_pay_by_their_address_and_a_search_costs_more() {
    let office = Office::open_with(&[("PUBDOK_ADDRESS_RATE", "600")]).await;
    let left = async |address: &str| {
        let told = office.nobody().get(address).await.is(200);
        let limit = told.header("ratelimit").expect("a rate").to_owned();
        limit.split("r=").nth(1).and_then(|rest| rest.split(';').next()?.parse::<i64>().ok()).expect("what is left")
    };
    // Ten units a second come back while it asks, however busy the machine is.
    let (before, begun) = (left(LIST).await, Instant::now());
    for _ in 0..8 {
        left(LIST).await;
    }
    let (read, searched) = (left(LIST).await, left(&format!("{LIST}?q=panen")).await);
    let back = begun.elapsed().as_millis() as i64 / 100 + 1;
    assert!((9..40).contains(&(before - read + back)), "{before} {read}, {back} back");
    assert!((10..40).contains(&(read - searched + back)), "{read} {searched}, {back} back");
}
