//! The event of a case, as everything that refers to it shows it: as it stands, and as it was when the order was given.

use super::view::{AgendaItemRef, EventBefore};
use crate::db::Connection;
use crate::db::statement::statement;
use crate::domain::agenda::Certainty;
use crate::domain::text::Line;
use crate::domain::time::Instant;
use diesel::QueryResult;
use diesel::sql_types::{Array, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

#[derive(Debug, Clone)]
pub struct Event {
    pub id: Uuid,
    pub title: Line<300>,
    pub starts_at: Instant,
    pub ends_at: Option<Instant>,
    pub venue: Option<Line<300>>,
    pub certainty: Certainty,
    /// When it last changed since it was on the agenda for a case.
    changed_at: Option<Instant>,
    /// What it was when the order was given, where it is no longer that.
    before: Option<Before>,
}

/// What matters of an event to whoever it was given to.
#[derive(Debug, Clone)]
pub struct Before {
    pub starts_at: Instant,
    pub ends_at: Option<Instant>,
    pub venue: Option<Line<300>>,
    pub certainty: Certainty,
}

/// An event that is joined; all null where nothing was.
pub type EventRow =
    (Option<Uuid>, Option<Line<300>>, Option<Instant>, Option<Instant>, Option<Line<300>>, Option<Certainty>, Option<Instant>);
type Time = Nullable<Timestamptz>;
type Words = Nullable<Text>;
pub type EventSql = (Nullable<SqlUuid>, Words, Time, Time, Words, Words, Time);

/// What it was; all null where it has not changed.
pub type BeforeRow = (Option<Instant>, Option<Instant>, Option<Line<300>>, Option<Certainty>);
pub type BeforeSql = (Time, Time, Words, Words);

/// The columns of an event `i`.
pub const COLUMNS: &str = "i.id, i.title, i.starts_at, i.ends_at, i.venue, i.certainty, i.changed_at";

/// Joins the event of the case `a`.
pub const OF_CASE: &str = " JOIN agenda_items i ON i.id = a.agenda_item_id";

const BEFORE: &str = "
SELECT w.starts_at, w.ends_at, w.venue, w.certainty FROM unnest($::uuid[], $::timestamptz[]) WITH ORDINALITY o (event, given_at, place)
    LEFT JOIN LATERAL (SELECT c.* FROM event_changes c WHERE c.agenda_item_id = o.event AND c.changed_at > o.given_at
        ORDER BY c.changed_at LIMIT 1) w ON true
ORDER BY o.place";

/// Tells of each event what it was when an order was given by it. Nothing is asked where none has changed since, as nearly always:
/// to look for changes in the query that reads the event took a sixth of it.
pub async fn recall<'a>(conn: &mut Connection, orders: impl Iterator<Item = (&'a mut Event, Instant)>) -> QueryResult<()> {
    let changed: Vec<(&mut Event, Instant)> = orders.filter(|(event, given_at)| event.has_changed_since(*given_at)).collect();
    if changed.is_empty() {
        return Ok(());
    }
    let (events, given_at): (Vec<Uuid>, Vec<Instant>) = changed.iter().map(|(event, given_at)| (event.id, *given_at)).unzip();
    let before = statement::<BeforeSql>(BEFORE).bind::<Array<SqlUuid>, _>(events).bind::<Array<Timestamptz>, _>(given_at);
    for ((event, _), before) in changed.into_iter().zip(before.load::<BeforeRow>(conn).await?) {
        event.was(before);
    }
    Ok(())
}

impl Event {
    /// One that has not changed since a case was made for it.
    pub fn new(id: Uuid, title: Line<300>, is: Before) -> Self {
        let Before { starts_at, ends_at, venue, certainty } = is;
        Self { id, title, starts_at, ends_at, venue, certainty, changed_at: None, before: None }
    }

    /// None where none was joined.
    pub fn of((id, title, starts_at, ends_at, venue, certainty, changed_at): EventRow) -> Option<Self> {
        let is = Before { starts_at: starts_at?, ends_at, venue, certainty: certainty? };
        Some(Self { changed_at, ..Self::new(id?, title?, is) })
    }

    pub fn has_changed_since(&self, given_at: Instant) -> bool {
        self.changed_at.is_some_and(|at| at > given_at)
    }

    /// Keeps what it was when the order was given; what was changed back is as it was ordered.
    pub fn was(&mut self, (starts_at, ends_at, venue, certainty): BeforeRow) {
        let (Some(starts_at), Some(certainty)) = (starts_at, certainty) else { return };
        let before = Before { starts_at, ends_at, venue, certainty };
        let is_as_it_was = (before.starts_at, before.ends_at, before.certainty) == (self.starts_at, self.ends_at, self.certainty)
            && before.venue == self.venue;
        self.before = (!is_as_it_was).then_some(before);
    }
}

impl From<Event> for AgendaItemRef {
    fn from(event: Event) -> Self {
        let (changed_at, previous) = event.changed_at.zip(event.before).unzip();
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
