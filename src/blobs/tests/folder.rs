//! The local store under crashes and on a full disk.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use bytes::Bytes;

use super::scratch::{Scratch, content, noise, stored};
use crate::blobs::{BlobError, HEAD, Received};
use crate::domain::digest::{Crc32, Digest};

#[tokio::test]
async fn a_blob_lies_at_its_digest_and_nobody_may_write_it() {
    let scratch = Scratch::folder();
    let digest = stored(&scratch.store().await, b"x", 1).await.unwrap().digest.to_string();
    let place = scratch.root().join("sha256").join(&digest[..2]).join(&digest[2..4]).join(&digest);
    assert_eq!(fs::metadata(place).unwrap().permissions().mode() & 0o777, 0o440);
}

#[tokio::test]
async fn the_sweep_spares_running_uploads() {
    let scratch = Scratch::folder();
    let blobs = scratch.store().await;
    let running = blobs.receive().await.unwrap();
    assert_eq!(blobs.sweep_unfinished(Duration::ZERO).await.unwrap(), 0);
    let received = running.finish().await.unwrap();
    assert!(blobs.holds(&received.digest).await.unwrap());
}

#[tokio::test]
async fn what_is_held_outlives_the_upload_and_grows_with_it() {
    let scratch = Scratch::folder();
    let blobs = scratch.store().await;
    let bytes = noise(1_500_000);
    let mut running = blobs.receive().await.unwrap();
    let mut names = Vec::new();
    for part in [&bytes[..700_001], &bytes[700_001..]] {
        running.write(&Bytes::copy_from_slice(part)).await.unwrap();
        names.extend(running.hold().await.unwrap().map(|held| held.name));
        let held = blobs.read_held(names[0]).await.unwrap().unwrap();
        assert_eq!(held.size(), running.size());
        assert_eq!(content(held).await, bytes[..running.size() as usize]);
    }
    assert_eq!(names[0], names[1]);
    assert!(scratch.finished().is_empty());
    drop(running);
    assert!(scratch.becomes_clean().await);
    assert_eq!(content(blobs.read_held(names[0]).await.unwrap().unwrap()).await, bytes);
    assert!(blobs.held(Duration::from_secs(3600)).await.unwrap().is_empty(), "too young");
    assert_eq!(blobs.held(Duration::ZERO).await.unwrap(), names[..1]);
    blobs.release(names[0]).await.unwrap();
    blobs.release(names[0]).await.unwrap();
    assert!(blobs.read_held(names[0]).await.unwrap().is_none());
}

#[tokio::test]
async fn what_was_held_and_is_finished_is_one_file_on_disk() {
    let scratch = Scratch::folder();
    let blobs = scratch.store().await;
    let mut running = blobs.receive().await.unwrap();
    running.write(&Bytes::from_static(b"panen ")).await.unwrap();
    let name = running.hold().await.unwrap().unwrap().name;
    running.write(&Bytes::from_static(b"raya")).await.unwrap();
    let received = running.finish().await.unwrap();
    let inode = |path: PathBuf| fs::metadata(path).unwrap().ino();
    assert_eq!(inode(scratch.finished().remove(0)), inode(scratch.root().join("held").join(name.to_string())));
    blobs.release(name).await.unwrap();
    assert_eq!(content(blobs.read(&received.digest).await.unwrap().unwrap()).await, b"panen raya");
}

#[tokio::test]
async fn what_is_held_is_gone_on_with_by_one_and_never_once_it_is_a_blob() {
    let scratch = Scratch::folder();
    let blobs = scratch.store().await;
    let (bytes, at) = (noise(1_500_000), 700_001);
    let mut running = blobs.receive().await.unwrap();
    running.write(&Bytes::copy_from_slice(&bytes[..at])).await.unwrap();
    let held = running.hold().await.unwrap().unwrap();
    let go_on = async |size: usize, midway: &[u8]| {
        let reopened = scratch.store().await.reopen(held.name).await.unwrap()?;
        reopened.go_on(size as u64, midway).await.unwrap()
    };
    assert!(go_on(at, &held.midway).await.is_none(), "it is still being written");
    // More came, and nobody counts it.
    running.write(&Bytes::from_static(b"tak terhitung")).await.unwrap();
    let further = running.hold().await.unwrap().unwrap();
    running.leave().await.unwrap();
    assert!(go_on(at, &further.midway).await.is_none() && go_on(at, b"").await.is_none(), "sums of other bytes");
    let mut running = go_on(at, &held.midway).await.expect("it goes on");
    assert!(go_on(at, &held.midway).await.is_none(), "by one alone");
    assert_eq!((running.size(), running.head()), (at as u64, &bytes[..HEAD]));
    running.write(&Bytes::copy_from_slice(&bytes[at..])).await.unwrap();
    let received = running.finish().await.unwrap();
    let expected = Received { digest: Digest::of(&bytes), crc32: Crc32::of(&bytes), size: bytes.len() as u64 };
    assert_eq!(received, expected);
    assert!(go_on(at, &held.midway).await.is_none(), "it is a blob");
    assert_eq!(content(blobs.read(&received.digest).await.unwrap().unwrap()).await, bytes);
    assert!(blobs.remove(&received.digest, Duration::ZERO).await.unwrap());
    assert!(go_on(at, &held.midway).await.is_none(), "it was one");
    blobs.release(held.name).await.unwrap();
    assert!(go_on(at, &held.midway).await.is_none(), "it is gone");
}

#[test]
fn a_full_disk_and_a_full_quota_are_told_apart_from_other_faults() {
    let meaning = |errno| BlobError::from(std::io::Error::from_raw_os_error(errno));
    for full in [28, 122] {
        assert!(matches!(meaning(full), BlobError::Full), "errno {full}");
    }
    // A disk that fails, a folder that may only be read, no descriptors left, a share that went stale.
    for weather in [5, 24, 23, 30, 116] {
        assert!(matches!(meaning(weather), BlobError::Away(_)), "errno {weather}");
    }
    assert!(matches!(meaning(22), BlobError::Io(_)));
}

/// Needs the right to mount; elsewhere the mapping above must do.
#[tokio::test]
async fn a_full_disk_loses_only_the_upload_that_filled_it() {
    let scratch = Scratch::folder();
    let Some(_mount) = Mount::tmpfs(&scratch.root(), "size=4m") else {
        eprintln!("skipped: may not mount a tmpfs");
        return;
    };
    let blobs = scratch.store().await;
    let small = stored(&blobs, b"small", 5).await.unwrap();
    let outcome = stored(&blobs, &noise(6_000_000), 100_000).await;
    assert!(matches!(outcome, Err(BlobError::Full)), "{outcome:?}");
    assert!(scratch.becomes_clean().await);
    assert_eq!(scratch.finished().len(), 1, "nothing partial is visible");
    assert!(blobs.holds(&small.digest).await.unwrap());
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
