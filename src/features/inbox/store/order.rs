//! In which order the inbox stands, and where a page of it ended.

use super::Item;
use crate::db::statement::Statement;
use crate::domain::assignment::Urgency;
use crate::domain::time::Instant;
use uuid::Uuid;

pub const SORTS: &[&str] = &["dueAt", "-dueAt", "since", "-since", "startsAt", "-startsAt", "-urgency"];

/// Where a thing stands: its rank, its moment, its case, and whose part of that it is.
pub type Key = (i32, Option<Instant>, Uuid, Option<Uuid>);

/// What is due at no time stands last, whichever way the others are turned.
const NEVER: &str = "'infinity'::timestamptz";
const LONG_GONE: &str = "'-infinity'::timestamptz";

struct Order {
    rank: &'static str,
    moment: &'static str,
    /// In the place of a moment that is none.
    without: &'static str,
}

fn order(sort: &str) -> Order {
    match sort {
        "-dueAt" => Order { rank: "0", moment: "t.due_at", without: LONG_GONE },
        "since" | "-since" => Order { rank: "0", moment: "t.since", without: NEVER },
        "startsAt" | "-startsAt" => {
            Order { rank: "0", moment: "(SELECT e.starts_at FROM agenda_items e WHERE e.id = t.agenda_item_id)", without: NEVER }
        }
        // The most urgent first, and of these the one that is due first.
        "-urgency" => Order {
            rank: "array_position('{VERY_URGENT,URGENT,NORMAL}'::text[], t.urgency::text)",
            moment: "t.due_at",
            without: NEVER,
        },
        _ => Order { rank: "0", moment: "t.due_at", without: NEVER },
    }
}

/// Whether the places of this order go down.
fn falls(sort: &str) -> bool {
    sort.starts_with('-') && sort != "-urgency"
}

/// Adds `page`: the things in their order from where the page before ended; their number is bound behind it.
pub fn page<R>(statement: Statement<R>, sort: &str) -> Statement<R> {
    let Order { rank, moment, without } = order(sort);
    let (beyond, turned) = if falls(sort) { (" < ", " DESC") } else { (" > ", "") };
    let key = "(p.rank, p.moment, p.assignment_id, coalesce(p.whose, p.assignment_id))";
    statement
        .and("placed AS (SELECT t.*, ")
        .and(rank)
        .and(" AS rank, coalesce(")
        .and(moment)
        .and(", ")
        .and(without)
        .and(") AS moment FROM things t), page AS (SELECT p.*, row_number() OVER w AS place FROM me, placed p WHERE NOT me.further OR ")
        .and(key)
        .and(beyond)
        .and("(me.rank, coalesce(me.moment, ")
        .and(without)
        .and("), me.assignment_id, coalesce(me.whose, me.assignment_id)) WINDOW w AS (ORDER BY p.rank")
        .and(turned)
        .and(", p.moment")
        .and(turned)
        .and(", p.assignment_id")
        .and(turned)
        .and(", coalesce(p.whose, p.assignment_id)")
        .and(turned)
        .and(") ORDER BY place LIMIT $)")
}

impl Item {
    /// Where it stands in this order.
    pub fn key(&self, sort: &str) -> Key {
        let rank = match self.urgency {
            _ if sort != "-urgency" => 0,
            Urgency::VeryUrgent => 1,
            Urgency::Urgent => 2,
            Urgency::Normal => 3,
        };
        let moment = match sort {
            "since" | "-since" => Some(self.since),
            "startsAt" | "-startsAt" => Some(self.event.starts_at),
            _ => self.due_at,
        };
        (rank, moment, self.assignment_id, self.whose)
    }
}
