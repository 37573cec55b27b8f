//! A file arriving: hashed and written while it streams, in constant memory.

use bytes::Bytes;
use uuid::Uuid;

use super::room::Room;
use super::{BlobError, Received, local, s3};

/// So much of the beginning is kept for telling the file's type.
pub const HEAD: usize = 8 * 1024;

/// An upload. Dropped before its end, it takes along what it wrote; so does one whose write failed or was cancelled.
#[derive(Debug)]
pub struct Incoming {
    upload: Upload,
    room: Room,
    head: Vec<u8>,
    size: u64,
}

#[derive(Debug)]
pub(super) enum Upload {
    Local(local::Upload),
    S3(s3::Upload),
}

/// What counts of an upload while more of it may come.
#[derive(Debug)]
pub struct Held {
    pub name: Uuid,
    /// Where its sums stand.
    pub midway: Vec<u8>,
}

impl Incoming {
    pub(super) fn new(upload: impl Into<Upload>, room: Room) -> Self {
        Self { upload: upload.into(), room, head: Vec::new(), size: 0 }
    }

    /// Of which `size` bytes have come already.
    pub(super) fn going_on(self, head: Vec<u8>, size: u64) -> Self {
        Self { head, size, ..self }
    }

    /// Takes the next bytes. An error may stem from earlier ones; the upload is lost then.
    pub async fn write(&mut self, chunk: &Bytes) -> Result<(), BlobError> {
        let missing = HEAD.saturating_sub(self.head.len()).min(chunk.len());
        self.head.extend_from_slice(&chunk[..missing]);
        self.size += chunk.len() as u64;
        let written = match &mut self.upload {
            Upload::Local(upload) => upload.write(chunk).await,
            Upload::S3(upload) => upload.write(chunk).await,
        };
        self.room.noting(written)
    }

    /// How many bytes were taken so far.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The beginning, at most [`HEAD`] bytes of it: the same bytes that are hashed and stored.
    pub fn head(&self) -> &[u8] {
        &self.head
    }

    /// Makes what was taken so far durable while more may come, and tells the name it is kept under ([`super::Blobs::read_held`]):
    /// the same each time, until it is released. `None`: this store keeps only what is finished.
    pub async fn hold(&mut self) -> Result<Option<Held>, BlobError> {
        let held = match &mut self.upload {
            Upload::Local(upload) => self.room.noting(upload.hold().await)?,
            Upload::S3(_) => None,
        };
        Ok(held.map(|(name, sums)| Held { name, midway: sums.midway(self.size) }))
    }

    /// Leaves what is held to whoever goes on with it ([`super::Blobs::reopen`]); all else of it goes.
    pub async fn leave(self) -> Result<(), BlobError> {
        match self.upload {
            Upload::Local(upload) => upload.leave().await,
            Upload::S3(_) => Ok(()),
        }
    }

    /// All of it has come: what it is is known, and it still has no place.
    pub async fn end(self) -> Result<Whole, BlobError> {
        let whole = match self.upload {
            Upload::Local(upload) => upload.end().await.map(Ended::Local),
            Upload::S3(upload) => upload.end().map(Ended::S3),
        };
        let ended = self.room.noting(whole)?;
        let (digest, crc32) = match &ended {
            Ended::Local(ended) => ended.sums,
            Ended::S3(ended) => ended.sums,
        };
        Ok(Whole { ended, room: self.room, received: Received { digest, crc32, size: self.size } })
    }

    #[cfg(test)]
    pub async fn finish(self) -> Result<Received, BlobError> {
        self.end().await?.place().await
    }
}

/// An upload that has come to its end, without a place. Dropped, it takes along what was written.
#[derive(Debug)]
pub struct Whole {
    ended: Ended,
    room: Room,
    received: Received,
}

#[derive(Debug)]
enum Ended {
    Local(local::Ended),
    S3(s3::Ended),
}

impl Whole {
    pub fn received(&self) -> Received {
        self.received
    }

    /// Makes the blob durable and then visible. When its content was there already, it only becomes young again.
    pub async fn place(self) -> Result<Received, BlobError> {
        let placed = match self.ended {
            Ended::Local(ended) => ended.place().await,
            Ended::S3(ended) => ended.place().await,
        };
        self.room.noting(placed)?;
        self.room.found();
        Ok(self.received)
    }
}

impl From<local::Upload> for Upload {
    fn from(upload: local::Upload) -> Self {
        Self::Local(upload)
    }
}

impl From<s3::Upload> for Upload {
    fn from(upload: s3::Upload) -> Self {
        Self::S3(upload)
    }
}
