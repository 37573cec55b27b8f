//! *Memilah* by the hundred: many decisions in one request.

use super::super::requests::SortArtifacts;
use super::super::select::{self, Sorted};
use super::super::store;
use super::super::view::ArtifactView;
use crate::http::answer::Answer;
use crate::http::extract::Body;
use crate::http::language::Language;
use crate::http::precondition::Expected;
use crate::http::problem::{Kind, Problem, ProblemBody};
use crate::office::call::{Call, DryRun};
use actix_web::http::StatusCode;
use actix_web::post;
use serde::Serialize;
use std::collections::HashMap;
use utoipa::ToSchema;
use uuid::Uuid;

/// What came of every decision, in the order of the request.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SortedArtifacts)]
struct SortedView {
    #[schema(min_items = 1, max_items = 200)]
    items: Vec<SortedOneView>,
}

/// What came of one decision: the artifact or the problem.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SortedArtifact)]
struct SortedOneView {
    id: Uuid,
    /// As the same decision alone would be answered: 200 when it was made.
    #[schema(minimum = 200, maximum = 599, example = 200)]
    status: u16,
    /// The artifact as it now stands; null when it was refused.
    artifact: Option<ArtifactView>,
    /// Why it was refused; its pointers begin at the whole request.
    problem: Option<ProblemBody>,
}

/// Decide on many artifacts
///
/// *Memilah* with few calls: up to 200 decisions, each under the same rule as `…/selection`. By itself an item fails alone:
/// 207 with the status and the artifact or the problem of each, in the order of the request. With `atomic: true` it is all or
/// nothing: 200, or 409 BATCH_REFUSED whose `errors` point at every item that is in the way (`#/items/3/reason`). One
/// Idempotency-Key covers the whole. There is no `If-Match` for many: give the `version` of each.
#[utoipa::path(tag = "artifacts", params(DryRun), request_body = SortArtifacts,
    responses((status = 200, description = "With `atomic`: every decision was made", body = SortedView),
        (status = 207, description = "What came of each", body = SortedView)),
    security(("bearer" = ["SUBDIVISION_HEAD"])), extensions(("x-act" = json!("SELECT"))))]
#[post("/artifacts/_batch")]
pub(super) async fn sort_artifacts(call: Call, body: Body<SortArtifacts>) -> Result<Answer, Problem> {
    let Body { request, canonical } = body;
    let (language, base_url) = (Language::of(&call.request), call.app.config.base_url.clone());
    call.act(&canonical, async move |conn, doing| {
        if let Expected::Versions(_) = doing.expected {
            // Many have no ETag in common.
            return Err(Problem::new(Kind::PreconditionFailed));
        }
        let status = if request.atomic { StatusCode::OK } else { StatusCode::MULTI_STATUS };
        let Sorted { outcomes, cases } = select::sort_artifacts(conn, doing, request).await?;
        let decided: Vec<Uuid> = outcomes.iter().filter(|(_, outcome)| outcome.is_ok()).map(|(id, _)| *id).collect();
        let now = store::of_ids(conn, &doing.actor, &decided).await?;
        let mut views: HashMap<Uuid, ArtifactView> =
            now.into_iter().map(|whole| (whole.row.id, whole.view(&doing.actor, doing.now))).collect();
        let told = |(id, outcome): (Uuid, Result<(), Problem>)| SortedOneView {
            id,
            status: outcome.as_ref().err().map_or(StatusCode::OK, |problem| problem.kind.status()).as_u16(),
            artifact: views.remove(&id),
            problem: outcome.err().map(|problem| problem.body(language, &base_url, &doing.request_id)),
        };
        let view = SortedView { items: outcomes.into_iter().map(told).collect() };
        Ok(Answer { status, ..Answer::plain(&view).about(cases) })
    })
    .await
}
