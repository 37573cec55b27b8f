//! Exemptions over HTTP.

use super::super::exempt;
use super::super::requests::{Exempt, ExemptionFilter, LiftExemption};
use super::super::store::exemptions::{self, CaseRow, Exemption};
use super::super::view::{ExemptionOf, ExemptionView};
use crate::db::Connection;
use crate::features::mandates::acting;
use crate::http::answer::Answer;
use crate::http::extract::{Body, Id};
use crate::http::openapi::Routes;
use crate::http::paging::{ListOf, ListParameters, ListRules, ShapeParameters};
use crate::http::problem::Problem;
use crate::office::call::{Call, Doing, DryRun};
use actix_web::http::StatusCode;
use actix_web::{get, post};
use uuid::Uuid;

pub fn routes(config: &mut impl Routes) {
    config.service(exempt_case).service(list_exemptions).service(read_exemption).service(lift_exemption);
}

const RULES: ListRules = ListRules { sorts: &["-createdAt", "createdAt"], expands: &[] };

/// Exempt a case from publication
///
/// *Informasi yang dikecualikan* (Law 14/2008): by which provision, what would follow from publication, until when, and by whom. While it
/// holds nothing of the case is published; what is published must be withdrawn before.
#[utoipa::path(tag = "publications", params(DryRun), request_body = Exempt,
    responses((status = 201, description = "The exemption", body = ExemptionView),
        (status = 404, description = "There is no such assignment, or not for you")),
    security(("bearer" = ["DIVISION_HEAD"])), extensions(("x-act" = json!("EXEMPT"))))]
#[post("/exemptions")]
async fn exempt_case(call: Call, body: Body<Exempt>) -> Result<Answer, Problem> {
    let Body { request, canonical } = body;
    call.act(&canonical, async move |conn, doing| {
        let made = exempt::exempt(conn, doing, request).await?;
        let answer = shown(conn, doing, made).await?;
        Ok(Answer { status: StatusCode::CREATED, location: Some(format!("/v1/exemptions/{made}")), ..answer })
    })
    .await
}

/// List exemptions
///
/// Of the assignments in sight, the newest first.
#[utoipa::path(tag = "publications", params(ExemptionFilter, ListParameters), extensions(("x-sorts" = json!(RULES.sorts))),
    responses((status = 200, description = "One page", body = ListOf<ExemptionView>)),
    security(("bearer" = ["DIVISION_HEAD", "SUBDIVISION_HEAD", "STAFF", "AUDITOR"])))]
#[get("/exemptions")]
async fn list_exemptions(call: Call) -> Result<Answer, Problem> {
    let (filter, page) = call.list::<ExemptionView, ExemptionFilter>(&RULES)?;
    let mut conn = call.lease().await?;
    let rows = exemptions::list(&mut conn, &call.actor, &filter, call.now, &page).await?;
    let count = if page.count { Some(exemptions::count(&mut conn, &call.actor, &filter, call.now).await?) } else { None };
    let mandates = rows.iter().flat_map(|(row, _)| row.mandates());
    let acting = acting(&mut conn, mandates).await?;
    let view = |(row, case): (Exemption, CaseRow)| {
        page.as_row(ExemptionOf { row: &row, case: &case, acting: &acting }.view(&call.actor, call.now))
    };
    call.page(&page, rows, |(row, _)| row.id, view, count)
}

/// Read one exemption
#[utoipa::path(tag = "publications", params(("id" = Uuid, Path, description = "The exemption"), ShapeParameters),
    responses((status = 200, description = "The exemption", body = ExemptionView)),
    security(("bearer" = ["DIVISION_HEAD", "SUBDIVISION_HEAD", "STAFF", "AUDITOR"])))]
#[get("/exemptions/{id}")]
async fn read_exemption(call: Call, id: Id) -> Result<Answer, Problem> {
    let shape = call.shape::<ExemptionView>(&[])?;
    let mut conn = call.lease().await?;
    let (row, case) = exemptions::find(&mut conn, &call.actor, id.0).await?;
    let acting = acting(&mut conn, row.mandates()).await?;
    let view = ExemptionOf { row: &row, case: &case, acting: &acting }.view(&call.actor, call.now);
    Ok(call.show(&shape, row.version, &view))
}

/// Lift an exemption
///
/// Before its end, where its reason is gone. Nothing is published by that.
#[utoipa::path(tag = "publications", params(("id" = Uuid, Path, description = "The exemption"), DryRun), request_body = LiftExemption,
    responses((status = 200, description = "The exemption as it now stands", body = ExemptionView)),
    security(("bearer" = ["DIVISION_HEAD"])), extensions(("x-act" = json!("LIFT_EXEMPTION"))))]
#[post("/exemptions/{id}/lifting")]
async fn lift_exemption(call: Call, id: Id, body: Body<LiftExemption>) -> Result<Answer, Problem> {
    let Body { request, canonical } = body;
    call.act(&canonical, async move |conn, doing| {
        exempt::lift(conn, doing, id.0, request).await?;
        shown(conn, doing, id.0).await
    })
    .await
}

async fn shown(conn: &mut Connection, doing: &Doing, id: Uuid) -> Result<Answer, Problem> {
    let (row, case) = exemptions::find(conn, &doing.actor, id).await?;
    let acting = acting(conn, row.mandates()).await?;
    let view = ExemptionOf { row: &row, case: &case, acting: &acting }.view(&doing.actor, doing.now);
    Ok(Answer::shown(view.version, &view).about([row.assignment_id]))
}
