//! A file arriving: hashed and written while it streams, in constant memory.

use std::io::{self, Write};
use std::mem;
use std::sync::Arc;

use bytes::Bytes;
use sha2::{Digest as _, Sha256};
use tokio::runtime::Handle;
use tokio::task::{self, JoinHandle};

use super::local::{Folder, Temp};
use super::{BlobError, Digest, Received, off_thread};

/// So much of the beginning is kept for telling the file's type.
pub const HEAD: usize = 8 * 1024;

/// Large enough that handing it to another thread costs nothing beside hashing it; an upload holds two of them.
const BUFFER: usize = 512 * 1024;

/// An upload. Dropped unfinished, it takes its file with it; so does one whose write failed or was cancelled.
#[derive(Debug)]
pub struct Incoming {
    folder: Arc<Folder>,
    writer: Writer,
    buffer: Vec<u8>,
    head: Vec<u8>,
    size: u64,
}

/// The disk works on one buffer while the network fills the other.
#[derive(Debug)]
enum Writer {
    Resting(Sink),
    Working(JoinHandle<io::Result<Sink>>),
    Broken,
}

#[derive(Debug)]
struct Sink {
    temp: Temp,
    hash: Sha256,
    spare: Vec<u8>,
}

impl Incoming {
    pub(super) fn new(folder: Arc<Folder>, temp: Temp) -> Self {
        let sink = Sink { temp, hash: Sha256::new(), spare: Vec::new() };
        Self { folder, writer: Writer::Resting(sink), buffer: Vec::new(), head: Vec::new(), size: 0 }
    }

    /// Takes the next bytes. An error may stem from earlier ones; the upload is lost then.
    pub async fn write(&mut self, chunk: &Bytes) -> Result<(), BlobError> {
        let missing = HEAD.saturating_sub(self.head.len()).min(chunk.len());
        self.head.extend_from_slice(&chunk[..missing]);
        self.size += chunk.len() as u64;
        let mut rest = chunk.as_ref();
        while !rest.is_empty() {
            let room = BUFFER - self.buffer.len();
            let (fits, later) = rest.split_at(room.min(rest.len()));
            self.buffer.extend_from_slice(fits);
            rest = later;
            if self.buffer.len() == BUFFER {
                self.pass_on().await?;
            }
        }
        Ok(())
    }

    /// How many bytes were taken so far.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The beginning, at most [`HEAD`] bytes of it: the same bytes that are hashed and stored.
    pub fn head(&self) -> &[u8] {
        &self.head
    }

    /// Makes the blob durable and then visible. When its content was there already, nothing changes.
    pub async fn finish(mut self) -> Result<Received, BlobError> {
        let sink = self.rested().await?;
        let (folder, size) = (Arc::clone(&self.folder), self.size);
        let rest = mem::take(&mut self.buffer);
        off_thread(move || {
            let Sink { temp, hash, .. } = sink.take(rest)?;
            let digest = Digest::from(<[u8; 32]>::from(hash.finalize()));
            folder.place(temp, &digest)?;
            Ok(Received { digest, size })
        })
        .await
    }

    async fn pass_on(&mut self) -> Result<(), BlobError> {
        let mut sink = self.rested().await?;
        let full = mem::replace(&mut self.buffer, mem::take(&mut sink.spare));
        self.buffer.reserve_exact(BUFFER);
        self.writer = Writer::Working(task::spawn_blocking(move || sink.take(full)));
        Ok(())
    }

    /// The writer with nothing to do. It is out of `self` while we wait, so a cancelled wait leaves a broken
    /// upload and not one with a hole in it.
    async fn rested(&mut self) -> Result<Sink, BlobError> {
        match mem::replace(&mut self.writer, Writer::Broken) {
            Writer::Resting(sink) => Ok(sink),
            Writer::Working(job) => match job.await {
                Ok(sink) => Ok(sink?),
                Err(died) => Err(BlobError::Io(io::Error::other(died))),
            },
            Writer::Broken => Err(BlobError::Io(io::Error::other("the upload is broken"))),
        }
    }
}

impl Drop for Incoming {
    /// Removing a file of gigabytes takes a while, so the disk's threads do it. A writer still at work ends there by itself.
    fn drop(&mut self) {
        let writer = mem::replace(&mut self.writer, Writer::Broken);
        if let (Writer::Resting(sink), Ok(runtime)) = (writer, Handle::try_current()) {
            runtime.spawn_blocking(move || drop(sink));
        }
    }
}

impl Sink {
    fn take(mut self, mut bytes: Vec<u8>) -> io::Result<Self> {
        self.temp.file.write_all(&bytes)?;
        self.hash.update(&bytes);
        bytes.clear();
        self.spare = bytes;
        Ok(self)
    }
}
