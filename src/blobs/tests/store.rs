//! What both kinds of store promise: each of these runs on a folder and on S3.

use std::fs;
use std::io;
use std::time::Duration;

use bytes::Bytes;
use futures_util::{TryStreamExt, future};

use super::scratch::{Scratch, content, noise, stored};
use crate::blobs::Blobs;
use crate::domain::digest::Digest;

const HOUR: Duration = Duration::from_secs(3600);

/// More than one part of an upload to S3.
const LARGE: usize = 20 * 1024 * 1024;

macro_rules! on_both {
    ($($promise:ident)+) => {
        mod a_folder {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $promise() {
                super::$promise(super::Scratch::folder()).await;
            })+
        }
        mod a_bucket {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $promise() {
                super::$promise(super::Scratch::bucket().await).await;
            })+
        }
    };
}

on_both! {
    what_was_received_is_read_back_whatever_the_chunks
    a_large_file_is_kept_whole
    a_part_is_exactly_that_part
    the_same_content_is_kept_once
    the_same_content_may_come_many_times_at_once
    a_damaged_copy_is_healed_by_the_next_upload
    a_file_cut_short_ends_in_an_error
    what_is_too_large_for_memory_is_refused
    a_dropped_upload_takes_its_file_along
    the_list_has_every_blob_and_nothing_else
    only_the_old_is_removed_and_what_comes_again_is_young_again
    the_sweep_takes_old_leftovers_only
}

async fn what_was_received_is_read_back_whatever_the_chunks(scratch: Scratch) {
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
    assert!(!blobs.holds(&Digest::of(b"?")).await.unwrap());
}

async fn a_large_file_is_kept_whole(scratch: Scratch) {
    let blobs = scratch.store().await;
    let bytes = noise(LARGE + 1);
    // On S3: exactly one part, two, and a last one of one byte.
    for length in [LARGE * 2 / 5, LARGE * 4 / 5, LARGE * 4 / 5 + 1, LARGE + 1] {
        let bytes = &bytes[..length];
        let received = stored(&blobs, bytes, 1_000_003).await.unwrap();
        assert_eq!(received.digest, Digest::of(bytes));
        let blob = blobs.read(&received.digest).await.unwrap().unwrap();
        assert!(content(blob).await == bytes, "{length} bytes came back as others");
    }
    assert_eq!(scratch.finished().len(), 4);
    assert_eq!(scratch.unfinished(), 0);
}

async fn a_part_is_exactly_that_part(scratch: Scratch) {
    let blobs = scratch.store().await;
    let bytes = noise(700_000);
    let digest = stored(&blobs, &bytes, 50_000).await.unwrap().digest;
    for range in [0..1, 262_143..262_145, 300_000..700_000, 5..5] {
        let blob = blobs.read(&digest).await.unwrap().unwrap();
        let part: Vec<Bytes> = blob.stream(range.clone()).try_collect().await.unwrap();
        assert_eq!(part.concat(), &bytes[range.start as usize..range.end as usize]);
    }
}

async fn the_same_content_is_kept_once(scratch: Scratch) {
    let blobs = scratch.store().await;
    let first = stored(&blobs, b"same", 4).await.unwrap();
    let reader = blobs.read(&first.digest).await.unwrap().unwrap();
    assert_eq!(stored(&blobs, b"same", 1).await.unwrap(), first);
    assert_eq!(scratch.finished().len(), 1);
    assert_eq!(content(reader).await, b"same", "a reader is not disturbed");
}

async fn the_same_content_may_come_many_times_at_once(scratch: Scratch) {
    let blobs = scratch.store().await;
    let bytes = noise(1_200_000);
    let all = future::join_all((0..16).map(|_| stored(&blobs, &bytes, 70_000))).await;
    assert!(all.into_iter().all(|one| one.unwrap().digest == Digest::of(&bytes)));
    assert_eq!(scratch.finished().len(), 1);
    assert_eq!(scratch.unfinished(), 0);
}

async fn a_damaged_copy_is_healed_by_the_next_upload(scratch: Scratch) {
    let blobs = scratch.store().await;
    let digest = stored(&blobs, b"whole", 5).await.unwrap().digest;
    let place = scratch.finished().remove(0);
    fs::remove_file(&place).unwrap();
    fs::write(&place, b"who").unwrap();
    stored(&blobs, b"whole", 5).await.unwrap();
    assert_eq!(content(blobs.read(&digest).await.unwrap().unwrap()).await, b"whole");
}

async fn a_file_cut_short_ends_in_an_error(scratch: Scratch) {
    let blobs = scratch.store().await;
    let digest = stored(&blobs, &noise(600_000), 60_000).await.unwrap().digest;
    let blob = blobs.read(&digest).await.unwrap().unwrap();
    let ends: Result<Vec<Bytes>, _> = blob.stream(0..600_001).try_collect().await;
    assert_eq!(ends.unwrap_err().kind(), io::ErrorKind::UnexpectedEof);
}

async fn what_is_too_large_for_memory_is_refused(scratch: Scratch) {
    let blobs = scratch.store().await;
    let bytes = noise(300_000);
    let digest = stored(&blobs, &bytes, 60_000).await.unwrap().digest;
    let read = async || blobs.read(&digest).await.unwrap().unwrap();
    assert_eq!(read().await.bytes(300_000).await.unwrap(), bytes);
    assert!(read().await.bytes(299_999).await.is_err());
}

async fn a_dropped_upload_takes_its_file_along(scratch: Scratch) {
    let blobs = scratch.store().await;
    let untouched = blobs.receive().await.unwrap();
    let mut at_work = blobs.receive().await.unwrap();
    at_work.write(&noise(LARGE).into()).await.unwrap();
    assert!(scratch.unfinished() > 0);
    drop((untouched, at_work));
    assert!(scratch.becomes_clean().await);
    assert!(scratch.finished().is_empty());
}

async fn listed(blobs: &Blobs) -> Vec<Digest> {
    let mut digests: Vec<_> = blobs.list().map_ok(|blob| blob.digest).try_collect().await.unwrap();
    digests.sort_unstable();
    digests
}

async fn the_list_has_every_blob_and_nothing_else(scratch: Scratch) {
    let blobs = scratch.store().await;
    assert!(listed(&blobs).await.is_empty());
    let mut kept = Vec::new();
    for text in ["satu", "dua", "tiga"] {
        kept.push(stored(&blobs, text.as_bytes(), 2).await.unwrap().digest);
    }
    kept.sort_unstable();
    // What is not ours: the collector must never hear of it.
    let folder = scratch.finished().remove(0).parent().unwrap().to_owned();
    fs::write(folder.join("README"), b"hands off").unwrap();
    assert_eq!(listed(&blobs).await, kept);
}

async fn only_the_old_is_removed_and_what_comes_again_is_young_again(scratch: Scratch) {
    let blobs = scratch.store().await;
    let digest = stored(&blobs, b"lama", 4).await.unwrap().digest;
    assert!(!blobs.remove(&digest, HOUR).await.unwrap(), "too young");
    scratch.ages(2 * HOUR);
    let told: Vec<_> = blobs.list().try_collect().await.unwrap();
    assert!(told[0].age >= 2 * HOUR && told[0].age < 3 * HOUR);
    stored(&blobs, b"lama", 4).await.unwrap();
    assert!(!blobs.remove(&digest, HOUR).await.unwrap(), "placed again a moment ago");
    scratch.ages(2 * HOUR);
    assert!(blobs.remove(&digest, HOUR).await.unwrap());
    assert!(!blobs.holds(&digest).await.unwrap());
    assert!(!blobs.remove(&digest, HOUR).await.unwrap(), "gone already");
}

async fn the_sweep_takes_old_leftovers_only(scratch: Scratch) {
    let blobs = scratch.store().await;
    let kept = stored(&blobs, b"whole", 5).await.unwrap().digest;
    let left = scratch.root().join(if let Scratch::Folder(_) = scratch { "tmp" } else { "incoming" });
    fs::create_dir_all(&left).unwrap();
    fs::write(left.join("crashed"), b"half").unwrap();
    assert_eq!(blobs.sweep_unfinished(HOUR).await.unwrap(), 0, "too young");
    assert_eq!(blobs.sweep_unfinished(Duration::ZERO).await.unwrap(), 1);
    assert_eq!(blobs.sweep_unfinished(Duration::ZERO).await.unwrap(), 0);
    assert!(blobs.holds(&kept).await.unwrap());
}
