//! A paper as PDF: the file that is kept, or set now from what was fixed, and kept from then on.

use super::notes;
use super::store::{self, Kept};
use crate::domain::digest::Digest;
use crate::features::{archive, printing};
use crate::http::answer::Answer;
use crate::http::precondition;
use crate::http::problem::Problem;
use crate::office::call::{Call, transaction};
use crate::print::{MEDIA_TYPE, Sheet};
use bytes::Bytes;
use diesel_async::RunQueryDsl;
use serde::de::DeserializeOwned;
use std::sync::Arc;
use uuid::Uuid;

/// More than any sheet has.
const LARGEST: u64 = 256 * 1024 * 1024;

/// The newest paper of a thing that is in the caller's sight; with `notes`, what happened since on a page behind it.
pub async fn answer<S>(call: &Call, thing: Uuid, name: &str, notes: bool) -> Result<Answer, Problem>
where
    S: Sheet + DeserializeOwned + Send + Sync + 'static,
{
    let kept = store::newest(&mut *call.lease().await?, thing).await?;
    let (digest, pdf) = if notes { with_notes::<S>(call, thing, kept).await? } else { the_same::<S>(call, thing, kept).await? };
    printing::named(Answer::exact(MEDIA_TYPE, &digest, pdf), name)
}

async fn with_notes<S>(call: &Call, thing: Uuid, kept: Kept) -> Result<(Digest, Vec<u8>), Problem>
where
    S: Sheet + DeserializeOwned + Send + Sync + 'static,
{
    let zone = call.office().await?.zone();
    let about = notes::gathered(notes::about(vec![thing]).load(&mut *call.lease().await?).await?).remove(&thing);
    let notes = about.map(|about| about.notes(zone)).unwrap_or_default();
    let pdf = set::<S>(call, &kept, notes).await?;
    Ok((Digest::of(&pdf), pdf.to_vec()))
}

async fn the_same<S>(call: &Call, thing: Uuid, kept: Kept) -> Result<(Digest, Vec<u8>), Problem>
where
    S: Sheet + DeserializeOwned + Send + Sync + 'static,
{
    if let Some(digest) = kept.sha256 {
        if precondition::is_known(&call.request, &digest.to_string()) {
            return Ok((digest, Vec::new()));
        }
        match file(call, &digest).await {
            Ok(Some(pdf)) => return Ok((digest, pdf)),
            Ok(None) => tracing::error!(target: "pubdok", %digest, %thing, "the file of a paper is gone; it is set anew"),
            Err(error) => tracing::warn!(target: "pubdok", %error, %thing, "the file of a paper cannot be read; it is set anew"),
        }
    }
    let pdf = set::<S>(call, &kept, Vec::new()).await?;
    let digest = Digest::of(&pdf);
    match kept.sha256 {
        Some(known) if known != digest => {
            return Err(Problem::internal("the file of a paper is gone, and set anew it is another"));
        }
        _ => {}
    }
    match keep(call, thing, &kept, &digest, &pdf).await {
        // Another instance kept it a moment ago, as its typesetter set it.
        Ok(stands) if stands != digest => match file(call, &stands).await? {
            Some(pdf) => Ok((stands, pdf)),
            None => Err(Problem::internal("the file of a paper that was kept a moment ago is gone")),
        },
        Ok(_) => Ok((digest, pdf.to_vec())),
        Err(problem) => {
            // The next who prints it keeps it.
            tracing::warn!(target: "pubdok", %problem, %thing, "the file of a paper is not kept yet");
            Ok((digest, pdf.to_vec()))
        }
    }
}

async fn file(call: &Call, digest: &Digest) -> Result<Option<Vec<u8>>, Problem> {
    match call.app.blobs.read(digest).await? {
        Some(blob) => Ok(Some(blob.bytes(LARGEST).await?)),
        None => Ok(None),
    }
}

/// What was fixed, set by the typesetter of now.
async fn set<S>(call: &Call, kept: &Kept, notes: Vec<crate::print::Note>) -> Result<Arc<Vec<u8>>, Problem>
where
    S: Sheet + DeserializeOwned + Send + Sync + 'static,
{
    let mut sheet: S = serde_json::from_str(&kept.content).map_err(Problem::internal)?;
    sheet.note(notes);
    printing::set(call, with_logo(call, sheet).await?).await
}

/// A sheet with the picture that its letterhead names.
pub async fn with_logo<S: Sheet>(call: &Call, mut sheet: S) -> Result<S, Problem> {
    if let Some(logo) = &mut sheet.letterhead_mut().logo {
        logo.bytes = store::logo(&mut *call.lease().await?, &logo.digest).await?;
    }
    Ok(sheet)
}

/// Keeps the file; answers the one that stands.
async fn keep(call: &Call, thing: Uuid, kept: &Kept, digest: &Digest, pdf: &[u8]) -> Result<Digest, Problem> {
    let app = &call.app;
    let mut incoming = app.blobs.receive().await?;
    incoming.write(&Bytes::copy_from_slice(pdf)).await?;
    let arrival = archive::arrive(&app.db, &app.blobs, call.now, incoming).await?;
    let keeping = async {
        let mut conn = app.db.lease_to_act().await?;
        transaction(&mut conn, false, async |conn| {
            archive::claim(conn, &app.blobs, digest, Some(&arrival)).await?;
            Ok(store::keep_file(conn, thing, kept.act, digest, call.now).await?)
        })
        .await
    };
    let stands = keeping.await;
    arrival.end(&stands, |stands| stands == digest).await;
    stands
}
