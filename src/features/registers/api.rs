//! Registers over HTTP.

use super::export;
use super::requests::RegisterFilter;
use super::store::{self, Register};
use super::view::RegisterEntryView;
use crate::domain::label::Label;
use crate::domain::register::RegisterKind;
use crate::http::answer::Answer;
use crate::http::openapi::Routes;
use crate::http::paging::{ListOf, ListParameters, ListRules};
use crate::http::problem::Problem;
use crate::http::table::Wanted;
use crate::office::call::Call;
use actix_web::{HttpMessage, HttpResponse, Responder, get};

pub fn routes(config: &mut impl Routes) {
    config.service(list_register);
}

const RULES: ListRules = ListRules { sorts: &["serial"], expands: &[] };

/// Read a register
///
/// *Buku agenda*: the numbers that assignments, dispositions or reports of a year bear, unit by unit in the order they were drawn. One
/// that is void stays in it and says so. You see the numbers of cases that you see: a division head their unit's without a gap, an
/// auditor all, others those of their own cases. As CSV or XLSX it is sent whole (from `cursor` on, where one is given), whatever `limit`.
#[utoipa::path(tag = "registers", params(("kind" = RegisterKind, Path, description = "Which register"), RegisterFilter, ListParameters),
    extensions(("x-sorts" = json!(RULES.sorts)), ("x-rows" = json!("RegisterEntry"))),
    responses((status = 200, description = "One page", body = ListOf<RegisterEntryView>)),
    security(("bearer" = ["DIVISION_HEAD", "SUBDIVISION_HEAD", "STAFF", "AUDITOR"])))]
#[get("/registers/{kind}")]
async fn list_register(call: Call) -> Result<HttpResponse, Problem> {
    let kind = call.request.match_info().get("kind").and_then(RegisterKind::from_label).ok_or_else(Problem::not_found)?;
    let (filter, page) = call.list::<RegisterEntryView, RegisterFilter>(&RULES)?;
    let zone = call.office().await?.zone();
    let this_year = zone.local_year(call.now);
    let year = filter.year.map_or(Ok(this_year), |year| i32::try_from(year.0)).map_err(Problem::internal)?;
    let register = Register { kind, year, filter };
    let after = page.after()?;
    let wanted = call.request.extensions().get::<Wanted>().cloned();
    if let Some(wanted) = wanted {
        return export::answer(&call, zone, register, after, wanted).await;
    }
    let mut conn = call.lease().await?;
    let rows = store::entries(&mut conn, &call.sight(), &register, after.as_ref(), page.fetch()).await?;
    for row in &rows {
        call.actor.shown.add(row.case, row.classification);
    }
    let count = if page.count { Some(store::count(&mut conn, &call.sight(), &register).await?) } else { None };
    let answer: Answer =
        call.page(&page, rows, |row| (row.unit.clone(), row.serial), |row| row.view(register.kind, zone), count)?;
    Ok(answer.respond_to(&call.request))
}
