//! Taking an artifact away from the public, and giving it back; what decides whether the public may have it.

use super::super::store::{TakeDown, Whole};
use super::super::take_down;
use super::view::ArtifactView;
use crate::domain::artifact::{Exposure, Shows};
use crate::domain::text::{Line, Prose};
use crate::domain::time::Instant;
use crate::http::answer::Answer;
use crate::http::extract::{Body, Id};
use crate::http::fields::Stamp;
use crate::http::problem::{Faults, Problem};
use crate::office::call::{Call, DryRun};
use actix_web::post;
use deserr::Deserr;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

#[derive(Debug, Deserr, ToSchema)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
#[schema(rename_all = "camelCase")]
pub struct TakeDownArtifact {
    /// E.g. `Orang tua meminta foto anaknya tidak ditampilkan`.
    pub reason: Prose<2000>,
    /// The law, order or request it rests on. E.g. `UU 27/2022 Pasal 8`.
    #[deserr(default)]
    pub legal_basis: Option<Line<300>>,
}

#[derive(Debug, Deserr, ToSchema)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
#[schema(rename_all = "camelCase")]
pub struct LiftTakeDown {
    /// E.g. `Persetujuan tertulis orang tua sudah diterima`.
    pub reason: Prose<2000>,
}

/// That an artifact was taken away from the public, and stays so until that is lifted.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = TakeDown)]
pub struct TakeDownView {
    /// E.g. `Orang tua meminta foto anaknya tidak ditampilkan`.
    pub reason: Prose<2000>,
    /// What it rests on. E.g. `UU 27/2022 Pasal 8`.
    pub legal_basis: Option<Line<300>>,
    pub by_id: Uuid,
    pub at: Stamp,
}

/// Take an artifact down
///
/// Hides it from the public at once, in whatever state the case is, and keeps the record: those of the case read it as
/// before. While that stands it cannot be selected or deleted, a report with it cannot be submitted, and it is left out of
/// the selection as ZIP. What is taken down already is refused.
#[utoipa::path(tag = "artifacts", params(("id" = Uuid, Path, description = "The artifact"), DryRun), request_body = TakeDownArtifact,
    responses((status = 200, description = "The artifact as it now stands", body = ArtifactView)),
    security(("bearer" = ["DIVISION_HEAD", "SUBDIVISION_HEAD"])), extensions(("x-act" = json!("TAKE_DOWN"))))]
#[post("/artifacts/{id}/take-down")]
pub(super) async fn take_down_artifact(call: Call, id: Id, body: Body<TakeDownArtifact>) -> Result<Answer, Problem> {
    let Body { request, canonical } = body;
    call.act(&canonical, async move |conn, doing| {
        take_down::take_down(conn, doing, id.0, request).await?;
        super::super::shown(conn, doing, id.0).await
    })
    .await
}

/// Lift a take-down
///
/// Where it was wrong, or its reason is gone. What else keeps the artifact from the public stays: see `publicGates`. The
/// journal keeps both the take-down and its lifting.
#[utoipa::path(tag = "artifacts", params(("id" = Uuid, Path, description = "The artifact"), DryRun), request_body = LiftTakeDown,
    responses((status = 200, description = "The artifact as it now stands", body = ArtifactView)),
    security(("bearer" = ["DIVISION_HEAD"])), extensions(("x-act" = json!("LIFT_TAKE_DOWN"))))]
#[post("/artifacts/{id}/take-down/lifting")]
pub(super) async fn lift_take_down(call: Call, id: Id, body: Body<LiftTakeDown>) -> Result<Answer, Problem> {
    let Body { request, canonical } = body;
    call.act(&canonical, async move |conn, doing| {
        take_down::lift(conn, doing, id.0, request).await?;
        super::super::shown(conn, doing, id.0).await
    })
    .await
}

impl TakeDown {
    pub fn view(&self) -> TakeDownView {
        TakeDownView {
            reason: self.reason.clone(),
            legal_basis: self.legal_basis.clone(),
            by_id: self.taken_down_by_id,
            at: self.taken_down_at.into(),
        }
    }
}

impl Whole {
    /// What decides whether the public may have it.
    pub fn exposure(&self, now: Instant) -> Exposure {
        let row = &self.row;
        Exposure {
            decision: row.decision,
            is_taken_down: self.take_down.is_some(),
            classification: self.case.classification,
            embargo_until: row.embargo_until,
            now,
            shows: Shows::of(row.kind, self.content.as_ref().map(|content| content.media_type.as_str())),
            has_alt_text: row.alt_text.is_some(),
            names_persons: !row.persons_shown.is_empty(),
            has_lawful_basis: row.lawful_basis.is_some(),
            children_shown: row.children_shown,
            has_consent: row.consent_ref.is_some(),
        }
    }
}
