//! The upload form: two parts in one order, whole, and nothing else.

use super::{Scene, photo, photo_metadata};
use crate::support::Reply;
use reqwest::Method;
use reqwest::multipart::{Form, Part};
use serde_json::json;

impl Scene {
    async fn posts(&self, form: Form) -> Reply {
        self.staff().ask(Method::POST, &self.address()).multipart(form).await
    }

    async fn posts_raw(&self, content_type: &str, body: Vec<u8>) -> Reply {
        self.staff().ask(Method::POST, &self.address()).header("Content-Type", content_type).body(body).await
    }
}

fn metadata() -> Part {
    Part::text(photo_metadata().to_string()).mime_str("application/json").expect("a media type")
}

fn file() -> Part {
    Part::bytes(photo(1)).file_name("a.jpg").mime_str("image/jpeg").expect("a media type")
}

/// A form as it goes over the wire.
fn wire() -> Vec<u8> {
    let head = format!(
        "--BATAS\r\nContent-Disposition: form-data; name=\"metadata\"\r\nContent-Type: application/json\r\n\r\n{}\r\n\
         --BATAS\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.jpg\"\r\nContent-Type: image/jpeg\r\n\r\n",
        photo_metadata()
    );
    [head.as_bytes(), &photo(1), b"\r\n--BATAS--\r\n"].concat()
}

const TYPE: &str = "multipart/form-data; boundary=BATAS";

#[tokio::test]
async fn metadata_comes_first_then_the_file_then_nothing() {
    let scene = Scene::open().await;
    let other = || Part::text("x");
    for (form, fault) in [
        (Form::new().part("metadata", metadata()), vec![("#/file", "REQUIRED")]),
        (Form::new().part("file", file()), vec![("#/metadata", "ORDER")]),
        (Form::new().part("file", file()).part("metadata", metadata()), vec![("#/metadata", "ORDER")]),
        (Form::new().part("metadata", metadata()).part("metadata", metadata()), vec![("#/metadata", "DUPLICATE_FIELD")]),
        (
            Form::new().part("metadata", metadata()).part("file", file()).part("metadata", metadata()),
            vec![("#/metadata", "DUPLICATE_FIELD")],
        ),
        (Form::new().part("metadata", metadata()).part("file", file()).part("file", file()), vec![("#/file", "DUPLICATE_FIELD")]),
        (Form::new().part("caption", other()).part("metadata", metadata()), vec![("#/caption", "UNKNOWN_FIELD")]),
        (Form::new().part("metadata", metadata()).part("file", file()).part("a~b", other()), vec![("#/a~0b", "UNKNOWN_FIELD")]),
    ] {
        assert_eq!(scene.posts(form).await.refused(400, "VALIDATION").faults(), fault);
    }
    let none = scene.posts_raw(TYPE, b"--BATAS--\r\n".to_vec()).await.refused(400, "VALIDATION");
    assert_eq!(none.faults(), [("#/file", "REQUIRED"), ("#/metadata", "REQUIRED")]);
    assert!(scene.titles("").await.is_empty());
    assert_eq!(scene.files().await.1, 0);
}

#[tokio::test]
async fn metadata_is_json_and_every_fault_of_it_is_told_where_it_stands() {
    let scene = Scene::open().await;
    let with = |text: &str| Form::new().part("metadata", Part::text(text.to_owned())).part("file", file());
    let told = scene.posts(with(r#"{"kind":"PHOTOS","titel":"x","altText":"","altText":"y"}"#)).await.refused(400, "VALIDATION");
    assert_eq!(
        told.faults(),
        [
            ("#/metadata/altText", "DUPLICATE_FIELD"),
            ("#/metadata/kind", "UNKNOWN_VALUE"),
            ("#/metadata/titel", "UNKNOWN_FIELD"),
            ("#/metadata/title", "REQUIRED"),
        ]
    );
    let told = scene.posts(with(r#"{"kind":"WEBSITE_DRAFT","title":"x"}"#)).await.refused(400, "VALIDATION");
    assert_eq!(told.faults(), [("#/metadata/kind", "TEXT_EXPECTED")]);
    let told = scene.posts(with(r#"{"kind":"PHOTO","title":"x","headline":"y"}"#)).await.refused(400, "VALIDATION");
    assert_eq!(told.faults(), [("#/metadata/headline", "NOT_FOR_FILES")]);
    scene.posts(with("{\"kind\":")).await.refused(400, "MALFORMED_JSON");
    scene.posts(with("")).await.refused(400, "MALFORMED_JSON");
    let long = format!(r#"{{"kind":"PHOTO","title":"x","caption":"{}"}}"#, "a".repeat(64 * 1024));
    assert_eq!(scene.posts(with(&long)).await.refused(400, "VALIDATION").faults(), [("#/metadata", "TOO_LONG")]);
    let xml = Part::text("<a/>").mime_str("text/xml").expect("a media type");
    let told = scene.posts(Form::new().part("metadata", xml).part("file", file())).await.refused(400, "VALIDATION");
    assert_eq!(told.faults(), [("#/metadata", "UNSUPPORTED_MEDIA_TYPE")]);
    let query = scene.staff().ask(Method::POST, &format!("{}?kind=PHOTO", scene.address())).multipart(with("{}"));
    assert_eq!(query.await.refused(400, "VALIDATION").faults(), [("kind", "UNKNOWN_FIELD")]);
    assert_eq!(scene.files().await, (0, 0));
}

#[tokio::test]
async fn a_form_that_breaks_off_anywhere_leaves_nothing() {
    let scene = Scene::open().await;
    let whole = wire();
    let last_boundary = whole.len() - b"--\r\n".len();
    for end in (0..last_boundary).step_by(13).chain(last_boundary - 12..=last_boundary) {
        let told = scene.posts_raw(TYPE, whole[..end].to_vec()).await;
        assert_eq!(told.status, 400, "cut at {end} of {}: {}", whole.len(), told.json());
        assert_eq!(told["code"], "MALFORMED_BODY", "cut at {end} of {}: {}", whole.len(), told.json());
    }
    assert!(scene.titles("").await.is_empty());
    assert_eq!(scene.files().await.1, 0);
    scene.posts_raw(TYPE, whole).await.is(201);
}

#[tokio::test]
async fn a_sender_who_hangs_up_leaves_nothing() {
    use std::io::Write;
    let scene = Scene::open().await;
    let (whole, staff) = (wire(), scene.staff());
    let head = format!(
        "POST {} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\nContent-Type: {TYPE}\r\nContent-Length: {}\r\n\r\n",
        scene.address(),
        staff.token(),
        whole.len()
    );
    let address = scene.office.desk.address;
    let half = [head.as_bytes(), &whole[..whole.len() - 20]].concat();
    tokio::task::spawn_blocking(move || {
        let mut wire = std::net::TcpStream::connect(address).expect("a connection");
        wire.write_all(&half).expect("half a form");
        wire.shutdown(std::net::Shutdown::Write).expect("the end of it");
        // Until the office has closed the connection, too.
        std::io::copy(&mut wire, &mut std::io::sink()).expect("an answer, or none");
    })
    .await
    .expect("a sender");
    assert!(scene.titles("").await.is_empty());
    assert_eq!(scene.files().await, (0, 0));
}

#[tokio::test]
async fn what_is_no_form_is_told_so() {
    let scene = Scene::open().await;
    let part = |headers: &str| format!("--BATAS\r\n{headers}\r\n\r\nx\r\n--BATAS--\r\n").into_bytes();
    let long = format!("Content-Disposition: form-data; name=\"metadata\"\r\nX: {}", "a".repeat(100_000));
    for (content_type, body) in [
        ("multipart/form-data", wire()),
        ("multipart/form-data; boundary=", wire()),
        ("multipart/form-data; boundary=LAIN", wire()),
        (TYPE, Vec::new()),
        (TYPE, b"hello".to_vec()),
        (TYPE, vec![b'-'; 200_000]),
        (TYPE, part("X: y")),
        (TYPE, part("Content-Disposition: form-data")),
        (TYPE, part("Content-Disposition: attachment; name=\"metadata\"")),
        (TYPE, part("Content-Disposition: form-data; name=\"metadata\"\r\nContent-Type: multipart/mixed; boundary=y")),
        (TYPE, part("Content-Disposition: form-data; name=\"metadata\"\r\nContent-Length: 99999")),
        (TYPE, part("Content-Disposition: form-data; name=\"metadata\"\r\nContent-Length: -1")),
        (TYPE, part("Content-Disposition: form-data; name=\"meta\0data\"")),
        (TYPE, part(&long)),
    ] {
        let told = scene.posts_raw(content_type, body.clone()).await;
        let shown = String::from_utf8_lossy(&body[..body.len().min(120)]).into_owned();
        assert_eq!(
            (told.status, told["code"].as_str()),
            (400, Some("MALFORMED_BODY")),
            "{content_type} {shown}: {}",
            told.json()
        );
    }
    let json = json!({ "kind": "PHOTO", "title": "x" }).to_string();
    scene.posts_raw("multipart/form-data; boundary=BATAS; boundary=LAIN", json.into_bytes()).await.refused(400, "MALFORMED_BODY");
}
