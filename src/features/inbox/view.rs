//! How the inbox is shown.

use super::requests::{InboxAct, InboxKind};
use super::store::{Addressed, Counters, Due, Item};
use crate::domain::assignment::{Classification, State, Urgency};
use crate::domain::disposition::{Duty, RecipientKind, RecipientState};
use crate::domain::role::Role;
use crate::domain::text::Line;
use crate::features::agenda::AgendaItemRef;
use crate::features::mandates::Acting;
use crate::http::fields::Stamp;
use crate::http::paging::Count;
use crate::http::row;
use crate::office::actor::Actor;
use crate::office::names::{CodeLabel, Names};
use crate::office::people::OfficerRef;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// What waits for the caller, whichever hat they wear.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Inbox)]
pub struct InboxView {
    pub counters: Counters,
    /// A thing once, however much is due on it. Unless `sort` says otherwise the oldest due first; what is due at no time last.
    #[schema(max_items = 200)]
    pub items: Vec<InboxItem>,
    /// Send it as `cursor` for the next page; null on the last.
    #[schema(max_length = 1000)]
    pub next_cursor: Option<String>,
    /// With `count=true`: how many fit the filter.
    pub count: Option<Count>,
}

/// One thing on which something is to be done: a case, as far as it is your part (or that of one in whose place you act), or your unit's.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct InboxItem {
    /// The first of `due`.
    pub kind: InboxKind,
    /// The first of `due`.
    pub act: InboxAct,
    /// All that is to be done about it: first what `kind` asks for, and of that what moves the case on.
    #[schema(min_items = 1, max_items = 100)]
    pub due: Vec<DueView>,
    pub assignment: InboxCase,
    /// The event, and what it was when the order was given; with EVENT_CHANGED, when you last took note of it. null for ADMIN.
    pub agenda_item: Option<AgendaItemRef>,
    /// As the case stands, like the next. null for ADMIN.
    pub urgency: Option<Urgency>,
    /// null for ADMIN.
    pub classification: Option<Classification>,
    /// Whom it comes from: who issued the disposition, submitted the report, or else assigned the case. null for ADMIN.
    pub from: Option<OfficerRef>,
    /// Who did so in person, if by mandate.
    pub from_acting: Option<Acting>,
    /// What the disposition asks for; empty where nothing is addressed to you.
    #[schema(max_items = 20)]
    pub instructions: Vec<CodeLabel>,
    /// How far you are with it; null where nothing is addressed to you.
    pub part: Option<PartView>,
    /// The disposition to read, to complete, or to release somebody of; else the newest addressed to you.
    pub disposition_id: Option<Uuid>,
    /// The report to decide, or the open draft of the one to submit.
    pub report_id: Option<Uuid>,
    /// *Batas waktu* of the assignment.
    pub due_at: Option<Stamp>,
    pub overdue: bool,
    /// From when the oldest of `due` waits.
    pub since: Stamp,
    /// Of ORPHANED: whose part nobody plays; of TO_VERIFY and STILL_SHOWN: who left what they looked after.
    pub officer_id: Option<Uuid>,
}

/// Something to be done.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = InboxDue)]
pub struct DueView {
    pub kind: InboxKind,
    /// What does it, if it is to be done.
    pub act: InboxAct,
    /// The disposition to read, to complete, or to release somebody of.
    pub disposition_id: Option<Uuid>,
    /// The report to decide, or the open draft of the one to submit.
    pub report_id: Option<Uuid>,
    /// The publication to verify, or that a portal still shows as it should not be.
    pub publication_id: Option<Uuid>,
    /// From when it waits.
    pub since: Stamp,
    /// Of ORPHANED: whose part nobody plays; of TO_VERIFY and STILL_SHOWN: who left what they looked after.
    pub officer: Option<OfficerRef>,
    /// Of what the act is asked of, the disposition, the report or else the assignment; send it as `If-Match`. null with GIVE_MANDATE.
    #[schema(max_length = 100, pattern = "^\"[0-9]+\\.[A-Za-z0-9_-]+\"$", example = "\"3.Zk1mVb0a9yTt\"")]
    pub etag: Option<String>,
}

/// Somebody's part of a disposition.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = InboxPart)]
pub struct PartView {
    /// You, or in whose place you act; of ORPHANED who is there no more.
    pub officer: OfficerRef,
    pub kind: RecipientKind,
    /// null for a COPY, and on step 1's disposition.
    pub duty: Option<Duty>,
    pub state: RecipientState,
    pub read_at: Option<Stamp>,
    pub completed_at: Option<Stamp>,
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
    /// None of what nothing is due on, which there is not.
    pub fn view(&self, viewer: &Actor) -> Option<InboxItem> {
        let names = &viewer.names;
        let first = self.due.first()?;
        // What ADMIN is told of, they can mend without reading it.
        let hidden = first.act == InboxAct::GiveMandate && !viewer.is(Role::Auditor);
        let order = self.order.as_ref().filter(|_| !hidden);
        Some(InboxItem {
            kind: first.kind,
            act: first.act,
            due: self.due.iter().map(|due| due.view(names)).collect(),
            agenda_item: Some(self.event.clone().into()).filter(|_| !hidden),
            assignment: InboxCase {
                id: self.assignment_id,
                register_number: self.register_number.clone(),
                subject: Some(self.subject.clone()).filter(|_| !hidden),
                state: self.state,
            },
            urgency: Some(self.urgency).filter(|_| !hidden),
            classification: Some(self.classification).filter(|_| !hidden),
            from: Some(names.officer(self.from_id)).filter(|_| !hidden),
            from_acting: self.from_acting.clone().filter(|_| !hidden),
            instructions: order.map_or_else(Vec::new, |order| names.instructions(&order.instructions)),
            part: order.zip(self.whose).map(|(order, whose)| order.view(names.officer(whose))),
            disposition_id: first.disposition_id.or(self.order.as_ref().map(|order| order.disposition_id)),
            report_id: self.due.iter().find_map(|due| due.report_id),
            due_at: self.due_at.filter(|_| !hidden).map(Stamp),
            overdue: self.overdue,
            since: self.since.into(),
            officer_id: self.due.iter().find_map(|due| due.officer_id),
        })
    }
}

impl Due {
    fn view(&self, names: &Names) -> DueView {
        DueView {
            kind: self.kind,
            act: self.act,
            disposition_id: self.disposition_id,
            report_id: self.report_id,
            publication_id: self.publication_id,
            since: self.since.into(),
            officer: self.officer_id.map(|id| names.officer(id)),
            etag: self.version.map(row::etag_of),
        }
    }
}

impl Addressed {
    fn view(&self, officer: OfficerRef) -> PartView {
        PartView {
            officer,
            kind: self.kind,
            duty: self.duty,
            state: self.state,
            read_at: self.read_at.map(Stamp),
            completed_at: self.completed_at.map(Stamp),
        }
    }
}
