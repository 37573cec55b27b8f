//! `POST /v1/oauth/revoke`: a client gives back what it has (RFC 7009).

use super::{CREDENTIALS, Client, REVOKE, TOKEN, asks, part, refused, sends};
use crate::support::Office;
use serde_json::json;

#[tokio::test]
async fn a_token_that_is_given_back_is_refused_at_once_on_every_instance() {
    let office = Office::open().await;
    let client = Client::of(&office, &["INTEGRATION"]).await;
    let other = office.another().await;
    let (lost, kept) = (client.token(&office).await, client.token(&office).await);
    for instance in [&office, &other] {
        asks(instance, "/v1/me", &lost).await.is(200);
    }
    let answer = client.sends(&office, REVOKE, &[("token", &lost), ("token_type_hint", "access_token")]).await.is(200);
    assert!(answer.bytes.is_empty());
    asks(&office, "/v1/me", &lost).await.refused(401, "TOKEN_INVALID");
    asks(&office, "/v1/me", &kept).await.is(200);
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(3);
    while asks(&other, "/v1/me", &lost).await.status != 401 {
        assert!(std::time::Instant::now() < deadline, "the other instance never hears of it");
    }
    // Once more changes nothing, and the deny-list and the journal have it once.
    client.sends(&office, REVOKE, &[("token", &lost)]).await.is(200);
    let listed = office.admin().get("/v1/revocations").await.is(200);
    assert_eq!((listed.items().len(), &listed.items()[0]["jti"]), (1, &part(&lost, 1)["jti"]));
    assert_eq!(listed.items()[0]["createdBy"], json!(client.id));
    let entry = &office.auditor().journal_of(listed.items()[0]["id"].as_str().expect("an id")).await[0];
    let who = &entry["actor"];
    assert_eq!((&who["subject"], &who["role"]), (&json!(client.id), &json!("INTEGRATION")));
    assert_eq!(entry["type"], "revocation.created");
}

#[tokio::test]
async fn what_is_no_token_of_ours_or_over_is_as_good_as_given_back() {
    let office = Office::open().await;
    let client = Client::of(&office, &["INTEGRATION"]).await;
    let (foreign, old) = (office.staff(1).token(), client.token(&office).await);
    office.clock().advance(chrono::TimeDelta::minutes(20));
    for token in ["x", "x.y.z", &foreign, &old, &format!("{old}x")] {
        client.sends(&office, REVOKE, &[("token", token)]).await.is(200);
    }
    assert!(office.admin().get("/v1/revocations").await.is(200).items().is_empty());
    office.staff(1).get("/v1/me").await.is(200);
}

#[tokio::test]
async fn nobody_gives_back_what_is_anothers() {
    let office = Office::open().await;
    let (client, other) = (Client::of(&office, &["INTEGRATION"]).await, Client::of(&office, &["AUDITOR"]).await);
    let token = client.token(&office).await;
    refused(other.sends(&office, REVOKE, &[("token", &token)]).await, 400, "invalid_grant");
    refused(sends(&office, REVOKE, &[("token", &token)]).await, 401, "invalid_client");
    let guessed = [("token", token.as_str()), ("client_id", &client.id), ("client_secret", &other.secret)];
    refused(sends(&office, REVOKE, &guessed).await, 401, "invalid_client");
    refused(client.sends(&office, REVOKE, &CREDENTIALS).await, 400, "invalid_request");
    refused(client.sends(&office, REVOKE, &[("token", &token), ("token", &token)]).await, 400, "invalid_request");
    office.nobody().post(REVOKE, json!({ "token": token })).await.refused(415, "UNSUPPORTED_MEDIA_TYPE");
    asks(&office, "/v1/me", &token).await.is(200);
}

#[tokio::test]
async fn admin_takes_back_all_that_a_client_has() {
    let office = Office::open().await;
    let client = Client::of(&office, &["INTEGRATION"]).await;
    let token = client.token(&office).await;
    office.clock().advance(chrono::TimeDelta::seconds(5));
    office.admin().post("/v1/revocations", json!({ "subject": client.id, "reason": "Uji" })).await.is(201);
    asks(&office, "/v1/me", &token).await.refused(401, "TOKEN_INVALID");
    office.clock().advance(chrono::TimeDelta::seconds(1));
    let answer = client.sends(&office, TOKEN, &CREDENTIALS).await.is(200);
    asks(&office, "/v1/me", answer["access_token"].as_str().expect("a token")).await.is(200);
}
