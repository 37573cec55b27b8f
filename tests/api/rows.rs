//! A row of a list has the ETag of its thing: whoever has the list acts without reading anything first.

use crate::mandates::{address, gives, subhead_role};
use crate::support::{Caller, Case, Office, Reply};
use pubdok::domain::assignment::State;
use reqwest::Method;
use serde_json::{Value, json};

/// The ETag in the row of this thing, which must be the one that it has by itself.
async fn etag(caller: &Caller, list: &str, one: &str) -> String {
    let id = one.rsplit('/').next().expect("an id");
    loop {
        let page = caller.get(list).await.good();
        let row = page.items().iter().find(|row| row["id"] == id).unwrap_or_else(|| panic!("{list} has no {id}")).clone();
        let by_itself = caller.get(one).await.good();
        assert_eq!(by_itself["etag"], Value::Null, "by itself it is told in the header");
        // A running clock tells whole minutes, of which one may be over in between.
        if row["steps"] == by_itself["steps"] {
            assert_eq!(row["etag"], by_itself.etag(), "{list}: the row of {one}");
            return row["etag"].as_str().expect("an ETag").to_owned();
        }
    }
}

/// Acts with the ETag of a row alone; with the same once more, what has changed since is not overwritten.
async fn is_good_once(caller: &Caller, list: &str, one: &str, act: impl AsyncFn(&str) -> Reply) {
    let row = etag(caller, list, one).await;
    act(&row).await.good();
    act(&row).await.refused(412, "PRECONDITION_FAILED");
}

#[tokio::test]
async fn a_case_is_brought_to_its_end_by_the_etags_of_rows() {
    let office = Office::open().await;
    let case = Case::in_state(&office, State::Dispatched).await;
    let Case { head, subhead, photographer, .. } = &case;
    let event = format!("/v1/agenda-items/{}", case.event.id());
    is_good_once(head, "/v1/agenda-items", &event, async |row| head.patch(&event, row, json!({ "venue": "Pendopo" })).await)
        .await;
    let assignment = format!("/v1/assignments/{}", case.assignment.id());
    for list in ["/v1/assignments", "/v1/assignments?expand=dispositions,artifacts,reports"] {
        let change = json!({ "scope": list });
        is_good_once(head, list, &assignment, async |row| head.patch(&assignment, row, change.clone()).await).await;
    }

    let order = format!("/v1/dispositions/{}", case.order().id());
    let row = etag(photographer, "/v1/dispositions", &order).await;
    let reads = |etag: String| photographer.post(&format!("{order}/acknowledgement"), json!({})).header("If-Match", etag);
    reads(row.clone()).await.is(200);
    let completes = photographer.post(&format!("{order}/completion"), json!({})).header("If-Match", row);
    completes.await.refused(412, "PRECONDITION_FAILED");

    let photo = photographer.uploads_photo(&case.assignment, "Bupati membuka panen").await;
    let release = case.writer.drafts(&case.assignment, "PRESS_RELEASE", "Panen Raya Dibuka Bupati").await;
    let artifacts = format!("{assignment}/artifacts");
    for sent in [&photo, &release] {
        let one = format!("/v1/artifacts/{}", sent.id());
        let sender = if sent.id() == photo.id() { photographer } else { &case.writer };
        is_good_once(sender, &artifacts, &one, async |row| sender.patch(&one, row, json!({ "byline": "Siti" })).await).await;
    }
    photographer.completes(case.order()).await;
    case.writer.completes(case.order()).await;
    for (sent, decision) in [(&photo, "SELECTED"), (&release, "NOT_SELECTED")] {
        let one = format!("/v1/artifacts/{}", sent.id());
        let decision = json!({ "decision": decision });
        let decides = async |row: &str| subhead.put(&format!("{one}/selection"), row, decision.clone()).await;
        is_good_once(subhead, &artifacts, &one, decides).await;
    }

    let draft = subhead.opens_report(&case.assignment, "Satu foto terpilih.").await;
    let report = format!("/v1/reports/{}", draft.id());
    for list in ["/v1/reports", &format!("{assignment}/reports")] {
        let change = json!({ "summary": list });
        is_good_once(subhead, list, &report, async |row| subhead.patch(&report, row, change.clone()).await).await;
    }
    subhead.submits(&draft).await;
    // Both sheets have something to tell since: their rows are told by what they are by themselves.
    etag(head, "/v1/dispositions", &order).await;
    let row = etag(head, "/v1/reports", &report).await;
    head.post(&format!("{report}/acceptance"), json!({})).header("If-Match", row).await.is(200);
    etag(head, "/v1/reports", &report).await;
    for disposition in head.get("/v1/dispositions").await.good().items() {
        let one = format!("/v1/dispositions/{}", disposition["id"].as_str().expect("an id"));
        etag(head, "/v1/dispositions", &one).await;
    }
}

#[tokio::test]
async fn what_admin_keeps_is_changed_by_the_etags_of_rows() {
    let office = Office::open().await;
    let admin = office.admin();
    let officer = format!("/v1/officers/{}", office.staff(1).officer_id());
    let change = json!({ "phone": "+6281234567890" });
    is_good_once(&admin, "/v1/officers", &officer, async |row| admin.patch(&officer, row, change.clone()).await).await;
    // What is shown depends on who asks, and so does the row.
    etag(&office.staff(1), "/v1/officers", &officer).await;

    let client = admin.post("/v1/oauth/clients", json!({ "name": "Portal", "roles": ["INTEGRATION"] })).await.is(201);
    let client = format!("/v1/oauth/clients/{}", client.id());
    let change = json!({ "name": "Portal Kabupaten" });
    is_good_once(&admin, "/v1/oauth/clients", &client, async |row| admin.patch(&client, row, change.clone()).await).await;

    let revocation = admin.post("/v1/revocations", json!({ "subject": "staf-3", "reason": "Ponsel hilang" })).await.is(201);
    let revocation = format!("/v1/revocations/{}", revocation.id());
    let row = etag(&admin, "/v1/revocations", &revocation).await;
    admin.ask(Method::DELETE, &revocation).await.refused(428, "PRECONDITION_REQUIRED");
    admin.delete(&revocation, &row).await.is(204);

    let holder = office.staff(2);
    let mandate = gives(&office, &holder, subhead_role(&office, 0, 24)).await;
    let list = address(&holder);
    let one = format!("{list}/{}", mandate.id());
    let revokes = async |row: &str| {
        admin.post(&format!("{one}/revocation"), json!({ "reason": "Pejabat sudah kembali" })).header("If-Match", row).await
    };
    is_good_once(&admin, &list, &one, revokes).await;

    let revisions = admin.get("/v1/procedures").await.good();
    for revision in revisions.items() {
        etag(&admin, "/v1/procedures", &format!("/v1/procedures/{}", revision["id"].as_str().expect("an id"))).await;
    }
}

#[tokio::test]
async fn a_row_that_shows_little_has_the_etag_of_the_whole() {
    let office = Office::open().await;
    let case = Case::in_state(&office, State::Documented).await;
    for list in ["/v1/agenda-items", "/v1/dispositions", &format!("/v1/assignments/{}/artifacts", case.assignment.id())] {
        let whole = case.head.get(list).await.good();
        let narrow = case.head.get(&format!("{list}?fields=etag")).await.good();
        assert!(!whole.items().is_empty());
        for (whole, narrow) in whole.items().iter().zip(narrow.items()) {
            assert_eq!(narrow, &json!({ "id": whole["id"], "etag": whole["etag"] }), "{list}");
        }
        let without = case.head.get(&format!("{list}?fields=version")).await.good();
        assert_eq!(without.items()[0].as_object().map(serde_json::Map::len), Some(2), "{list}");
    }
}

/// The ETag with which something is told in the page of its case.
async fn embedded(caller: &Caller, case: &str, member: &str, thing: &Reply) -> String {
    let page = caller.get(&format!("{case}?expand=dispositions,artifacts,reports")).await.good();
    let rows = page[member].as_array().unwrap_or_else(|| panic!("no {member}"));
    let row = rows.iter().find(|row| row["id"] == thing.id()).unwrap_or_else(|| panic!("{member} without it"));
    let listed = caller.get("/v1/assignments?expand=dispositions,artifacts,reports").await.good();
    let same = listed.items()[0][member].as_array().and_then(|rows| rows.iter().find(|one| one["id"] == thing.id()));
    assert_eq!(same.map(|one| &one["etag"]), Some(&row["etag"]), "in a list of cases");
    let etag = row["etag"].as_str().expect("an ETag");
    assert!(etag.starts_with(&format!("\"{}.", row["version"])), "{etag} of version {}", row["version"]);
    etag.to_owned()
}

#[tokio::test]
async fn what_is_embedded_in_the_page_of_a_case_is_acted_on_by_its_etag() {
    let office = Office::open().await;
    let mut case = Case::in_state(&office, State::Dispatched).await;
    case.has_results().await;
    let address = format!("/v1/assignments/{}", case.assignment.id());
    let Case { head, subhead, photographer, writer, .. } = &case;

    let order = case.order();
    let tag = embedded(photographer, &address, "dispositions", order).await;
    let act = |act: &str, tag: &str| {
        photographer.post(&format!("/v1/dispositions/{}/{act}", order.id()), json!({})).header("If-Match", tag)
    };
    act("acknowledgement", &tag).await.is(200);
    act("completion", &tag).await.refused(412, "PRECONDITION_FAILED");
    act("completion", &embedded(photographer, &address, "dispositions", order).await).await.is(200);
    writer.completes(order).await;

    for (sent, decision) in [(case.photo(), "SELECTED"), (case.release(), "NOT_SELECTED")] {
        let selection = format!("/v1/artifacts/{}/selection", sent.id());
        let tag = embedded(subhead, &address, "artifacts", sent).await;
        subhead.put(&selection, &tag, json!({ "decision": decision })).await.is(200);
        subhead.put(&selection, &tag, json!({ "decision": "SELECTED" })).await.refused(412, "PRECONDITION_FAILED");
    }

    let draft = subhead.opens_report(&case.assignment, "Satu foto terpilih.").await;
    let report = format!("/v1/reports/{}", draft.id());
    let tag = embedded(subhead, &address, "reports", &draft).await;
    subhead.patch(&report, &tag, json!({ "body": "Tertib." })).await.is(200);
    let submits = |tag: String| subhead.post(&format!("{report}/submission"), json!({})).header("If-Match", tag);
    submits(tag.clone()).await.refused(412, "PRECONDITION_FAILED");
    submits(embedded(subhead, &address, "reports", &draft).await).await.is(200);
    let accepts = |tag: String| head.post(&format!("{report}/acceptance"), json!({})).header("If-Match", tag);
    accepts(tag).await.refused(412, "PRECONDITION_FAILED");
    accepts(embedded(head, &address, "reports", &draft).await).await.is(200);
}
