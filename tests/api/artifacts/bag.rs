//! The selection as one file: a BagIt bag whose manifests fit what is in it.

mod parts;

use super::{Scene, decide, photo};
use crate::support::{Case, Office, Reply};
use pubdok::domain::assignment::State;
use pubdok::domain::digest::Digest;
use serde_json::json;
use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use zip::ZipArchive;

/// What is in the bag, by its path below the one folder.
pub fn unpack(answer: &Reply) -> BTreeMap<String, Vec<u8>> {
    let mut archive = ZipArchive::new(Cursor::new(answer.bytes.clone())).expect("a ZIP");
    let mut files = BTreeMap::new();
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).expect("a file");
        let name = file.name().expect("a name").into_owned();
        let (folder, path) = name.split_once('/').expect("a folder");
        assert!(folder.starts_with("selection-") && !path.contains(".."), "{name}");
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).expect("its bytes, with the right checksum");
        assert!(files.insert(path.to_owned(), bytes).is_none());
    }
    files
}

fn text(files: &BTreeMap<String, Vec<u8>>, path: &str) -> String {
    String::from_utf8(files[path].clone()).expect("UTF-8")
}

/// As `sha256sum --check` does; answers the paths.
fn check(files: &BTreeMap<String, Vec<u8>>, manifest: &str) -> Vec<String> {
    let text = text(files, manifest);
    let one = |line: &str| {
        let (digest, path) = line.split_once("  ").expect("a digest and a path");
        assert_eq!(digest, Digest::of(&files[path]).to_string(), "{path}");
        path.to_owned()
    };
    text.lines().map(one).collect()
}

impl Scene {
    fn bag(&self) -> String {
        format!("/v1/assignments/{}/selection.zip", self.case.id())
    }
}

#[tokio::test]
async fn the_selected_originals_come_in_order_with_their_digests() {
    let scene = Scene::open().await;
    let staff = scene.staff();
    let metadata = json!({ "kind": "PHOTO", "title": "Tarian" });
    let dance = staff.uploads(&scene.case, metadata, "Tari \"Saman\".jpg", "image/jpeg", photo(9)).await.is(201);
    let (opening, draft) = scene.documented().await;
    let subhead = scene.subhead();
    let left_out = subhead.uploads(&scene.case, json!({ "kind": "PHOTO", "title": "Buram" }), "b.jpg", "image/jpeg", photo(3));
    let left_out = left_out.await.is(201);
    let hidden = subhead.uploads(&scene.case, json!({ "kind": "PHOTO", "title": "Anak" }), "c.jpg", "image/jpeg", photo(4));
    let hidden = hidden.await.is(201);
    subhead.get(&scene.bag()).await.refused(404, "NOT_FOUND");
    for (artifact, decision) in [
        (&opening, json!({ "decision": "SELECTED", "rank": 2 })),
        (&dance, json!({ "decision": "SELECTED", "rank": 1 })),
        (&draft, json!({ "decision": "SELECTED" })),
        (&hidden, json!({ "decision": "SELECTED", "rank": 3 })),
        (&left_out, json!({ "decision": "NOT_SELECTED" })),
    ] {
        decide(&subhead, artifact, decision).await.is(200);
    }
    subhead.takes_down(&hidden, "Anak dikenali.").await;

    let bag = staff.get(&scene.bag()).await.is(200);
    assert_eq!(bag.header("content-type"), Some("application/zip"));
    assert!(bag.header("content-disposition").is_some_and(|value| value.starts_with("attachment; filename=\"selection-")));
    let files = unpack(&bag);
    let payload = ["data/001-Tari-Saman.jpg", "data/002-photo.jpg", "data/003-Panen-Raya-Dibuka.txt"];
    assert_eq!(check(&files, "manifest-sha256.txt"), payload);
    assert_eq!(check(&files, "tagmanifest-sha256.txt"), ["bagit.txt", "bag-info.txt", "manifest-sha256.txt"]);
    assert_eq!(files.len(), 7);
    assert_eq!(files[payload[0]], photo(9));
    assert_eq!(text(&files, "bagit.txt"), "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n");
    assert_eq!(text(&files, payload[2]), "Panen Raya Dibuka\n\nPanen raya dibuka Bupati di alun-alun.\n");
    let info = text(&files, "bag-info.txt");
    let size: usize = payload.iter().map(|path| files[*path].len()).sum();
    for line in [
        format!("External-Identifier: {}", scene.case["registerNumber"].as_str().expect("a number")),
        format!("External-Description: {}", scene.case["subject"].as_str().expect("a subject")),
        format!("Payload-Oxum: {size}.3"),
        format!("Bagging-Date: {}", scene.office.clock().now().with_timezone(&crate::support::office::JAKARTA).date_naive()),
    ] {
        assert!(info.lines().any(|told| told == line), "{line}\n{info}");
    }

    // The same selection is the same file.
    assert_eq!(subhead.get(&scene.bag()).await.is(200).bytes, bag.bytes);
    staff.get(&scene.bag()).header("If-None-Match", bag.etag()).await.is(304);
    let head = staff.head(&scene.bag()).await.is(200);
    assert!(head.bytes.is_empty() && head.etag() == bag.etag());
    decide(&subhead, &dance, json!({ "decision": "SELECTED", "rank": 9 })).await.is(200);
    let reordered = staff.get(&scene.bag()).header("If-None-Match", bag.etag()).await.is(200);
    assert_eq!(check(&unpack(&reordered), "manifest-sha256.txt")[0], "data/001-photo.jpg");
}

#[tokio::test]
async fn whoever_does_not_see_the_case_has_no_bag_of_it() {
    let office = Office::open().await;
    let case = Case::in_state(&office, State::Closed).await;
    let path = format!("/v1/assignments/{}/selection.zip", case.assignment.id());
    for reader in [&case.head, &case.subhead, &case.photographer, &case.informed, &office.auditor()] {
        reader.get(&path).await.is(200);
    }
    office.other_subdivision_head().get(&path).await.refused(404, "NOT_FOUND");
    office.staff(4).get(&path).await.refused(404, "NOT_FOUND");
    office.admin().get(&path).await.refused(403, "ROLE_MISSING");
    case.head.get(&format!("{path}?x=1")).await.refused(400, "VALIDATION");
    case.head.get("/v1/assignments/0198c0de-0000-7000-8000-000000000001/selection.zip").await.refused(404, "NOT_FOUND");
}

#[tokio::test]
async fn what_cannot_be_read_breaks_the_transfer() {
    let scene = Scene::open().await;
    let (shown, _) = scene.documented().await;
    let more = scene.subhead().uploads_photo(&scene.case, "Penutup").await;
    for artifact in [&shown, &more] {
        decide(&scene.subhead(), artifact, json!({ "decision": "SELECTED" })).await.is(200);
    }
    let digest = more["content"]["sha256"].as_str().expect("a digest");
    let blob = scene.office.blob_dir().join("sha256").join(&digest[..2]).join(&digest[2..4]).join(digest);
    let bytes = std::fs::read(&blob).expect("a blob");
    // Gone, or cut short.
    for broken in [None, Some(&bytes[..bytes.len() - 1])] {
        match broken {
            None => std::fs::remove_file(&blob).expect("a blob"),
            Some(bytes) => std::fs::write(&blob, bytes).expect("a blob"),
        }
        let desk = &scene.office.desk;
        let ask = desk.client.get(format!("http://{}{}", desk.address, scene.bag())).bearer_auth(scene.staff().token());
        let taken = async { ask.send().await?.error_for_status()?.bytes().await };
        let error = taken.await.expect_err("a broken transfer must not look whole");
        assert!(error.status().is_none(), "{error}");
    }
    std::fs::write(&blob, bytes).expect("a blob");
    let files = unpack(&scene.staff().get(&scene.bag()).await.is(200));
    assert_eq!(check(&files, "manifest-sha256.txt").len(), 2);
}

#[tokio::test]
async fn large_files_come_whole_and_a_client_who_leaves_is_let_go() {
    let scene = Scene::open().await;
    let (shown, _) = scene.documented().await;
    decide(&scene.subhead(), &shown, json!({ "decision": "NOT_SELECTED" })).await.is(200);
    for shade in 1..=3 {
        let mut file = photo(shade);
        file.resize(20 << 20, shade);
        let metadata = json!({ "kind": "PHOTO", "title": "Besar" });
        let large = scene.subhead().uploads(&scene.case, metadata, "besar.jpg", "image/jpeg", file).await.is(201);
        decide(&scene.subhead(), &large, json!({ "decision": "SELECTED", "rank": shade })).await.is(200);
    }
    let desk = &scene.office.desk;
    for _ in 0..20 {
        let ask = desk.client.get(format!("http://{}{}", desk.address, scene.bag())).bearer_auth(scene.staff().token());
        let mut answer = ask.send().await.expect("an answer");
        answer.chunk().await.expect("a first piece");
    }
    let files = unpack(&scene.staff().get(&scene.bag()).await.is(200));
    assert_eq!(check(&files, "manifest-sha256.txt").len(), 3);
    assert_eq!(files["data/002-besar.jpg"].len(), 20 << 20);
}
