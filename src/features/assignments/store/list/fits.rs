//! What a filter asks of cases (`a`), in SQL.

use super::super::super::requests::AssignmentFilter;
use super::Asked;
use crate::db::statement::Statement;
use diesel::sql_types::{Array, Text, Timestamptz, Uuid as SqlUuid};

/// What a walk by ids sees to by itself.
pub fn in_states<R>(query: Statement<R>, filter: &AssignmentFilter) -> Statement<R> {
    if filter.state.0.is_empty() {
        return query;
    }
    let query = query.and(" AND a.state = ANY($)").bind::<Array<Text>, _>(filter.state.0.clone());
    // In the words of the indexes of what is open.
    if filter.is_of_open() { query.and(OPEN) } else { query }
}

const OPEN: &str = " AND a.state NOT IN ('CLOSED', 'CANCELLED')";

/// What the filter asks of the case itself, besides its state.
pub fn narrowed<R>(mut query: Statement<R>, asked: Asked<'_>) -> Statement<R> {
    let filter = asked.filter;
    if let Some(among) = asked.among {
        query = among.narrow(query);
    }
    if !filter.urgency.0.is_empty() {
        query = query.and(" AND a.urgency = ANY($)").bind::<Array<Text>, _>(filter.urgency.0.clone());
    }
    if !filter.classification.0.is_empty() {
        query = query.and(" AND a.classification = ANY($)").bind::<Array<Text>, _>(filter.classification.0.clone());
    }
    if let Some(assignee) = filter.assignee_id {
        query = query.and(" AND a.assignee_id = $").bind::<SqlUuid, _>(assignee);
    }
    if let Some(officer) = filter.officer_id {
        const WORKS_ON_IT: &str = " AND EXISTS (SELECT FROM participants o WHERE o.assignment_id = a.id AND o.officer_id = $
            AND (o.crew OR o.officer_id = a.assignee_id))";
        query = query.and(WORKS_ON_IT).bind::<SqlUuid, _>(officer);
    }
    match filter.agenda_item_id.0.as_slice() {
        [] => {}
        [one] => query = query.and(" AND a.agenda_item_id = $").bind::<SqlUuid, _>(*one),
        several => query = query.and(" AND a.agenda_item_id = ANY($)").bind::<Array<SqlUuid>, _>(several.to_vec()),
    }
    if let Some(unit) = &filter.unit {
        query = query.and(" AND a.register_unit = $").bind::<Text, _>(unit.to_string());
    }
    if let Some(number) = &filter.register_number {
        query = query.and(" AND a.register_number = $").bind::<Text, _>(number.clone());
    }
    match filter.overdue.map(|overdue| overdue.0) {
        None => {}
        Some(true) => query = query.and(OPEN).and(" AND coalesce(a.due_at, 'infinity') < $").bind::<Timestamptz, _>(asked.now),
        Some(false) => {
            let others = " AND (a.state IN ('CLOSED', 'CANCELLED') OR coalesce(a.due_at, 'infinity') >= $)";
            query = query.and(others).bind::<Timestamptz, _>(asked.now);
        }
    }
    const STARTS: [&str; 2] = [
        " AND EXISTS (SELECT FROM agenda_items e WHERE e.id = a.agenda_item_id AND e.starts_at >= $)",
        " AND EXISTS (SELECT FROM agenda_items e WHERE e.id = a.agenda_item_id AND e.starts_at < $)",
    ];
    let bounds = [
        (filter.created_at_from, " AND a.created_at >= $"),
        (filter.created_at_to, " AND a.created_at < $"),
        // What is due at no time is due at none of these.
        (filter.due_at_from, " AND a.due_at IS NOT NULL AND coalesce(a.due_at, 'infinity') >= $"),
        (filter.due_at_to, " AND coalesce(a.due_at, 'infinity') < $"),
        (filter.starts_at_from, STARTS[0]),
        (filter.starts_at_to, STARTS[1]),
    ];
    for (bound, text) in bounds {
        if let Some(at) = bound {
            query = query.and(text).bind::<Timestamptz, _>(at.0);
        }
    }
    query
}
