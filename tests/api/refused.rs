//! Bytes that come and are not kept are gone when the answer is there, and never take along what another has just sent.

use crate::support::work::photo;
use crate::support::{Bucket, Caller, Office, Reply, Scene};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;
use futures_util::future::join;
use futures_util::stream;
use pubdok::domain::digest::Digest;
use reqwest::Method;
use reqwest::multipart::{Form, Part};
use serde_json::json;
use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Every file below a folder.
fn below(folder: &Path) -> BTreeSet<PathBuf> {
    let mut found = BTreeSet::new();
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.expect("an entry").path();
        if path.is_dir() { found.extend(below(&path)) } else { found.extend([path]) }
    }
    found
}

/// What the store keeps.
fn kept(files: &Path) -> BTreeSet<PathBuf> {
    ["sha256", "held"].iter().flat_map(|part| below(&files.join(part))).collect()
}

/// Until nothing is half there, and nothing is about to come.
async fn comes_to_rest(scene: &Scene, files: &Path) {
    for _ in 0..500 {
        let open: i64 = scene.office.sql().await.query_one("SELECT count(*) FROM arrivals", &[]).await.expect("a count").get(0);
        if open == 0 && below(&files.join("tmp")).is_empty() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("it does not come to rest: {:?}", below(files));
}

fn artifacts(scene: &Scene) -> String {
    format!("/v1/assignments/{}/artifacts", scene.case.id())
}

/// Sends a bare file, its length untold.
fn bare(caller: &Caller, method: Method, path: &str, file: &[u8]) -> crate::support::Asked {
    let whole = stream::iter([Ok::<_, io::Error>(Bytes::copy_from_slice(file))]);
    caller.ask(method, path).header("Content-Type", "image/jpeg").body(reqwest::Body::wrap_stream(whole))
}

fn form(metadata: &str, file: Vec<u8>) -> Form {
    let metadata = Part::text(metadata.to_owned()).mime_str("application/json").expect("a media type");
    Form::new().part("metadata", metadata).part("file", Part::bytes(file).file_name("a.jpg"))
}

const PHOTO: &str = r#"{"kind":"PHOTO","title":"Foto"}"#;

async fn limit(office: &Office, bytes: u64) {
    let path = "/v1/settings/upload-limits";
    let now = office.admin().get(path).await.is(200);
    let mut document = now.json().clone();
    document["bytesPerOfficer"] = json!(bytes);
    office.admin().put(path, now.etag(), document).await.is(200);
}

#[tokio::test]
async fn what_is_refused_after_it_came_is_gone_in_a_folder() {
    let scene = Scene::open().await;
    let files = scene.office.blob_dir().to_owned();
    what_is_refused_after_it_came_is_gone(scene, &files).await;
}

#[tokio::test]
async fn what_is_refused_after_it_came_is_gone_in_a_bucket() {
    let bucket = Bucket::open().await;
    let scene = Scene::in_office(Office::open_with_bucket(&bucket, &[]).await).await;
    what_is_refused_after_it_came_is_gone(scene, &bucket.folder()).await;
}

async fn what_is_refused_after_it_came_is_gone(scene: Scene, files: &Path) {
    let staff = scene.staff();
    let first = staff.uploads_photo(&scene.case, "Pembukaan").await;
    let other = staff.uploads_photo(&scene.case, "Penutupan").await;
    let before = kept(files);
    assert!(!before.is_empty());
    let sends = |query: &str, file: &[u8]| bare(&staff, Method::POST, &format!("{}?{query}", artifacts(&scene)), file);
    let content = format!("/v1/artifacts/{}/content", first.id());
    let replaces = |file: &[u8]| bare(&staff, Method::PUT, &content, file).header("If-Match", "*");
    let page = b"<!doctype html><script>alert(1)</script>";
    let wrong = format!("sha-256=:{}:", BASE64_STANDARD.encode([7; 32]));
    let told = |reply: Reply, status, code: &str| {
        reply.refused(status, code);
        assert_eq!(kept(files), before, "{status} {code}");
    };
    // Not what was announced, not of its kind, nothing that may be shown.
    told(sends("kind=PHOTO&title=x", &photo(9)).header("Repr-Digest", &wrong).await, 400, "DIGEST_MISMATCH");
    told(replaces(&photo(9)).header("Repr-Digest", &wrong).await, 400, "DIGEST_MISMATCH");
    told(sends("kind=VIDEO&title=x", &photo(9)).await, 400, "VALIDATION");
    told(sends("kind=SOURCE_MATERIAL&title=x", page).await, 400, "VALIDATION");
    // What another artifact has, and a form that goes on after its end.
    let same = replaces(&photo("Penutupan".bytes().fold(0, u8::wrapping_add))).await;
    told(same, 409, "CONFLICT");
    let longer = form(PHOTO, photo(9)).part("file", Part::bytes(photo(10)).file_name("b.jpg"));
    told(staff.ask(Method::POST, &artifacts(&scene)).multipart(longer).await, 400, "VALIDATION");
    // No room, as it turns out; and a key that was another's.
    sends("kind=PHOTO&title=x", &photo(11)).with_key("satu").await.is(201);
    let before = kept(files);
    let told = |reply: Reply, status, code: &str| {
        reply.refused(status, code);
        assert_eq!(kept(files), before, "{status} {code}");
    };
    told(sends("kind=PHOTO&title=x", &photo(12)).with_key("satu").await, 422, "KEY_REUSED");
    limit(&scene.office, 1 + 3 * photo(9).len() as u64).await;
    told(sends("kind=PHOTO&title=x", &photo(13)).await, 507, "QUOTA_EXCEEDED");
    told(replaces(&photo(13)).await, 507, "QUOTA_EXCEEDED");
    limit(&scene.office, 1 << 30).await;
    // What is there already is not a second file, and stays.
    let again = sends("kind=PHOTO&title=x", &photo(11)).await.is(200);
    assert_eq!(kept(files), before);
    for artifact in [&first, &other, &again] {
        staff.get(&format!("/v1/artifacts/{}/content", artifact.id())).await.is(200);
    }
    comes_to_rest(&scene, files).await;
}

#[tokio::test]
async fn a_try_looks_at_a_file_and_keeps_nothing_of_it() {
    let scene = Scene::open().await;
    let (staff, files) = (scene.staff(), scene.office.blob_dir().to_owned());
    let video = [b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom".to_vec(), vec![7; 9000]].concat();
    let video = staff.uploads(&scene.case, json!({ "kind": "VIDEO", "title": "x" }), "a.mp4", "video/mp4", video).await.is(201);
    let first = staff.uploads_photo(&scene.case, "Pembukaan").await;
    let before = kept(&files);
    let at = artifacts(&scene);
    let tried = bare(&staff, Method::POST, &format!("{at}?kind=PHOTO&title=x&dryRun=true"), &photo(9)).await.is(200);
    assert_eq!(tried["content"]["sha256"], json!(Digest::of(&photo(9)).to_string()), "it was looked at");
    assert_eq!(kept(&files), before);
    staff.ask(Method::POST, &format!("{at}?dryRun=true")).multipart(form(PHOTO, photo(9))).await.is(200);
    let content = format!("/v1/artifacts/{}/content?dryRun=true", first.id());
    bare(&staff, Method::PUT, &content, &photo(9)).header("If-Match", "*").await.is(200);
    let poster = format!("/v1/artifacts/{}/poster?dryRun=true", video.id());
    bare(&staff, Method::PUT, &poster, &photo(9)).header("If-Match", "*").await.is(200);
    assert_eq!(kept(&files), before);
    // Under a key as well, and of what is kept already.
    bare(&staff, Method::POST, &format!("{at}?kind=PHOTO&title=x&dryRun=true"), &photo(9)).with_key("k").await.is(200);
    let shade = "Pembukaan".bytes().fold(0, u8::wrapping_add);
    bare(&staff, Method::POST, &format!("{at}?kind=PHOTO&title=x&dryRun=true"), &photo(shade)).await.is(200);
    bare(&staff, Method::POST, &format!("{at}?kind=PHOTO&title=x&dryRun=true"), b"no picture").await.refused(400, "VALIDATION");
    assert_eq!(kept(&files), before);
    comes_to_rest(&scene, &files).await;
    staff.get(&format!("/v1/artifacts/{}/content", first.id())).await.is(200);
}

#[tokio::test]
async fn what_is_refused_to_one_stays_another_s_who_sends_the_same() {
    let scene = Scene::open().await;
    let (staff, files) = (scene.staff(), scene.office.blob_dir().to_owned());
    let wrong = format!("sha-256=:{}:", BASE64_STANDARD.encode([7; 32]));
    let at = format!("{}?kind=PHOTO&title=x", artifacts(&scene));
    for shade in 0..40 {
        let refused = bare(&staff, Method::POST, &at, &photo(shade)).header("Repr-Digest", &wrong).into_future();
        let tried = bare(&staff, Method::POST, &format!("{at}&dryRun=true"), &photo(shade)).into_future();
        let (made, (refused, tried)) =
            join(bare(&staff, Method::POST, &at, &photo(shade)).into_future(), join(refused, tried)).await;
        refused.refused(400, "DIGEST_MISMATCH");
        tried.is(200);
        let made = made.is(201);
        let content = staff.get(&format!("/v1/artifacts/{}/content", made.id())).await.is(200);
        assert_eq!(content.bytes, photo(shade));
        assert_eq!(kept(&files).len(), usize::from(shade) + 1);
    }
    comes_to_rest(&scene, &files).await;
}

#[tokio::test]
async fn who_hangs_up_leaves_nothing() {
    let scene = Scene::open().await;
    let (staff, files) = (scene.staff(), scene.office.blob_dir().to_owned());
    let head = "--B\r\nContent-Disposition: form-data; name=\"metadata\"\r\n\r\n{\"kind\":\"PHOTO\",\"title\":\"x\"}\r\n\
        --B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.jpg\"\r\n\r\n";
    let begun = [head.as_bytes(), &photo(1), b"\r\n--B"].concat();
    let request = format!(
        "POST {} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\nContent-Type: multipart/form-data; boundary=B\r\nContent-Length: {}\r\n\r\n",
        artifacts(&scene),
        staff.token(),
        begun.len() + 100
    );
    let mut wire = std::net::TcpStream::connect(scene.office.desk.address).expect("a connection");
    wire.write_all(&[request.as_bytes(), &begun].concat()).expect("the form begins");
    while kept(&files).is_empty() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    drop(wire);
    comes_to_rest(&scene, &files).await;
    assert_eq!(kept(&files), BTreeSet::new());
    assert!(staff.get(&artifacts(&scene)).await.good().items().is_empty());
}

#[tokio::test]
async fn a_replay_is_told_its_answer_and_its_file_is_not_taken_again() {
    let scene = Scene::open().await;
    let (staff, files) = (scene.staff(), scene.office.blob_dir().to_owned());
    let at = artifacts(&scene);
    let sends = |file: &[u8]| bare(&staff, Method::POST, &format!("{at}?kind=PHOTO&title=x"), file).with_key("bare");
    let forms = |file| staff.ask(Method::POST, &at).multipart(form(PHOTO, file)).with_key("form");
    let (bare, formed) = (sends(&photo(1)).await.is(201), forms(photo(2)).await.is(201));
    comes_to_rest(&scene, &files).await;
    // Were they taken again, they would be there again.
    kept(&files).iter().for_each(|file| fs::remove_file(file).expect("a file to lose"));
    // Whatever the office lets anybody send by now.
    limit(&scene.office, 1).await;
    for (again, first) in [(sends(&photo(1)).await, &bare), (forms(photo(2)).await, &formed)] {
        assert_eq!((again.status, again.header("idempotent-replayed"), &again.bytes), (201, Some("true"), &first.bytes));
    }
    sends(&photo(3)).await.refused(422, "KEY_REUSED");
    forms(photo(3)).await.refused(422, "KEY_REUSED");
    assert_eq!(kept(&files), BTreeSet::new());
    comes_to_rest(&scene, &files).await;
}
