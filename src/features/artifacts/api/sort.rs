//! *Memilah* by the hundred: many decisions in one request.

use super::super::requests::SortArtifacts;
use super::super::select::{self, Sorted};
use super::super::store::{self, Texts};
use super::super::view::ArtifactView;
use crate::http::answer::Answer;
use crate::http::extract::Body;
use crate::http::language::Language;
use crate::http::precondition::Expected;
use crate::http::prefer;
use crate::http::problem::{Kind, Problem, ProblemBody};
use crate::office::call::{Call, DryRun};
use actix_web::http::StatusCode;
use actix_web::post;
use serde::Serialize;
use std::collections::HashMap;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// How much is wanted back.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "read by http::prefer; here for the document")]
struct Preference {
    /// `return=minimal`: as little as tells what came of it (RFC 7240).
    #[param(rename = "Prefer", required = false, format = "field-value", max_length = 8192, example = "return=minimal")]
    prefer: Option<String>,
}

/// What came of every item, in the order of the request.
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
    /// Its version now; left out when it was refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, minimum = 1, example = 2)]
    version: Option<i32>,
    /// The artifact as it now stands; left out when it was refused, and with `Prefer: return=minimal`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    artifact: Option<ArtifactView>,
    /// Why it was refused; its pointers begin at the whole request. Left out where it was done.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    problem: Option<ProblemBody>,
}

/// Decide on many artifacts
///
/// *Memilah* with few calls: up to 200 decisions, each under the same rule as `…/selection`, and beside them or instead of them what the
/// artifacts are to say of themselves (captions, alternative texts, people, consent), under the same rule as PATCH: first the change,
/// then the decision. By itself an item fails alone:
/// 207 with the status and the artifact or the problem of each, in the order of the request. With `atomic: true` it is all or
/// nothing: 200, or 409 BATCH_REFUSED whose `errors` point at every item that is in the way (`#/items/3/reason`). One
/// Idempotency-Key covers the whole. There is no `If-Match` for many: give the `version` of each. With `Prefer: return=minimal`
/// an item tells only its status and its version, or its problem.
#[utoipa::path(tag = "artifacts", params(Preference, DryRun), request_body = SortArtifacts,
    responses((status = 200, description = "With `atomic`: every decision was made", body = SortedView),
        (status = 207, description = "What came of each", body = SortedView),
        (status = 404, description = "Sent again: what it was on is not all yours to see any more"),
        (status = 412, description = "Many have no ETag in common: give the `version` of each")),
    security(("bearer" = ["SUBDIVISION_HEAD"])), extensions(("x-act" = json!("SELECT"))))]
#[post("/artifacts/_batch")]
pub(super) async fn sort_artifacts(call: Call, body: Body<SortArtifacts>) -> Result<Answer, Problem> {
    let Body { request, canonical } = body;
    let (language, base_url) = (Language::of(&call.request), call.app.config.base_url.clone());
    let is_minimal = prefer::is_minimal(call.request.headers());
    call.act(&canonical, async move |conn, doing| {
        if let Expected::Versions(_) = doing.expected {
            // Many have no ETag in common.
            return Err(Problem::new(Kind::PreconditionFailed));
        }
        let status = if request.atomic { StatusCode::OK } else { StatusCode::MULTI_STATUS };
        let Sorted { outcomes, cases } = select::sort_artifacts(conn, doing, request).await?;
        let decided: Vec<Uuid> = outcomes.iter().filter(|(_, outcome)| outcome.is_ok()).map(|(id, _)| *id).collect();
        let problem = |problem: Problem| problem.body(language, &base_url, &doing.request_id);
        if is_minimal {
            let versions = store::versions_of(conn, &decided).await?;
            let told = |(id, outcome): (Uuid, Result<(), Problem>)| {
                let version = outcome.is_ok().then(|| versions.get(&id).copied()).flatten();
                SortedOneView { id, status: status_of(&outcome), version, artifact: None, problem: outcome.err().map(problem) }
            };
            let view = SortedView { items: outcomes.into_iter().map(told).collect() };
            let answer = Answer { status, ..Answer::plain(&view).about(cases) };
            return Ok(answer.with(prefer::APPLIED, prefer::MINIMAL));
        }
        let now = store::of_ids(conn, &doing.actor, &decided, Texts::Left).await?;
        let mut views: HashMap<Uuid, ArtifactView> =
            now.into_iter().map(|whole| (whole.row.id, whole.view(&doing.actor, doing.now))).collect();
        let told = |(id, outcome): (Uuid, Result<(), Problem>)| {
            let artifact = views.remove(&id);
            let version = artifact.as_ref().map(|view| view.version);
            SortedOneView { id, status: status_of(&outcome), version, artifact, problem: outcome.err().map(problem) }
        };
        let view = SortedView { items: outcomes.into_iter().map(told).collect() };
        Ok(Answer { status, ..Answer::plain(&view).about(cases) })
    })
    .await
}

fn status_of(outcome: &Result<(), Problem>) -> u16 {
    outcome.as_ref().err().map_or(StatusCode::OK, |problem| problem.kind.status()).as_u16()
}
