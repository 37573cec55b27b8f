//! The bytes of an object: passed on by us, or fetched by the client from the server itself.

use std::io;
use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::future::{self, Either, FutureExt};
use futures_util::{Stream, StreamExt, TryFutureExt, TryStreamExt, stream};
use object_store::signer::{SignedUrlOptions, Signer};
use object_store::{GetOptions, ObjectStore};
use reqwest::Method;

use super::{Bucket, fault};
use crate::blobs::{BlobError, Downloads};
use crate::domain::digest::Digest;

/// Long enough to begin a download, too short to be passed around.
const ADDRESS_LASTS: Duration = Duration::from_secs(300);

#[derive(Debug)]
pub struct Object {
    bucket: Arc<Bucket>,
    digest: Digest,
}

impl Object {
    pub fn new(bucket: Arc<Bucket>, digest: Digest) -> Self {
        Self { bucket, digest }
    }

    /// Asks the server only when the first bytes are wanted: an answer to HEAD costs nothing.
    pub fn stream(self, range: Range<u64>) -> impl Stream<Item = io::Result<Bytes>> + Send + 'static {
        if range.is_empty() {
            return Either::Left(stream::empty());
        }
        let wanted = range.end - range.start;
        let asked = async move {
            let options = GetOptions { range: Some(range.into()), ..GetOptions::default() };
            let got = self.bucket.store.get_opts(&self.bucket.path(&self.digest), options).await.map_err(broken_off)?;
            Ok::<_, io::Error>(got.into_stream().map_err(broken_off))
        };
        Either::Right(exactly(wanted, asked.try_flatten_stream()))
    }

    pub fn elsewhere(&self, media_type: &str, disposition: &str) -> Option<String> {
        if self.bucket.downloads == Downloads::Stream {
            return None;
        }
        let headers = [("response-content-type", media_type), ("response-content-disposition", disposition)];
        let options = SignedUrlOptions::new().with_query(headers);
        let place = self.bucket.path(&self.digest);
        // Signing is arithmetic; it is asynchronous for keys that must be fetched, and ours are settings.
        let signed = self.bucket.store.signed_url_opts(Method::GET, &place, ADDRESS_LASTS, &options).now_or_never()?;
        match signed {
            Ok(address) => Some(address.into()),
            Err(error) => {
                tracing::warn!(target: "pubdok", error = %fault(error), "no address signed; passing the bytes on");
                None
            }
        }
    }
}

/// The stream, ended by an error where it falls short: of a range the server gives what there is.
fn exactly(wanted: u64, bytes: impl Stream<Item = io::Result<Bytes>>) -> impl Stream<Item = io::Result<Bytes>> {
    let end = stream::once(future::ready(Ok(None)));
    let mut left = wanted;
    bytes.map_ok(Some).chain(end).try_filter_map(move |chunk| {
        future::ready(match chunk {
            Some(chunk) => {
                left = left.saturating_sub(chunk.len() as u64);
                Ok(Some(chunk))
            }
            None if left == 0 => Ok(None),
            None => Err(io::ErrorKind::UnexpectedEof.into()),
        })
    })
}

fn broken_off(error: object_store::Error) -> io::Error {
    match fault(error) {
        BlobError::Io(error) => error,
        other => io::Error::other(other),
    }
}
