//! Performance over HTTP.

use super::requests::{PerformanceParameters, Period};
use super::store;
use super::tally::Tally;
use super::view::PerformanceView;
use crate::http::accept::Form;
use crate::http::answer::Answer;
use crate::http::openapi::Routes;
use crate::http::problem::Problem;
use crate::http::table::Wanted;
use crate::office::call::Call;
use crate::office::reference::Office;
use actix_web::{HttpMessage, get};

pub fn routes(config: &mut impl Routes) {
    config.service(read_performance).service(print_monitoring_form);
}

/// Read how the office performed
///
/// The month of the office in one call: events, covered or not, published or not; their cases by state; of each step whether the standard time was kept,
/// with median and nine tenths; why steps were late, what was sent back, artifacts by kind and decision. In total, and by unit, officer
/// and month. All of it as far as you see cases: a division head their unit, an auditor everything, others what they take part in; what
/// still runs, and what the public can read, is counted as of now. As CSV and XLSX it is one row a group; as PDF the monitoring form of the SOP.
#[utoipa::path(tag = "performance", params(PerformanceParameters), extensions(("x-rows" = json!("PerformanceRow"))),
    responses((status = 200, description = "The figures",
        content((PerformanceView = "application/json"), (Vec<u8> = "application/pdf")),
        headers(("ETag" = String)))),
    security(("bearer" = ["DIVISION_HEAD", "SUBDIVISION_HEAD", "STAFF", "AUDITOR"])))]
#[get("/performance")]
async fn read_performance(call: Call) -> Result<Answer, Problem> {
    let asked = call.parameters()?.read::<PerformanceParameters>()?;
    let office = call.office().await?;
    let period = asked.period(office.zone())?;
    if call.request.extensions().get::<Wanted>().is_some() {
        return Ok(Answer::rows(&figures(&call, &office, &period, &asked).await?.rows()));
    }
    match Form::wanted(&call.request)? {
        Form::Json => Ok(Answer::shown(0, &figures(&call, &office, &period, &asked).await?)),
        #[cfg(feature = "pdf")]
        Form::Pdf => super::form::print(&call, &office, &period, figures(&call, &office, &period, &asked).await?).await,
    }
}

/// Print the monitoring form
///
/// The form on which an office looks at its SOP every six months: each step, whether it runs well, notes, what is to be done, and the
/// assessor's initials. A step runs well where at least nine of ten were finished within the standard time; notes are the figures of
/// the period, as `/v1/performance` tells them. The rest is for the assessor to write.
#[utoipa::path(tag = "performance", params(PerformanceParameters),
    responses((status = 200, description = "The form", body = [u8], content_type = "application/pdf")),
    security(("bearer" = ["DIVISION_HEAD", "SUBDIVISION_HEAD", "STAFF", "AUDITOR"])))]
#[get("/performance/monitoring-form")]
async fn print_monitoring_form(call: Call) -> Result<Answer, Problem> {
    let asked = call.parameters()?.read::<PerformanceParameters>()?;
    let office = call.office().await?;
    let period = asked.period(office.zone())?;
    #[cfg(feature = "pdf")]
    return super::form::print(&call, &office, &period, figures(&call, &office, &period, &asked).await?).await;
    #[cfg(not(feature = "pdf"))]
    Err(crate::http::accept::not_acceptable::<&str>(&[]))
}

#[cfg_attr(not(feature = "pdf"), expect(unused, reason = "nothing is printed"))]
async fn figures(
    call: &Call,
    office: &Office,
    period: &Period,
    asked: &PerformanceParameters,
) -> Result<PerformanceView, Problem> {
    let sight = call.sight();
    let mut conn = call.lease().await?;
    let mut tally = Tally::new(office, &call.actor, call.now);
    for (starts_at, certainty) in
        crate::features::agenda::store::starting(&mut conn, &call.actor, period.from, period.until).await?
    {
        tally.event(starts_at, certainty);
    }
    store::cases(&mut conn, &sight, period, call.now, |case| tally.case(&case)).await?;
    for row in store::artifacts(&mut conn, &sight, period, office.zone()).await? {
        tally.artifacts(&row);
    }
    let people = store::people(&mut conn, &tally.officers()).await?;
    Ok(tally.view(period, asked, people))
}
