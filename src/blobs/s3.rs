//! The store as a bucket of an S3-compatible server: `incoming/<uuid>` while a large file arrives, `sha256/ab/cd/<hex>`
//! once it is whole.

mod fault;
mod incoming;
mod reading;
mod traced;

use std::fmt;
use std::io;
use std::path::Path as FilePath;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use futures_util::stream::{BoxStream, StreamExt};
use futures_util::{TryStreamExt, future};
use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::path::Path;
use object_store::{BackoffConfig, ClientOptions, Error, ObjectMeta, ObjectStore, ObjectStoreExt, RetryConfig};
use url::Url;
use uuid::Uuid;

use crate::blobs::mark::MARK;
use crate::blobs::{BlobError, Downloads, Listed, S3, address, named};
use crate::domain::digest::Digest;
use fault::fault;

pub(super) use incoming::{Ended, Upload};
pub(super) use reading::Object;

const CONNECT: Duration = Duration::from_secs(5);

/// For one answer to begin. A server may be silent while it copies gigabytes; what is unreachable is found out earlier.
const ANSWER: Duration = Duration::from_secs(180);

/// A hiccup is not worth a failed upload; a server that is down must not keep clients waiting for long.
const RETRIES: usize = 2;
const RETRY_FOR: Duration = Duration::from_secs(10);

pub(super) struct Bucket {
    store: AmazonS3,
    /// Empty, or ends in `/`.
    root: String,
    downloads: Downloads,
}

impl Bucket {
    pub(super) fn new(settings: &S3) -> Result<Self, BlobError> {
        let client = ClientOptions::new()
            .with_connect_timeout(CONNECT)
            .with_read_timeout(ANSWER)
            // It would count the whole of a download, and cut slow clients off.
            .with_timeout_disabled()
            // Whether the settings may name one is for them to say.
            .with_allow_http(true);
        let retry = RetryConfig { backoff: BackoffConfig::default(), max_retries: RETRIES, retry_timeout: RETRY_FOR };
        let mut builder = AmazonS3Builder::new()
            .with_bucket_name(&settings.bucket)
            .with_region(&settings.region)
            .with_access_key_id(&settings.access_key_id)
            .with_secret_access_key(&settings.secret_access_key.0)
            .with_virtual_hosted_style_request(!settings.path_style)
            .with_client_options(client)
            .with_http_connector(traced::Connector)
            .with_retry(retry);
        if let Some(endpoint) = &settings.endpoint {
            builder = builder.with_endpoint(host_of(endpoint, settings));
        }
        let root = if settings.prefix.is_empty() { String::new() } else { format!("{}/", settings.prefix) };
        Ok(Self { store: builder.build().map_err(fault)?, root, downloads: settings.downloads })
    }

    /// Does once what will be done. Listing goes first: some servers make a bucket that is missing when something is put
    /// into it, and without the right to list, an object that is not there is told as a forbidden one.
    pub(super) async fn check(&self) -> Result<(), BlobError> {
        self.store.list(Some(&self.arriving())).try_next().await.map_err(fault)?;
        let probe = self.incoming();
        self.store.put(&probe, Bytes::from_static(b"pubdok").into()).await.map_err(fault)?;
        let read = self.store.get(&probe).await;
        self.store.delete(&probe).await.map_err(fault)?;
        read.map(|_| ()).map_err(fault)
    }

    pub(super) async fn mark(&self) -> Result<Option<String>, BlobError> {
        match self.store.get(&self.mark_path()).await {
            Err(Error::NotFound { .. }) => Ok(None),
            found => {
                let bytes = found.map_err(fault)?.bytes().await.map_err(fault)?;
                Ok(Some(String::from_utf8_lossy(&bytes).into_owned()))
            }
        }
    }

    pub(super) async fn put_mark(&self, told: String) -> Result<(), BlobError> {
        self.store.put(&self.mark_path(), Bytes::from(told).into()).await.map(|_| ()).map_err(fault)
    }

    pub(super) async fn find(&self, digest: &Digest) -> Result<Option<ObjectMeta>, BlobError> {
        match self.store.head(&self.path(digest)).await {
            Ok(found) => Ok(Some(found)),
            Err(Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(fault(error)),
        }
    }

    /// The server gives them by the thousand.
    pub(super) fn list(&self) -> BoxStream<'static, Result<Listed, BlobError>> {
        let objects = self.store.list(Some(&Path::from(format!("{}sha256", self.root)))).map_err(fault);
        objects.try_filter_map(|object| future::ready(Ok(listed(&object)))).boxed()
    }

    /// As on a folder, the look at its age and the removal are two steps.
    pub(super) async fn remove(&self, digest: &Digest, older_than: Duration) -> Result<bool, BlobError> {
        match self.find(digest).await? {
            Some(found) if age(&found) >= older_than => {
                self.store.delete(&self.path(digest)).await.map_err(fault)?;
                Ok(true)
            }
            _ => Ok(false),
        }
    }

    /// Whole large files that were never given their name. Parts of unfinished ones are the server's to clear: a
    /// lifecycle rule of the bucket does it.
    pub(super) async fn sweep(&self, older_than: Duration) -> Result<usize, BlobError> {
        let mut objects = self.store.list(Some(&self.arriving()));
        let mut removed = 0;
        while let Some(object) = objects.try_next().await.map_err(fault)? {
            if age(&object) >= older_than {
                self.store.delete(&object.location).await.map_err(fault)?;
                removed += 1;
            }
        }
        Ok(removed)
    }

    fn path(&self, digest: &Digest) -> Path {
        Path::from(format!("{}{}", self.root, address(digest)))
    }

    fn mark_path(&self) -> Path {
        Path::from(format!("{}{MARK}", self.root))
    }

    /// The place of all that is on its way in.
    fn arriving(&self) -> Path {
        Path::from(format!("{}incoming", self.root))
    }

    fn incoming(&self) -> Path {
        Path::from(format!("{}/{}", self.arriving(), Uuid::now_v7()))
    }
}

/// Without the client, which knows the keys.
impl fmt::Debug for Bucket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bucket").field("store", &self.store.to_string()).field("root", &self.root).finish_non_exhaustive()
    }
}

/// The client takes an endpoint as it is, so with the other style the bucket is put before the host here.
fn host_of(endpoint: &Url, settings: &S3) -> String {
    let endpoint = endpoint.as_str().trim_end_matches('/');
    match endpoint.split_once("://") {
        Some((scheme, host)) if !settings.path_style => format!("{scheme}://{}.{host}", settings.bucket),
        _ => endpoint.to_owned(),
    }
}

fn listed(object: &ObjectMeta) -> Option<Listed> {
    let digest = named(FilePath::new(object.location.as_ref()))?;
    Some(Listed { digest, age: age(object) })
}

/// By the server's clock against ours: what depends on it leaves room for hours.
fn age(object: &ObjectMeta) -> Duration {
    SystemTime::from(object.last_modified).elapsed().unwrap_or_default()
}

fn died(error: tokio::task::JoinError) -> BlobError {
    BlobError::Io(io::Error::other(error))
}
