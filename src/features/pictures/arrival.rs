//! A file that has arrived, before any row tells of it: what it says of itself is read, what nobody could show is refused.

use super::store::{self, Picture};
use crate::blobs::Blobs;
use crate::db::Connection;
use crate::domain::digest::Digest;
use crate::domain::media_type::MediaType;
use crate::features::archive;
use crate::features::artifacts::{File, store::Artifact};
use crate::http::language::Words;
use crate::http::problem::{FaultKind, Place, Problem};
use crate::office::app::App;
use crate::pictures::{self, BadHeader, Capture, LONGEST_SIDE, Look, MOST_PIXELS};
use tokio::sync::Semaphore;
use tokio::task;

/// A header stands at the beginning, with what cameras and agencies write beside it.
const BEGINNING: u64 = 1024 * 1024;
/// More than a photo may have, unless the office says so. What is larger (a scan among the source material) is let through without a
/// look, and no copies are made of it: they would be made of a part.
pub const WHOLE: u64 = 64 * 1024 * 1024;

/// Looking takes a millisecond; only so many files are in memory for it.
static LOOKS: Semaphore = Semaphore::const_new(8);

/// Looks at a stored file, if it is a picture we can read; refuses one that nobody could show.
pub async fn look(app: &App, file: &File) -> Result<Option<Look>, Problem> {
    if !pictures::is_readable(file.media_type.as_str()) || file.size > WHOLE {
        return Ok(None);
    }
    // These may keep what we look for at their end.
    let mut limit =
        if [MediaType::Webp, MediaType::Tiff, MediaType::Heic].contains(&file.media_type) { WHOLE } else { BEGINNING };
    loop {
        let turn = LOOKS.acquire().await.map_err(Problem::internal)?;
        let bytes = app.blobs.read(&file.digest).await?.ok_or_else(archive::gone)?.beginning(limit).await?;
        let zone = app.config.zone;
        // The turn is over when the thread is done, even if nobody waits for it any more.
        let seen = task::spawn_blocking(move || {
            let seen = pictures::look(&bytes, zone);
            drop((bytes, turn));
            seen
        });
        let seen = seen.await.map_err(Problem::internal)?;
        match seen {
            Ok(look) => return Ok(Some(look)),
            Err(BadHeader::Truncated) if limit < file.size => limit = WHOLE,
            Err(bad) => {
                let (code, words) = told(bad);
                return Err(Problem::at(file.place.clone(), FaultKind::Rule { code, words }));
            }
        }
    }
}

/// Refuses by its beginning a picture that nobody could show. Where the header goes on behind it, nothing is said yet.
pub fn look_at_beginning(head: &[u8], place: &Place) -> Result<(), Problem> {
    match pictures::too_large(head) {
        Some(bad) => {
            let (code, words) = told(bad);
            Err(Problem::at(place.clone(), FaultKind::Rule { code, words }))
        }
        None => Ok(()),
    }
}

/// The whole content of which a row tells; None where it is more than is looked at.
pub async fn read(blobs: &Blobs, digest: &Digest) -> Result<Option<Vec<u8>>, Problem> {
    let blob = blobs.read(digest).await?;
    let blob = blob.ok_or_else(|| Problem::internal(format!("the content {digest} is not in the store")))?;
    if blob.size() > WHOLE { Ok(None) } else { Ok(Some(blob.bytes(WHOLE).await?)) }
}

fn told(bad: BadHeader) -> (&'static str, Words) {
    match bad {
        BadHeader::TooManyPixels { width, height } => {
            let megapixels = MOST_PIXELS / 1_000_000;
            let words = Words::new(
                format!(
                    "Gambar ini {width} × {height} piksel; paling banyak {megapixels} megapiksel dan {LONGEST_SIDE} piksel per sisi. Kirim yang lebih kecil."
                ),
                format!(
                    "This picture has {width} × {height} pixels; at most {megapixels} megapixels and {LONGEST_SIDE} pixels a side. Send a smaller one."
                ),
            );
            ("TOO_MANY_PIXELS", words)
        }
        BadHeader::Truncated | BadHeader::Unreadable => {
            let words = Words::new(
                "Kepala gambar ini rusak atau terpotong; salin ulang dari kamera, lalu kirim lagi.",
                "The header of this picture is damaged or cut off; copy it from the camera again and send it anew.",
            );
            ("UNREADABLE_PICTURE", words)
        }
    }
}

/// Keeps what was seen of a content, in the transaction that refers to it.
pub async fn keep(conn: &mut Connection, digest: &Digest, look: &Look) -> Result<(), Problem> {
    if let Some(picture) = picture(digest, look)? {
        store::insert(conn, &picture).await?;
    }
    Ok(())
}

/// None of what cannot be shown: what it says fills the artifact, and that is all.
pub fn picture(digest: &Digest, look: &Look) -> Result<Option<Picture>, Problem> {
    let (Some((width, height)), capture) = (look.size, &look.capture) else { return Ok(None) };
    Ok(Some(Picture {
        sha256: *digest,
        width: i32::try_from(width).map_err(Problem::internal)?,
        height: i32::try_from(height).map_err(Problem::internal)?,
        captured_at: capture.taken_at,
        camera: capture.camera.clone(),
        latitude: capture.position.map(|at| at.latitude),
        longitude: capture.position.map(|at| at.longitude),
        likeness: None,
        broken: false,
    }))
}

/// Fills what the sender left empty; what a person said stands.
pub fn fill(row: &mut Artifact, capture: &Capture) {
    fn leave<T: Clone>(said: &mut Option<T>, found: &Option<T>) {
        if said.is_none() {
            said.clone_from(found);
        }
    }
    leave(&mut row.taken_at, &capture.taken_at);
    leave(&mut row.caption, &capture.caption);
    leave(&mut row.byline, &capture.byline);
    leave(&mut row.credit, &capture.credit);
    leave(&mut row.copyright, &capture.copyright);
    leave(&mut row.location_shown, &capture.location);
    if row.keywords.is_empty() {
        row.keywords.clone_from(&capture.keywords);
    }
}
