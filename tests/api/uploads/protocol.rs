//! What tus 1.0.0 asks of every request and answer.

use super::{BYTES, Scene, UPLOADS, ask_how_far, at, offset, send, tus, video};
use crate::support::Office;
use reqwest::Method;

#[tokio::test]
async fn options_tells_what_is_offered_without_a_token() {
    let office = Office::open().await;
    let nobody = office.nobody();
    for path in [UPLOADS, "/v1/uploads/019ab0d0-0000-7000-8000-00000000ffff"] {
        let told = nobody.ask(Method::OPTIONS, path).await.is(204);
        assert_eq!((told.header("tus-version"), told.header("tus-resumable")), (Some("1.0.0"), Some("1.0.0")));
        assert_eq!(told.header("tus-extension"), Some("creation,creation-with-upload,checksum,termination,expiration"));
        assert_eq!(
            (told.header("tus-max-size"), told.header("tus-checksum-algorithm")),
            (Some("4294967296"), Some("sha1,sha256"))
        );
        assert!(told.header("allow").is_some_and(|allow| allow.contains("POST") || allow.contains("PATCH")));
    }
    let elsewhere = nobody.ask(Method::OPTIONS, "/v1/agenda-items").await.is(204);
    assert_eq!((elsewhere.header("tus-version"), elsewhere.header("tus-resumable")), (None, None));
}

#[tokio::test]
async fn another_version_or_none_is_refused_and_every_answer_says_ours() {
    let scene = Scene::open().await;
    let (staff, upload) = (scene.staff(), scene.begins(1000).await);
    assert_eq!(upload.header("tus-resumable"), Some("1.0.0"));
    for method in [Method::PATCH, Method::HEAD, Method::DELETE, Method::GET] {
        for version in [None, Some("0.2.2"), Some("1.0"), Some("")] {
            let mut ask = staff.ask(method.clone(), at(&upload));
            if let Some(version) = version {
                ask = ask.header("Tus-Resumable", version);
            }
            let told = ask.await.is(412);
            assert_eq!((told.header("tus-version"), told.header("tus-resumable")), (Some("1.0.0"), Some("1.0.0")), "{method}");
            assert!(method == Method::HEAD || told["code"] == "TUS_VERSION", "{told:?}");
        }
    }
    let unknown = "/v1/uploads/019ab0d0-0000-7000-8000-00000000ffff";
    let told = tus(&staff, Method::GET, unknown).await.refused(404, "NOT_FOUND");
    assert_eq!(told.header("tus-resumable"), Some("1.0.0"));
    let told = scene.office.nobody().ask(Method::POST, UPLOADS).await.refused(401, "TOKEN_MISSING");
    assert_eq!(told.header("tus-resumable"), Some("1.0.0"));
    assert_eq!(offset(&ask_how_far(&staff, &upload).await), 0);
}

#[tokio::test]
async fn a_method_is_overridden_here_and_nowhere_else() {
    let scene = Scene::open().await;
    let (staff, file) = (scene.staff(), video(1000, 1));
    let upload = scene.begins(1000).await;
    let post = |meant: &str| tus(&staff, Method::POST, at(&upload)).header("X-HTTP-Method-Override", meant);
    let sent = post("PATCH").header("Content-Type", BYTES).header("Upload-Offset", "0").body(file[..400].to_vec());
    assert_eq!(offset(&sent.await.is(204)), 400);
    post("PUT").await.refused(405, "METHOD_NOT_ALLOWED");
    tus(&staff, Method::POST, at(&upload)).await.refused(405, "METHOD_NOT_ALLOWED");
    // A safe request never becomes an unsafe one.
    tus(&staff, Method::GET, at(&upload)).header("X-HTTP-Method-Override", "DELETE").await.is(200);
    post("DELETE").await.is(204);
    let case = format!("/v1/assignments/{}", scene.case.id());
    let elsewhere = staff.ask(Method::POST, &case).header("X-HTTP-Method-Override", "DELETE").await;
    elsewhere.refused(405, "METHOD_NOT_ALLOWED");
}

#[tokio::test]
async fn an_upload_is_seen_by_nobody_but_its_owner() {
    let scene = Scene::open().await;
    let upload = scene.begins(1000).await;
    for other in [scene.office.subdivision_head(), scene.office.staff(2)] {
        for method in [Method::GET, Method::DELETE] {
            tus(&other, method, at(&upload)).await.refused(404, "NOT_FOUND");
        }
        send(&other, &upload, 0, b"x").await.refused(404, "NOT_FOUND");
    }
    tus(&scene.office.auditor(), Method::GET, at(&upload)).await.refused(403, "ROLE_MISSING");
    assert_eq!(offset(&ask_how_far(&scene.staff(), &upload).await), 0);
}

#[tokio::test]
async fn a_page_elsewhere_may_speak_tus_if_its_origin_is_listed() {
    let office = Office::open_with(&[("PUBDOK_CORS_ORIGINS", "https://portal.example.go.id")]).await;
    let asked = office.nobody().ask(Method::OPTIONS, UPLOADS).header("Origin", "https://portal.example.go.id");
    let asked = asked.header("Access-Control-Request-Method", "PATCH");
    let told =
        asked.header("Access-Control-Request-Headers", "tus-resumable, upload-offset, upload-checksum, content-type").await;
    let allowed = told.header("access-control-allow-headers").expect("the headers").to_ascii_lowercase();
    assert!(["tus-resumable", "upload-length", "upload-metadata", "upload-offset"].iter().all(|name| allowed.contains(name)));
    assert!(told.header("access-control-allow-methods").is_some_and(|methods| methods.contains("PATCH")));
    let read = office.nobody().get("/livez").header("Origin", "https://portal.example.go.id").await;
    let exposed = read.header("access-control-expose-headers").expect("the headers").to_ascii_lowercase();
    assert!(
        ["upload-offset", "upload-expires", "tus-resumable", "location"].iter().all(|name| exposed.contains(name)),
        "{exposed}"
    );
}
