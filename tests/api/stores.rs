//! The stores as clients meet them: a bucket, a bucket that is away, a disk that is full.

use crate::support::work::{action, photo};
use crate::support::{Bucket, Caller, Office, Reply};
use pubdok::domain::digest::Digest;
use reqwest::Method;
use serde_json::json;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;
use uuid::Uuid;

async fn case(office: &Office) -> Reply {
    let (head, subhead) = (office.division_head(), office.subdivision_head());
    let item = head.puts_on_agenda("Panen Raya").await;
    let case = head.assigns(&subhead, &item).await;
    subhead.dispatches(&case, &[action(&office.staff(1), "PHOTOGRAPHER")]).await;
    case
}

async fn sends(staff: &Caller, case: &Reply, file: Vec<u8>) -> Reply {
    let address = format!("/v1/assignments/{}/artifacts?kind=PHOTO&title=Panggung&fileName=panggung.jpg", case.id());
    staff.ask(Method::POST, &address).header("Content-Type", "image/jpeg").body(file).await
}

fn content(artifact: &Reply) -> String {
    format!("/v1/artifacts/{}/content", artifact.id())
}

/// A picture with so much behind it.
fn heavy(bytes: usize) -> Vec<u8> {
    let mut file = photo(7);
    file.resize(bytes, 0);
    file
}

#[tokio::test]
async fn a_file_in_a_bucket_is_sent_and_fetched_like_any_other() {
    let bucket = Bucket::open().await;
    let office = Office::open_with_bucket(&bucket, &[]).await;
    let (case, staff) = (case(&office).await, office.staff(1));
    // Small ones go in one piece, large ones in parts.
    for file in [photo(1), heavy(20 * 1024 * 1024)] {
        let made = sends(&staff, &case, file.clone()).await.is(201);
        let path = content(&made);
        let whole = staff.get(&path).await.is(200);
        assert!(whole.bytes == file, "{} bytes came back as others", file.len());
        assert_eq!(whole.etag(), format!("\"{}\"", Digest::of(&file)));
        let last = file.len() - 1;
        let part = staff.get(&path).header("Range", "bytes=100-").await.is(206);
        assert!(part.bytes == file[100..]);
        assert_eq!(part.header("content-range"), Some(format!("bytes 100-{last}/{}", file.len()).as_str()));
        // A range is of a GET only.
        let head = staff.head(&path).header("Range", "bytes=0-9").await.is(200);
        assert_eq!(head.header("content-length"), Some(file.len().to_string().as_str()));
    }
    assert_eq!(bucket.uploads_in_parts(), 0);
}

#[tokio::test]
async fn a_client_is_sent_to_the_bucket_if_the_settings_say_so() {
    let bucket = Bucket::open().await;
    let office = Office::open_with_bucket(&bucket, &[("PUBDOK_S3_DOWNLOADS", "redirect")]).await;
    let (case, staff) = (case(&office).await, office.staff(1));
    let path = content(&sends(&staff, &case, photo(1)).await.is(201));
    let told = staff.get(&path).await.is(307);
    assert!(told.bytes.is_empty());
    assert_eq!(told.header("cache-control"), Some("private, no-store"));
    let address = told.header("location").expect("an address");
    assert!(address.starts_with(&format!("http://{}/", bucket.address)), "{address}");
    // The bucket tells type and disposition as we would.
    let signed: Vec<_> = url::Url::parse(address).expect("an address").query_pairs().into_owned().collect();
    for (name, value) in
        [("response-content-type", "image/jpeg"), ("response-content-disposition", "inline; filename=\"panggung.jpg\"")]
    {
        assert!(signed.contains(&(name.to_owned(), value.to_owned())), "{name} in {signed:?}");
    }
    let client = reqwest::Client::new();
    let fetched = client.get(address).send().await.expect("an answer").bytes().await.expect("the bytes");
    assert_eq!(fetched, photo(1));
    let part = client.get(address).header("Range", "bytes=0-9").send().await.expect("an answer");
    assert_eq!((part.status().as_u16(), &part.bytes().await.expect("the bytes")[..]), (206, &photo(1)[..10]));

    // Whatever asks about the file itself is answered here: the bucket's tags are not ours.
    let head = staff.head(&path).await.is(200);
    staff.get(&path).header("If-None-Match", head.etag()).await.is(304);
    staff.get(&path).header("If-Match", "\"other\"").await.refused(412, "PRECONDITION_FAILED");
    assert_eq!(staff.get(&path).header("If-Match", head.etag()).await.is(200).bytes, photo(1));
    staff.get(&path).header("Range", "bytes=0-9").header("If-Range", head.etag()).await.is(206);
    staff.get(&path).header("Range", "bytes=99999-").await.refused(416, "RANGE_NOT_SATISFIABLE");
    office.staff(2).get(&path).await.refused(404, "NOT_FOUND");
}

#[tokio::test]
async fn a_bucket_that_is_away_is_told_as_such_and_the_rest_goes_on() {
    let bucket = Bucket::open().await;
    let office = Office::open_with_bucket(&bucket, &[]).await;
    let (case, staff) = (case(&office).await, office.staff(1));
    let path = content(&sends(&staff, &case, photo(1)).await.is(201));
    drop(bucket);
    staff.get(&path).await.refused(503, "UNAVAILABLE");
    sends(&staff, &case, photo(2)).await.refused(503, "UNAVAILABLE");
    let list = staff.get(&format!("/v1/assignments/{}/artifacts", case.id())).await.good();
    assert_eq!(list.items().len(), 1);
    staff.drafts(&case, "PRESS_RELEASE", "Panen Raya").await;
}

/// Needs the right to mount; the store's own tests have the mapping without it.
#[tokio::test]
async fn a_full_disk_is_told_as_such_and_the_rest_goes_on() {
    let Some(disk) = Disk::of_4_mib() else {
        eprintln!("skipped: may not mount a tmpfs");
        return;
    };
    let office = Office::open_with(&[("PUBDOK_BLOB_STORE", &format!("file://{}", disk.0.display()))]).await;
    let (case, staff) = (case(&office).await, office.staff(1));
    let path = content(&sends(&staff, &case, photo(1)).await.is(201));
    let storage = async || office.nobody().get("/readyz").await.good()["storage"].clone();
    assert_eq!(storage().await, "ok");
    sends(&staff, &case, heavy(6_000_000)).await.refused(503, "STORAGE_FULL");
    assert_eq!(
        office.nobody().get("/readyz").await.good().json(),
        &json!({ "status": "degraded", "storage": "full", "database": "ok", "keys": "ok", "clock": "ok" })
    );
    let list = staff.get(&format!("/v1/assignments/{}/artifacts", case.id())).await.good();
    assert_eq!(list.items().len(), 1);
    staff.get(&path).await.is(200);
    staff.drafts(&case, "PRESS_RELEASE", "Panen Raya").await;
    assert!(disk.becomes_clean().await, "what was half there is gone");
    // The room it took is free again.
    sends(&staff, &case, heavy(3_000_000)).await.is(201);
    assert_eq!(storage().await, "ok");
    assert_eq!(list.items()[0]["kind"], json!("PHOTO"));
}

struct Disk(PathBuf);

impl Disk {
    fn of_4_mib() -> Option<Self> {
        let at = std::env::temp_dir().join(format!("pubdok-disk-{}", Uuid::now_v7()));
        std::fs::create_dir(&at).expect("a folder to mount at");
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", "size=4m", "tmpfs"]).arg(&at);
        let done = mount.output().is_ok_and(|output| output.status.success());
        done.then(|| Self(at))
    }

    /// Removal happens on another thread.
    async fn becomes_clean(&self) -> bool {
        let unfinished = |at: &Path| std::fs::read_dir(at.join("tmp")).expect("a folder of the store").count();
        for _ in 0..500 {
            if unfinished(&self.0) == 0 {
                return true;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        false
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
        let _ = std::fs::remove_dir(&self.0);
    }
}
