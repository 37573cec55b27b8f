//! People in pictures (Law 27/2022): what keeps an artifact from the public, and taking it down.

use super::{Scene, address, content, decide, photo};
use crate::support::work::{action, assignment};
use crate::support::{Case, Office, Reply};
use chrono::TimeDelta;
use pubdok::domain::assignment::State;
use reqwest::Method;
use serde_json::{Value, json};

fn gates(artifact: &Reply) -> Vec<&str> {
    artifact["publicGates"].as_array().expect("gates").iter().filter_map(Value::as_str).collect()
}

#[tokio::test]
async fn an_artifact_says_what_keeps_it_from_the_public() {
    let scene = Scene::open().await;
    let (shown, draft) = scene.documented().await;
    let subhead = scene.subhead();
    let path = address(&shown);
    assert_eq!(gates(&shown), ["NOT_SELECTED", "CHILDREN_UNSAID"]);
    assert_eq!((gates(&draft), &draft["takeDown"]), (vec!["NOT_SELECTED"], &Value::Null));
    let soon = scene.office.clock().now() + TimeDelta::hours(2);
    let people = json!({ "altText": null, "personsShown": ["Siti"], "childrenShown": true, "embargoUntil": soon.to_rfc3339() });
    let told = subhead.patch(&path, "*", people).await.is(200);
    assert_eq!(gates(&told), ["NOT_SELECTED", "EMBARGOED", "ALT_TEXT_MISSING", "LAWFUL_BASIS_MISSING", "CONSENT_MISSING"]);
    let mended = json!({ "altText": "Siti menari", "lawfulBasis": "Persetujuan", "consentRef": "IZIN/12/2026" });
    subhead.patch(&path, "*", mended).await.is(200);
    // What is asked before publishing is not asked before reporting.
    let selected = decide(&subhead, &shown, json!({ "decision": "SELECTED" })).await.is(200);
    assert_eq!(gates(&selected), ["EMBARGOED"]);
    scene.office.clock().advance(TimeDelta::hours(2));
    let free = subhead.get(&path).await.good();
    assert_eq!((gates(&free), &free["version"]), (vec![], &selected["version"]));
    assert!(free.etag() != selected.etag(), "what is shown has changed");
    // In lists and embedded as well.
    let list = subhead.get(&scene.address()).await.good();
    assert_eq!(list.items()[0]["publicGates"], json!([]));
    let case = subhead.get(&format!("/v1/assignments/{}?expand=artifacts", scene.case.id())).await.good();
    assert_eq!(
        (&case["artifacts"][0]["publicGates"], &case["artifacts"][1]["publicGates"]),
        (&json!([]), &json!(["NOT_SELECTED"]))
    );
}

#[tokio::test]
async fn what_is_classified_is_not_for_the_public() {
    let office = Office::open().await;
    let (head, subhead) = (office.division_head(), office.subdivision_head());
    let mut body = assignment(&head.puts_on_agenda("Rapat").await, &subhead);
    body["classification"] = json!("RESTRICTED");
    let case = head.post("/v1/assignments", body).await.is(201);
    subhead.dispatches(&case, &[action(&office.staff(1), "WRITER")]).await;
    let draft = office.staff(1).drafts(&case, "PRESS_RELEASE", "Rapat").await;
    assert_eq!(gates(&draft), ["NOT_SELECTED", "CLASSIFICATION"]);
}

#[tokio::test]
async fn what_is_taken_down_stays_as_a_record_and_goes_nowhere() {
    let scene = Scene::open().await;
    let (shown, draft) = scene.documented().await;
    let (head, subhead) = (scene.office.division_head(), scene.subhead());
    let body = json!({ "reason": "Orang tua keberatan.", "legalBasis": "UU 27/2022 Pasal 8" });
    let down = head.post(&format!("{}/take-down", address(&shown)), body).await.is(200);
    let told = &down["takeDown"];
    assert_eq!((&told["reason"], &told["legalBasis"]), (&json!("Orang tua keberatan."), &json!("UU 27/2022 Pasal 8")));
    assert_eq!((&told["byId"], &told["at"]), (&json!(head.officer_id()), &down["updatedAt"]));
    assert_eq!((gates(&down), &down["version"]), (vec!["NOT_SELECTED", "TAKEN_DOWN", "CHILDREN_UNSAID"], &json!(2)));
    assert_eq!(down.allowed(), ["LIFT_TAKE_DOWN"]);
    // Those of the case read it on.
    assert_eq!(scene.staff().get(&address(&shown)).await.good()["takeDown"], *told);
    scene.staff().get(&content(&shown)).await.is(200);
    // It is neither selected, nor taken away, nor taken down once more; it can be left out.
    let refused = decide(&subhead, &shown, json!({ "decision": "SELECTED" })).await.refused(409, "STATE_FORBIDS");
    assert_eq!(refused.faults(), [("#", "ARTIFACT_TAKEN_DOWN")]);
    let refused = subhead.delete(&address(&shown), "*").await.refused(409, "STATE_FORBIDS");
    assert_eq!(refused.faults(), [("#", "ARTIFACT_TAKEN_DOWN")]);
    assert_eq!(subhead.get(&address(&shown)).await.good().allowed(), ["EDIT_ARTIFACT", "REPLACE_CONTENT", "SELECT"]);
    let again = subhead.post(&format!("{}/take-down", address(&shown)), json!({ "reason": "Lagi." })).await;
    assert_eq!(again.refused(409, "STATE_FORBIDS").faults(), [("#", "ALREADY_TAKEN_DOWN")]);
    decide(&subhead, &shown, json!({ "decision": "NOT_SELECTED" })).await.is(200);
    decide(&subhead, &draft, json!({ "decision": "SELECTED" })).await.is(200);
    subhead.reports(&scene.case, "Satu siaran pers.").await;

    let entries = scene.entries("artifact.taken-down").await;
    assert_eq!((entries.len(), &entries[0]["reason"]), (1, &json!("Orang tua keberatan.")));
    let mut told = told.clone();
    // Nor does the journal tell what people wrote, or what they are called.
    told.as_object_mut().expect("what was told").retain(|name, _| !["reason", "by", "byActing"].contains(&name.as_str()));
    let changes = &entries[0]["changes"];
    assert_eq!((&changes["before"]["takeDown"], &changes["after"]["takeDown"]), (&Value::Null, &told));
    assert_eq!(changes["withheld"], json!(["takeDown.reason"]));
}

#[tokio::test]
async fn what_was_taken_down_does_not_come_back_as_the_version_of_another() {
    let scene = Scene::open().await;
    let staff = scene.staff();
    let down = staff.uploads_photo(&scene.case, "Pembukaan").await;
    let file = staff.get(&content(&down)).await.good().bytes;
    scene.subhead().takes_down(&down, "Anak dikenali.").await;
    let other = scene.sends("kind=PHOTO&title=x&fileName=a.jpg", "image/jpeg", photo(77)).await.is(201);
    let put = staff.ask(Method::PUT, &content(&other)).header("Content-Type", "image/jpeg").header("If-Match", "*");
    let told = put.body(file).await.refused(409, "CONFLICT");
    assert_eq!(told.faults(), [("#", "ALREADY_THERE")]);
    assert!(told["errors"][0]["detail"].as_str().is_some_and(|detail| detail.contains(down.id())));
    assert_eq!(staff.get(&address(&other)).await.good()["content"]["number"], 1);
}

#[tokio::test]
async fn a_report_waits_while_what_it_selects_is_taken_down() {
    let office = Office::open().await;
    let mut case = Case::assigned(&office).await;
    case.is_dispatched().await;
    case.is_documented().await;
    case.subhead.selects(case.photo()).await;
    case.subhead.leaves_out(case.release(), "Cukup foto.").await;
    case.subhead.takes_down(case.photo(), "Anak dikenali.").await;
    let draft = case.subhead.opens_report(&case.assignment, "Satu foto.").await;
    let submission = format!("/v1/reports/{}/submission", draft.id());
    let refused = case.subhead.post(&submission, json!({})).in_english().await.refused(409, "STATE_FORBIDS");
    assert_eq!(refused.faults(), [("#", "ARTIFACT_TAKEN_DOWN")]);
    assert!(refused["errors"][0]["detail"].as_str().is_some_and(|detail| detail.contains(case.photo().id())));
    case.head.lifts_take_down(case.photo(), "Wajah sudah disamarkan.").await;
    case.subhead.submits(&draft).await;
}

#[tokio::test]
async fn only_a_division_head_lifts_and_only_what_is_down() {
    let scene = Scene::open().await;
    let (shown, _) = scene.documented().await;
    let (head, subhead) = (scene.office.division_head(), scene.subhead());
    let down = format!("{}/take-down", address(&shown));
    let lifting = format!("{down}/lifting");
    let reason = || json!({ "reason": "Alasan." });
    for path in [&down, &lifting] {
        scene.staff().post(path, reason()).await.refused(403, "ROLE_MISSING");
        assert_eq!(head.post(path, json!({})).await.refused(400, "VALIDATION").faults(), [("#/reason", "REQUIRED")]);
    }
    scene.office.other_subdivision_head().post(&down, reason()).await.refused(404, "NOT_FOUND");
    subhead.post(&down, reason()).header("If-Match", "\"9.x\"").await.refused(412, "PRECONDITION_FAILED");
    let refused = head.post(&lifting, reason()).await.refused(409, "STATE_FORBIDS");
    assert_eq!(refused.faults(), [("#", "NOT_TAKEN_DOWN")]);
    subhead.takes_down(&shown, "Anak dikenali.").await;
    subhead.post(&lifting, reason()).await.refused(403, "ROLE_MISSING");
    let lifted = head.lifts_take_down(&shown, "Izin orang tua ada.").await;
    assert_eq!((&lifted["takeDown"], gates(&lifted)), (&Value::Null, vec!["NOT_SELECTED", "CHILDREN_UNSAID"]));
    // Both are kept, and it may be needed again.
    subhead.takes_down(&shown, "Izin dicabut.").await;
    head.lifts_take_down(&shown, "Izin diberi lagi.").await;
    let kept = scene.office.sql().await.query("SELECT reason, lift_reason FROM take_downs ORDER BY taken_down_at, id", &[]).await;
    let kept: Vec<(String, String)> = kept.expect("the record").iter().map(|row| (row.get(0), row.get(1))).collect();
    let expected = [("Anak dikenali.", "Izin orang tua ada."), ("Izin dicabut.", "Izin diberi lagi.")];
    assert_eq!(kept, expected.map(|(why, lifted)| (why.to_owned(), lifted.to_owned())));
    assert_eq!(scene.entries("artifact.take-down-lifted").await.len(), 2);
    subhead.delete(&address(&shown), "*").await.is(204);
}

#[tokio::test]
async fn a_closed_case_does_not_keep_a_picture_before_the_public() {
    let office = Office::open().await;
    let case = Case::in_state(&office, State::Closed).await;
    let report = case.head.reads("reports", case.report()).await;
    let down = case.head.takes_down(case.photo(), "Anak dikenali.").await;
    assert_eq!((&down["selection"]["decision"], gates(&down)[0]), (&json!("SELECTED"), "TAKEN_DOWN"));
    // What was reported stays as it was reported; what came later is told beside its paper.
    let mut now = case.head.reads("reports", case.report()).await.json().clone();
    assert_eq!(now["paper"]["notes"][0]["type"], "artifact.taken-down");
    now["paper"]["notes"] = report["paper"]["notes"].clone();
    assert_eq!(&now, report.json());
    case.head.get(&format!("/v1/assignments/{}/selection.zip", case.assignment.id())).await.refused(404, "NOT_FOUND");
}

#[tokio::test]
async fn a_taken_down_file_sent_again_is_still_taken_down() {
    let scene = Scene::open().await;
    let made = scene.sends("kind=PHOTO&title=x", "image/jpeg", photo(1)).await.is(201);
    scene.subhead().takes_down(&made, "Anak dikenali.").await;
    let again = scene.sends("kind=PHOTO&title=x", "image/jpeg", photo(1)).await.is(200);
    assert_eq!((again.id(), gates(&again).contains(&"TAKEN_DOWN")), (made.id(), true));
}
