//! The SOP over HTTP.

use super::requests::AddProcedure;
use super::view::ProcedureView;
use super::{commands, store};
use crate::http::answer::Answer;
use crate::http::extract::{Body, Id};
use crate::http::openapi::Routes;
use crate::http::paging::{ListOf, ListParameters, ListRules, ShapeParameters};
use crate::http::problem::Problem;
use crate::http::query::NoParameters;
use crate::office::call::{Call, DryRun};
use actix_web::{get, post};

pub fn routes(config: &mut impl Routes) {
    config.service(list_procedures).service(add_procedure).service(read_procedure);
}

const RULES: ListRules = ListRules { sorts: &["-effectiveOn", "effectiveOn"], expands: &[] };

/// List the revisions of the SOP
///
/// The latest first. In force is the one with the latest `effectiveOn` that is not in the future.
#[utoipa::path(tag = "procedures", params(ListParameters), extensions(("x-sorts" = json!(RULES.sorts))),
    responses((status = 200, description = "One page", body = ListOf<ProcedureView>)),
    security(("bearer" = ["DIVISION_HEAD", "SUBDIVISION_HEAD", "STAFF", "ADMIN", "AUDITOR"])))]
#[get("/procedures")]
async fn list_procedures(call: Call) -> Result<Answer, Problem> {
    let (NoParameters {}, page) = call.list::<ProcedureView, NoParameters>(&RULES)?;
    let mut conn = call.lease().await?;
    let rows = store::list(&mut conn, &page).await?;
    let count = if page.count { Some(store::count(&mut conn).await?) } else { None };
    call.page(&page, rows, |procedure| procedure.effective_on, |procedure| page.as_row(procedure.view()), count)
}

/// Add a revision of the SOP
///
/// Assignments made from `effectiveOn` on follow it; those made before keep theirs. The four steps and their roles are the SOP's:
/// a revision changes their words and their standard times. An `effectiveOn` that another revision has is a 409.
#[utoipa::path(tag = "procedures", params(DryRun), request_body = AddProcedure,
    responses((status = 201, description = "The revision", body = ProcedureView)),
    security(("bearer" = ["ADMIN"])))]
#[post("/procedures")]
async fn add_procedure(call: Call, body: Body<AddProcedure>) -> Result<Answer, Problem> {
    let Body { request, canonical } = body;
    call.act(&canonical, async move |conn, doing| {
        let procedure = commands::add_procedure(conn, doing, request).await?;
        Ok(Answer::made(format!("/v1/procedures/{}", procedure.id), procedure.version, &procedure.view()))
    })
    .await
}

/// Read one revision of the SOP
#[utoipa::path(tag = "procedures", params(("id" = Uuid, Path, description = "The revision"), ShapeParameters),
    responses((status = 200, description = "The revision", body = ProcedureView)),
    security(("bearer" = ["DIVISION_HEAD", "SUBDIVISION_HEAD", "STAFF", "ADMIN", "AUDITOR"])))]
#[get("/procedures/{id}")]
async fn read_procedure(call: Call, id: Id) -> Result<Answer, Problem> {
    let shape = call.shape::<ProcedureView>(&[])?;
    let procedure = store::find(&mut *call.lease().await?, id.0).await?;
    Ok(call.show(&shape, procedure.version, &procedure.view()))
}
