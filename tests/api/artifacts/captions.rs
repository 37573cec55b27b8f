//! What is said of many artifacts in one request, beside the decisions on them; and as little of it told back as is wanted.

use super::{BATCH, Scene, address, filters, selected};
use crate::support::Reply;
use serde_json::{Value, json};

fn statuses(answer: &Reply) -> Vec<u64> {
    answer.items().iter().filter_map(|item| item["status"].as_u64()).collect()
}

#[tokio::test]
async fn captions_people_and_consent_are_written_beside_decisions() {
    let scene = Scene::open().await;
    let (photo, draft) = scene.documented().await;
    let subhead = scene.subhead();
    let said = json!({
        "id": photo.id(), "decision": "SELECTED", "rank": 1, "version": 1,
        "caption": "Bupati memotong padi pertama.", "altText": "Bupati memegang sabit", "personsShown": ["Bupati", "Camat"],
        "childrenShown": true, "consentRef": "IZIN/12/2026", "lawfulBasis": "Pelaksanaan tugas",
    });
    let items = json!([said, { "id": draft.id(), "title": "Siaran pers", "byline": "Siti" }]);
    let answer = subhead.post(BATCH, json!({ "items": items })).await.is(207);
    assert_eq!(statuses(&answer), [200, 200]);
    let (one, other) = (&answer.items()[0], &answer.items()[1]);
    let artifact = &one["artifact"];
    assert_eq!(artifact, subhead.get(&address(&photo)).await.good().json());
    assert_eq!((&artifact["altText"], &artifact["personsShown"]), (&json!("Bupati memegang sabit"), &json!(["Bupati", "Camat"])));
    assert_eq!((&artifact["childrenShown"], &artifact["consentRef"]), (&json!(true), &json!("IZIN/12/2026")));
    assert_eq!((&artifact["selection"]["decision"], &one["version"]), (&json!("SELECTED"), &artifact["version"]));
    assert_eq!((&other["artifact"]["title"], &other["artifact"]["selection"]), (&json!("Siaran pers"), &Value::Null));
    // The text of the draft stays as it was.
    assert_eq!(subhead.get(&address(&draft)).await.good()["draft"], draft["draft"]);
    // One entry a deed, each with what it changed.
    let told = scene.office.auditor().journal_of(photo.id()).await;
    let types: Vec<&str> = told.iter().filter_map(|entry| entry["type"].as_str()).collect();
    assert_eq!(types[types.len() - 2..], ["artifact.edited", "artifact.selected"]);
    assert_eq!(told[told.len() - 2]["changes"]["after"]["childrenShown"], true);
    assert_eq!(told[told.len() - 1]["changes"]["after"]["selection"]["decision"], "SELECTED");
    assert!(!Value::from(told).to_string().contains("Camat"), "the journal names nobody");
    // null clears, what is absent stays.
    let answer = subhead.post(BATCH, json!({ "items": [{ "id": draft.id(), "byline": null }] })).await.is(207);
    let after = &answer.items()[0]["artifact"];
    assert_eq!((&after["byline"], &after["title"]), (&Value::Null, &json!("Siaran pers")));
}

#[tokio::test]
async fn what_is_selected_is_changed_only_with_a_decision() {
    let scene = Scene::open().await;
    let (photo, draft) = scene.documented().await;
    let subhead = scene.subhead();
    let sorts = async |item: Value| subhead.post(BATCH, json!({ "items": [item] })).await.is(207);
    sorts(selected(photo.id())).await;
    sorts(json!({ "id": draft.id(), "decision": "NOT_SELECTED" })).await;
    let refused = sorts(json!({ "id": photo.id(), "caption": "Lain" })).await;
    let problem = &refused.items()[0]["problem"];
    assert_eq!((statuses(&refused), &problem["errors"][0]["code"]), (vec![409], &json!("ARTIFACT_SELECTED")));
    // Decided on anew, or given free.
    let again = sorts(json!({ "id": photo.id(), "caption": "Lain", "decision": "SELECTED", "rank": 3 })).await;
    let artifact = &again.items()[0]["artifact"];
    assert_eq!((&artifact["caption"], &artifact["selection"]["rank"]), (&json!("Lain"), &json!(3)));
    let free = sorts(json!({ "id": photo.id(), "caption": "Lagi", "decision": null })).await;
    let artifact = &free.items()[0]["artifact"];
    assert_eq!((&artifact["caption"], &artifact["selection"]), (&json!("Lagi"), &Value::Null));
    // A change alone takes a decision back, as a PATCH does.
    let changed = sorts(json!({ "id": draft.id(), "credit": "Humas" })).await;
    assert_eq!(changed.items()[0]["artifact"]["selection"], Value::Null);
}

#[tokio::test]
async fn an_item_that_asks_for_nothing_or_too_much_is_refused() {
    let scene = Scene::open().await;
    let (photo, draft) = scene.documented().await;
    let subhead = scene.subhead();
    for (item, fault) in [
        (json!({ "id": photo.id() }), ("#/items/0/decision", "ONE_OF")),
        (json!({ "id": photo.id(), "version": 1 }), ("#/items/0/decision", "ONE_OF")),
        (json!({ "id": photo.id(), "caption": "x", "reason": "y" }), ("#/items/0/reason", "WITHOUT_DECISION")),
        (json!({ "id": photo.id(), "caption": "x", "rank": 1 }), ("#/items/0/rank", "WITHOUT_DECISION")),
        (json!({ "id": photo.id(), "title": null }), ("#/items/0/title", "REQUIRED")),
        (json!({ "id": photo.id(), "altText": "a".repeat(251) }), ("#/items/0/altText", "TOO_LONG")),
        (json!({ "id": photo.id(), "headline": "x" }), ("#/items/0/headline", "UNKNOWN_FIELD")),
        (json!({ "id": photo.id(), "personsShown": vec!["x"; 31] }), ("#/items/0/personsShown", "TOO_MANY")),
        (json!({ "id": photo.id(), "personsShown": vec!["x"; 31], "decision": null }), ("#/items/0/personsShown", "TOO_MANY")),
    ] {
        let told = subhead.post(BATCH, json!({ "items": [item] })).await.refused(400, "VALIDATION");
        assert_eq!(told.faults(), [fault]);
    }
    let old = json!({ "id": photo.id(), "personsShown": vec!["x"; 30], "version": 9 });
    let other = json!({ "id": draft.id(), "decision": "NOT_SELECTED", "caption": "x" });
    let answer = subhead.post(BATCH, json!({ "items": [old, other] })).await.is(207);
    assert_eq!(statuses(&answer), [412, 200]);
    let stale = json!({ "items": [{ "id": photo.id(), "caption": "x", "version": 9 }], "atomic": true });
    let refused = subhead.post(BATCH, stale).await.refused(409, "BATCH_REFUSED");
    assert_eq!(refused.faults(), [("#/items/0", "PRECONDITION_FAILED")]);
    assert_eq!(subhead.get(&address(&photo)).await.good()["version"], 1);
}

/// The screen on which two hundred are sorted: the list by time, the decisions with captions, and nothing told twice.
#[tokio::test]
async fn two_hundred_are_sorted_in_two_calls_and_sixty_kilobytes() {
    let scene = Scene::open().await;
    scene.documented().await;
    filters::plant(&scene, 200).await;
    let subhead = scene.subhead();
    let query = "takenFrom=2026-09-30T00:00:00Z&takenTo=2026-10-01T00:00:00Z&sort=takenAt&limit=200&decision=NONE";
    let list = subhead.get(&format!("{}?{query}&fields=title,takenAt,version", scene.address())).await.good();
    assert!(list.items().len() == 198 && list.bytes.len() < 40_000, "{} bytes", list.bytes.len());
    let item = |(n, item): (usize, &Value)| {
        let decision = if n % 4 == 0 { "SELECTED" } else { "NOT_SELECTED" };
        let caption = format!("Panen raya, foto {n}.");
        json!({ "id": item["id"], "version": item["version"], "decision": decision, "caption": caption, "altText": "Warga di sawah" })
    };
    let body = json!({ "items": list.items().iter().enumerate().map(item).collect::<Vec<_>>() });
    let whole = subhead.post(&format!("{BATCH}?dryRun=true"), body.clone()).await.is(207);
    assert!(whole.header("preference-applied").is_none() && whole.bytes.len() > 200_000, "{} bytes", whole.bytes.len());
    let shortly = || subhead.post(BATCH, body.clone()).header("Prefer", "return=minimal").with_key("pilah-200");
    let short = shortly().await.is(207);
    assert_eq!(short.header("preference-applied"), Some("return=minimal"));
    assert!(short.bytes.len() < 20_000, "{} bytes", short.bytes.len());
    let told: Vec<Value> = list.items().iter().map(|item| json!({ "id": item["id"], "status": 200, "version": 3 })).collect();
    assert_eq!(short["items"], Value::from(told));
    assert_eq!(scene.titles("?decision=SELECTED&limit=200").await.len(), 50);
    // Under its key it is the same answer; what was refused is told in full.
    let again = shortly().await.is(207);
    assert_eq!((again.header("idempotent-replayed"), &again.bytes), (Some("true"), &short.bytes));
    let refused = json!({ "items": [{ "id": list.items()[0]["id"], "decision": "RETURNED" }] });
    let refused = subhead.post(BATCH, refused).header("Prefer", "return=minimal").await.is(207);
    let item = &refused.items()[0];
    assert_eq!((&item["status"], &item["problem"]["code"]), (&json!(400), &json!("VALIDATION")));
    assert!(item.get("version").is_none() && item.get("artifact").is_none(), "{item}");
}
