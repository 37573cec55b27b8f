//! Exempt information: recorded with its reasons, and never published while that holds.

use super::{Accepted, at, codes};
use crate::support::Office;
use chrono::TimeDelta;
use serde_json::{Value, json};

#[tokio::test]
async fn what_is_exempt_is_not_published_until_it_is_lifted_or_over() {
    let office = Office::open().await;
    let accepted = Accepted::of(&office).await;
    let case = &accepted.case;
    let until = office.clock().now() + TimeDelta::days(30);
    let body = json!({ "assignmentId": case.assignment.id(), "statute": "UU 14/2008 Pasal 17 huruf h",
        "consequence": "Membuka data pribadi penerima bantuan", "until": until.to_rfc3339() });
    let mut past = body.clone();
    past["until"] = json!((until - TimeDelta::days(31)).to_rfc3339());
    assert_eq!(case.head.post("/v1/exemptions", past).await.refused(400, "VALIDATION").faults(), [("#/until", "PAST")]);
    case.subhead.post("/v1/exemptions", body.clone()).await.refused(403, "ROLE_MISSING");
    let made = case.head.post("/v1/exemptions", body.clone()).await.is(201);
    let address = format!("/v1/exemptions/{}", made.id());
    assert_eq!(made.header("location"), Some(address.as_str()));
    assert_eq!((&made["holds"], &made["exemptedBy"]["id"]), (&json!(true), &json!(case.head.officer_id())));
    assert_eq!(made.allowed(), ["LIFT_EXEMPTION"]);
    assert_eq!(case.subhead.get(&address).await.good()["statute"], made["statute"]);
    let again = case.head.post("/v1/exemptions", body.clone()).await.refused(409, "STATE_FORBIDS");
    assert_eq!(again["errors"][0]["about"], json!([{ "kind": "EXEMPTION", "id": made.id() }]));
    assert_eq!(codes(&again), ["ALREADY_EXEMPT"]);
    let refused = case.head.post("/v1/publications", accepted.body()).await.refused(409, "STATE_FORBIDS");
    assert_eq!(codes(&refused), ["INFORMATION_EXEMPT"]);

    let lifted = case.head.post(&format!("{address}/lifting"), json!({ "reason": "Data dihapus" })).await.is(200);
    assert_eq!((&lifted["holds"], &lifted["lifting"]["reason"]), (&json!(false), &json!("Data dihapus")));
    let twice = case.head.post(&format!("{address}/lifting"), json!({ "reason": "x" })).await.refused(409, "STATE_FORBIDS");
    assert_eq!(codes(&twice), ["EXEMPTION_OVER"]);
    let publication = accepted.is_published().await;
    let refused = case.head.post("/v1/exemptions", body.clone()).await.refused(409, "STATE_FORBIDS");
    assert_eq!(refused["errors"][0]["about"], json!([{ "kind": "PUBLICATION", "id": publication.id() }]));
    case.head.post(&at(&publication, "/withdrawal"), json!({ "reason": "Dikecualikan" })).await.is(200);
    let second = case.head.post("/v1/exemptions", body).await.is(201);
    case.head.post("/v1/publications", accepted.body()).await.refused(409, "STATE_FORBIDS");
    for (filter, found) in [("standing=true", 1), ("standing=false", 1), ("count=true", 2)] {
        let list = case.head.get(&format!("/v1/exemptions?assignmentId={}&{filter}", case.assignment.id())).await.good();
        assert_eq!(list.items().len(), found, "{filter}");
    }
    // It is over by itself; that publishes nothing.
    office.clock().advance(TimeDelta::days(30));
    let over = case.head.get(&format!("/v1/exemptions/{}", second.id())).await.good();
    assert_eq!((&over["holds"], over.allowed()), (&json!(false), vec![]));
    assert_eq!(case.head.get("/v1/publications?state=PUBLISHED").await.good().items().len(), 0);
    accepted.is_published().await;

    let journal = office.auditor().get(&format!("/v1/journal?subjectId={}&sort=-seq", case.assignment.id())).await.good();
    let types: Vec<&str> = journal.items().iter().filter_map(|entry| entry["type"].as_str()).collect();
    assert!(types.contains(&"assignment.exempted") && types.contains(&"assignment.exemption-lifted"), "{types:?}");
    let entry = journal.items().iter().find(|entry| entry["type"] == "assignment.exempted").expect("an entry");
    assert_eq!(entry["changes"]["after"]["statute"], "UU 14/2008 Pasal 17 huruf h");
    assert_eq!(entry["changes"]["withheld"], json!(["consequence"]));
    assert_eq!(entry["changes"]["after"]["consequence"], Value::Null);
}
