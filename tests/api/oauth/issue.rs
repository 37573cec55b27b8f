//! `POST /v1/oauth/token`: who gets a token, and what is told to whoever gets none.

use super::{CLIENTS, CREDENTIALS, Client, TOKEN, add_secret, part, refused, sends};
use crate::support::{BASE_URL, Office, Reply};
use base64::{Engine, prelude::BASE64_STANDARD};
use chrono::TimeDelta;
use futures_util::future::join_all;
use serde_json::json;

#[tokio::test]
async fn a_client_gets_a_token_by_either_way_of_showing_its_secret() {
    let office = Office::open().await;
    let client = Client::of(&office, &["INTEGRATION", "AUDITOR"]).await;
    let by_header = client.sends(&office, TOKEN, &CREDENTIALS).await.is(200);
    let form = [CREDENTIALS[0], ("client_id", &client.id), ("client_secret", &client.secret)];
    let by_form = sends(&office, TOKEN, &form).await.is(200);
    for answer in [by_header, by_form] {
        assert_eq!((&answer["token_type"], &answer["expires_in"]), (&json!("Bearer"), &json!(900)));
        assert_eq!(answer["scope"], "AUDITOR INTEGRATION");
        assert_eq!((answer.header("cache-control"), answer.header("pragma")), (Some("no-store"), Some("no-cache")));
        assert_eq!(answer.header("content-type"), Some("application/json"));
        let token = answer["access_token"].as_str().expect("a token");
        let (header, claims) = (part(token, 0), part(token, 1));
        assert_eq!((&header["typ"], &header["alg"]), (&json!("at+jwt"), &json!("EdDSA")));
        // RFC 9068 §2.2.
        assert_eq!((&claims["iss"], &claims["aud"]), (&json!(BASE_URL), &json!("pubdok")));
        assert_eq!((&claims["sub"], &claims["client_id"]), (&json!(client.id), &json!(client.id)));
        let (issued, over) = (claims["iat"].as_i64().expect("iat"), claims["exp"].as_i64().expect("exp"));
        assert_eq!((over - issued, &claims["scope"]), (900, &json!("AUDITOR INTEGRATION")));
        assert!(claims["jti"].as_str().is_some_and(|id| id.len() == 36));
    }
}

#[tokio::test]
async fn it_says_the_roles_that_are_asked_for_and_none_that_the_client_has_not() {
    let office = Office::open().await;
    let client = Client::of(&office, &["INTEGRATION", "AUDITOR"]).await;
    let portal = Client::of(&office, &["INTEGRATION"]).await;
    let ask = async |client: &Client, scope: &str| client.sends(&office, TOKEN, &[CREDENTIALS[0], ("scope", scope)]).await;
    for (scope, told) in [("AUDITOR", "AUDITOR"), ("INTEGRATION AUDITOR", "AUDITOR INTEGRATION"), ("", "AUDITOR INTEGRATION")] {
        assert_eq!(ask(&client, scope).await.is(200)["scope"], told);
    }
    for scope in ["ADMIN", "auditor", "AUDITOR ADMIN", "AUDITOR  INTEGRATION", "openid", "AUDITOR,INTEGRATION"] {
        refused(ask(&client, scope).await, 400, "invalid_scope");
    }
    refused(ask(&portal, "AUDITOR").await, 400, "invalid_scope");
}

#[tokio::test]
async fn what_is_no_request_of_this_kind_is_told_in_the_words_of_oauth() {
    let office = Office::open().await;
    let client = Client::of(&office, &["INTEGRATION"]).await;
    let twice = [CREDENTIALS[0], CREDENTIALS[0]];
    let both = [CREDENTIALS[0], ("client_id", &client.id), ("client_secret", &client.secret)];
    let cases: [(&[(&str, &str)], &str); 7] = [
        (&[], "invalid_request"),
        (&[("grant_type", "")], "invalid_request"),
        (&twice, "invalid_request"),
        (&both, "invalid_request"),
        (&[("grant_type", "refresh_token"), ("refresh_token", "x")], "unsupported_grant_type"),
        (&[("grant_type", "password")], "unsupported_grant_type"),
        (&[("grant_type", "CLIENT_CREDENTIALS")], "unsupported_grant_type"),
    ];
    for (form, error) in cases {
        refused(client.sends(&office, TOKEN, form).await, 400, error);
    }
    // What is not known is ignored (RFC 6749 §3.2), and the id may be said besides.
    client.sends(&office, TOKEN, &[CREDENTIALS[0], ("audience", "x"), ("client_id", &client.id)]).await.is(200);
    // What is no form is not for OAuth to tell.
    office.nobody().post(TOKEN, json!({ "grant_type": "client_credentials" })).await.refused(415, "UNSUPPORTED_MEDIA_TYPE");
    let long = "x".repeat(30_000);
    client.sends(&office, TOKEN, &[CREDENTIALS[0], ("x", &long)]).await.refused(413, "PAYLOAD_TOO_LARGE");
    office.nobody().get(TOKEN).await.refused(405, "METHOD_NOT_ALLOWED");
}

#[tokio::test]
async fn whoever_is_no_client_is_told_the_same_whatever_was_wrong() {
    let office = Office::open().await;
    let client = Client::of(&office, &["INTEGRATION"]).await;
    let other = Client::of(&office, &["AUDITOR"]).await;
    let off = Client::of(&office, &["INTEGRATION"]).await;
    let bare = office.admin().post(CLIENTS, json!({ "name": "Tanpa rahasia", "roles": ["AUDITOR"] })).await.is(201);
    let etag = office.admin().get(&off.path()).await.is(200).etag().to_owned();
    office.admin().patch(&off.path(), &etag, json!({ "active": false })).await.is(200);
    let mut wrong = client.secret.clone().into_bytes();
    let last = wrong.len() - 10;
    wrong[last] = if wrong[last] == b'A' { b'B' } else { b'A' };
    let wrong = String::from_utf8(wrong).expect("text");
    let basic = |id: &str, secret: &str| format!("Basic {}", BASE64_STANDARD.encode(format!("{id}:{secret}")));
    let mut told = Vec::new();
    for sent in [
        basic(&client.id, &wrong),
        basic(&client.id, &other.secret),
        basic(&client.id, ""),
        basic(&client.id, "pubdok_"),
        basic(&client.id, &"x".repeat(72)),
        basic(&client.id, &"x".repeat(5000)),
        basic(&other.id, &client.secret),
        basic(&off.id, &off.secret),
        basic(bare.id(), &client.secret),
        basic("019ab0d0-0000-7000-8000-00000000ffff", &client.secret),
        basic("portal", &client.secret),
        "Basic".to_owned(),
        "Basic ???".to_owned(),
        format!("Basic {}", BASE64_STANDARD.encode("no colon")),
        format!("Bearer {}", client.token(&office).await),
    ] {
        let answer = sends(&office, TOKEN, &CREDENTIALS).header("Authorization", &sent).await;
        told.push(refused(answer, 401, "invalid_client").json().clone());
    }
    told.push(refused(sends(&office, TOKEN, &CREDENTIALS).await, 401, "invalid_client").json().clone());
    let form = [CREDENTIALS[0], ("client_id", &client.id), ("client_secret", &wrong)];
    told.push(refused(sends(&office, TOKEN, &form).await, 401, "invalid_client").json().clone());
    assert!(told.iter().all(|one| *one == told[0]), "{told:?}");
    // An auditor sees that somebody tried.
    office.watch().flush().await;
    let events = office.auditor().get("/v1/security-events?limit=200").await.is(200);
    let tried = events.items().iter().filter(|event| event["path"] == TOKEN && event["status"] == 401).count();
    assert_eq!(tried, told.len());
}

#[tokio::test]
async fn two_secrets_hold_while_they_are_exchanged() {
    let office = Office::open().await;
    let old = Client::of(&office, &["INTEGRATION"]).await;
    let added = add_secret(&office, &old.id).await.is(201);
    let new = Client { id: old.id.clone(), secret: added["clientSecret"].as_str().expect("a secret").to_owned() };
    let token = old.token(&office).await;
    new.token(&office).await;
    let read = office.admin().get(&old.path()).await.is(200);
    let first = read["secrets"][0]["id"].as_str().expect("an id").to_owned();
    office.admin().delete(&format!("{}/secrets/{first}", old.path()), added.etag()).await.is(204);
    refused(old.sends(&office, TOKEN, &CREDENTIALS).await, 401, "invalid_client");
    new.token(&office).await;
    // What was issued for it holds to its end.
    super::asks(&office, "/v1/me", &token).await.is(200);
}

#[tokio::test]
async fn it_is_told_when_a_secret_was_used_last() {
    let office = Office::open().await;
    let client = Client::of(&office, &["INTEGRATION"]).await;
    let used = async || office.admin().get(&client.path()).await.is(200)["secrets"][0]["lastUsedAt"].clone();
    assert!(used().await.is_null());
    client.token(&office).await;
    let first = used().await;
    assert!(first.is_string());
    client.token(&office).await;
    assert_eq!(used().await, first, "not written anew every moment");
    office.clock().advance(TimeDelta::minutes(2));
    client.token(&office).await;
    assert!(used().await.as_str() > first.as_str());
    refused(
        sends(&office, TOKEN, &[CREDENTIALS[0], ("client_id", &client.id), ("client_secret", "x")]).await,
        401,
        "invalid_client",
    );
}

#[tokio::test]
async fn who_tries_secrets_pays_for_each_and_is_soon_refused() {
    let office = Office::open_with(&[("PUBDOK_ADDRESS_RATE", "500")]).await;
    let ask = async || sends(&office, TOKEN, &[CREDENTIALS[0], ("client_id", "x"), ("client_secret", "y")]).await;
    let first = ask().await;
    assert_eq!(first.header("ratelimit-policy"), Some("\"address\";q=500;w=60"));
    assert!(first.header("ratelimit").is_some_and(|told| told.starts_with("\"address\";r=450;")), "{first:?}");
    // Ten of them are paid for at once; on a busy machine some of it comes back meanwhile.
    for _ in 1..100 {
        let told = ask().await;
        if told.status == 429 {
            told.refused(429, "RATE_EXCEEDED");
            return;
        }
        refused(told, 401, "invalid_client");
    }
    panic!("nobody is ever refused");
}

#[tokio::test]
async fn many_at_once_are_all_served_or_told_to_come_again() {
    let office = Office::open().await;
    let client = Client::of(&office, &["INTEGRATION"]).await;
    let asked = (0..30).map(|_| async { client.sends(&office, TOKEN, &CREDENTIALS).await });
    let answers: Vec<Reply> = join_all(asked).await;
    for answer in &answers {
        assert!(answer.status == 200 || answer.status == 503 && answer.header("retry-after").is_some(), "{answer:?}");
    }
    assert!(answers.iter().any(|answer| answer.status == 200));
}
