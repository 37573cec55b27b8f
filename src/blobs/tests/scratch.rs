//! A store that goes away with the test, and the eyes that look behind it.

use std::fs;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use futures_util::TryStreamExt;
use uuid::Uuid;

use super::bucket::Bucket;
use crate::blobs::{BlobError, Blobs, Downloads, HEAD, Location, Received, S3, Secret, StoredBlob};

/// The kinds of store there are.
pub enum Scratch {
    Folder(PathBuf),
    Bucket(Bucket),
}

impl Scratch {
    pub fn folder() -> Self {
        let path = std::env::temp_dir().join(format!("pubdok-blobs-{}", Uuid::now_v7()));
        fs::create_dir_all(&path).unwrap();
        Self::Folder(path)
    }

    pub async fn bucket() -> Self {
        Self::Bucket(Bucket::open().await)
    }

    pub fn location(&self) -> Location {
        match self {
            Self::Folder(_) => Location::Folder(self.root()),
            Self::Bucket(bucket) => Location::Bucket(s3(bucket)),
        }
    }

    pub async fn store(&self) -> Blobs {
        Blobs::open(self.location()).await.unwrap()
    }

    /// Where the files lie in the end.
    pub fn root(&self) -> PathBuf {
        match self {
            Self::Folder(path) => path.join("blobs"),
            Self::Bucket(bucket) => bucket.folder(),
        }
    }

    /// How many uploads are on their way, or were left behind.
    pub fn unfinished(&self) -> usize {
        let count = |name: &str| fs::read_dir(self.root().join(name)).map_or(0, Iterator::count);
        match self {
            Self::Folder(_) => count("tmp"),
            Self::Bucket(bucket) => count("incoming") + bucket.uploads_in_parts(),
        }
    }

    pub fn finished(&self) -> Vec<PathBuf> {
        let mut found = Vec::new();
        let mut folders = vec![self.root().join("sha256")];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).into_iter().flatten() {
                let path = entry.unwrap().path();
                match path.is_dir() {
                    true => folders.push(path),
                    false => found.push(path),
                }
            }
        }
        found
    }

    /// Makes the only blob there is look as if it had been placed then.
    pub fn ages(&self, by: Duration) {
        let [path] = &self.finished()[..] else { panic!("not one blob") };
        set_age(path, by);
    }

    /// Removal happens on another thread.
    pub async fn becomes_clean(&self) -> bool {
        for _ in 0..3000 {
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
        if let Self::Folder(path) = self {
            let _ = fs::remove_dir_all(path);
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "the file's time is the machine's")]
pub fn set_age(path: &std::path::Path, age: Duration) {
    fs::File::open(path).unwrap().set_modified(SystemTime::now() - age).unwrap();
}

pub fn s3(bucket: &Bucket) -> S3 {
    let settings = bucket.settings();
    let setting = |name: &str| settings.iter().find(|(one, _)| *one == name).unwrap().1.clone();
    let store = setting("PUBDOK_BLOB_STORE");
    let (name, prefix) = store.trim_start_matches("s3://").split_once('/').unwrap();
    S3 {
        bucket: name.to_owned(),
        prefix: prefix.to_owned(),
        endpoint: Some(setting("PUBDOK_S3_ENDPOINT").parse().unwrap()),
        region: "us-east-1".to_owned(),
        path_style: true,
        access_key_id: setting("AWS_ACCESS_KEY_ID"),
        secret_access_key: Secret(setting("AWS_SECRET_ACCESS_KEY")),
        downloads: Downloads::Stream,
    }
}

pub async fn stored(blobs: &Blobs, bytes: &[u8], chunk: usize) -> Result<Received, BlobError> {
    let mut incoming = blobs.receive().await?;
    for chunk in bytes.chunks(chunk) {
        incoming.write(&Bytes::copy_from_slice(chunk)).await?;
    }
    assert_eq!(incoming.size(), bytes.len() as u64);
    assert_eq!(incoming.head(), &bytes[..bytes.len().min(HEAD)]);
    incoming.finish().await
}

pub async fn content(blob: StoredBlob) -> Vec<u8> {
    let whole = 0..blob.size();
    let chunks: Vec<Bytes> = blob.stream(whole).try_collect().await.unwrap();
    chunks.concat()
}

pub fn noise(length: usize) -> Vec<u8> {
    let mut state = 0x9e37_79b9_u32;
    let next = |_| {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state as u8
    };
    (0..length).map(next).collect()
}
