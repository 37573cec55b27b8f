//! The work agenda as iCalendar (RFC 5545), for the calendars people already have.

use super::store::{self, AgendaItem};
use crate::db::Connection;
use crate::domain::agenda::Certainty;
use crate::domain::time::{Instant, OfficeZone};
use crate::office::actor::Actor;
use chrono::TimeDelta;
use diesel::QueryResult;
use icalendar::{Calendar, Component, Event, EventLike, EventStatus};

pub const MEDIA_TYPE: &str = "text/calendar; charset=utf-8";

/// How long an event that is over stays.
const KEPT: TimeDelta = TimeDelta::days(31);

/// When a program that subscribes looks again.
const AGAIN: TimeDelta = TimeDelta::minutes(15);

/// What somebody sees of the agenda.
pub async fn of(conn: &mut Connection, actor: &Actor, zone: OfficeZone, now: Instant) -> QueryResult<String> {
    let items = store::current(conn, actor, zone, now - KEPT, now).await?;
    Ok(written(&items, zone))
}

fn written(items: &[AgendaItem], zone: OfficeZone) -> String {
    let mut calendar = Calendar::empty();
    for property in [("VERSION", "2.0"), ("PRODID", "-//Pubdok//Agenda kerja//ID"), ("CALSCALE", "GREGORIAN")] {
        calendar.append_property(property);
    }
    calendar.name("Agenda kerja").ttl(&AGAIN);
    for item in items {
        calendar.push(event(item, zone));
    }
    calendar.done().to_string()
}

fn event(item: &AgendaItem, zone: OfficeZone) -> Event {
    let mut event = Event::new();
    event
        .uid(&format!("urn:uuid:{}", item.id))
        .sequence(u32::try_from(item.version - 1).unwrap_or_default())
        .timestamp(item.updated_at)
        .summary(&summary(item))
        .starts(item.starts_at)
        .ends(ends_at(item, zone))
        .status(match item.certainty {
            Certainty::Tentative | Certainty::Postponed => EventStatus::Tentative,
            Certainty::Definitive => EventStatus::Confirmed,
            Certainty::Cancelled => EventStatus::Cancelled,
        });
    if let Some(venue) = &item.venue {
        event.location(venue);
    }
    let until_finished = item.ends_at.is_none().then_some("Sampai selesai.");
    let told: Vec<&str> = until_finished.into_iter().chain(item.description.as_deref()).collect();
    if !told.is_empty() {
        event.description(&told.join("\n"));
    }
    event.done()
}

/// Most calendars show the title and nothing else.
fn summary(item: &AgendaItem) -> String {
    match item.certainty {
        Certainty::Cancelled => format!("BATAL: {}", &*item.title),
        Certainty::Postponed => format!("DITUNDA: {}", &*item.title),
        Certainty::Tentative | Certainty::Definitive => item.title.to_string(),
    }
}

/// An event with a start and no end takes no time at all by RFC 5545: one until it is finished lasts until the end of its day.
fn ends_at(item: &AgendaItem, zone: OfficeZone) -> Instant {
    let end_of_day = || Some(zone.start_of_day(zone.local_date(item.starts_at).succ_opt()?));
    item.ends_at.or_else(end_of_day).unwrap_or(item.starts_at)
}
