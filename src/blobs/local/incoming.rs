//! A file arriving in the folder, hashed on the disk's threads.

use std::io::{self, Write};
use std::mem;
use std::sync::Arc;

use tokio::runtime::Handle;
use tokio::task::{self, JoinHandle};
use uuid::Uuid;

use super::{Folder, Temp};
use crate::blobs::{BlobError, off_thread};
use crate::domain::digest::{Crc32, Digest, Sums};

/// Large enough that handing it to another thread costs nothing beside hashing it; an upload holds two of them.
const BUFFER: usize = 512 * 1024;

#[derive(Debug)]
pub struct Upload {
    folder: Arc<Folder>,
    writer: Writer,
    buffer: Vec<u8>,
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
    sums: Sums,
    spare: Vec<u8>,
}

impl Upload {
    /// `sums`: of what is written already.
    pub fn new(folder: Arc<Folder>, temp: Temp, sums: Sums) -> Self {
        let sink = Sink { temp, sums, spare: Vec::new() };
        Self { folder, writer: Writer::Resting(sink), buffer: Vec::new() }
    }

    pub async fn write(&mut self, mut rest: &[u8]) -> Result<(), BlobError> {
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

    /// See [`crate::blobs::Incoming::hold`].
    pub async fn hold(&mut self) -> Result<Option<(Uuid, Sums)>, BlobError> {
        let sink = self.rested().await?;
        let folder = Arc::clone(&self.folder);
        let rest = mem::take(&mut self.buffer);
        let (sink, name) = off_thread(move || {
            let mut sink = sink.take(rest)?;
            let name = folder.hold(&mut sink.temp)?;
            Ok((sink, name))
        })
        .await?;
        let held = name.map(|name| (name, sink.sums.clone()));
        self.writer = Writer::Resting(sink);
        Ok(held)
    }

    /// See [`crate::blobs::Incoming::leave`].
    pub async fn leave(mut self) -> Result<(), BlobError> {
        let sink = self.rested().await?;
        off_thread(move || {
            drop(sink);
            Ok(())
        })
        .await
    }

    pub async fn end(mut self) -> Result<Ended, BlobError> {
        let sink = self.rested().await?;
        let folder = Arc::clone(&self.folder);
        let rest = mem::take(&mut self.buffer);
        off_thread(move || {
            let Sink { temp, sums, .. } = sink.take(rest)?;
            Ok(Ended { folder, temp: Some(temp), sums: sums.finish() })
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

/// Written to its end, under its temporary name.
#[derive(Debug)]
pub struct Ended {
    folder: Arc<Folder>,
    temp: Option<Temp>,
    pub sums: (Digest, Crc32),
}

impl Ended {
    pub async fn place(mut self) -> Result<(), BlobError> {
        let (folder, temp, (digest, _)) = (Arc::clone(&self.folder), self.temp.take(), self.sums);
        off_thread(move || temp.map_or(Ok(()), |temp| folder.place(temp, &digest))).await
    }
}

impl Drop for Ended {
    fn drop(&mut self) {
        if let (Some(temp), Ok(runtime)) = (self.temp.take(), Handle::try_current()) {
            runtime.spawn_blocking(move || drop(temp));
        }
    }
}

impl Drop for Upload {
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
        self.sums.update(&bytes);
        bytes.clear();
        self.spare = bytes;
        Ok(self)
    }
}
