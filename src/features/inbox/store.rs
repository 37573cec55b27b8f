//! SQL of the inbox: one query, bounded by what is open and not by what was ever done.

mod order;
mod orphans;
mod verifying;
mod waiting;

pub use order::SORTS;

use super::requests::{InboxAct, InboxFilter, InboxKind};
use crate::db::Connection;
use crate::db::statement::statement;
use crate::domain::assignment::{Classification, State, Urgency};
use crate::domain::disposition::{Duty, RecipientKind, RecipientState};
use crate::domain::label::Label;
use crate::domain::role::Role;
use crate::domain::text::Line;
use crate::domain::time::Instant;
use crate::features::agenda::event::{self, BeforeRow, BeforeSql, Event, EventRow, EventSql};
use crate::features::mandates::{self, Acting};
use crate::http::paging::Page;
use crate::http::problem::Problem;
use crate::office::actor::Actor;
use crate::office::vacancy::VACANCY;
use diesel::sql_types::{Array, BigInt, Bool, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use order::Key;
use orphans::ORPHANS;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;
use verifying::VERIFYING;
use waiting::{ME, THINGS, WAITING};

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
    /// Changes of events to take note of, and cases of events that were called off.
    #[schema(minimum = 0, example = 0)]
    pub event_changed: i64,
    /// Publications that are DUE, STALE or EXPIRED.
    #[schema(minimum = 0, example = 0)]
    pub to_verify: i64,
    #[schema(minimum = 0, example = 0)]
    pub orphaned: i64,
    /// Mandates that wait for your confirmation; they stand in `/v1/me`.
    #[schema(minimum = 0, example = 0)]
    pub to_confirm: i64,
    /// Assignments among these whose due date has passed.
    #[schema(minimum = 0, example = 1)]
    pub overdue: i64,
}

/// A thing on which something waits: a case, as far as it is somebody's part or their unit's.
#[derive(Debug, Clone)]
pub struct Item {
    pub assignment_id: Uuid,
    /// Whose part of it; None of what is a unit's.
    pub whose: Option<Uuid>,
    pub event: Event,
    pub register_number: String,
    pub subject: Line<300>,
    pub state: State,
    pub urgency: Urgency,
    pub classification: Classification,
    pub due_at: Option<Instant>,
    pub overdue: bool,
    /// From when the oldest of it waits.
    pub since: Instant,
    /// Whom it comes from.
    pub from_id: Uuid,
    pub from_mandate: Option<Uuid>,
    pub from_acting: Option<Acting>,
    pub order: Option<Addressed>,
    /// First what is asked for, and of that what moves the case on.
    pub due: Vec<Due>,
}

/// The newest disposition that is addressed to them, and how far they are with it.
#[derive(Debug, Clone)]
pub struct Addressed {
    pub disposition_id: Uuid,
    pub instructions: Vec<Line<50>>,
    pub kind: RecipientKind,
    pub duty: Option<Duty>,
    pub state: RecipientState,
    pub read_at: Option<Instant>,
    pub completed_at: Option<Instant>,
}

/// What is to be done about it.
#[derive(Debug, Clone)]
pub struct Due {
    pub kind: InboxKind,
    pub act: InboxAct,
    pub disposition_id: Option<Uuid>,
    pub report_id: Option<Uuid>,
    pub publication_id: Option<Uuid>,
    pub since: Instant,
    /// Of an orphan, and of what was left by one who looked after it: whose part it is.
    pub officer_id: Option<Uuid>,
    /// Of what the act is asked of; None of a mandate, which is yet to be given.
    pub version: Option<i32>,
}

/// What of a page is shown: its case, the newest disposition addressed to them, what is due, and its event.
const SHOWN: &str = "
SELECT c.unread, c.to_dispatch, c.to_complete, c.to_report, c.to_decide, c.event_changed, c.to_verify, c.orphaned, c.overdue, c.found,
    p.assignment_id, p.whose, a.register_number, a.subject, a.state, a.urgency, a.classification, p.due_at, p.overdue, p.since,
    coalesce(d.issuer_id, t.submitted_by_id, a.assigned_by_id),
    CASE WHEN d.id IS NOT NULL THEN d.issuer_mandate_id WHEN t.id IS NOT NULL THEN t.submitted_by_mandate_id ELSE a.assigned_by_mandate_id END,
    d.id, d.instructions, p.kind, p.duty, p.state, p.read_at, p.completed_at,
    n.kind, n.act, n.disposition_id, n.report_id, n.publication_id, n.since, n.officer_id,
    CASE WHEN n.act IN ('ACKNOWLEDGE', 'COMPLETE', 'RELEASE') THEN (SELECT o.version FROM dispositions o WHERE o.id = n.disposition_id)
        WHEN n.act IN ('REPORT', 'ACCEPT') THEN (SELECT o.version FROM reports o WHERE o.id = n.report_id)
        WHEN n.act = 'VERIFY' THEN (SELECT o.version FROM publications o WHERE o.id = n.publication_id)
        WHEN n.act <> 'GIVE_MANDATE' THEN a.version END, ";

/// The event as it was when the order was given, or when they last took note of it. OFFSET 0: their part is looked up once for a thing,
/// and not for each of the thousands that may be due on it.
const FROM: &str = ", w.starts_at, w.ends_at, w.venue, w.certainty
FROM counters c LEFT JOIN (
        SELECT p.*, r.disposition_id, r.kind, r.duty, r.state, r.read_at, r.completed_at
        FROM page p LEFT JOIN LATERAL (SELECT r.* FROM disposition_recipients r WHERE r.assignment_id = p.assignment_id
            AND r.officer_id = p.whose ORDER BY r.state IN ('RECALLED', 'RELEASED'), r.disposition_id DESC LIMIT 1) r ON true OFFSET 0
    ) p ON true LEFT JOIN assignments a ON a.id = p.assignment_id
    LEFT JOIN items n ON n.assignment_id = p.assignment_id AND n.whose IS NOT DISTINCT FROM p.whose
    LEFT JOIN dispositions d ON d.id = p.disposition_id LEFT JOIN reports t ON t.id = p.decides
    LEFT JOIN agenda_items i ON i.id = a.agenda_item_id
    LEFT JOIN LATERAL (SELECT e.* FROM event_changes e WHERE e.agenda_item_id = i.id
        AND e.changed_at > coalesce(p.noticed - interval '1 microsecond', d.created_at, a.created_at) ORDER BY e.changed_at LIMIT 1) w ON true
ORDER BY p.place";

type Counts = (i64, i64, i64, i64, i64, i64, i64, i64, i64, i64);
type CountsSql = (BigInt, BigInt, BigInt, BigInt, BigInt, BigInt, BigInt, BigInt, BigInt, BigInt);
type Case =
    (Option<Uuid>, Option<Uuid>, Option<String>, Option<Line<300>>, Option<State>, Option<Urgency>, Option<Classification>);
type CaseSql =
    (Nullable<SqlUuid>, Nullable<SqlUuid>, Nullable<Text>, Nullable<Text>, Nullable<Text>, Nullable<Text>, Nullable<Text>);
type Times = (Option<Instant>, Option<bool>, Option<Instant>, Option<Uuid>, Option<Uuid>);
type TimesSql = (Nullable<Timestamptz>, Nullable<Bool>, Nullable<Timestamptz>, Nullable<SqlUuid>, Nullable<SqlUuid>);
type Part = (
    Option<Uuid>,
    Option<Vec<Line<50>>>,
    Option<RecipientKind>,
    Option<Duty>,
    Option<RecipientState>,
    Option<Instant>,
    Option<Instant>,
);
type PartSql = (
    Nullable<SqlUuid>,
    Nullable<Array<Text>>,
    Nullable<Text>,
    Nullable<Text>,
    Nullable<Text>,
    Nullable<Timestamptz>,
    Nullable<Timestamptz>,
);
type DueRow =
    (Option<String>, Option<String>, Option<Uuid>, Option<Uuid>, Option<Uuid>, Option<Instant>, Option<Uuid>, Option<i32>);
type DueSql = (
    Nullable<Text>,
    Nullable<Text>,
    Nullable<SqlUuid>,
    Nullable<SqlUuid>,
    Nullable<SqlUuid>,
    Nullable<Timestamptz>,
    Nullable<SqlUuid>,
    Nullable<Integer>,
);

type Row = (Counts, Case, Times, Part, DueRow, (EventRow, BeforeRow));
type RowSql = (CountsSql, CaseSql, TimesSql, PartSql, DueSql, (EventSql, BeforeSql));

/// The counters of everything, how many things fit the filter, and one page of those.
pub async fn read(
    conn: &mut Connection,
    actor: &Actor,
    now: Instant,
    filter: &InboxFilter,
    page: &Page,
) -> Result<(Counters, i64, Vec<Item>), Problem> {
    let kinds = if filter.kind.0.is_empty() { InboxKind::ALL } else { &filter.kind.0 };
    let (further, (rank, moment, assignment, whose)) = match page.after::<Key>()? {
        Some((rank, moment, assignment, whose)) => (true, (rank, moment, Some(assignment), whose)),
        None => (false, (0, None, None, None)),
    };
    let things = statement::<RowSql>(ME).and(VACANCY).and(WAITING).and(ORPHANS).and(VERIFYING).and(THINGS);
    let read = order::page(things, page.sort)
        .and(SHOWN)
        .and(event::COLUMNS)
        .and(FROM)
        .bind::<Array<SqlUuid>, _>(actor.wearing(&[Role::DivisionHead, Role::SubdivisionHead, Role::Staff]))
        .bind::<Array<SqlUuid>, _>(actor.wearing(&[Role::SubdivisionHead]))
        .bind::<Array<SqlUuid>, _>(actor.wearing(&[Role::Staff]))
        .bind::<Array<Text>, _>(actor.units())
        .bind::<Nullable<SqlUuid>, _>(actor.officer)
        .bind::<Timestamptz, _>(now)
        .bind::<Array<Text>, _>(kinds.iter().map(|kind| kind.label()).collect::<Vec<_>>())
        .bind::<Nullable<Bool>, _>(filter.overdue.map(|overdue| overdue.0))
        .bind::<Nullable<Timestamptz>, _>(filter.due_to.map(|due| due.0))
        .bind::<Bool, _>(further)
        .bind::<Integer, _>(rank)
        .bind::<Nullable<Timestamptz>, _>(moment)
        .bind::<Nullable<SqlUuid>, _>(assignment)
        .bind::<Nullable<SqlUuid>, _>(whose)
        .bind::<Bool, _>(actor.watches())
        .bind::<BigInt, _>(page.fetch());
    let waiting = mandates::store::count_waiting(actor, now);
    let (rows, waiting) = conn.both::<_, _, Row, i64>(read, waiting).await?;
    let to_confirm = waiting.into_iter().sum();
    let (unread, to_dispatch, to_complete, to_report, to_decide, event_changed, to_verify, orphaned, overdue, found) =
        rows.as_slice().first().map(|row| row.0).unwrap_or_default();
    let counters = Counters {
        unread,
        to_dispatch,
        to_complete,
        to_report,
        to_decide,
        event_changed,
        to_verify,
        orphaned,
        to_confirm,
        overdue,
    };
    let mut items = gathered(rows, &filter.kind.0);
    let acting = mandates::acting(conn, items.iter().map(|item| item.from_mandate)).await?;
    for item in &mut items {
        item.from_acting = acting.by(item.from_mandate);
    }
    Ok((counters, found, items))
}

/// Rows of one thing stand one behind the other: they differ in what is due.
fn gathered(rows: Vec<Row>, asked: &[InboxKind]) -> Vec<Item> {
    let mut items: Vec<Item> = Vec::new();
    for (_, case, times, part, due, event) in rows {
        // Nothing in the one row of an empty page.
        let (Some(due), Some(read)) = (self::due(due), item(case, times, part, event)) else { continue };
        match items.last_mut().filter(|item| (item.assignment_id, item.whose) == (read.assignment_id, read.whose)) {
            Some(item) => item.due.push(due),
            None => items.push(Item { due: vec![due], ..read }),
        }
    }
    for item in &mut items {
        item.due.sort_by_key(|due| (!asked.contains(&due.kind), due.kind, due.since, due.disposition_id));
    }
    items
}

fn due((kind, act, disposition_id, report_id, publication_id, since, officer_id, version): DueRow) -> Option<Due> {
    let (kind, act) = (InboxKind::from_label(&kind?)?, InboxAct::from_label(&act?)?);
    Some(Due { kind, act, disposition_id, report_id, publication_id, since: since?, officer_id, version })
}

fn item(case: Case, times: Times, part: Part, (event, before): (EventRow, BeforeRow)) -> Option<Item> {
    let mut event = Event::of(event)?;
    event.was(before);
    let (assignment_id, whose, register_number, subject, state, urgency, classification) = case;
    let (due_at, overdue, since, from_id, from_mandate) = times;
    Some(Item {
        assignment_id: assignment_id?,
        whose,
        event,
        register_number: register_number?,
        subject: subject?,
        state: state?,
        urgency: urgency?,
        classification: classification?,
        due_at,
        overdue: overdue?,
        since: since?,
        from_id: from_id?,
        from_mandate,
        from_acting: None,
        order: addressed(part),
        due: Vec::new(),
    })
}

fn addressed((disposition_id, instructions, kind, duty, state, read_at, completed_at): Part) -> Option<Addressed> {
    let (disposition_id, instructions) = (disposition_id?, instructions?);
    Some(Addressed { disposition_id, instructions, kind: kind?, duty, state: state?, read_at, completed_at })
}
