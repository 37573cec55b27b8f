//! Office time by table, and the laws that hold for every span.

use chrono::Weekday;
use proptest::prelude::*;

use super::*;

const MINUTES_A_DAY: i64 = 450;

/// An instant written as the office's wall clock shows it, `2026-09-30 23:30[:15]`.
fn at(zone: OfficeZone, text: &str) -> Instant {
    let seconds = if text.len() == 16 { ":00" } else { "" };
    let local: NaiveDateTime = format!("{}{seconds}", text.replace(' ', "T")).parse().expect("a local time");
    let offset = zone.tz().offset_from_utc_datetime(&local).fix();
    local.checked_sub_offset(offset).expect("in range").and_utc()
}

fn date(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

fn hours(opens: &str, closes: &str, rest: Option<(&str, &str)>) -> Result<DayHours, DayHoursError> {
    let time = |text: &str| -> NaiveTime { format!("{text}:00").parse().expect("a time") };
    DayHours::new(time(opens), time(closes), rest.map(|(begins, ends)| (time(begins), time(ends))))
}

fn ramadan() -> HoursException {
    let day = hours("08:00", "15:00", Some(("12:00", "12:30"))).ok();
    let friday = hours("08:00", "15:30", Some(("11:30", "12:30"))).ok();
    HoursException {
        from: date("2026-02-18"),
        until: date("2026-03-19"),
        week: WorkingWeek::new([day, day, day, day, friday, None, None]),
    }
}

fn usual() -> OfficeHours {
    OfficeHours::always(WorkingWeek::default())
}

/// The office of 2026: Ramadan hours, Christmas (a Friday) and the collective leave before it.
fn calendar(zone: OfficeZone) -> WorkingCalendar {
    let closed = BTreeSet::from([date("2026-12-24"), date("2026-12-25")]);
    WorkingCalendar::new(zone, usual().except(vec![ramadan()]), closed)
}

#[test]
fn zones_are_written_as_iana_names() {
    for (zone, name) in OfficeZone::ALL.into_iter().zip(["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"]) {
        assert_eq!(zone.to_string(), name);
        assert_eq!(name.parse(), Ok(zone));
    }
    for wrong in ["", "Jakarta", "asia/jakarta", "Asia/Pontianak", "UTC", " Asia/Jakarta"] {
        let error = wrong.parse::<OfficeZone>().expect_err(wrong).to_string();
        for zone in OfficeZone::ALL {
            assert!(error.contains(&zone.to_string()), "{error}");
        }
    }
}

#[test]
fn the_office_decides_the_date_and_the_year() {
    use OfficeZone::{Jakarta, Jayapura, Makassar};
    for (utc, zone, expected) in [
        ("2026-09-30T16:30:00Z", Jakarta, "2026-09-30"), // 23:30 at the office
        ("2026-09-30T16:30:00Z", Makassar, "2026-10-01"),
        ("2026-09-30T14:30:00Z", Jayapura, "2026-09-30"), // 23:30 at the office
        ("2026-09-30T16:59:59Z", Jakarta, "2026-09-30"),
        ("2026-09-30T17:00:00Z", Jakarta, "2026-10-01"),
        ("2026-12-31T16:59:59Z", Jakarta, "2026-12-31"),
        ("2026-12-31T16:00:00Z", Makassar, "2027-01-01"),
        ("2026-12-31T15:00:00Z", Jayapura, "2027-01-01"),
    ] {
        let instant: Instant = utc.parse().expect(utc);
        assert_eq!(zone.local_date(instant), date(expected), "{utc} {zone}");
        assert_eq!(zone.local_year(instant), date(expected).year(), "{utc} {zone}");
    }
}

#[test]
fn a_day_starts_at_local_midnight() {
    for (zone, expected) in OfficeZone::ALL.into_iter().zip(["17:00", "16:00", "15:00"]) {
        let start = zone.start_of_day(date("2026-10-01"));
        assert_eq!(start.to_rfc3339(), format!("2026-09-30T{expected}:00+00:00"));
        assert_eq!(zone.local_date(start), date("2026-10-01"));
        assert_eq!(zone.local_date(start - TimeDelta::milliseconds(1)), date("2026-09-30"));
    }
}

#[test]
fn a_midnight_that_the_clocks_jumped_over_is_the_jump() {
    let start = OfficeZone::Jakarta.start_of_day(date("1948-05-01"));
    assert_eq!(start.to_rfc3339(), "1948-04-30T16:30:00+00:00");
    assert_eq!(OfficeZone::Jakarta.local_date(start), date("1948-05-01"));
}

#[test]
fn the_ends_of_time_do_not_panic() {
    for zone in OfficeZone::ALL {
        for day in [NaiveDate::MIN, NaiveDate::MAX] {
            zone.start_of_day(day);
        }
        for instant in [Instant::MIN_UTC, Instant::MAX_UTC] {
            zone.local_year(instant);
            millis(instant);
        }
        calendar(zone).working_time(Instant::MIN_UTC, Instant::MAX_UTC);
        calendar(zone).working_time(Instant::MAX_UTC, Instant::MAX_UTC);
    }
}

#[test]
fn millis_cuts_and_never_rounds_up() {
    for (given, expected) in [
        ("2026-09-30T16:30:00.123999999Z", "2026-09-30T16:30:00.123Z"),
        ("2026-09-30T16:30:00Z", "2026-09-30T16:30:00Z"),
        ("1969-12-31T23:59:59.999999Z", "1969-12-31T23:59:59.999Z"),
        ("2016-12-31T23:59:60.5Z", "2017-01-01T00:00:00.5Z"),
    ] {
        let (given, expected): (Instant, Instant) = (given.parse().expect(given), expected.parse().expect(expected));
        assert_eq!(millis(given), expected);
    }
}

#[test]
fn hours_obey_their_rules() {
    use DayHoursError::{OpensAfterClosing, RestBeginsAfterItsEnd, RestOutsideHours};
    for (opens, closes, rest, expected) in [
        ("07:30", "16:00", None, None),
        ("07:30", "16:00", Some(("07:30", "16:00")), None),
        ("16:00", "07:30", None, Some(OpensAfterClosing)),
        ("07:30", "07:30", None, Some(OpensAfterClosing)),
        ("07:30", "16:00", Some(("13:00", "12:00")), Some(RestBeginsAfterItsEnd)),
        ("07:30", "16:00", Some(("12:00", "12:00")), Some(RestBeginsAfterItsEnd)),
        ("07:30", "16:00", Some(("07:00", "08:00")), Some(RestOutsideHours)),
        ("07:30", "16:00", Some(("15:30", "16:30")), Some(RestOutsideHours)),
        ("07:30", "16:00", Some(("17:00", "18:00")), Some(RestOutsideHours)),
    ] {
        assert_eq!(hours(opens, closes, rest).err(), expected, "{opens} {closes} {rest:?}");
    }
}

#[test]
fn the_default_week_is_the_offices() {
    let week = WorkingWeek::default();
    let day = hours("07:30", "16:00", Some(("12:00", "13:00"))).ok();
    let friday = hours("07:30", "16:30", Some(("11:30", "13:00"))).ok();
    use Weekday::{Fri, Mon, Sat, Sun, Thu, Tue, Wed};
    for (weekday, expected) in [(Mon, day), (Tue, day), (Wed, day), (Thu, day), (Fri, friday), (Sat, None), (Sun, None)] {
        assert_eq!(week.on(weekday), expected, "{weekday}");
    }
}

#[test]
fn working_time_counts_office_hours_only() {
    // 28 September 2026 is a Monday.
    let cases = [
        ("within the morning", "2026-09-28 09:00", "2026-09-28 09:45", 45 * 60),
        ("to the second", "2026-09-28 09:00:10", "2026-09-28 09:00:55", 45),
        ("nothing", "2026-09-28 09:00", "2026-09-28 09:00", 0),
        ("backwards", "2026-09-28 10:00", "2026-09-28 09:00", 0),
        ("backwards over days", "2026-09-30 10:00", "2026-09-28 09:00", 0),
        ("a whole day", "2026-09-28 00:00", "2026-09-29 00:00", MINUTES_A_DAY * 60),
        ("before opening", "2026-09-28 05:00", "2026-09-28 07:30", 0),
        ("from before opening", "2026-09-28 05:00", "2026-09-28 08:00", 30 * 60),
        ("after closing", "2026-09-28 16:00", "2026-09-28 23:59", 0),
        ("to after closing", "2026-09-28 15:30", "2026-09-28 20:00", 30 * 60),
        ("inside the rest", "2026-09-28 12:10", "2026-09-28 12:50", 0),
        ("from inside the rest", "2026-09-28 12:30", "2026-09-28 13:10", 10 * 60),
        ("to inside the rest", "2026-09-28 11:50", "2026-09-28 12:30", 10 * 60),
        ("across the rest", "2026-09-28 11:50", "2026-09-28 13:10", 20 * 60),
        ("over night", "2026-09-28 15:50", "2026-09-29 07:40", 20 * 60),
        ("over local midnight", "2026-09-28 23:50", "2026-09-29 00:10", 0),
        ("Friday rest", "2026-10-02 11:20", "2026-10-02 13:05", 15 * 60),
        ("a whole Friday", "2026-10-02 00:00", "2026-10-03 00:00", MINUTES_A_DAY * 60),
        ("over the weekend", "2026-10-02 16:20", "2026-10-05 07:40", 20 * 60),
        ("the weekend", "2026-10-03 00:00", "2026-10-05 00:00", 0),
        ("a whole week", "2026-09-28 00:00", "2026-10-05 00:00", 5 * MINUTES_A_DAY * 60),
        ("collective leave", "2026-12-24 09:00", "2026-12-24 11:00", 0),
        ("over leave, holiday and weekend", "2026-12-23 15:30", "2026-12-28 08:00", 60 * 60),
        ("Ramadan morning", "2026-02-18 07:30", "2026-02-18 08:30", 30 * 60),
        ("Ramadan day", "2026-02-19 00:00", "2026-02-20 00:00", 390 * 60),
        ("Ramadan Friday", "2026-02-20 00:00", "2026-02-21 00:00", 390 * 60),
        ("the eve of Ramadan", "2026-02-17 00:00", "2026-02-18 00:00", MINUTES_A_DAY * 60),
        ("the last of Ramadan", "2026-03-19 00:00", "2026-03-20 00:00", 390 * 60),
        ("after Ramadan", "2026-03-20 00:00", "2026-03-21 00:00", MINUTES_A_DAY * 60),
    ];
    for zone in OfficeZone::ALL {
        for (what, from, until, seconds) in cases {
            let worked = calendar(zone).working_time(at(zone, from), at(zone, until));
            assert_eq!(worked, TimeDelta::seconds(seconds), "{what}, {zone}");
        }
    }
}

#[test]
fn the_same_hour_is_work_in_one_zone_and_not_in_another() {
    let (from, until): (Instant, Instant) =
        ("2026-09-28T08:30:00Z".parse().expect("from"), "2026-09-28T09:30:00Z".parse().expect("until"));
    // 15:30 in Jakarta, 16:30 in Makassar, 17:30 in Jayapura.
    for (zone, minutes) in OfficeZone::ALL.into_iter().zip([30, 0, 0]) {
        assert_eq!(calendar(zone).working_time(from, until), TimeDelta::minutes(minutes), "{zone}");
    }
}

#[test]
fn the_last_exception_wins_and_a_holiday_beats_it() {
    let shut =
        |from: &str, until: &str| HoursException { from: date(from), until: date(until), week: WorkingWeek::new([None; 7]) };
    let hours_on = |exceptions: Vec<HoursException>, holidays: &[NaiveDate], day: &str| {
        let holidays = holidays.iter().copied().collect();
        WorkingCalendar::new(OfficeZone::Jakarta, usual().except(exceptions), holidays).hours_on(date(day))
    };
    let (day, ramadan_day) = (WorkingWeek::default().on(Weekday::Thu), ramadan().week.on(Weekday::Thu));
    let thursday = "2026-02-19";
    for (what, exceptions, holidays, expected) in [
        ("none", vec![], vec![], day),
        ("one", vec![ramadan()], vec![], ramadan_day),
        ("shut last", vec![ramadan(), shut(thursday, thursday)], vec![], None),
        ("Ramadan last", vec![shut(thursday, thursday), ramadan()], vec![], ramadan_day),
        ("holiday", vec![ramadan()], vec![date(thursday)], None),
        ("until before from", vec![shut("2026-02-20", "2026-02-18")], vec![], day),
    ] {
        assert_eq!(hours_on(exceptions, &holidays, thursday), expected, "{what}");
    }
}

#[test]
fn a_hostile_end_is_cut_at_fifty_years() {
    let calendar = calendar(OfficeZone::Jakarta);
    let from = at(OfficeZone::Jakarta, "2026-09-28 09:00");
    let to = |text| calendar.working_time(from, at(OfficeZone::Jakarta, text));
    assert!(to("2056-09-28 09:00") > to("2055-09-28 09:00"));
    assert_eq!(to("9999-12-31 23:59"), to("2200-01-01 00:00"));
}

prop_compose! {
    /// Any millisecond of 2026: Ramadan, holidays and weekends included.
    fn instant()(millis in 1_767_225_600_000_i64..1_798_761_600_000) -> Instant {
        DateTime::from_timestamp_millis(millis).unwrap_or_default()
    }
}

proptest! {
    // A failing case is printed; a file of them would stand in the client's top level.
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn working_time_adds_up_grows_and_never_passes_elapsed(
        mut instants in [instant(), instant(), instant()],
        zone in prop::sample::select(OfficeZone::ALL.to_vec()),
    ) {
        instants.sort();
        let [a, b, c] = instants;
        let calendar = calendar(zone);
        let (whole, first, second) =
            (calendar.working_time(a, c), calendar.working_time(a, b), calendar.working_time(b, c));
        prop_assert_eq!(whole, first + second);
        prop_assert!(first <= whole && second <= whole);
        prop_assert!(first >= TimeDelta::zero() && first <= b - a);
        prop_assert!(calendar.working_time(b, a) == TimeDelta::zero());
    }

    #[test]
    fn every_instant_lies_in_its_local_day(
        at in instant(),
        zone in prop::sample::select(OfficeZone::ALL.to_vec()),
    ) {
        let day = zone.local_date(at);
        let tomorrow = day.succ_opt().unwrap_or(day);
        prop_assert!(zone.start_of_day(day) <= at && at < zone.start_of_day(tomorrow));
    }

    #[test]
    fn an_instant_is_written_as_rfc_3339_has_it(at in instant(), milliseconds in 0..1000_i64) {
        let at = at + TimeDelta::milliseconds(milliseconds);
        let written = Written::of(at).expect("a year of four digits");
        prop_assert_eq!(written.text(), at.to_rfc3339_opts(chrono::SecondsFormat::Millis, true));
    }
}

#[test]
fn years_that_four_digits_cannot_say_are_not_written() {
    let year = |year| Written::of(Utc.with_ymd_and_hms(year, 1, 2, 3, 4, 5).unwrap()).map(|written| written.text().to_owned());
    assert_eq!(year(1900).as_deref(), Some("1900-01-02T03:04:05.000Z"));
    assert_eq!(year(9999).as_deref(), Some("9999-01-02T03:04:05.000Z"));
    assert_eq!((year(10_000), year(-1)), (None, None));
}

#[test]
fn a_kept_instant_is_read_as_postgresql_and_we_write_it() {
    let read = |text: &str| kept_instant(&mut serde_json::Deserializer::from_str(&format!("\"{text}\"")));
    let at = Utc.with_ymd_and_hms(2026, 9, 30, 2, 0, 0).unwrap();
    for same in ["2026-09-30T02:00:00Z", "2026-09-30T02:00:00.000Z", "2026-09-30T02:00:00+00:00", "2026-09-30T09:00:00+07:00"] {
        assert_eq!(read(same).unwrap(), at, "{same}");
    }
    for other in ["", "2026-09-30", "tomorrow", "2026-13-30T02:00:00Z"] {
        assert!(read(other).is_err(), "{other}");
    }
}
