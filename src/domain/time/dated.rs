//! Office hours over the years: new ones begin on a date, and what was worked before it was worked by the old.

use super::WorkingWeek;
use chrono::NaiveDate;

/// Other hours for a while, such as those of Ramadan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HoursException {
    pub from: NaiveDate,
    /// The last day of it.
    pub until: NaiveDate,
    pub week: WorkingWeek,
}

impl HoursException {
    fn covers(&self, date: NaiveDate) -> bool {
        (self.from..=self.until).contains(&date)
    }
}

/// The usual weeks, each from its date until the next, and the exceptions to them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfficeHours {
    first: WorkingWeek,
    /// In the order of their dates.
    later: Vec<(NaiveDate, WorkingWeek)>,
    exceptions: Vec<HoursException>,
}

impl OfficeHours {
    /// One week, from the beginning on.
    pub fn always(week: WorkingWeek) -> Self {
        Self { first: week, later: Vec::new(), exceptions: Vec::new() }
    }

    /// The same, but from this date on another week.
    pub fn followed_by(mut self, valid_from: NaiveDate, week: WorkingWeek) -> Self {
        self.later.retain(|(date, _)| *date < valid_from);
        self.later.push((valid_from, week));
        self
    }

    /// The same with exceptions; of those that cover one date the last holds.
    pub fn except(self, exceptions: Vec<HoursException>) -> Self {
        Self { exceptions, ..self }
    }

    /// The week that holds on a date.
    pub fn week_on(&self, date: NaiveDate) -> &WorkingWeek {
        let exception = self.exceptions.iter().rev().find(|exception| exception.covers(date));
        exception.map_or_else(|| self.usual_week_on(date), |exception| &exception.week)
    }

    /// The week that would hold without exceptions.
    pub fn usual_week_on(&self, date: NaiveDate) -> &WorkingWeek {
        let begun = self.later.iter().rev().find(|(valid_from, _)| *valid_from <= date);
        begun.map_or(&self.first, |(_, week)| week)
    }

    /// The first date before `day` on which another week holds than by `other`.
    pub fn differs_before(&self, other: &Self, day: NaiveDate) -> Option<NaiveDate> {
        // Between two of these dates nothing changes, by either.
        let mut dates: Vec<NaiveDate> = self.turns().chain(other.turns()).chain([NaiveDate::MIN]).collect();
        dates.sort_unstable();
        dates.into_iter().find(|date| *date < day && self.week_on(*date) != other.week_on(*date))
    }

    /// Every date on which other hours may begin.
    fn turns(&self) -> impl Iterator<Item = NaiveDate> {
        let exceptions =
            self.exceptions.iter().flat_map(|exception| [Some(exception.from), exception.until.succ_opt()]).flatten();
        self.later.iter().map(|(date, _)| *date).chain(exceptions)
    }
}

#[cfg(test)]
mod tests {
    use super::super::DayHours;
    use super::*;
    use chrono::{NaiveTime, Weekday};

    fn date(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    /// Every day from seven to this hour.
    fn until(hour: u32) -> WorkingWeek {
        let time = |hour| NaiveTime::from_hms_opt(hour, 0, 0).expect("a time");
        WorkingWeek::new([DayHours::new(time(7), time(hour), None).ok(); 7])
    }

    fn exception(from: &str, until_date: &str, hour: u32) -> HoursException {
        HoursException { from: date(from), until: date(until_date), week: until(hour) }
    }

    fn closes(hours: &OfficeHours, day: &str) -> u32 {
        use chrono::Timelike;
        hours.week_on(date(day)).on(Weekday::Mon).expect("open").closes().hour()
    }

    #[test]
    fn a_week_holds_from_its_date_until_the_next() {
        let hours = OfficeHours::always(until(14)).followed_by(date("2026-07-01"), until(15));
        let hours = hours.followed_by(date("2027-01-01"), until(16)).except(vec![exception("2026-12-30", "2027-01-02", 12)]);
        for (day, hour) in [
            ("1999-01-01", 14),
            ("2026-06-30", 14),
            ("2026-07-01", 15),
            ("2026-12-29", 15),
            ("2026-12-30", 12),
            ("2027-01-02", 12),
            ("2027-01-03", 16),
        ] {
            assert_eq!(closes(&hours, day), hour, "{day}");
        }
    }

    #[test]
    fn a_week_takes_the_place_of_those_that_would_have_begun_later() {
        let planned = OfficeHours::always(until(14)).followed_by(date("2027-01-01"), until(15));
        let sooner = planned.followed_by(date("2026-12-01"), until(16));
        assert_eq!((closes(&sooner, "2026-11-30"), closes(&sooner, "2027-06-01")), (14, 16));
    }

    #[test]
    fn the_first_day_that_differs_is_found() {
        let old = OfficeHours::always(until(14));
        let new = old.clone().followed_by(date("2026-12-01"), until(15));
        let same_hours = old.clone().followed_by(date("2026-10-01"), until(14));
        let short = old.clone().except(vec![exception("2026-11-10", "2026-11-12", 12)]);
        for (what, one, day, expected) in [
            ("begins that day", &new, "2026-12-01", None),
            ("began the day before", &new, "2026-12-02", Some("2026-12-01")),
            ("the same hours again", &same_hours, "2026-12-02", None),
            ("an exception, over", &short, "2026-11-29", Some("2026-11-10")),
            ("an exception that begins that day", &short, "2026-11-10", None),
            ("from the beginning", &OfficeHours::always(until(15)), "2026-11-29", Some(&*NaiveDate::MIN.to_string())),
        ] {
            let found = one.differs_before(&old, date(day));
            assert_eq!(found.map(|date| date.to_string()).as_deref(), expected, "{what}");
            assert_eq!(old.differs_before(one, date(day)), found, "{what}, the other way round");
        }
        let longer = old.clone().except(vec![exception("2026-11-10", "2026-11-20", 12)]);
        assert_eq!(longer.differs_before(&short, date("2026-11-29")), Some(date("2026-11-13")), "where one ends");
    }
}
