//! The office's time: which local date an instant belongs to, and how much of a span was office
//! hours.
//!
//! Everything outside this module keeps instants in UTC. Local dates, register years and working
//! hours are asked here, so that 30 September 23:30 at the office is September everywhere.

use std::{collections::BTreeSet, fmt, str::FromStr};

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeDelta, TimeZone, Timelike, Utc};
use chrono_tz::Tz;
use serde::de::{Deserializer, Visitor};

mod dated;
mod hours;
mod of_day;

pub use dated::{HoursException, OfficeHours};
pub use hours::{DayHours, DayHoursError, WorkingWeek};
pub use of_day::TimeOfDay;

/// A point in time, always UTC.
pub type Instant = DateTime<Utc>;

/// Cuts an instant to milliseconds, the precision of the API: what is stored must read back equal
/// to what was answered.
///
/// A leap second becomes the second after it, as the database has no leap seconds.
pub fn millis(at: Instant) -> Instant {
    DateTime::from_timestamp_millis(at.timestamp_millis()).unwrap_or(at)
}

/// An instant as every answer writes it: RFC 3339 in UTC with milliseconds, `2026-09-30T02:00:00.000Z`.
///
/// Written digit by digit, because a page of a list has hundreds of them.
#[derive(Clone, Copy, Debug)]
pub struct Written([u8; 24]);

impl Written {
    /// None beyond the years of four digits, which no request can name.
    pub fn of(at: Instant) -> Option<Self> {
        let mut text = *b"0000-00-00T00:00:00.000Z";
        // With a zone, every part of it that is asked for is reckoned from the whole again.
        let at = at.naive_utc();
        let mut put = |place: std::ops::Range<usize>, mut number: u32| {
            for digit in text[place].iter_mut().rev() {
                *digit = b'0' + u8::try_from(number % 10).unwrap_or_default();
                number /= 10;
            }
        };
        put(0..4, u32::try_from(at.year()).ok().filter(|year| *year < 10_000)?);
        put(5..7, at.month());
        put(8..10, at.day());
        put(11..13, at.hour());
        put(14..16, at.minute());
        put(17..19, at.second());
        put(20..23, (at.nanosecond() / 1_000_000).min(999));
        Some(Self(text))
    }

    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

/// Reads an instant kept in a document: by the strict form, which is quicker, before the one that takes all.
pub fn kept_instant<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Instant, D::Error> {
    struct Kept;

    impl Visitor<'_> for Kept {
        type Value = Instant;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an instant in RFC 3339")
        }

        fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Instant, E> {
            let read = DateTime::parse_from_rfc3339(text).map(|at| at.to_utc());
            read.or_else(|_| text.parse()).map_err(E::custom)
        }
    }

    deserializer.deserialize_str(Kept)
}

/// The office's time zone, one of Indonesia's three.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OfficeZone {
    /// WIB, UTC+7.
    Jakarta,
    /// WITA, UTC+8.
    Makassar,
    /// WIT, UTC+9.
    Jayapura,
}

impl OfficeZone {
    /// The three zones, west to east.
    pub const ALL: [Self; 3] = [Self::Jakarta, Self::Makassar, Self::Jayapura];

    /// The zone in the time zone database.
    pub fn tz(self) -> Tz {
        match self {
            Self::Jakarta => Tz::Asia__Jakarta,
            Self::Makassar => Tz::Asia__Makassar,
            Self::Jayapura => Tz::Asia__Jayapura,
        }
    }

    /// What the clock on the office's wall shows.
    pub fn wall_clock(self, at: Instant) -> NaiveDateTime {
        let utc = at.naive_utc();
        let offset = self.tz().offset_from_utc_datetime(&utc).fix();
        // Only the last hours that chrono can represent have no local time; chrono's own conversion
        // would panic there.
        utc.checked_add_offset(offset).unwrap_or(utc)
    }

    /// The date at the office.
    pub fn local_date(self, at: Instant) -> NaiveDate {
        self.wall_clock(at).date()
    }

    /// The year at the office: the year of the registers.
    pub fn local_year(self, at: Instant) -> i32 {
        self.local_date(at).year()
    }

    /// The instant at which a date begins at the office.
    pub fn start_of_day(self, date: NaiveDate) -> Instant {
        let midnight = date.and_time(NaiveTime::MIN);
        self.tz().from_local_datetime(&midnight).earliest().map_or_else(
            // The clocks jumped over this midnight (Jakarta's did in 1948): the day begins with
            // the jump, told by the offset of the evening before.
            || {
                let evening = midnight.checked_sub_signed(TimeDelta::hours(12)).unwrap_or(midnight);
                let offset = self.tz().offset_from_utc_datetime(&evening).fix();
                midnight.checked_sub_offset(offset).unwrap_or(midnight).and_utc()
            },
            |at| at.with_timezone(&Utc),
        )
    }
}

impl fmt::Display for OfficeZone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.tz().name())
    }
}

/// The text is none of the three zones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the office zone is one of Asia/Jakarta, Asia/Makassar, Asia/Jayapura")]
pub struct UnknownOfficeZone;

impl FromStr for OfficeZone {
    type Err = UnknownOfficeZone;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|zone| zone.tz().name() == text).ok_or(UnknownOfficeZone)
    }
}

/// When the office works: its dated hours, and the days it is closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkingCalendar {
    zone: OfficeZone,
    hours: OfficeHours,
    holidays: BTreeSet<NaiveDate>,
}

impl WorkingCalendar {
    /// The most days that one span is looked at.
    ///
    /// A span may end at any date that a client can write, year 9999 included; no work lasts fifty
    /// years, so what comes after adds nothing, and a hostile date costs a millisecond or two.
    const MOST_DAYS: usize = 50 * 366;

    /// `holidays` holds public holidays and collective leave alike.
    pub fn new(zone: OfficeZone, hours: OfficeHours, holidays: BTreeSet<NaiveDate>) -> Self {
        Self { zone, hours, holidays }
    }

    pub fn zone(&self) -> OfficeZone {
        self.zone
    }

    /// The hours on a date; none if the office is closed. A holiday is closed whatever an exception
    /// says.
    pub fn hours_on(&self, date: NaiveDate) -> Option<DayHours> {
        if self.holidays.contains(&date) {
            return None;
        }
        self.hours.week_on(date).on(date.weekday())
    }

    /// The office hours between two instants; zero if `until` is not after `from`.
    ///
    /// Counted on the wall clock: no Indonesian zone has moved its clocks since New Year 1964, and
    /// all of them did so at midnight, never in office hours.
    pub fn working_time(&self, from: Instant, until: Instant) -> TimeDelta {
        let (from, until) = (self.zone.wall_clock(from), self.zone.wall_clock(until));
        from.date()
            .iter_days()
            .take_while(|date| *date <= until.date())
            .take(Self::MOST_DAYS)
            .filter_map(|date| Some(self.hours_on(date)?.worked(date, from, until)))
            .sum()
    }
}

#[cfg(test)]
mod tests;
