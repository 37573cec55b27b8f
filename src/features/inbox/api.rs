//! The inbox over HTTP.

use super::store::{self, Item};
use crate::domain::label::labels;
use crate::features::assignments::AssignmentRef;
use crate::http::answer::Answer;
use crate::http::fields::{Stamp, label_fields};
use crate::http::paging::{Count, ListParameters, ListRules};
use crate::http::problem::{Faults, Problem};
use crate::http::query::Many;
use crate::office::call::Call;
use actix_web::get;
use deserr::Deserr;
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

pub fn routes(config: &mut ServiceConfig) {
    config.service(read_inbox);
}

labels! {
    InboxKind {
        /// A disposition addressed to you that you have not acknowledged.
        Unread = "UNREAD",
        /// Step 2 is yours.
        ToDispatch = "TO_DISPATCH",
        /// Step 3 is yours: your part of a disposition, new or sent back.
        ToComplete = "TO_COMPLETE",
        /// Step 4 is yours: select and report, also after a return.
        ToReport = "TO_REPORT",
        /// A submitted report to accept or return.
        ToDecide = "TO_DECIDE",
    }
}

label_fields! {
    InboxKind as "InboxKind": "What is to be done about it: read, dispatch (step 2), complete (step 3), report (step 4), decide.";
}

/// What waits for the caller, whichever hat they wear.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Inbox)]
pub struct InboxView {
    pub counters: Counters,
    /// The oldest due first; what is due at no time last.
    #[schema(max_items = 200)]
    pub items: Vec<InboxItem>,
    /// Send it as `cursor` for the next page; null on the last.
    #[schema(max_length = 1000)]
    pub next_cursor: Option<String>,
    /// With `count=true`: how many fit the filter.
    pub count: Option<Count>,
}

/// Of everything that waits, whatever the filter and the page.
#[derive(Debug, Clone, Copy, Default, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Counters {
    #[schema(minimum = 0, example = 2)]
    pub unread: i64,
    #[schema(minimum = 0, example = 1)]
    pub to_dispatch: i64,
    #[schema(minimum = 0, example = 0)]
    pub to_complete: i64,
    #[schema(minimum = 0, example = 1)]
    pub to_report: i64,
    #[schema(minimum = 0, example = 0)]
    pub to_decide: i64,
    /// Assignments among these whose due date has passed.
    #[schema(minimum = 0, example = 1)]
    pub overdue: i64,
}

/// One thing to be done.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct InboxItem {
    pub kind: InboxKind,
    pub assignment: AssignmentRef,
    /// The disposition to read or complete.
    pub disposition_id: Option<Uuid>,
    /// The report to decide, or the open draft of the one to submit.
    pub report_id: Option<Uuid>,
    /// *Batas waktu* of the assignment.
    pub due_at: Option<Stamp>,
    pub overdue: bool,
    /// From when it waits.
    pub since: Stamp,
}

#[derive(Debug, Default, Deserr, IntoParams)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct InboxFilter {
    /// Repeatable.
    #[deserr(default)]
    #[param(value_type = Option<Vec<InboxKind>>, max_items = 5)]
    pub kind: Many<InboxKind>,
}

impl Item {
    fn view(&self) -> InboxItem {
        InboxItem {
            kind: self.kind,
            assignment: AssignmentRef {
                id: self.assignment_id,
                register_number: self.register_number.clone(),
                subject: self.subject.clone(),
                state: self.state,
            },
            disposition_id: self.disposition_id,
            report_id: self.report_id,
            due_at: self.due_at.map(Stamp),
            overdue: self.overdue,
            since: self.since.into(),
        }
    }
}

const RULES: ListRules = ListRules { sorts: &["dueAt"], expands: &[] };

/// Read the inbox
///
/// What waits for you and for those whose mandate you hold: to read, to dispatch, to complete, to report, to decide.
/// Empty for ADMIN, AUDITOR and INTEGRATION, whom no step waits for.
#[utoipa::path(tag = "inbox", params(InboxFilter, ListParameters), extensions(("x-sorts" = json!(RULES.sorts))),
    responses((status = 200, description = "One page, and the counters of all", body = InboxView)),
    security(("bearer" = ["DIVISION_HEAD", "SUBDIVISION_HEAD", "STAFF", "ADMIN", "AUDITOR", "INTEGRATION"])))]
#[get("/inbox")]
async fn read_inbox(call: Call) -> Result<Answer, Problem> {
    let (filter, page) = call.list::<InboxItem, InboxFilter>(&RULES)?;
    let (counters, found, mut rows) = store::read(&mut *call.lease().await?, &call.actor, call.now, &filter, &page).await?;
    let next = page.cut(&mut rows, Item::key);
    let items = rows.iter().map(|row| page.shape.apply(serde_json::to_value(row.view()).unwrap_or_default()));
    let count = page.count.then(|| Count::capped(usize::try_from(found).unwrap_or(usize::MAX)));
    let body =
        serde_json::json!({ "counters": counters, "items": items.collect::<Vec<_>>(), "nextCursor": next, "count": count });
    Ok(Answer::linked(&body, next.as_deref(), &call.address()))
}
