//! A portal tells what it shows.

use super::{Portal, as_client, now};
use crate::publications::{Accepted, at};
use crate::support::{Office, Reply};
use chrono::TimeDelta;
use serde_json::{Value, json};

async fn told(office: &Office, publication: &Reply) -> Vec<String> {
    let entries = office.auditor().journal_of(publication.id()).await;
    let types = entries.iter().map(|entry| entry["type"].as_str().expect("a type").to_owned());
    types.filter(|told| told.ends_with("shown") || told.ends_with("removed")).collect()
}

#[tokio::test]
async fn told_again_it_is_the_same_and_told_anew_it_takes_its_place() {
    let office = Office::open().await;
    let accepted = Accepted::of(&office).await;
    let (case, made) = (&accepted.case, accepted.is_published().await);
    let portal = Portal::of(&office, "Portal Kabupaten").await;
    let token = portal.client.token(&office).await;
    let path = portal.receipt(&made);
    let body = json!({ "version": 1, "address": "https://kab.example.go.id/panen", "shownAt": now(&office) });
    let tried = as_client(&office, &token, &format!("{path}?dryRun=true"), &body).await.is(200);
    assert_eq!((&tried["standing"], told(&office, &made).await.len()), (&json!("CURRENT"), 0));
    let first = as_client(&office, &token, &path, &body).await.is(200);
    assert_eq!((&first["standing"], &first["version"], &first["since"]), (&json!("CURRENT"), &json!(1), &body["shownAt"]));
    assert_eq!((&first["portal"]["name"], &first["publication"]["slug"]), (&json!("Portal Kabupaten"), &made["slug"]));
    for _ in 0..3 {
        let again = as_client(&office, &token, &path, &body).await.is(200);
        assert_eq!((again.json(), again.etag()), (first.json(), first.etag()));
    }
    assert_eq!(told(&office, &made).await, ["publication.shown"]);
    let entry = office.auditor().journal_of(made.id()).await.pop().expect("an entry");
    assert_eq!((&entry["actor"]["subject"], &entry["actor"]["role"]), (&json!(portal.client.id), &json!("INTEGRATION")));
    assert_eq!((&entry["changes"]["after"]["portalId"], &entry["changes"]["withheld"]), (&json!(portal.id), &json!(["address"])));

    case.subhead.post(&at(&made, "/correction"), json!({ "changed": "Judul", "headline": "Panen" })).await.is(200);
    let late = as_client(&office, &token, &path, &body).await.is(200);
    assert_eq!((&late["standing"], &late["publication"]["version"]), (&json!("SUPERSEDED"), &json!(2)));
    assert_eq!(portal.shows(&office, &made, 2).await["standing"], "CURRENT");
    let removed = portal.removes(&office, &made, 2).await;
    assert_eq!(
        (&removed["standing"], &removed["since"], &removed["address"]),
        (
            &json!("REMOVED"),
            &removed["removedAt"],
            &body["address"].as_str().map_or(Value::Null, |_| json!("https://kab.example.go.id/berita/panen"))
        )
    );
    assert_eq!(portal.shows(&office, &made, 2).await["standing"], "CURRENT", "and shows it again");
    assert_eq!(
        told(&office, &made).await,
        ["publication.shown", "publication.shown", "publication.removed", "publication.shown"]
    );
    // It is no change of the publication.
    let changes = office.integration().get("/v1/changes").await.is(200);
    assert_eq!(changes.items().len(), 2);
    let line = case.head.get(&format!("/v1/assignments/{}/timeline", case.assignment.id())).await.good();
    assert!(line.json().to_string().contains("tidak lagi menampilkan"));
}

#[tokio::test]
async fn a_client_tells_for_its_own_portal_alone() {
    let office = Office::open().await;
    let accepted = Accepted::of(&office).await;
    let made = accepted.is_published().await;
    let (mine, other) = (Portal::of(&office, "Satu").await, Portal::of(&office, "Dua").await);
    let body = json!({ "version": 1, "address": "https://x.example", "shownAt": now(&office) });
    mine.sends(&office, &other.receipt(&made), &body).await.refused(404, "NOT_FOUND");
    let stranger = crate::oauth::Client::of(&office, &["INTEGRATION"]).await;
    let token = stranger.token(&office).await;
    as_client(&office, &token, &mine.receipt(&made), &body).await.refused(404, "NOT_FOUND");
    // A machine of another issuer is no client of ours, whatever it calls itself.
    let named = office.caller(&mine.client.id, &[pubdok::domain::role::Role::Integration]);
    named.put(&mine.receipt(&made), "*", body.clone()).await.refused(404, "NOT_FOUND");
    for nobody in [office.division_head(), office.admin(), office.auditor(), office.staff(1)] {
        nobody.put(&mine.receipt(&made), "*", body.clone()).await.refused(403, "ROLE_MISSING");
    }
    office.admin().patch(&format!("/v1/portals/{}", mine.id), "*", json!({ "active": false })).await.is(200);
    mine.sends(&office, &mine.receipt(&made), &body).await.refused(404, "NOT_FOUND");
    let nothing = "/v1/publications/019ab0d0-0000-7000-8000-00000000ffff/receipts";
    other.sends(&office, &format!("{nothing}/{}", other.id), &body).await.refused(404, "NOT_FOUND");
    assert!(told(&office, &made).await.is_empty());
}

#[tokio::test]
async fn all_that_is_wrong_is_told_at_once() {
    let office = Office::open().await;
    let accepted = Accepted::of(&office).await;
    let made = accepted.is_published().await;
    let portal = Portal::of(&office, "Satu").await;
    let token = portal.client.token(&office).await;
    let day = |days: i64| (office.clock().now() + TimeDelta::days(days)).to_rfc3339();
    for (body, faults) in [
        (json!({}), vec![("#/version", "REQUIRED")]),
        (json!({ "version": 1 }), vec![("#/shownAt", "ONE_OF_TWO")]),
        (
            json!({ "version": 1, "address": "https://x.example", "shownAt": now(&office), "removedAt": now(&office) }),
            vec![("#/shownAt", "ONE_OF_TWO")],
        ),
        (json!({ "version": 1, "shownAt": now(&office) }), vec![("#/address", "REQUIRED")]),
        (json!({ "version": 1, "address": "ftp://x", "shownAt": now(&office) }), vec![("#/address", "NOT_A_URL")]),
        (json!({ "version": 0, "removedAt": now(&office) }), vec![("#/version", "OUT_OF_RANGE")]),
        (json!({ "version": 2, "removedAt": day(1) }), vec![("#/removedAt", "CLOCK_AHEAD"), ("#/version", "UNKNOWN_REFERENCE")]),
        (json!({ "version": 1, "address": "https://x.example", "shownAt": day(-1) }), vec![("#/shownAt", "BEFORE_ITS_CAUSE")]),
        (json!({ "version": 1, "removedAt": day(-1) }), vec![("#/removedAt", "BEFORE_ITS_CAUSE")]),
        (json!({ "version": 1, "removedAt": now(&office), "where": "x" }), vec![("#/where", "UNKNOWN_FIELD")]),
    ] {
        let refused = as_client(&office, &token, &portal.receipt(&made), &body).await.refused(400, "VALIDATION");
        assert_eq!(refused.faults(), faults, "{body}");
    }
    assert!(told(&office, &made).await.is_empty());
}

#[tokio::test]
async fn what_has_not_appeared_is_not_there_for_portals() {
    let office = Office::open().await;
    let accepted = Accepted::of(&office).await;
    let portal = Portal::of(&office, "Satu").await;
    let appears = office.clock().now() + TimeDelta::days(2);
    let body = accepted.body_with(json!({ "publishAt": appears.to_rfc3339() }));
    let made = accepted.case.subhead.post("/v1/publications", body).await.is(201);
    let shown = json!({ "version": 1, "address": "https://x.example", "shownAt": now(&office) });
    portal.sends(&office, &portal.receipt(&made), &shown).await.refused(404, "NOT_FOUND");
    let list = accepted.case.head.get(&at(&made, "/receipts")).await.is(200);
    assert!(list.items().is_empty(), "of nobody it is waited for yet");
    office.clock().advance(TimeDelta::days(3));
    assert_eq!(portal.shows(&office, &made, 1).await["standing"], "CURRENT");
}
