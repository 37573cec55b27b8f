//! Beginning an upload: everything that would be refused is refused before a byte is sent.

use super::{BYTES, Scene, UPLOADS, ask_how_far, at, begin, content, metadata, offset, tus, video};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use reqwest::Method;
use serde_json::json;
use sha2::{Digest, Sha256};

#[tokio::test]
async fn an_upload_tells_where_it_is_and_until_when() {
    let scene = Scene::open().await;
    let upload = scene.begins(1000).await;
    assert_eq!(at(&upload), format!("/v1/uploads/{}", upload.id()));
    let expires = upload.header("upload-expires").expect("Upload-Expires");
    assert!(expires.ends_with(" GMT") && expires.len() == 29, "{expires}");
    assert_eq!((&upload["offset"], &upload["length"], &upload["kind"]), (&json!(0), &json!(1000), &json!("VIDEO")));
    let head = ask_how_far(&scene.staff(), &upload).await;
    assert_eq!((head.header("upload-length"), head.header("cache-control")), (Some("1000"), Some("no-store")));
    assert_eq!((head.header("upload-metadata"), offset(&head)), (Some(scene.video().as_str()), 0));
    assert_eq!(head.header("upload-expires"), Some(expires));
}

#[tokio::test]
async fn every_fault_is_told_at_once_and_by_its_key() {
    let scene = Scene::open().await;
    let staff = scene.staff();
    let told = tus(&staff, Method::POST, UPLOADS).await.refused(400, "VALIDATION");
    assert_eq!(told.faults(), [("Upload-Length", "REQUIRED"), ("Upload-Metadata", "REQUIRED")]);
    let told =
        begin(&staff, 0, &metadata(&[("assignmentId", "x"), ("kind", "FILM"), ("color", "red"), ("filetype", "video/mp4")]));
    let told = told.in_english().await.refused(400, "VALIDATION");
    let codes: Vec<&str> = told.faults().into_iter().map(|(_, code)| code).collect();
    assert_eq!(codes, ["EMPTY", "NOT_AN_ID", "REQUIRED", "UNKNOWN_FIELD", "UNKNOWN_VALUE"]);
    let details: Vec<&str> = told["errors"].as_array().unwrap().iter().filter_map(|one| one["detail"].as_str()).collect();
    for key in ["assignmentId: ", "kind: ", "color: ", "title: "] {
        assert!(details.iter().any(|detail| detail.starts_with(key)), "{key} {details:?}");
    }
    let case = scene.case.id();
    for (pairs, code) in [
        (&[("kind", "VIDEO"), ("title", "x")][..], "TARGET_REQUIRED"),
        (&[("assignmentId", case), ("artifactId", case), ("kind", "VIDEO"), ("title", "x")], "TARGET_REQUIRED"),
        (&[("assignmentId", case), ("kind", "PRESS_RELEASE"), ("title", "x")], "TEXT_EXPECTED"),
        (&[("assignmentId", case), ("kind", "VIDEO"), ("title", "x"), ("metadata", "[]")], "WRONG_TYPE"),
        (&[("assignmentId", case), ("kind", "VIDEO"), ("metadata", r#"{"kind":"VIDEO","title":"x"}"#)], "DUPLICATE_FIELD"),
        (&[("assignmentId", case), ("kind", "VIDEO"), ("title", "a"), ("title", "b")], "DUPLICATE_FIELD"),
    ] {
        let told = begin(&staff, 10, &metadata(pairs)).await.refused(400, "VALIDATION");
        assert!(told.faults().iter().any(|(place, found)| (*place, *found) == ("Upload-Metadata", code)), "{told:?}");
    }
    let told = begin(&staff, 10, "title ####").await.refused(400, "VALIDATION");
    assert_eq!(told.faults(), [("Upload-Metadata", "MALFORMED")]);
    let defer = tus(&staff, Method::POST, UPLOADS).header("Upload-Defer-Length", "1").header("Upload-Metadata", scene.video());
    assert_eq!(defer.await.refused(400, "VALIDATION").faults(), [("Upload-Defer-Length", "NOT_OFFERED")]);
    // Also beside a length: one of the two is not meant.
    let both = begin(&staff, 10, &scene.video()).header("Upload-Defer-Length", "1").await.refused(400, "VALIDATION");
    assert_eq!(both.faults(), [("Upload-Defer-Length", "NOT_OFFERED")]);
    let part = begin(&staff, 10, &scene.video()).header("Upload-Concat", "partial").await.refused(400, "VALIDATION");
    assert_eq!(part.faults(), [("Upload-Concat", "NOT_OFFERED")]);
    let length = tus(&staff, Method::POST, UPLOADS).header("Upload-Length", "-1").header("Upload-Metadata", scene.video());
    assert_eq!(length.await.refused(400, "VALIDATION").faults(), [("Upload-Length", "MALFORMED")]);
}

#[tokio::test]
async fn what_could_never_become_an_artifact_is_not_begun() {
    let scene = Scene::open().await;
    let staff = scene.staff();
    let photo = metadata(&[("assignmentId", scene.case.id()), ("kind", "PHOTO"), ("title", "x")]);
    begin(&staff, 200 * 1024 * 1024 + 1, &photo).await.refused(413, "PAYLOAD_TOO_LARGE");
    begin(&staff, 200 * 1024 * 1024, &photo).await.is(201);
    // Not of the crew, not in sight, not of such a role, not in this state.
    begin(&scene.office.staff(2), 10, &scene.video()).await.refused(404, "NOT_FOUND");
    begin(&scene.office.division_head(), 10, &scene.video()).await.refused(403, "ROLE_MISSING");
    let nowhere = metadata(&[("artifactId", "019ab0d0-0000-7000-8000-00000000ffff")]);
    begin(&staff, 10, &nowhere).await.refused(404, "NOT_FOUND");
    scene.office.division_head().cancels(&scene.case, "Batal.").await;
    begin(&staff, 10, &scene.video()).await.refused(409, "STATE_FORBIDS");
}

#[tokio::test]
async fn the_description_may_be_the_json_of_the_upload_form() {
    let scene = Scene::open().await;
    let json = json!({ "kind": "VIDEO", "title": "Panen", "keywords": ["padi"], "childrenShown": false }).to_string();
    let pairs = metadata(&[("assignmentId", scene.case.id()), ("metadata", &json), ("name", "a.mp4"), ("type", "video/mp4")]);
    let file = video(3000, 1);
    let upload = begin(&scene.staff(), file.len(), &pairs).await.is(201);
    super::send(&scene.staff(), &upload, 0, &file).await.is(204);
    let made = &scene.artifacts().await[0];
    assert_eq!((&made["keywords"], &made["childrenShown"]), (&json!(["padi"]), &json!(false)));
    assert_eq!(made["content"]["fileName"], "a.mp4");
}

#[tokio::test]
async fn what_is_left_empty_is_not_there_and_padding_may_be() {
    let scene = Scene::open().await;
    let pairs = [
        ("assignmentId", scene.case.id()),
        ("artifactId", ""),
        ("kind", "VIDEO"),
        ("title", "Panen"),
        ("metadata", ""),
        ("caption", ""),
    ];
    let told = metadata(&[&pairs[..], &[("takenAt", " "), ("childrenShown", ""), ("filename", ""), ("filetype", "")]].concat());
    let upload = begin(&scene.staff(), 3000, &told.replace('=', "")).await.is(201);
    super::send(&scene.staff(), &upload, 0, &video(3000, 1)).await.is(204);
    let made = &scene.artifacts().await[0];
    assert_eq!((&made["title"], &made["caption"], &made["childrenShown"]), (&json!("Panen"), &json!(null), &json!(null)));
}

#[tokio::test]
async fn the_first_bytes_may_come_along() {
    let scene = Scene::open().await;
    let (staff, file) = (scene.staff(), video(5000, 2));
    let with = |bytes: &[u8]| begin(&staff, 5000, &scene.video()).header("Content-Type", BYTES).body(bytes.to_vec());
    let begun = with(&file[..1000]).await.is(201);
    assert_eq!(offset(&begun), 1000);
    super::send(&staff, &begun, 1000, &file[1000..]).await.is(204);
    let other = video(5000, 4);
    let whole = with(&other).await.is(201);
    assert_eq!((offset(&whole), content(&staff, &whole).await), (5000, other));
    let artifact = whole["artifactId"].as_str().expect("an artifact");
    assert_eq!((&whole["offset"], whole.header("content-location")), (&json!(5000), Some(&*format!("/v1/artifacts/{artifact}"))));
    assert_eq!(scene.artifacts().await.len(), 2);
    with(&[file.clone(), vec![0]].concat()).await.refused(413, "PAYLOAD_TOO_LARGE");
    begin(&staff, 5000, &scene.video())
        .header("Content-Type", "video/mp4")
        .body(file)
        .await
        .refused(415, "UNSUPPORTED_MEDIA_TYPE");
    // Refused bytes leave no upload behind that nobody knows of.
    let jpeg = [b"\xff\xd8\xff\xe0".to_vec(), vec![7; 9000]].concat();
    let refused = begin(&staff, 20_000, &scene.video()).header("Content-Type", BYTES).body(jpeg);
    assert_eq!(refused.await.refused(400, "VALIDATION").faults(), [("Upload-Metadata", "TYPE_MISMATCH")]);
    let open = "SELECT count(*) FROM uploads WHERE finished_at IS NULL AND expires_at > now()";
    let open: i64 = scene.office.sql().await.query_one(open, &[]).await.expect("a count").get(0);
    assert_eq!(open, 0);
}

#[tokio::test]
async fn first_bytes_that_were_refused_are_sent_again_under_the_same_key() {
    let scene = Scene::open().await;
    let (staff, file) = (scene.staff(), video(5000, 3));
    let sum = |bytes: &[u8]| format!("sha256 {}", BASE64_STANDARD.encode(Sha256::digest(bytes)));
    let with = |sum: String| {
        let begun = begin(&staff, file.len(), &scene.video()).header("Content-Type", BYTES).header("Upload-Checksum", sum);
        begun.with_key("video-1").body(file.clone())
    };
    let refused = with(sum(b"other")).await.refused(460, "CHECKSUM_MISMATCH");
    assert_eq!(offset(&refused), 0);
    let made = with(sum(&file)).await.is(201);
    assert_eq!((made.header("location"), offset(&made)), (refused.header("location"), file.len()));
    assert_eq!(content(&staff, &made).await, file);
}

#[tokio::test]
async fn begun_again_under_its_key_it_is_the_same_upload() {
    let scene = Scene::open().await;
    let (staff, file) = (scene.staff(), video(4000, 3));
    let ask = |length: usize| begin(&staff, length, &scene.video()).with_key("unggah-1");
    let first = ask(4000).await.is(201);
    super::send(&staff, &first, 0, &file[..1500]).await.is(204);
    let again = ask(4000).header("Content-Type", BYTES).body(file[..100].to_vec()).await.is(201);
    assert_eq!((at(&again), offset(&again)), (at(&first), 1500));
    assert_eq!(again.header("idempotent-replayed"), Some("true"));
    ask(4001).await.refused(422, "KEY_REUSED");
    tus(&staff, Method::DELETE, at(&first)).await.is(204);
    ask(4000).await.refused(410, "GONE");
}

#[tokio::test]
async fn a_word_left_empty_is_not_told() {
    let scene = Scene::open().await;
    let staff = scene.staff();
    let words = [
        ("assignmentId", scene.case.id()),
        ("kind", "VIDEO"),
        ("title", "Panen"),
        ("caption", ""),
        ("takenAt", " "),
        ("childrenShown", ""),
    ];
    begin(&staff, 9, &metadata(&words)).await.is(201);
    let whole = r#"{"kind":"VIDEO","title":"Panen","credit":"","takenAt":""}"#;
    begin(&staff, 9, &metadata(&[("assignmentId", scene.case.id()), ("metadata", whole)])).await.is(201);
    let told = begin(&staff, 9, &metadata(&[("assignmentId", scene.case.id()), ("kind", ""), ("title", " ")]));
    let told = told.await.refused(400, "VALIDATION");
    assert!(told.faults().contains(&("Upload-Metadata", "EMPTY")), "{:?}", told.faults());
}
