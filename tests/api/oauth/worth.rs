//! What a token of our own is worth: what it says and its client still is, and never more.

use super::{Client, asks, part};
use crate::support::Office;
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD as BASE64};
use chrono::TimeDelta;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

const ME: &str = "/v1/me";
const JOURNAL: &str = "/v1/journal";

#[tokio::test]
async fn it_is_its_client_in_the_roles_that_it_says() {
    let office = Office::open().await;
    let client = Client::of(&office, &["INTEGRATION", "AUDITOR"]).await;
    let whole = client.token(&office).await;
    let me = asks(&office, ME, &whole).await.is(200);
    assert_eq!((&me["subject"], &me["officer"], &me["mandates"]), (&json!(client.id), &Value::Null, &json!([])));
    assert_eq!(me["roles"], json!(["AUDITOR", "INTEGRATION"]));
    asks(&office, JOURNAL, &whole).await.is(200);
    let form = [("grant_type", "client_credentials"), ("scope", "INTEGRATION")];
    let answer = client.sends(&office, super::TOKEN, &form).await.is(200);
    let less = answer["access_token"].as_str().expect("a token");
    assert_eq!(asks(&office, ME, less).await.is(200)["roles"], json!(["INTEGRATION"]));
    let told = asks(&office, JOURNAL, less).await.refused(403, "ROLE_MISSING");
    assert!(told.header("www-authenticate").is_some_and(|told| told.contains("scope=\"AUDITOR\"")), "{told:?}");
    // It pays for itself, as every subject does.
    assert!(asks(&office, ME, less).await.header("ratelimit").is_none_or(|told| told.starts_with("\"subject\"")));
}

#[tokio::test]
async fn what_its_client_is_no_longer_is_gone_at_once() {
    let office = Office::open().await;
    let client = Client::of(&office, &["INTEGRATION", "AUDITOR"]).await;
    let token = client.token(&office).await;
    asks(&office, JOURNAL, &token).await.is(200);
    let etag = office.admin().get(&client.path()).await.is(200).etag().to_owned();
    let changed = office.admin().patch(&client.path(), &etag, json!({ "roles": ["INTEGRATION"] })).await.is(200);
    asks(&office, JOURNAL, &token).await.refused(403, "ROLE_MISSING");
    assert_eq!(asks(&office, ME, &token).await.is(200)["roles"], json!(["INTEGRATION"]));
    let changed = office.admin().patch(&client.path(), changed.etag(), json!({ "active": false })).await.is(200);
    asks(&office, ME, &token).await.refused(401, "TOKEN_INVALID");
    office.admin().patch(&client.path(), changed.etag(), json!({ "active": true, "roles": ["AUDITOR"] })).await.is(200);
    assert_eq!(asks(&office, ME, &token).await.is(200)["roles"], json!(["AUDITOR"]));
    // Another instance hears of it.
    let sql = office.sql().await;
    sql.batch_execute("UPDATE oauth_clients SET active = false").await.expect("written elsewhere");
    let deadline = Instant::now() + Duration::from_secs(3);
    while asks(&office, ME, &token).await.status != 401 {
        assert!(Instant::now() < deadline, "never heard of");
    }
}

#[tokio::test]
async fn what_nobody_tells_of_is_found_within_half_a_minute() {
    let office = Office::open().await;
    let client = Client::of(&office, &["INTEGRATION"]).await;
    let token = client.token(&office).await;
    let sql = office.sql().await;
    sql.batch_execute("DROP TRIGGER oauth_clients_changed ON oauth_clients").await.expect("in silence");
    asks(&office, ME, &token).await.is(200);
    sql.batch_execute("UPDATE oauth_clients SET active = false").await.expect("written in silence");
    office.clock().advance(TimeDelta::seconds(31));
    asks(&office, ME, &token).await.refused(401, "TOKEN_INVALID");
}

#[tokio::test]
async fn it_ends_with_its_time() {
    let office = Office::open_with(&[("PUBDOK_CLIENT_TOKEN_MINUTES", "2")]).await;
    let client = Client::of(&office, &["INTEGRATION"]).await;
    let token = client.token(&office).await;
    let claims = part(&token, 1);
    assert_eq!(claims["exp"].as_i64().zip(claims["iat"].as_i64()).map(|(exp, iat)| exp - iat), Some(120));
    office.clock().advance(TimeDelta::seconds(170));
    asks(&office, ME, &token).await.is(200);
    office.clock().advance(TimeDelta::seconds(20));
    asks(&office, ME, &token).await.refused(401, "TOKEN_INVALID");
}

#[tokio::test]
async fn neither_forged_nor_mixed_up_tokens_are_believed() {
    let office = Office::open().await;
    let elsewhere = Office::open().await;
    let client = Client::of(&office, &["INTEGRATION"]).await;
    let token = client.token(&office).await;
    let foreign = Client::of(&elsewhere, &["INTEGRATION"]).await.token(&elsewhere).await;
    let [header, claims, signature] = token.split('.').collect::<Vec<_>>()[..] else { panic!("three parts") };
    let (told, said) = (part(&token, 0), part(&token, 1));
    let with = |part: &Value, name: &str, value: Value| {
        let mut part = part.clone();
        part[name] = value;
        BASE64.encode(part.to_string())
    };
    let staff = office.staff(1).token();
    let [_, claims_of_staff, signature_of_staff] = staff.split('.').collect::<Vec<_>>()[..] else { panic!("three parts") };
    // By the secret that the public key is, and by a key of one's own under our key's name.
    let kid = told["kid"].as_str().map(str::to_owned);
    let by = |algorithm, key: &EncodingKey| {
        let header = Header { kid: kid.clone(), typ: Some("at+jwt".to_owned()), ..Header::new(algorithm) };
        encode(&header, &said, key).expect("a token")
    };
    let keys = office.nobody().get("/.well-known/jwks.json").await.is(200);
    let public = BASE64.decode(keys["keys"][0]["x"].as_str().expect("a point")).expect("base64");
    let own = aws_lc_rs::signature::Ed25519KeyPair::generate_pkcs8(&aws_lc_rs::rand::SystemRandom::new()).expect("a key");
    let forgeries = [
        foreign,
        format!("{header}.{}.{signature}", with(&said, "scope", json!("ADMIN"))),
        format!("{header}.{}.{signature}", with(&said, "sub", json!("admin"))),
        format!("{header}.{claims_of_staff}.{signature_of_staff}"),
        format!("{}.{claims}.{signature}", with(&told, "kid", json!("development"))),
        format!("{}.{claims}.{signature}", with(&told, "alg", json!("none"))),
        format!("{}.{claims}.{signature}", with(&told, "typ", json!("JWT"))),
        format!("{header}.{claims}."),
        by(Algorithm::HS256, &EncodingKey::from_secret(&public)),
        by(Algorithm::EdDSA, &EncodingKey::from_ed_der(own.as_ref())),
    ];
    for forged in forgeries {
        asks(&office, ME, &forged).await.refused(401, "TOKEN_INVALID");
    }
    asks(&office, ME, &token).await.is(200);
}

#[tokio::test]
async fn a_client_is_nobody_of_the_directory_whatever_is_entered_there() {
    let office = Office::open().await;
    let client = Client::of(&office, &["INTEGRATION"]).await;
    let officer = json!({ "subject": client.id, "name": "Siapa", "positionTitle": "Staf", "unit": "HUMAS",
        "roles": ["DIVISION_HEAD", "AUDITOR", "ADMIN"] });
    office.admin().post("/v1/officers", officer).await.is(201);
    let me = asks(&office, ME, &client.token(&office).await).await.is(200);
    assert_eq!((&me["officer"], &me["roles"]), (&Value::Null, &json!(["INTEGRATION"])));
}

/// An ADMIN who could confirm with a machine of its own what it gave would need nobody else.
#[tokio::test]
async fn no_client_confirms_a_mandate() {
    let office = Office::open().await;
    let client = Client::of(&office, &["AUDITOR"]).await;
    let token = client.token(&office).await;
    let (admin, holder, head) = (office.admin(), office.staff(1).officer_id(), office.division_head().officer_id());
    let etag = admin.get(&format!("/v1/officers/{head}")).await.is(200).etag().to_owned();
    admin.patch(&format!("/v1/officers/{head}"), &etag, json!({ "active": false })).await.is(200);
    let at = |days| (office.clock().now() + TimeDelta::days(days)).to_rfc3339_opts(chrono::SecondsFormat::Millis, true);
    let mandate = json!({ "principalId": head, "role": "DIVISION_HEAD", "kind": "ACTING", "decreeNumber": "800/1/2026",
        "startsAt": at(1), "endsAt": at(9) });
    let given = admin.post(&format!("/v1/officers/{holder}/mandates"), mandate).await.is(201);
    let path = format!("/v1/officers/{holder}/mandates/{}/confirmation", given.id());
    assert_eq!(asks(&office, ME, &token).await.is(200)["mandatesToConfirm"], json!([]));
    let asked = office.nobody().post(&path, json!({})).header("Authorization", format!("Bearer {token}"));
    asked.await.refused(403, "NOT_YOURS");
    assert_eq!(office.auditor().get(ME).await.is(200)["mandatesToConfirm"].as_array().map(Vec::len), Some(1));
    office.auditor().post(&path, json!({})).await.is(200);
}
