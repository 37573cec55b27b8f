//! Why the archive could not be gone through.

use crate::blobs::BlobError;

/// The database failed, or the store.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    #[error("the database: {0}")]
    Database(#[from] diesel::result::Error),
    #[error(transparent)]
    Store(#[from] BlobError),
}
