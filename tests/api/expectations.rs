//! `Expect: 100-continue`: who may not send is told so, and not told to go on.

use crate::support::work::photo;
use crate::support::{Caller, Scene};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const BYTES: &str = "application/offset+octet-stream";

/// Sends the head of a request; answers the connection and the first head that comes back.
async fn head(scene: &Scene, caller: &Caller, target: &str, more: &str) -> (TcpStream, String) {
    let mut line = TcpStream::connect(scene.office.desk.address).await.expect("a connection");
    let head =
        format!("{target} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\nExpect: 100-continue\r\n{more}\r\n", caller.token());
    line.write_all(head.as_bytes()).await.expect("the head is sent");
    let told = reads(&mut line).await;
    (line, told)
}

/// The next head.
async fn reads(line: &mut TcpStream) -> String {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let byte = tokio::time::timeout(Duration::from_secs(20), line.read_u8()).await.expect("an answer in time");
        head.push(byte.expect("the answer goes on"));
    }
    String::from_utf8(head).expect("a head is text")
}

fn metadata(scene: &Scene) -> String {
    use base64::Engine;
    let encoded = |text: &str| base64::prelude::BASE64_STANDARD.encode(text);
    format!("assignmentId {},kind {},title {}", encoded(scene.case.id()), encoded("PHOTO"), encoded("x"))
}

#[tokio::test]
async fn who_may_not_send_is_told_so_and_not_to_go_on() {
    let scene = Scene::open().await;
    let artifact = scene.staff().uploads_photo(&scene.case, "Pembukaan").await;
    let at = format!("/v1/assignments/{}/artifacts", scene.case.id());
    let length = "Content-Length: 90000\r\n";
    let tus = format!("Tus-Resumable: 1.0.0\r\nContent-Type: {BYTES}\r\nUpload-Offset: 0\r\nUpload-Length: 90000\r\n{length}");
    let begun = format!("{tus}Upload-Metadata: {}\r\n", metadata(&scene));
    let (outsider, head_of_division) = (scene.office.staff(2), scene.office.division_head());
    let bare = format!("Content-Type: image/jpeg\r\n{length}");
    for (target, more, status) in [
        (format!("POST {at}?kind=PHOTO&title=x"), bare.clone(), "404"),
        (format!("POST {at}?kind=PHOTO&title=x"), format!("{bare}Idempotency-Key: k\r\n"), "404"),
        (format!("POST {at}"), format!("Content-Type: multipart/form-data; boundary=B\r\n{length}"), "404"),
        (format!("PUT /v1/artifacts/{}/content", artifact.id()), format!("{bare}If-Match: *\r\n"), "404"),
        (format!("PUT /v1/artifacts/{}/poster", artifact.id()), format!("{bare}If-Match: *\r\n"), "404"),
        ("POST /v1/uploads".to_owned(), begun.clone(), "404"),
        ("PATCH /v1/uploads/019ab0d0-0000-7000-8000-00000000ffff".to_owned(), tus.clone(), "404"),
    ] {
        let (_, told) = head(&scene, &outsider, &target, &more).await;
        assert!(told.starts_with(&format!("HTTP/1.1 {status}")), "{target}: {told}");
        let (_, told) = head(&scene, &head_of_division, &target, &more).await;
        assert!(told.starts_with("HTTP/1.1 403"), "{target}: {told}");
    }
    let (_, told) = head(
        &scene,
        &scene.staff(),
        &format!("POST {at}?kind=PHOTO&title=x"),
        "Content-Length: 999999999\r\nContent-Type: image/jpeg\r\n",
    )
    .await;
    assert!(told.starts_with("HTTP/1.1 413"), "{told}");
    let (_, told) = head(&scene, &scene.staff(), "POST /v1/nowhere", length).await;
    assert!(told.starts_with("HTTP/1.1 404"), "{told}");
}

#[tokio::test]
async fn who_may_send_is_told_to_go_on() {
    let scene = Scene::open().await;
    let at = format!("/v1/assignments/{}/artifacts", scene.case.id());
    let staff = scene.staff();
    let file = photo(1);
    let length = format!("Content-Length: {}\r\n", file.len());
    let (mut line, told) =
        head(&scene, &staff, &format!("POST {at}?kind=PHOTO&title=x"), &format!("Content-Type: image/jpeg\r\n{length}")).await;
    assert_eq!(told, "HTTP/1.1 100 Continue\r\n\r\n");
    line.write_all(&file).await.expect("the file is sent");
    assert!(reads(&mut line).await.starts_with("HTTP/1.1 201"));
    // With its first bytes, read by another task than the one that writes.
    let file = photo(2);
    let tus = format!(
        "Tus-Resumable: 1.0.0\r\nContent-Type: {BYTES}\r\nUpload-Length: {}\r\nUpload-Metadata: {}\r\n",
        file.len(),
        metadata(&scene)
    );
    let (mut line, told) = head(&scene, &staff, "POST /v1/uploads", &format!("{tus}Content-Length: {}\r\n", file.len())).await;
    assert_eq!(told, "HTTP/1.1 100 Continue\r\n\r\n");
    line.write_all(&file).await.expect("the bytes are sent");
    assert!(reads(&mut line).await.starts_with("HTTP/1.1 201"));
    // JSON is a body like any other; who does not wait to be told is told all the same.
    let draft = r#"{"kind":"PRESS_RELEASE","title":"x","headline":"x","content":"x"}"#;
    let (mut line, told) = head(
        &scene,
        &staff,
        &format!("POST {at}"),
        &format!("Content-Type: application/json\r\nContent-Length: {}\r\n", draft.len()),
    )
    .await;
    assert_eq!(told, "HTTP/1.1 100 Continue\r\n\r\n");
    line.write_all(draft.as_bytes()).await.expect("the draft is sent");
    assert!(reads(&mut line).await.starts_with("HTTP/1.1 201"));
    assert_eq!(staff.get(&at).await.good().items().len(), 3);
}
