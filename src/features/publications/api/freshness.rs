//! How fresh what the office shows is, month by month.

use super::super::requests::FreshnessParameters;
use super::super::store;
use super::super::view::FreshnessView;
use crate::http::answer::Answer;
use crate::http::problem::Problem;
use crate::office::call::Call;
use actix_web::get;

/// Read the office's freshness
///
/// Of each month that has a day of the period and has begun: how many publications stood at its end and how fresh they were, by the terms
/// that held then; and what was published, corrected, verified and withdrawn in it. As far as you see them.
#[utoipa::path(tag = "publications", params(FreshnessParameters),
    responses((status = 200, description = "The months", body = FreshnessView, headers(("ETag" = String)))),
    security(("bearer" = ["DIVISION_HEAD", "SUBDIVISION_HEAD", "STAFF", "AUDITOR"])))]
#[get("/publications/freshness")]
pub(super) async fn read_freshness(call: Call) -> Result<Answer, Problem> {
    let asked = call.parameters()?.read::<FreshnessParameters>()?;
    let months = asked.months(call.office().await?.zone(), call.now)?;
    let rows = store::months(&mut *call.lease().await?, &call.actor, &months, call.now).await?;
    Ok(Answer::shown(0, &FreshnessView::of((asked.from, asked.to), &months, rows, call.now)))
}
