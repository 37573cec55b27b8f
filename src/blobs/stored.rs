//! A blob opened for reading, and its bytes as a stream.

use std::fs::File;
use std::io;
use std::ops::Range;

use bytes::Bytes;
use futures_util::future::Either;
use futures_util::{Stream, TryStreamExt};

use super::{BlobError, local, s3};

/// On a folder it stays readable to its end even if the blob is removed meanwhile.
#[derive(Debug)]
pub struct StoredBlob {
    source: Source,
    size: u64,
}

#[derive(Debug)]
pub(super) enum Source {
    Local(File),
    S3(s3::Object),
}

impl StoredBlob {
    pub(super) fn new(source: impl Into<Source>, size: u64) -> Self {
        Self { source: source.into(), size }
    }

    pub fn size(&self) -> u64 {
        self.size
    }

    /// The whole content in memory, for what must jump about in it: pictures, archives. Refused above `limit`.
    pub async fn bytes(self, limit: u64) -> Result<Vec<u8>, BlobError> {
        if self.size > limit {
            return Err(BlobError::Io(io::ErrorKind::FileTooLarge.into()));
        }
        self.beginning(limit).await
    }

    /// The beginning in memory: `limit` bytes, or the whole of a smaller one.
    pub async fn beginning(self, limit: u64) -> Result<Vec<u8>, BlobError> {
        let size = self.size.min(limit);
        let mut bytes = Vec::with_capacity(usize::try_from(size).map_err(io::Error::other)?);
        let mut chunks = std::pin::pin!(self.stream(0..size));
        while let Some(chunk) = chunks.try_next().await? {
            bytes.extend_from_slice(&chunk);
        }
        Ok(bytes)
    }

    /// The bytes of `range`. A file that is shorter ends the stream with an error: the client sees a broken
    /// transfer and not a short file.
    pub fn stream(self, range: Range<u64>) -> impl Stream<Item = io::Result<Bytes>> + Send + 'static {
        match self.source {
            Source::Local(file) => Either::Left(local::stream(file, range)),
            Source::S3(object) => Either::Right(object.stream(range)),
        }
    }

    /// Where the client may fetch it without us, for a few minutes and under these headers; `None`: here only.
    pub fn elsewhere(&self, media_type: &str, disposition: &str) -> Option<String> {
        match &self.source {
            Source::Local(_) => None,
            Source::S3(object) => object.elsewhere(media_type, disposition),
        }
    }
}

impl From<File> for Source {
    fn from(file: File) -> Self {
        Self::Local(file)
    }
}

impl From<s3::Object> for Source {
    fn from(object: s3::Object) -> Self {
        Self::S3(object)
    }
}
