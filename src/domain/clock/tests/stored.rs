//! How a clock is kept.

use super::*;

#[test]
fn the_stored_form_is_compact_and_reads_back() -> serde_json::Result<()> {
    let mut clock = dispatched();
    clock.explain(Step::Order, "Rain".to_owned());
    let stored = serde_json::to_string(&clock)?;
    assert_eq!(
        stored,
        concat!(
            r#"{"steps":["#,
            r#"{"standardMinutes":5,"spans":[{"startedAt":"2026-09-28T00:50:00Z","#,
            r#""finishedAt":"2026-09-28T00:54:00Z"}]},"#,
            r#"{"standardMinutes":5,"spans":[{"startedAt":"2026-09-28T00:54:00Z","#,
            r#""finishedAt":"2026-09-28T00:58:00Z"}],"lateReason":"Rain"},"#,
            r#"{"standardMinutes":60,"spans":[{"startedAt":"2026-09-28T00:58:00Z"}]},"#,
            r#"{"standardMinutes":60}]}"#
        )
    );
    assert_eq!(serde_json::from_str::<Clock>(&stored)?, clock);
    let from_the_future = stored.replace(r#"{"steps""#, r#"{"form":2,"steps""#).replace("{\"started", "{\"by\":1,\"started");
    assert_eq!(serde_json::from_str::<Clock>(&from_the_future)?, clock);
    Ok(())
}

#[test]
fn what_is_settled_stays_whatever_is_decreed_later() {
    let mut clock = reported();
    let told = tell(&clock, festival(), "12:00");
    clock.settle(clock.read(festival(), &calendar(), at("12:00")).map(Settled::from));
    assert_eq!(tell(&clock, festival(), "12:00"), told);
    let closed = BTreeSet::from(["2026-09-28".parse().expect("a date")]);
    let never_open = WorkingCalendar::new(OfficeZone::Jakarta, OfficeHours::always(WorkingWeek::new([None; 7])), closed);
    clock.explain(Step::Document, "Rain".to_owned());
    let read = clock.read(event("29 09:00", None), &never_open, at("30 12:00"));
    assert_eq!(read.clone().map(|time| time.working_minutes), told.map(|time| time.3));
    assert_eq!(read.map(|time| time.late_reason), [None, None, Some("Rain".to_owned()), None]);
    let kept: Clock = serde_json::from_str(&serde_json::to_string(&clock).expect("written")).expect("read");
    assert_eq!(kept, clock);
}
