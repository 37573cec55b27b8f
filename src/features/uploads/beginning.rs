//! The first bytes of an upload, looked at before more of it is kept: what they show can never become an artifact is over at once.

use super::store::{self, Kept, Upload};
use crate::blobs::HEAD;
use crate::features::artifacts::receive::Offer;
use crate::http::problem::Problem;
use crate::office::app::App;

/// So much is looked at before all of it is there: the header of most pictures.
const LOOK: usize = 64 * 1024;

/// As many of them as tell what the file is; None: they have told.
pub struct Beginning(Option<Vec<u8>>);

impl Beginning {
    /// What is there of them already.
    pub async fn of(app: &App, upload: &Upload) -> Result<Self, Problem> {
        if upload.received.unsigned_abs() >= LOOK as u64 {
            return Ok(Self(None));
        }
        let mut bytes = Vec::new();
        if upload.received == 0 {
            return Ok(Self(Some(bytes)));
        }
        let pieces = store::segments(&mut *app.db.lease().await?, upload.id, upload.received).await?;
        for piece in pieces {
            let blob = match piece.kept {
                Kept::Blob(digest) => app.blobs.read(&digest).await?,
                Kept::Held(name) => app.blobs.read_held(name).await?,
            };
            // What is lost shows when the file is put together.
            let Some(blob) = blob else { return Ok(Self(None)) };
            bytes.extend_from_slice(&blob.beginning(piece.size.unsigned_abs()).await?);
        }
        Ok(Self(Some(bytes)))
    }

    /// More has come; answers whether that is enough to look at.
    pub fn grow(&mut self, chunk: &[u8]) -> bool {
        let Some(bytes) = &mut self.0 else { return false };
        bytes.extend_from_slice(&chunk[..chunk.len().min(LOOK.saturating_sub(bytes.len()))]);
        bytes.len() >= HEAD
    }

    /// Whether what came so far tells that the file can never be what it is meant for. Of one that is shorter than is looked at the
    /// whole says it, when it is put together.
    pub fn look(&mut self, offer: &Offer) -> Result<(), Problem> {
        let Some(bytes) = &self.0 else { return Ok(()) };
        let told = offer.beginning(bytes);
        if bytes.len() >= LOOK {
            self.0 = None;
        }
        told
    }
}
