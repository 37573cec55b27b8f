//! How failures of the file store are told.

use super::{Kind, Problem};
use crate::blobs::BlobError;
use actix_web::http::header;

impl From<BlobError> for Problem {
    fn from(error: BlobError) -> Self {
        match error {
            BlobError::Full => {
                tracing::error!(target: "pubdok", "the file store is full");
                Self::new(Kind::StorageFull).header(header::RETRY_AFTER, "300")
            }
            BlobError::Away(reason) => {
                tracing::warn!(target: "pubdok", %reason, "the file store is away");
                Self::new(Kind::Unavailable).header(header::RETRY_AFTER, "5")
            }
            BlobError::Io(error) => Self::internal(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io;

    #[test]
    fn a_full_store_and_one_that_is_away_are_told_as_such_and_a_broken_one_as_a_bug() {
        for (error, kind) in [
            (BlobError::Full, Kind::StorageFull),
            (BlobError::Away("connection refused".to_owned()), Kind::Unavailable),
            (BlobError::Io(io::Error::other("?")), Kind::Internal),
        ] {
            assert_eq!(Problem::from(error).kind, kind);
        }
    }
}
