//! The directory over HTTP.

use super::commands::{self, Changed};
use super::requests::{ChangeOfficer, EnterOfficer, OfficerFilter};
use super::store::{self};
use super::view::OfficerView;
use crate::features::open_work;
use crate::http::answer::Answer;
use crate::http::extract::{Body, Id};
use crate::http::openapi::Routes;
use crate::http::paging::{ListOf, ListParameters, ListRules, ShapeParameters};
use crate::http::problem::Problem;
use crate::office::call::{Call, DryRun, Embedded};
use actix_web::{get, patch, post};

pub fn routes(config: &mut impl Routes) {
    config.service(list_officers).service(enter_officer).service(read_officer).service(change_officer);
}

const RULES: ListRules = ListRules { sorts: &["name", "-name"], expands: &[] };

/// List the officers
///
/// The directory, by name. Employee number and phone are null but for ADMIN and in one's own entry.
#[utoipa::path(tag = "officers", params(OfficerFilter, ListParameters), extensions(("x-sorts" = json!(RULES.sorts))),
    responses((status = 200, description = "One page", body = ListOf<OfficerView>)),
    security(("bearer" = ["DIVISION_HEAD", "SUBDIVISION_HEAD", "STAFF", "ADMIN", "AUDITOR"])))]
#[get("/officers")]
async fn list_officers(call: Call) -> Result<Answer, Problem> {
    let (filter, page) = call.list::<OfficerView, OfficerFilter>(&RULES)?;
    let mut conn = call.lease().await?;
    let rows = store::list(&mut conn, &filter, &page).await?;
    let count = if page.count { Some(store::count(&mut conn, &filter).await?) } else { None };
    call.page(&page, rows, |officer| (officer.name.clone(), officer.id), |officer| page.as_row(officer.view(&call.actor)), count)
}

/// Enter an officer
///
/// From then on tokens with this subject act as this officer. A subject or employee number that somebody has already is a 409.
#[utoipa::path(tag = "officers", params(DryRun), request_body = EnterOfficer,
    responses((status = 201, description = "The officer", body = OfficerView)),
    security(("bearer" = ["ADMIN"])))]
#[post("/officers")]
async fn enter_officer(call: Call, body: Body<EnterOfficer>) -> Result<Answer, Problem> {
    let Body { request, canonical } = body;
    call.act(&canonical, async move |conn, doing| {
        let officer = commands::enter_officer(conn, doing, request).await?;
        Ok(Answer::made(format!("/v1/officers/{}", officer.id), officer.version, &officer.view(&doing.actor)))
    })
    .await
}

/// Read one officer
///
/// Employee number and phone are null but for ADMIN and the officer.
#[utoipa::path(tag = "officers", params(("id" = Uuid, Path, description = "The officer"), ShapeParameters),
    responses((status = 200, description = "The officer", body = OfficerView)),
    security(("bearer" = ["DIVISION_HEAD", "SUBDIVISION_HEAD", "STAFF", "ADMIN", "AUDITOR"])))]
#[get("/officers/{id}")]
async fn read_officer(call: Call, id: Id) -> Result<Answer, Problem> {
    let shape = call.shape::<OfficerView>(&[])?;
    let officer = store::find(&mut *call.lease().await?, id.0).await?;
    Ok(call.show(&shape, officer.version, &officer.view(&call.actor)))
}

/// Change an officer
///
/// A merge patch. `active: false` stops everything the officer may do, and every mandate by which somebody acts for them but for those
/// that fill the vacant post. Who leaves or loses a role: the answer tells in `openWork` what stays open with them; what nobody can do
/// now is `ORPHANED` in the inbox of whoever can mend it.
#[utoipa::path(tag = "officers", params(("id" = Uuid, Path, description = "The officer"), DryRun),
    request_body(content = ChangeOfficer, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "The officer as it now stands", body = OfficerView)),
    security(("bearer" = ["ADMIN"])))]
#[patch("/officers/{id}")]
async fn change_officer(call: Call, id: Id, body: Body<ChangeOfficer>) -> Result<Answer, Problem> {
    let Body { request, canonical } = body;
    let asked = call.clone();
    call.act(&canonical, async move |conn, doing| {
        let Changed { officer, leaves } = commands::change_officer(conn, doing, id.0, request).await?;
        let mut view = officer.view(&doing.actor);
        let answer = Answer::shown(officer.version, &view);
        if !leaves {
            return Ok(answer);
        }
        let Embedded { items, next } = open_work::first_page(conn, &asked, officer.id).await?;
        (view.open_work, view.open_work_next) = (Some(items), next);
        // Told beside the officer: the tag stays that of the officer alone.
        Ok(Answer { body: Answer::plain(&view).body, ..answer })
    })
    .await
}
