//! What is due in an inbox has the ETag of what its act is asked of: whoever polls it acts without reading anything first.

use crate::support::work::{action, dispatch};
use crate::support::{Caller, Case, Office, Reply};
use pubdok::domain::assignment::State;
use serde_json::{Value, json};

/// What is due by this act, in the inbox of whoever is to do it.
async fn due(caller: &Caller, act: &str) -> Value {
    let inbox = caller.get("/v1/inbox").await.good();
    let all = inbox.items().iter().flat_map(|row| row["due"].as_array().into_iter().flatten().map(move |due| (row, due)));
    let mut found = all.filter(|(_, due)| due["act"] == act).map(|(row, due)| {
        let mut due = due.clone();
        due["assignmentId"] = row["assignment"]["id"].clone();
        due
    });
    found.next_back().unwrap_or_else(|| panic!("nothing is due by {act}: {:#}", inbox.json()))
}

/// Where the act is done.
fn address(act: &str, due: &Value) -> String {
    let (things, id, deed) = match act {
        "ACKNOWLEDGE" => ("dispositions", "dispositionId", "acknowledgement"),
        "COMPLETE" => ("dispositions", "dispositionId", "completion"),
        "RELEASE" => ("dispositions", "dispositionId", "release"),
        "DISPATCH" => ("assignments", "assignmentId", "dispositions"),
        "OPEN_REPORT" => ("assignments", "assignmentId", "reports"),
        "ACKNOWLEDGE_EVENT" => ("assignments", "assignmentId", "event-acknowledgement"),
        "CANCEL" => ("assignments", "assignmentId", "cancellation"),
        "REASSIGN" => ("assignments", "assignmentId", "reassignment"),
        "REPORT" => ("reports", "reportId", "submission"),
        "ACCEPT" => ("reports", "reportId", "acceptance"),
        other => panic!("{other} is no duty"),
    };
    format!("/v1/{things}/{}/{deed}", due[id].as_str().unwrap_or_else(|| panic!("no {id} in {due:#}")))
}

/// Does what is due by the ETag that the inbox tells; by another version's it is refused.
async fn does(caller: &Caller, act: &str, body: Value) -> Reply {
    let due = due(caller, act).await;
    let etag = due["etag"].as_str().unwrap_or_else(|| panic!("{act} without an ETag"));
    let (version, _) = etag.trim_matches('"').split_once('.').expect("a version");
    let address = address(act, &due);
    let asks = |etag: String| caller.post(&address, body.clone()).header("If-Match", etag);
    let other = version.parse::<i32>().expect("a number") + 1;
    asks(format!("\"{other}.x\"")).await.refused(412, "PRECONDITION_FAILED");
    asks(etag.to_owned()).await.good()
}

#[tokio::test]
async fn every_duty_of_the_sop_is_done_by_the_etag_that_the_inbox_tells() {
    let office = Office::open().await;
    let mut case = Case::assigned(&office).await;
    let (head, subhead) = (case.head.clone(), case.subhead.clone());
    let (photographer, writer) = (case.photographer.clone(), case.writer.clone());
    does(&subhead, "ACKNOWLEDGE", json!({})).await;
    let order = dispatch(&[action(&photographer, "PHOTOGRAPHER"), action(&writer, "WRITER")]);
    does(&subhead, "DISPATCH", order).await;

    // The event moves: its case is another version, and the inbox tells of that.
    let event = format!("/v1/agenda-items/{}", case.event.id());
    head.patch(&event, "*", json!({ "venue": "Pendopo" })).await.is(200);
    does(&subhead, "ACKNOWLEDGE_EVENT", json!({})).await;

    case.has_results().await;
    for staff in [&photographer, &writer] {
        does(staff, "ACKNOWLEDGE", json!({})).await;
        does(staff, "COMPLETE", json!({})).await;
    }
    subhead.selects(case.photo()).await;
    subhead.selects(case.release()).await;
    does(&subhead, "OPEN_REPORT", json!({ "summary": "Dua artefak terpilih." })).await;
    does(&subhead, "REPORT", json!({})).await;
    let accepted = does(&head, "ACCEPT", json!({})).await;
    assert_eq!(accepted["state"], "ACCEPTED");
    assert_eq!(case.now().await["state"], State::Closed.to_string());
}

#[tokio::test]
async fn what_ended_or_was_left_is_mended_by_the_etag_that_the_inbox_tells() {
    let office = Office::open().await;
    let (admin, head) = (office.admin(), office.division_head());
    // One of the crew leaves, then who led the case.
    let case = Case::in_state(&office, State::Dispatched).await;
    let leaves = async |officer: &Caller| {
        admin.patch(&format!("/v1/officers/{}", officer.officer_id()), "*", json!({ "active": false })).await.is(200)
    };
    leaves(&case.writer).await;
    let body = json!({ "officerId": case.writer.officer_id(), "reason": "Pindah tugas." });
    does(&case.subhead, "RELEASE", body).await;
    leaves(&case.subhead).await;
    let body = json!({ "assigneeId": case.other_subhead.officer_id(), "reason": "Pindah tugas." });
    does(&head, "REASSIGN", body).await;
    // The event is called off.
    head.patch(&format!("/v1/agenda-items/{}", case.event.id()), "*", json!({ "certainty": "CANCELLED" })).await.is(200);
    let ended = does(&head, "CANCEL", json!({ "reason": "Acara batal." })).await;
    assert_eq!(ended["state"], "CANCELLED");
    // What is done by giving a mandate is asked of nothing that there is.
    let other = head.assigns(&case.other_subhead, &head.puts_on_agenda("Rapat").await).await;
    leaves(&office.other_division_head()).await;
    leaves(&head).await;
    let watched = due(&admin, "GIVE_MANDATE").await;
    assert_eq!((&watched["assignmentId"], &watched["etag"]), (&other["id"], &Value::Null));
}
