//! Files on their way in: by form or alone, checked against what their sender says.

use super::{Scene, address, content, photo, photo_metadata};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use futures_util::future::join_all;
use pubdok::domain::digest::Digest;
use reqwest::Method;
use reqwest::header::{HeaderMap, HeaderValue};
use reqwest::multipart::{Form, Part};
use serde_json::json;

#[tokio::test]
async fn a_file_is_kept_exactly_as_it_came() {
    let scene = Scene::open().await;
    let staff = scene.staff();
    let file = photo(1);
    let made = staff.uploads(&scene.case, photo_metadata(), "IMG 1.jpg", "image/jpeg", file.clone()).await.is(201);
    let kept = &made["content"];
    assert_eq!((&kept["number"], &kept["size"], &kept["mediaType"]), (&json!(1), &json!(file.len()), &json!("image/jpeg")));
    assert_eq!((&kept["sha256"], &kept["fileName"]), (&json!(Digest::of(&file).to_string()), &json!("IMG 1.jpg")));
    assert_eq!((&kept["uploadedById"], &made["draft"]), (&json!(staff.officer_id()), &json!(null)));
    assert_eq!(made.allowed(), ["EDIT_ARTIFACT", "REPLACE_CONTENT", "DELETE_ARTIFACT"]);
    assert_eq!(staff.get(&content(&made)).await.good().bytes, file);
    assert_eq!(staff.get(&address(&made)).await.good().json(), made.json());
    assert_eq!(scene.files().await, (1, 0));
}

#[tokio::test]
async fn a_bare_file_says_what_it_is_in_the_query() {
    let scene = Scene::open().await;
    let query = "kind=PHOTO&title=Panggung&fileName=..%2Fa.jpg&altText=Panggung%20utama&takenAt=2026-01-14T09:30:00%2B07:00";
    let made = scene.sends(query, "image/jpeg", photo(1)).await.is(201);
    assert_eq!((&made["title"], &made["altText"]), (&json!("Panggung"), &json!("Panggung utama")));
    assert_eq!((&made["content"]["fileName"], &made["takenAt"]), (&json!("a.jpg"), &json!("2026-01-14T02:30:00.000Z")));
    let unnamed = scene.sends("kind=PHOTO&title=x", "application/octet-stream", photo(2)).await.is(201);
    assert_eq!((&unnamed["content"]["mediaType"], &unnamed["content"]["fileName"]), (&json!("image/jpeg"), &json!(null)));
    // JSON with a kind is a dataset, without one a draft.
    let data = scene.sends("kind=DATASET&title=Hasil", "application/json", "[1]").await.is(201);
    assert_eq!(data["content"]["mediaType"], "application/json");
    let told = scene.sends("title=a%00b&x=1", "image/jpeg", photo(1)).await.refused(400, "VALIDATION");
    assert_eq!(told.faults(), [("kind", "REQUIRED"), ("title", "CONTROL_CHARACTER"), ("x", "UNKNOWN_FIELD")]);
    let told = scene.sends("kind=PRESS_RELEASE&title=x", "text/plain", "x").await.refused(400, "VALIDATION");
    assert_eq!(told.faults(), [("kind", "TEXT_EXPECTED")]);
    let told = scene.sends("kind=PHOTO&kind=VIDEO&title=x", "image/jpeg", photo(1)).await.refused(400, "VALIDATION");
    assert_eq!(told.faults(), [("kind", "REPEATED")]);
}

#[tokio::test]
async fn the_type_must_be_what_the_bytes_are_and_the_kind_takes() {
    let scene = Scene::open().await;
    let html = b"<!doctype html><script>alert(1)</script>".to_vec();
    let svg = b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>".to_vec();
    for (kind, name, media_type, file) in [
        ("PHOTO", "a.jpg", "image/jpeg", html.clone()),
        ("PHOTO", "a.svg", "image/svg+xml", svg.clone()),
        ("PHOTO", "a.jpg", "image/jpeg", svg),
        ("DOCUMENT", "a.pdf", "application/pdf", html.clone()),
        ("DOCUMENT", "a.html", "text/html", html.clone()),
        ("DOCUMENT", "a.txt", "text/plain", html),
        ("DOCUMENT", "a.jpg", "image/jpeg", photo(1)),
        ("VIDEO", "a.jpg", "image/jpeg", photo(1)),
        ("DATASET", "a.csv", "text/csv", vec![0x4d, 0x5a, 0x90, 0x00, 0x03]),
    ] {
        let form = form(kind, name, media_type, file);
        let told =
            scene.staff().ask(Method::POST, &scene.address()).multipart(form).in_english().await.refused(400, "VALIDATION");
        assert_eq!(told.faults(), [("#/file", "TYPE_MISMATCH")], "{kind} {name} {media_type}");
        let detail = told["errors"][0]["detail"].as_str().expect("a detail");
        assert!(detail.contains("Accepted are: "), "{detail}");
    }
    let told = scene.sends("kind=DOCUMENT&title=x", "image/png", photo(1)).await.refused(400, "VALIDATION");
    assert_eq!(told.faults(), [("Content-Type", "TYPE_MISMATCH")]);
    let told = scene.sends("kind=PHOTO&title=x", "multipart/mixed; boundary=x", photo(1)).await;
    let told = told.refused(415, "UNSUPPORTED_MEDIA_TYPE");
    assert!(told.header("accept-post").is_some_and(|types| types.contains("image/jpeg")));
    for media_type in ["text/html", "multipart/mixed; boundary=x"] {
        let told = scene.sends("", media_type, "x").await.refused(415, "UNSUPPORTED_MEDIA_TYPE");
        assert!(told.header("accept-post").is_some_and(|types| types.contains("multipart/form-data")), "{media_type}");
    }
    let zipped =
        scene.staff().ask(Method::POST, &format!("{}?kind=PHOTO&title=x", scene.address())).header("Content-Encoding", "gzip");
    zipped.header("Content-Type", "image/jpeg").body(photo(1)).await.refused(415, "UNSUPPORTED_MEDIA_TYPE");
    assert_eq!(scene.files().await, (0, 0));
}

/// A form whose file part may claim any type, also one that is none.
fn form(kind: &str, name: &str, media_type: &str, file: Vec<u8>) -> Form {
    let metadata = json!({ "kind": kind, "title": "x" }).to_string();
    let metadata = Part::text(metadata).mime_str("application/json").expect("a media type");
    let mut headers = HeaderMap::new();
    headers.insert("content-type", HeaderValue::from_str(media_type).expect("a header"));
    Form::new().part("metadata", metadata).part("file", Part::bytes(file).file_name(name.to_owned()).headers(headers))
}

#[tokio::test]
async fn an_empty_file_is_no_file() {
    let scene = Scene::open().await;
    let told =
        scene.staff().uploads(&scene.case, photo_metadata(), "a.jpg", "image/jpeg", Vec::new()).await.refused(400, "VALIDATION");
    assert_eq!(told.faults(), [("#/file", "EMPTY")]);
    let told = scene.sends("kind=PHOTO&title=x", "image/jpeg", "").await.refused(400, "VALIDATION");
    assert_eq!(told.faults(), [("#", "EMPTY")]);
    assert_eq!(scene.files().await, (0, 0));
}

#[tokio::test]
async fn a_file_beyond_the_limit_of_its_kind_is_refused_however_it_comes() {
    let scene = Scene::open().await;
    let limit = 20 * 1024 * 1024;
    super::limits::limit(&scene.office, &[("/maxBytes/photo", limit as u64)]).await;
    let mut file = photo(1);
    file.resize(limit + 1, 0);
    let told = scene.sends("kind=PHOTO&title=x", "image/jpeg", file.clone()).await.refused(413, "PAYLOAD_TOO_LARGE");
    assert!(told["detail"].as_str().is_some_and(|detail| detail.contains(&limit.to_string())));
    // In pieces, without an announced length.
    let pieces: Vec<Result<Vec<u8>, std::io::Error>> = file.chunks(1 << 20).map(|piece| Ok(piece.to_vec())).collect();
    let stream = reqwest::Body::wrap_stream(futures_util::stream::iter(pieces));
    scene.sends("kind=PHOTO&title=x", "image/jpeg", stream).await.refused(413, "PAYLOAD_TOO_LARGE");
    let form = scene.staff().uploads(&scene.case, photo_metadata(), "a.jpg", "image/jpeg", file.clone()).await;
    form.refused(413, "PAYLOAD_TOO_LARGE");
    file.truncate(limit);
    scene.sends("kind=PHOTO&title=x", "image/jpeg", file).await.is(201);
    assert_eq!(scene.files().await, (1, 0));
}

#[tokio::test]
async fn a_digest_that_was_sent_along_must_fit() {
    let scene = Scene::open().await;
    let file = photo(1);
    let (right, wrong) = (Digest::of(&file).repr_digest(), Digest::of(b"x").repr_digest());
    let post = |name: &'static str, value: &str| {
        let ask = scene.staff().ask(Method::POST, &format!("{}?kind=PHOTO&title=x", scene.address()));
        ask.header(name, value).header("Content-Type", "image/jpeg").body(file.clone())
    };
    for (name, status) in [("Content-Digest", 201), ("Repr-Digest", 200)] {
        post(name, &right).await.is(status);
        // What they say in other algorithms is passed over; the file is there by now.
        post(name, &format!("sha-512=:{}:, {right}", BASE64_STANDARD.encode([0; 64]))).await.is(200);
        let told = post(name, &wrong).await.refused(400, "DIGEST_MISMATCH");
        assert!(told["detail"].as_str().is_some_and(|detail| detail.contains(&right)));
        for malformed in ["sha-256=abc", "sha-256=::", "sha-256=:####:", "sha-256=:YWJj:"] {
            assert_eq!(post(name, malformed).await.refused(400, "VALIDATION").faults(), [(name, "MALFORMED")], "{malformed}");
        }
    }
    post("Content-Digest", &right).header("Repr-Digest", &wrong).await.refused(400, "DIGEST_MISMATCH");
    // In a form it stands on the part; before the form it would be of the form.
    let part = |digest: &str| {
        let mut headers = HeaderMap::new();
        headers.insert("content-type", HeaderValue::from_static("image/jpeg"));
        headers.insert("content-digest", HeaderValue::from_str(digest).expect("a header"));
        let metadata = Part::text(photo_metadata().to_string());
        let form = Form::new().part("metadata", metadata).part("file", Part::bytes(file.clone()).headers(headers));
        scene.staff().ask(Method::POST, &scene.address()).multipart(form)
    };
    part(&right).await.is(200);
    part(&wrong).await.refused(400, "DIGEST_MISMATCH");
    let told = part(&right).header("Content-Digest", &right).await.refused(400, "VALIDATION");
    assert_eq!(told.faults(), [("Content-Digest", "NOT_FOR_FORMS")]);
}

#[tokio::test]
async fn the_same_upload_sent_again_has_one_effect() {
    let scene = Scene::open().await;
    let staff = scene.staff();
    let upload = |shade: u8, title: &str| {
        let metadata = Part::text(json!({ "kind": "PHOTO", "title": title }).to_string());
        let form = Form::new().part("metadata", metadata).part("file", Part::bytes(photo(shade)).file_name("a.jpg"));
        staff.ask(Method::POST, &scene.address()).multipart(form).with_key("unggah-1")
    };
    let first = upload(1, "Pembukaan").await.is(201);
    // Another boundary, the same content.
    let again = upload(1, "Pembukaan").await.is(201);
    assert_eq!((again.header("idempotent-replayed"), &again.bytes), (Some("true"), &first.bytes));
    upload(2, "Pembukaan").await.refused(422, "KEY_REUSED");
    upload(1, "Lain").await.refused(422, "KEY_REUSED");
    assert_eq!(scene.titles("").await, ["Pembukaan"]);
    // The answer was promised, whatever the case has come to.
    staff.drafts(&scene.case, "PRESS_RELEASE", "Panen").await;
    staff.completes(&scene.order).await;
    assert_eq!(upload(1, "Pembukaan").await.is(201).bytes, first.bytes);
    staff.uploads(&scene.case, photo_metadata(), "a.jpg", "image/jpeg", photo(1)).await.refused(409, "STATE_FORBIDS");
}

#[tokio::test]
async fn uploads_at_the_same_time_do_not_meet() {
    let scene = Scene::open().await;
    let staff = scene.staff();
    // Pairs of the same content: the second finds the first's.
    let uploads = (0..8).map(|n| staff.uploads(&scene.case, photo_metadata(), "a.jpg", "image/jpeg", photo(n / 2)));
    let made: Vec<_> = join_all(uploads).await.into_iter().map(|answer| answer.good()).collect();
    for (n, artifact) in made.iter().enumerate() {
        assert_eq!(staff.get(&content(artifact)).await.good().bytes, photo(n as u8 / 2));
    }
    let ids: std::collections::BTreeSet<&str> = made.iter().map(|artifact| artifact.id()).collect();
    assert_eq!((ids.len(), scene.files().await), (4, (4, 0)));
}

#[tokio::test]
async fn a_try_keeps_nothing() {
    let scene = Scene::open().await;
    let tried = scene.sends("kind=PHOTO&title=x&dryRun=true", "image/jpeg", photo(1)).await.is(200);
    assert_eq!((&tried["kind"], tried.header("location")), (&json!("PHOTO"), None));
    assert!(scene.titles("").await.is_empty());
    let told = scene.sends("kind=PHOTO&title=x&dryRun=perhaps", "image/jpeg", photo(1)).await.refused(400, "VALIDATION");
    assert_eq!(told.faults(), [("dryRun", "UNKNOWN_VALUE")]);
}
