//! The store carries the mark of its database: nothing is taken into a folder where a share is not mounted, nor into another's store.

use crate::program::{Running, ends};
use crate::support::postgres::{Postgres, blocking};
use crate::support::{Bucket, Office, Proxy, Reply, Scene, Trap, cluster};
use serde_json::json;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;
use uuid::Uuid;

const SECRET: &str = "Zk1xw0J8sTq3vR5yBn7mLp2dGf9hKc4aXe6uVi0o";

fn files_in(folder: &Path) -> usize {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    entries.map(|path| if path.is_dir() { files_in(&path) } else { 1 }).sum()
}

/// The share is gone: an empty folder is where it was mounted.
fn unmounts(store: &Path) {
    fs::rename(store, store.with_extension("away")).expect("it is unmounted");
    for room in ["tmp", "held", "sha256"] {
        fs::create_dir_all(store.join(room)).expect("a folder");
    }
}

fn mounts(store: &Path) {
    fs::remove_dir_all(store).expect("the empty folder goes");
    fs::rename(store.with_extension("away"), store).expect("it is mounted");
}

async fn storage(office: &Office) -> String {
    office.nobody().get("/readyz").await.is(200)["storage"].as_str().expect("a word").to_owned()
}

/// Looks are seconds apart.
async fn until_storage_is(office: &Office, word: &str) {
    for _ in 0..600 {
        if storage(office).await == word {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("the storage was never told to be {word}");
}

fn content(artifact: &Reply) -> String {
    format!("/v1/artifacts/{}/content", artifact.id())
}

#[tokio::test]
async fn a_share_that_goes_while_the_service_runs_takes_nothing_and_heals() {
    let scene = Scene::open().await;
    let (office, staff) = (&scene.office, scene.staff());
    let before = staff.uploads_photo(&scene.case, "Sebelum").await;
    let store = office.blob_dir().to_owned();
    unmounts(&store);
    // At once, and not only when the next look has found it out.
    let address = format!("/v1/assignments/{}/artifacts?kind=PHOTO&title=Hilang&fileName=a.jpg", scene.case.id());
    let sends =
        || staff.ask(reqwest::Method::POST, &address).header("Content-Type", "image/jpeg").body(crate::support::work::photo(9));
    let refused = sends().await.refused(503, "UNAVAILABLE");
    assert!(refused.header("retry-after").is_some());
    staff.get(&content(&before)).await.refused(503, "UNAVAILABLE");
    until_storage_is(office, "away").await;
    sends().await.refused(503, "UNAVAILABLE");
    assert_eq!(files_in(&store), 0);
    // What needs no file goes on.
    staff.get("/v1/inbox").await.is(200);
    mounts(&store);
    until_storage_is(office, "ok").await;
    sends().await.is(201);
    staff.get(&content(&before)).await.is(200);
}

#[tokio::test]
async fn anothers_store_that_is_mounted_in_its_place_takes_nothing_either() {
    let scene = Scene::open().await;
    let (office, staff) = (&scene.office, scene.staff());
    let before = staff.uploads_photo(&scene.case, "Sebelum").await;
    let store = office.blob_dir().to_owned();
    unmounts(&store);
    fs::write(store.join("pubdok-archive"), "0198a000-0000-7000-8000-000000000000\n").expect("another's mark");
    let address = format!("/v1/assignments/{}/artifacts?kind=PHOTO&title=Hilang&fileName=a.jpg", scene.case.id());
    let sends =
        || staff.ask(reqwest::Method::POST, &address).header("Content-Type", "image/jpeg").body(crate::support::work::photo(9));
    // At once, and with or without the rooms of a store in it.
    sends().await.refused(503, "UNAVAILABLE");
    staff.get(&content(&before)).await.refused(503, "UNAVAILABLE");
    for room in ["tmp", "held", "sha256"] {
        fs::remove_dir(store.join(room)).expect("a folder goes");
    }
    sends().await.refused(503, "UNAVAILABLE");
    assert_eq!(files_in(&store), 1);
    mounts(&store);
    until_storage_is(office, "ok").await;
    sends().await.is(201);
    staff.get(&content(&before)).await.is(200);
}

/// Needs the right to mount.
#[tokio::test]
async fn a_folder_that_cannot_be_written_when_the_service_starts_is_waited_for() {
    let Some(disk) = Mounted::read_only() else {
        eprintln!("skipped: may not mount a tmpfs");
        return;
    };
    let store = disk.0.join("arsip");
    let office = Office::open_with(&[("PUBDOK_BLOB_STORE", &format!("file://{}", store.display()))]).await;
    assert_eq!(storage(&office).await, "away");
    let item = json!({ "title": "Panen Raya", "startsAt": "2026-12-01T09:00:00+07:00" });
    office.division_head().post("/v1/agenda-items", item).await.is(201);
    let scene = Scene::in_office(office).await;
    let (office, staff) = (&scene.office, scene.staff());
    let address = format!("/v1/assignments/{}/artifacts?kind=PHOTO&title=Panggung&fileName=a.jpg", scene.case.id());
    let sends = |shade| {
        staff.ask(reqwest::Method::POST, &address).header("Content-Type", "image/jpeg").body(crate::support::work::photo(shade))
    };
    sends(1).await.refused(503, "UNAVAILABLE");
    disk.remounts("rw");
    until_storage_is(office, "ok").await;
    let made = sends(1).await.is(201);
    // One that can only be read from is read from, and says that it takes nothing.
    disk.remounts("ro");
    let refused = sends(2).await.refused(503, "UNAVAILABLE");
    assert!(refused.header("retry-after").is_some());
    assert_eq!(storage(office).await, "failing");
    staff.get(&content(&made)).await.is(200);
    let scene = Scene { office: scene.office.restarts().await, ..scene };
    let (office, staff) = (&scene.office, scene.staff());
    assert_eq!(storage(office).await, "failing");
    staff.get(&content(&made)).await.is(200);
    disk.remounts("rw");
    until_storage_is(office, "ok").await;
    scene.staff().uploads_photo(&scene.case, "Sesudah").await;
    drop((scene, disk));
}

/// A small file system of the test's own.
struct Mounted(PathBuf);

impl Mounted {
    fn read_only() -> Option<Self> {
        let at = std::env::temp_dir().join(format!("pubdok-mount-{}", Uuid::now_v7()));
        fs::create_dir(&at).expect("a folder to mount at");
        let done = mount(&["-t", "tmpfs", "-o", "size=4m,ro", "tmpfs"], &at);
        done.then_some(Self(at))
    }

    fn remounts(&self, how: &str) {
        assert!(mount(&["-o", &format!("remount,{how}")], &self.0), "remounted {how}");
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
        let _ = fs::remove_dir(&self.0);
    }
}

fn mount(options: &[&str], at: &Path) -> bool {
    Command::new("mount").args(options).arg(at).output().is_ok_and(|output| output.status.success())
}

#[tokio::test]
async fn a_start_without_the_share_or_with_anothers_ends_and_says_what_to_do() {
    let scene = Scene::open().await;
    scene.staff().uploads_photo(&scene.case, "Sebelum").await;
    let (store, url) = (scene.office.blob_dir().to_owned(), scene.office.database_url().to_owned());
    let address = format!("file://{}", store.display());
    let settings = [
        ("DATABASE_URL", url.as_str()),
        ("PUBDOK_BLOB_STORE", address.as_str()),
        ("PUBDOK_BIND", "127.0.0.1:0"),
        ("PUBDOK_JWT_ISSUER", "https://sso.test"),
        ("PUBDOK_JWT_SECRET", SECRET),
    ];
    unmounts(&store);
    for command in ["serve", "work"] {
        let (well, said) = ends(&[command], &settings).await;
        assert!(!well && said.contains("Is it mounted?") && said.contains("pubdok blobs adopt"), "{said}");
    }
    fs::write(store.join("pubdok-archive"), "0198a000-0000-7000-8000-000000000000\n").expect("another's mark");
    let (well, said) = ends(&["serve"], &settings).await;
    assert!(!well && said.contains("another database") && said.contains("pubdok blobs adopt"), "{said}");
    // To say that it is so on purpose is a command of its own.
    let (well, said) = ends(&["blobs", "adopt"], &settings[..2]).await;
    assert!(well && said.contains("pubdok blobs verify"), "{said}");
    let (well, said) = ends(&["blobs", "verify"], &settings[..2]).await;
    assert!(!well && said.contains("missing"), "{said}");
    mounts(&store);
    let office = scene.office.restarts().await;
    assert_eq!(storage(&office).await, "ok");
}

/// Files of an empty store were acknowledged into an empty folder until the first one was known.
#[tokio::test]
async fn a_share_without_a_file_in_it_is_known_by_its_mark_alone() {
    let office = Office::open().await;
    let store = office.blob_dir().to_owned();
    unmounts(&store);
    let address = format!("file://{}", store.display());
    let settings = [
        ("DATABASE_URL", office.database_url()),
        ("PUBDOK_BLOB_STORE", address.as_str()),
        ("PUBDOK_BIND", "127.0.0.1:0"),
        ("PUBDOK_JWT_ISSUER", "https://sso.test"),
        ("PUBDOK_JWT_SECRET", SECRET),
    ];
    let (well, said) = ends(&["serve"], &settings).await;
    assert!(!well && said.contains("Is it mounted?") && said.contains("pubdok blobs adopt"), "{said}");
    assert!(!store.join("pubdok-archive").exists(), "it was taken for a new one");
    mounts(&store);
    assert_eq!(storage(&office.restarts().await).await, "ok");
}

#[tokio::test]
async fn a_bucket_that_is_away_at_the_start_is_waited_for() {
    let bucket = Bucket::open().await;
    let (settings, address) = (bucket.settings(), bucket.address);
    drop(bucket);
    let settings: Vec<_> = settings.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let office = Office::open_with(&settings).await;
    assert_eq!(storage(&office).await, "away");
    let item = json!({ "title": "Panen Raya", "startsAt": "2026-12-01T09:00:00+07:00" });
    office.division_head().post("/v1/agenda-items", item).await.is(201);
    // A new one, which nobody could mark when the office opened.
    let bucket = Bucket::open_at(address).await;
    until_storage_is(&office, "ok").await;
    let scene = Scene::in_office(office).await;
    scene.staff().uploads_photo(&scene.case, "Sesudah").await;
    drop((scene, bucket));
}

#[tokio::test]
async fn a_database_that_is_away_at_the_start_is_waited_for() {
    let postgres = blocking(Postgres::make).await;
    let url = postgres.url("postgres");
    let mut server = Running::start("serve", &[("DATABASE_URL", &url), ("PUBDOK_DRAIN_GRACE", "0")]).await;
    let said = server.says("not open yet").await;
    assert!(said.contains("cannot be reached"), "{said}");
    assert_eq!((server.status("/livez").await, server.status("/readyz").await, server.status("/v1/me").await), (200, 503, 503));
    let postgres = blocking(move || {
        postgres.start("", "host all all 127.0.0.1/32 trust");
        postgres
    })
    .await;
    server.says("serving").await;
    assert_eq!((server.status("/readyz").await, server.status("/v1/me").await), (200, 401));
    server.told_to_stop().await;
    server.ends_well().await;
    blocking(move || drop(postgres)).await;
}

#[tokio::test]
async fn a_database_that_falls_silent_while_the_service_opens_is_waited_for() {
    let database = cluster::migrated_database().await;
    let proxy = Proxy::before(&database.url);
    // In the middle of setting up the first session.
    proxy.trap(Trap::Answer(b"CLIENT_ENCODING"));
    let mut server = Running::start("serve", &[("DATABASE_URL", &proxy.url()), ("PUBDOK_DRAIN_GRACE", "0")]).await;
    let said = server.says("not open yet").await;
    assert!(said.contains("cannot be set up"), "{said}");
    server.says("serving").await;
    server.told_to_stop().await;
    server.ends_well().await;
    drop(proxy);
    cluster::drop_database(&database.name).await;
}

#[tokio::test]
async fn who_is_told_to_stop_while_waiting_for_the_database_stops() {
    let mut server =
        Running::start("serve", &[("DATABASE_URL", "postgres://nobody@127.0.0.1:1/none"), ("PUBDOK_DRAIN_GRACE", "0")]).await;
    server.says("not open yet").await;
    server.told_to_stop().await;
    server.ends_well().await;
}

#[tokio::test]
async fn every_database_has_one_archive() {
    let database = cluster::migrated_database().await;
    let sql = cluster::connect(&database.url).await;
    assert!(sql.execute("INSERT INTO archives (id) VALUES (gen_random_uuid())", &[]).await.is_err());
    drop(sql);
    cluster::drop_database(&database.name).await;
}
