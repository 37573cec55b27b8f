//! A file on its way into the bucket: what fits into one part goes straight to its address; what is larger goes in parts
//! to a temporary place, because its digest is known only at the end, and is copied from there by the server.

use std::io;
use std::mem;
use std::sync::Arc;

use bytes::Bytes;
use object_store::path::Path;
use object_store::{ObjectStoreExt, WriteMultipart};
use tokio::runtime::Handle;

use super::{Bucket, died, fault, traced};
use crate::blobs::BlobError;
use crate::domain::digest::{Crc32, Digest, Sums};
use crate::telemetry::trace::carried;

/// 10,000 of them are allowed, so far more than the largest file needs.
const PART: usize = 8 * 1024 * 1024;

/// An upload holds one part more than this in memory.
const IN_FLIGHT: usize = 2;

#[derive(Debug)]
pub struct Upload {
    bucket: Arc<Bucket>,
    sums: Sums,
    buffer: Vec<u8>,
    sent: Sent,
}

#[derive(Debug)]
enum Sent {
    Nothing,
    Parts(Parts),
    /// A write failed or was cancelled: there is a hole.
    Broken,
}

/// What is sent in parts; dropped unfinished, it has the server forget them.
#[derive(Debug)]
struct Parts {
    bucket: Arc<Bucket>,
    temp: Path,
    writer: Option<WriteMultipart>,
}

impl Upload {
    pub fn new(bucket: Arc<Bucket>) -> Self {
        Self { bucket, sums: Sums::default(), buffer: Vec::new(), sent: Sent::Nothing }
    }

    pub async fn write(&mut self, mut rest: &[u8]) -> Result<(), BlobError> {
        self.sums.update(rest);
        while !rest.is_empty() {
            // A full buffer is sent only when more follows: a file of exactly one part needs no copying.
            if self.buffer.len() == PART {
                self.pass_on().await?;
            }
            let (fits, later) = rest.split_at(rest.len().min(PART - self.buffer.len()));
            self.buffer.extend_from_slice(fits);
            rest = later;
        }
        Ok(())
    }

    async fn pass_on(&mut self) -> Result<(), BlobError> {
        let full = mem::replace(&mut self.buffer, Vec::with_capacity(PART));
        // Out of `self` while we wait: a cancelled wait leaves a broken upload.
        let mut parts = match mem::replace(&mut self.sent, Sent::Broken) {
            Sent::Nothing => Parts::begin(&self.bucket).await?,
            Sent::Parts(parts) => parts,
            Sent::Broken => return Err(broken()),
        };
        parts.send(full).await?;
        self.sent = Sent::Parts(parts);
        Ok(())
    }

    pub fn end(self) -> Result<Ended, BlobError> {
        let Self { bucket, sums, buffer, sent } = self;
        let parts = match sent {
            Sent::Nothing => None,
            Sent::Parts(parts) => Some(parts),
            Sent::Broken => return Err(broken()),
        };
        Ok(Ended { bucket, buffer, parts, sums: sums.finish() })
    }
}

/// All that came: in memory, or sent in parts but for the last.
#[derive(Debug)]
pub struct Ended {
    bucket: Arc<Bucket>,
    buffer: Vec<u8>,
    parts: Option<Parts>,
    pub sums: (Digest, Crc32),
}

impl Ended {
    pub async fn place(self) -> Result<(), BlobError> {
        // On a task of its own, to its end: a client who hangs up now leaves a blob for the collector, and no parts.
        tokio::spawn(carried(self.placed())).await.map_err(died)?
    }

    async fn placed(self) -> Result<(), BlobError> {
        let place = self.bucket.path(&self.sums.0);
        match self.parts {
            // Over the same content, if it is there, on purpose: the object becomes young again, so the collector
            // spares it, and a damaged one is healed.
            None => self.bucket.store.put(&place, Bytes::from(self.buffer).into()).await.map(|_| ()).map_err(fault),
            Some(parts) => parts.place(self.buffer, &place).await,
        }
    }
}

impl Parts {
    async fn begin(bucket: &Arc<Bucket>) -> Result<Self, BlobError> {
        let bucket = Arc::clone(bucket);
        // On a task of its own: given up half way, the server would have begun what nobody here knows of.
        let begun = tokio::spawn(carried(async move {
            let temp = bucket.incoming();
            let upload = bucket.store.put_multipart(&temp).await.map_err(fault)?;
            let writer = Some(WriteMultipart::new_with_chunk_size(Box::new(traced::Parts(upload)), PART));
            Ok(Self { bucket, temp, writer })
        }));
        begun.await.map_err(died)?
    }

    async fn send(&mut self, part: Vec<u8>) -> Result<(), BlobError> {
        let writer = self.writer.as_mut().ok_or_else(broken)?;
        writer.wait_for_capacity(IN_FLIGHT).await.map_err(fault)?;
        writer.put(part.into());
        Ok(())
    }

    async fn place(mut self, rest: Vec<u8>, place: &Path) -> Result<(), BlobError> {
        self.send(rest).await?;
        let writer = self.writer.take().ok_or_else(broken)?;
        // Failing, it aborts by itself.
        writer.finish().await.map_err(fault)?;
        let copied = self.bucket.store.copy(&self.temp, place).await;
        if let Err(error) = self.bucket.store.delete(&self.temp).await {
            // The sweep tries again; the copy stands all the same.
            tracing::warn!(target: "pubdok", error = %fault(error), temp = %self.temp, "temporary object not removed");
        }
        copied.map_err(fault)
    }
}

impl Drop for Parts {
    fn drop(&mut self) {
        let (Some(mut writer), Ok(runtime)) = (self.writer.take(), Handle::try_current()) else { return };
        let temp = self.temp.clone();
        runtime.spawn(async move {
            // A part that is still on its way would come to the server after the end of its upload, and stay.
            // Each failure is of one part.
            while writer.wait_for_capacity(0).await.is_err() {}
            if let Err(error) = writer.abort().await {
                tracing::warn!(target: "pubdok", error = %fault(error), %temp, "parts not removed; a lifecycle rule must");
            }
        });
    }
}

fn broken() -> BlobError {
    BlobError::Io(io::Error::other("the upload is broken"))
}
