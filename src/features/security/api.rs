//! Security events over HTTP.

use super::requests::EventFilter;
use super::store;
use super::view::EventView;
use crate::http::answer::Answer;
use crate::http::openapi::Routes;
use crate::http::paging::{ListOf, ListParameters, ListRules};
use crate::http::problem::Problem;
use crate::office::call::Call;
use actix_web::get;

pub fn routes(config: &mut impl Routes) {
    config.service(list_security_events);
}

const RULES: ListRules = ListRules { sorts: &["-id", "id"], expands: &[] };

/// List the security events
///
/// Who was refused (401, 403), who asked for what is not there or not theirs (404), and who read files, sheets, archives and
/// CONFIDENTIAL or SECRET cases; the newest first. Written within a second or so of the answer, kept for as many days as the operator
/// set. What was changed stands in the journal.
#[utoipa::path(tag = "journal", params(EventFilter, ListParameters), extensions(("x-sorts" = json!(RULES.sorts))),
    responses((status = 200, description = "One page", body = ListOf<EventView>)),
    security(("bearer" = ["AUDITOR"])))]
#[get("/security-events")]
async fn list_security_events(call: Call) -> Result<Answer, Problem> {
    let (filter, page) = call.list::<EventView, EventFilter>(&RULES)?;
    let mut conn = call.lease().await?;
    let rows = store::list(&mut conn, &filter, &page).await?;
    let count = if page.count { Some(store::count(&mut conn, &filter).await?) } else { None };
    call.page(&page, rows, |event| event.id, |event| event.view(&call.actor.names), count)
}
