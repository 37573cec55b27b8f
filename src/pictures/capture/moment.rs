//! When a picture was taken, by the clock of its camera.

use crate::domain::time::{Instant, OfficeZone, millis};
use crate::pictures::ifd::Directory;
use chrono::{Datelike, FixedOffset, NaiveDateTime, TimeDelta, TimeZone, Timelike};

/// Of each time, the offset of its clock and the parts of its second: when it was taken; when it was put into numbers.
const ORIGINAL: [u16; 3] = [0x9003, 0x9011, 0x9291];
const DIGITISED: [u16; 3] = [0x9004, 0x9012, 0x9292];
/// When the file was changed.
const CHANGED: [u16; 3] = [0x0132, 0x9010, 0x9290];

pub(super) fn taken_at(own: &Directory<'_>, zone: OfficeZone) -> Option<Instant> {
    [ORIGINAL, DIGITISED].into_iter().find_map(|[time, offset, parts]| by_clock(own.text(time), Some(own), [offset, parts], zone))
}

/// The last there is to go by: an editor changes it.
pub(super) fn changed_at(first: &Directory<'_>, own: Option<&Directory<'_>>, zone: OfficeZone) -> Option<Instant> {
    let [time, offset, parts] = CHANGED;
    by_clock(first.text(time), own, [offset, parts], zone)
}

fn by_clock(time: Option<&[u8]>, own: Option<&Directory<'_>>, [offset, parts]: [u16; 2], zone: OfficeZone) -> Option<Instant> {
    let beside = |tag| own.and_then(|own| own.text(tag)).map(plain).unwrap_or_default();
    let (wall, told) = wall(&plain(time?))?;
    let parts = if wall.nanosecond() == 0 { parts_of_second(&beside(parts)) } else { TimeDelta::zero() };
    at(wall + parts, told.or_else(|| hours(&beside(offset))), zone)
}

/// Some pad with what erased memory holds.
fn plain(told: &[u8]) -> String {
    let end = told.iter().rposition(|byte| *byte != 0xFF).map_or(0, |last| last + 1);
    String::from_utf8_lossy(&told[..end]).trim().to_owned()
}

/// `2026:01:14 09:30:00` or `2026-01-14T09:30:00.5+07:00`, with any of the usual marks between its parts, or without the zone, the parts of
/// the second, the second; what is no time, or has something behind it that may change it (`PM`), is none.
fn wall(told: &str) -> Option<(NaiveDateTime, Option<FixedOffset>)> {
    let shapes = [":", "-", "/", "."].into_iter().flat_map(|mark| {
        let date = format!("%Y{mark}%m{mark}%d");
        [" %H:%M:%S%.f", "T%H:%M:%S%.f", " %H:%M", "T%H:%M"].map(|clock| format!("{date}{clock}"))
    });
    let of = |shape: String| {
        let (wall, behind) = NaiveDateTime::parse_and_remainder(told.trim(), &shape).ok()?;
        let behind = behind.trim();
        (behind.is_empty() || behind.starts_with(['+', '-', 'Z', 'z'])).then(|| (wall, hours(behind)))
    };
    shapes.into_iter().find_map(of)
}

/// `34` is 340 ms: the frames of a burst are in their order.
fn parts_of_second(told: &str) -> TimeDelta {
    let digits: String = told.chars().take_while(char::is_ascii_digit).take(3).collect();
    TimeDelta::milliseconds(format!("{digits:0<3}").parse().unwrap_or_default())
}

/// `+07:00`, `+0700`, `+07`, `+7:00` or `Z`; blank or broken, or one that no place has, there is none.
fn hours(told: &str) -> Option<FixedOffset> {
    let told = told.trim();
    if told.eq_ignore_ascii_case("Z") {
        return FixedOffset::east_opt(0);
    }
    let digits = told.strip_prefix(['+', '-'])?;
    let (hours, minutes) = digits.split_once(':').or_else(|| digits.split_at_checked(2)).unwrap_or((digits, ""));
    let number = |digits: &str| digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse::<i32>().ok())?;
    let minutes = if minutes.is_empty() { 0 } else { number(minutes).filter(|told| minutes.len() == 2 && *told < 60)? };
    let seconds = number(hours).filter(|told| *told < 24)? * 3600 + minutes * 60;
    FixedOffset::east_opt(if told.starts_with('-') { -seconds } else { seconds })
}

fn at(wall: NaiveDateTime, offset: Option<FixedOffset>, zone: OfficeZone) -> Option<Instant> {
    let at = match offset {
        Some(offset) => offset.from_local_datetime(&wall).single()?.to_utc(),
        None => zone.tz().from_local_datetime(&wall).earliest()?.to_utc(),
    };
    // The years of the API: what is shown can be sent.
    (1900..=9000).contains(&at.year()).then(|| millis(at))
}

/// As XMP has it: `2026-01-14T09:30:00.5+07:00`, or with less.
pub(super) fn written(text: &str, zone: OfficeZone) -> Option<Instant> {
    let (wall, offset) = wall(text)?;
    at(wall, offset, zone)
}

/// As IPTC has it, a date and a time: `20260114` and `093000+0700`. A date alone tells no time of day.
pub(super) fn filed(date: &str, time: &str, zone: OfficeZone) -> Option<Instant> {
    let digits = |told: &str| told.chars().filter(char::is_ascii_digit).collect::<String>();
    let (clock, offset) = time.split_at(time.find(['+', '-', 'Z']).unwrap_or(time.len()));
    let wall = NaiveDateTime::parse_from_str(&format!("{} {}", digits(date), digits(clock)), "%Y%m%d %H%M%S").ok()?;
    at(wall, hours(offset), zone)
}
