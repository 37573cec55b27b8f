//! Portals, as ADMIN keeps them.

use super::Portal;
use crate::oauth::{Client, asks};
use crate::support::Office;
use serde_json::{Value, json};

const PORTALS: &str = "/v1/portals";

#[tokio::test]
async fn admin_enters_reads_lists_and_changes_them_and_the_journal_tells() {
    let office = Office::open().await;
    let (admin, client) = (office.admin(), Client::of(&office, &["INTEGRATION"]).await);
    let body = json!({ "name": "Portal Kabupaten", "clientId": client.id, "address": "https://kab.example.go.id" });
    let tried = admin.post(&format!("{PORTALS}?dryRun=true"), body.clone()).await.is(200);
    assert_eq!((&tried["name"], admin.get(PORTALS).await.is(200).items().len()), (&body["name"], 0));
    let made = admin.post(PORTALS, body.clone()).with_key("satu").await.is(201);
    assert_eq!((&made["clientId"], &made["active"], &made["createdBy"]), (&json!(client.id), &json!(true), &json!("admin")));
    let path = made.header("location").expect("an address").to_owned();
    let again = admin.post(PORTALS, body).with_key("satu").await.is(201);
    assert_eq!((again.header("idempotent-replayed"), &again["id"]), (Some("true"), &made["id"]));
    let read = office.auditor().get(&path).await.is(200);
    assert_eq!((read.json(), read.etag()), (made.json(), made.etag()));
    admin.patch(&path, "\"9.x\"", json!({ "active": false })).await.refused(412, "PRECONDITION_FAILED");
    let changed =
        admin.patch(&path, made.etag(), json!({ "name": "Portal Desa", "address": null, "active": false })).await.is(200);
    assert_eq!((&changed["name"], &changed["address"], &changed["version"]), (&json!("Portal Desa"), &Value::Null, &json!(2)));
    let other = Portal::of(&office, "Arsip").await;
    let page = admin.get(&format!("{PORTALS}?limit=1&count=true")).await.is(200);
    assert_eq!((&page.items()[0]["id"], &page["count"]["value"]), (&json!(other.id), &json!(2)));
    let next = page["nextCursor"].as_str().expect("a cursor");
    assert_eq!(admin.get(&format!("{PORTALS}?limit=1&cursor={next}")).await.is(200).items()[0]["id"], made["id"]);
    let active = admin.get(&format!("{PORTALS}?active=true")).await.is(200);
    assert_eq!((active.items().len(), &active.items()[0]["id"]), (1, &json!(other.id)));
    let journal = office.auditor().journal_of(made.id()).await;
    let kinds: Vec<_> = journal.iter().filter_map(|entry| entry["type"].as_str()).collect();
    assert!(kinds.len() == 2 && kinds.contains(&"portal.created") && kinds.contains(&"portal.edited"), "{kinds:?}");
}

#[tokio::test]
async fn each_has_a_client_of_its_own_that_may_be_a_portal() {
    let office = Office::open().await;
    let admin = office.admin();
    let portal = Portal::of(&office, "Portal").await;
    let enter = |client: &str| admin.post(PORTALS, json!({ "name": "Lain", "clientId": client }));
    let taken = enter(&portal.client.id).await.refused(409, "CONFLICT");
    assert_eq!(taken.faults(), [("#/clientId", "CLIENT_TAKEN")]);
    let auditor = Client::of(&office, &["AUDITOR"]).await;
    let idle = Client::of(&office, &["INTEGRATION"]).await;
    admin.patch(&idle.path(), "*", json!({ "active": false })).await.is(200);
    for nobody in [auditor.id.as_str(), &idle.id, "019ab0d0-0000-7000-8000-00000000ffff"] {
        assert_eq!(enter(nobody).await.refused(400, "VALIDATION").faults(), [("#/clientId", "UNKNOWN_REFERENCE")]);
    }
    let free = Client::of(&office, &["INTEGRATION"]).await;
    for (address, code) in [("kab.example.go.id", "NOT_A_URL"), ("javascript:alert(1)", "NOT_A_URL")] {
        let body = json!({ "name": "Lain", "clientId": free.id, "address": address });
        assert_eq!(admin.post(PORTALS, body).await.refused(400, "VALIDATION").faults(), [("#/address", code)]);
        let path = format!("{PORTALS}/{}", portal.id);
        let refused = admin.patch(&path, "*", json!({ "address": address })).await.refused(400, "VALIDATION");
        assert_eq!(refused.faults(), [("#/address", code)]);
    }
}

#[tokio::test]
async fn a_portal_is_shown_itself_and_nobody_else_makes_or_sees_any() {
    let office = Office::open().await;
    let (mine, other) = (Portal::of(&office, "Satu").await, Portal::of(&office, "Dua").await);
    let token = mine.client.token(&office).await;
    let list = asks(&office, PORTALS, &token).await.is(200);
    assert_eq!((list.items().len(), &list.items()[0]["id"]), (1, &json!(mine.id)));
    asks(&office, &format!("{PORTALS}/{}", mine.id), &token).await.is(200);
    asks(&office, &format!("{PORTALS}/{}", other.id), &token).await.refused(404, "NOT_FOUND");
    // A machine that is no client of ours has no portal.
    assert!(office.integration().get(PORTALS).await.is(200).items().is_empty());
    office.integration().get(&format!("{PORTALS}/{}", mine.id)).await.refused(404, "NOT_FOUND");
    for nobody in [office.division_head(), office.subdivision_head(), office.staff(1)] {
        nobody.get(PORTALS).await.refused(403, "ROLE_MISSING");
        nobody.post(PORTALS, json!({ "name": "X", "clientId": mine.client.id })).await.refused(403, "ROLE_MISSING");
    }
    office.auditor().post(PORTALS, json!({ "name": "X", "clientId": mine.client.id })).await.refused(403, "ROLE_MISSING");
    office
        .integration()
        .patch(&format!("{PORTALS}/{}", mine.id), "*", json!({ "active": false }))
        .await
        .refused(403, "ROLE_MISSING");
}
