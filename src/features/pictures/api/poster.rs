//! Posters over HTTP.

use super::super::poster;
use crate::domain::artifact::ArtifactKind;
use crate::domain::media_type::MediaType;
use crate::domain::picture::NoCopies;
use crate::domain::workflow::{self, Act};
use crate::features::artifacts::receive::{self, Offer};
use crate::features::artifacts::{self, ArtifactView, File, refused};
use crate::http::answer::Answer;
use crate::http::extract::Id;
use crate::http::language::Words;
use crate::http::problem::{FaultKind, Place, Problem};
use crate::office::call::{Call, DryRun};
use actix_web::{delete, put, web};
use futures_util::TryStreamExt;

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
    let mut conn = call.lease().await?;
    let whole = artifacts::store::find(&mut conn, &call.actor, id.0).await?;
    doing.expected.check(whole.row.version)?;
    let hat = workflow::permit(Act::AttachPoster, &doing.actor.hats, &whole.facts(), Vec::new())?;
    let sender = artifacts::sender(hat)?;
    refused::require(&mut conn, &doing, sender).await?;
    drop(conn);
    let headers = call.request.headers();
    receive::require_size(headers, MOST_BYTES, 0)?;
    let offer = Offer {
        kind: ArtifactKind::Photo,
        limit: MOST_BYTES,
        declared: receive::declared(headers, &TYPES)?,
        file_name: None,
        digests: receive::digests(headers)?,
        place: Place::Header("Content-Type"),
        sender,
    };
    let bytes = receive::patient(payload).map_err(receive::broken);
    let file = receive::receive(&call.app, offer, bytes).await?;
    if let Some((code, words)) = wrong(&file) {
        if let Some(arrival) = &file.arrival {
            arrival.refuse().await;
        }
        let problem = Problem::at(file.place, FaultKind::Rule { code, words });
        refused::count(&call.app, sender, &problem, file.size).await;
        return Err(problem);
    }
    receive::act(&call, &[], file, async move |conn, doing, file| {
        poster::attach(conn, doing, id.0, file).await?;
        artifacts::shown(conn, doing, id.0).await
    })
    .await
}

/// Why it can be no poster: a file of its own is kept without copies, a poster is nothing without them.
fn wrong(file: &File) -> Option<(&'static str, Words)> {
    let media_type = file.media_type;
    if !TYPES.contains(&media_type) {
        let list = receive::names(&TYPES);
        let words = Words::new(
            format!("Isinya {media_type}; poster adalah {list}."),
            format!("Its content is {media_type}; a poster is {list}."),
        );
        return Some(("TYPE_MISMATCH", words));
    }
    let seen = file.look.as_ref()?;
    match seen.no_copies {
        Some(NoCopies::Packed) => Some((
            "PACKED_LIKE_NO_PHOTOGRAPH",
            Words::new(
                "Gambar ini dimampatkan melebihi foto mana pun sehingga tidak akan diperkecil; kirim yang lain.",
                "This picture is packed as no photograph is, so nothing would make it smaller; send another.",
            ),
        )),
        Some(NoCopies::TooLarge) => Some((
            "TOO_MANY_PIXELS",
            Words::new(
                "Gambar ini terlalu besar untuk diperkecil; kirim yang lebih kecil.",
                "This picture is too large to be made smaller; send a smaller one.",
            ),
        )),
        None if seen.size.is_some() => None,
        _ => Some((
            "UNREADABLE_PICTURE",
            Words::new(
                "Gambar ini rusak atau tidak didukung; kirim JPEG, PNG atau WebP lain.",
                "This picture is damaged or not supported; send another JPEG, PNG or WebP.",
            ),
        )),
    }
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
        poster::remove(conn, doing, id.0).await?;
        artifacts::shown(conn, doing, id.0).await
    })
    .await
}
