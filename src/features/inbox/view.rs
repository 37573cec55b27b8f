//! How the inbox is shown.

use super::requests::InboxKind;
use super::store::{Counters, Item};
use crate::domain::workflow::Act;
use crate::features::agenda::AgendaItemRef;
use crate::features::assignments::AssignmentRef;
use crate::http::fields::Stamp;
use crate::http::paging::Count;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

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

/// One thing to be done.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct InboxItem {
    pub kind: InboxKind,
    /// The act that does it, if it is to be done.
    pub act: Act,
    pub assignment: AssignmentRef,
    /// The event, and what it was when the order was given; with EVENT_CHANGED, when you last took note of it.
    pub agenda_item: AgendaItemRef,
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

impl Item {
    pub fn view(&self) -> InboxItem {
        InboxItem {
            kind: self.kind,
            act: self.act,
            agenda_item: self.event.clone().into(),
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
