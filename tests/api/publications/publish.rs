//! What is published, and that nothing is published otherwise.

use super::{Accepted, at, told};
use crate::support::Office;
use futures_util::future::join_all;
use serde_json::{Value, json};
use std::future::IntoFuture;

#[tokio::test]
async fn a_selected_draft_with_its_photo_is_published() {
    let office = Office::open().await;
    let accepted = Accepted::of(&office).await;
    let case = &accepted.case;
    assert_eq!(case.head.get("/v1/publications?count=true").await.good()["count"]["value"], 0, "by an acceptance alone");
    for head in [&case.subhead, &case.head] {
        assert_eq!(head.reads("reports", case.report()).await.allowed(), ["PUBLISH"]);
    }
    let tried = case.head.post("/v1/publications?dryRun=true", accepted.body()).await.is(200);
    assert_eq!(tried["state"], "PUBLISHED");
    assert_eq!(case.head.get("/v1/publications").await.good().items().len(), 0, "by a try");

    let channels = json!([{ "name": "Situs web", "url": "https://kab.example.go.id/panen" }, { "name": "Papan pengumuman" }]);
    let body = accepted.body_with(json!({ "tags": ["panen"], "channels": channels }));
    let made = case.subhead.post("/v1/publications", body.clone()).with_key("terbit-1").await.is(201);
    assert_eq!(made.header("location"), Some(at(&made, "").as_str()));
    assert_eq!(
        (&made["slug"], &made["state"], &made["freshness"]),
        (&json!("panen-raya-dibuka-bupati"), &json!("PUBLISHED"), &json!("FRESH"))
    );
    let content = &made["content"];
    assert_eq!((&content["number"], &content["asAccepted"], &content["supersededBy"]), (&json!(1), &json!(true), &Value::Null));
    assert_eq!(content["html"], "<p>Panen raya dibuka Bupati di alun-alun.</p>\n");
    assert_eq!((&content["tags"], &content["language"]), (&json!(["panen"]), &json!("ID")));
    assert_eq!(content["channels"][1], json!({ "name": "Papan pengumuman", "url": null }));
    let medium = &content["media"][0];
    assert_eq!((&medium["altText"], &medium["credit"]), (&json!("Bupati membuka panen"), &json!("Humas Setda")));
    assert_eq!(medium["sha256"], case.photo()["content"]["sha256"]);
    assert_eq!(made["owner"]["id"], case.subhead.officer_id());
    assert_eq!(made.allowed(), ["CORRECT", "VERIFY", "WITHDRAW"]);

    let again = case.subhead.post("/v1/publications", body).with_key("terbit-1").await.is(201);
    assert_eq!((again.header("idempotent-replayed"), again.id()), (Some("true"), made.id()));
    let read = case.head.get(&at(&made, "")).await.good();
    assert_eq!(read.json(), made.json());
    let listed = case.head.get("/v1/publications").await.good();
    assert_eq!((listed.items().len(), &listed.items()[0]["etag"]), (1, &json!(read.etag())));
    assert_eq!(told(&office, &made).await, ["publication.published"]);
    let entry = &office.auditor().journal_of(made.id()).await[0];
    assert_eq!(entry["changes"]["after"]["contentDigest"], content["contentDigest"]);
    assert!(!entry.to_string().contains("Panen Raya Dibuka"), "the journal holds no text: {entry}");
}

#[tokio::test]
async fn the_text_may_be_made_ready_for_the_public_and_says_so() {
    let office = Office::open().await;
    let accepted = Accepted::of(&office).await;
    let body =
        accepted.body_with(json!({ "headline": "Panen", "body": "## Acara\n\nDibuka **Bupati**.", "excerpt": "Ringkas." }));
    let made = accepted.case.head.post("/v1/publications", body).await.is(201);
    assert_eq!((&made["slug"], &made["content"]["asAccepted"]), (&json!("panen"), &json!(false)));
    assert_eq!(made["content"]["html"], "<h2>Acara</h2>\n<p>Dibuka <strong>Bupati</strong>.</p>\n");
}

#[tokio::test]
async fn what_is_no_structured_text_is_refused_with_its_line() {
    let office = Office::open().await;
    let accepted = Accepted::of(&office).await;
    for (text, line) in [
        ("a\n\nb <script>alert(1)</script>", "Line 3"),
        ("[a](javascript:alert(1))", "Line 1"),
        ("a\n\n![b](https://kab.go.id/b.jpg)", "Line 3"),
        ("a\n\n# Judul", "Line 3"),
    ] {
        let refused = accepted.case.head.post("/v1/publications", accepted.body_with(json!({ "body": text })));
        let refused = refused.in_english().await.refused(400, "VALIDATION");
        assert_eq!(refused.faults(), [("#/body", "NOT_STRUCTURED_TEXT")], "{text}");
        assert!(refused["errors"][0]["detail"].as_str().is_some_and(|detail| detail.starts_with(line)), "{refused:?}");
    }
    let bad = json!({ "channels": [{ "name": "Situs", "url": "javascript:alert(1)" }], "tags": ["Panen", "panen"] });
    let refused = accepted.case.head.post("/v1/publications", accepted.body_with(bad)).await.refused(400, "VALIDATION");
    assert_eq!(refused.faults(), [("#/channels/0/url", "NOT_A_URL")]);
    let refused = accepted.body_with(json!({ "tags": ["Panen", "panen"] }));
    let refused = accepted.case.head.post("/v1/publications", refused).await.refused(400, "VALIDATION");
    assert_eq!(refused.faults(), [("#/tags/1", "NOT_UNIQUE")]);
}

#[tokio::test]
async fn times_are_ahead_and_in_order() {
    let office = Office::open().await;
    let accepted = Accepted::of(&office).await;
    let now = office.clock().now();
    let day = |days: i64| json!((now + chrono::TimeDelta::days(days)).to_rfc3339());
    for (times, faults) in [
        (json!({ "publishAt": day(-1) }), vec![("#/publishAt", "PAST")]),
        (json!({ "visibleUntil": day(-1), "reviewDueAt": day(-2) }), vec![("#/reviewDueAt", "PAST"), ("#/visibleUntil", "PAST")]),
        (json!({ "publishAt": day(9), "visibleUntil": day(8) }), vec![("#/visibleUntil", "ORDER")]),
        (json!({ "publishAt": day(9), "reviewDueAt": day(9) }), vec![("#/reviewDueAt", "ORDER")]),
        (json!({ "reviewDueAt": day(800) }), vec![("#/reviewDueAt", "OUT_OF_RANGE")]),
    ] {
        let refused = accepted.case.head.post("/v1/publications", accepted.body_with(times)).await.refused(400, "VALIDATION");
        assert_eq!(refused.faults(), faults);
    }
    let scheduled = accepted.body_with(json!({ "publishAt": day(2), "visibleUntil": day(400) }));
    let made = accepted.case.head.post("/v1/publications", scheduled).await.is(201);
    assert_eq!((&made["state"], &made["freshness"]), (&json!("SCHEDULED"), &json!("FRESH")));
    for (state, found) in [("SCHEDULED", 1), ("PUBLISHED", 0), ("WITHDRAWN", 0)] {
        let list = accepted.case.head.get(&format!("/v1/publications?state={state}")).await.good();
        assert_eq!(list.items().len(), found, "{state}");
    }
    office.clock().advance(chrono::TimeDelta::days(2));
    assert_eq!(accepted.case.head.get(&at(&made, "")).await.good()["state"], "PUBLISHED");
    assert_eq!(accepted.case.head.get("/v1/publications?state=PUBLISHED").await.good().items().len(), 1);
}

#[tokio::test]
async fn an_address_is_never_given_twice() {
    let office = Office::open().await;
    let many = [Accepted::of(&office).await, Accepted::of(&office).await, Accepted::of(&office).await];
    // At once: each must get another.
    let made = join_all(many.iter().map(Accepted::is_published)).await;
    let mut slugs: Vec<&str> = made.iter().filter_map(|one| one["slug"].as_str()).collect();
    slugs.sort_unstable();
    assert_eq!(slugs, ["panen-raya-dibuka-bupati", "panen-raya-dibuka-bupati-2", "panen-raya-dibuka-bupati-3"]);
    for one in &made {
        many[0].case.head.post(&at(one, "/withdrawal"), json!({ "reason": "Ditunda" })).await.is(200);
    }
    let anew = many[1].is_published().await;
    assert_eq!(anew["slug"], "panen-raya-dibuka-bupati-4", "not even of what was withdrawn");
    let found = many[1].case.head.get("/v1/publications?slug=panen-raya-dibuka-bupati-4").await.good();
    assert_eq!((found.items().len(), &found.items()[0]["id"]), (1, &json!(anew.id())));
}

#[tokio::test]
async fn of_two_who_publish_a_draft_at_once_one_does() {
    let office = Office::open().await;
    let accepted = Accepted::of(&office).await;
    let (one, other) = tokio::join!(
        accepted.case.head.post("/v1/publications", accepted.body()).into_future(),
        accepted.case.subhead.post("/v1/publications", accepted.body()).into_future(),
    );
    let mut statuses = [one.status, other.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409]);
    let refused = if one.status == 409 { one } else { other };
    assert_eq!(refused.refused(409, "STATE_FORBIDS").faults(), [("#/draftId", "ALREADY_PUBLISHED")]);
}
