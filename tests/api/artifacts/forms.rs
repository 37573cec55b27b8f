//! The upload form: two parts in either order, whole, and nothing else.

use super::{Scene, photo, photo_metadata};
use crate::support::Reply;
use reqwest::Method;
use reqwest::multipart::{Form, Part};
use serde_json::json;

impl Scene {
    async fn posts(&self, form: Form) -> Reply {
        self.staff().ask(Method::POST, &self.address()).multipart(form).await
    }

    /// To the address that takes nothing but forms.
    async fn posts_file(&self, form: Form) -> Reply {
        self.staff().ask(Method::POST, &format!("/v1/assignments/{}/files", self.case.id())).multipart(form).await
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
async fn a_form_has_metadata_and_file_and_nothing_else() {
    let scene = Scene::open().await;
    let other = || Part::text("x");
    let both = || Form::new().part("metadata", metadata()).part("file", file());
    for (form, fault) in [
        (Form::new().part("metadata", metadata()), vec![("#/file", "REQUIRED")]),
        (Form::new().part("file", file()), vec![("#/metadata", "REQUIRED")]),
        (Form::new().part("metadata", metadata()).part("metadata", metadata()), vec![("#/metadata", "DUPLICATE_FIELD")]),
        (both().part("metadata", metadata()), vec![("#/metadata", "DUPLICATE_FIELD")]),
        (both().part("file", file()), vec![("#/file", "DUPLICATE_FIELD")]),
        (Form::new().part("file", file()).part("file", file()), vec![("#/file", "DUPLICATE_FIELD")]),
        (Form::new().part("caption", other()).part("metadata", metadata()), vec![("#/caption", "UNKNOWN_FIELD")]),
        (both().part("a~b", other()), vec![("#/a~0b", "UNKNOWN_FIELD")]),
        // What form builders add by themselves.
        (Form::new().part("_charset_", other()).part("file", file()), vec![("#/_charset_", "UNKNOWN_FIELD")]),
        (both().part("submit", other()), vec![("#/submit", "UNKNOWN_FIELD")]),
        (Form::new().part("file", file()).part("submit", other()), vec![("#/submit", "UNKNOWN_FIELD")]),
    ] {
        assert_eq!(scene.posts(form).await.refused(400, "VALIDATION").faults(), fault);
    }
    let none = scene.posts_raw(TYPE, b"--BATAS--\r\n".to_vec()).await.refused(400, "VALIDATION");
    assert_eq!(none.faults(), [("#/file", "REQUIRED"), ("#/metadata", "REQUIRED")]);
    assert!(scene.titles("").await.is_empty());
    assert_eq!(scene.files().await, (0, 0));
}

#[tokio::test]
async fn the_parts_come_in_either_order_at_either_address() {
    let scene = Scene::open().await;
    let size = photo(1).len();
    let last = |kind: &str, title: &str, file: Part| {
        let told = json!({ "kind": kind, "title": title }).to_string();
        Form::new().part("file", file).part("metadata", Part::text(told))
    };
    let made = scene.posts(last("PHOTO", "Terakhir", file())).await.is(201);
    assert_eq!(
        (&made["title"], &made["content"]["fileName"], &made["content"]["size"]),
        (&json!("Terakhir"), &json!("a.jpg"), &json!(size))
    );
    // The same bytes make nothing, in whatever order they are told of.
    let first = || Form::new().part("metadata", metadata()).part("file", file());
    assert_eq!(scene.posts_file(first()).await.is(200)["id"], made["id"]);
    assert_eq!(scene.posts_file(last("PHOTO", "Lagi", file())).await.is(200)["id"], made["id"]);
    let other = || Part::bytes(photo(2)).file_name("b.jpg").mime_str("image/jpeg").expect("a media type");
    scene.posts_file(last("SOURCE_MATERIAL", "Bahan", other())).await.is(201);
    // What it is not is told when both are known, and nothing of it stays.
    let before = scene.files().await;
    let third = || Part::bytes(photo(3)).file_name("c.jpg").mime_str("image/jpeg").expect("a media type");
    let told = scene.posts_file(last("VIDEO", "Film", third())).await.refused(400, "VALIDATION");
    assert_eq!(told.faults(), [("#/file", "TYPE_MISMATCH")]);
    let told = scene.posts_file(last("PHOTO", "", third())).await.refused(400, "VALIDATION");
    assert_eq!(told.faults(), [("#/metadata/title", "EMPTY")]);
    let told = scene.posts_file(last("WEBSITE_DRAFT", "Draf", third())).await.refused(400, "VALIDATION");
    assert_eq!(told.faults(), [("#/metadata/kind", "TEXT_EXPECTED")]);
    assert_eq!(scene.files().await, before);
}

/// A kind that may be small is small, although the file came before its kind was told.
#[tokio::test]
async fn a_file_that_comes_first_is_held_to_the_limit_of_its_kind() {
    let scene = Scene::open().await;
    let admin = scene.office.admin();
    let limits = admin.get("/v1/settings/upload-limits").await.is(200);
    let mut small = limits.json().clone();
    small["maxBytes"]["photo"] = json!(photo(1).len() - 1);
    admin.put("/v1/settings/upload-limits", limits.etag(), small).await.is(200);
    let form = || Form::new().part("file", file()).part("metadata", metadata());
    scene.posts_file(form()).await.refused(413, "PAYLOAD_TOO_LARGE");
    assert_eq!(scene.files().await, (0, 0));
}

#[tokio::test]
async fn a_form_with_its_file_first_is_sent_again_under_its_key() {
    let scene = Scene::open().await;
    let address = format!("/v1/assignments/{}/files", scene.case.id());
    let send = |shade: u8| {
        let file = Part::bytes(photo(shade)).file_name("a.jpg").mime_str("image/jpeg").expect("a media type");
        let form = Form::new().part("file", file).part("metadata", metadata());
        scene.staff().ask(Method::POST, &address).with_key("foto-1").multipart(form)
    };
    let first = send(1).await.is(201);
    let again = send(1).await.is(201);
    assert_eq!((again.header("idempotent-replayed"), &again["id"]), (Some("true"), &first["id"]));
    send(2).await.refused(422, "KEY_REUSED");
}

#[tokio::test]
async fn the_address_of_files_takes_forms_alone() {
    let scene = Scene::open().await;
    let address = format!("/v1/assignments/{}/files", scene.case.id());
    let draft = json!({ "kind": "PRESS_RELEASE", "title": "x", "headline": "x", "content": "x" });
    let told = scene.staff().post(&address, draft).await.refused(415, "UNSUPPORTED_MEDIA_TYPE");
    assert_eq!(told.header("accept-post"), Some("multipart/form-data"));
    let bare = scene.staff().ask(Method::POST, &address).header("Content-Type", "image/jpeg").body(photo(1));
    bare.await.refused(415, "UNSUPPORTED_MEDIA_TYPE");
    let form = || Form::new().part("metadata", metadata()).part("file", file());
    scene.office.staff(2).ask(Method::POST, &address).multipart(form()).await.refused(404, "NOT_FOUND");
    scene.office.division_head().ask(Method::POST, &address).multipart(form()).await.refused(403, "ROLE_MISSING");
    let tried = scene.staff().ask(Method::POST, &format!("{address}?dryRun=true")).multipart(form()).await.is(200);
    assert_eq!(tried["title"], "Pembukaan");
    assert!(scene.titles("").await.is_empty());
}

/// Whatever the client calls it, and whatever its editor writes before it.
#[tokio::test]
async fn metadata_is_read_by_its_content() {
    let scene = Scene::open().await;
    for (shade, media_type) in
        (1..).zip(["text/plain", "application/octet-stream", "text/json", "application/json; charset=utf-8", "text/html"])
    {
        let told = format!("\u{feff}{}", json!({ "kind": "PHOTO", "title": media_type }));
        let told = Part::bytes(told.into_bytes()).file_name("blob").mime_str(media_type).expect("a media type");
        let file = Part::bytes(photo(shade)).file_name("a.jpg").mime_str("image/jpeg").expect("a media type");
        let made = scene.posts(Form::new().part("metadata", told).part("file", file)).await.is(201);
        assert_eq!(made["title"], media_type);
    }
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
