//! The hours in which the office works: of a day, and of a week.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Weekday};

/// The office hours of one day, with at most one rest; made only by [`DayHours::new`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayHours {
    opens: NaiveTime,
    closes: NaiveTime,
    rest: Option<(NaiveTime, NaiveTime)>,
}

/// Which rule the hours of a day break.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DayHoursError {
    #[error("the office must open before it closes")]
    OpensAfterClosing,
    #[error("the rest must begin before it ends")]
    RestBeginsAfterItsEnd,
    #[error("the rest must lie within the office hours")]
    RestOutsideHours,
}

impl DayHours {
    /// Hours from opening to closing, less the rest.
    ///
    /// # Errors
    /// The first rule broken: opening before closing, rest in order, rest within the hours.
    pub fn new(opens: NaiveTime, closes: NaiveTime, rest: Option<(NaiveTime, NaiveTime)>) -> Result<Self, DayHoursError> {
        if opens >= closes {
            return Err(DayHoursError::OpensAfterClosing);
        }
        if let Some((begins, ends)) = rest {
            if begins >= ends {
                return Err(DayHoursError::RestBeginsAfterItsEnd);
            }
            if begins < opens || ends > closes {
                return Err(DayHoursError::RestOutsideHours);
            }
        }
        Ok(Self { opens, closes, rest })
    }

    pub fn opens(&self) -> NaiveTime {
        self.opens
    }

    pub fn closes(&self) -> NaiveTime {
        self.closes
    }

    /// When the rest begins and ends.
    pub fn rest(&self) -> Option<(NaiveTime, NaiveTime)> {
        self.rest
    }

    /// How much of `from..until` (wall clock) falls into these hours on `date`.
    pub(super) fn worked(&self, date: NaiveDate, from: NaiveDateTime, until: NaiveDateTime) -> TimeDelta {
        let within = |(begins, ends): (NaiveTime, NaiveTime)| {
            let overlap = until.min(date.and_time(ends)) - from.max(date.and_time(begins));
            overlap.max(TimeDelta::zero())
        };
        within((self.opens, self.closes)) - self.rest.map_or(TimeDelta::zero(), within)
    }
}

/// The hours of each day of a week; a day without hours is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WorkingWeek([Option<DayHours>; 7]);

impl WorkingWeek {
    /// Monday first.
    pub const fn new(days: [Option<DayHours>; 7]) -> Self {
        Self(days)
    }

    /// The hours on a weekday.
    pub fn on(&self, day: Weekday) -> Option<DayHours> {
        let [monday, tuesday, wednesday, thursday, friday, saturday, sunday] = self.0;
        match day {
            Weekday::Mon => monday,
            Weekday::Tue => tuesday,
            Weekday::Wed => wednesday,
            Weekday::Thu => thursday,
            Weekday::Fri => friday,
            Weekday::Sat => saturday,
            Weekday::Sun => sunday,
        }
    }
}

impl Default for WorkingWeek {
    /// Monday to Thursday 07:30–16:00 with an hour's rest, Friday 07:30–16:30 with the longer one
    /// for Friday prayer.
    fn default() -> Self {
        const DAY: Option<DayHours> =
            Some(DayHours { opens: time(7, 30), closes: time(16, 0), rest: Some((time(12, 0), time(13, 0))) });
        const FRIDAY: Option<DayHours> =
            Some(DayHours { opens: time(7, 30), closes: time(16, 30), rest: Some((time(11, 30), time(13, 0))) });
        Self([DAY, DAY, DAY, DAY, FRIDAY, None, None])
    }
}

/// A time written in this file; the test of the default week would show a wrong one.
const fn time(hour: u32, minute: u32) -> NaiveTime {
    match NaiveTime::from_hms_opt(hour, minute, 0) {
        Some(time) => time,
        None => NaiveTime::MIN,
    }
}
