//! How fresh it is: by time alone, told once, and waiting for whoever looks after it.

use super::{Accepted, at, codes, told};
use crate::support::{Caller, Office, Reply};
use chrono::{DateTime, TimeDelta, Utc};
use diesel_async::AsyncConnection;
use pubdok::db::Connection;
use pubdok::features::publications;
use serde_json::{Value, json};

fn moment(value: &Value) -> DateTime<Utc> {
    value.as_str().and_then(|text| text.parse().ok()).expect("an instant")
}

fn goes_to(office: &Office, at: DateTime<Utc>) {
    office.clock().advance(at - office.clock().now());
}

/// What the background work does once a minute; answers how many crossings it told.
async fn crosses(office: &Office) -> usize {
    let mut conn = Connection::establish(office.database_url()).await.expect("a connection");
    publications::cross(&mut conn, office.clock().now()).await.expect("the journal is told")
}

/// What it is to whoever asks: by itself, in its list, and by the filter, which all must agree.
async fn freshness(caller: &Caller, publication: &Reply) -> String {
    let read = caller.get(&at(publication, "")).await.good();
    let is = read["freshness"].as_str().expect("a freshness").to_owned();
    for other in ["FRESH", "DUE", "STALE", "EXPIRED"] {
        let list = caller.get(&format!("/v1/publications?freshness={other}&sort=reviewDueAt")).await.good();
        let found: Vec<&Value> = list.items().iter().filter(|one| one["id"] == publication.id()).collect();
        assert_eq!(found.len(), usize::from(other == is), "{other} while it is {is}");
        assert!(found.iter().all(|one| one["freshness"] == is.as_str()));
    }
    is
}

/// The publications that wait for somebody, and how many kinds of waiting are counted.
async fn to_verify(caller: &Caller) -> Vec<Value> {
    let inbox = caller.get("/v1/inbox").await.good();
    let due = inbox.items().iter().flat_map(|item| item["due"].as_array().expect("what is due"));
    let due: Vec<Value> = due.filter(|due| due["kind"] == "TO_VERIFY").cloned().collect();
    assert_eq!(inbox["counters"]["toVerify"], json!(due.len()));
    assert_eq!(caller.get("/v1/inbox?kind=TO_VERIFY").await.good().items().is_empty(), due.is_empty());
    due
}

#[tokio::test]
async fn time_alone_makes_it_due_stale_and_expired() {
    let office = Office::open().await;
    let accepted = Accepted::of(&office).await;
    let ends = office.clock().now() + TimeDelta::days(300);
    let body = accepted.body_with(json!({ "visibleUntil": ends.to_rfc3339() }));
    let made = accepted.case.head.post("/v1/publications", body).await.is(201);
    let (published, review) = (moment(&made["publishedAt"]), moment(&made["reviewDueAt"]));
    assert_eq!(review, published.checked_add_months(chrono::Months::new(6)).expect("a time"), "PERIODIC: six months");
    let borders = [
        (moment(&made["dueFrom"]), "FRESH", "DUE"),
        (review, "DUE", "STALE"),
        (moment(&made["visibleUntil"]), "STALE", "EXPIRED"),
    ];
    for (border, before, after) in borders {
        // The clock of the service runs on: a second before is before.
        goes_to(&office, border - TimeDelta::seconds(30));
        assert_eq!(freshness(&office.auditor(), &made).await, before);
        goes_to(&office, border);
        assert_eq!(freshness(&office.auditor(), &made).await, after);
    }
}

#[tokio::test]
async fn each_crossing_is_told_once_however_many_instances_look() {
    let office = Office::open().await;
    let accepted = Accepted::of(&office).await;
    let made = accepted.is_published().await;
    assert_eq!(crosses(&office).await, 0);
    goes_to(&office, moment(&made["dueFrom"]));
    let both = tokio::join!(crosses(&office), crosses(&office));
    assert_eq!(both.0 + both.1, 1, "two at once");
    assert_eq!(crosses(&office).await, 0, "and never again");
    goes_to(&office, moment(&made["reviewDueAt"]) + TimeDelta::days(9));
    let many = tokio::join!(crosses(&office), crosses(&office), crosses(&office));
    assert_eq!(many.0 + many.1 + many.2, 1);
    let journal = office.auditor().journal_of(made.id()).await;
    assert_eq!(told(&office, &made).await, ["publication.published", "publication.due", "publication.stale"]);
    assert_eq!((&journal[2]["occurredAt"], &journal[2]["actor"]["subject"]), (&made["reviewDueAt"], &json!("pubdok")));
    assert_eq!(journal[2]["changes"]["after"]["freshness"], "STALE");
    // A worker that was away tells all that happened meanwhile, in order.
    let other = Accepted::of(&office).await.is_published().await;
    goes_to(&office, moment(&other["reviewDueAt"]));
    assert_eq!(crosses(&office).await, 2);
    assert_eq!(told(&office, &other).await, ["publication.published", "publication.due", "publication.stale"]);
    let line = office.auditor().get(&format!("/v1/assignments/{}/journal", accepted.case.assignment.id())).await.good();
    assert!(line.json().to_string().contains("publication.stale"), "the case tells it, too");
}

#[tokio::test]
async fn a_verification_makes_it_fresh_and_says_who_looked_at_what() {
    let office = Office::open().await;
    let accepted = Accepted::of(&office).await;
    let (case, made) = (&accepted.case, accepted.is_published().await);
    case.subhead.post(&at(&made, "/verification"), json!({})).await.refused(400, "VALIDATION");
    goes_to(&office, moment(&made["reviewDueAt"]) + TimeDelta::days(1));
    assert_eq!(crosses(&office).await, 2);
    let verified = case.subhead.post(&at(&made, "/verification"), json!({ "checked": "Angka dicocokkan" })).await.is(200);
    let last = &verified["lastVerification"];
    assert_eq!((&last["checked"], &last["by"]["id"]), (&json!("Angka dicocokkan"), &json!(case.subhead.officer_id())));
    assert_eq!((&last["at"], &last["reviewDueAt"]), (&verified["lastVerifiedAt"], &verified["reviewDueAt"]));
    assert_eq!(freshness(&case.head, &made).await, "FRESH");
    assert!(moment(&verified["reviewDueAt"]) > office.clock().now() + TimeDelta::days(170));
    assert_eq!(crosses(&office).await, 0);
    let soon = office.clock().now() + TimeDelta::days(40);
    let next = json!({ "checked": "Lagi", "reviewDueAt": soon.to_rfc3339() });
    let again = case.head.post(&at(&made, "/verification"), next).await.is(200);
    assert_eq!(moment(&again["reviewDueAt"]).timestamp_millis(), soon.timestamp_millis());
    goes_to(&office, moment(&again["reviewDueAt"]));
    assert_eq!(crosses(&office).await, 2, "by its new terms");
    let types = told(&office, &made).await;
    assert_eq!(types[3..], ["publication.verified", "publication.verified", "publication.due", "publication.stale"]);
}

#[tokio::test]
async fn what_has_expired_is_shown_longer_or_withdrawn_on_purpose() {
    let office = Office::open().await;
    let accepted = Accepted::of(&office).await;
    let case = &accepted.case;
    let ends = office.clock().now() + TimeDelta::days(10);
    let body = accepted.body_with(json!({ "visibleUntil": ends.to_rfc3339() }));
    let made = case.subhead.post("/v1/publications", body).await.is(201);
    goes_to(&office, ends + TimeDelta::hours(1));
    assert_eq!((crosses(&office).await, freshness(&case.head, &made).await), (1, "EXPIRED".to_owned()));
    assert_eq!(to_verify(&case.subhead).await.len(), 1);
    let refused = case.subhead.post(&at(&made, "/verification"), json!({ "checked": "x" })).await.refused(409, "STATE_FORBIDS");
    assert_eq!(codes(&refused), ["PUBLICATION_EXPIRED"]);
    let longer = json!({ "checked": "x", "visibleUntil": (ends + TimeDelta::days(90)).to_rfc3339() });
    case.subhead.post(&at(&made, "/verification"), longer).await.is(200);
    assert_eq!(freshness(&case.head, &made).await, "FRESH");
    assert!(to_verify(&case.subhead).await.is_empty());
}

#[tokio::test]
async fn it_waits_for_its_owner_and_for_the_division_head_once_they_have_left() {
    let office = Office::open().await;
    let accepted = Accepted::of(&office).await;
    let (case, made) = (&accepted.case, accepted.is_published().await);
    assert!(to_verify(&case.subhead).await.is_empty());
    goes_to(&office, moment(&made["dueFrom"]));
    let waits = to_verify(&case.subhead).await;
    assert_eq!((waits.len(), &waits[0]["publicationId"], &waits[0]["act"]), (1, &json!(made.id()), &json!("VERIFY")));
    assert_eq!(waits[0]["since"], made["dueFrom"]);
    assert!(to_verify(&case.head).await.is_empty() && to_verify(&case.other_subhead).await.is_empty());

    let entry = format!("/v1/officers/{}", case.subhead.officer_id());
    office.admin().patch(&entry, "*", json!({ "active": false })).await.is(200);
    let waits = to_verify(&case.head).await;
    assert_eq!((waits.len(), &waits[0]["officer"]["id"]), (1, &json!(case.subhead.officer_id())));
    let read = case.head.get(&at(&made, "")).await.good();
    assert_eq!((&read["owner"], read.allowed()), (&Value::Null, vec!["CORRECT", "VERIFY", "WITHDRAW"]));
    case.head.post(&at(&made, "/verification"), json!({ "checked": "Semua" })).await.is(200);
    assert!(to_verify(&case.head).await.is_empty());
    // Of what is withdrawn nothing waits.
    goes_to(&office, office.clock().now() + TimeDelta::days(400));
    assert_eq!(to_verify(&case.head).await.len(), 1);
    case.head.post(&at(&made, "/withdrawal"), json!({ "reason": "Lama" })).await.is(200);
    assert!(to_verify(&case.head).await.is_empty());
    assert_eq!(crosses(&office).await, 0);
}
