//! What was dropped of an upload goes from the store at once: nobody waits for the collector to have room.

use super::refusal::Refusal;
use super::store::{self, Kept, Upload};
use crate::features::archive;
use crate::features::artifacts::refused;
use crate::http::problem::Problem;
use crate::office::app::App;
use crate::office::call::transaction;
use serde_json::json;
use uuid::Uuid;

/// Removes the bytes of pieces whose rows are gone, unless others use them.
pub async fn bytes(app: &App, dropped: &[Kept], also: Option<Uuid>) -> Result<(), Problem> {
    let mut names: Vec<Uuid> = dropped.iter().filter_map(Kept::held).chain(also).collect();
    let used = store::held(&mut *app.db.lease_to_act().await?, &names).await?;
    names.retain(|name| !used.contains(&Some(*name)));
    for name in names {
        app.blobs.release(name).await?;
    }
    for digest in dropped.iter().filter_map(Kept::digest) {
        archive::remove_unused(&app.db, &app.blobs, digest, None).await;
    }
    Ok(())
}

/// Ends an upload for what its bytes are: it gives its room back and says why from now on.
///
/// A line that broke, a case that has moved on, a store that is full: all that may be otherwise tomorrow ends nothing.
pub async fn refuse(app: &App, upload: &Upload, problem: &Problem) {
    if !refused::is_of_content(problem) {
        return;
    }
    let refusing = async {
        let (refusal, now) = (json!(Refusal::of(problem)), app.clock.now());
        let mut conn = app.db.lease_to_act().await?;
        let dropped = transaction(&mut conn, false, async |conn| Ok(store::refuse(conn, upload, refusal, now).await?)).await?;
        drop(conn);
        bytes(app, &dropped, None).await
    };
    let refused: Result<(), Problem> = refusing.await;
    if let Err(problem) = refused {
        // It stands, and is refused again when its sender goes on.
        tracing::warn!(target: "pubdok", %problem, upload = %upload.id, "an upload that was refused is not ended yet");
    }
}
