//! Events and what the public could read of them.

use super::month_of;
use crate::model::random::Random;
use crate::publications::{Accepted, at};
use crate::support::work::STARTS_AT;
use crate::support::{Caller, Office, Reply};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

/// Of closed cases by chance: drafts that are published at once or soon, some of them taken back before or after anybody could read them,
/// some long hence, and some not at all.
pub async fn publishes(office: &Office, random: &mut Random) {
    let (head, auditor) = (office.division_head(), office.auditor());
    let closed = auditor.get("/v1/assignments?state=CLOSED&limit=200").await.good();
    for case in closed.items() {
        let case = format!("/v1/assignments/{}", case["id"].as_str().expect("an id"));
        let reports = auditor.get(&format!("{case}/reports?limit=200")).await.good();
        let accepted = reports.items().iter().find(|report| report["state"] == "ACCEPTED").expect("an accepted report");
        let artifacts = auditor.get(&format!("{case}/artifacts?limit=200")).await.good();
        let is_draft = |artifact: &&Value| {
            let is_text = ["WEBSITE_DRAFT", "PRESS_RELEASE"].iter().any(|kind| artifact["kind"] == *kind);
            is_text && artifact["selection"]["decision"] == "SELECTED"
        };
        for draft in artifacts.items().iter().filter(is_draft) {
            let (soon, withdrawn) = [(0, false), (2, false), (2, true), (0, true), (7000, false), (-1, false)][random.below(6)];
            if soon < 0 {
                continue;
            }
            let mut body = json!({ "reportId": accepted["id"], "draftId": draft["id"], "informationClass": "PERIODIC" });
            if soon > 0 {
                body["publishAt"] = json!(office.clock().now() + TimeDelta::hours(soon));
            }
            let made = head.post("/v1/publications", body).await;
            // What was taken down since is none that could be published.
            if made.status == 409 {
                continue;
            }
            let made = made.is(201);
            if withdrawn {
                head.post(&at(&made, "/withdrawal"), json!({ "reason": "Keliru" })).await.is(200);
            }
        }
    }
}

/// How many events are published in total, and by months, as the caller is told.
async fn published(caller: &Caller) -> u64 {
    let day: DateTime<Utc> = STARTS_AT.parse().expect("an instant");
    let reply = month_of(caller, day.date_naive()).await;
    let count = |row: &Value| row["events"]["published"].as_u64().unwrap_or_else(|| panic!("no count: {row}"));
    let months = reply["months"].as_array().expect("months").iter().map(count).sum::<u64>();
    assert_eq!(count(&reply["total"]), months, "{reply:?}");
    count(&reply["total"])
}

#[tokio::test]
async fn an_event_is_published_from_when_the_public_can_read_of_it() {
    let office = Office::open().await;
    let accepted = Accepted::of(&office).await;
    let case = &accepted.case;
    let soon = (office.clock().now() + TimeDelta::hours(2)).to_rfc3339();
    let schedule = async |of: &Accepted| -> Reply {
        case.subhead.post("/v1/publications", of.body_with(json!({ "publishAt": soon }))).await.is(201)
    };
    assert_eq!(published(&case.head).await, 0);
    let made = schedule(&accepted).await;
    // Of another event, and taken back before anybody could read it.
    let other = Accepted::of(&office).await;
    let never = schedule(&other).await;
    case.head.post(&at(&never, "/withdrawal"), json!({ "reason": "Batal" })).await.is(200);
    assert_eq!(published(&case.head).await, 0, "its time is still to come");
    office.clock().advance(TimeDelta::hours(2));
    for (caller, count) in [
        (&case.head, 1),
        (&office.auditor(), 1),
        (&case.subhead, 1),
        (&case.photographer, 1),
        (&office.staff(4), 0),
        (&case.other_subhead, 0),
    ] {
        assert_eq!(published(caller).await, count, "{}", caller.subject);
    }
    // It was published all the same.
    case.head.post(&at(&made, "/withdrawal"), json!({ "reason": "Dinas menarik datanya" })).await.is(200);
    assert_eq!(published(&case.head).await, 1);
    // An event is counted once, however many of its drafts were.
    other.is_published().await;
    assert_eq!(published(&case.head).await, 2);
    let again = case.subhead.post("/v1/publications", accepted.body_with(json!({ "headline": "Lagi" }))).await.is(201);
    assert_eq!(published(&case.head).await, 2, "{again:?}");
}
