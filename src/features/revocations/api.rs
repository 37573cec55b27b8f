//! Revocations over HTTP.

use super::requests::{RevocationFilter, RevokeTokens};
use super::view::{RevocationView, VERSION};
use super::{commands, store};
use crate::http::answer::Answer;
use crate::http::extract::{Body, Id};
use crate::http::openapi::Routes;
use crate::http::paging::{ListOf, ListParameters, ListRules, ShapeParameters};
use crate::http::problem::Problem;
use crate::office::call::{Call, DryRun};
use actix_web::{delete, get, post};
use chrono::TimeDelta;

pub fn routes(config: &mut impl Routes) {
    config.service(list_revocations).service(revoke_tokens).service(read_revocation).service(lift_revocation);
}

const RULES: ListRules = ListRules { sorts: &["-createdAt", "createdAt"], expands: &[] };

/// List what was revoked
///
/// Tokens that are refused though their time is not over, the latest first. Those whose time is over are forgotten.
#[utoipa::path(tag = "revocations", params(RevocationFilter, ListParameters), extensions(("x-sorts" = json!(RULES.sorts))),
    responses((status = 200, description = "One page", body = ListOf<RevocationView>)),
    security(("bearer" = ["ADMIN", "AUDITOR"])))]
#[get("/revocations")]
async fn list_revocations(call: Call) -> Result<Answer, Problem> {
    let (filter, page) = call.list::<RevocationView, RevocationFilter>(&RULES)?;
    let mut conn = call.lease().await?;
    let rows = store::list(&mut conn, &filter, &page).await?;
    let count = if page.count { Some(store::count(&mut conn, &filter).await?) } else { None };
    call.page(
        &page,
        rows,
        |revocation| (revocation.created_at, revocation.id),
        |revocation| page.as_row(revocation.view()),
        count,
    )
}

/// Revoke tokens
///
/// Those of a subject that were issued before `notBefore`, or the one with this `jti`: they are refused with 401 from then on, on
/// every instance, also where they were taken a moment ago. Whoever is to stay out altogether is set inactive at `/v1/officers`.
#[utoipa::path(tag = "revocations", params(DryRun), request_body = RevokeTokens,
    responses((status = 201, description = "The revocation", body = RevocationView)),
    security(("bearer" = ["ADMIN"])))]
#[post("/revocations")]
async fn revoke_tokens(call: Call, body: Body<RevokeTokens>) -> Result<Answer, Problem> {
    let Body { request, canonical } = body;
    let rules = &call.app.config.tokens;
    let longest = TimeDelta::seconds(rules.max_lifetime.saturating_add(rules.leeway));
    call.act(&canonical, async move |conn, doing| {
        let revocation = commands::revoke_tokens(conn, doing, request, longest).await?;
        Ok(Answer::made(format!("/v1/revocations/{}", revocation.id), VERSION, &revocation))
    })
    .await
}

/// Read one revocation
#[utoipa::path(tag = "revocations", params(("id" = Uuid, Path, description = "The revocation"), ShapeParameters),
    responses((status = 200, description = "The revocation", body = RevocationView)),
    security(("bearer" = ["ADMIN", "AUDITOR"])))]
#[get("/revocations/{id}")]
async fn read_revocation(call: Call, id: Id) -> Result<Answer, Problem> {
    let shape = call.shape::<RevocationView>(&[])?;
    let revocation = store::find(&mut *call.lease().await?, id.0).await?;
    Ok(call.show(&shape, VERSION, &revocation.view()))
}

/// Lift a revocation
///
/// The tokens hold again, unless another one is about them. The journal keeps that there was one.
#[utoipa::path(tag = "revocations", params(("id" = Uuid, Path, description = "The revocation"), DryRun),
    responses((status = 204, description = "It is lifted")),
    security(("bearer" = ["ADMIN"])))]
#[delete("/revocations/{id}")]
async fn lift_revocation(call: Call, id: Id) -> Result<Answer, Problem> {
    call.act(&[], async move |conn, doing| {
        commands::lift_revocation(conn, doing, id.0).await?;
        Ok(Answer::nothing())
    })
    .await
}
