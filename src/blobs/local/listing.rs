//! Every blob of the folder, one of its 256 parts at a time: a million are a few thousand in memory.

use std::fs;
use std::io;
use std::path::Path;
use std::sync::Arc;

use futures_util::{Stream, StreamExt, TryStreamExt, stream};

use super::{Folder, age};
use crate::blobs::{BlobError, Listed, named, off_thread};

pub fn list(folder: Arc<Folder>) -> impl Stream<Item = Result<Listed, BlobError>> + Send + 'static {
    let parts = stream::iter(0..=u8::MAX).then(move |part| {
        let path = folder.root.join("sha256").join(format!("{part:02x}"));
        off_thread(move || blobs_below(&path))
    });
    parts.map_ok(|blobs| stream::iter(blobs.into_iter().map(Ok))).try_flatten()
}

fn blobs_below(part: &Path) -> io::Result<Vec<Listed>> {
    let mut found = Vec::new();
    for folder in entries(part)? {
        for entry in entries(&folder?.path())? {
            let entry = entry?;
            let about = match entry.metadata() {
                Ok(about) if about.is_file() => about,
                Ok(_) => continue,
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                Err(error) => return Err(error),
            };
            if let Some(digest) = named(&entry.path()) {
                found.push(Listed { digest, age: age(&about)? });
            }
        }
    }
    Ok(found)
}

/// What a folder holds; one that is not there, nothing.
pub(super) fn entries(folder: &Path) -> io::Result<impl Iterator<Item = io::Result<fs::DirEntry>>> {
    match fs::read_dir(folder) {
        Ok(entries) => Ok(Some(entries).into_iter().flatten()),
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            Ok(None.into_iter().flatten())
        }
        Err(error) => Err(error),
    }
}
