//! A file that has arrived, before any row tells of it: what it says of itself is read. Nothing that it lacks refuses it.

use super::store::{self, MOST_BYTES, Picture};
use crate::blobs::Blobs;
use crate::db::Connection;
use crate::domain::digest::Digest;
use crate::domain::picture::NoCopies;
use crate::features::archive;
use crate::features::artifacts::{File, store::Artifact};
use crate::http::problem::Problem;
use crate::office::app::App;
use crate::pictures::{self, Capture};
use tokio::sync::Semaphore;
use tokio::task;

/// Looking takes a millisecond; only so many megabytes are in memory for it. Of what has no copies, for it is larger than is held (a
/// scan among the source material), only the beginning is looked at.
static LOOKS: Semaphore = Semaphore::const_new(256);
const MEGABYTE: u64 = 1024 * 1024;

/// What is seen of a picture.
#[derive(Debug, Clone)]
pub struct Seen {
    /// Width and height, held upright; None where it has none, or where nobody can read it.
    pub size: Option<(u32, u32)>,
    pub capture: Capture,
    pub ends_early: bool,
    /// Why no copies will be made, as far as that can be told by now.
    pub no_copies: Option<NoCopies>,
}

/// Looks at a stored file, if it is a picture we can read.
pub async fn look(app: &App, file: &File) -> Result<Option<Seen>, Problem> {
    if !pictures::is_readable(file.media_type.as_str()) {
        return Ok(None);
    }
    let held = u32::try_from(file.size.min(MOST_BYTES) / MEGABYTE + 1).map_err(Problem::internal)?;
    let turn = LOOKS.acquire_many(held).await.map_err(Problem::internal)?;
    let bytes = app.blobs.read(&file.digest).await?.ok_or_else(archive::gone)?.beginning(MOST_BYTES).await?;
    let (zone, memory, size, is_raw) = (app.config.zone, app.config.picture_memory, file.size, file.media_type.is_raw());
    // The turn is over when the thread is done, even if nobody waits for it any more.
    let seen = task::spawn_blocking(move || {
        let is_whole = bytes.len() as u64 == size;
        let looked = pictures::look(&bytes, is_raw, zone).unwrap_or_default();
        let no_copies = match pictures::lack(&bytes, size, is_raw, memory) {
            None if size > MOST_BYTES => Some(NoCopies::TooLarge),
            lack => lack,
        };
        let seen =
            Seen { size: looked.size, capture: looked.capture, ends_early: is_whole && pictures::ends_early(&bytes), no_copies };
        drop((bytes, turn));
        seen
    });
    seen.await.map(Some).map_err(Problem::internal)
}

/// The whole content of which a row tells; None where it is more than is held in memory.
pub async fn read(blobs: &Blobs, digest: &Digest) -> Result<Option<Vec<u8>>, Problem> {
    let blob = blobs.read(digest).await?;
    let blob = blob.ok_or_else(|| Problem::internal(format!("the content {digest} is not in the store")))?;
    if blob.size() > MOST_BYTES { Ok(None) } else { Ok(Some(blob.bytes(MOST_BYTES).await?)) }
}

/// Keeps what was seen of a content, in the transaction that refers to it.
pub async fn keep(conn: &mut Connection, digest: &Digest, seen: &Seen) -> Result<(), Problem> {
    if let Some(picture) = picture(digest, seen.size, &seen.capture)? {
        store::insert(conn, &Picture { no_copies: seen.no_copies, ..picture }).await?;
    }
    Ok(())
}

/// None of what cannot be shown: what it says fills the artifact, and that is all.
pub fn picture(digest: &Digest, size: Option<(u32, u32)>, capture: &Capture) -> Result<Option<Picture>, Problem> {
    let sides = size.and_then(|(width, height)| Some((i32::try_from(width).ok()?, i32::try_from(height).ok()?)));
    let Some((width, height)) = sides else { return Ok(None) };
    Ok(Some(Picture {
        sha256: *digest,
        width,
        height,
        captured_at: capture.taken_at,
        camera: capture.camera.clone(),
        latitude: capture.position.map(|at| at.latitude),
        longitude: capture.position.map(|at| at.longitude),
        likeness: None,
        no_copies: None,
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
