//! The local store under repeats, races, crashes and a full disk.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use bytes::Bytes;
use futures_util::{TryStreamExt, future};
use uuid::Uuid;

use crate::blobs::{BlobError, Blobs, Digest, HEAD, Received, StoredBlob};

/// A folder that goes away with the test.
struct Scratch(PathBuf);

impl Scratch {
    fn new() -> Self {
        let path = std::env::temp_dir().join(format!("pubdok-blobs-{}", Uuid::now_v7()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    async fn store(&self) -> Blobs {
        Blobs::open(self.0.join("blobs")).await.unwrap()
    }

    fn unfinished(&self) -> usize {
        fs::read_dir(self.0.join("blobs/tmp")).unwrap().count()
    }

    fn finished(&self) -> Vec<PathBuf> {
        let mut found = Vec::new();
        let mut folders = vec![self.0.join("blobs/sha256")];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                match path.is_dir() {
                    true => folders.push(path),
                    false => found.push(path),
                }
            }
        }
        found
    }

    /// Removal happens on another thread.
    async fn becomes_clean(&self) -> bool {
        for _ in 0..500 {
            if self.unfinished() == 0 {
                return true;
            }
            tokio::task::spawn_blocking(|| std::thread::sleep(Duration::from_millis(10))).await.unwrap();
        }
        false
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

async fn stored(blobs: &Blobs, bytes: &[u8], chunk: usize) -> Result<Received, BlobError> {
    let mut incoming = blobs.receive().await?;
    for chunk in bytes.chunks(chunk) {
        incoming.write(&Bytes::copy_from_slice(chunk)).await?;
    }
    assert_eq!(incoming.size(), bytes.len() as u64);
    assert_eq!(incoming.head(), &bytes[..bytes.len().min(HEAD)]);
    incoming.finish().await
}

async fn content(blob: StoredBlob) -> Vec<u8> {
    let whole = 0..blob.size();
    let chunks: Vec<Bytes> = blob.stream(whole).try_collect().await.unwrap();
    chunks.concat()
}

fn noise(length: usize) -> Vec<u8> {
    let mut state = 0x9e37_79b9_u32;
    let next = |_| {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state as u8
    };
    (0..length).map(next).collect()
}

#[tokio::test]
async fn what_was_received_is_read_back_whatever_the_chunks() {
    let scratch = Scratch::new();
    let blobs = scratch.store().await;
    for (length, chunk) in [(0, 1), (1, 1), (8191, 1000), (512 * 1024, 65_536), (512 * 1024 + 1, 3_000_000), (3_000_001, 100_003)]
    {
        let bytes = noise(length);
        let received = stored(&blobs, &bytes, chunk).await.unwrap();
        assert_eq!(received.digest, Digest::of(&bytes));
        assert_eq!(received.size, length as u64);
        let blob = blobs.read(&received.digest).await.unwrap().unwrap();
        assert_eq!(blob.size(), length as u64);
        assert_eq!(content(blob).await, bytes);
    }
    assert_eq!(scratch.unfinished(), 0);
    assert!(blobs.read(&Digest::of(b"?")).await.unwrap().is_none());
}

#[tokio::test]
async fn a_part_is_exactly_that_part() {
    let scratch = Scratch::new();
    let blobs = scratch.store().await;
    let bytes = noise(700_000);
    let digest = stored(&blobs, &bytes, 50_000).await.unwrap().digest;
    for range in [0..1, 262_143..262_145, 300_000..700_000, 5..5] {
        let blob = blobs.read(&digest).await.unwrap().unwrap();
        let part: Vec<Bytes> = blob.stream(range.clone()).try_collect().await.unwrap();
        assert_eq!(part.concat(), &bytes[range.start as usize..range.end as usize]);
    }
}

#[tokio::test]
async fn a_blob_lies_at_its_digest_and_nobody_may_write_it() {
    let scratch = Scratch::new();
    let digest = stored(&scratch.store().await, b"x", 1).await.unwrap().digest.to_string();
    let place = scratch.0.join("blobs/sha256").join(&digest[..2]).join(&digest[2..4]).join(&digest);
    assert_eq!(fs::metadata(place).unwrap().permissions().mode() & 0o777, 0o440);
}

#[tokio::test]
async fn the_same_content_is_kept_once() {
    let scratch = Scratch::new();
    let blobs = scratch.store().await;
    let first = stored(&blobs, b"same", 4).await.unwrap();
    let reader = blobs.read(&first.digest).await.unwrap().unwrap();
    assert_eq!(stored(&blobs, b"same", 1).await.unwrap(), first);
    assert_eq!(scratch.finished().len(), 1);
    assert_eq!(content(reader).await, b"same", "a reader is not disturbed");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_content_may_come_many_times_at_once() {
    let scratch = Scratch::new();
    let blobs = scratch.store().await;
    let bytes = noise(1_200_000);
    let all = future::join_all((0..16).map(|_| stored(&blobs, &bytes, 70_000))).await;
    assert!(all.into_iter().all(|one| one.unwrap().digest == Digest::of(&bytes)));
    assert_eq!(scratch.finished().len(), 1);
    assert_eq!(scratch.unfinished(), 0);
}

#[tokio::test]
async fn a_damaged_copy_is_healed_by_the_next_upload() {
    let scratch = Scratch::new();
    let blobs = scratch.store().await;
    let digest = stored(&blobs, b"whole", 5).await.unwrap().digest;
    let place = scratch.finished().remove(0);
    fs::remove_file(&place).unwrap();
    fs::write(&place, b"who").unwrap();
    stored(&blobs, b"whole", 5).await.unwrap();
    assert_eq!(content(blobs.read(&digest).await.unwrap().unwrap()).await, b"whole");
}

#[tokio::test]
async fn a_file_cut_short_ends_in_an_error() {
    let scratch = Scratch::new();
    let blobs = scratch.store().await;
    let digest = stored(&blobs, &noise(600_000), 60_000).await.unwrap().digest;
    let blob = blobs.read(&digest).await.unwrap().unwrap();
    let ends: Result<Vec<Bytes>, _> = blob.stream(0..600_001).try_collect().await;
    assert_eq!(ends.unwrap_err().kind(), std::io::ErrorKind::UnexpectedEof);
}

#[tokio::test]
async fn a_dropped_upload_takes_its_file_along() {
    let scratch = Scratch::new();
    let blobs = scratch.store().await;
    let untouched = blobs.receive().await.unwrap();
    let mut at_work = blobs.receive().await.unwrap();
    at_work.write(&noise(1_500_000).into()).await.unwrap();
    assert_eq!(scratch.unfinished(), 2);
    drop((untouched, at_work));
    assert!(scratch.becomes_clean().await);
    assert!(scratch.finished().is_empty());
}

#[tokio::test]
async fn the_sweep_takes_old_leftovers_and_spares_running_uploads() {
    let scratch = Scratch::new();
    let blobs = scratch.store().await;
    let running = blobs.receive().await.unwrap();
    fs::write(scratch.0.join("blobs/tmp/crashed"), b"half").unwrap();
    let hour = Duration::from_secs(3600);
    assert_eq!(blobs.sweep_unfinished(hour).await.unwrap(), 0, "too young");
    assert_eq!(blobs.sweep_unfinished(Duration::ZERO).await.unwrap(), 1);
    let received = running.finish().await.unwrap();
    assert!(blobs.read(&received.digest).await.unwrap().is_some());
    assert_eq!(blobs.sweep_unfinished(Duration::ZERO).await.unwrap(), 0);
}

#[test]
fn a_full_disk_and_a_full_quota_are_told_apart_from_other_faults() {
    let meaning = |errno| BlobError::from(std::io::Error::from_raw_os_error(errno));
    for full in [28, 122] {
        assert!(matches!(meaning(full), BlobError::Full), "errno {full}");
    }
    assert!(matches!(meaning(5), BlobError::Io(_)));
}

/// Needs the right to mount; elsewhere the mapping above must do.
#[tokio::test]
async fn a_full_disk_loses_only_the_upload_that_filled_it() {
    let scratch = Scratch::new();
    let Some(_mount) = Mount::tmpfs(&scratch.0.join("blobs"), "size=4m") else {
        eprintln!("skipped: may not mount a tmpfs");
        return;
    };
    let blobs = scratch.store().await;
    let small = stored(&blobs, b"small", 5).await.unwrap();
    let outcome = stored(&blobs, &noise(6_000_000), 100_000).await;
    assert!(matches!(outcome, Err(BlobError::Full)), "{outcome:?}");
    assert!(scratch.becomes_clean().await);
    assert_eq!(scratch.finished().len(), 1, "nothing partial is visible");
    assert!(blobs.read(&small.digest).await.unwrap().is_some());
    stored(&blobs, &noise(3_000_000), 100_000).await.unwrap();
}

struct Mount(PathBuf);

impl Mount {
    fn tmpfs(at: &Path, options: &str) -> Option<Self> {
        fs::create_dir_all(at).unwrap();
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", options, "tmpfs"]).arg(at);
        let done = mount.output().is_ok_and(|output| output.status.success());
        done.then(|| Self(at.to_owned()))
    }
}

impl Drop for Mount {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}
