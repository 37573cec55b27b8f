//! The four steps by story, each told on the office's wall clock in Jakarta.

mod stored;
mod stories;

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDateTime};

use super::*;
use crate::domain::time::{OfficeHours, OfficeZone, WorkingWeek};

/// Monday 28 September 2026 `08:00[:30]`, or another day of that month or the next as `30 08:00`,
/// `-5 08:00` for October.
fn at(text: &str) -> Instant {
    let (day, time) = text.split_once(' ').unwrap_or(("28", text));
    let date = match day.strip_prefix('-') {
        Some(october) => format!("2026-10-{october:0>2}"),
        None => format!("2026-09-{day:0>2}"),
    };
    let seconds = if time.len() == 5 { ":00" } else { "" };
    let local: NaiveDateTime = format!("{date}T{time}{seconds}").parse().expect("a local time");
    local.and_utc() - TimeDelta::hours(7)
}

fn calendar() -> WorkingCalendar {
    WorkingCalendar::new(OfficeZone::Jakarta, OfficeHours::always(WorkingWeek::default()), BTreeSet::new())
}

fn event(starts_at: &str, ends_at: Option<&str>) -> EventTimes {
    EventTimes { starts_at: at(starts_at), ends_at: ends_at.map(at) }
}

/// The harvest festival, 09:00–10:00, known at 07:50, assigned at 07:54, with the SOP's standards.
fn festival() -> EventTimes {
    event("09:00", Some("10:00"))
}

fn assigned() -> Clock {
    Clock::assigned([5, 5, 60, 60], at("07:50"), at("07:54"))
}

fn dispatched() -> Clock {
    let mut clock = assigned();
    clock.dispatched(at("07:58"));
    clock
}

fn documented() -> Clock {
    let mut clock = dispatched();
    clock.documented(at("10:40"), festival());
    clock
}

fn reported() -> Clock {
    let mut clock = documented();
    clock.reported(at("11:10"));
    clock
}

/// Started, finished, elapsed and working minutes, within standard.
type Told = (Option<Instant>, Option<Instant>, u32, u32, Option<bool>);

const NOT_STARTED: Told = (None, None, 0, 0, None);

fn ran(from: &str, until: &str, elapsed: u32, working: u32, within: bool) -> Told {
    (Some(at(from)), Some(at(until)), elapsed, working, Some(within))
}

fn runs(from: &str, elapsed: u32, working: u32, within: bool) -> Told {
    (Some(at(from)), None, elapsed, working, Some(within))
}

fn tell(clock: &Clock, event: EventTimes, now: &str) -> [Told; 4] {
    clock
        .read(event, &calendar(), at(now))
        .map(|time| (time.started_at, time.finished_at, time.elapsed_minutes, time.working_minutes, time.within_standard))
}

fn third(clock: &Clock, event: EventTimes, now: &str) -> Told {
    let [_, _, third, _] = tell(clock, event, now);
    third
}

#[test]
fn steps_are_numbered_as_in_the_sop() {
    assert_eq!(Step::ALL.map(Step::ordinal), [1, 2, 3, 4]);
    assert_eq!(assigned().read(festival(), &calendar(), at("08:00")).map(|time| time.ordinal), [1, 2, 3, 4]);
    assert_eq!([0, 1, 2, 3, 4, 5].map(Step::from_ordinal).iter().flatten().count(), 4);
    assert!(Step::ALL.into_iter().all(|step| Step::from_ordinal(step.ordinal()) == Some(step)));
}

#[test]
fn the_whole_sop_in_time() {
    let first = ran("07:50", "07:54", 4, 4, true);
    let second = ran("07:54", "07:58", 4, 4, true);
    let third = ran("10:00", "10:40", 40, 40, true);
    let fourth = ran("10:40", "11:10", 30, 30, true);
    for (clock, now, expected, running) in [
        (assigned(), "07:55", [first, runs("07:54", 1, 1, true), NOT_STARTED, NOT_STARTED], Some(Step::Order)),
        (assigned(), "08:00", [first, runs("07:54", 6, 6, false), NOT_STARTED, NOT_STARTED], Some(Step::Order)),
        (dispatched(), "09:59", [first, second, NOT_STARTED, NOT_STARTED], Some(Step::Document)),
        (dispatched(), "10:00", [first, second, runs("10:00", 0, 0, true), NOT_STARTED], Some(Step::Document)),
        (dispatched(), "11:01", [first, second, runs("10:00", 61, 61, false), NOT_STARTED], Some(Step::Document)),
        (documented(), "11:00", [first, second, third, runs("10:40", 20, 20, true)], Some(Step::Report)),
        (reported(), "30 11:00", [first, second, third, fourth], None),
    ] {
        assert_eq!(tell(&clock, festival(), now), expected, "{now}");
        assert_eq!(clock.running(), running, "{now}");
    }
}

#[test]
fn lateness_is_judged_by_the_second_and_shown_by_the_minute() {
    for (dispatched_at, minutes, within) in
        [("07:58:59", 4, true), ("07:59:00", 5, true), ("07:59:01", 5, false), ("07:59:30", 5, false)]
    {
        let mut clock = assigned();
        clock.dispatched(at(dispatched_at));
        let [_, second, ..] = tell(&clock, festival(), "08:30");
        assert_eq!(second, ran("07:54", dispatched_at, minutes, minutes, within), "{dispatched_at}");
    }
}

#[test]
fn only_working_minutes_make_late() {
    // Known on Friday 2 October after hours, assigned on Monday morning: days elapsed, two minutes
    // worked.
    let clock = Clock::assigned([5, 5, 60, 60], at("-2 20:00"), at("-5 07:32"));
    let [first, ..] = tell(&clock, festival(), "-5 08:00");
    assert_eq!(first, ran("-2 20:00", "-5 07:32", 3572, 2, true));
}

#[test]
fn step_three_starts_when_the_event_is_over() {
    for (what, event, now, expected) in [
        ("its end", event("09:00", Some("10:00")), "10:30", runs("10:00", 30, 30, true)),
        ("its start, having no end", event("09:00", None), "10:30", runs("09:00", 90, 90, false)),
        ("dispatch, being later", event("06:00", Some("07:00")), "08:10", runs("07:58", 12, 12, true)),
        ("not yet", event("09:00", Some("16:00")), "10:30", NOT_STARTED),
        ("moved to tomorrow", event("29 09:00", Some("29 10:00")), "10:30", NOT_STARTED),
        ("moved, and then", event("29 09:00", Some("29 10:00")), "29 10:30", runs("29 10:00", 30, 30, true)),
        ("ends in the rest", event("09:00", Some("12:20")), "13:10", runs("12:20", 50, 10, true)),
        ("ends at night", event("19:00", Some("22:00")), "29 07:45", runs("22:00", 585, 15, true)),
        ("ends on Saturday", event("-3 08:00", Some("-3 12:00")), "-5 08:40", runs("-3 12:00", 2680, 70, false)),
    ] {
        assert_eq!(third(&dispatched(), event, now), expected, "{what}");
    }
}

#[test]
fn a_finished_step_three_no_longer_follows_the_event() {
    let moved = event("11:00", Some("12:00"));
    assert_eq!(third(&documented(), moved, "12:30"), ran("10:00", "10:40", 40, 40, true));
    let mut returned = documented();
    returned.work_returned(at("11:00"));
    assert_eq!(third(&returned, moved, "11:10"), runs("10:00", 50, 50, true));
}

#[test]
fn work_completed_before_the_event_is_over_took_no_time() {
    let mut clock = dispatched();
    clock.documented(at("09:30"), festival());
    assert_eq!(third(&clock, festival(), "09:40"), ran("09:30", "09:30", 0, 0, true));
}

#[test]
fn a_second_dispatch_changes_nothing() {
    let mut clock = dispatched();
    clock.dispatched(at("10:10"));
    assert_eq!(clock, dispatched());
    clock = documented();
    clock.work_returned(at("11:00"));
    let before = clock.clone();
    clock.dispatched(at("11:10"));
    assert_eq!(clock, before);
}

#[test]
fn returned_work_adds_to_step_three_while_step_four_waits() {
    let mut clock = documented();
    clock.work_returned(at("10:50"));
    let [_, _, third, fourth] = tell(&clock, festival(), "11:05");
    assert_eq!(third, runs("10:00", 55, 55, true));
    assert_eq!(fourth, runs("10:40", 10, 10, true), "paused, not finished");

    clock.documented(at("11:11"), festival());
    let [_, _, third, fourth] = tell(&clock, festival(), "11:20");
    assert_eq!(third, ran("10:00", "11:11", 61, 61, false), "40 + 21");
    assert_eq!(fourth, runs("10:40", 19, 19, true), "10 + 9");

    clock.work_returned(at("11:30"));
    clock.documented(at("13:30"), festival());
    clock.reported(at("13:40"));
    let [_, _, third, fourth] = tell(&clock, festival(), "15:00");
    assert_eq!(third, ran("10:00", "13:30", 181, 121, false), "the second return ran over the rest");
    assert_eq!(fourth, ran("10:40", "13:40", 39, 39, true), "10 + 19 + 10");
}

#[test]
fn a_returned_report_adds_to_step_four() {
    let mut clock = reported();
    clock.report_returned(at("13:00"));
    let [_, _, third, fourth] = tell(&clock, festival(), "13:10");
    assert_eq!(third, ran("10:00", "10:40", 40, 40, true));
    assert_eq!(fourth, runs("10:40", 40, 40, true), "30 + 10; the time with the division head is nobody's");
    clock.reported(at("13:20"));
    clock.report_returned(at("14:00"));
    clock.reported(at("14:20"));
    let [.., fourth] = tell(&clock, festival(), "15:00");
    assert_eq!(fourth, ran("10:40", "14:20", 70, 70, false), "30 + 20 + 20");
}

#[test]
fn seconds_of_spans_add_up_before_they_are_rounded() {
    let mut clock = dispatched();
    clock.documented(at("10:00:40"), festival());
    clock.work_returned(at("10:10"));
    clock.documented(at("10:10:40"), festival());
    assert_eq!(third(&clock, festival(), "11:00"), ran("10:00", "10:10:40", 1, 1, true));
}

#[test]
fn cancelling_closes_what_runs() {
    for (what, mut clock, stopped_at, expected) in [
        ("step 2", assigned(), "07:58", [ran("07:54", "07:58", 4, 4, true), NOT_STARTED, NOT_STARTED]),
        ("before the event", dispatched(), "08:30", [ran("07:54", "07:58", 4, 4, true), NOT_STARTED, NOT_STARTED]),
        (
            "after the event",
            dispatched(),
            "10:30",
            [ran("07:54", "07:58", 4, 4, true), ran("10:00", "10:30", 30, 30, true), NOT_STARTED],
        ),
        (
            "reported",
            reported(),
            "12:00",
            [ran("07:54", "07:58", 4, 4, true), ran("10:00", "10:40", 40, 40, true), ran("10:40", "11:10", 30, 30, true)],
        ),
    ] {
        clock.stopped(at(stopped_at));
        let [_, rest @ ..] = tell(&clock, festival(), "30 08:00");
        assert_eq!(rest, expected, "{what}");
        assert_eq!(clock.running(), None, "{what}");
    }
}

#[test]
fn a_device_clock_that_runs_backwards_gives_no_negative_time() {
    let mut clock = Clock::assigned([5, 5, 60, 60], at("08:00"), at("07:54"));
    clock.dispatched(at("07:00"));
    clock.documented(at("06:00"), event("05:00", None));
    clock.work_returned(at("05:00"));
    clock.documented(at("04:00"), event("05:00", None));
    clock.reported(at("03:00"));
    clock.report_returned(at("02:00"));
    let nothing = ran("07:54", "07:54", 0, 0, true);
    assert_eq!(tell(&clock, festival(), "07:54"), [nothing, nothing, nothing, runs("07:54", 0, 0, true)]);
    assert_eq!(tell(&clock, festival(), "01:00"), [nothing, nothing, nothing, runs("07:54", 0, 0, true)]);
    assert_eq!(
        tell(&assigned(), festival(), "07:00"),
        [ran("07:50", "07:54", 4, 4, true), NOT_STARTED, NOT_STARTED, NOT_STARTED]
    );
}

#[test]
fn a_reopened_report_starts_after_everything_before_it() {
    // The workflow knows no return after a cancellation; the clock stays sound even so.
    let mut clock = documented();
    clock.work_returned(at("10:50"));
    clock.stopped(at("11:30"));
    clock.report_returned(at("10:55"));
    let [_, _, third, fourth] = tell(&clock, festival(), "11:40");
    assert_eq!(third, ran("10:00", "11:30", 80, 80, false), "40 + 40");
    assert_eq!(fourth, runs("10:40", 20, 20, true), "10 + 10");
}

#[test]
fn a_reason_stays_with_its_step() {
    let mut clock = reported();
    clock.explain(Step::Document, "Power cut".to_owned());
    clock.explain(Step::Document, "Power cut at the venue".to_owned());
    let reasons = clock.read(festival(), &calendar(), at("12:00")).map(|time| time.late_reason);
    assert_eq!(reasons, [None, None, Some("Power cut at the venue".to_owned()), None]);
}
