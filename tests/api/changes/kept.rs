//! How long changes are kept for whoever comes for them, and that a long journal makes no page longer.

use super::{Following, types};
use crate::publications::{Accepted, at};
use crate::support::Office;
use chrono::TimeDelta;
use serde_json::json;

#[tokio::test]
async fn who_was_away_for_longer_than_the_setting_begins_anew() {
    let office = Office::open_with(&[("PUBDOK_CHANGES_DAYS", "30")]).await;
    let accepted = Accepted::of(&office).await;
    let made = accepted.is_published().await;
    let mut portal = Following::of(office.integration());
    let beginning = portal.next("");
    assert_eq!(types(&portal.reads().await), ["published"]);
    let then = portal.next("");
    office.clock().advance(TimeDelta::days(29));
    assert_eq!(office.integration().get(&beginning).await.is(200).items().len(), 1);
    accepted.case.head.post(&at(&made, "/verification"), json!({ "checked": "Angka" })).await.is(200);
    office.clock().advance(TimeDelta::days(2));
    // What they lack is not there any more; nothing is passed over in silence, whoever asks.
    for caller in [office.integration(), office.auditor(), accepted.case.other_subhead.clone()] {
        let gone = caller.get(&beginning).await.refused(410, "GONE");
        assert!(gone["detail"].as_str().expect("a detail").contains("/v1/public/dump"));
        let gone = caller.get(&beginning).header("Prefer", "wait=30").await.refused(410, "GONE");
        assert_eq!(gone.header("preference-applied"), None);
    }
    // Who has read all there was then goes on, however long ago that was.
    let page = office.integration().get(&then).await.is(200);
    assert_eq!(types(page.items()), ["verified"]);
    portal.goes_on(&page);
    office.clock().advance(TimeDelta::days(400));
    office.integration().get(&then).await.refused(410, "GONE");
    assert!(portal.reads().await.is_empty(), "of what they have read nothing is missing");
}

/// Entries of cases, and of one publication so many: as many as an office has in years.
const YEARS: &str = "
INSERT INTO journal (id, stream, type, subject_kind, subject_id, actor, role, changes, occurred_at, received_at, request_id, previous_hash, hash)
SELECT gen_random_uuid(), gen_random_uuid(), 'artifact.edited', 'ARTIFACT', gen_random_uuid(), 'staf-1', 'STAFF', '{}', now(), now(), 'r', sha256(''), sha256('')
FROM generate_series(1, 20000);
INSERT INTO journal (id, stream, assignment_id, type, subject_kind, subject_id, actor, role, changes, occurred_at, received_at, request_id, previous_hash, hash)
SELECT gen_random_uuid(), x.assignment_id, x.assignment_id, 'publication.verified', 'PUBLICATION', x.id, 'kasubag', 'SUBDIVISION_HEAD', '{}', now(), now(), 'r', sha256(''), sha256('')
FROM publications x, generate_series(1, 2500);
ANALYZE journal";

#[tokio::test]
async fn who_sees_little_of_much_still_comes_to_its_end() {
    let office = Office::open().await;
    Accepted::of(&office).await.is_published().await;
    office.sql().await.batch_execute(YEARS).await.expect("a long journal");
    let other = Accepted::with(&office, async |case| {
        case.has_results().await;
    });
    let mine = other.await.is_published().await;
    let all = Following::of(office.integration()).reads().await;
    assert_eq!(all.len(), 2502);
    assert_eq!(all.last().expect("a change")["id"], mine["id"]);
    // Nothing of it is in sight: each page says where to go on.
    let mut stranger = Following::of(office.other_subdivision_head());
    let page = stranger.caller.get(&stranger.next("")).await.is(200);
    assert_eq!((page.items().len(), &page["hasMore"]), (0, &json!(true)));
    assert!(stranger.reads().await.is_empty());
    let held = stranger.caller.get("/v1/changes").header("Prefer", "wait=30").await.is(200);
    assert_eq!(held["hasMore"], true, "who has more to look at is not held");
    let explain = "EXPLAIN SELECT j.seq, j.type, j.subject_id, j.occurred_at, j.received_at FROM journal j WHERE j.subject_kind = 'PUBLICATION'
        AND j.type NOT IN ('publication.shown', 'publication.removed') AND j.seq > 0 ORDER BY j.seq LIMIT 100";
    let plan = office.sql().await.query(explain, &[]).await.expect("a plan");
    let plan: Vec<String> = plan.iter().map(|row| row.get(0)).collect();
    assert!(plan.iter().any(|line| line.contains("Index Only Scan using journal_of_publications")), "{plan:?}");
}
