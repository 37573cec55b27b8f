//! What nobody could read is nobody's business, also afterwards; and what everybody could read is not forgotten.

use super::{LIST, page_of, published};
use crate::changes::Following;
use crate::publications::{Accepted, at};
use crate::support::Office;
use chrono::{DurationRound, TimeDelta};
use serde_json::json;
use std::collections::BTreeMap;

/// Everything that is told of all articles.
const TOLD: [&str; 10] = [
    LIST,
    "/v1/public/feed.json",
    "/v1/public/feed.atom",
    "/v1/public/feed.rss",
    "/v1/public/sitemap.xml",
    "/v1/public/news-sitemap.xml",
    "/v1/public/information-list",
    "/v1/public/information-list?format=csv",
    "/v1/public/catalog.jsonld",
    "/v1/public/dump",
];

/// What each says, with its tag.
async fn all_told(office: &Office) -> BTreeMap<&'static str, (String, Option<String>)> {
    let mut told = BTreeMap::new();
    for address in TOLD {
        let (path, accept) = match address.strip_suffix("?format=csv") {
            Some(path) => (path, "text/csv"),
            None => (address, "*/*"),
        };
        let read = office.nobody().get(path).header("Accept", accept).await.is(200);
        told.insert(address, (String::from_utf8_lossy(&read.bytes).into_owned(), read.header("etag").map(str::to_owned)));
    }
    told
}

#[tokio::test]
async fn what_was_withdrawn_before_it_appeared_left_nothing_behind() {
    let office = Office::open().await;
    let soon = office.clock().now() + TimeDelta::hours(1);
    let (accepted, made) = published(&office, json!({ "publishAt": soon.to_rfc3339() })).await;
    let mut portal = Following::of(office.integration());
    portal.reads().await;
    let case = &accepted.case;
    case.head.post(&at(&made, "/withdrawal"), json!({ "reason": "Ternyata rahasia" })).await.is(200);
    office.clock().advance(TimeDelta::hours(2));
    case.subhead.takes_down(case.photo(), "Permintaan keluarga").await;
    let (slug, sha256) =
        (made["slug"].as_str().expect("a slug"), made["content"]["media"][0]["sha256"].as_str().expect("a digest"));
    for (address, (text, _)) in all_told(&office).await {
        for word in [slug, sha256, "rahasia", "keluarga"] {
            assert!(!text.contains(word), "{address} tells {word}");
        }
    }
    office.nobody().get(&page_of(&made)).await.is(404);
    office.nobody().get(&format!("/v1/public/media/{sha256}")).await.is(404);
    assert_eq!(portal.reads().await.len(), 0);
}

#[tokio::test]
async fn what_is_done_to_what_nobody_may_read_yet_shows_nowhere() {
    let office = Office::open().await;
    published(&office, json!({})).await;
    let next = Accepted::of(&office).await;
    let (case, soon) = (&next.case, office.clock().now() + TimeDelta::hours(1));
    let before = all_told(&office).await;
    let body = next.body_with(json!({ "publishAt": soon.to_rfc3339() }));
    let made = case.subhead.post("/v1/publications", body).await.is(201);
    case.subhead.post(&at(&made, "/verification"), json!({ "checked": "Nama" })).await.is(200);
    let correction = json!({ "changed": "Nama tersangka dihapus", "body": "Panen raya." });
    case.subhead.post(&at(&made, "/correction"), correction).await.is(200);
    // Where the answer was kept, it is made anew.
    let after = all_told(&office).await;
    for (address, told) in before {
        // The dump tells how far the feed of changes is, which counts everything.
        if address != "/v1/public/dump" {
            assert_eq!(after[address], told, "{address}");
        }
    }
    office.clock().advance(TimeDelta::hours(2));
    let read = office.nobody().get(&page_of(&made)).await.good();
    assert_eq!((&read["body"], &read["corrections"]), (&json!("Panen raya."), &json!([])));
    assert!(all_told(&office).await.values().all(|(text, _)| !text.contains("tersangka")));
}

#[tokio::test]
async fn a_picture_that_was_taken_down_before_its_article_appeared_left_nothing_behind() {
    let office = Office::open().await;
    let soon = office.clock().now() + TimeDelta::hours(1);
    let (accepted, made) = published(&office, json!({ "publishAt": soon.to_rfc3339() })).await;
    let case = &accepted.case;
    case.subhead.takes_down(case.photo(), "Permintaan keluarga").await;
    // The office still sees what it took down.
    let kept = case.subhead.get(&at(&made, "")).await.good();
    assert_eq!(kept["content"]["media"][0]["withdrawn"]["reason"], "Permintaan keluarga");
    office.clock().advance(TimeDelta::hours(2));
    let sha256 = made["content"]["media"][0]["sha256"].as_str().expect("a digest");
    assert_eq!(office.nobody().get(&page_of(&made)).await.good()["media"], json!([]));
    for (address, (text, _)) in all_told(&office).await {
        assert!(!text.contains(sha256) && !text.contains("keluarga"), "{address}");
    }
    office.nobody().get(&format!("/v1/public/media/{sha256}")).await.is(404);
    let listed = office.nobody().get("/v1/public/information-list").await.is(200);
    assert_eq!(listed.items()[0]["withdrawnFiles"], 0);
}

#[tokio::test]
async fn a_picture_that_was_left_out_before_its_article_appeared_is_none_that_is_gone() {
    let office = Office::open().await;
    let soon = office.clock().now() + TimeDelta::hours(1);
    let (accepted, made) = published(&office, json!({ "publishAt": soon.to_rfc3339() })).await;
    let sha256 = made["content"]["media"][0]["sha256"].as_str().expect("a digest");
    let picture = format!("/v1/public/media/{sha256}");
    accepted.case.subhead.post(&at(&made, "/correction"), json!({ "changed": "Tanpa foto", "media": [] })).await.is(200);
    office.clock().advance(TimeDelta::hours(2));
    office.nobody().get(&picture).await.is(404);
    // Shown, and left out then, it is.
    let again = json!({ "changed": "Dengan foto", "media": accepted.body()["media"] });
    accepted.case.subhead.post(&at(&made, "/correction"), again).await.is(200);
    office.nobody().get(&picture).await.is(200);
    accepted.case.subhead.post(&at(&made, "/correction"), json!({ "changed": "Tanpa foto", "media": [] })).await.is(200);
    office.nobody().get(&picture).await.is(410);
}

#[tokio::test]
async fn a_correction_takes_no_tombstone_away() {
    let office = Office::open().await;
    let (accepted, made) = published(&office, json!({})).await;
    let (case, nobody) = (&accepted.case, office.nobody());
    let sha256 = made["content"]["media"][0]["sha256"].as_str().expect("a digest").to_owned();
    case.subhead.takes_down(case.photo(), "Permintaan keluarga").await;
    case.subhead.post(&at(&made, "/correction"), json!({ "changed": "Ejaan", "headline": "Panen Raya!" })).await.is(200);
    case.subhead.post(&at(&made, "/correction"), json!({ "changed": "Lagi", "headline": "Panen Raya!!" })).await.is(200);
    let read = nobody.get(&page_of(&made)).await.good();
    let told: Vec<_> =
        read["media"].as_array().into_iter().flatten().map(|one| (&one["sha256"], &one["withdrawn"]["reason"])).collect();
    assert_eq!(told, [(&json!(sha256), &json!("Permintaan keluarga"))]);
    for accept in ["text/html", "text/markdown", "application/ld+json"] {
        let read = nobody.get(&page_of(&made)).header("Accept", accept).await.is(200);
        assert!(String::from_utf8_lossy(&read.bytes).contains("Permintaan keluarga"), "{accept}");
    }
    for feed in &TOLD[1..4] {
        let read = nobody.get(feed).await.is(200);
        assert!(String::from_utf8_lossy(&read.bytes).contains("Permintaan keluarga"), "{feed}");
    }
    // Shown again, it is shown.
    case.head.lifts_take_down(case.photo(), "Keluarga setuju").await;
    let again = json!({ "changed": "Foto kembali", "media": accepted.body()["media"] });
    case.subhead.post(&at(&made, "/correction"), again).await.is(200);
    let media = nobody.get(&page_of(&made)).await.good()["media"].clone();
    assert_eq!((media.as_array().map(Vec::len), &media[0]["withdrawn"]), (Some(1), &json!(null)));
}

#[tokio::test]
async fn a_date_says_nothing_of_the_second_in_which_something_happened() {
    let office = Office::open().await;
    let (accepted, made) = published(&office, json!({})).await;
    let (case, nobody) = (&accepted.case, office.nobody());
    case.subhead.takes_down(case.photo(), "Permintaan keluarga").await;
    let changed = office.nobody().get(&page_of(&made)).await.good()["updatedAt"].as_str().expect("an instant").to_owned();
    let changed = chrono::DateTime::parse_from_rfc3339(&changed).expect("an instant").to_utc();
    let second = changed.duration_trunc(TimeDelta::seconds(1)).expect("a second");
    let date = |at: chrono::DateTime<chrono::Utc>| at.format("%a, %d %b %Y %H:%M:%S GMT").to_string();
    // Of the last seconds more may be seen yet.
    office.clock().advance(TimeDelta::seconds(2));
    let early = nobody.get(TOLD[2]).await.is(200);
    let early = early.header("last-modified").expect("a date").to_owned();
    nobody.get(TOLD[2]).header("If-Modified-Since", early).await.is(200);
    office.clock().advance(TimeDelta::seconds(10));
    for address in [&page_of(&made), TOLD[2]] {
        nobody.get(address).header("If-Modified-Since", date(second)).await.is(200);
        let read = nobody.get(address).await.is(200);
        assert_eq!(read.header("last-modified"), Some(&*date(second + TimeDelta::seconds(1))), "{address}");
        nobody.get(address).header("If-Modified-Since", date(second + TimeDelta::seconds(1))).await.is(304);
    }
    // No date is ahead of now.
    case.subhead.post(&at(&made, "/correction"), json!({ "changed": "Ejaan", "headline": "Panen Raya!" })).await.is(200);
    let (read, now) = (nobody.get(&page_of(&made)).await.is(200), office.clock().now());
    let told = read.header("last-modified").map(|told| chrono::DateTime::parse_from_rfc2822(told).expect("a date").to_utc());
    assert!(told.is_none_or(|told| told <= now), "{told:?}");
}

#[tokio::test]
async fn what_is_told_to_have_been_done_before_it_appeared_is_told_all_the_same() {
    let office = Office::open().await;
    let accepted = Accepted::of(&office).await;
    let (case, nobody) = (&accepted.case, office.nobody());
    office.clock().advance(TimeDelta::hours(1));
    let (first, before) = (office.clock().now() - TimeDelta::minutes(9), office.clock().now() - TimeDelta::minutes(5));
    let made = case.subhead.post("/v1/publications", accepted.body()).header("Occurred-At", first.to_rfc3339()).await.is(201);
    let before = before.to_rfc3339();
    let correction = json!({ "changed": "Angka diperbaiki", "headline": "Panen Raya!" });
    case.subhead.post(&at(&made, "/correction"), correction).header("Occurred-At", before.clone()).await.is(200);
    assert_eq!(nobody.get(&page_of(&made)).await.good()["corrections"][0]["changed"], "Angka diperbaiki");
    let listed = nobody.get("/v1/public/information-list").await.is(200);
    assert_eq!(listed.items()[0]["changed"], "Angka diperbaiki");
    let down = json!({ "reason": "Permintaan keluarga" });
    let path = format!("/v1/artifacts/{}/take-down", case.photo().id());
    case.subhead.post(&path, down).header("Occurred-At", before).await.is(200);
    let read = nobody.get(&page_of(&made)).await.good();
    assert_eq!(read["media"][0]["withdrawn"]["reason"], "Permintaan keluarga");
    let sha256 = made["content"]["media"][0]["sha256"].as_str().expect("a digest");
    nobody.get(&format!("/v1/public/media/{sha256}")).await.is(410);
}

#[tokio::test]
async fn what_everybody_read_was_corrected_whenever_that_is_said_to_have_been() {
    let office = Office::open().await;
    let soon = office.clock().now() + TimeDelta::minutes(30);
    let (accepted, made) = published(&office, json!({ "publishAt": soon.to_rfc3339() })).await;
    let (case, nobody) = (&accepted.case, office.nobody());
    let before = (office.clock().now() + TimeDelta::minutes(20)).to_rfc3339();
    office.clock().advance(TimeDelta::hours(1));
    nobody.get(&page_of(&made)).await.is(200);
    let correction = json!({ "changed": "Angka diperbaiki", "media": [] });
    case.subhead.post(&at(&made, "/correction"), correction).header("Occurred-At", before).await.is(200);
    let told = all_told(&office).await;
    for address in ["/v1/public/feed.atom", "/v1/public/information-list", "/v1/public/catalog.jsonld"] {
        assert!(told[address].0.contains("Angka diperbaiki"), "{address}");
    }
    let sha256 = made["content"]["media"][0]["sha256"].as_str().expect("a digest");
    nobody.get(&format!("/v1/public/media/{sha256}")).await.is(410);
}

#[tokio::test]
async fn what_is_begun_just_before_an_article_appears_is_done_just_after() {
    let office = Office::open().await;
    let soon = async || {
        let begins = office.clock().now() + TimeDelta::seconds(5);
        published(&office, json!({ "publishAt": begins.to_rfc3339() })).await
    };
    let mut portal = Following::of(office.integration());
    portal.reads().await;
    let (first, withdrawn) = soon().await;
    first.case.head.post(&at(&withdrawn, "/withdrawal"), json!({ "reason": "Salah" })).await.is(200);
    let (second, corrected) = soon().await;
    let correction = json!({ "changed": "Angka diperbaiki", "media": [] });
    second.case.subhead.post(&at(&corrected, "/correction"), correction).await.is(200);
    let (third, taken) = soon().await;
    third.case.subhead.takes_down(third.case.photo(), "Permintaan keluarga").await;
    office.clock().advance(TimeDelta::seconds(6));
    let nobody = office.nobody();
    nobody.get(&page_of(&withdrawn)).await.refused(410, "GONE");
    assert_eq!(nobody.get(&page_of(&corrected)).await.good()["corrections"][0]["changed"], "Angka diperbaiki");
    assert_eq!(nobody.get(&page_of(&taken)).await.good()["media"][0]["withdrawn"]["reason"], "Permintaan keluarga");
    for made in [&withdrawn, &corrected, &taken] {
        let sha256 = made["content"]["media"][0]["sha256"].as_str().expect("a digest");
        nobody.get(&format!("/v1/public/media/{sha256}")).await.is(410);
    }
    assert!(all_told(&office).await[TOLD[2]].0.contains("Salah"));
    let told: Vec<String> =
        portal.reads().await.iter().map(|change| change["type"].as_str().expect("a type").to_owned()).collect();
    for kind in ["publication.withdrawn", "publication.corrected", "publication.picture-withdrawn"] {
        assert!(told.iter().any(|told| told == kind), "{kind} in {told:?}");
    }
}

#[tokio::test]
async fn no_tombstone_is_older_than_what_it_takes_away() {
    let office = Office::open().await;
    let soon = office.clock().now() + TimeDelta::minutes(30);
    let (accepted, made) = published(&office, json!({ "publishAt": soon.to_rfc3339() })).await;
    let before = (office.clock().now() + TimeDelta::minutes(20)).to_rfc3339();
    office.clock().advance(TimeDelta::hours(1));
    let shown = office.nobody().get(&page_of(&made)).await.good()["updatedAt"].clone();
    let withdrawal = json!({ "reason": "Salah" });
    accepted.case.head.post(&at(&made, "/withdrawal"), withdrawal).header("Occurred-At", before).await.is(200);
    let listed = office.nobody().get("/v1/public/information-list").await.is(200).items()[0].clone();
    assert!(listed["withdrawnAt"].as_str() > shown.as_str(), "{listed}");
}

#[tokio::test]
async fn a_file_that_is_shown_no_more_says_since_when_whatever_comes_later() {
    let office = Office::open().await;
    let (accepted, made) = published(&office, json!({})).await;
    let (case, nobody) = (&accepted.case, office.nobody());
    let address = format!("/v1/public/media/{}", made["content"]["media"][0]["sha256"].as_str().expect("a digest"));
    office.clock().advance(TimeDelta::minutes(1));
    case.subhead.post(&at(&made, "/correction"), json!({ "changed": "Tanpa foto", "media": [] })).await.is(200);
    let gone = nobody.get(&address).await.is(410)["detail"].clone();
    office.clock().advance(TimeDelta::minutes(1));
    case.subhead.post(&at(&made, "/verification"), json!({ "checked": "Nama" })).await.is(200);
    assert_eq!(nobody.get(&address).await.is(410)["detail"], gone);
}
