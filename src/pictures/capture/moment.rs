//! When a picture was taken, by the clock of its camera.

use crate::domain::time::{Instant, OfficeZone, millis};
use crate::pictures::ifd::Directory;
use chrono::{DateTime, Datelike, FixedOffset, NaiveDateTime, TimeDelta, TimeZone};

/// Of each time, the offset of its clock and the parts of its second: when it was taken; when it was put into numbers; when the file was
/// changed. The first that is told counts.
const ORIGINAL: [u16; 3] = [0x9003, 0x9011, 0x9291];
const DIGITISED: [u16; 3] = [0x9004, 0x9012, 0x9292];
const CHANGED: [u16; 3] = [0x0132, 0x9010, 0x9290];

pub(super) fn taken_at(first: &Directory<'_>, own: Option<&Directory<'_>>, zone: OfficeZone) -> Option<Instant> {
    let own_text = |tag| own.and_then(|own| own.text(tag));
    [ORIGINAL, DIGITISED, CHANGED].into_iter().find_map(|[time, offset, parts]| {
        let told = if time == CHANGED[0] { first.text(time) } else { own_text(time) };
        let wall = wall(told?)? + parts_of_second(own_text(parts));
        at(wall, own_text(offset).and_then(hours), zone)
    })
}

/// `2026:01:14 09:30:00`, also with dashes; what is no time is none.
fn wall(told: &[u8]) -> Option<NaiveDateTime> {
    let text = str::from_utf8(told).ok()?.trim();
    ["%Y:%m:%d %H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y:%m:%d %H:%M"]
        .into_iter()
        .find_map(|shape| NaiveDateTime::parse_from_str(text, shape).ok())
}

/// `34` is 340 ms: the frames of a burst are in their order.
fn parts_of_second(told: Option<&[u8]>) -> TimeDelta {
    let digits: String =
        told.unwrap_or_default().iter().copied().map(char::from).take_while(char::is_ascii_digit).take(3).collect();
    TimeDelta::milliseconds(format!("{digits:0<3}").parse().unwrap_or_default())
}

/// `+07:00` or `Z`; blank or broken, there is none. An offset that no place has makes no time.
fn hours(told: &[u8]) -> Option<Option<FixedOffset>> {
    if told.trim_ascii() == b"Z" {
        return Some(FixedOffset::east_opt(0));
    }
    let ([sign @ (b'+' | b'-'), h1, h0, b':', m1, m0], _) = told.split_first_chunk::<6>()? else { return None };
    let digit = |byte: &u8| byte.is_ascii_digit().then(|| i32::from(byte - b'0'));
    let seconds = (digit(h1)? * 10 + digit(h0)?) * 3600 + (digit(m1)? * 10 + digit(m0)?) * 60;
    Some(FixedOffset::east_opt(if *sign == b'-' { -seconds } else { seconds }))
}

fn at(wall: NaiveDateTime, offset: Option<Option<FixedOffset>>, zone: OfficeZone) -> Option<Instant> {
    let at = match offset {
        Some(offset) => offset?.from_local_datetime(&wall).single()?.to_utc(),
        None => zone.tz().from_local_datetime(&wall).earliest()?.to_utc(),
    };
    // The years of the API: what is shown can be sent.
    (1900..=9000).contains(&at.year()).then(|| millis(at))
}

/// As XMP has it: `2026-01-14T09:30:00.5+07:00`, or without the zone, the parts, the seconds.
pub(super) fn written(text: &str, zone: OfficeZone) -> Option<Instant> {
    let text = text.trim();
    // Of a zone the minutes may be missing, and it may be a `Z`.
    let with_zone = ["%Y-%m-%dT%H:%M:%S%.f%#z", "%Y-%m-%dT%H:%M%#z"];
    if let Some(told) = with_zone.into_iter().find_map(|shape| DateTime::parse_from_str(text, shape).ok()) {
        return at(told.naive_utc(), Some(FixedOffset::east_opt(0)), zone);
    }
    let shapes = ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%dT%H:%M"];
    let told = shapes.into_iter().find_map(|shape| NaiveDateTime::parse_from_str(text, shape).ok());
    at(told.or_else(|| wall(text.as_bytes()))?, None, zone)
}
