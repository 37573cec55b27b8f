//! How the inbox is shown.

use super::requests::{InboxAct, InboxKind};
use super::store::{Counters, Item};
use crate::domain::assignment::State;
use crate::domain::role::Role;
use crate::domain::text::Line;
use crate::features::agenda::AgendaItemRef;
use crate::http::fields::Stamp;
use crate::http::paging::Count;
use crate::office::actor::Actor;
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
    /// What does it, if it is to be done.
    pub act: InboxAct,
    pub assignment: InboxCase,
    /// The event, and what it was when the order was given; with EVENT_CHANGED, when you last took note of it. null for ADMIN.
    pub agenda_item: Option<AgendaItemRef>,
    /// The disposition to read, to complete, or to release somebody of.
    pub disposition_id: Option<Uuid>,
    /// The report to decide, or the open draft of the one to submit.
    pub report_id: Option<Uuid>,
    /// *Batas waktu* of the assignment.
    pub due_at: Option<Stamp>,
    pub overdue: bool,
    /// From when it waits.
    pub since: Stamp,
    /// Of ORPHANED: whose part nobody plays.
    pub officer_id: Option<Uuid>,
}

/// The case in short.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct InboxCase {
    pub id: Uuid,
    #[schema(max_length = 200, example = "7/PD/HUMAS/IX/2026")]
    pub register_number: String,
    /// null for ADMIN, who reads no case content. E.g. `Liputan Festival Panen Raya`.
    pub subject: Option<Line<300>>,
    pub state: State,
}

impl Item {
    pub fn view(&self, viewer: &Actor) -> InboxItem {
        // What ADMIN is told of, they can mend without reading it.
        let hidden = self.act == InboxAct::GiveMandate && !viewer.is(Role::Auditor);
        InboxItem {
            kind: self.kind,
            act: self.act,
            agenda_item: Some(self.event.clone().into()).filter(|_| !hidden),
            assignment: InboxCase {
                id: self.assignment_id,
                register_number: self.register_number.clone(),
                subject: Some(self.subject.clone()).filter(|_| !hidden),
                state: self.state,
            },
            disposition_id: self.disposition_id,
            report_id: self.report_id,
            due_at: self.due_at.filter(|_| !hidden).map(Stamp),
            overdue: self.overdue,
            since: self.since.into(),
            officer_id: self.officer_id,
        }
    }
}
