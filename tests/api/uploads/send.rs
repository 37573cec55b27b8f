//! Going on with an upload: the offset is where the bytes are, whatever a client believes.

use super::{BYTES, Scene, ask_how_far, at, content, offset, send, tus, video};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use pubdok::domain::digest::Digest;
use reqwest::Method;
use serde_json::json;

#[tokio::test]
async fn pieces_become_one_file() {
    let scene = Scene::open().await;
    let (staff, file) = (scene.staff(), video(20_000_000, 1));
    let upload = scene.begins(file.len()).await;
    let mut sent = 0;
    // One byte, a bit, more than one segment, the rest.
    for end in [1, 5000, 18_000_000, file.len()] {
        let answer = send(&staff, &upload, sent, &file[sent..end]).await.is(204);
        assert_eq!(offset(&answer), end);
        sent = end;
    }
    let head = ask_how_far(&staff, &upload).await;
    assert_eq!((offset(&head), content(&staff, &head).await == file), (file.len(), true));
    let told = tus(&staff, Method::GET, at(&upload)).await.is(200);
    let made = &scene.artifacts().await[0];
    assert_eq!((&told["artifactId"], &told["versionNumber"]), (&made["id"], &json!(1)));
    assert_eq!((&made["title"], &made["content"]["fileName"]), (&json!("Panen raya"), &json!("panen.mp4")));
    assert_eq!((&made["content"]["sha256"], &made["kind"]), (&json!(Digest::of(&file).to_string()), &json!("VIDEO")));
    assert_eq!((scene.count_entries("artifact.added").await, scene.artifacts().await.len()), (1, 1));
    // The last answer asked for again, and bytes after the last.
    assert_eq!(offset(&send(&staff, &upload, file.len(), b"").await.is(204)), file.len());
    send(&staff, &upload, file.len(), b"x").await.refused(413, "PAYLOAD_TOO_LARGE");
}

#[tokio::test]
async fn another_offset_changes_nothing_and_is_told_the_true_one() {
    let scene = Scene::open().await;
    let (staff, file) = (scene.staff(), video(9000, 1));
    let upload = scene.begins(file.len()).await;
    send(&staff, &upload, 0, &file[..4000]).await.is(204);
    for wrong in [0, 3999, 4001, 9000] {
        let told = send(&staff, &upload, wrong, &file[wrong.min(8000)..]).await.refused(409, "CONFLICT");
        assert_eq!((told.faults(), offset(&told)), (vec![("Upload-Offset", "OFFSET_MISMATCH")], 4000));
    }
    let patch = || tus(&staff, Method::PATCH, at(&upload)).body(b"x".to_vec());
    let told = patch().header("Content-Type", BYTES).await.refused(400, "VALIDATION");
    assert_eq!(told.faults(), [("Upload-Offset", "REQUIRED")]);
    let told = patch().header("Content-Type", BYTES).header("Upload-Offset", "+4000").await.refused(400, "VALIDATION");
    assert_eq!(told.faults(), [("Upload-Offset", "MALFORMED")]);
    let told = patch().header("Content-Type", "video/mp4").header("Upload-Offset", "4000").await;
    assert_eq!(told.refused(415, "UNSUPPORTED_MEDIA_TYPE").header("accept-patch"), Some(BYTES));
    send(&staff, &upload, 4000, &[0; 5001]).await.refused(413, "PAYLOAD_TOO_LARGE");
    // The same without an announced length.
    let pieces: Vec<Result<Vec<u8>, std::io::Error>> = (0..11).map(|_| Ok(vec![0; 500])).collect();
    let stream = reqwest::Body::wrap_stream(futures_util::stream::iter(pieces));
    let told = patch().header("Content-Type", BYTES).header("Upload-Offset", "4000").body(stream).await;
    told.refused(413, "PAYLOAD_TOO_LARGE");
    assert_eq!(offset(&ask_how_far(&staff, &upload).await), 4000);
    let last = send(&staff, &upload, 4000, &file[4000..]).await.is(204);
    assert_eq!(content(&staff, &last).await, file);
}

#[tokio::test]
async fn a_body_counts_with_its_checksum_or_not_at_all() {
    let scene = Scene::open().await;
    let (staff, file) = (scene.staff(), video(17_000_000, 1));
    let upload = scene.begins(file.len()).await;
    let sha256 = |bytes: &[u8]| format!("sha256 {}", BASE64_STANDARD.encode(Digest::of(bytes).as_bytes()));
    let (first, rest) = file.split_at(10_000_000);
    let told = send(&staff, &upload, 0, first).header("Upload-Checksum", sha256(rest)).await;
    told.refused(460, "CHECKSUM_MISMATCH");
    assert_eq!(offset(&ask_how_far(&staff, &upload).await), 0);
    let kept: i64 =
        scene.office.sql().await.query_one("SELECT count(*) FROM upload_segments", &[]).await.expect("a count").get(0);
    assert_eq!(kept, 0);
    for malformed in ["sha256", "md5 XrY7u+Ae7tCTyyK7j1rNww==", "sha1 AAAA"] {
        let told = send(&staff, &upload, 0, first).header("Upload-Checksum", malformed).await.refused(400, "VALIDATION");
        assert_eq!(told.faults(), [("Upload-Checksum", "MALFORMED")]);
    }
    send(&staff, &upload, 0, first).header("Upload-Checksum", sha256(first)).await.is(204);
    // The last piece makes no artifact while it is not what was meant.
    send(&staff, &upload, first.len(), rest).header("Upload-Checksum", sha256(first)).await.refused(460, "CHECKSUM_MISMATCH");
    assert_eq!(scene.artifacts().await.len(), 0);
    let sha1 = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA1_FOR_LEGACY_USE_ONLY, rest);
    let sha1 = format!("sha1 {}", BASE64_STANDARD.encode(sha1.as_ref()));
    let last = send(&staff, &upload, first.len(), rest).header("Upload-Checksum", sha1).await.is(204);
    assert!(content(&staff, &last).await == file);
}

#[tokio::test]
async fn what_is_no_video_is_refused_with_its_first_bytes() {
    let scene = Scene::open().await;
    let staff = scene.staff();
    let upload = scene.begins(1_000_000_000).await;
    let zip = [b"PK\x03\x04".to_vec(), vec![7; 20_000]].concat();
    let told = send(&staff, &upload, 0, &zip).await.refused(400, "VALIDATION");
    assert_eq!(told.faults(), [("Upload-Metadata", "TYPE_MISMATCH")]);
    // It can never become one.
    tus(&staff, Method::HEAD, at(&upload)).await.is(410);
}
