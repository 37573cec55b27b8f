//! The bytes of an artifact: in parts, under conditions, and one version after the other.

use super::{Scene, address, content, photo};
use crate::support::Reply;
use pubdok::domain::digest::Digest;
use reqwest::Method;
use serde_json::json;

impl Scene {
    async fn replaces(&self, artifact: &Reply, query: &str, expected: &str, media_type: &str, file: Vec<u8>) -> Reply {
        let ask = self.staff().ask(Method::PUT, &format!("{}{query}", content(artifact)));
        ask.header("If-Match", expected).header("Content-Type", media_type).body(file).await
    }
}

#[tokio::test]
async fn a_download_can_be_taken_in_parts() {
    let scene = Scene::open().await;
    let staff = scene.staff();
    let made = staff.uploads_photo(&scene.case, "Pembukaan").await;
    let path = content(&made);
    let whole = staff.get(&path).await.is(200);
    let (size, file) = (whole.bytes.len(), whole.bytes.clone());
    let etag = format!("\"{}\"", Digest::of(&file));
    assert_eq!((whole.etag(), whole.header("accept-ranges")), (etag.as_str(), Some("bytes")));
    assert_eq!(whole.header("repr-digest"), Some(Digest::of(&file).repr_digest().as_str()));
    assert_eq!(whole.header("content-disposition"), Some("inline; filename=\"photo.jpg\""));
    let first = staff.get(&path).header("Range", "bytes=0-99").await.is(206);
    let rest = staff.get(&path).header("Range", "bytes=100-").header("If-Range", &etag).await.is(206);
    assert_eq!([first.bytes, rest.bytes].concat(), file);
    assert_eq!(rest.headers["content-range"], format!("bytes 100-{}/{size}", size - 1).as_str());
    let tail = staff.get(&path).header("Range", "bytes=-5").await.is(206);
    assert_eq!(tail.bytes, file[size - 5..]);
    let other = staff.get(&path).header("Range", "bytes=100-").header("If-Range", "\"other\"").await.is(200);
    assert_eq!(other.bytes, file);
    let beyond = staff.get(&path).header("Range", format!("bytes={size}-")).await.refused(416, "RANGE_NOT_SATISFIABLE");
    assert_eq!(beyond.headers["content-range"], format!("bytes */{size}").as_str());
}

#[tokio::test]
async fn what_the_client_has_is_not_sent_again() {
    let scene = Scene::open().await;
    let staff = scene.staff();
    let path = content(&staff.uploads_photo(&scene.case, "Pembukaan").await);
    let whole = staff.get(&path).await.is(200);
    let known = staff.get(&path).header("If-None-Match", whole.etag()).await.is(304);
    assert!(known.bytes.is_empty() && known.etag() == whole.etag());
    let modified = whole.header("last-modified").expect("a date");
    staff.get(&path).header("If-Modified-Since", modified).await.is(304);
    staff.get(&path).header("If-None-Match", "\"other\"").await.is(200);
    staff.get(&path).header("If-Match", "\"other\"").await.refused(412, "PRECONDITION_FAILED");
    let head = staff.head(&path).await.is(200);
    assert!(head.bytes.is_empty());
    for name in ["content-length", "content-type", "etag", "repr-digest", "accept-ranges", "last-modified"] {
        assert_eq!(head.header(name), whole.header(name), "{name}");
    }
    let told = staff.get(&format!("{path}?version=0&x=1")).await.refused(400, "VALIDATION");
    assert_eq!(told.faults(), [("version", "OUT_OF_RANGE"), ("x", "UNKNOWN_FIELD")]);
}

#[tokio::test]
async fn a_new_content_is_a_new_version_and_the_old_one_stays() {
    let scene = Scene::open().await;
    let staff = scene.staff();
    let made = staff.uploads_photo(&scene.case, "Pembukaan").await;
    let second = scene.replaces(&made, "", made.etag(), "image/jpeg", photo(200)).await.is(200);
    let now = &second["content"];
    assert_eq!((&now["number"], &now["sha256"]), (&json!(2), &json!(Digest::of(&photo(200)).to_string())));
    // Of the same type, it keeps its name.
    assert_eq!((&now["fileName"], &second["version"]), (&json!("photo.jpg"), &json!(2)));
    let tag = format!("\"{}\"", Digest::of(&photo(200)));
    let third = scene.replaces(&made, "?fileName=baru.jpg", &tag, "image/jpeg", photo(201)).await.is(200);
    assert_eq!((&third["content"]["number"], &third["content"]["fileName"]), (&json!(3), &json!("baru.jpg")));

    assert_eq!(staff.get(&content(&made)).await.good().bytes, photo(201));
    assert_eq!(staff.get(&format!("{}?version=2", content(&made))).await.good().bytes, photo(200));
    let first = staff.get(&format!("{}?version=1", content(&made))).await.good();
    assert_eq!(first.etag(), format!("\"{}\"", made["content"]["sha256"].as_str().expect("a digest")));
    staff.get(&format!("{}?version=4", content(&made))).await.refused(404, "NOT_FOUND");

    let versions = format!("{}/versions", address(&made));
    let list = staff.get(&versions).await.good();
    let numbers: Vec<_> = list.items().iter().map(|item| item["number"].as_i64()).collect();
    assert_eq!(numbers, [Some(3), Some(2), Some(1)]);
    assert_eq!((&list.items()[0], &list.items()[2]), (&third["content"], &made["content"]));
    let page = staff.get(&format!("{versions}?limit=2")).await.good();
    let cursor = page["nextCursor"].as_str().expect("a cursor");
    assert_eq!(staff.get(&format!("{versions}?limit=2&cursor={cursor}")).await.good().items()[0]["number"], 1);
    let told = scene.entries("artifact.content-replaced").await;
    assert_eq!(told.len(), 2);
    assert_eq!(told[0]["changes"]["before"]["content"]["sha256"], made["content"]["sha256"]);
}

#[tokio::test]
async fn a_new_content_is_checked_as_the_first_was() {
    let scene = Scene::open().await;
    let made = scene.staff().uploads_photo(&scene.case, "Pembukaan").await;
    let ask = || scene.staff().ask(Method::PUT, &content(&made)).header("Content-Type", "image/jpeg").body(photo(2));
    ask().await.refused(428, "PRECONDITION_REQUIRED");
    scene.replaces(&made, "", "\"5.x\"", "image/jpeg", photo(2)).await.refused(412, "PRECONDITION_FAILED");
    let stale = format!("\"{}\"", Digest::of(b"x"));
    scene.replaces(&made, "", &stale, "image/jpeg", photo(2)).await.refused(412, "PRECONDITION_FAILED");
    let told = scene.replaces(&made, "", "*", "image/png", b"%PDF-1.7".to_vec()).await.refused(400, "VALIDATION");
    assert_eq!(told.faults(), [("Content-Type", "TYPE_MISMATCH")]);
    scene.replaces(&made, "", "*", "multipart/mixed", photo(2)).await.refused(415, "UNSUPPORTED_MEDIA_TYPE");
    scene.replaces(&made, "", "*", "image/jpeg", Vec::new()).await.refused(400, "VALIDATION");
    let told = scene.replaces(&made, "?kind=PHOTO", "*", "image/jpeg", photo(2)).await.refused(400, "VALIDATION");
    assert_eq!(told.faults(), [("kind", "UNKNOWN_FIELD")]);
    let wrong = Digest::of(b"x").repr_digest();
    ask().header("If-Match", "*").header("Repr-Digest", wrong).await.refused(400, "DIGEST_MISMATCH");
    let tried = scene.replaces(&made, "?dryRun=true", "*", "image/jpeg", photo(2)).await.is(200);
    assert_eq!(tried["content"]["number"], 2);
    let now = scene.staff().get(&address(&made)).await.good();
    assert_eq!((&now["content"], &now["version"]), (&made["content"], &json!(1)));
    assert_eq!(scene.files().await.1, 0);
}

#[tokio::test]
async fn of_two_who_replace_one_content_one_wins() {
    let scene = Scene::open().await;
    let made = scene.staff().uploads_photo(&scene.case, "Pembukaan").await;
    let replace = |shade| scene.replaces(&made, "", made.etag(), "image/jpeg", photo(shade));
    let (one, other) = tokio::join!(replace(1), replace(2));
    let mut statuses = [one.status, other.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 412]);
    assert_eq!(scene.staff().get(&address(&made)).await.good()["content"]["number"], 2);
}

#[tokio::test]
async fn a_draft_has_no_file() {
    let scene = Scene::open().await;
    let draft = scene.staff().drafts(&scene.case, "PRESS_RELEASE", "Panen Raya").await;
    let told = scene.staff().get(&content(&draft)).in_english().await.refused(404, "NOT_FOUND");
    assert!(told["detail"].as_str().is_some_and(|detail| detail.contains("draft")));
    assert!(scene.staff().get(&format!("{}/versions", address(&draft))).await.good().items().is_empty());
    let told = scene.replaces(&draft, "", "*", "text/plain", b"x".to_vec()).await.refused(409, "STATE_FORBIDS");
    assert_eq!(told.faults(), [("#", "DRAFT_IS_TEXT")]);
    assert!(!draft.allowed().contains(&"REPLACE_CONTENT"));
    assert_eq!(scene.files().await, (0, 0));
}
