//! How much may be sent: told before the bytes, and held to when they have come.

use super::{Scene, address, photo, photo_metadata};
use crate::support::work::action;
use crate::support::{Caller, Office};
use futures_util::future::join;
use reqwest::Method;
use serde_json::{Value, json};
use std::io::{Read, Write};

/// Sets members of the office's limits, by JSON pointer.
pub async fn limit(office: &Office, changes: &[(&str, u64)]) {
    let path = "/v1/settings/upload-limits";
    let now = office.admin().get(path).await.is(200);
    let mut document = now.json().clone();
    for (pointer, value) in changes {
        *document.pointer_mut(pointer).expect("such a limit") = json!(value);
    }
    office.admin().put(path, now.etag(), document).await.is(200);
}

async fn storage(caller: &Caller) -> (Value, Value) {
    let told = caller.get("/v1/me/storage").await.is(200);
    (told["usedBytes"].clone(), told["limitBytes"].clone())
}

/// The status a server answers to the head of a request alone, its body never sent.
async fn answer_to_head(scene: &Scene, query: &str, length: u64) -> String {
    let head = format!(
        "POST {}?{query} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\nContent-Type: image/jpeg\r\nContent-Length: {length}\r\n\r\n",
        scene.address(),
        scene.staff().token()
    );
    let address = scene.office.desk.address;
    let answer = tokio::task::spawn_blocking(move || {
        let mut wire = std::net::TcpStream::connect(address).expect("a connection");
        wire.write_all(head.as_bytes()).expect("the head is sent");
        let mut status = [0; 12];
        wire.read_exact(&mut status).expect("an answer before any body");
        String::from_utf8_lossy(&status).into_owned()
    });
    answer.await.expect("the connection is read")
}

#[tokio::test]
async fn each_kind_has_a_limit_of_its_own_that_the_office_sets() {
    let scene = Scene::open().await;
    limit(&scene.office, &[("/maxBytes/photo", photo(1).len() as u64 - 1), ("/maxBytes/sourceMaterial", 1 << 20)]).await;
    scene.sends("kind=PHOTO&title=x", "image/jpeg", photo(1)).await.refused(413, "PAYLOAD_TOO_LARGE");
    let form = scene.staff().uploads(&scene.case, photo_metadata(), "a.jpg", "image/jpeg", vec![0xff; 1 << 20]).await;
    form.refused(413, "PAYLOAD_TOO_LARGE");
    let material = scene.sends("kind=SOURCE_MATERIAL&title=x", "image/jpeg", photo(1)).await.is(201);
    limit(&scene.office, &[("/maxBytes/sourceMaterial", 10)]).await;
    let content = format!("{}/content", address(&material));
    let sent = scene.staff().ask(Method::PUT, &content).header("If-Match", "*").header("Content-Type", "image/jpeg");
    sent.body(photo(2)).await.refused(413, "PAYLOAD_TOO_LARGE");
    // What was sent before stays.
    scene.staff().get(&content).await.is(200);
}

#[tokio::test]
async fn what_would_not_fit_is_refused_before_its_bytes_are_sent() {
    let scene = Scene::open().await;
    assert_eq!(answer_to_head(&scene, "kind=PHOTO&title=x", (200 << 20) + 1).await, "HTTP/1.1 413");
    limit(&scene.office, &[("/bytesPerOfficer", 1 << 20)]).await;
    assert_eq!(answer_to_head(&scene, "kind=PHOTO&title=x", (1 << 20) + 1).await, "HTTP/1.1 507");
}

#[tokio::test]
async fn an_assignment_takes_so_many_files_and_no_more() {
    let scene = Scene::open().await;
    let staff = scene.staff();
    limit(&scene.office, &[("/filesPerAssignment", 1)]).await;
    let first = staff.uploads_photo(&scene.case, "Pembukaan").await;
    let told = scene.sends("kind=PHOTO&title=x", "image/jpeg", photo(2)).await.refused(507, "QUOTA_EXCEEDED");
    assert!(told["detail"].as_str().is_some_and(|detail| detail.contains("filesPerAssignment")), "{told:?}");
    // A draft is no file, and a new version is no new one.
    staff.drafts(&scene.case, "PRESS_RELEASE", "Panen").await;
    let replaced = staff.ask(Method::PUT, &format!("{}/content", address(&first))).header("If-Match", "*");
    let replaced = replaced.header("Content-Type", "image/jpeg").body(photo(3)).await.is(200);
    staff.delete(&address(&first), replaced.etag()).await.is(204);
    scene.sends("kind=PHOTO&title=x", "image/jpeg", photo(2)).await.is(201);
}

#[tokio::test]
async fn an_officer_sends_so_many_bytes_and_no_more_however_many_cases_at_once() {
    let scene = Scene::open().await;
    let (staff, size) = (scene.staff(), photo(1).len() as u64);
    let (head, subhead) = (scene.office.division_head(), scene.office.subdivision_head());
    let other = head.assigns(&subhead, &head.puts_on_agenda("Rapat").await).await;
    subhead.dispatches(&other, &[action(&staff, "PHOTOGRAPHER")]).await;
    limit(&scene.office, &[("/bytesPerOfficer", size + 1)]).await;
    assert_eq!(storage(&staff).await, (json!(0), json!(size + 1)));
    let send = |case| staff.uploads(case, photo_metadata(), "a.jpg", "image/jpeg", photo(1));
    let (one, two) = join(send(&scene.case), send(&other)).await;
    let mut statuses = [one.status, two.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 507]);
    assert_eq!(storage(&staff).await, (json!(size), json!(size + 1)));
    // Somebody else has their own.
    assert_eq!(storage(&scene.office.staff(2)).await, (json!(0), json!(size + 1)));
    assert_eq!(storage(&scene.office.auditor()).await, (json!(0), json!(size + 1)));
}

#[tokio::test]
async fn texts_count_as_files_do() {
    let scene = Scene::open().await;
    let staff = scene.staff();
    // 3 letters of 2 bytes, 2 of 3, 5 of 1.
    let body = json!({ "kind": "PRESS_RELEASE", "title": "x", "headline": "ééé", "excerpt": "写写", "content": "lima5" });
    limit(&scene.office, &[("/bytesPerOfficer", 30)]).await;
    let draft = staff.post(&scene.address(), body.clone()).await.is(201);
    assert_eq!(storage(&staff).await, (json!(17), json!(30)));
    let told = staff.post(&scene.address(), body.clone()).await.refused(507, "QUOTA_EXCEEDED");
    assert!(told["detail"].as_str().is_some_and(|detail| detail.contains("bytesPerOfficer")), "{told:?}");
    staff.post(&format!("{}?dryRun=true", scene.address()), body.clone()).await.refused(507, "QUOTA_EXCEEDED");
    scene.sends("kind=PHOTO&title=x", "image/jpeg", photo(1)).await.refused(507, "QUOTA_EXCEEDED");
    // It may grow as far as there is room, whoever makes it grow, and the versions before take none.
    let grown = staff.patch(&address(&draft), draft.etag(), json!({ "content": "a".repeat(18) })).await.is(200);
    assert_eq!(storage(&staff).await.0, 30);
    let more = json!({ "content": "a".repeat(19) });
    staff.patch(&address(&draft), grown.etag(), more.clone()).await.refused(507, "QUOTA_EXCEEDED");
    scene.subhead().patch(&address(&draft), grown.etag(), more).await.refused(507, "QUOTA_EXCEEDED");
    // Beyond its limit what is there stays, and may become less.
    limit(&scene.office, &[("/bytesPerOfficer", 20)]).await;
    staff.patch(&address(&draft), grown.etag(), json!({ "title": "Lain", "content": "a".repeat(16) })).await.is(200);
    staff.delete(&address(&draft), "*").await.is(204);
    assert_eq!(storage(&staff).await, (json!(0), json!(20)));
    staff.post(&scene.address(), body).await.is(201);
}
