//! The division head changes what was asked of an open case: its orders say so at once.

use crate::support::work::action;
use crate::support::{Case, Office};
use pubdok::domain::assignment::State;
use serde_json::{Value, json};

#[tokio::test]
async fn what_the_head_changes_shows_at_once_in_the_orders() {
    let office = Office::open().await;
    let case = Case::in_state(&office, State::Dispatched).await;
    let order = case.photographer.reads("dispositions", case.order()).await;
    assert_eq!((&order["changedSinceIssue"], &order["urgency"], &order["scope"]), (&Value::Null, &json!("NORMAL"), &Value::Null));
    let address = format!("/v1/assignments/{}", case.assignment.id());
    let edited = case
        .head
        .patch(&address, "*", json!({ "dueAt": "2026-12-24T10:00:00Z", "urgency": "URGENT", "scope": "Foto saja" }))
        .await
        .is(200);
    let order = case.photographer.reads("dispositions", case.order()).await;
    assert_eq!(
        (&order["dueAt"], &order["urgency"], &order["scope"]),
        (&json!("2026-12-24T10:00:00.000Z"), &json!("URGENT"), &json!("Foto saja"))
    );
    let since = &edited["updatedAt"];
    let expected = json!({
        "urgency": { "was": "NORMAL", "since": since }, "dueAt": { "was": null, "since": since },
        "scope": { "was": null, "since": since }, "classification": null,
    });
    assert_eq!(order["changedSinceIssue"], expected);
    // In lists, embedded, and in that of step 1.
    let incoming = case.photographer.get("/v1/dispositions").await.is(200);
    let expanded = case.head.get(&format!("{address}?expand=dispositions")).await.is(200);
    for shown in [&incoming.items()[0], &expanded["dispositions"][0], &expanded["dispositions"][1]] {
        assert_eq!(shown["changedSinceIssue"], expected);
    }
    // One given now was given by that; one thing changed back leaves the others.
    let second = case.subhead.dispatches(&case.assignment, &[action(&office.staff(4), "DATA")]).await;
    assert_eq!((&second["changedSinceIssue"], &second["urgency"]), (&Value::Null, &json!("URGENT")));
    case.head.patch(&address, "*", json!({ "urgency": "NORMAL", "scope": null })).await.is(200);
    let order = case.photographer.reads("dispositions", case.order()).await;
    assert_eq!((&order["changedSinceIssue"]["urgency"], &order["changedSinceIssue"]["scope"]), (&Value::Null, &Value::Null));
    assert_eq!(order["changedSinceIssue"]["dueAt"]["since"], *since);
    let second = office.staff(4).reads("dispositions", &second).await;
    assert_eq!(
        (&second["changedSinceIssue"]["urgency"]["was"], &second["changedSinceIssue"]["scope"]["was"]),
        (&json!("URGENT"), &json!("Foto saja"))
    );
}

#[tokio::test]
async fn what_becomes_secret_is_watched_at_once_in_its_orders() {
    let office = Office::open().await;
    let case = Case::in_state(&office, State::Dispatched).await;
    let order = format!("/v1/dispositions/{}", case.order().id());
    let watched = async || {
        office.watch().flush().await;
        let noted = office.auditor().get(&format!("/v1/security-events?assignmentId={}", case.assignment.id())).await.is(200);
        noted.items().iter().filter(|event| event["path"] == order && event["kind"] == "CLASSIFIED_READ").count()
    };
    case.photographer.get(&order).await.is(200);
    assert_eq!(watched().await, 0);
    let address = format!("/v1/assignments/{}", case.assignment.id());
    case.head.patch(&address, "*", json!({ "classification": "SECRET" })).await.is(200);
    let seen = case.photographer.get(&order).await.is(200);
    assert_eq!(
        (&seen["classification"], &seen["changedSinceIssue"]["classification"]["was"]),
        (&json!("SECRET"), &json!("ORDINARY"))
    );
    assert_eq!(watched().await, 1);
    case.head.patch(&address, "*", json!({ "classification": "ORDINARY" })).await.is(200);
    case.photographer.get(&order).await.is(200);
    assert_eq!(watched().await, 1);
}
