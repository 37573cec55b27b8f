//! The inbox over HTTP.

use super::requests::InboxFilter;
use super::store::{self, Item};
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

const RULES: ListRules = ListRules { sorts: &["dueAt"], expands: &[] };

/// Read the inbox
///
/// What waits for you and for those whose mandate you hold: to read, to dispatch, to complete, to report, to decide,
/// and what has changed of your events. `act` is what is to be done; a division head is offered CANCEL for an event that was called off.
/// ORPHANED is open work of somebody who is there no more (inactive, without the role, and nobody acts in the post), with the act that
/// mends it: RELEASE for who has the case, REASSIGN for a division head. ADMIN and AUDITOR, whom no step waits for, are told of the
/// cases of a unit without a division head; INTEGRATION of nothing.
#[utoipa::path(tag = "inbox", params(InboxFilter, ListParameters), extensions(("x-sorts" = json!(RULES.sorts))),
    responses((status = 200, description = "One page, and the counters of all", body = InboxView)),
    security(("bearer" = ["DIVISION_HEAD", "SUBDIVISION_HEAD", "STAFF", "ADMIN", "AUDITOR", "INTEGRATION"])))]
#[get("/inbox")]
async fn read_inbox(call: Call) -> Result<Answer, Problem> {
    let (filter, page) = call.list::<InboxItem, InboxFilter>(&RULES)?;
    let (counters, found, mut rows) = store::read(&mut *call.lease().await?, &call.actor, call.now, &filter, &page).await?;
    let next = page.cut(&mut rows, Item::key);
    let items = rows.iter().map(|row| page.shape.apply(serde_json::to_value(row.view(&call.actor)).unwrap_or_default()));
    let count = page.count.then(|| Count::capped(found));
    let body =
        serde_json::json!({ "counters": counters, "items": items.collect::<Vec<_>>(), "nextCursor": next, "count": count });
    Ok(Answer::linked(&body, rows.len(), next.as_deref(), &call.address()))
}
