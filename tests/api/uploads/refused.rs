//! Pieces that were refused are gone at once; those that count stay where they are.

use super::{BYTES, Scene, ask_how_far, at, begin, metadata, offset, send, tus, video};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use reqwest::Method;
use sha2::{Digest, Sha256};
use std::path::Path;
use std::time::Duration;

/// Files of the store that are kept under a name.
pub fn kept(folder: &Path) -> usize {
    let count = |entry: std::io::Result<std::fs::DirEntry>| {
        let path = entry.expect("an entry").path();
        if path.is_dir() { kept(&path) } else { 1 }
    };
    std::fs::read_dir(folder).expect("a folder").map(count).sum()
}

#[tokio::test]
async fn pieces_that_are_refused_go_and_those_that_count_stay() {
    let scene = Scene::open().await;
    let (staff, file) = (scene.staff(), video(20_000, 1));
    let files = || kept(&scene.office.blob_dir().join("sha256")) + kept(&scene.office.blob_dir().join("held"));
    let upload = scene.begins(file.len()).await;
    let other = format!("sha256 {}", BASE64_STANDARD.encode(Sha256::digest(b"other")));
    let wrong = |from: usize, bytes: &[u8]| send(&staff, &upload, from, bytes).header("Upload-Checksum", &other);
    wrong(0, &file[..9000]).await.refused(460, "CHECKSUM_MISMATCH");
    wrong(0, &file).await.refused(460, "CHECKSUM_MISMATCH");
    assert_eq!(files(), 0);
    send(&staff, &upload, 0, &file[..9000]).await.is(204);
    assert_eq!(files(), 1);
    wrong(9000, &file[9000..]).await.refused(460, "CHECKSUM_MISMATCH");
    wrong(9000, &file[9000..12_000]).await.refused(460, "CHECKSUM_MISMATCH");
    // More than was announced, its length untold.
    let pieces = futures_util::stream::iter([Ok::<_, std::io::Error>(file.clone())]);
    let patch = tus(&staff, Method::PATCH, at(&upload)).header("Content-Type", BYTES).header("Upload-Offset", "9000");
    patch.body(reqwest::Body::wrap_stream(pieces)).await.refused(413, "PAYLOAD_TOO_LARGE");
    assert_eq!((files(), offset(&ask_how_far(&staff, &upload).await)), (1, 9000));
    send(&staff, &upload, 9000, &file[9000..]).await.is(204);
    // Small files that turn out to be none of their kind, in one piece and with the request that began them.
    let jpeg = [b"\xff\xd8\xff\xe0".to_vec(), vec![7; 3000]].concat();
    let before = files();
    let none = scene.begins(jpeg.len()).await;
    send(&staff, &none, 0, &jpeg).await.refused(400, "VALIDATION");
    assert_eq!(files(), before);
    let none = begin(&staff, jpeg.len(), &scene.video()).header("Content-Type", BYTES).body(jpeg);
    none.await.refused(400, "VALIDATION");
    assert_eq!(files(), before);
}

/// What was held while it grew is given back too.
#[tokio::test]
async fn a_long_body_that_is_refused_leaves_nothing() {
    let scene = Scene::open().await;
    let (staff, file) = (scene.staff(), video(200_000, 2));
    let upload = scene.begins(file.len()).await;
    let slowly = futures_util::stream::unfold(0, move |part| {
        let piece = file[part * 10_000..(part + 1) * 10_000].to_vec();
        async move {
            tokio::time::sleep(Duration::from_millis(if part < 12 { 200 } else { 0 })).await;
            (part < 19).then_some((Ok::<_, std::io::Error>(piece), part + 1))
        }
    });
    let other = format!("sha256 {}", BASE64_STANDARD.encode(Sha256::digest(b"other")));
    let patch = tus(&staff, Method::PATCH, at(&upload)).header("Content-Type", BYTES).header("Upload-Offset", "0");
    let refused = patch.header("Upload-Checksum", other).body(reqwest::Body::wrap_stream(Box::pin(slowly)));
    refused.await.refused(460, "CHECKSUM_MISMATCH");
    for part in ["sha256", "held"] {
        assert_eq!(kept(&scene.office.blob_dir().join(part)), 0, "{part}");
    }
    assert_eq!(offset(&ask_how_far(&staff, &upload).await), 0);
}

#[tokio::test]
async fn a_new_version_that_is_refused_leaves_the_one_before() {
    let scene = Scene::open().await;
    let (staff, file) = (scene.staff(), video(5000, 3));
    let upload = scene.begins(file.len()).await;
    let made = send(&staff, &upload, 0, &file).await.is(204);
    let artifact = made.header("content-location").expect("Content-Location").rsplit('/').next().expect("an id").to_owned();
    let version = metadata(&[("artifactId", &artifact)]);
    let jpeg = [b"\xff\xd8\xff\xe0".to_vec(), vec![7; 3000]].concat();
    let upload = begin(&staff, jpeg.len(), &version).await.is(201);
    send(&staff, &upload, 0, &jpeg).await.refused(400, "VALIDATION");
    assert_eq!(kept(&scene.office.blob_dir().join("sha256")), 1);
    assert_eq!(super::content(&staff, &made).await, file);
}
