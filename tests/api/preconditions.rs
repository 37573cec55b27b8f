//! Nobody overwrites what they have not seen.

use crate::support::{Caller, Office, Reply, patiently};
use futures_util::future::join_all;
use reqwest::Method;
use serde_json::json;

fn address(item: &Reply) -> String {
    format!("/v1/agenda-items/{}", item.id())
}

/// A patch with exactly this `If-Match`, or none.
async fn patch(head: &Caller, item: &Reply, expected: Option<&str>) -> Reply {
    let patch = head.ask(Method::PATCH, &address(item)).json(&json!({ "venue": "Pendopo" }));
    match expected {
        Some(expected) => patch.header("If-Match", expected).await,
        None => patch.await,
    }
}

#[tokio::test]
async fn the_etag_of_a_thing_is_strong_and_the_same_wherever_it_is_shown() {
    let office = Office::open().await;
    let head = office.division_head();
    let made = head.puts_on_agenda("Festival").await;
    assert_eq!(made.header("location"), Some(address(&made).as_str()));
    let read = head.get(&address(&made)).await.good();
    assert_eq!(read.etag(), made.etag());
    assert_eq!(read.json(), made.json());
    assert!(made.etag().starts_with("\"1.") && made.etag().ends_with('"'), "{}", made.etag());
    let changed = head.patch(&address(&made), made.etag(), json!({ "venue": "Pendopo" })).await.is(200);
    assert_eq!((&changed["version"], &changed["venue"]), (&json!(2), &json!("Pendopo")));
    assert_ne!(changed.etag(), made.etag());
    assert_eq!(head.get(&address(&made)).await.good().etag(), changed.etag());
}

#[tokio::test]
async fn what_the_client_has_already_is_not_sent_again() {
    let office = Office::open().await;
    let head = office.division_head();
    let item = head.puts_on_agenda("Festival").await;
    let current = item.etag();
    for known in [
        current.to_owned(),
        format!("W/{current}"),
        format!("\"x\", {current}"),
        "*".to_owned(),
        format!("{}-gzip\"", current.trim_end_matches('"')),
    ] {
        for method in [Method::GET, Method::HEAD] {
            let answer = head.ask(method, &address(&item)).header("If-None-Match", &known).await.is(304);
            assert!(answer.bytes.is_empty() && answer.etag() == current, "{known}");
            assert!(answer.header("vary").is_some() && answer.header("cache-control") == Some("private, no-cache"));
        }
    }
    for other in ["\"1\"", "\"x\"", "\"2.abc\"", "nonsense"] {
        head.get(&address(&item)).header("If-None-Match", other).await.is(200);
    }
    head.patch(&address(&item), current, json!({ "venue": "Pendopo" })).await.is(200);
    head.get(&address(&item)).header("If-None-Match", current).await.is(200);
}

#[tokio::test]
async fn a_change_needs_the_version_it_was_made_on() {
    let office = Office::open().await;
    let head = office.division_head();
    let item = head.puts_on_agenda("Festival").await;
    let first = item.etag().to_owned();
    patch(&head, &item, None).await.refused(428, "PRECONDITION_REQUIRED");
    for foreign in ["\"\"", "\"0.x\"", "\"2.x\"", "\"99999999999.x\"", "\"-1\""] {
        patch(&head, &item, Some(foreign)).await.refused(412, "PRECONDITION_FAILED");
    }
    for malformed in ["", "1", "\"1", "\"1\" \"2\"", "*,\"1\"", ",", "'1'"] {
        let told = patch(&head, &item, Some(malformed)).await.refused(400, "VALIDATION");
        assert_eq!(told.faults(), [("If-Match", "MALFORMED")], "{malformed}");
    }
    assert_eq!(head.get(&address(&item)).await.good().json(), item.json());

    let second = patch(&head, &item, Some(&first)).await.is(200);
    patch(&head, &item, Some(&first)).await.refused(412, "PRECONDITION_FAILED");
    let third = patch(&head, &item, Some(&format!("\"7.x\", {}", second.etag()))).await.is(200);
    assert_eq!(patch(&head, &item, Some("*")).await.is(200)["version"], 4);
    patch(&head, &third, Some(third.etag())).await.refused(412, "PRECONDITION_FAILED");
}

#[tokio::test]
async fn a_precondition_does_not_tell_of_what_is_out_of_sight() {
    let office = Office::open().await;
    let item = office.division_head().puts_on_agenda("Festival").await;
    // The machine sees only what it put on the agenda itself.
    patch(&office.integration(), &item, Some("\"9.x\"")).await.refused(404, "NOT_FOUND");
    patch(&office.integration(), &item, Some("*")).await.refused(404, "NOT_FOUND");
}

#[tokio::test]
async fn of_fifty_patches_with_one_etag_one_wins() {
    let office = Office::open().await;
    let head = office.division_head();
    let item = head.puts_on_agenda("Festival").await;
    let patches = (0..50).map(|number| {
        let (head, path, etag) = (head.clone(), address(&item), item.etag().to_owned());
        async move { patiently(|| head.patch(&path, &etag, json!({ "venue": format!("Lapangan {number}") }))).await }
    });
    let answers = join_all(patches).await;
    let won: Vec<&Reply> = answers.iter().filter(|answer| answer.status == 200).collect();
    assert_eq!(won.len(), 1);
    for answer in answers.iter().filter(|answer| answer.status != 200) {
        answer.clone().refused(412, "PRECONDITION_FAILED");
    }
    let stands = head.get(&address(&item)).await.good();
    assert_eq!((&stands["version"], &stands["venue"]), (&json!(2), &won[0]["venue"]));
    let entries = "SELECT count(*) FROM journal WHERE type = 'agenda-item.edited'";
    assert_eq!(office.sql().await.query_one(entries, &[]).await.expect("a count").get::<_, i64>(0), 1);
}

#[tokio::test]
async fn a_merge_patch_keeps_sets_and_clears() {
    let office = Office::open().await;
    let head = office.division_head();
    let item = head.puts_on_agenda("Festival").await;
    let set = json!({ "venue": "Pendopo", "attendees": ["Bupati"], "invitation": { "number": "005/1", "date": "2026-09-01", "from": "OPD" } });
    let item = head.patch(&address(&item), "*", set).await.is(200);
    let item =
        head.patch(&address(&item), "*", json!({ "venue": null, "endsAt": null, "title": "  Panen  Raya " })).await.is(200);
    assert_eq!((&item["venue"], &item["endsAt"], &item["title"]), (&json!(null), &json!(null), &json!("Panen  Raya")));
    assert_eq!((&item["attendees"], &item["invitation"]["number"]), (&json!(["Bupati"]), &json!("005/1")));
    let told = head.patch(&address(&item), "*", json!({ "title": null, "attendees": null })).await.refused(400, "VALIDATION");
    assert_eq!(told.faults(), [("#/attendees", "REQUIRED"), ("#/title", "REQUIRED")]);
}

#[tokio::test]
async fn a_dry_run_answers_what_would_be_and_keeps_nothing() {
    let office = Office::open().await;
    let head = office.division_head();
    let body = json!({ "title": "Festival", "startsAt": "2026-09-30T09:00:00Z" });
    let tried = head.post("/v1/agenda-items?dryRun=true", body.clone()).await.is(200);
    assert!(tried["title"] == "Festival" && tried.header("location").is_none());
    assert_eq!(head.get("/v1/agenda-items").await.good().items().len(), 0);
    let item = head.post("/v1/agenda-items?dryRun=false", body).await.is(201);
    let tried = head.patch(&format!("{}?dryRun=true", address(&item)), item.etag(), json!({ "venue": "Pendopo" })).await.is(200);
    assert_eq!((&tried["venue"], &tried["version"]), (&json!("Pendopo"), &json!(2)));
    assert_eq!(head.get(&address(&item)).await.good().etag(), item.etag());
    let told = head.post("/v1/agenda-items?dryRun=yes", json!({})).await.refused(400, "VALIDATION");
    assert_eq!(told.faults()[0], ("#/startsAt", "REQUIRED"));
}

#[tokio::test]
async fn a_change_is_never_answered_as_known_and_who_wants_there_to_be_none_is_refused() {
    let office = Office::open().await;
    let head = office.division_head();
    let item = head.puts_on_agenda("Festival").await;
    let change = json!({ "venue": "Pendopo" });
    let refused = head.patch(&address(&item), item.etag(), change.clone()).header("If-None-Match", "*").await;
    refused.refused(412, "PRECONDITION_FAILED");
    assert_eq!(head.get(&address(&item)).await.good()["venue"], item["venue"]);
    // Of a tag that is another, or of this one, what was done is told.
    let done = head.patch(&address(&item), item.etag(), change.clone()).header("If-None-Match", "\"9.x\"").await.is(200);
    let again = head.patch(&address(&item), done.etag(), change).header("If-None-Match", done.etag()).await.is(200);
    assert_eq!(again["venue"], "Pendopo");
}
