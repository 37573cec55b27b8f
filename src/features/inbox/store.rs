//! SQL of the inbox: one query, bounded by what is open and not by what was ever done.

mod orphans;

use super::requests::{InboxAct, InboxFilter, InboxKind};
use crate::db::Connection;
use crate::db::statement::statement;
use crate::domain::assignment::State;
use crate::domain::label::Label;
use crate::domain::role::Role;
use crate::domain::text::Line;
use crate::domain::time::Instant;
use crate::features::agenda::event::{self, BeforeRow, BeforeSql, Event, EventRow, EventSql};
use crate::features::mandates;
use crate::http::paging::Page;
use crate::http::problem::Problem;
use crate::office::actor::Actor;
use crate::office::vacancy::VACANCY;
use diesel::sql_types::{Array, BigInt, Bool, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use orphans::ORPHANS;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

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
    #[schema(minimum = 0, example = 0)]
    pub orphaned: i64,
    /// Mandates that wait for your confirmation; they stand in `/v1/me`.
    #[schema(minimum = 0, example = 0)]
    pub to_confirm: i64,
    /// Assignments among these whose due date has passed.
    #[schema(minimum = 0, example = 1)]
    pub overdue: i64,
}

/// Something that waits.
#[derive(Debug, Clone)]
pub struct Item {
    pub kind: InboxKind,
    pub act: InboxAct,
    pub event: Event,
    pub assignment_id: Uuid,
    pub register_number: String,
    pub subject: Line<300>,
    pub state: State,
    pub disposition_id: Option<Uuid>,
    pub report_id: Option<Uuid>,
    pub due_at: Option<Instant>,
    pub overdue: bool,
    pub since: Instant,
    /// Of an orphan: whose part it is.
    pub officer_id: Option<Uuid>,
}

/// Where an item stands in the list.
type Key = (Option<Instant>, Instant, Uuid, InboxKind, Option<Uuid>, Option<Uuid>);

impl Item {
    pub fn key(&self) -> Key {
        (self.due_at, self.since, self.assignment_id, self.kind, self.disposition_id, self.officer_id)
    }
}

/// Every branch begins at an index of open work: unread recipients, participants by state, reports by state.
///
/// A step waits from the start of its last span on the clock: a return counts from the return.
const ME: &str = "
WITH me AS (
    SELECT $::uuid[] AS anybody, $::uuid[] AS subheads, $::uuid[] AS staff, $::text[] AS units, $::uuid AS person, $::timestamptz AS now,
        $::text[] AS kinds, $::bool AS further, coalesce($::timestamptz, 'infinity') AS due_at, $::timestamptz AS since,
        $::uuid AS assignment_id, $::text AS kind, $::uuid AS disposition_id, $::uuid AS officer_id, $::bool AS watches
), ";

const WAITING: &str = ",
waiting AS (
    SELECT 'UNREAD' AS kind, r.assignment_id, r.disposition_id, NULL::uuid AS report_id, d.created_at AS since, 'ACKNOWLEDGE' AS act
    FROM me, disposition_recipients r JOIN dispositions d ON d.id = r.disposition_id
    WHERE r.officer_id = ANY(me.anybody) AND r.state = 'DELIVERED'
    UNION ALL
    SELECT 'TO_DISPATCH', p.assignment_id, NULL, NULL, (a.clock #>> '{steps,1,spans,-1,startedAt}')::timestamptz, 'DISPATCH'
    FROM me, participants p JOIN assignments a ON a.id = p.assignment_id
    WHERE p.officer_id = ANY(me.subheads) AND p.state = 'ASSIGNED' AND a.assignee_id = p.officer_id
    UNION ALL
    SELECT 'TO_DISPATCH', p.assignment_id, NULL, NULL, (a.clock #>> '{steps,2,spans,-1,startedAt}')::timestamptz, 'DISPATCH'
    FROM me, participants p JOIN assignments a ON a.id = p.assignment_id
    WHERE p.officer_id = ANY(me.subheads) AND p.state = 'DISPATCHED' AND a.assignee_id = p.officer_id AND NOT EXISTS (
        SELECT FROM participants c WHERE c.assignment_id = p.assignment_id AND c.crew)
    UNION ALL
    SELECT 'TO_COMPLETE', r.assignment_id, r.disposition_id, NULL,
        greatest(d.created_at, (a.clock #>> '{steps,2,spans,-1,startedAt}')::timestamptz), 'COMPLETE'
    FROM me, participants p JOIN assignments a ON a.id = p.assignment_id
        JOIN disposition_recipients r ON r.assignment_id = p.assignment_id AND r.officer_id = p.officer_id
        JOIN dispositions d ON d.id = r.disposition_id
    WHERE p.officer_id = ANY(me.staff) AND p.state = 'DISPATCHED' AND p.crew
        AND r.kind = 'ACTION' AND r.duty IS NOT NULL AND r.state IN ('DELIVERED', 'READ', 'RETURNED')
    UNION ALL
    SELECT 'TO_REPORT', p.assignment_id, NULL, t.id, (a.clock #>> '{steps,3,spans,-1,startedAt}')::timestamptz,
        CASE WHEN t.id IS NULL THEN 'OPEN_REPORT' ELSE 'REPORT' END
    FROM me, participants p JOIN assignments a ON a.id = p.assignment_id
        LEFT JOIN reports t ON t.assignment_id = a.id AND t.state = 'DRAFT'
    WHERE p.officer_id = ANY(me.subheads) AND p.state = 'DOCUMENTED' AND a.assignee_id = p.officer_id
    UNION ALL
    SELECT 'TO_DECIDE', t.assignment_id, NULL, t.id, t.submitted_at, 'ACCEPT'
    FROM me, reports t JOIN assignments a ON a.id = t.assignment_id
    WHERE a.register_unit = ANY(me.units) AND coalesce(me.person <> ALL(t.writers), true) AND t.state = 'SUBMITTED' AND a.state = 'REPORTED'
    UNION ALL
    SELECT 'EVENT_CHANGED', n.assignment_id, told.disposition_id, NULL, n.since, 'ACKNOWLEDGE_EVENT'
    FROM me, event_notices n LEFT JOIN LATERAL (
        SELECT r.disposition_id FROM disposition_recipients r WHERE r.assignment_id = n.assignment_id AND r.officer_id = n.officer_id
            AND r.state NOT IN ('RECALLED', 'RELEASED') ORDER BY r.disposition_id DESC LIMIT 1) told ON true
    WHERE n.officer_id = ANY(me.anybody)
    UNION ALL
    SELECT 'EVENT_CHANGED', a.id, NULL, NULL, coalesce(i.changed_at, i.updated_at), 'CANCEL'
    FROM me, agenda_items i JOIN assignments a ON a.agenda_item_id = i.id
    WHERE a.register_unit = ANY(me.units) AND i.certainty = 'CANCELLED' AND a.state IN ('ASSIGNED', 'DISPATCHED', 'DOCUMENTED', 'REPORTED')
), ";

const ITEMS: &str = ",
items AS (
    SELECT w.kind, w.assignment_id, a.register_number, a.subject, a.state::text AS state, w.disposition_id, w.report_id, a.due_at,
        coalesce(a.due_at < me.now, false) AND a.state <> 'CANCELLED' AS overdue, w.since, w.officer_id, w.act
    FROM me, (SELECT kind, assignment_id, disposition_id, report_id, since, NULL::uuid AS officer_id, act FROM waiting
        UNION ALL SELECT * FROM orphans) w JOIN assignments a ON a.id = w.assignment_id
    WHERE a.state <> 'CANCELLED' OR w.kind = 'EVENT_CHANGED'
), counters AS (
    SELECT count(*) FILTER (WHERE i.kind = 'UNREAD') AS unread, count(*) FILTER (WHERE i.kind = 'TO_DISPATCH') AS to_dispatch,
        count(*) FILTER (WHERE i.kind = 'TO_COMPLETE') AS to_complete, count(*) FILTER (WHERE i.kind = 'TO_REPORT') AS to_report,
        count(*) FILTER (WHERE i.kind = 'TO_DECIDE') AS to_decide, count(*) FILTER (WHERE i.kind = 'EVENT_CHANGED') AS event_changed,
        count(*) FILTER (WHERE i.kind = 'ORPHANED') AS orphaned, count(DISTINCT i.assignment_id) FILTER (WHERE i.overdue) AS overdue,
        count(*) FILTER (WHERE i.kind = ANY(me.kinds)) AS found
    FROM me LEFT JOIN items i ON true
), page AS (
    SELECT i.*, row_number() OVER w AS place FROM me, items i
    WHERE i.kind = ANY(me.kinds) AND (NOT me.further OR
        (coalesce(i.due_at, 'infinity'), i.since, i.assignment_id, i.kind, coalesce(i.disposition_id, i.assignment_id),
                coalesce(i.officer_id, i.assignment_id))
            > (me.due_at, me.since, me.assignment_id, me.kind, coalesce(me.disposition_id, me.assignment_id),
                coalesce(me.officer_id, me.assignment_id)))
    WINDOW w AS (ORDER BY coalesce(i.due_at, 'infinity'), i.since, i.assignment_id, i.kind, coalesce(i.disposition_id, i.assignment_id),
        coalesce(i.officer_id, i.assignment_id))
    ORDER BY place LIMIT $
)
SELECT c.unread, c.to_dispatch, c.to_complete, c.to_report, c.to_decide, c.event_changed, c.orphaned, c.overdue, c.found,
    p.kind, p.act, p.assignment_id, p.register_number, p.subject, p.state, p.disposition_id, p.report_id, p.due_at, p.overdue, p.since,
    p.officer_id, ";

/// The event as it was when the order was given, or when they last took note of it.
const EVENTS: &str = ", w.starts_at, w.ends_at, w.venue, w.certainty
FROM counters c LEFT JOIN page p ON true LEFT JOIN assignments a ON a.id = p.assignment_id
    LEFT JOIN agenda_items i ON i.id = a.agenda_item_id LEFT JOIN dispositions d ON d.id = p.disposition_id
    LEFT JOIN LATERAL (SELECT e.* FROM event_changes e WHERE e.agenda_item_id = i.id AND e.changed_at > CASE p.act
        WHEN 'ACKNOWLEDGE_EVENT' THEN p.since - interval '1 microsecond' ELSE coalesce(d.created_at, a.created_at) END
        ORDER BY e.changed_at LIMIT 1) w ON true
ORDER BY p.place";

type Row = (
    (BigInt, BigInt, BigInt, BigInt, BigInt, BigInt, BigInt, BigInt, BigInt),
    (Nullable<Text>, Nullable<Text>, Nullable<SqlUuid>, Nullable<Text>, Nullable<Text>, Nullable<Text>),
    (Nullable<SqlUuid>, Nullable<SqlUuid>, Nullable<Timestamptz>, Nullable<Bool>, Nullable<Timestamptz>, Nullable<SqlUuid>),
    (EventSql, BeforeSql),
);

type Counts = (i64, i64, i64, i64, i64, i64, i64, i64, i64);
type Kind = (Option<String>, Option<String>, Option<Uuid>, Option<String>, Option<Line<300>>, Option<State>);
type Rest = (Option<Uuid>, Option<Uuid>, Option<Instant>, Option<bool>, Option<Instant>, Option<Uuid>);

/// The counters of everything, how many fit the filter, and one page of those.
pub async fn read(
    conn: &mut Connection,
    actor: &Actor,
    now: Instant,
    filter: &InboxFilter,
    page: &Page,
) -> Result<(Counters, i64, Vec<Item>), Problem> {
    let kinds = if filter.kind.0.is_empty() { InboxKind::ALL } else { &filter.kind.0 };
    let after = page.after::<Key>()?;
    let further = after.is_some();
    let (due_at, since, assignment, kind, disposition, officer) =
        after.map_or((None, None, None, None, None, None), |(due_at, since, id, kind, disposition, officer)| {
            (due_at, Some(since), Some(id), Some(kind.label()), disposition, officer)
        });
    let read = statement::<Row>(ME)
        .and(VACANCY)
        .and(WAITING)
        .and(ORPHANS)
        .and(ITEMS)
        .and(event::COLUMNS)
        .and(EVENTS)
        .bind::<Array<SqlUuid>, _>(actor.wearing(&[Role::DivisionHead, Role::SubdivisionHead, Role::Staff]))
        .bind::<Array<SqlUuid>, _>(actor.wearing(&[Role::SubdivisionHead]))
        .bind::<Array<SqlUuid>, _>(actor.wearing(&[Role::Staff]))
        .bind::<Array<Text>, _>(actor.units())
        .bind::<Nullable<SqlUuid>, _>(actor.officer)
        .bind::<Timestamptz, _>(now)
        .bind::<Array<Text>, _>(kinds.iter().map(|kind| kind.label()).collect::<Vec<_>>())
        .bind::<Bool, _>(further)
        .bind::<Nullable<Timestamptz>, _>(due_at)
        .bind::<Nullable<Timestamptz>, _>(since)
        .bind::<Nullable<SqlUuid>, _>(assignment)
        .bind::<Nullable<Text>, _>(kind)
        .bind::<Nullable<SqlUuid>, _>(disposition)
        .bind::<Nullable<SqlUuid>, _>(officer)
        .bind::<Bool, _>(actor.watches())
        .bind::<BigInt, _>(page.fetch());
    let waiting = mandates::store::count_waiting(actor, now);
    let (rows, waiting) = conn.both::<_, _, (Counts, Kind, Rest, (EventRow, BeforeRow)), i64>(read, waiting).await?;
    let to_confirm = waiting.into_iter().sum();
    let (unread, to_dispatch, to_complete, to_report, to_decide, event_changed, orphaned, overdue, found) =
        rows.as_slice().first().map(|row| row.0).unwrap_or_default();
    let counters =
        Counters { unread, to_dispatch, to_complete, to_report, to_decide, event_changed, orphaned, to_confirm, overdue };
    Ok((counters, found, rows.into_iter().filter_map(|(_, kind, rest, event)| item(kind, rest, event)).collect()))
}

/// None in the one row of an empty page.
fn item(
    (kind, act, assignment_id, register_number, subject, state): Kind,
    rest: Rest,
    (event, before): (EventRow, BeforeRow),
) -> Option<Item> {
    let mut event = Event::of(event)?;
    event.was(before);
    let (disposition_id, report_id, due_at, overdue, since, officer_id) = rest;
    Some(Item {
        kind: InboxKind::from_label(&kind?)?,
        act: InboxAct::from_label(&act?)?,
        event,
        assignment_id: assignment_id?,
        register_number: register_number?,
        subject: subject?,
        state: state?,
        disposition_id,
        report_id,
        due_at,
        overdue: overdue?,
        since: since?,
        officer_id,
    })
}
