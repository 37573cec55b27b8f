//! *Memilah*: the subdivision head decides on what was brought, again and again until the report is submitted.

use super::{Scene, address, decide};
use serde_json::{Value, json};

#[tokio::test]
async fn the_subdivision_head_selects_leaves_out_and_returns() {
    let scene = Scene::open().await;
    let (photo, draft) = scene.documented().await;
    let subhead = scene.subhead();
    let selected = decide(&subhead, &photo, json!({ "decision": "SELECTED", "rank": 2 })).await.is(200);
    let selection = &selected["selection"];
    assert_eq!((&selection["decision"], &selection["rank"], &selection["reason"]), (&json!("SELECTED"), &json!(2), &json!(null)));
    assert_eq!(selection["byId"], subhead.officer_id());
    assert_eq!((&selection["at"], &selected["version"]), (&selected["updatedAt"], &json!(2)));
    assert_eq!(selected.allowed(), ["SELECT", "TAKE_DOWN"]);
    let out = decide(&subhead, &photo, json!({ "decision": "NOT_SELECTED", "reason": "Buram" })).await.is(200);
    assert_eq!((&out["selection"]["reason"], &out["selection"]["rank"]), (&json!("Buram"), &json!(null)));
    let returned = decide(&subhead, &draft, json!({ "decision": "RETURNED", "reason": "Sebut tempatnya" })).await.is(200);
    assert_eq!(returned["selection"]["decision"], "RETURNED");
    assert_eq!(scene.titles("?decided=true").await, ["Pembukaan"]);
    assert_eq!(scene.titles("?decided=false").await, ["Panen Raya Dibuka"]);
    assert_eq!(scene.titles("?decision=RETURNED&decision=SELECTED").await, ["Panen Raya Dibuka"]);
    let none = decide(&subhead, &photo, json!({ "decision": null })).await.is(200);
    assert_eq!(none["selection"], Value::Null);
    assert_eq!(scene.titles("?decided=false").await.len(), 2);

    let told = scene.entries("artifact.selected").await;
    assert_eq!(told.len(), 4);
    assert_eq!(
        (&told[1]["reason"], &told[1]["changes"]["before"]["selection"]["decision"]),
        (&json!("Buram"), &json!("SELECTED"))
    );
    assert_eq!(told[3]["changes"]["after"]["selection"], Value::Null);
}

#[tokio::test]
async fn a_decision_says_all_that_it_must_and_nothing_else() {
    let scene = Scene::open().await;
    let (photo, _) = scene.documented().await;
    let subhead = scene.subhead();
    for (decision, faults) in [
        (json!({}), vec![("#/decision", "REQUIRED")]),
        (json!({ "decision": "RETURNED", "rank": 1 }), vec![("#/rank", "ONLY_WITH_SELECTED"), ("#/reason", "REQUIRED")]),
        (json!({ "decision": "NOT_SELECTED", "rank": 1 }), vec![("#/rank", "ONLY_WITH_SELECTED")]),
        (json!({ "decision": null, "reason": "x" }), vec![("#/reason", "WITHOUT_DECISION")]),
        (json!({ "decision": "SELECTED", "rank": 0, "at": "x" }), vec![("#/at", "UNKNOWN_FIELD"), ("#/rank", "OUT_OF_RANGE")]),
        (json!({ "decision": "UNDECIDED" }), vec![("#/decision", "UNKNOWN_VALUE")]),
    ] {
        assert_eq!(decide(&subhead, &photo, decision.clone()).await.refused(400, "VALIDATION").faults(), faults, "{decision}");
    }
    let path = format!("{}/selection", address(&photo));
    let body = json!({ "decision": "SELECTED" });
    subhead.ask(reqwest::Method::PUT, &path).json(&body).await.refused(428, "PRECONDITION_REQUIRED");
    subhead.put(&path, "\"9.x\"", body.clone()).await.refused(412, "PRECONDITION_FAILED");
    subhead.put(&format!("{path}?dryRun=true"), photo.etag(), body).await.is(200);
    assert_eq!(subhead.get(&address(&photo)).await.good().json()["version"], 1);
}

#[tokio::test]
async fn only_the_assignee_decides_and_only_in_step_four() {
    let scene = Scene::open().await;
    let early = scene.staff().uploads_photo(&scene.case, "Awal").await;
    let body = json!({ "decision": "SELECTED" });
    let told = decide(&scene.subhead(), &early, body.clone()).await.refused(409, "STATE_FORBIDS");
    assert_eq!(told.faults(), [("#", "STATE_FORBIDS")]);
    let (photo, _) = scene.documented().await;
    decide(&scene.staff(), &photo, body.clone()).await.refused(403, "ROLE_MISSING");
    decide(&scene.office.division_head(), &photo, body.clone()).await.refused(403, "ROLE_MISSING");
    decide(&scene.office.other_subdivision_head(), &photo, body.clone()).await.refused(404, "NOT_FOUND");
    decide(&scene.subhead(), &photo, body).await.is(200);
}

#[tokio::test]
async fn what_is_selected_stands_until_the_selection_is_taken_back() {
    let scene = Scene::open().await;
    let (photo, _) = scene.documented().await;
    let subhead = scene.subhead();
    decide(&subhead, &photo, json!({ "decision": "SELECTED" })).await.is(200);
    let path = address(&photo);
    let gates = |told: crate::support::Reply| {
        let told = told.refused(409, "STATE_FORBIDS");
        assert_eq!(told.faults(), [("#", "ARTIFACT_SELECTED")]);
    };
    gates(subhead.patch(&path, "*", json!({ "title": "x" })).await);
    gates(subhead.delete(&path, "*").await);
    let put = subhead.ask(reqwest::Method::PUT, &super::content(&photo)).header("If-Match", "*");
    gates(put.header("Content-Type", "image/jpeg").body(super::photo(9)).await);
    decide(&subhead, &photo, json!({ "decision": null })).await.is(200);
    subhead.delete(&path, "*").await.is(204);
}

#[tokio::test]
async fn what_is_changed_must_be_decided_again() {
    let scene = Scene::open().await;
    let (photo, draft) = scene.documented().await;
    let subhead = scene.subhead();
    for (artifact, decision) in [(&draft, "RETURNED"), (&photo, "NOT_SELECTED")] {
        let decision = json!({ "decision": decision, "reason": "Sebut tempatnya" });
        decide(&subhead, artifact, decision.clone()).await.is(200);
        let same = subhead.patch(&address(artifact), "*", json!({ "title": artifact["title"] })).await.is(200);
        assert_eq!(same["selection"]["decision"], decision["decision"], "nothing was changed");
        let changed = subhead.patch(&address(artifact), "*", json!({ "caption": "Di alun-alun" })).await.is(200);
        assert_eq!(changed["selection"], Value::Null);
    }
    decide(&subhead, &photo, json!({ "decision": "RETURNED", "reason": "Kirim yang tajam" })).await.is(200);
    // Staff mend it once the work is returned to them.
    subhead.returns_work(&scene.order, &scene.staff(), "Kirim foto yang tajam").await;
    let put = scene.staff().ask(reqwest::Method::PUT, &super::content(&photo)).header("If-Match", "*");
    let replaced = put.header("Content-Type", "image/jpeg").body(super::photo(9)).await.is(200);
    assert_eq!((&replaced["selection"], &replaced["content"]["number"]), (&Value::Null, &json!(2)));
}
