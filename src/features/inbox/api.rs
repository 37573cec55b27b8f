//! The inbox over HTTP.

use super::requests::InboxFilter;
use super::store;
use super::view::{InboxItem, InboxView};
use crate::http::answer::Answer;
use crate::http::openapi::Routes;
use crate::http::paging::{Count, ListParameters, ListRules};
use crate::http::problem::Problem;
use crate::office::call::Call;
use actix_web::get;

pub fn routes(config: &mut impl Routes) {
    config.service(read_inbox);
}

const RULES: ListRules = ListRules { sorts: store::SORTS, expands: &[] };

/// Read the inbox
///
/// What waits for you and for those whose mandate you hold: to read, to dispatch, to complete, to report, to decide, to verify, what portals still show,
/// and what has changed of your events. One row a thing, with its event, from whom it comes, what is asked for and how far you are, and
/// all that is `due` on it; `act` is what is to be done. A division head is offered CANCEL for an event that was called off.
/// ORPHANED is open work of somebody who is there no more (inactive, without the role, and nobody acts in the post), with the act that
/// mends it: RELEASE for who has the case, REASSIGN for a division head. ADMIN and AUDITOR, whom no step waits for, are told of the
/// cases of a unit without a division head; INTEGRATION of nothing. Asked again with `If-None-Match` it costs a 304 while nothing has changed.
#[utoipa::path(tag = "inbox", params(InboxFilter, ListParameters), extensions(("x-sorts" = json!(RULES.sorts))),
    responses((status = 200, description = "One page, and the counters of all", body = InboxView, headers(("ETag" = String, description = "The whole")))),
    security(("bearer" = ["DIVISION_HEAD", "SUBDIVISION_HEAD", "STAFF", "ADMIN", "AUDITOR", "INTEGRATION"])))]
#[get("/inbox")]
async fn read_inbox(call: Call) -> Result<Answer, Problem> {
    let (filter, page) = call.list::<InboxItem, InboxFilter>(&RULES)?;
    let (counters, found, mut rows) = store::read(&mut *call.lease().await?, &call.actor, call.now, &filter, &page).await?;
    let next = page.cut(&mut rows, |row| row.key(page.sort));
    let views = rows.iter().filter_map(|row| row.view(&call.actor));
    let items: Vec<_> = views.map(|view| page.shape.of(view)).collect();
    let count = page.count.then(|| Count::capped(found));
    let body = serde_json::json!({ "counters": counters, "items": items, "nextCursor": next, "count": count });
    Ok(Answer::linked(&body, rows.len(), next.as_deref(), &call.address()).tagged())
}
