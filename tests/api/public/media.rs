//! Files for everybody: cleaned, credited, and gone when they are taken down.

use super::{page_of, published};
use crate::publications::{Accepted, at};
use crate::support::{BASE_URL, Office, Reply};
use chrono::TimeDelta;
use serde_json::{Value, json};

const THOUSAND_YEARS: &str = "public, max-age=31536000, immutable";

/// A photo as a camera sends it: with position, device, a comment and a film behind the picture.
fn as_sent() -> Vec<u8> {
    let mut jpeg = crate::support::work::photo(90);
    let exif = b"Exif\0\0MM\0\x2A\0\0\0\x08\0\x02\x01\x0F\0\x02\0\0\0\x08\0\0\0\x26\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0RAHASIA\0GPSLatitude";
    let mut segment = vec![0xFF, 0xE1];
    segment.extend(u16::try_from(exif.len() + 2).expect("a length").to_be_bytes());
    segment.extend(exif);
    jpeg.splice(2..2, segment);
    jpeg.extend(b"ftypmp42 film di belakang foto");
    jpeg
}

fn has(bytes: &[u8], words: &str) -> bool {
    bytes.windows(words.len()).any(|window| window == words.as_bytes())
}

/// A published photo, and its SHA-256.
async fn photo(office: &Office, bytes: Vec<u8>, copyright: &str) -> (Accepted, Reply, String) {
    let accepted = Accepted::with(office, async |case| {
        let path = format!("/v1/assignments/{}/artifacts?kind=PHOTO&title=Foto&altText=Foto", case.assignment.id());
        let sent =
            case.photographer.ask(reqwest::Method::POST, &path).header("Content-Type", "image/jpeg").body(bytes).await.is(201);
        let said = json!({ "copyright": copyright });
        let sent = case.photographer.patch(&format!("/v1/artifacts/{}", sent.id()), sent.etag(), said).await.is(200);
        case.photo = Some(sent);
        case.release = Some(case.writer.drafts(&case.assignment, "PRESS_RELEASE", "Panen").await);
    })
    .await;
    let made = accepted.is_published().await;
    let sha256 = made["content"]["media"][0]["sha256"].as_str().expect("a digest").to_owned();
    (accepted, made, sha256)
}

#[tokio::test]
async fn a_picture_comes_without_position_and_camera_and_with_its_credit() {
    let office = Office::open().await;
    let sent = as_sent();
    let (_, made, sha256) = photo(&office, sent.clone(), "Pemkab & Setda").await;
    let nobody = office.nobody();
    let address = format!("/v1/public/media/{sha256}");
    let article = nobody.get(&page_of(&made)).await.is(200);
    assert_eq!(article["media"][0]["address"], format!("{}{address}", crate::support::BASE_URL));
    let whole = nobody.get(&address).await.is(200);
    assert_eq!((whole.header("content-type"), whole.header("cache-control")), (Some("image/jpeg"), Some(THOUSAND_YEARS)));
    assert_eq!(whole.header("access-control-allow-origin"), Some("*"));
    for secret in ["RAHASIA", "GPSLatitude", "film di belakang"] {
        assert!(has(&sent, secret) && !has(&whole.bytes, secret), "{secret} is told");
    }
    for size in ["", "?size=thumbnail", "?size=web", "?size=print"] {
        let copy = nobody.get(&format!("{address}{size}")).await.is(200);
        let seen = pubdok::pictures::look(&copy.bytes, false, pubdok::domain::time::OfficeZone::Jakarta).expect("a picture");
        let capture = seen.capture;
        assert_eq!(
            (capture.credit.as_deref(), capture.copyright.as_deref()),
            (Some("Humas Setda"), Some("Pemkab & Setda")),
            "{size}"
        );
        assert!(has(&copy.bytes, "photoshop:Credit") && !has(&copy.bytes, "RAHASIA"), "{size}");
        image::load_from_memory(&copy.bytes).expect("a whole picture");
    }
    // The pixels are those that were sent, bit by bit.
    let (before, after) =
        (image::load_from_memory(&sent).expect("a picture"), image::load_from_memory(&whole.bytes).expect("a picture"));
    assert!(before.to_rgb8() == after.to_rgb8());
    for bad in ["size=gross", "a=1", "size=web&size=web"] {
        nobody.get(&format!("{address}?{bad}")).await.refused(400, "VALIDATION");
    }
    nobody.get(&format!("/v1/public/media/{}", "0".repeat(64))).await.refused(404, "NOT_FOUND");
    nobody.get("/v1/public/media/x").await.refused(404, "NOT_FOUND");
}

#[tokio::test]
async fn a_part_of_it_comes_and_what_is_known_does_not() {
    let office = Office::open().await;
    let (_, _, sha256) = photo(&office, as_sent(), "a").await;
    let nobody = office.nobody();
    for size in ["", "?size=web"] {
        let address = format!("/v1/public/media/{sha256}{size}");
        let whole = nobody.get(&address).await.is(200);
        let part = nobody.get(&address).header("Range", "bytes=2-9").await.is(206);
        assert_eq!(part.bytes, whole.bytes[2..10]);
        assert_eq!(part.header("content-range"), Some(format!("bytes 2-9/{}", whole.bytes.len()).as_str()));
        nobody.get(&address).header("Range", "bytes=999999999-").await.refused(416, "RANGE_NOT_SATISFIABLE");
        let known = nobody.get(&address).header("If-None-Match", whole.etag()).await.is(304);
        assert_eq!((known.bytes.len(), known.header("cache-control")), (0, Some(THOUSAND_YEARS)));
        let changed = whole.header("last-modified").expect("a date");
        nobody.get(&address).header("If-Modified-Since", changed).await.is(304);
        let head = nobody.head(&address).await.is(200);
        assert_eq!((head.bytes.len(), head.header("content-length")), (0, Some(whole.bytes.len().to_string().as_str())));
    }
}

#[tokio::test]
async fn what_is_not_shown_is_not_there_and_what_is_shown_no_more_is_gone() {
    let office = Office::open().await;
    let accepted = Accepted::of(&office).await;
    let sha256 = accepted.case.photo()["content"]["sha256"].as_str().expect("a digest").to_owned();
    let (nobody, address) = (office.nobody(), format!("/v1/public/media/{sha256}"));
    nobody.get(&address).await.refused(404, "NOT_FOUND");
    let begins = office.clock().now() + TimeDelta::hours(1);
    let body = accepted.body_with(json!({ "publishAt": begins.to_rfc3339() }));
    let made = accepted.case.head.post("/v1/publications", body).await.is(201);
    nobody.get(&address).await.refused(404, "NOT_FOUND");
    office.clock().advance(TimeDelta::hours(1));
    nobody.get(&address).await.is(200);
    let without = json!({ "changed": "Foto diganti", "media": [] });
    accepted.case.head.post(&at(&made, "/correction"), without).await.is(200);
    nobody.get(&address).await.refused(410, "GONE");
    let again = json!({ "changed": "Foto kembali", "media": accepted.body()["media"] });
    accepted.case.head.post(&at(&made, "/correction"), again).await.is(200);
    nobody.get(&address).await.is(200);
    accepted.case.head.takes_down(accepted.case.photo(), "Permintaan keluarga").await;
    for size in ["", "?size=web"] {
        let gone = nobody.get(&format!("{address}{size}")).await.refused(410, "GONE");
        assert!(gone["detail"].as_str().is_some_and(|detail| detail.contains("Permintaan keluarga")), "{gone:?}");
    }
}

#[tokio::test]
async fn a_withdrawn_article_takes_its_pictures_with_it() {
    let office = Office::open().await;
    let (accepted, made) = published(&office, json!({})).await;
    let sha256 = made["content"]["media"][0]["sha256"].as_str().expect("a digest");
    let address = format!("/v1/public/media/{sha256}");
    office.nobody().get(&address).await.is(200);
    accepted.case.head.post(&at(&made, "/withdrawal"), json!({ "reason": "Ditunda" })).await.is(200);
    let gone = office.nobody().get(&address).await.refused(410, "GONE");
    assert!(gone["detail"].as_str().is_some_and(|detail| detail.contains("Ditunda")), "{gone:?}");
    assert_eq!(gone["about"], Value::Null);
}

#[tokio::test]
async fn a_corrected_credit_makes_its_picture_another() {
    let office = Office::open().await;
    let (accepted, made) = published(&office, json!({})).await;
    let address = format!("/v1/public/media/{}", made["content"]["media"][0]["sha256"].as_str().expect("a digest"));
    let before = office.nobody().get(&address).await.is(200);
    let known = before.header("last-modified").expect("a date").to_owned();
    office.clock().advance(TimeDelta::seconds(5));
    let mut media = accepted.body()["media"].clone();
    media[0]["credit"] = json!("Dinas Pertanian");
    accepted.case.subhead.post(&at(&made, "/correction"), json!({ "changed": "Kredit", "media": media })).await.is(200);
    // Whoever kept it for good under its first address asks at another, and nobody is given there what it was not.
    let told = office.nobody().get(&page_of(&made)).await.is(200)["media"][0].clone();
    let place = |of: &serde_json::Value| of.as_str().and_then(|place| place.strip_prefix(BASE_URL)).expect("of ours").to_owned();
    let (now, web) = (place(&told["address"]), place(&told["sizes"]["web"]));
    let mark = now.strip_prefix(&format!("{address}?credit=")).expect("another address").to_owned();
    assert_eq!(web, format!("{address}?size=web&credit={mark}"));
    for place in [&now, &web] {
        let read = office.nobody().get(place).await.is(200);
        assert!(has(&read.bytes, "Dinas Pertanian"), "{place}");
    }
    office.nobody().get(&address).header("If-Modified-Since", known).await.is(304);
    assert_eq!(office.nobody().get(&address).await.is(200).etag(), before.etag());
    for other in ["00000000", "x", ""] {
        office.nobody().get(&format!("{address}?credit={other}")).await.is(404);
    }
    accepted.case.subhead.post(&at(&made, "/correction"), json!({ "changed": "Judul", "headline": "Lain" })).await.is(200);
    let again = office.nobody().get(&page_of(&made)).await.is(200)["media"][0].clone();
    assert_eq!(again["address"], told["address"], "the credit is the same");
}

#[tokio::test]
async fn what_two_offices_say_is_theirs_has_an_address_for_each() {
    let office = Office::open().await;
    let (_, made, sha256) = photo(&office, as_sent(), "Pemkab").await;
    let address = format!("/v1/public/media/{sha256}");
    let before = office.nobody().get(&address).await.is(200);
    // The same photo, with the same credit, in another case.
    let (_, other, same) = photo(&office, as_sent(), "Dinas Pertanian").await;
    assert_eq!(same, sha256);
    let place = async |of: &Reply| {
        let told = office.nobody().get(&page_of(of)).await.is(200)["media"][0]["address"].clone();
        told.as_str().and_then(|place| place.strip_prefix(BASE_URL)).expect("of ours").to_owned()
    };
    assert_eq!(place(&made).await, address);
    assert_eq!(office.nobody().get(&address).await.is(200).bytes, before.bytes);
    let marked = place(&other).await;
    assert!(marked.starts_with(&format!("{address}?credit=")), "{marked}");
    let theirs = office.nobody().get(&marked).await.is(200);
    assert!(has(&theirs.bytes, "Dinas Pertanian") && !has(&theirs.bytes, "Pemkab"));
}

#[tokio::test]
async fn what_two_articles_show_has_an_address_for_each_credit() {
    let office = Office::open().await;
    let (accepted, made) = published(&office, json!({})).await;
    let mut media = accepted.body()["media"].clone();
    media[0]["credit"] = json!("Budi");
    let subhead = &accepted.case.subhead;
    subhead.post(&at(&made, "/correction"), json!({ "changed": "Kredit", "media": media })).await.is(200);
    let address = async |of: &Reply| {
        let told = office.nobody().get(&page_of(of)).await.is(200)["media"][0]["address"].clone();
        told.as_str().and_then(|place| place.strip_prefix(BASE_URL)).expect("of ours").to_owned()
    };
    let corrected = address(&made).await;
    let etag = office.nobody().get(&corrected).await.is(200).etag().to_owned();
    media[0]["credit"] = accepted.body()["media"][0]["credit"].clone();
    subhead.post(&at(&made, "/correction"), json!({ "changed": "Kredit lagi", "media": media })).await.is(200);
    let back = address(&made).await;
    assert_eq!((back.contains('?'), office.nobody().get(&corrected).await.is(200).etag().to_owned()), (false, etag));
}
