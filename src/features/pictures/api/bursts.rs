//! Bursts of a case: twelve pictures of one handshake, told as one choice.

use super::super::find::{self, MOST_SHOTS};
use super::super::store::{self, Original, Shot};
use super::super::workshop::Workshop;
use crate::domain::picture::{Frame, RenditionSize};
use crate::http::answer::Answer;
use crate::http::extract::Id;
use crate::http::fields::Stamp;
use crate::http::problem::Problem;
use crate::office::call::Call;
use crate::office::visibility;
use crate::pictures;
use actix_web::get;
use actix_web::web::Data;
use futures_util::future::join_all;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// So many that nobody has looked at yet are looked at now: a few seconds.
const MOST_NOW: usize = 12;

/// The bursts of an assignment.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Bursts {
    /// In the order of time.
    #[schema(max_items = 1000)]
    groups: Vec<Burst>,
    /// How many photos could not be compared yet: ask again in a moment.
    #[schema(minimum = 0, maximum = 2000, example = 0)]
    pending: i32,
}

/// Photos taken in quick succession that look alike.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Burst {
    /// In the order of time.
    #[schema(min_items = 2, max_items = 2000, example = json!(["019ab0d0-0000-7000-8000-00000000000e", "019ab0d0-0000-7000-8000-00000000000f"]))]
    artifact_ids: Vec<Uuid>,
    /// When the first was taken.
    from: Stamp,
    /// When the last was taken.
    until: Stamp,
}

/// Find the bursts among the photos
///
/// Groups of PHOTO artifacts, each taken at most 10 seconds after another of its group and looking like it, so that one can be
/// selected of many; each group is also a list (`…/artifacts?burst=` and one of its ids). Photos without `takenAt`, and those that cannot be decoded, are in none.
#[utoipa::path(tag = "artifacts", params(("id" = Uuid, Path, description = "The assignment")),
    responses((status = 200, description = "The bursts", body = Bursts)),
    security(("bearer" = ["DIVISION_HEAD", "SUBDIVISION_HEAD", "STAFF", "AUDITOR"])))]
#[get("/assignments/{id}/bursts")]
pub(super) async fn list_bursts(call: Call, id: Id, workshop: Data<Workshop>) -> Result<Answer, Problem> {
    call.no_parameters()?;
    let mut conn = call.lease().await?;
    visibility::require_case(&mut conn, &call.actor, id.0).await?;
    let mut shots = store::shots(&mut conn, id.0, MOST_SHOTS).await?;
    drop(conn);
    let waiting: Vec<_> = shots.iter().filter(|shot| shot.is_pending()).map(Shot::original).collect();
    if !waiting.is_empty() {
        let (workshop, db) = (&workshop, &call.app.db);
        let now = waiting.iter().take(MOST_NOW);
        // One that fails stays pending; it is in the log.
        join_all(now.map(|original| workshop.rendition(db, original, RenditionSize::Thumbnail))).await;
        shots = store::shots(&mut *call.lease().await?, id.0, MOST_SHOTS).await?;
    }
    Ok(Answer::plain(&bursts(&shots)))
}

fn bursts(shots: &[Shot]) -> Bursts {
    let pending = shots.iter().filter(|shot| shot.is_pending()).count();
    Bursts {
        groups: find::bursts(shots).iter().filter_map(|frames| burst(frames)).collect(),
        pending: pending.try_into().unwrap_or(i32::MAX),
    }
}

fn burst(frames: &[Frame<Uuid>]) -> Option<Burst> {
    let (first, last) = (frames.first()?, frames.last()?);
    let artifact_ids = frames.iter().map(|frame| frame.id).collect();
    Some(Burst { artifact_ids, from: first.taken_at.into(), until: last.taken_at.into() })
}

impl Shot {
    fn is_pending(&self) -> bool {
        pictures::is_decodable(&self.media_type) && self.likeness.is_none() && self.no_copies.is_none() && self.width.is_some()
    }

    fn original(&self) -> Original {
        Original { digest: self.sha256, sender: self.uploaded_by_id }
    }
}
