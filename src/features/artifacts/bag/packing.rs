//! A ZIP written while it is sent: each file stored as it is, read from the store when its turn comes, and so are texts.
//!
//! The writer writes into memory, from which every chunk goes out before the next is read: nothing here waits for a disk, so
//! it needs no thread of its own, and a client who hangs up ends it by no longer asking.

use super::{Entry, Source, plain};
use crate::blobs::Blobs;
use crate::db::Db;
use crate::domain::digest::Digest;
use crate::features::artifacts::store;
use bytes::Bytes;
use chrono::{Datelike, NaiveDateTime, Timelike};
use futures_util::stream::{self, LocalBoxStream};
use futures_util::{Stream, StreamExt};
use std::cell::RefCell;
use std::io::{self, Write};
use std::mem;
use std::rc::Rc;
use uuid::Uuid;
use zip::write::{SimpleFileOptions, StreamWriter};
use zip::{CompressionMethod, DateTime, ZipWriter};

/// From here on a file needs the long form of its sizes.
const LARGE: u64 = u32::MAX as u64;

pub fn pack(folder: String, entries: Vec<Entry>, blobs: Blobs, db: Db) -> impl Stream<Item = io::Result<Bytes>> + 'static {
    let outbox = Outbox::default();
    let zip = ZipWriter::new_stream(outbox.clone());
    let packing = Packing { folder, waiting: entries.into_iter(), blobs, db, zip, outbox, open: None };
    stream::try_unfold(Some(packing), |packing| async {
        let Some(packing) = packing else { return Ok(None) };
        // Whoever is sent an archive must not take a broken one for whole: an error ends the transfer before its end.
        packing.next().await.inspect_err(|error| tracing::error!(target: "pubdok", %error, "a selection broke off"))
    })
}

struct Packing {
    folder: String,
    waiting: std::vec::IntoIter<Entry>,
    blobs: Blobs,
    db: Db,
    zip: ZipWriter<StreamWriter<Outbox>>,
    outbox: Outbox,
    /// The blob being read.
    open: Option<LocalBoxStream<'static, io::Result<Bytes>>>,
}

impl Packing {
    /// The next bytes of the archive, and the packing as it goes on: not after the last.
    async fn next(mut self) -> io::Result<Option<(Bytes, Option<Self>)>> {
        loop {
            if let Some(blob) = &mut self.open {
                match blob.next().await {
                    Some(chunk) => self.zip.write_all(&chunk?)?,
                    None => self.open = None,
                }
            } else if let Some(entry) = self.waiting.next() {
                self.begin(entry).await?;
            } else {
                let Self { zip, outbox, .. } = self;
                zip.finish()?;
                return Ok(Some((outbox.empty(), None)));
            }
            let ready = self.outbox.empty();
            if !ready.is_empty() {
                return Ok(Some((ready, Some(self))));
            }
        }
    }

    async fn begin(&mut self, entry: Entry) -> io::Result<()> {
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Stored)
            .last_modified_time(stamp(entry.at))
            .large_file(entry.size() >= LARGE)
            .unix_permissions(0o644);
        self.zip.start_file(format!("{}/{}", self.folder, entry.path), options)?;
        match entry.source {
            Source::Text(text) => self.zip.write_all(&text),
            Source::Draft { artifact, .. } => {
                let text = self.text(artifact).await?;
                // The list that went out before says what comes: a text that was changed since is not it.
                if Digest::of(text.as_bytes()) != entry.digest {
                    return Err(io::Error::other(format!("the draft {artifact} was changed while it was sent")));
                }
                self.zip.write_all(text.as_bytes())
            }
            Source::Blob { size } => {
                self.open = Some(self.read(&entry.digest, size).await?);
                Ok(())
            }
        }
    }

    /// Its connection is given back before a byte of it goes out.
    async fn text(&self, artifact: Uuid) -> io::Result<String> {
        let mut conn = self.db.lease().await.map_err(io::Error::other)?;
        let text = store::draft(&mut conn, artifact).await.map_err(io::Error::other)?;
        let (headline, excerpt, content) = text.ok_or_else(|| io::Error::other(format!("the draft {artifact} is gone")))?;
        Ok(plain([headline.as_deref(), excerpt.as_deref(), content.as_deref()]))
    }

    async fn read(&self, digest: &Digest, size: u64) -> io::Result<LocalBoxStream<'static, io::Result<Bytes>>> {
        let blob = self.blobs.read(digest).await.map_err(io::Error::other)?;
        let blob = blob.ok_or_else(|| io::Error::other(format!("the content {digest} is not in the store")))?;
        if blob.size() != size {
            return Err(io::Error::other(format!("the content {digest} has {} bytes instead of {size}", blob.size())));
        }
        Ok(blob.stream(0..size).boxed_local())
    }
}

/// What the writer has written and nobody has taken yet.
#[derive(Clone, Default)]
struct Outbox(Rc<RefCell<Vec<u8>>>);

impl Outbox {
    fn empty(&self) -> Bytes {
        mem::take(&mut *self.0.borrow_mut()).into()
    }
}

impl Write for Outbox {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// ZIP knows the years from 1980 on.
fn stamp(at: NaiveDateTime) -> DateTime {
    let part = |number: u32| u8::try_from(number).unwrap_or_default();
    let year = u16::try_from(at.year()).unwrap_or_default();
    let (date, time) = ((part(at.month()), part(at.day())), (part(at.hour()), part(at.minute()), part(at.second())));
    DateTime::from_date_and_time(year, date.0, date.1, time.0, time.1, time.2).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::TryStreamExt;
    use std::path::PathBuf;

    /// A folder that goes away with the test.
    struct Scratch(PathBuf);

    impl Drop for Scratch {
        fn drop(&mut self) {
            let _ = std::fs::remove_dir_all(&self.0);
        }
    }

    #[tokio::test]
    async fn however_large_little_of_it_is_in_memory() {
        let scratch = Scratch(std::env::temp_dir().join(format!("pubdok-bag-{}", uuid::Uuid::now_v7())));
        let blobs = Blobs::open(scratch.0.clone()).await.unwrap();
        let mut incoming = blobs.receive().await.unwrap();
        for part in 0..24_u8 {
            incoming.write(&Bytes::from(vec![part; 1 << 20])).await.unwrap();
        }
        let received = incoming.finish().await.unwrap();
        let entry = |path: &str| Entry {
            path: path.to_owned(),
            at: NaiveDateTime::default(),
            digest: received.digest,
            source: Source::Blob { size: received.size },
        };
        let pieces = pack("bag".to_owned(), vec![entry("a"), entry("b")], blobs, Db::new("postgres://nowhere", 1));
        let sizes: Vec<usize> = pieces.map_ok(|piece| piece.len()).try_collect().await.unwrap();
        assert!(sizes.iter().all(|size| (1..300 << 10).contains(size)), "{sizes:?}");
        assert!(sizes.iter().sum::<usize>() > 48 << 20);
    }
}
