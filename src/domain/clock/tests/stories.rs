//! Any story at all.

use super::*;
use proptest::prelude::*;

proptest! {
    // A failing case is printed; a file of them would stand in the client's top level.
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever order and times the acts come in: one step runs at most, and the times make sense.
    #[test]
    fn no_story_breaks_the_clock(
        acts in prop::collection::vec((0..6_u8, 0..3_000_000_i64), 0..24),
        times in prop::array::uniform4(0..3_000_000_i64),
        has_end: bool,
    ) {
        let instant = |s: i64| DateTime::from_timestamp(1_790_000_000 + s, 0).unwrap_or_default();
        let [known_at, assigned_at, starts_at, now] = times.map(instant);
        let ends_at = has_end.then(|| starts_at + TimeDelta::hours(2));
        let event = EventTimes { starts_at, ends_at };
        let mut clock = Clock::assigned([5, 5, 60, 60], known_at, assigned_at);
        for (act, seconds) in acts {
            let at = instant(seconds);
            match act {
                0 => clock.dispatched(at),
                1 => clock.documented(at, event),
                2 => clock.reported(at),
                3 => clock.work_returned(at),
                4 => clock.report_returned(at),
                _ => clock.stopped(at),
            }
            prop_assert!(clock.steps.iter().filter(|record| record.runs()).count() <= 1);
            let mut spans: Vec<Span> = clock.steps.iter().flat_map(|r| r.spans.clone()).collect();
            spans.sort_by_key(|span| (span.started_at, span.finished_at.unwrap_or(Instant::MAX_UTC)));
            let forward = |span: &Span| span.finished_at.is_none_or(|end| end >= span.started_at);
            prop_assert!(spans.iter().all(forward));
            let before = |a: &Span, b: &Span| a.finished_at.is_some_and(|end| end <= b.started_at);
            prop_assert!(spans.is_sorted_by(before), "no two overlap, in whichever steps");
            for time in clock.read(event, &calendar(), now) {
                prop_assert!(time.working_minutes <= time.elapsed_minutes);
                prop_assert_eq!(time.started_at.is_some(), time.within_standard.is_some());
                let ends = time.finished_at;
                prop_assert!(ends.is_none_or(|end| time.started_at.is_some_and(|start| start <= end)));
            }
        }
    }
}
