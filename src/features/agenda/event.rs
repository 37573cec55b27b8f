//! The event of a case, as everything that refers to it shows it: as it stands, and as it was when the order was given.

use super::view::{AgendaItemRef, EventBefore};
use crate::domain::agenda::Certainty;
use crate::domain::text::Line;
use crate::domain::time::Instant;
use diesel::sql_types::{Nullable, Text, Timestamptz, Uuid as SqlUuid};
use uuid::Uuid;

#[derive(Debug, Clone)]
pub struct Event {
    pub id: Uuid,
    pub title: Line<300>,
    pub starts_at: Instant,
    pub ends_at: Option<Instant>,
    pub venue: Option<Line<300>>,
    pub certainty: Certainty,
    /// Since the order: when, and what it was.
    pub changed: Option<(Instant, Before)>,
}

/// What matters of an event to whoever it was given to.
#[derive(Debug, Clone, PartialEq)]
pub struct Before {
    pub starts_at: Instant,
    pub ends_at: Option<Instant>,
    pub venue: Option<Line<300>>,
    pub certainty: Certainty,
}

type Now =
    (Option<Uuid>, Option<Line<300>>, Option<Instant>, Option<Instant>, Option<Line<300>>, Option<Certainty>, Option<Instant>);
type Was = (Option<Instant>, Option<Instant>, Option<Line<300>>, Option<Certainty>);
/// An event that is joined; all null where nothing was.
pub type EventRow = (Now, Was);
type Time = Nullable<Timestamptz>;
type Words = Nullable<Text>;
pub type EventSql = ((Nullable<SqlUuid>, Words, Time, Time, Words, Words, Time), (Time, Time, Words, Words));

/// Its columns: `i` is the event, and `w` what it was.
pub const COLUMNS: &str = "i.id, i.title, i.starts_at, i.ends_at, i.venue, i.certainty, i.changed_at,
    w.starts_at, w.ends_at, w.venue, w.certainty";

/// Joins the event of the case `a`, and what it was when it was assigned.
pub const SINCE_ASSIGNED: &str = "
JOIN agenda_items i ON i.id = a.agenda_item_id
LEFT JOIN LATERAL (SELECT c.* FROM event_changes c WHERE i.changed_at > a.created_at AND c.agenda_item_id = i.id
    AND c.changed_at > a.created_at ORDER BY c.changed_at LIMIT 1) w ON true";

/// Joins the event of the case `a`, and what it was when the disposition `d` of it was issued.
pub const SINCE_ISSUED: &str = "
JOIN agenda_items i ON i.id = a.agenda_item_id
LEFT JOIN LATERAL (SELECT c.* FROM event_changes c WHERE i.changed_at > d.created_at AND c.agenda_item_id = i.id
    AND c.changed_at > d.created_at ORDER BY c.changed_at LIMIT 1) w ON true";

impl Event {
    /// None where none was joined.
    pub fn of(((id, title, starts_at, ends_at, venue, certainty, changed_at), was): EventRow) -> Option<Self> {
        let (starts_at, certainty) = (starts_at?, certainty?);
        let is = Before { starts_at, ends_at, venue, certainty };
        let was = match was {
            (Some(starts_at), ends_at, venue, Some(certainty)) => Some(Before { starts_at, ends_at, venue, certainty }),
            _ => None,
        };
        // What was changed back is as it was ordered.
        let changed = changed_at.zip(was.filter(|was| *was != is));
        let Before { starts_at, ends_at, venue, certainty } = is;
        Some(Self { id: id?, title: title?, starts_at, ends_at, venue, certainty, changed })
    }
}

impl From<Event> for AgendaItemRef {
    fn from(event: Event) -> Self {
        let (changed_at, previous) = event.changed.unzip();
        Self {
            id: event.id,
            title: event.title,
            starts_at: event.starts_at.into(),
            ends_at: event.ends_at.map(Into::into),
            venue: event.venue,
            certainty: event.certainty,
            changed_at: changed_at.map(Into::into),
            previous: previous.map(|was| EventBefore {
                starts_at: was.starts_at.into(),
                ends_at: was.ends_at.map(Into::into),
                venue: was.venue,
                certainty: was.certainty,
            }),
        }
    }
}
