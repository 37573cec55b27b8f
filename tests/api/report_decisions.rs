//! A report submitted, and what the division head makes of it.

use crate::reports::{accepts, address, documented, of, reported, selected, submits};
use crate::support::{Caller, Office, Reply};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

fn hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

async fn returns(caller: &Caller, report: &Reply) -> Reply {
    caller.post(&format!("{}/return", address(report)), json!({ "reason": "Nama desa keliru" })).await
}

#[tokio::test]
async fn nothing_is_submitted_before_everything_is_decided_and_something_selected() {
    let office = Office::open().await;
    let case = documented(&office).await;
    let subhead = office.subdivision_head();
    let draft = subhead.opens_report(&case.assignment, "Ringkasan").await;
    let ids = |list: &Value| -> Vec<String> {
        list.as_array().into_iter().flatten().filter_map(|item| item["id"].as_str().map(str::to_owned)).collect()
    };
    assert_eq!(ids(&draft["undecided"]), [case.photo().id(), case.release().id()]);
    let told = submits(&subhead, &draft).await.refused(409, "STATE_FORBIDS");
    assert_eq!(told.faults(), [("#", "ARTIFACT_UNDECIDED"), ("#", "SELECTION_EMPTY")]);
    for artifact in [case.photo(), case.release()] {
        assert!(told["errors"][0]["detail"].as_str().is_some_and(|detail| detail.contains(artifact.id())), "{told:?}");
    }
    subhead.leaves_out(case.photo(), "Kabur").await;
    assert_eq!(submits(&subhead, &draft).await.refused(409, "STATE_FORBIDS").faults().len(), 2);
    subhead.leaves_out(case.release(), "Belum lengkap").await;
    let told = submits(&subhead, &draft).await.refused(409, "STATE_FORBIDS");
    assert_eq!(told.faults(), [("#", "SELECTION_EMPTY")]);
    let stands = subhead.reads("reports", &draft).await;
    assert_eq!((&stands["state"], &stands["version"], &stands["registerNumber"]), (&json!("DRAFT"), &json!(1), &Value::Null));
    assert_eq!(ids(&stands["notSelected"]), [case.photo().id(), case.release().id()]);

    subhead.selects(case.release()).await;
    let tried = subhead.post(&format!("{}/submission?dryRun=true", address(&draft)), json!({})).await.is(200);
    assert_eq!(tried["state"], "SUBMITTED");
    assert_eq!(subhead.reads("reports", &draft).await["state"], "DRAFT");
    let submitted = subhead.submits(&draft).await;
    // Neither a refusal nor a try used up a number.
    assert!(submitted["registerNumber"].as_str().is_some_and(|number| number.starts_with("1/LAP/")), "{submitted:?}");
    assert_eq!((ids(&submitted["selected"]), ids(&submitted["undecided"])), (vec![case.release().id().to_owned()], vec![]));
}

#[tokio::test]
async fn what_is_submitted_is_fixed_under_its_digest() {
    let office = Office::open().await;
    let case = selected(&office).await;
    let (head, subhead) = (office.division_head(), office.subdivision_head());
    let draft = subhead.opens_report(&case.assignment, "Ringkasan").await;
    let bundle = format!("{}/bundle", address(&draft));
    subhead.get(&bundle).await.refused(404, "NOT_FOUND");
    let key = |asked: crate::support::caller::Asked| async { asked.with_key("ajukan-1").await.is(200) };
    let submitted = key(subhead.post(&format!("{}/submission", address(&draft)), json!({}))).await;
    let replayed = key(subhead.post(&format!("{}/submission", address(&draft)), json!({}))).await;
    assert_eq!(replayed.header("idempotent-replayed"), Some("true"));
    assert_eq!(replayed.bytes, submitted.bytes);

    let fixed = head.get(&bundle).await.is(200);
    assert_eq!(hex(&fixed.bytes), submitted["contentDigest"]);
    assert_eq!(fixed.etag(), format!("{}", submitted["contentDigest"]));
    assert!(fixed.header("repr-digest").is_some_and(|digest| digest.starts_with("sha-256=:")));
    assert_eq!(fixed.header("content-encoding"), None);
    // Members in order and no blanks: RFC 8785, for keys of ASCII and whole numbers.
    assert_eq!(fixed.bytes, serde_json::to_vec(fixed.json()).unwrap_or_default());
    head.get(&bundle).header("If-None-Match", fixed.etag()).await.is(304);
    assert_eq!(fixed["report"]["summary"], "Ringkasan");
    assert_eq!(fixed["report"]["registerNumber"], submitted["registerNumber"]);
    assert_eq!(fixed["assignment"]["registerNumber"], case.assignment["registerNumber"]);
    assert_eq!(fixed["selected"], submitted["selected"]);
    assert_eq!(fixed["selected"][0]["sha256"], case.photo()["content"]["sha256"]);
    assert_eq!(fixed["notSelected"][0]["reason"], "Ditulis ulang");
    let draft_text = &case.release()["draft"];
    let text = json!([draft_text["headline"], null, draft_text["content"]]).to_string();
    assert_eq!(fixed["notSelected"][0]["sha256"], hex(text.as_bytes()));
    assert_eq!(fixed["steps"], submitted["steps"]);
    assert_eq!(fixed["dispositions"].as_array().map(Vec::len), Some(2));
    assert!(!String::from_utf8_lossy(&fixed.bytes).contains("employeeNumber"));

    // Nothing that happens later moves it: neither the clock nor the decision, nor a new name.
    office.clock().advance(chrono::TimeDelta::hours(30));
    head.returns_report(&draft, "Kurang lengkap").await;
    office.sql().await.batch_execute("UPDATE officers SET name = 'Lain'").await.expect("a new name");
    let later = head.reads("reports", &draft).await;
    assert_eq!((&later["steps"], &later["contentDigest"]), (&submitted["steps"], &submitted["contentDigest"]));
    assert_eq!(head.get(&bundle).await.is(200).bytes, fixed.bytes);
}

#[tokio::test]
async fn submitting_is_step_4_of_the_case() {
    let office = Office::open().await;
    let case = reported(&office).await;
    let report = case.report().clone();
    let subhead = office.subdivision_head();
    let stands = case.now().await;
    assert_eq!(stands["state"], "REPORTED");
    assert!(stands["steps"].as_array().is_some_and(|steps| steps.iter().all(|step| step["finishedAt"].is_string())));
    assert_eq!(stands["steps"], report["steps"]);
    let orders = subhead.get(&format!("/v1/dispositions?assignmentId={}&box=ALL&sort=createdAt", case.assignment.id())).await;
    let first = &orders.items()[0]["recipients"][0];
    assert_eq!((&first["state"], &first["completedAt"]), (&json!("COMPLETED"), &report["submittedAt"]));
    assert_eq!(report.allowed(), Vec::<&str>::new());
    assert_eq!(office.division_head().reads("reports", &report).await.allowed(), ["ACCEPT", "RETURN_REPORT"]);

    let told = submits(&subhead, &report).await.refused(409, "STATE_FORBIDS");
    assert_eq!(told.faults(), [("#", "REPORT_NOT_DRAFT"), ("#", "STATE_FORBIDS")]);
    let again = subhead.post(&of(&case.assignment), json!({ "summary": "Lagi" })).await.refused(409, "STATE_FORBIDS");
    assert_eq!(again.faults(), [("#", "STATE_FORBIDS")]);
    let entries = office.auditor().journal_of(report.id()).await;
    let kinds: Vec<_> = entries.iter().filter_map(|entry| entry["type"].as_str()).collect();
    assert_eq!(kinds, ["report.opened", "report.submitted"]);
    assert_eq!(entries[1]["changes"]["after"]["contentDigest"], report["contentDigest"]);
}

#[tokio::test]
async fn acceptance_is_of_what_was_seen_and_closes_the_case() {
    let office = Office::open().await;
    let case = selected(&office).await;
    let (head, subhead) = (office.division_head(), office.subdivision_head());
    let draft = subhead.opens_report(&case.assignment, "Ringkasan").await;
    let early = accepts(&head, &draft, Some(draft.etag())).await.refused(409, "STATE_FORBIDS");
    assert_eq!(early.faults(), [("#", "REPORT_NOT_SUBMITTED"), ("#", "STATE_FORBIDS")]);
    subhead.submits(&draft).await;
    accepts(&head, &draft, None).await.refused(428, "PRECONDITION_REQUIRED");
    accepts(&head, &draft, Some(draft.etag())).await.refused(412, "PRECONDITION_FAILED");
    let seen = head.reads("reports", &draft).await;
    for caller in [office.staff(1), subhead.clone(), office.auditor()] {
        accepts(&caller, &draft, Some(seen.etag())).await.refused(403, "ROLE_MISSING");
    }
    let accepted = accepts(&head, &draft, Some(seen.etag())).await.is(200);
    assert_eq!((&accepted["state"], &accepted["assignment"]["state"]), (&json!("ACCEPTED"), &json!("CLOSED")));
    assert_eq!((&accepted["contentDigest"], &accepted["note"]), (&seen["contentDigest"], &Value::Null));
    assert_eq!(accepted["decidedById"], json!(head.officer_id()));
    assert_eq!(accepted.allowed(), ["PUBLISH"]);
    let told = returns(&head, &draft).await.refused(409, "STATE_FORBIDS");
    assert_eq!(told.faults(), [("#", "REPORT_NOT_SUBMITTED"), ("#", "STATE_FORBIDS")]);
    assert_eq!(head.reads("assignments", &case.assignment).await["state"], "CLOSED");
}

#[tokio::test]
async fn a_return_says_why_and_opens_the_next_revision() {
    let office = Office::open().await;
    let case = reported(&office).await;
    let report = case.report().clone();
    let (head, subhead) = (office.division_head(), office.subdivision_head());
    let told = head.post(&format!("{}/return", address(&report)), json!({})).await.refused(400, "VALIDATION");
    assert_eq!(told.faults(), [("#/reason", "REQUIRED")]);
    returns(&subhead, &report).await.refused(403, "ROLE_MISSING");
    head.post(&format!("{}/return", address(&report)), json!({ "reason": "x" }))
        .header("If-Match", "\"1.x\"")
        .await
        .refused(412, "PRECONDITION_FAILED");

    let returned = returns(&head, &report).await.is(200);
    assert_eq!((&returned["state"], &returned["note"]), (&json!("RETURNED"), &json!("Nama desa keliru")));
    assert_eq!(returned["assignment"]["state"], "DOCUMENTED");
    assert_eq!(returned["registerNumber"], report["registerNumber"]);
    let steps = case.now().await["steps"].clone();
    assert_eq!((&steps[3]["finishedAt"], steps[3]["startedAt"].is_string()), (&Value::Null, true));
    let orders = subhead.get(&format!("/v1/dispositions?assignmentId={}&sort=createdAt", case.assignment.id())).await;
    let first = &orders.items()[0]["recipients"][0];
    assert_eq!((&first["state"], &first["note"]), (&json!("RETURNED"), &json!("Nama desa keliru")));

    let next = returned["nextRevisionId"].as_str().expect("a next revision");
    let next = subhead.get(&format!("/v1/reports/{next}")).await.is(200);
    assert_eq!((&next["state"], &next["revision"], &next["summary"]), (&json!("DRAFT"), &json!(2), &report["summary"]));
    subhead.patch(&address(&next), next.etag(), json!({ "summary": "Sudah diperbaiki" })).await.is(200);
    let resubmitted = subhead.submits(&next).await;
    assert!(resubmitted["registerNumber"].as_str().is_some_and(|number| number.starts_with("2/LAP/")), "{resubmitted:?}");
    assert_ne!(resubmitted["contentDigest"], report["contentDigest"]);
    head.accepts(&next).await;
    let revisions = head.get(&of(&case.assignment)).await.is(200);
    let states: Vec<_> = revisions.items().iter().map(|item| (item["revision"].clone(), item["state"].clone())).collect();
    assert_eq!(states, [(json!(2), json!("ACCEPTED")), (json!(1), json!("RETURNED"))]);
    let entry = &office.auditor().journal_of(report.id()).await[2];
    assert_eq!((&entry["type"], &entry["reason"]), (&json!("report.returned"), &json!("Nama desa keliru")));
    assert_eq!(entry["changes"]["after"]["nextRevisionId"], next["id"]);
}
