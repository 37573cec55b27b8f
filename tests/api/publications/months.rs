//! The office's freshness, month by month.

use super::{Accepted, at};
use crate::support::Office;
use crate::support::office::JAKARTA;
use chrono::{Datelike, Months, NaiveDate, TimeDelta};
use pubdok::domain::role::Role;
use serde_json::{Value, json};

fn figures(month: &Value) -> [i64; 8] {
    ["fresh", "due", "stale", "expired", "published", "corrected", "verified", "withdrawn"]
        .map(|name| month[name].as_i64().unwrap_or_else(|| panic!("{name} of {month}")))
}

#[tokio::test]
async fn a_month_is_told_as_it_was_at_its_end() {
    let office = Office::open().await;
    // The middle of a month at the office, so that what follows is not at its border.
    let today = office.clock().now().with_timezone(&JAKARTA).date_naive();
    let first = today.with_day(1).and_then(|day| day.checked_add_months(Months::new(1))).expect("a month");
    let on = |months: u32, day: u32| {
        let month = first.checked_add_months(Months::new(months)).expect("a month");
        let noon = month.with_day(day).and_then(|day| day.and_hms_opt(12, 0, 0)).expect("a day");
        office.is_now(noon.and_local_timezone(JAKARTA).unwrap());
    };
    on(0, 10);
    let (one, other) = (Accepted::of(&office).await, Accepted::of(&office).await);
    let review = |body: Value| {
        let mut body = body;
        body["reviewDueAt"] = json!((office.clock().now() + TimeDelta::days(60)).to_rfc3339());
        body
    };
    let kept = one.case.subhead.post("/v1/publications", review(one.body())).await.is(201);
    let gone = other.case.subhead.post("/v1/publications", review(other.body())).await.is(201);
    on(1, 20);
    one.case.head.post(&at(&kept, "/correction"), json!({ "changed": "Judul", "headline": "Lain" })).await.is(200);
    other.case.head.post(&at(&gone, "/withdrawal"), json!({ "reason": "Batal" })).await.is(200);
    on(3, 20);
    one.case.subhead.post(&at(&kept, "/verification"), json!({ "checked": "Semua" })).await.is(200);
    on(4, 10);

    let last: NaiveDate = first.checked_add_months(Months::new(6)).expect("a month");
    let address = format!("/v1/publications/freshness?from={first}&to={last}");
    let told = one.case.head.get(&address).await.good();
    let months = told["months"].as_array().expect("months");
    assert_eq!(months.len(), 5, "what has not begun is not told");
    assert_eq!(months[0]["month"], json!(first));
    let all: Vec<[i64; 8]> = months.iter().map(figures).collect();
    assert_eq!(all[0], [2, 0, 0, 0, 2, 0, 0, 0]);
    assert_eq!(all[1][4..], [0, 1, 0, 1]);
    assert_eq!(all[1][..4].iter().sum::<i64>(), 1);
    // Two months and a half after it was published it was stale; it was verified in the month after.
    assert_eq!(all[2], [0, 0, 1, 0, 0, 0, 0, 0]);
    assert_eq!(all[3], [1, 0, 0, 0, 0, 0, 1, 0]);
    assert_eq!(all[4], [1, 0, 0, 0, 0, 0, 0, 0]);
    // As far as one sees.
    office.plant_officer("kabag-3", "Wahyu", "Kepala Bagian Umum", Role::DivisionHead).await;
    office.sql().await.batch_execute("UPDATE officers SET unit = 'UMUM' WHERE subject = 'kabag-3'").await.expect("another unit");
    let stranger = office.caller("kabag-3", &[Role::DivisionHead]).get(&address).await.good();
    assert!(stranger["months"].as_array().expect("months").iter().all(|month| figures(month) == [0; 8]));
    for (asked, code) in [("from=2026-02-01&to=2026-01-01", "ORDER"), ("from=2025-01-01&to=2026-06-01", "PERIOD_TOO_LONG")] {
        let refused = one.case.head.get(&format!("/v1/publications/freshness?{asked}")).await.refused(400, "VALIDATION");
        assert_eq!(refused.faults(), [("to", code)]);
    }
}
