//! *Memilah* by the hundred: many decisions in one request, each under the rule of one.

use super::{BATCH, Scene, address, decide, selected};
use crate::support::{Case, Office, Reply, patiently};
use pubdok::domain::assignment::State;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Status, decision and code of each item.
fn told(answer: &Reply) -> Vec<(u64, &str, &str)> {
    answer
        .items()
        .iter()
        .map(|item| {
            let status = item["status"].as_u64().expect("a status");
            let decision = item["artifact"]["selection"]["decision"].as_str().unwrap_or_default();
            (status, decision, item["problem"]["code"].as_str().unwrap_or_default())
        })
        .collect()
}

#[tokio::test]
async fn each_decision_succeeds_or_fails_by_itself() {
    let scene = Scene::open().await;
    let (photo, draft) = scene.documented().await;
    let subhead = scene.subhead();
    let more = subhead.drafts(&scene.case, "WEBSITE_DRAFT", "Panen Raya di Alun-Alun").await;
    let last = subhead.drafts(&scene.case, "WEBSITE_DRAFT", "Panen Raya Lagi").await;
    let unknown = "0198c0de-0000-7000-8000-000000000001";
    let items = json!([
        { "id": photo.id(), "decision": "SELECTED", "rank": 2, "version": 1 },
        selected(unknown),
        { "id": draft.id(), "decision": "RETURNED" },
        { "id": more.id(), "decision": "NOT_SELECTED", "reason": "Rangkap", "version": 7 },
        { "id": last.id(), "decision": "NOT_SELECTED", "reason": "Rangkap" },
    ]);
    let answer = subhead.post(BATCH, json!({ "items": items })).in_english().await.is(207);
    let expected = [
        (200, "SELECTED", ""),
        (404, "", "NOT_FOUND"),
        (400, "", "VALIDATION"),
        (412, "", "PRECONDITION_FAILED"),
        (200, "NOT_SELECTED", ""),
    ];
    assert_eq!(told(&answer), expected);
    let ids: Vec<&Value> = answer.items().iter().map(|item| &item["id"]).collect();
    assert_eq!(ids, [&photo["id"], &json!(unknown), &draft["id"], &more["id"], &last["id"]]);
    let items = answer.items();
    assert_eq!(items[2]["problem"]["errors"][0]["pointer"], "#/items/2/reason");
    assert_eq!(items[2]["problem"]["errors"][0]["detail"], "Required.");
    assert_eq!(items[1]["problem"]["instance"], format!("urn:pubdok:request:{}", answer.header("request-id").expect("an id")));
    // The artifact as it is read afterwards, and the journal of what was done alone.
    assert_eq!(&items[0]["artifact"], subhead.get(&address(&photo)).await.good().json());
    assert_eq!((&items[0]["artifact"]["selection"]["rank"], &items[0]["artifact"]["version"]), (&json!(2), &json!(2)));
    assert_eq!(subhead.get(&address(&draft)).await.good()["version"], 1);
    let entries = scene.entries("artifact.selected").await;
    assert_eq!(entries.iter().map(|entry| &entry["subject"]["id"]).collect::<Vec<_>>(), [&photo["id"], &last["id"]]);
    assert_eq!(entries[1]["reason"], "Rangkap");
    // Taken back as it was made.
    let back = json!({ "items": [{ "id": photo.id(), "decision": null, "version": 2 }] });
    assert_eq!(told(&subhead.post(BATCH, back).await.is(207)), [(200, "", "")]);
}

#[tokio::test]
async fn all_or_nothing_names_everything_that_is_in_the_way() {
    let scene = Scene::open().await;
    let (photo, draft) = scene.documented().await;
    let subhead = scene.subhead();
    let stale = json!({ "id": draft.id(), "decision": "SELECTED", "version": 9 });
    let wrong = json!({ "id": "0198c0de-0000-7000-8000-000000000001", "decision": "RETURNED", "rank": 1 });
    let body = json!({ "atomic": true, "items": [selected(photo.id()), stale, wrong] });
    let refused = subhead.post(BATCH, body).await.refused(409, "BATCH_REFUSED");
    assert_eq!(refused.faults(), [("#/items/1", "PRECONDITION_FAILED"), ("#/items/2", "NOT_FOUND")]);
    let invalid = json!({ "id": draft.id(), "decision": "RETURNED", "rank": 1 });
    let body = json!({ "atomic": true, "items": [selected(photo.id()), invalid] });
    let refused = subhead.post(BATCH, body).await.refused(409, "BATCH_REFUSED");
    assert_eq!(refused.faults(), [("#/items/1/rank", "ONLY_WITH_SELECTED"), ("#/items/1/reason", "REQUIRED")]);
    assert_eq!(subhead.get(&address(&photo)).await.good()["version"], 1);
    assert!(scene.entries("artifact.selected").await.is_empty());
    let body = json!({ "atomic": true, "items": [selected(photo.id()), selected(draft.id())] });
    let done = subhead.post(BATCH, body).await.is(200);
    assert_eq!(told(&done), [(200, "SELECTED", ""), (200, "SELECTED", "")]);
}

#[tokio::test]
async fn a_batch_is_closed_and_bounded() {
    let scene = Scene::open().await;
    let (photo, draft) = scene.documented().await;
    let subhead = scene.subhead();
    let many: Vec<Value> = (0..201).map(|n| selected(&format!("0198c0de-0000-7000-8000-{n:012}"))).collect();
    for (body, faults) in [
        (json!({}), vec![("#/items", "REQUIRED")]),
        (json!({ "items": [] }), vec![("#/items", "TOO_FEW")]),
        (json!({ "items": many }), vec![("#/items", "TOO_MANY")]),
        (
            json!({ "items": [selected(photo.id()), selected(draft.id()), selected(photo.id())] }),
            vec![("#/items/2/id", "NOT_UNIQUE")],
        ),
        (
            json!({ "items": [{ "id": "x", "decision": "MAYBE" }], "all": true }),
            vec![("#/all", "UNKNOWN_FIELD"), ("#/items/0/decision", "UNKNOWN_VALUE"), ("#/items/0/id", "NOT_AN_ID")],
        ),
        (json!({ "items": [{ "id": photo.id() }] }), vec![("#/items/0/decision", "ONE_OF")]),
        (
            json!({ "items": [{ "id": photo.id(), "decision": "SELECTED", "rank": 0, "version": 0 }] }),
            vec![("#/items/0/rank", "OUT_OF_RANGE"), ("#/items/0/version", "OUT_OF_RANGE")],
        ),
    ] {
        assert_eq!(subhead.post(BATCH, body.clone()).await.refused(400, "VALIDATION").faults(), faults, "{body}");
    }
    let body = json!({ "items": [selected(photo.id())] });
    // Many have no ETag in common.
    subhead.post(BATCH, body.clone()).header("If-Match", photo.etag()).await.refused(412, "PRECONDITION_FAILED");
    scene.staff().post(BATCH, body.clone()).await.refused(403, "ROLE_MISSING");
    let stranger = scene.office.other_subdivision_head();
    assert_eq!(told(&stranger.post(BATCH, body.clone()).await.is(207)), [(404, "", "NOT_FOUND")]);
    let mut atomic = body;
    atomic["atomic"] = json!(true);
    let refused = stranger.post(BATCH, atomic).await.refused(409, "BATCH_REFUSED");
    assert_eq!(refused.faults(), [("#/items/0", "NOT_FOUND")]);
}

#[tokio::test]
async fn the_state_of_each_case_is_asked_for_its_own_items() {
    let office = Office::open().await;
    let open = Case::in_state(&office, State::Documented).await;
    let reported = Case::in_state(&office, State::Reported).await;
    let body = json!({ "items": [selected(reported.photo().id()), selected(open.photo().id())] });
    let answer = open.subhead.post(BATCH, body).await.is(207);
    assert_eq!(told(&answer), [(409, "", "STATE_FORBIDS"), (200, "SELECTED", "")]);
    assert_eq!(answer.items()[0]["problem"]["errors"][0]["pointer"], "#/items/0");
}

#[tokio::test]
async fn a_batch_sent_again_has_one_effect_and_a_try_none() {
    let scene = Scene::open().await;
    let (photo, draft) = scene.documented().await;
    let subhead = scene.subhead();
    let body = json!({ "items": [selected(photo.id()), { "id": draft.id(), "decision": "RETURNED" }] });
    let tried = subhead.post(&format!("{BATCH}?dryRun=true"), body.clone()).await.is(207);
    assert_eq!(told(&tried), [(200, "SELECTED", ""), (400, "", "VALIDATION")]);
    assert_eq!(subhead.get(&address(&photo)).await.good()["version"], 1);
    let first = subhead.post(BATCH, body.clone()).with_key("pilah-1").await.is(207);
    let again = subhead.post(BATCH, body).with_key("pilah-1").await.is(207);
    assert_eq!((again.header("idempotent-replayed"), &again.bytes), (Some("true"), &first.bytes));
    assert_eq!(subhead.get(&address(&photo)).await.good()["version"], 2);
    subhead.post(BATCH, json!({ "items": [selected(draft.id())] })).with_key("pilah-1").await.refused(422, "KEY_REUSED");
}

#[tokio::test]
async fn an_answer_on_several_cases_is_given_again_only_to_who_sees_them_all() {
    let office = Office::open().await;
    let (one, other) = (Case::in_state(&office, State::Documented).await, Case::in_state(&office, State::Documented).await);
    let subhead = office.subdivision_head();
    // The second is refused, and told why.
    let body = json!({ "items": [selected(one.photo().id()), { "id": other.photo().id(), "decision": "RETURNED" }] });
    let first = subhead.post(BATCH, body.clone()).with_key("pilah-2").await.is(207);
    assert_eq!(told(&first), [(200, "SELECTED", ""), (400, "", "VALIDATION")]);
    assert_eq!(subhead.post(BATCH, body.clone()).with_key("pilah-2").await.is(207).header("idempotent-replayed"), Some("true"));
    for case in [&one, &other] {
        let out = format!("DELETE FROM participants WHERE assignment_id = '{}'", case.assignment.id());
        let sql = office.sql().await;
        sql.batch_execute(&format!("CREATE TABLE IF NOT EXISTS kept AS TABLE participants; {out}")).await.expect("out of sight");
        subhead.post(BATCH, body.clone()).with_key("pilah-2").await.refused(404, "NOT_FOUND");
        let back = "INSERT INTO participants SELECT * FROM kept ON CONFLICT DO NOTHING";
        sql.batch_execute(back).await.expect("back in sight");
    }
}

#[tokio::test]
async fn two_who_sort_the_same_cases_from_both_ends_both_come_through() {
    let office = Office::open().await;
    let mut photos = Vec::new();
    for _ in 0..4 {
        photos.push(Case::in_state(&office, State::Documented).await.photo().id().to_owned());
    }
    let subhead = office.subdivision_head();
    for _ in 0..4 {
        let forth = json!({ "items": photos.iter().map(|id| selected(id)).collect::<Vec<_>>() });
        let back = json!({ "items": photos.iter().rev().map(|id| selected(id)).collect::<Vec<_>>() });
        let (forth, back) =
            tokio::join!(patiently(|| subhead.post(BATCH, forth.clone())), patiently(|| subhead.post(BATCH, back.clone())));
        for answer in [forth.is(207), back.is(207)] {
            assert!(told(&answer).iter().all(|(status, ..)| *status == 200), "{answer:?}");
        }
    }
    let photo = subhead.get(&format!("/v1/artifacts/{}", photos[0])).await.good();
    assert_eq!(photo["version"], 9, "each of the eight counts");
}

#[tokio::test]
async fn the_list_can_be_walked_in_the_order_of_the_selection() {
    let scene = Scene::open().await;
    let (photo, draft) = scene.documented().await;
    let subhead = scene.subhead();
    let mut more = Vec::new();
    for title in ["Satu", "Dua", "Tiga"] {
        more.push(subhead.drafts(&scene.case, "WEBSITE_DRAFT", title).await);
    }
    let items = json!([
        { "id": more[2].id(), "decision": "SELECTED", "rank": 1 },
        { "id": draft.id(), "decision": "SELECTED", "rank": 2 },
        { "id": more[0].id(), "decision": "SELECTED", "rank": 2 },
        { "id": photo.id(), "decision": "SELECTED" },
        { "id": more[1].id(), "decision": "NOT_SELECTED" },
    ]);
    subhead.post(BATCH, json!({ "items": items, "atomic": true })).await.is(200);
    let order = ["Tiga", "Panen Raya Dibuka", "Satu", "Pembukaan", "Dua"];
    assert_eq!(scene.titles("?sort=rank").await, order);
    let mut walked = Vec::new();
    let mut next = format!("{}?sort=rank&limit=2", scene.address());
    while !next.is_empty() {
        let page = subhead.get(&next).await.good();
        walked.extend(page.items().iter().map(|item| item["title"].as_str().expect("a title").to_owned()));
        let cursor = page["nextCursor"].as_str();
        next = cursor.map_or_else(String::new, |cursor| format!("{}?sort=rank&limit=2&cursor={cursor}", scene.address()));
    }
    assert_eq!(walked, order);
}

#[tokio::test]
async fn two_hundred_are_sorted_with_one_call_and_reported() {
    let scene = Scene::open().await;
    let (photo, draft) = scene.documented().await;
    let subhead = scene.subhead();
    plant_drafts(&scene, 198).await;
    let ids: BTreeSet<String> = subhead
        .get(&format!("{}?limit=200", scene.address()))
        .await
        .good()
        .items()
        .iter()
        .map(|item| item["id"].as_str().expect("an id").to_owned())
        .collect();
    assert!(ids.len() == 200 && ids.contains(photo.id()) && ids.contains(draft.id()));
    let decided: Vec<Value> = ids
        .iter()
        .enumerate()
        .map(|(n, id)| match n % 4 {
            0 => json!({ "id": id, "decision": "SELECTED", "rank": n + 1 }),
            _ => json!({ "id": id, "decision": "NOT_SELECTED", "reason": "Serupa" }),
        })
        .collect();
    let answer = subhead.post(BATCH, json!({ "atomic": true, "items": decided })).await.is(200);
    assert_eq!(answer.items().len(), 200);
    assert_eq!(scene.titles("?decided=false").await.len(), 0);
    assert_eq!(scene.titles("?decision=SELECTED&limit=200").await.len(), 50);
    let report = subhead.reports(&scene.case, "Lima puluh terpilih.").await;
    assert_eq!(report["selected"].as_array().map(Vec::len), Some(50));
    decide(&subhead, &photo, json!({ "decision": null })).await.refused(409, "STATE_FORBIDS");
}

/// Drafts behind the API's back.
async fn plant_drafts(scene: &Scene, count: u32) {
    let sql = format!(
        "INSERT INTO artifacts (id, assignment_id, sender_id, kind, title, keywords, persons_shown, headline, content, created_at,
            updated_at, version)
         SELECT gen_random_uuid(), '{}', '{}', 'WEBSITE_DRAFT', 'Draf ' || n, '{{}}', '{{}}', 'Draf ' || n, 'Panen raya.', now(), now(), 1
         FROM generate_series(1, {count}) AS n",
        scene.case.id(),
        scene.staff().officer_id(),
    );
    scene.office.sql().await.batch_execute(&sql).await.expect("drafts are planted");
}
