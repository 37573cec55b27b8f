//! Mandates over HTTP: each belongs to the officer who holds it.

use super::requests::{ConfirmMandate, GiveMandate, RevokeMandate};
use super::view::MandateView;
use super::{commands, confirm, store};
use crate::domain::role::Role;
use crate::features::officers::{OfficerRef, store as directory};
use crate::http::answer::Answer;
use crate::http::extract::{Body, Id};
use crate::http::openapi::Routes;
use crate::http::paging::{ListOf, ListParameters, ListRules, ShapeParameters};
use crate::http::problem::Problem;
use crate::http::query::NoParameters;
use crate::office::call::{Call, DryRun};
use actix_web::{get, post};
use uuid::Uuid;

pub fn routes(config: &mut impl Routes) {
    config.service(list_mandates).service(give_mandate).service(read_mandate);
    config.service(confirm_mandate).service(revoke_mandate);
}

const RULES: ListRules = ListRules { sorts: &["-startsAt", "startsAt"], expands: &[] };

/// Other people's mandates are answered as unknown.
async fn holder(call: &Call, id: Uuid) -> Result<OfficerRef, Problem> {
    let seen = call.actor.is(Role::Admin) || call.actor.is(Role::Auditor) || call.actor.officer == Some(id);
    if !seen {
        return Err(Problem::not_found());
    }
    Ok(directory::find(&mut *call.lease().await?, id).await?.reference())
}

fn mandate_id(call: &Call) -> Result<Uuid, Problem> {
    Id::named(&call.request, "mandateId")
}

/// List the mandates an officer holds
///
/// Those to come, in force and over, the latest first. ADMIN and AUDITOR see everybody's, others their own.
#[utoipa::path(tag = "mandates", params(("id" = Uuid, Path, description = "The officer who holds them"), ListParameters), extensions(("x-sorts" = json!(RULES.sorts))),
    responses((status = 200, description = "One page", body = ListOf<MandateView>)),
    security(("bearer" = ["DIVISION_HEAD", "SUBDIVISION_HEAD", "STAFF", "ADMIN", "AUDITOR"])))]
#[get("/officers/{id}/mandates")]
async fn list_mandates(call: Call, id: Id) -> Result<Answer, Problem> {
    let (NoParameters {}, page) = call.list::<MandateView, NoParameters>(&RULES)?;
    let holder = holder(&call, id.0).await?;
    let mut conn = call.lease().await?;
    let rows = store::list(&mut conn, holder.id, &page).await?;
    let count = if page.count { Some(store::count(&mut conn, holder.id).await?) } else { None };
    call.page(
        &page,
        rows,
        |(mandate, _)| (mandate.starts_at, mandate.id),
        |(mandate, principal)| page.as_row(mandate.view(&holder, &principal)),
        count,
    )
}

/// Give an officer a mandate
///
/// One acting person a post and role at a time: a 409 (OVERLAP) names the mandate that stands. From `startsAt` until `endsAt` the officer may act in the principal's role, once the mandate is confirmed; the journal then names
/// both. ACTING fills a vacant post, also when its principal is not active or has lost the role. A 409 says that the principal does
/// not hold the role, that one of the two is not active, or that the same mandate is held already.
#[utoipa::path(tag = "mandates", params(("id" = Uuid, Path, description = "The officer who is to act"), DryRun),
    request_body = GiveMandate,
    responses((status = 201, description = "The mandate", body = MandateView)),
    security(("bearer" = ["ADMIN"])))]
#[post("/officers/{id}/mandates")]
async fn give_mandate(call: Call, id: Id, body: Body<GiveMandate>) -> Result<Answer, Problem> {
    let Body { request, canonical } = body;
    call.act(&canonical, async move |conn, doing| {
        let mandate = commands::give_mandate(conn, doing, id.0, request).await?;
        Ok(Answer::made(format!("/v1/officers/{}/mandates/{}", id.0, mandate.id), mandate.version, &mandate))
    })
    .await
}

/// Read one mandate
///
/// Shown to who holds it, to whose role it is, to ADMIN and AUDITOR.
#[utoipa::path(tag = "mandates", params(("id" = Uuid, Path, description = "The officer who holds it"),
        ("mandateId" = Uuid, Path, description = "The mandate"), ShapeParameters),
    responses((status = 200, description = "The mandate", body = MandateView)),
    security(("bearer" = ["DIVISION_HEAD", "SUBDIVISION_HEAD", "STAFF", "ADMIN", "AUDITOR"])))]
#[get("/officers/{id}/mandates/{mandateId}")]
async fn read_mandate(call: Call, id: Id) -> Result<Answer, Problem> {
    let shape = call.shape::<MandateView>(&[])?;
    let mandate_id = mandate_id(&call)?;
    let mut conn = call.lease().await?;
    let (mandate, principal) = store::find(&mut conn, id.0, mandate_id).await?;
    if !mandate.seen_by(&call.actor) {
        return Err(Problem::not_found());
    }
    let holder = directory::find(&mut conn, mandate.holder_id).await?.reference();
    Ok(call.show(&shape, mandate.version, &mandate.view(&holder, &principal)))
}

/// Confirm a mandate
///
/// Nobody comes into another's role by the word of one ADMIN: the principal confirms it in person, in the role that is lent; if the
/// post is vacant, a second ADMIN or an AUDITOR does, not who gave it or holds it. Until then it lends nothing. What waits for you
/// stands in `/v1/me` and is counted in the inbox. Confirming again changes nothing; if the holder's `subject` is changed, the
/// mandate must be confirmed anew.
#[utoipa::path(tag = "mandates", params(("id" = Uuid, Path, description = "The officer who holds it"),
        ("mandateId" = Uuid, Path, description = "The mandate"), DryRun),
    request_body = ConfirmMandate,
    responses((status = 200, description = "The mandate as it now stands", body = MandateView)),
    security(("bearer" = ["DIVISION_HEAD", "SUBDIVISION_HEAD", "STAFF", "ADMIN", "AUDITOR"])))]
#[post("/officers/{id}/mandates/{mandateId}/confirmation")]
async fn confirm_mandate(call: Call, id: Id, body: Body<ConfirmMandate>) -> Result<Answer, Problem> {
    let mandate_id = mandate_id(&call)?;
    let Body { request, canonical } = body;
    call.act(&canonical, async move |conn, doing| {
        let mandate = confirm::confirm_mandate(conn, doing, id.0, mandate_id, request).await?;
        Ok(Answer::shown(mandate.version, &mandate))
    })
    .await
}

/// End a mandate early
///
/// By the principal, who is back, or by ADMIN. It ends now; one that has not begun never begins. What was done under it stands, and
/// may still be sent for 72 hours (`Occurred-At`); it stays on record.
#[utoipa::path(tag = "mandates", params(("id" = Uuid, Path, description = "The officer who holds it"),
        ("mandateId" = Uuid, Path, description = "The mandate"), DryRun),
    request_body = RevokeMandate,
    responses((status = 200, description = "The mandate as it now stands", body = MandateView)),
    security(("bearer" = ["DIVISION_HEAD", "SUBDIVISION_HEAD", "STAFF", "ADMIN"])))]
#[post("/officers/{id}/mandates/{mandateId}/revocation")]
async fn revoke_mandate(call: Call, id: Id, body: Body<RevokeMandate>) -> Result<Answer, Problem> {
    let mandate_id = mandate_id(&call)?;
    let Body { request, canonical } = body;
    call.act(&canonical, async move |conn, doing| {
        let mandate = commands::revoke_mandate(conn, doing, id.0, mandate_id, request).await?;
        Ok(Answer::shown(mandate.version, &mandate))
    })
    .await
}
