//! In which encoding a text came: told with it, for it is kept as it came.

use super::receive::File;
use crate::blobs::{BlobError, Blobs};
use crate::domain::text_encoding::{Letters, TextEncoding};
use crate::features::archive;
use crate::http::problem::Problem;
use futures_util::TryStreamExt;
use std::pin::pin;

/// Reads all of a stored text, in constant memory; None of what is no text, or tells none.
pub async fn encoding(blobs: &Blobs, file: &File) -> Result<Option<TextEncoding>, Problem> {
    if !file.media_type.is_text() {
        return Ok(None);
    }
    let blob = blobs.read(&file.digest).await?.ok_or_else(archive::gone)?;
    let (mut letters, mut bytes) = (Letters::default(), pin!(blob.stream(0..file.size)));
    while let Some(chunk) = bytes.try_next().await.map_err(BlobError::from)? {
        letters.take(&chunk);
    }
    Ok(letters.seen(true))
}
