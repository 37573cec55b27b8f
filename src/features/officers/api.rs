//! The directory over HTTP.

use super::commands;
use super::store::{self, Officer};
use super::view::OfficerView;
use crate::domain::role::Role;
use crate::domain::text::{EmployeeNumber, Line, Phone, UnitCode};
use crate::http::answer::Answer;
use crate::http::extract::{Body, Id};
use crate::http::fields::{Change, Patch};
use crate::http::paging::{ListOf, ListParameters, ListRules, ShapeParameters};
use crate::http::problem::{Faults, Problem};
use crate::http::query::{Flag, Many};
use crate::office::call::{Call, DryRun};
use actix_web::{get, patch, post};
use deserr::Deserr;
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;

pub fn routes(config: &mut ServiceConfig) {
    config.service(list_officers).service(enter_officer).service(read_officer).service(change_officer);
}

/// A new officer for the directory.
#[derive(Debug, Deserr, ToSchema)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
#[schema(rename_all = "camelCase")]
pub struct EnterOfficer {
    /// The `sub` of the officer's tokens; unique. E.g. `staf-3`.
    pub subject: Line<255>,
    /// E.g. `Dewi Lestari`.
    pub name: Line<200>,
    /// *NIP*; unique.
    #[deserr(default)]
    pub employee_number: Option<EmployeeNumber>,
    #[deserr(default)]
    pub phone: Option<Phone>,
    /// E.g. `Staf Sub Bagian Humas`.
    pub position_title: Line<200>,
    pub unit: UnitCode,
    /// The roles the office knows, each once.
    #[schema(max_items = 6, example = json!(["STAFF"]))]
    pub roles: Vec<Role>,
    /// E.g. `DIII Ilmu Komunikasi`.
    #[deserr(default)]
    pub qualification: Option<Line<200>>,
    /// true when left out.
    #[deserr(default = true)]
    #[schema(required = false)]
    pub active: bool,
}

/// A merge patch (RFC 7396): absent keeps, null clears.
#[derive(Debug, Deserr, ToSchema)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
#[schema(rename_all = "camelCase")]
pub struct ChangeOfficer {
    #[deserr(default)]
    subject: Change<Line<255>>,
    #[deserr(default)]
    name: Change<Line<200>>,
    #[deserr(default)]
    employee_number: Patch<EmployeeNumber>,
    #[deserr(default)]
    phone: Patch<Phone>,
    /// E.g. `Kepala Sub Bagian Humas`.
    #[deserr(default)]
    position_title: Change<Line<200>>,
    #[deserr(default)]
    unit: Change<UnitCode>,
    /// All of them anew, each once.
    #[deserr(default)]
    #[schema(value_type = Vec<Role>, required = false, max_items = 6)]
    roles: Change<Vec<Role>>,
    #[deserr(default)]
    qualification: Patch<Line<200>>,
    #[deserr(default)]
    #[schema(value_type = bool, required = false)]
    active: Change<bool>,
}

impl ChangeOfficer {
    pub fn apply(self, officer: &mut Officer) {
        self.subject.apply(&mut officer.subject);
        self.name.apply(&mut officer.name);
        self.employee_number.apply(&mut officer.employee_number);
        self.phone.apply(&mut officer.phone);
        self.position_title.apply(&mut officer.position_title);
        self.unit.apply(&mut officer.unit);
        self.roles.apply(&mut officer.roles);
        self.qualification.apply(&mut officer.qualification);
        self.active.apply(&mut officer.active);
    }
}

#[derive(Debug, Deserr, IntoParams)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct OfficerFilter {
    /// Only those who are active, or only those who are not.
    #[deserr(default)]
    #[param(value_type = Option<bool>)]
    pub active: Option<Flag>,
    /// Officers with one of these roles. Repeatable.
    #[deserr(default)]
    #[param(value_type = Option<Vec<Role>>, max_items = 6)]
    pub role: Many<Role>,
    /// The unit's short code.
    #[deserr(default)]
    #[param(value_type = Option<String>, max_length = 50, pattern = "^[A-Za-z0-9._-]{1,50}$", example = "HUMAS")]
    pub unit: Option<UnitCode>,
    /// Part of the name, in capitals or not.
    #[deserr(default)]
    #[param(value_type = Option<String>, min_length = 1, max_length = 100, example = "siti")]
    pub q: Option<Line<100>>,
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
    call.page(&page, rows, |officer| (officer.name.clone(), officer.id), |officer| officer.view(&call.actor), count)
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
/// A merge patch. `active: false` stops everything the officer may do, and every mandate by which somebody acts for them.
#[utoipa::path(tag = "officers", params(("id" = Uuid, Path, description = "The officer"), DryRun),
    request_body(content = ChangeOfficer, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "The officer as it now stands", body = OfficerView)),
    security(("bearer" = ["ADMIN"])))]
#[patch("/officers/{id}")]
async fn change_officer(call: Call, id: Id, body: Body<ChangeOfficer>) -> Result<Answer, Problem> {
    let Body { request, canonical } = body;
    call.act(&canonical, async move |conn, doing| {
        let officer = commands::change_officer(conn, doing, id.0, request).await?;
        Ok(Answer::shown(officer.version, &officer.view(&doing.actor)))
    })
    .await
}
