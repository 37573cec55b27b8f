//! What a filter asks of dispositions (`d`) of cases (`a`) with their events (`i`), in SQL.

use super::super::super::requests::DispositionFilter;
use super::{Asked, STARTS};
use crate::db::statement::Statement;
use crate::domain::disposition::RecipientState;
use crate::http::paging::Order;
use diesel::sql_types::{Array, Text, Timestamptz, Uuid as SqlUuid};

/// What the filter asks besides whose they are.
pub fn fits<R>(mut query: Statement<R>, asked: Asked<'_>, order: &Order) -> Statement<R> {
    let filter = asked.filter;
    if let Some(among) = asked.among {
        query = among.narrow(query);
    }
    if let Some(few) = asked.few {
        query = query.and(" AND d.assignment_id = ANY($)").bind::<Array<SqlUuid>, _>(few.to_vec());
    }
    if let Some(case) = filter.assignment_id {
        query = query.and(" AND d.assignment_id = $").bind::<SqlUuid, _>(case);
    }
    match filter.agenda_item_id.0.as_slice() {
        [] => {}
        [one] => query = query.and(" AND a.agenda_item_id = $").bind::<SqlUuid, _>(*one),
        several => query = query.and(" AND a.agenda_item_id = ANY($)").bind::<Array<SqlUuid>, _>(several.to_vec()),
    }
    if let Some(officer) = filter.officer_id {
        const HAS_TO_DO_WITH_IT: &str = " AND d.id IN (SELECT o.id FROM dispositions o WHERE o.issuer_id = $
            UNION ALL SELECT o.disposition_id FROM disposition_recipients o WHERE o.officer_id = $ AND o.state NOT IN ('RECALLED', 'RELEASED'))";
        query = query.and(HAS_TO_DO_WITH_IT).bind::<SqlUuid, _>(officer).bind::<SqlUuid, _>(officer);
    }
    if let Some(unit) = &filter.unit {
        query = query.and(" AND a.register_unit = $").bind::<Text, _>(unit.to_string());
    }
    if !filter.urgency.0.is_empty() {
        query = query.and(" AND a.urgency = ANY($)").bind::<Array<Text>, _>(filter.urgency.0.clone());
    }
    if let Some(number) = &filter.register_number {
        query = query.and(" AND d.register_number = $").bind::<Text, _>(number.clone());
    }
    const OVERDUE: [&str; 2] = [
        " AND (a.state IN ('CLOSED', 'CANCELLED') OR coalesce(a.due_at, 'infinity') >= $)",
        " AND a.state NOT IN ('CLOSED', 'CANCELLED') AND coalesce(a.due_at, 'infinity') < $",
    ];
    if let Some(overdue) = filter.overdue {
        query = query.and(OVERDUE[usize::from(overdue.0)]).bind::<Timestamptz, _>(asked.now);
    }
    if let Some((from, to)) = filter.starts_at_from.zip(filter.starts_at_to).filter(|_| order.columns != STARTS.columns) {
        query = query.and(OF_EVENTS).bind::<Timestamptz, _>(from.0).bind::<Timestamptz, _>(to.0);
    }
    let bounds = [
        (filter.created_at_from, " AND d.created_at >= $"),
        (filter.created_at_to, " AND d.created_at < $"),
        // What is due at no time is due at none of these.
        (filter.due_at_from, " AND a.due_at IS NOT NULL AND coalesce(a.due_at, 'infinity') >= $"),
        (filter.due_at_to, " AND coalesce(a.due_at, 'infinity') < $"),
        (filter.starts_at_from, " AND i.starts_at >= $"),
        (filter.starts_at_to, " AND i.starts_at < $"),
    ];
    for (bound, text) in bounds {
        if let Some(at) = bound {
            query = query.and(text).bind::<Timestamptz, _>(at.0);
        }
    }
    query
}

/// Those of events between two moments are found by these, all of them, and then put in order, unless that is the order of events.
const OF_EVENTS: &str =
    " AND d.assignment_id = ANY(ARRAY(SELECT c.id FROM agenda_items e JOIN assignments c ON c.agenda_item_id = e.id
    WHERE e.starts_at >= $ AND e.starts_at < $))";

/// How far the recipients (`v`) are; never who was taken off it.
pub fn in_states<R>(query: Statement<R>, filter: &DispositionFilter) -> Statement<R> {
    match filter.recipient_state.0.as_slice() {
        [] => query.and(" AND v.state NOT IN ('RECALLED', 'RELEASED')"),
        // In the words of the index of what is unread.
        [RecipientState::Delivered] => query.and(" AND v.state = 'DELIVERED'"),
        states => {
            query.and(" AND v.state NOT IN ('RECALLED', 'RELEASED') AND v.state = ANY($)").bind::<Array<Text>, _>(states.to_vec())
        }
    }
}
