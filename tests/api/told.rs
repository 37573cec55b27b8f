//! When things were done, as their doers tell it: each act follows what it presupposes.

use crate::support::work::{action, assignment, dispatch, photo};
use crate::support::{Asked, Caller, Office, Reply};
use chrono::{DateTime, FixedOffset, TimeDelta};
use reqwest::Method;
use serde_json::{Value, json};

/// A day at the office.
struct Day {
    office: Office,
    opens: DateTime<FixedOffset>,
}

impl Day {
    async fn open() -> Self {
        let office = Office::open().await;
        let opens = office.opens_on_wednesday();
        Self { office, opens }
    }

    fn at(&self, minutes: i64) -> DateTime<FixedOffset> {
        self.opens + TimeDelta::minutes(minutes)
    }

    /// So many minutes after it opened.
    fn is_at(&self, minutes: i64) {
        self.office.is_now(self.at(minutes));
    }

    fn told(&self, asked: Asked, minutes: i64) -> Asked {
        asked.header("Occurred-At", self.at(minutes).to_rfc3339())
    }

    /// The act is refused when it is told for `early`, which is before `cause`; both are named.
    async fn refuses(&self, asked: Asked, early: i64, cause: i64) {
        let told = self.told(asked, early).in_english().await.refused(400, "VALIDATION");
        assert_eq!(told.faults(), [("Occurred-At", "BEFORE_ITS_CAUSE")]);
        let detail = told["errors"][0]["detail"].as_str().expect("a detail");
        for minutes in [early, cause] {
            assert!(detail.contains(&self.at(minutes).to_rfc3339()), "{detail}");
        }
    }
}

fn act(caller: &Caller, list: &str, thing: &Reply, act: &str, body: Value) -> Asked {
    caller.post(&format!("/v1/{list}/{}/{act}", thing.id()), body)
}

#[tokio::test]
async fn nothing_is_done_before_what_it_presupposes() {
    let day = Day::open().await;
    let office = &day.office;
    let (head, subhead, staff) = (office.division_head(), office.subdivision_head(), office.staff(1));
    day.is_at(0);
    let item = head.puts_on_agenda("Panen Raya").await;
    day.is_at(90);
    let case = day.told(head.post("/v1/assignments", assignment(&item, &subhead)), 60).await.is(201);

    day.is_at(200);
    let order = || act(&subhead, "assignments", &case, "dispositions", dispatch(&[action(&staff, "PHOTOGRAPHER")]));
    day.refuses(order(), 59, 60).await;
    day.refuses(act(&head, "assignments", &case, "cancellation", json!({ "reason": "x" })), 30, 60).await;
    let edit = head.patch(&format!("/v1/assignments/{}", case.id()), case.etag(), json!({ "urgency": "URGENT" }));
    day.refuses(edit, 30, 60).await;
    let order = day.told(order(), 120).await.is(201);
    assert_eq!(order["issuedAt"], json!(day.at(120).to_utc().to_rfc3339_opts(chrono::SecondsFormat::Millis, true)));

    day.is_at(300);
    let read = || act(&staff, "dispositions", &order, "acknowledgement", json!({}));
    day.refuses(read(), 119, 120).await;
    let recall = act(&subhead, "dispositions", &order, "recall", json!({ "reason": "x" }));
    day.refuses(recall, 100, 120).await;
    day.told(read(), 130).await.is(200);
    let draft = || {
        let body = json!({ "kind": "WEBSITE_DRAFT", "title": "Artikel", "headline": "Panen", "content": "Ramai." });
        act(&staff, "assignments", &case, "artifacts", body)
    };
    day.refuses(draft(), 110, 120).await;
    let draft = day.told(draft(), 150).await.is(201);
    let sent = staff.uploads(&case, json!({ "kind": "PHOTO", "title": "Panggung" }), "a.jpg", "image/jpeg", photo(3)).await;
    let complete = || act(&staff, "dispositions", &order, "completion", json!({}));
    day.refuses(complete(), 125, 130).await;
    day.told(complete(), 180).await.is(200);

    day.is_at(320);
    let select = |thing: &Reply| {
        let path = format!("/v1/artifacts/{}/selection", thing.id());
        subhead.put(&path, "*", json!({ "decision": "SELECTED" }))
    };
    day.refuses(select(&draft), 170, 180).await;
    for thing in [&draft, &sent] {
        day.told(select(thing), 200).await.is(200);
    }
    let opening = || act(&subhead, "assignments", &case, "reports", json!({ "summary": "Ringkas" }));
    day.refuses(opening(), 170, 180).await;
    day.refuses(
        act(&subhead, "dispositions", &order, "return", json!({ "officerId": staff.officer_id(), "reason": "x" })),
        170,
        180,
    )
    .await;
    let report = opening().await.is(201);
    let submission = || act(&subhead, "reports", &report, "submission", json!({}));
    day.refuses(submission(), 170, 180).await;
    day.told(submission(), 310).await.is(200);

    day.is_at(400);
    let seen = head.reads("reports", &report).await;
    let accept = || act(&head, "reports", &report, "acceptance", json!({})).header("If-Match", seen.etag());
    day.refuses(accept(), 309, 310).await;
    day.refuses(act(&head, "reports", &report, "return", json!({ "reason": "x" })), 300, 310).await;
    let before = office.auditor().journal_of(report.id()).await.len();
    day.told(accept(), 330).await.is(200);
    assert_eq!(office.auditor().journal_of(report.id()).await.len(), before + 1, "a refused act leaves nothing");
}

#[tokio::test]
async fn after_a_return_work_is_done_anew() {
    let day = Day::open().await;
    let office = &day.office;
    let (head, subhead, staff) = (office.division_head(), office.subdivision_head(), office.staff(1));
    day.is_at(10);
    let case = head.assigns(&subhead, &head.puts_on_agenda("Panen Raya").await).await;
    day.is_at(20);
    let order = subhead.dispatches(&case, &[action(&staff, "PHOTOGRAPHER")]).await;
    day.is_at(30);
    staff.uploads_photo(&case, "Panggung").await;
    staff.drafts(&case, "WEBSITE_DRAFT", "Panen").await;
    day.is_at(40);
    staff.completes(&order).await;
    day.is_at(60);
    subhead.returns_work(&order, &staff, "Kurang tajam").await;
    day.is_at(100);
    let complete = || act(&staff, "dispositions", &order, "completion", json!({}));
    day.refuses(complete(), 50, 60).await;
    day.told(complete(), 70).await.is(200);
    let now = head.reads("assignments", &case).await;
    assert_eq!(now["steps"][2]["finishedAt"], json!(day.at(70).to_utc().to_rfc3339_opts(chrono::SecondsFormat::Millis, true)));
}

#[tokio::test]
async fn a_step_ends_with_the_last_to_complete_in_whatever_order_they_say_so() {
    let day = Day::open().await;
    let office = &day.office;
    let (head, subhead) = (office.division_head(), office.subdivision_head());
    let (one, other) = (office.staff(1), office.staff(2));
    day.is_at(0);
    let case = head.assigns(&subhead, &head.puts_on_agenda("Panen Raya").await).await;
    let order = subhead.dispatches(&case, &[action(&one, "PHOTOGRAPHER"), action(&other, "WRITER")]).await;
    one.uploads_photo(&case, "Panggung").await;
    other.drafts(&case, "WEBSITE_DRAFT", "Panen").await;
    day.is_at(200);
    day.told(act(&one, "dispositions", &order, "completion", json!({})), 150).await.is(200);
    day.is_at(300);
    let last = day.told(act(&other, "dispositions", &order, "completion", json!({})), 100).await.is(200);
    assert_eq!(last["assignment"]["state"], "DOCUMENTED");
    let steps = head.reads("assignments", &case).await["steps"].clone();
    let at = |minutes| json!(day.at(minutes).to_utc().to_rfc3339_opts(chrono::SecondsFormat::Millis, true));
    assert_eq!((&steps[2]["finishedAt"], &steps[3]["startedAt"]), (&at(150), &at(150)));
}

#[tokio::test]
async fn a_device_whose_clock_is_ahead_is_told_so() {
    let day = Day::open().await;
    let head = day.office.division_head();
    day.is_at(0);
    let body = json!({ "title": "Festival", "startsAt": "2026-09-30T09:00:00+07:00" });
    let told = day.told(head.post("/v1/agenda-items", body.clone()), 38).in_english().await.refused(400, "VALIDATION");
    assert_eq!(told.faults(), [("Occurred-At", "CLOCK_AHEAD")]);
    assert!(told["errors"][0]["detail"].as_str().unwrap().contains("37 minutes ahead"), "{:?}", told.json());
    // Nobody's clock is right to the second.
    day.told(head.post("/v1/agenda-items", body.clone()), 3).await.is(201);
    let ago = day.told(head.ask(Method::POST, "/v1/agenda-items").json(&body), -31 * 24 * 60).await.refused(400, "VALIDATION");
    assert_eq!(ago.faults(), [("Occurred-At", "OUT_OF_RANGE")]);
}
