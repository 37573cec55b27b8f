//! The archive for whoever cannot turn back in it, or comes back for the rest of it.

use super::{Scene, check, decide, photo, unpack};
use chrono::TimeDelta;
use crc32fast::hash;
use pubdok::features::artifacts::sums;
use serde_json::json;
use std::collections::BTreeMap;

/// What a reader makes of it that sees each byte once, as Java's `ZipInputStream` and SharpZipLib do: of what is stored, the sizes must
/// stand before it. It stops at the directory.
fn read_along(archive: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let number =
        |at: usize, bytes: usize| archive[at..at + bytes].iter().rev().fold(0, |number, byte| number << 8 | usize::from(*byte));
    let (mut at, mut files) = (0, BTreeMap::new());
    while archive[at..].starts_with(b"PK\x03\x04") {
        let (flags, method) = (number(at + 6, 2), number(at + 8, 2));
        assert_eq!((flags & 8, method), (0, 0), "only what is packed may tell its size behind it");
        assert_eq!(flags & 1 << 11, 1 << 11, "names are UTF-8");
        let (sum, packed, size) = (number(at + 14, 4), number(at + 18, 4), number(at + 22, 4));
        let (name, extra) = (number(at + 26, 2), number(at + 28, 2));
        assert_eq!((packed, extra), (size, 0));
        let path = std::str::from_utf8(&archive[at + 30..at + 30 + name]).expect("UTF-8");
        let begins = at + 30 + name + extra;
        let bytes = &archive[begins..begins + size];
        assert_eq!(hash(bytes) as usize, sum, "{path}");
        assert!(files.insert(path.split_once('/').expect("a folder").1.to_owned(), bytes.to_vec()).is_none());
        at = begins + size;
    }
    assert!(archive[at..].starts_with(b"PK\x01\x02"), "the directory follows the last file");
    files
}

impl Scene {
    /// Two files and a draft, selected.
    async fn selected(&self) {
        let (subhead, staff) = (self.subhead(), self.staff());
        let metadata = json!({ "kind": "PHOTO", "title": "Tarian" });
        let dance = staff.uploads(&self.case, metadata, "Tari Saman – é.jpg", "image/jpeg", photo(9)).await.is(201);
        let (opening, draft) = self.documented().await;
        for (rank, artifact) in (1..).zip([&dance, &opening, &draft]) {
            decide(&subhead, artifact, json!({ "decision": "SELECTED", "rank": rank })).await.is(200);
        }
    }

    /// As contents are that came before their sums were kept.
    async fn forgets_sums(&self) {
        self.office.sql().await.execute("UPDATE content_versions SET crc32 = NULL", &[]).await.expect("forgotten");
    }

    async fn sums(&self) -> Vec<Option<i64>> {
        let rows = self.office.sql().await.query("SELECT crc32 FROM content_versions ORDER BY sha256", &[]).await.expect("sums");
        rows.iter().map(|row| row.get(0)).collect()
    }
}

#[tokio::test]
async fn whoever_sees_each_byte_once_reads_the_same_files() {
    let scene = Scene::open().await;
    scene.selected().await;
    let bag = scene.staff().get(&scene.bag()).await.is(200);
    assert_eq!(bag.header("content-length"), Some(bag.bytes.len().to_string().as_str()));
    let files = read_along(&bag.bytes);
    assert_eq!(files, unpack(&bag));
    assert_eq!(check(&files, "manifest-sha256.txt").len(), 3);
}

#[tokio::test]
async fn a_download_that_broke_off_goes_on() {
    let scene = Scene::open().await;
    scene.selected().await;
    let staff = scene.staff();
    let whole = staff.get(&scene.bag()).await.is(200);
    let (bytes, size) = (&whole.bytes, whole.bytes.len());
    assert_eq!(whole.header("accept-ranges"), Some("bytes"));
    let head = staff.head(&scene.bag()).await.is(200);
    assert_eq!((head.header("content-length"), head.etag()), (Some(size.to_string().as_str()), whole.etag()));
    for from in [0, 1, 29, 100, size / 3, size / 2, size - 300, size - 22, size - 1] {
        let rest = staff.get(&scene.bag()).header("Range", format!("bytes={from}-")).await.is(206);
        assert!(rest.bytes == bytes[from..], "from {from}");
        assert_eq!(rest.header("content-range"), Some(format!("bytes {from}-{}/{size}", size - 1).as_str()));
        assert_eq!(rest.etag(), whole.etag());
    }
    let part =
        staff.get(&scene.bag()).header("Range", "bytes=50-1049").header("If-Range", whole.header("etag").expect("an ETag"));
    assert!(part.await.is(206).bytes == bytes[50..1050]);
    assert!(staff.get(&scene.bag()).header("Range", "bytes=-22").await.is(206).bytes == bytes[size - 22..]);
    let beyond = staff.get(&scene.bag()).header("Range", format!("bytes={size}-")).await.refused(416, "RANGE_NOT_SATISFIABLE");
    assert_eq!(beyond.header("content-range"), Some(format!("bytes */{size}").as_str()));
    staff.get(&scene.bag()).header("If-Match", "\"another\"").await.refused(412, "PRECONDITION_FAILED");
    // After midnight it is the same file.
    scene.office.clock().advance(TimeDelta::hours(20));
    let next_day =
        staff.get(&scene.bag()).header("Range", "bytes=10-").header("If-Range", whole.header("etag").expect("an ETag"));
    assert!(next_day.await.is(206).bytes == bytes[10..]);
}

#[tokio::test]
async fn a_rest_of_another_selection_is_sent_whole() {
    let scene = Scene::open().await;
    scene.selected().await;
    let staff = scene.staff();
    let first = staff.get(&scene.bag()).await.is(200);
    let late = scene.subhead().uploads_photo(&scene.case, "Penutup").await;
    decide(&scene.subhead(), &late, json!({ "decision": "SELECTED", "rank": 1 })).await.is(200);
    let tag = first.header("etag").expect("an ETag");
    let other = staff.get(&scene.bag()).header("Range", "bytes=100-").header("If-Range", tag).await.is(200);
    assert_ne!(other.etag(), first.etag());
    assert_eq!(check(&read_along(&other.bytes), "manifest-sha256.txt").len(), 4);
    staff.get(&scene.bag()).header("If-Match", tag).await.refused(412, "PRECONDITION_FAILED");
}

#[tokio::test]
async fn what_came_before_sums_were_kept_is_summed_at_first_need_or_in_the_background() {
    let scene = Scene::open().await;
    scene.selected().await;
    let staff = scene.staff();
    let whole = staff.get(&scene.bag()).await.is(200);
    let kept = scene.sums().await;
    assert!(kept.iter().all(Option::is_some) && kept.len() == 2);
    scene.forgets_sums().await;
    // Its length is known without them.
    let head = staff.head(&scene.bag()).await.is(200);
    assert_eq!(head.header("content-length"), Some(whole.bytes.len().to_string().as_str()));
    assert_eq!(scene.sums().await, [None, None]);
    assert!(staff.get(&scene.bag()).await.is(200).bytes == whole.bytes);
    assert_eq!(scene.sums().await, kept);
    scene.forgets_sums().await;
    let reckon = async || sums::reckon_missing(scene.office.database_url(), &scene.office.desk.shared.blobs).await;
    assert_eq!(reckon().await, Ok(2));
    assert_eq!((scene.sums().await, reckon().await), (kept, Ok(0)));
}

#[tokio::test]
async fn a_content_that_is_not_what_came_has_no_sum_and_no_archive() {
    let scene = Scene::open().await;
    scene.selected().await;
    scene.forgets_sums().await;
    let row = scene.office.sql().await.query_one("SELECT min(encode(sha256, 'hex')) FROM content_versions", &[]).await;
    let digest: String = row.expect("a digest").get(0);
    let blob = scene.office.blob_dir().join("sha256").join(&digest[..2]).join(&digest[2..4]).join(&digest);
    let mut bytes = std::fs::read(&blob).expect("a blob");
    *bytes.last_mut().expect("a byte") ^= 1;
    std::fs::write(&blob, bytes).expect("a blob");
    assert_eq!(sums::reckon_missing(scene.office.database_url(), &scene.office.desk.shared.blobs).await, Ok(1));
    assert_eq!(scene.sums().await.iter().filter(|sum| sum.is_none()).count(), 1);
    scene.staff().get(&scene.bag()).await.refused(500, "INTERNAL");
}
