//! A refused upload is over: what can never become an artifact ends itself, gives its room back, and says why from then on.

use super::refused::kept;
use super::{BYTES, Scene, ask_how_far, at, begin, offset, send, tus, video};
use crate::support::Reply;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use chrono::TimeDelta;
use reqwest::Method;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// What begins as a JPEG and is none.
fn jpeg(length: usize) -> Vec<u8> {
    let mut bytes = b"\xff\xd8\xff\xe0\0\x10JFIF\0".to_vec();
    bytes.resize(length, 7);
    bytes
}

/// The first bytes of a PNG of so many pixels, and as many more as are wanted.
fn png(width: u32, height: u32, length: usize) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
    bytes.extend_from_slice(&[width.to_be_bytes(), height.to_be_bytes()].concat());
    bytes.extend_from_slice(&[8, 2, 0, 0, 0, 0, 0, 0, 0]);
    bytes.resize(length, 0);
    bytes
}

impl Scene {
    fn kept(&self) -> usize {
        let store = self.office.blob_dir();
        kept(&store.join("sha256")) + kept(&store.join("held"))
    }

    /// That nothing is left of it but why.
    async fn is_over(&self, upload: &Reply, code: &str) {
        let staff = self.staff();
        let about = json!([{ "kind": "UPLOAD", "id": upload.id() }, { "kind": "ASSIGNMENT", "id": self.case.id() }]);
        let head = tus(&staff, Method::HEAD, at(upload)).await.is(410);
        assert_eq!(head.header("upload-refusal"), Some(code));
        for method in [Method::GET, Method::DELETE] {
            let told = tus(&staff, method, at(upload)).in_english().await.refused(410, "GONE");
            assert!(told["detail"].as_str().is_some_and(|detail| detail.contains(code)), "{told:?}");
            assert_eq!(told["about"], about);
        }
        let again = send(&staff, upload, 0, &video(100, 1)).await.refused(410, "GONE");
        assert_eq!(again.header("upload-refusal"), Some(code));
        let storage = staff.get("/v1/me/storage").await.good();
        assert_eq!((&storage["usedBytes"], &storage["unfinishedUploads"]), (&json!(0), &json!([])));
        assert_eq!(self.kept(), 0);
    }
}

#[tokio::test]
async fn a_file_of_another_type_is_refused_by_its_first_bytes() {
    let scene = Scene::open().await;
    let staff = scene.staff();
    // As few as show it, as many as tell it, and after bytes that told nothing yet.
    for first in [100, 9000] {
        let upload = scene.begins(20_000).await;
        let told = send(&staff, &upload, 0, &jpeg(first)).await.refused(400, "VALIDATION");
        assert_eq!(told.faults(), [("Upload-Metadata", "TYPE_MISMATCH")]);
        assert_eq!(told["about"], json!([{ "kind": "UPLOAD", "id": upload.id() }]));
        scene.is_over(&upload, "TYPE_MISMATCH").await;
    }
    let text = "Ribuan warga hadir di alun-alun. ".repeat(1000).into_bytes();
    let upload = scene.begins(text.len()).await;
    send(&staff, &upload, 0, &text[..5000]).await.is(204);
    send(&staff, &upload, 5000, &text[5000..9000]).await.refused(400, "VALIDATION");
    scene.is_over(&upload, "TYPE_MISMATCH").await;
    // Shorter than what is looked at: told when it is whole.
    let short = &text[..300];
    let upload = scene.begins(short.len()).await;
    send(&staff, &upload, 0, &short[..100]).await.is(204);
    send(&staff, &upload, 100, &short[100..]).await.refused(400, "VALIDATION");
    scene.is_over(&upload, "TYPE_MISMATCH").await;
    // It keeps nobody from completing, and the right file is taken.
    let file = video(9000, 1);
    let upload = scene.begins(file.len()).await;
    send(&staff, &upload, 0, &file).await.is(204);
    staff.drafts(&scene.case, "PRESS_RELEASE", "Panen Raya Dibuka").await;
    staff.completes(&scene.order).await;
}

#[tokio::test]
async fn what_may_be_otherwise_tomorrow_ends_nothing() {
    let scene = Scene::open().await;
    let (staff, file) = (scene.staff(), video(20_000, 1));
    let upload = scene.begins(file.len()).await;
    send(&staff, &upload, 0, &file[..9000]).await.is(204);
    let other = format!("sha256 {}", BASE64_STANDARD.encode(Sha256::digest(b"other")));
    send(&staff, &upload, 9000, &file[9000..]).header("Upload-Checksum", &other).await.refused(460, "CHECKSUM_MISMATCH");
    send(&staff, &upload, 100, &file[9000..]).await.refused(409, "CONFLICT");
    send(&staff, &upload, 9000, &video(20_000, 2)).await.refused(413, "PAYLOAD_TOO_LARGE");
    // The line changed a byte: that is no film any more, and still the sender's to send again.
    let begun = scene.begins(file.len()).await;
    send(&staff, &begun, 0, &jpeg(9000)).header("Upload-Checksum", &other).await.refused(460, "CHECKSUM_MISMATCH");
    for (upload, there) in [(&upload, 9000), (&begun, 0)] {
        assert_eq!(offset(&ask_how_far(&staff, upload).await), there);
        send(&staff, upload, there, &file[there..]).await.is(204);
    }
}

#[tokio::test]
async fn the_first_bytes_that_come_along_may_end_it() {
    let scene = Scene::open().await;
    let staff = scene.staff();
    let with = || begin(&staff, 20_000, &scene.video()).header("Content-Type", BYTES).body(jpeg(9000));
    let told = with().await.refused(400, "VALIDATION");
    assert_eq!((told.faults(), told.header("location")), (vec![("Upload-Metadata", "TYPE_MISMATCH")], None));
    let id = told["about"][0]["id"].as_str().expect("which it was").to_owned();
    let mine = staff.get("/v1/uploads").in_english().await.good();
    assert_eq!((&mine.items()[0]["id"], &mine.items()[0]["state"]), (&json!(id), &json!("REFUSED")));
    // Under a key, too: the same request sent again hears why.
    with().with_key("film-1").await.refused(400, "VALIDATION");
    let again = with().with_key("film-1").await.refused(410, "GONE");
    assert_eq!(again.header("upload-refusal"), Some("TYPE_MISMATCH"));
    assert_eq!(scene.kept(), 0);
}

#[tokio::test]
async fn what_its_sender_ends_has_room_at_once() {
    let scene = Scene::open().await;
    let (staff, file) = (scene.staff(), video(20_000, 1));
    let upload = scene.begins(file.len()).await;
    send(&staff, &upload, 0, &file[..9000]).await.is(204);
    assert_eq!(scene.kept(), 1);
    tus(&staff, Method::DELETE, at(&upload)).await.is(204);
    assert_eq!(scene.kept(), 0);
}

/// Sets how much may be refused in an hour.
async fn limit(scene: &Scene, bytes: usize) {
    let (admin, path) = (scene.office.admin(), "/v1/settings/upload-limits");
    let now = admin.get(path).await.good();
    let mut document = now.json().clone();
    document["refusedBytesPerHour"] = json!(bytes);
    admin.put(path, now.etag(), document).await.is(200);
}

#[tokio::test]
async fn nobody_fills_the_line_with_what_is_refused() {
    let scene = Scene::open().await;
    let staff = scene.staff();
    limit(&scene, 25_000).await;
    let bare = format!("/v1/assignments/{}/artifacts?kind=VIDEO&title=x", scene.case.id());
    let sends = || staff.ask(Method::POST, &bare).header("Content-Type", "video/mp4").body(jpeg(10_000));
    let upload = scene.begins(40_000).await;
    let film = staff.ask(Method::POST, &bare).header("Content-Type", "video/mp4").body(video(9000, 3)).await.is(201);
    sends().await.refused(400, "VALIDATION");
    // What breaks off is nobody's fault.
    assert_eq!(refused_bytes(&scene).await, 10_000);
    let other = scene.begins(20_000).await;
    send(&staff, &other, 0, &jpeg(10_000)).await.refused(400, "VALIDATION");
    assert_eq!(refused_bytes(&scene).await, 20_000);
    let digest = format!("sha-256=:{}:", BASE64_STANDARD.encode(Sha256::digest(b"other")));
    let wrong = staff.ask(Method::POST, &bare).header("Content-Type", "video/mp4").header("Content-Digest", digest);
    wrong.body(video(6000, 2)).await.refused(400, "DIGEST_MISMATCH");
    assert_eq!(refused_bytes(&scene).await, 26_000);
    // Now it is enough, by whatever way.
    let told = sends().in_english().await.refused(429, "RATE_EXCEEDED");
    assert!(told["detail"].as_str().is_some_and(|detail| detail.contains("26000") && detail.contains("refusedBytesPerHour")));
    let wait: i64 = told.header("retry-after").expect("how long").parse().expect("seconds");
    assert!((1..=3600).contains(&wait), "{wait}");
    begin(&staff, 20_000, &scene.video()).await.refused(429, "RATE_EXCEEDED");
    send(&staff, &upload, 0, &video(40_000, 1)).await.refused(429, "RATE_EXCEEDED");
    let content = format!("/v1/artifacts/{}/content", film.id());
    let replaced = staff.ask(Method::PUT, &content).header("If-Match", "*").header("Content-Type", "video/mp4");
    replaced.body(video(9000, 4)).await.refused(429, "RATE_EXCEEDED");
    let poster = staff.ask(Method::PUT, &format!("/v1/artifacts/{}/poster", film.id())).header("If-Match", "*");
    poster.header("Content-Type", "image/png").body(png(10, 10, 100)).await.refused(429, "RATE_EXCEEDED");
    let form = reqwest::multipart::Form::new().text("metadata", r#"{"kind":"VIDEO","title":"x"}"#);
    let files = format!("/v1/assignments/{}/files", scene.case.id());
    staff.ask(Method::POST, &files).multipart(form).await.refused(429, "RATE_EXCEEDED");
    // A text is no file, another has their own, and the next hour is another.
    staff.drafts(&scene.case, "PRESS_RELEASE", "Panen").await;
    scene.subhead().ask(Method::POST, &bare).header("Content-Type", "video/mp4").body(video(9000, 5)).await.is(201);
    scene.office.clock().advance(TimeDelta::seconds(wait));
    assert_eq!(refused_bytes(&scene).await, 0);
    send(&staff, &upload, 0, &video(40_000, 1)).await.is(204);
}

async fn refused_bytes(scene: &Scene) -> Value {
    scene.staff().get("/v1/me/storage").await.good()["refusedBytes"].clone()
}
