//! What files are called: by browsers, form builders and old programs, on their way in; and on the disk of whoever unpacks them.

use super::bag::unpack;
use super::{Scene, decide, photo, photo_metadata};
use crate::support::Reply;
use crate::uploads::{begin, send};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use reqwest::Method;
use serde_json::{Value, json};

impl Scene {
    /// A form of a photo with this `Content-Disposition` on its file, byte for byte.
    async fn posts_named(&self, disposition: &[u8], shade: u8) -> Reply {
        let metadata = format!("--BATAS\r\nContent-Disposition: form-data; name=\"metadata\"\r\n\r\n{}\r\n", photo_metadata());
        let head = [b"--BATAS\r\nContent-Disposition: ", disposition, b"\r\nContent-Type: image/jpeg\r\n\r\n"].concat();
        let body = [metadata.as_bytes(), &head, &photo(shade), b"\r\n--BATAS--\r\n"].concat();
        let form = self.staff().ask(Method::POST, &self.address());
        form.header("Content-Type", "multipart/form-data; boundary=BATAS").body(body).await
    }
}

#[tokio::test]
async fn a_form_tells_the_name_of_its_file_in_many_ways() {
    let scene = Scene::open().await;
    for (shade, (disposition, name)) in (1..).zip([
        (&b"form-data; name=\"file\"; filename=\"C:\\Users\\kasubag\\Pictures\\foto baru.jpg\""[..], json!("foto baru.jpg")),
        (b"form-data; name=\"file\"; filename=\"\\\\server\\bersama\\panen.jpg\"", json!("panen.jpg")),
        (b"form-data; name=\"file\"; filename=\"Caf\xE9 \x96 kopi.jpg\"", json!("Café – kopi.jpg")),
        ("form-data; name=\"file\"; filename=\"Café.jpg\"".as_bytes(), json!("Café.jpg")),
        (b"form-data; name=\"file\"; filename=\"a.jpg\"; filename*=iso-8859-1''Caf%E9-2.jpg", json!("Café-2.jpg")),
        (b"form-data; name=\"file\"; filename=\"a.jpg\"; filename*=UTF-8''Caf%C3%A9-3.jpg", json!("Café-3.jpg")),
        (b"form-data; filename=\"Tari %22Saman%22.jpg\"; name=\"file\"", json!("Tari \"Saman\".jpg")),
        (b"form-data; name=file; filename=polos.jpg", json!("polos.jpg")),
        (b"form-data; name=\"file\"; filename=\"foto.jpg. .\"", json!("foto.jpg")),
        (b"form-data; name=\"file\"; filename=\"...\"", Value::Null),
        (b"form-data; name=\"file\"; filename=\"\"", Value::Null),
        (b"form-data; name=\"file\"", Value::Null),
    ]) {
        let made = scene.posts_named(disposition, shade).await.is(201);
        assert_eq!(made["content"]["fileName"], name, "{}", String::from_utf8_lossy(disposition));
    }
    // A field by another encoding's name is none of ours, and is named.
    let told = scene.posts_named(b"form-data; name=\"caf\xE9\"; filename=\"a.jpg\"", 99).await.refused(400, "VALIDATION");
    assert_eq!(told.faults(), [("#/café", "UNKNOWN_FIELD")]);
    for malformed in [&b"attachment; name=\"file\""[..], b"form-data", b"form-data; filename=\"a.jpg\""] {
        scene.posts_named(malformed, 99).await.refused(400, "MALFORMED_BODY");
    }
}

#[tokio::test]
async fn a_name_in_another_encoding_costs_no_upload() {
    let scene = Scene::open().await;
    let (staff, file) = (scene.staff(), photo(7));
    let pair = |key: &str, value: &[u8]| format!("{key} {}", BASE64_STANDARD.encode(value));
    let told = [
        pair("assignmentId", scene.case.id().as_bytes()),
        pair("metadata", photo_metadata().to_string().as_bytes()),
        pair("filename", b"C:\\foto\\Caf\xE9.jpg"),
    ];
    let upload = begin(&staff, file.len(), &told.join(",")).await.is(201);
    send(&staff, &upload, 0, &file).await.is(204);
    let list = scene.subhead().get(&scene.address()).await.good();
    assert_eq!(list.items()[0]["content"]["fileName"], "Café.jpg");
}

#[tokio::test]
async fn every_name_in_the_bag_has_a_stem_and_an_ending() {
    let scene = Scene::open().await;
    let staff = scene.staff();
    let mut selected = Vec::new();
    for (shade, (title, name)) in (1..).zip([("Hasil 12/11 \\ pagi", "🎉🎉.jpg"), ("Tari", "हिन्दी.jpg"), ("Tari", "CON.jpg")])
    {
        let metadata = json!({ "kind": "PHOTO", "title": title });
        selected.push(staff.uploads(&scene.case, metadata, name, "image/jpeg", photo(shade)).await.is(201));
    }
    let sheet = b"PK\x03\x04\x14\0\0\0\0\0\0\0\x21\0\0\0\0\0\x01\0\0\0\x01\0\0\0\x0f\0\0\0xl/workbook.xmlx".to_vec();
    let metadata = json!({ "kind": "DATASET", "title": "Hasil" });
    selected.push(staff.uploads(&scene.case, metadata, "hasil.xlsm", "application/octet-stream", sheet).await.is(201));
    let metadata = json!({ "kind": "DOCUMENT", "title": "Catatan" });
    selected.push(staff.uploads(&scene.case, metadata, "catatan.html", "text/html", b"Catatan".to_vec()).await.is(201));
    selected.push(staff.drafts(&scene.case, "PRESS_RELEASE", "Rapat 1/2").await);
    staff.completes(&scene.order).await;
    for (rank, artifact) in (1..).zip(&selected) {
        decide(&scene.subhead(), artifact, json!({ "decision": "SELECTED", "rank": rank })).await.is(200);
    }
    let files = unpack(&staff.get(&format!("/v1/assignments/{}/selection.zip", scene.case.id())).await.is(200));
    let names: Vec<&String> = files.keys().filter(|path| path.starts_with("data/")).collect();
    assert_eq!(
        names,
        [
            "data/001-Hasil-12-11-pagi.jpg",
            "data/002-हिन्दी.jpg",
            "data/003-CON.jpg",
            "data/004-hasil.xlsm",
            "data/005-catatan.html.txt",
            "data/006-Rapat-1-2.txt"
        ]
    );
}
