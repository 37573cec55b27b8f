//! A poster: the picture a sender attaches to a video or a document, which nothing here draws from.

use super::arrival;
use super::store::{self, Poster};
use crate::db::Connection;
use crate::domain::artifact::ArtifactKind;
use crate::domain::journal::SubjectKind;
use crate::domain::media_type::MediaType;
use crate::domain::workflow::{self, Act};
use crate::features::archive;
use crate::features::artifacts::act::{self, Opened};
use crate::features::artifacts::receive::{self, Offer};
use crate::features::artifacts::{self, ArtifactView, File};
use crate::features::journal::{self, Entry};
use crate::http::answer::Answer;
use crate::http::extract::Id;
use crate::http::problem::{Place, Problem};
use crate::office::call::{Call, Doing, DryRun};
use actix_web::http::header;
use actix_web::{delete, put, web};
use futures_util::TryStreamExt;
use serde_json::{Value, json};
use uuid::Uuid;

/// A poster is shown small; a photographer's original is none.
const MOST_BYTES: u64 = 20 * 1024 * 1024;

/// What every browser shows and we decode.
const TYPES: [MediaType; 3] = [MediaType::Jpeg, MediaType::Png, MediaType::Webp];

/// Attach a poster
///
/// The bare JPEG, PNG or WebP as the body, at most 20 MiB: it stands for a file that is no picture, in renditions and on
/// the contact sheet. One that was there is replaced. The file itself and the decision on it stay as they are.
#[utoipa::path(tag = "artifacts", params(("id" = Uuid, Path, description = "The artifact"), DryRun),
    request_body(description = "The picture, under its own Content-Type", content(("image/jpeg"), ("image/png"), ("image/webp"))),
    responses((status = 200, description = "The artifact as it now stands", body = ArtifactView)),
    security(("bearer" = ["SUBDIVISION_HEAD", "STAFF"])), extensions(("x-act" = json!("ATTACH_POSTER"))))]
#[put("/artifacts/{id}/poster")]
pub(super) async fn attach_poster(call: Call, id: Id, payload: web::Payload) -> Result<Answer, Problem> {
    let doing = call.prospect().await?;
    // Refused before the file comes, and its connection given back.
    let whole = artifacts::store::find(&mut *call.lease().await?, &call.actor, id.0).await?;
    doing.expected.check(whole.row.version)?;
    workflow::permit(Act::AttachPoster, &doing.actor.hats, &whole.facts(), Vec::new())?;
    let headers = call.request.headers();
    receive::require_size(headers, MOST_BYTES, 0)?;
    let offer = Offer {
        kind: ArtifactKind::Photo,
        limit: MOST_BYTES,
        declared: Some(declared(&call)?),
        file_name: None,
        digests: receive::digests(headers)?,
        place: Place::Header("Content-Type"),
    };
    let bytes = receive::patient(payload).map_err(receive::broken);
    let file = receive::receive(&call.app, offer, bytes).await?;
    call.act(&[], async move |conn, doing| {
        attach(conn, doing, id.0, file).await?;
        artifacts::shown(conn, doing, id.0).await
    })
    .await
}

/// The `Content-Type`, which must be one of the three: the bytes alone might be a picture that is no poster.
fn declared(call: &Call) -> Result<String, Problem> {
    let headers = call.request.headers();
    let sent = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let is_one = MediaType::parse(sent).is_some_and(|one| TYPES.contains(&one));
    if is_one && !receive::is_encoded(headers) {
        return Ok(sent.to_owned());
    }
    Err(receive::unsupported(&TYPES.map(MediaType::as_str).join(", ")))
}

async fn attach(conn: &mut Connection, doing: &Doing, id: Uuid, file: File) -> Result<(), Problem> {
    let opened = act::open(conn, doing, id).await?;
    doing.expected.check(opened.row.version)?;
    let hat = opened.permit(doing, Act::AttachPoster)?;
    let poster = Poster {
        artifact_id: id,
        sha256: file.digest,
        media_type: file.media_type.as_str().to_owned(),
        size: i64::try_from(file.size).map_err(Problem::internal)?,
        uploaded_by_id: hat.officer.ok_or_else(|| Problem::internal("a sender without an officer"))?,
        uploaded_at: doing.now,
    };
    archive::claim(conn, &doing.blobs, &file.digest).await?;
    if let Some(look) = &file.look {
        arrival::keep(conn, &file.digest, look).await?;
    }
    store::set_poster(conn, &poster).await?;
    let entry = Entry::act(Act::AttachPoster, hat, (SubjectKind::Artifact, id));
    save(conn, doing, opened, entry, Some(&poster)).await
}

/// Remove the poster
///
/// Renditions of the file end with it.
#[utoipa::path(tag = "artifacts", params(("id" = Uuid, Path, description = "The artifact"), DryRun),
    responses((status = 200, description = "The artifact as it now stands", body = ArtifactView)),
    security(("bearer" = ["SUBDIVISION_HEAD", "STAFF"])), extensions(("x-act" = json!("REMOVE_POSTER"))))]
#[delete("/artifacts/{id}/poster")]
pub(super) async fn remove_poster(call: Call, id: Id) -> Result<Answer, Problem> {
    call.act(&[], async move |conn, doing| {
        remove(conn, doing, id.0).await?;
        artifacts::shown(conn, doing, id.0).await
    })
    .await
}

async fn remove(conn: &mut Connection, doing: &Doing, id: Uuid) -> Result<(), Problem> {
    let opened = act::open(conn, doing, id).await?;
    doing.expected.check(opened.row.version)?;
    let hat = opened.permit(doing, Act::RemovePoster)?;
    store::delete_poster(conn, id).await?;
    let entry = Entry::act(Act::RemovePoster, hat, (SubjectKind::Artifact, id));
    save(conn, doing, opened, entry, None).await
}

/// The artifact moves on, and the journal tells which poster came for which.
async fn save(
    conn: &mut Connection,
    doing: &Doing,
    opened: Opened,
    entry: Entry,
    poster: Option<&Poster>,
) -> Result<(), Problem> {
    let before = told(opened.poster.as_ref());
    let mut row = opened.row;
    row.updated_at = doing.now;
    row.version += 1;
    artifacts::store::update(conn, &row).await?;
    let entry = entry.of_case(opened.case.id()).changed(before, told(poster));
    Ok(journal::record(conn, doing, entry).await?)
}

fn told(poster: Option<&Poster>) -> Value {
    json!({ "poster": poster.map(Poster::view) })
}
