//! Step 4: the report, what binds it, and what the division head makes of it.

use crate::support::{Caller, Case, Office, Reply};
use pubdok::domain::assignment::State;
use pubdok::domain::role::Role;
use serde_json::{Value, json};

pub fn address(report: &Reply) -> String {
    format!("/v1/reports/{}", report.id())
}

pub fn of(assignment: &Reply) -> String {
    format!("/v1/assignments/{}/reports", assignment.id())
}

/// Step 3 is done, and nothing decided yet.
pub async fn documented(office: &Office) -> Case {
    Case::in_state(office, State::Documented).await
}

/// And the photo is selected, the press release left out.
pub async fn selected(office: &Office) -> Case {
    let case = documented(office).await;
    case.subhead.selects(case.photo()).await;
    case.subhead.leaves_out(case.release(), "Ditulis ulang").await;
    case
}

pub async fn reported(office: &Office) -> Case {
    Case::in_state(office, State::Reported).await
}

pub async fn submits(caller: &Caller, report: &Reply) -> Reply {
    caller.post(&format!("{}/submission", address(report)), json!({})).await
}

/// Accepts with exactly this `If-Match`, or none.
pub async fn accepts(caller: &Caller, report: &Reply, seen: Option<&str>) -> Reply {
    let asked = caller.post(&format!("{}/acceptance", address(report)), json!({}));
    match seen {
        Some(etag) => asked.header("If-Match", etag).await,
        None => asked.await,
    }
}

#[tokio::test]
async fn a_report_is_opened_once_step_3_is_done_and_one_at_a_time() {
    let office = Office::open().await;
    let (head, subhead) = (office.division_head(), office.subdivision_head());
    let item = head.puts_on_agenda("Festival").await;
    let assignment = head.assigns(&subhead, &item).await;
    let early = subhead.post(&of(&assignment), json!({ "summary": "Terlalu dini" })).await.refused(409, "STATE_FORBIDS");
    assert_eq!(early.faults(), [("#", "STATE_FORBIDS")]);

    let case = documented(&office).await;
    let draft = subhead.opens_report(&case.assignment, "Ringkasan").await;
    assert_eq!(draft.header("location"), Some(address(&draft).as_str()));
    assert_eq!((&draft["state"], &draft["revision"], &draft["registerNumber"]), (&json!("DRAFT"), &json!(1), &Value::Null));
    assert_eq!(draft["authorId"], json!(subhead.officer_id()));
    assert_eq!(draft["assignment"]["state"], "DOCUMENTED");
    assert_eq!(draft.allowed(), ["REPORT", "EDIT_REPORT"]);
    let again = subhead.post(&of(&case.assignment), json!({ "summary": "Dua" })).in_english().await;
    let again = again.refused(409, "STATE_FORBIDS");
    assert_eq!(again.faults(), [("#", "REPORT_DRAFT_OPEN")]);
    assert!(again["errors"][0]["detail"].as_str().is_some_and(|detail| detail.contains(draft.id())));
}

#[tokio::test]
async fn a_report_is_the_assignees_to_write() {
    let office = Office::open().await;
    let case = selected(&office).await;
    let summary = json!({ "summary": "Ringkasan" });
    for (caller, status, code) in [
        (office.staff(1), 403, "ROLE_MISSING"),
        (office.division_head(), 403, "ROLE_MISSING"),
        (office.auditor(), 403, "ROLE_MISSING"),
        (office.other_subdivision_head(), 404, "NOT_FOUND"),
    ] {
        caller.post(&of(&case.assignment), summary.clone()).await.refused(status, code);
    }
    let draft = office.subdivision_head().opens_report(&case.assignment, "Ringkasan").await;
    for (caller, status, code) in [
        (office.staff(1), 403, "ROLE_MISSING"),
        (office.division_head(), 403, "ROLE_MISSING"),
        (office.other_subdivision_head(), 404, "NOT_FOUND"),
    ] {
        submits(&caller, &draft).await.refused(status, code);
        caller.patch(&address(&draft), draft.etag(), summary.clone()).await.refused(status, code);
    }
    // One who does see the case, but was not given it.
    let both = office.caller("kabag", &[Role::DivisionHead, Role::SubdivisionHead]);
    let officer = format!("/v1/officers/{}", both.officer_id());
    let etag = office.admin().get(&officer).await.is(200).etag().to_owned();
    office.admin().patch(&officer, &etag, json!({ "roles": ["DIVISION_HEAD", "SUBDIVISION_HEAD"] })).await.is(200);
    submits(&both, &draft).await.refused(403, "NOT_YOURS");
}

#[tokio::test]
async fn whoever_sees_the_case_sees_its_reports() {
    let office = Office::open().await;
    let case = reported(&office).await;
    let report = case.report().clone();
    let other = reported(&office).await;
    let bundle = format!("{}/bundle", address(&report));
    for caller in [office.division_head(), office.subdivision_head(), office.staff(1), office.auditor()] {
        caller.get(&address(&report)).await.is(200);
        caller.get(&bundle).await.is(200);
        assert_eq!(caller.get(&of(&case.assignment)).await.is(200).items().len(), 1);
        assert_eq!(caller.get("/v1/reports").await.is(200).items().len(), 2);
    }
    for caller in [office.other_subdivision_head(), office.staff(4)] {
        caller.get(&address(&report)).await.refused(404, "NOT_FOUND");
        caller.get(&bundle).await.refused(404, "NOT_FOUND");
        caller.get(&of(&case.assignment)).await.refused(404, "NOT_FOUND");
        assert_eq!(caller.get("/v1/reports").await.is(200).items().len(), 0);
        let narrowed = format!("/v1/reports?assignmentId={}", case.assignment.id());
        assert_eq!(caller.get(&narrowed).await.is(200).items().len(), 0);
    }
    for caller in [office.admin(), office.integration()] {
        caller.get(&address(&report)).await.refused(403, "ROLE_MISSING");
        caller.get("/v1/reports").await.refused(403, "ROLE_MISSING");
    }
    let nowhere = "/v1/assignments/019ab0d0-0000-7000-8000-000000000099/reports";
    office.division_head().get(nowhere).await.refused(404, "NOT_FOUND");

    let head = office.division_head();
    head.accepts(&report).await;
    let ids = |reply: &Reply| reply.items().iter().map(|item| item["assignment"]["id"].clone()).collect::<Vec<_>>();
    let accepted = head.get("/v1/reports?state=ACCEPTED&count=true").await.is(200);
    assert_eq!((ids(&accepted), &accepted["count"]["value"]), (vec![json!(case.assignment.id())], &json!(1)));
    let both = head.get("/v1/reports?state=ACCEPTED&state=SUBMITTED&limit=1").await.is(200);
    assert_eq!(ids(&both), [json!(other.assignment.id())]);
    let next = head.get(&format!(
        "/v1/reports?state=ACCEPTED&state=SUBMITTED&limit=1&cursor={}",
        both["nextCursor"].as_str().unwrap_or_default()
    ));
    assert_eq!(ids(&next.await.is(200)), [json!(case.assignment.id())]);
    let told = head.get("/v1/reports?state=OPEN&assignment=1").await.refused(400, "VALIDATION");
    assert_eq!(told.faults(), [("assignment", "UNKNOWN_FIELD"), ("state", "UNKNOWN_VALUE")]);
}

#[tokio::test]
async fn a_draft_is_edited_by_merge_patch_until_it_is_submitted() {
    let office = Office::open().await;
    let case = selected(&office).await;
    let subhead = office.subdivision_head();
    let draft = subhead.post(&of(&case.assignment), json!({ "summary": "Satu", "body": "Uraian" })).await.is(201);
    subhead.ask(reqwest::Method::PATCH, &address(&draft)).json(&json!({})).await.refused(428, "PRECONDITION_REQUIRED");
    let changed = subhead.patch(&address(&draft), draft.etag(), json!({ "summary": "Dua" })).await.is(200);
    assert_eq!((&changed["summary"], &changed["body"], &changed["version"]), (&json!("Dua"), &json!("Uraian"), &json!(2)));
    let lost = subhead.patch(&address(&draft), draft.etag(), json!({ "summary": "Tiga" })).await;
    lost.refused(412, "PRECONDITION_FAILED");
    let cleared = subhead.patch(&address(&draft), changed.etag(), json!({ "body": null })).await.is(200);
    assert_eq!(cleared["body"], Value::Null);
    let told = subhead.patch(&address(&draft), "*", json!({ "summary": null, "state": "ACCEPTED" })).await;
    let told = told.refused(400, "VALIDATION");
    assert_eq!(told.faults(), [("#/state", "UNKNOWN_FIELD"), ("#/summary", "REQUIRED")]);
    let told = subhead.post(&of(&case.assignment), json!({ "body": "a\u{0}" })).await.refused(400, "VALIDATION");
    assert_eq!(told.faults(), [("#/body", "CONTROL_CHARACTER"), ("#/summary", "REQUIRED")]);
    let told = subhead.patch(&address(&draft), "*", json!({ "summary": "x".repeat(4001) })).await.refused(400, "VALIDATION");
    assert_eq!(told.faults(), [("#/summary", "TOO_LONG")]);

    let submitted = subhead.submits(&draft).await;
    assert_eq!(submitted["summary"], "Dua");
    let late = subhead.patch(&address(&draft), submitted.etag(), json!({ "summary": "Empat" })).await;
    let late = late.refused(409, "STATE_FORBIDS");
    assert_eq!(late.faults(), [("#", "REPORT_NOT_DRAFT"), ("#", "STATE_FORBIDS")]);
}
