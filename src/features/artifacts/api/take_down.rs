//! Taking an artifact away from the public, and giving it back; what decides whether the public may have it.

use super::super::requests::{LiftTakeDown, TakeDownArtifact};
use super::super::take_down;
use super::super::view::ArtifactView;
use crate::http::answer::Answer;
use crate::http::extract::{Body, Id};
use crate::http::problem::Problem;
use crate::office::call::{Call, DryRun};
use actix_web::post;

/// Take an artifact down
///
/// Hides it from the public at once, in whatever state the case is, and keeps the record: those of the case read it as
/// before. While that stands it cannot be selected or deleted, a report with it cannot be submitted, and it is left out of
/// the selection as ZIP. Of publications a file of it is withdrawn at once and leaves a tombstone; a draft takes the publication that was
/// made of it along. What is taken down already is refused.
#[utoipa::path(tag = "artifacts", params(("id" = Uuid, Path, description = "The artifact"), DryRun), request_body = TakeDownArtifact,
    responses((status = 200, description = "The artifact as it now stands", body = ArtifactView)),
    security(("bearer" = ["DIVISION_HEAD", "SUBDIVISION_HEAD"])), extensions(("x-act" = json!("TAKE_DOWN"))))]
#[post("/artifacts/{id}/take-down")]
pub(super) async fn take_down_artifact(call: Call, id: Id, body: Body<TakeDownArtifact>) -> Result<Answer, Problem> {
    let Body { request, canonical } = body;
    call.act(&canonical, async move |conn, doing| {
        take_down::take_down(conn, doing, id.0, request).await?;
        super::shown(conn, doing, id.0).await
    })
    .await
}

/// Lift a take-down
///
/// Where it was wrong, or its reason is gone. What was withdrawn of publications is not shown again by this: correct or publish. What else keeps the artifact from the public stays: see `publicGates`. The
/// journal keeps both the take-down and its lifting.
#[utoipa::path(tag = "artifacts", params(("id" = Uuid, Path, description = "The artifact"), DryRun), request_body = LiftTakeDown,
    responses((status = 200, description = "The artifact as it now stands", body = ArtifactView)),
    security(("bearer" = ["DIVISION_HEAD"])), extensions(("x-act" = json!("LIFT_TAKE_DOWN"))))]
#[post("/artifacts/{id}/take-down/lifting")]
pub(super) async fn lift_take_down(call: Call, id: Id, body: Body<LiftTakeDown>) -> Result<Answer, Problem> {
    let Body { request, canonical } = body;
    call.act(&canonical, async move |conn, doing| {
        take_down::lift(conn, doing, id.0, request).await?;
        super::shown(conn, doing, id.0).await
    })
    .await
}
