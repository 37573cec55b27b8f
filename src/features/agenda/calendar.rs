//! The work agenda as iCalendar (RFC 5545), for the calendars people already have.

use super::store::AgendaItem;
use crate::domain::agenda::Certainty;
use icalendar::{Calendar, Component, Event, EventLike, EventStatus};

pub const MEDIA_TYPE: &str = "text/calendar; charset=utf-8";

pub fn calendar(items: &[AgendaItem]) -> String {
    let mut calendar = Calendar::new();
    calendar.name("Agenda kerja");
    for item in items {
        calendar.push(event(item));
    }
    calendar.done().to_string()
}

fn event(item: &AgendaItem) -> Event {
    let mut event = Event::new();
    event
        .uid(&format!("urn:uuid:{}", item.id))
        .sequence(u32::try_from(item.version - 1).unwrap_or_default())
        .timestamp(item.updated_at)
        .summary(&item.title)
        .starts(item.starts_at)
        .status(match item.certainty {
            Certainty::Tentative | Certainty::Postponed => EventStatus::Tentative,
            Certainty::Definitive => EventStatus::Confirmed,
            Certainty::Cancelled => EventStatus::Cancelled,
        });
    if let Some(ends_at) = item.ends_at {
        event.ends(ends_at);
    }
    if let Some(venue) = &item.venue {
        event.location(venue);
    }
    if let Some(description) = &item.description {
        event.description(description);
    }
    event.done()
}
