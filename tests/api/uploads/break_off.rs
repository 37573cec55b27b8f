//! Lines that break: what was acknowledged is there, never goes back, and the file comes whole.

use super::{BYTES, Chance, Scene, ask_how_far, at, content, offset, send, video};
use crate::support::{Bucket, Caller, Office, Reply};
use diesel_async::AsyncConnection;
use pubdok::db::Connection;
use pubdok::features::uploads;
use std::net::SocketAddr;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// How often the line breaks.
const CUTS: usize = 200;
/// What the framework has read and drops when the end of a line meets a body that waits to be written (actix-http, `MAX_BUFFER_SIZE`).
const DROPPED: usize = 128 * 1024;

/// A PATCH on a line of its own, which the test breaks where it likes.
pub struct Line(TcpStream);

impl Line {
    /// Announces `length` bytes from `offset` on, and sends none of them yet.
    async fn begins(office: &Office, caller: &Caller, upload: &Reply, offset: usize, length: usize) -> Self {
        Self::to(office.desk.address, &caller.token(), at(upload), offset, length).await
    }

    pub async fn to(address: SocketAddr, token: &str, path: &str, offset: usize, length: usize) -> Self {
        let mut line = TcpStream::connect(address).await.expect("a line to the office");
        let head = format!(
            "PATCH {path} HTTP/1.1\r\nHost: pubdok.test\r\nAuthorization: Bearer {token}\r\nTus-Resumable: 1.0.0\r\n\
             Content-Type: {BYTES}\r\nUpload-Offset: {offset}\r\nContent-Length: {length}\r\n\r\n"
        );
        line.write_all(head.as_bytes()).await.expect("the head is sent");
        Self(line)
    }

    pub async fn sends(&mut self, bytes: &[u8]) {
        self.0.write_all(bytes).await.expect("the bytes are sent");
    }

    /// Sends these bytes and no more; whether the office told that it took them as the beginning of a body that broke off.
    async fn sends_and_ends(mut self, bytes: &[u8]) -> bool {
        // An office that refuses hangs up while it is still being talked to.
        let sent = self.0.write_all(bytes).await.and(self.0.shutdown().await);
        sent.is_ok() && self.hears().await.starts_with("HTTP/1.1 400")
    }

    /// The answer, as far as it comes until the office hangs up or has told its head.
    pub async fn hears(&mut self) -> String {
        let mut heard = Vec::new();
        while !heard.windows(4).any(|end| end == b"\r\n\r\n") {
            if self.0.read_buf(&mut heard).await.unwrap_or(0) == 0 {
                break;
            }
        }
        String::from_utf8(heard).expect("a head of text")
    }
}

/// Waits until the office has done what a broken line left it to do; asking is the only way to see it.
async fn until(scene: &Scene, upload: &Reply, holds: impl Fn(usize) -> bool) -> usize {
    // A minute: beside tests that sync hundreds of megabytes the disk may stand still for long.
    for _ in 0..12_000 {
        let now = offset(&ask_how_far(&scene.staff(), upload).await);
        if holds(now) {
            return now;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    panic!("the upload never came so far");
}

#[tokio::test]
async fn a_line_that_breaks_two_hundred_times_brings_the_file_whole() {
    let scene = Scene::open().await;
    let file = video(24_000_000, 20261124);
    let (staff, upload) = (scene.staff(), scene.begins(file.len()).await);
    let mut chance = Chance(20261124);
    let (mut acknowledged, mut furthest, mut heard_out) = (0, 0, 0);
    for cut in 0..CUTS {
        let from = offset(&ask_how_far(&staff, &upload).await);
        assert!(from >= acknowledged, "cut {cut}: {from} after {acknowledged} was acknowledged");
        acknowledged = from;
        // No more than a two hundredth of it a time, so that it is not whole before the last cut.
        let end = from + chance.below(file.len() / CUTS).min(file.len() - 1 - from);
        let mut line = Line::begins(&scene.office, &staff, &upload, from, file.len() - from).await;
        let mut told = false;
        if chance.below(2) == 0 {
            // Half of the cuts come after all that was sent has come: then it is kept. (But for those that were refused, because a
            // straggler of the cut before moved the offset after it was asked for.)
            told = line.sends_and_ends(&file[from..end]).await;
        } else {
            // The others break with bytes on the way: whatever came of them is kept.
            let _ = line.0.write_all(&file[from..end]).await;
        }
        let now = offset(&ask_how_far(&staff, &upload).await);
        let least = if told { end.saturating_sub(DROPPED).max(acknowledged) } else { acknowledged };
        assert!((least..=end.max(furthest)).contains(&now), "cut {cut}: {now} of {least} to {end}");
        heard_out += usize::from(told && now == end);
        furthest = furthest.max(end);
    }
    assert!(heard_out > CUTS / 4, "only {heard_out} cuts show that everything was kept");
    let from = offset(&ask_how_far(&staff, &upload).await);
    assert!(from >= acknowledged && from < file.len());
    let last = send(&staff, &upload, from, &file[from..]).await;
    // A straggler of the last cut may have moved the offset since it was asked for.
    let last = match last.status {
        409 => send(&staff, &upload, offset(&last), &file[offset(&last)..]).await,
        _ => last,
    };
    assert!(content(&staff, &last.is(204)).await == file);
    assert_eq!((scene.count_entries("artifact.added").await, scene.artifacts().await.len()), (1, 1));
}

#[tokio::test]
async fn a_newer_writer_takes_over_from_one_that_stands_still() {
    let scene = Scene::open().await;
    let file = video(9_000_000, 5);
    let (staff, upload) = (scene.staff(), scene.begins(file.len()).await);
    let mut first = Line::begins(&scene.office, &staff, &upload, 0, file.len()).await;
    first.sends(&file[..1000]).await;
    // What came counts after a moment although the line is open and still.
    until(&scene, &upload, |now| now == 1000).await;
    let second = send(&staff, &upload, 1000, &file[1000..6_000_000]);
    let second = tokio::time::timeout(Duration::from_secs(5), second.into_future()).await.expect("the second is not blocked");
    assert_eq!(offset(&second.is(204)), 6_000_000);
    // The first wakes up and is fenced out; nothing of it is kept.
    first.sends(&vec![0xAA; 8_999_000]).await;
    let told = first.hears().await;
    assert!(told.starts_with("HTTP/1.1 409") && told.contains("upload-offset: 6000000"), "{told}");
    assert_eq!(offset(&ask_how_far(&staff, &upload).await), 6_000_000);
    let last = send(&staff, &upload, 6_000_000, &file[6_000_000..]).await.is(204);
    assert!(content(&staff, &last).await == file);
}

#[tokio::test]
async fn a_client_that_hangs_up_after_the_last_byte_finds_the_artifact_made() {
    let scene = Scene::open().await;
    let file = video(3_000_000, 6);
    let (staff, upload) = (scene.staff(), scene.begins(file.len()).await);
    // So few bytes are never kept waiting, so that none is dropped.
    let last = file.len() - 20_000;
    send(&staff, &upload, 0, &file[..last]).await.is(204);
    let mut line = Line::begins(&scene.office, &staff, &upload, last, file.len() - last).await;
    line.sends(&file[last..]).await;
    line.0.shutdown().await.expect("the line is closed");
    until(&scene, &upload, |now| now == file.len()).await;
    let head = ask_how_far(&staff, &upload).await;
    assert!(content(&staff, &head).await == file);
    assert_eq!(scene.count_entries("artifact.added").await, 1);
}

#[tokio::test]
async fn what_comes_without_a_break_is_written_once() {
    let scene = Scene::open().await;
    let file = video(20_000_000, 8);
    let (staff, upload) = (scene.staff(), scene.begins(file.len()).await);
    let mut line = Line::begins(&scene.office, &staff, &upload, 0, file.len()).await;
    line.sends(&file[..10_000_000]).await;
    until(&scene, &upload, |now| now >= 8 * 1024 * 1024).await;
    line.sends(&file[10_000_000..]).await;
    let told = line.hears().await;
    assert!(told.starts_with("HTTP/1.1 204"), "{told}");
    assert!(content(&staff, &ask_how_far(&staff, &upload).await).await == file);
    assert_eq!(files_below(&scene.office.blob_dir().join("sha256")), 1);
    // What held it meanwhile is another name of the same file.
    assert_eq!(release(&scene).await, 1);
    assert!(content(&staff, &ask_how_far(&staff, &upload).await).await == file);
}

#[tokio::test]
async fn what_comes_in_pieces_and_over_lines_that_break_is_written_once() {
    let mut scene = Scene::open().await;
    let file = video(20_000_000, 12);
    let (staff, upload) = (scene.staff(), scene.begins(file.len()).await);
    let held = scene.office.blob_dir().join("held");
    send(&staff, &upload, 0, &file[..3_000_001]).await.is(204);
    send(&staff, &upload, 3_000_001, &file[3_000_001..9_000_000]).await.is(204);
    let names = || std::fs::read_dir(&held).expect("a folder").map(|entry| entry.expect("an entry").path()).collect::<Vec<_>>();
    let [name] = &names()[..] else { panic!("{:?}", names()) };
    let inode = |path: &Path| std::fs::metadata(path).expect("a file").ino();
    let one = inode(name);
    // One that must vouch for itself begins a piece of its own; as its checksum is false, it goes.
    let checksum = ("Upload-Checksum", "sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu0=");
    send(&staff, &upload, 9_000_000, &file[9_000_000..11_000_000]).header(checksum.0, checksum.1).await.is(460);
    let mut line = Line::begins(&scene.office, &staff, &upload, 9_000_000, file.len() - 9_000_000).await;
    line.sends(&file[9_000_000..12_000_000]).await;
    until(&scene, &upload, |now| now >= 12_000_000 - DROPPED).await;
    scene.office = scene.office.restarts().await;
    drop(line);
    let staff = scene.staff();
    let from = offset(&ask_how_far(&staff, &upload).await);
    let last = send(&staff, &upload, from, &file[from..]).await.is(204);
    assert!(content(&staff, &last).await == file);
    let places = scene.office.blob_dir().join("sha256");
    assert_eq!((names().len(), files_below(&places)), (1, 1));
    let made = files(&places).remove(0);
    assert_eq!(inode(&made), one, "the file that was begun is the blob");
    // Nobody writes into it any more, whatever the name it was held under.
    assert_eq!(release(&scene).await, 1);
    assert!(content(&staff, &last).await == file);
}

#[tokio::test]
async fn in_a_bucket_what_was_acknowledged_is_gone_on_with_too() {
    let bucket = Bucket::open().await;
    let scene = Scene::in_office(Office::open_with_bucket(&bucket, &[]).await).await;
    let file = video(30_000_000, 11);
    let (staff, upload) = (scene.staff(), scene.begins(file.len()).await);
    let mut line = Line::begins(&scene.office, &staff, &upload, 0, file.len()).await;
    line.sends(&file[..20_000_000]).await;
    until(&scene, &upload, |now| now >= 16 * 1024 * 1024).await;
    drop(line);
    let kept = until(&scene, &upload, |now| now >= 20_000_000 - DROPPED).await;
    let last = send(&staff, &upload, kept, &file[kept..]).await.is(204);
    assert!(content(&staff, &last).await == file);
}

#[tokio::test]
async fn what_is_held_of_an_upload_stays_until_the_upload_is_over() {
    let scene = Scene::open().await;
    let file = video(12_000_000, 9);
    let (staff, upload) = (scene.staff(), scene.begins(file.len()).await);
    let mut line = Line::begins(&scene.office, &staff, &upload, 0, file.len()).await;
    line.sends(&file[..10_000_000]).await;
    let kept = until(&scene, &upload, |now| now >= 8 * 1024 * 1024).await;
    assert_eq!(release(&scene).await, 0);
    // Another goes on while the first line is still open, and so puts the file together of what is held and what it brings.
    let last = send(&staff, &upload, kept, &file[kept..]).await;
    let last = match last.status {
        409 => send(&staff, &upload, offset(&last), &file[offset(&last)..]).await,
        _ => last,
    };
    assert!(content(&staff, &last.is(204)).await == file);
    assert_eq!(release(&scene).await, 1);
    drop(line);
}

/// As the background work does, but at once.
async fn release(scene: &Scene) -> usize {
    let mut conn = Connection::establish(scene.office.database_url()).await.expect("a connection");
    uploads::release_unused(&mut conn, &scene.office.desk.shared.blobs, Duration::ZERO).await.expect("a release")
}

fn files_below(folder: &Path) -> usize {
    files(folder).len()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

#[tokio::test]
async fn another_instance_goes_on_where_one_was_stopped() {
    let mut scene = Scene::open().await;
    let file = video(12_000_000, 7);
    let upload = scene.begins(file.len()).await;
    let mut line = Line::begins(&scene.office, &scene.staff(), &upload, 0, file.len()).await;
    line.sends(&file[..10_000_000]).await;
    let kept = until(&scene, &upload, |now| now >= 8 * 1024 * 1024).await;
    scene.office = scene.office.restarts().await;
    let staff = scene.staff();
    let from = offset(&ask_how_far(&staff, &upload).await);
    assert!((kept..=10_000_000).contains(&from), "{from}");
    let last = send(&staff, &upload, from, &file[from..]).await.is(204);
    assert!(content(&staff, &last).await == file);
}
