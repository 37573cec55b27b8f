//! A database brought back from a dump, into a cluster that has never heard of its transactions.

use crate::journal::verdict;
use crate::support::postgres::{Postgres, blocking};
use crate::support::{Bucket, Case, Office, Scene};
use crate::uploads::{ask_how_far, content, offset, send, video};
use pubdok::domain::assignment::State;
use pubdok::domain::digest::Digest;
use std::fs;
use std::time::Duration;

/// The same database in a cluster of its own, which is younger than the other by thousands of transactions.
async fn restored(office: &Office) -> Postgres {
    let url = office.database_url().to_owned();
    blocking(move || {
        let cluster = Postgres::make();
        cluster.start("", "host all all 127.0.0.1/32 trust");
        let dump = cluster.file("dump.sql", "");
        let (file, beside) = (dump.display().to_string(), cluster.beside("restored"));
        cluster.must("pg_dump", &["--no-owner", "--file", &file, &url]);
        cluster.must("createdb", &["--maintenance-db", &cluster.beside("postgres"), "restored"]);
        cluster.must("psql", &["--quiet", "--set", "ON_ERROR_STOP=1", "--file", &file, &beside]);
        fs::remove_file(dump).expect("the dump is removed");
        cluster
    })
    .await
}

#[tokio::test]
async fn after_a_restore_elsewhere_every_reader_reads_every_entry_and_registers_go_on() {
    let office = Office::open().await;
    let case = Case::in_state(&office, State::Closed).await;
    let entries = verdict(&office).await.entries;
    let number = case.assignment["registerNumber"].clone();
    let cluster = restored(&office).await;
    let office = office.moves_to(cluster.url("restored")).await;
    let sound = verdict(&office).await;
    assert_eq!((sound.entries, sound.first_bad), (entries, None));
    let auditor = office.auditor();
    for sort in ["seq", "-seq"] {
        let read = auditor.get(&format!("/v1/journal?sort={sort}&limit=200")).await.is(200);
        assert_eq!(read.items().len() as u64, entries, "{sort}");
    }
    let next = Case::in_state(&office, State::Assigned).await;
    assert_ne!(next.assignment["registerNumber"], number);
    assert_eq!(auditor.get("/v1/journal?sort=seq&limit=200").await.is(200).items().len() as u64, entries + 2);
    drop(office);
    blocking(move || drop(cluster)).await;
}

#[tokio::test]
async fn uploads_under_way_go_on_from_what_the_restored_store_has_of_them() {
    let mut scene = Scene::open().await;
    let files = [31, 35, 39].map(|seed| video(3_000_000, seed));
    let mut uploads = Vec::new();
    for file in &files {
        uploads.push(scene.begins(file.len()).await);
    }
    for (upload, file) in uploads.iter().zip(&files) {
        send(&scene.staff(), upload, 0, &file[..1_000_000]).await.is(204);
        send(&scene.staff(), upload, 1_000_000, &file[1_000_000..2_000_000]).await.is(204);
    }
    // The second half of one came after the files were copied, and all of another.
    for held in fs::read_dir(scene.office.blob_dir().join("held")).expect("what is held") {
        let path = held.expect("an entry").path();
        let bytes = fs::read(&path).expect("a file");
        if bytes == files[1][..2_000_000] {
            fs::File::options().write(true).open(&path).and_then(|file| file.set_len(1_000_000)).expect("half of it is lost");
        } else if bytes == files[2][..2_000_000] {
            fs::remove_file(&path).expect("all of it is lost");
        }
    }
    let cluster = restored(&scene.office).await;
    scene.office = scene.office.moves_to(cluster.url("restored")).await;
    let staff = scene.staff();
    for ((upload, file), stands) in uploads.iter().zip(&files).zip([2_000_000, 1_000_000, 0]) {
        assert_eq!(offset(&ask_how_far(&staff, upload).await), stands);
        let last = send(&staff, upload, stands, &file[stands..]).await.is(204);
        assert!(content(&staff, &last).await == *file);
    }
    assert_eq!(scene.artifacts().await.len(), 3);
    // Opened there again, nothing is looked for any more.
    scene.office = scene.office.restarts().await;
    drop(scene);
    blocking(move || drop(cluster)).await;
}

#[tokio::test]
async fn a_restore_is_noticed_also_where_the_store_comes_later_than_the_service() {
    let mut bucket = Bucket::open().await;
    let mut scene = Scene::in_office(Office::open_with_bucket(&bucket, &[]).await).await;
    let file = video(3_000_000, 33);
    let upload = scene.begins(file.len()).await;
    send(&scene.staff(), &upload, 0, &file[..1_000_000]).await.is(204);
    send(&scene.staff(), &upload, 1_000_000, &file[1_000_000..2_000_000]).await.is(204);
    let hex = Digest::of(&file[1_000_000..2_000_000]).to_string();
    fs::remove_file(bucket.folder().join("sha256").join(&hex[..2]).join(&hex[2..4]).join(&hex)).expect("a piece is lost");
    let cluster = restored(&scene.office).await;
    bucket.goes_away().expect("the S3 server ends well");
    scene.office = scene.office.moves_to(cluster.url("restored")).await;
    let staff = scene.staff();
    assert_eq!(offset(&ask_how_far(&staff, &upload).await), 2_000_000, "what is there nobody can tell yet");
    bucket.comes_back().await;
    for look in 0.. {
        if offset(&ask_how_far(&staff, &upload).await) == 1_000_000 {
            break;
        }
        assert!(look < 600, "what is lost was never noticed");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    send(&staff, &upload, 1_000_000, &file[1_000_000..]).await.is(204);
    assert_eq!(scene.artifacts().await.len(), 1);
    drop((scene, bucket));
    blocking(move || drop(cluster)).await;
}
