//! Where the files are kept, as the settings say it.

use std::fmt;
use std::path::PathBuf;

use url::Url;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Location {
    Folder(PathBuf),
    Bucket(S3),
}

/// A bucket of an S3-compatible store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct S3 {
    pub bucket: String,
    /// Empty, or names joined by `/`, without one at either end.
    pub prefix: String,
    /// None: Amazon's own, of the region.
    pub endpoint: Option<Url>,
    pub region: String,
    /// The bucket stands in the path of an address, not in its host.
    pub path_style: bool,
    pub access_key_id: String,
    pub secret_access_key: Secret,
    pub downloads: Downloads,
}

/// Who sends the bytes of a file in a bucket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Downloads {
    /// The service passes them on.
    #[default]
    Stream,
    /// The bucket itself, at an address that is good for minutes.
    Redirect,
}

/// Never told to a log.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(pub String);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

impl From<PathBuf> for Location {
    fn from(folder: PathBuf) -> Self {
        Self::Folder(folder)
    }
}

/// As `PUBDOK_BLOB_STORE` has it, and where on the network that is.
impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Folder(folder) => write!(f, "{}", folder.display()),
            Self::Bucket(S3 { bucket, prefix, endpoint, .. }) => {
                let slash = if prefix.is_empty() { "" } else { "/" };
                write!(f, "s3://{bucket}{slash}{prefix}")?;
                endpoint.as_ref().map_or(Ok(()), |endpoint| write!(f, " at {}", endpoint.as_str().trim_end_matches('/')))
            }
        }
    }
}
