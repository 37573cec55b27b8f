//! Names and bytes that mean harm: kept harmless, served harmless.

use super::{Scene, content, photo, photo_metadata};
use crate::support::Reply;
use reqwest::Method;
use serde_json::json;

impl Scene {
    /// A photo whose part has this `Content-Disposition` beyond its name.
    async fn named(&self, parameters: &str) -> Reply {
        let head = format!(
            "--B\r\nContent-Disposition: form-data; name=\"metadata\"\r\n\r\n{}\r\n--B\r\nContent-Disposition: form-data; name=\"file\"; {parameters}\r\n\r\n",
            photo_metadata()
        );
        // A photo of its own for each, for the same one twice is one artifact.
        let shade = parameters.bytes().fold(0, u8::wrapping_add);
        let body = [head.as_bytes(), &photo(shade), b"\r\n--B--\r\n"].concat();
        let ask = self.staff().ask(Method::POST, &self.address());
        ask.header("Content-Type", "multipart/form-data; boundary=B").body(body).await
    }
}

#[tokio::test]
async fn hostile_file_names_become_harmless() {
    let scene = Scene::open().await;
    for (parameters, kept) in [
        ("filename=\"../../etc/passwd\"", Some("passwd")),
        ("filename=\"/etc/cron.d/x.jpg\"", Some("x.jpg")),
        ("filename=\"CON\"", Some("CON")),
        ("filename=\"foto.jpg.exe\"", Some("foto.jpg.exe")),
        ("filename=\"..\"", None),
        ("filename=\"\"", None),
        ("filename*=UTF-8''a%00b.jpg", Some("ab.jpg")),
        ("filename*=UTF-8''a%0d%0aSet-Cookie:%20x.jpg", Some("aSet-Cookie: x.jpg")),
        ("filename*=UTF-8''foto%E2%80%AEgpj.exe", Some("fotogpj.exe")),
        ("filename=\"plain.jpg\"; filename*=UTF-8''%E5%86%99%E7%9C%9F.jpg", Some("写真.jpg")),
        ("filename*=UTF-8''%ff%fe.jpg; filename=\"plain.jpg\"", Some("plain.jpg")),
        ("filename*=klingon''%ff.jpg; filename=\"plain.jpg\"", Some("plain.jpg")),
        ("filename*=Shift_JIS''%8e%ca%90%5e.jpg; filename=\"plain.jpg\"", Some("写真.jpg")),
        ("x; filename=\"=?utf-8?B?Q2Fmw6kuanBn?=\"", Some("Café.jpg")),
        ("filename=\"=?utf-8?Q?..=2F..=2Fetc=2Fpasswd=00.jpg?=\"", Some("passwd.jpg")),
    ] {
        let made = scene.named(parameters).await.is(201);
        assert_eq!(made["content"]["fileName"], json!(kept), "{parameters}");
        let got = scene.staff().get(&content(&made)).await.good();
        let disposition = got.header("content-disposition").expect("a disposition");
        assert!(disposition.starts_with("inline"), "{disposition}");
        assert!(got.headers.get("set-cookie").is_none());
        // The name ends as the checked type does.
        assert!(kept.is_none() || disposition.contains(".jpg"), "{disposition}");
    }
    let long = format!("filename=\"{}.jpg\"", "x".repeat(5000));
    let name = scene.named(&long).await.is(201)["content"]["fileName"].as_str().map(str::len);
    assert_eq!(name, Some(255));
    scene.named("filename=\"a\0b.jpg\"").await.refused(400, "MALFORMED_BODY");
    assert!(scene.office.blob_dir().parent().is_some_and(|data| !data.join("passwd").exists()));
}

#[tokio::test]
async fn what_a_browser_might_run_is_never_shown_in_place() {
    let scene = Scene::open().await;
    let csv = scene.sends("kind=DATASET&title=x&fileName=data.csv", "text/csv", "a,b\n1,2\n").await.is(201);
    let got = scene.staff().get(&content(&csv)).await.good();
    assert_eq!(got.header("content-disposition"), Some("attachment; filename=\"data.csv\""));
    assert_eq!((got.header("content-type"), got.header("x-content-type-options")), (Some("text/csv"), Some("nosniff")));
    assert!(
        got.header("content-security-policy")
            .is_some_and(|policy| policy.contains("sandbox") && policy.contains("default-src 'none'"))
    );
    assert_eq!(got.header("cache-control"), Some("private, no-cache"));
    // A picture with a page hidden behind its end stays a picture.
    let polyglot = [photo(1), b"<html><script>alert(1)</script></html>".to_vec()].concat();
    let picture = scene.sends("kind=PHOTO&title=x&fileName=a.jpg", "image/jpeg", polyglot).await.is(201);
    assert_eq!(scene.staff().get(&content(&picture)).await.good().header("content-type"), Some("image/jpeg"));
    // One that is named as a page is a picture all the same, and never goes out under that name alone.
    let named = scene.sends("kind=PHOTO&title=x&fileName=a.html", "text/html", photo(2)).await.is(201);
    assert_eq!(named["flags"], json!(["LABEL_DIFFERS"]));
    let got = scene.staff().get(&content(&named)).await.good();
    assert_eq!(got.header("content-disposition"), Some("inline; filename=\"a.html.jpg\""));
    assert_eq!(got.header("content-type"), Some("image/jpeg"));
    // A text that is named as one stays a text.
    let named = scene.sends("kind=DATASET&title=x&fileName=a.html", "text/csv", "a,b\n").await.is(201);
    let got = scene.staff().get(&content(&named)).await.good();
    assert_eq!(got.header("content-disposition"), Some("attachment; filename=\"a.html.csv\""));
}

#[tokio::test]
async fn nobody_reaches_bytes_but_through_an_artifact_in_sight() {
    let scene = Scene::open().await;
    let made = scene.staff().uploads_photo(&scene.case, "Pembukaan").await;
    let digest = made["content"]["sha256"].as_str().expect("a digest");
    // Another case with the same bytes gives its own crew no way to this one.
    let other = Scene::in_office(crate::support::Office::open().await).await;
    other.staff().uploads_photo(&other.case, "Pembukaan").await;
    for path in [
        format!("/v1/artifacts/{digest}/content"),
        format!("/v1/artifacts/{}/content/{digest}", made.id()),
        format!("/v1/blobs/{digest}"),
        format!("/v1/artifacts/..%2f{digest}/content"),
        format!("/sha256/{}/{}/{digest}", &digest[..2], &digest[2..4]),
    ] {
        scene.staff().get(&path).await.refused(404, "NOT_FOUND");
    }
    other.staff().get(&content(&made)).await.refused(404, "NOT_FOUND");
    scene.office.nobody().get(&content(&made)).await.refused(401, "TOKEN_MISSING");
}
