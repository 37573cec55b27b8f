//! Who the caller is.

use crate::support::Office;
use pubdok::domain::label::Label;
use pubdok::domain::role::Role;
use serde_json::{Value, json};

#[tokio::test]
async fn every_role_can_ask_who_they_are() {
    let office = Office::open().await;
    for role in Role::ALL.iter().copied() {
        let caller = office.holder(role);
        let me = caller.get("/v1/me").await.is(200);
        assert_eq!((&me["roles"], &me["mandates"]), (&json!([role.label()]), &json!([])), "{role}");
        let known = [Role::DivisionHead, Role::SubdivisionHead, Role::Staff].contains(&role);
        let subject = if known { json!(caller.subject) } else { Value::Null };
        assert_eq!(me["officer"]["subject"], subject, "{role}");
        assert_eq!(me["officer"].is_null(), !known, "{role}");
        caller.get("/v1/me").header("If-None-Match", me.etag()).await.is(304);
    }
}

#[tokio::test]
async fn a_token_may_carry_several_roles() {
    let office = Office::open().await;
    let both = office.caller("kasubag", &[Role::Auditor, Role::SubdivisionHead]);
    let path = format!("/v1/officers/{}", both.officer_id());
    let etag = office.admin().get(&path).await.is(200).etag().to_owned();
    office.admin().patch(&path, &etag, json!({ "roles": ["SUBDIVISION_HEAD", "AUDITOR"] })).await.is(200);
    assert_eq!(both.get("/v1/me").await.is(200)["roles"], json!(["SUBDIVISION_HEAD", "AUDITOR"]));
}

#[tokio::test]
async fn an_admin_in_the_directory_sees_their_entry_while_it_is_active() {
    let office = Office::open().await;
    let admin = office.admin();
    let id = office.plant_officer("admin", "Tata Usaha", "Pengelola Sistem", Role::Admin).await.to_string();
    // Planted behind the API's back: the service hears of it from the database, sooner or later.
    let entry = admin.get(&format!("/v1/officers/{id}")).await.is(200);
    let renamed = admin.patch(&format!("/v1/officers/{id}"), entry.etag(), json!({ "name": "Tata" })).await.is(200);
    assert_eq!(admin.get("/v1/me").await.is(200)["officer"]["name"], "Tata");
    admin.patch(&format!("/v1/officers/{id}"), renamed.etag(), json!({ "active": false })).await.is(200);
    admin.get("/v1/me").await.refused(403, "OFFICER_INACTIVE");
}

#[tokio::test]
async fn strangers_and_strange_questions_are_refused() {
    let office = Office::open().await;
    office.nobody().get("/v1/me").await.refused(401, "TOKEN_MISSING");
    office.stranger().get("/v1/me").await.refused(403, "OFFICER_UNKNOWN");
    let refused = office.staff(1).get("/v1/me?as=kabag").await.refused(400, "VALIDATION");
    assert_eq!(refused.faults(), [("as", "UNKNOWN_FIELD")]);
    office.staff(1).post("/v1/me", json!({})).await.refused(405, "METHOD_NOT_ALLOWED");
}
