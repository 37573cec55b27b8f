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
