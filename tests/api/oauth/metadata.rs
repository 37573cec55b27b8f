//! What an OAuth library finds by the address of the service alone.

use super::{CREDENTIALS, Client, part};
use crate::support::{BASE_URL, Office};
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use pubdok::config::Config;
use serde_json::{Value, json};

const SERVER: &str = "/.well-known/oauth-authorization-server";
const RESOURCE: &str = "/.well-known/oauth-protected-resource";
const KEYS: &str = "/.well-known/jwks.json";

#[tokio::test]
async fn a_library_gets_from_a_refusal_to_a_token_that_it_can_verify() {
    let office = Office::open().await;
    let client = Client::of(&office, &["INTEGRATION"]).await;
    // RFC 9728 §5.1: the refusal names the resource's metadata, this the issuer, and that the rest.
    let refused = office.nobody().get("/v1/me").await.refused(401, "TOKEN_MISSING");
    let challenge = refused.header("www-authenticate").expect("a challenge");
    assert_eq!(challenge, format!("Bearer realm=\"pubdok\", resource_metadata=\"{BASE_URL}{RESOURCE}\""));
    let resource = office.nobody().get(RESOURCE).await.is(200);
    assert_eq!((&resource["resource"], &resource["bearer_methods_supported"]), (&json!(BASE_URL), &json!(["header"])));
    assert_eq!(resource["authorization_servers"], json!([BASE_URL]));
    let server = office.nobody().get(SERVER).await.is(200);
    assert_eq!((&server["issuer"], &server["response_types_supported"]), (&resource["authorization_servers"][0], &json!([])));
    assert_eq!(server["grant_types_supported"], json!(["client_credentials"]));
    assert_eq!(server["token_endpoint_auth_methods_supported"], json!(["client_secret_basic", "client_secret_post"]));
    assert_eq!(server["scopes_supported"], json!(["AUDITOR", "INTEGRATION"]));
    for told in [&resource, &server] {
        assert_eq!(
            (told.header("access-control-allow-origin"), told.header("content-type")),
            (Some("*"), Some("application/json"))
        );
        assert_eq!(told.header("cache-control"), Some("public, max-age=300"));
    }

    let answer = client.sends(&office, server["token_endpoint"].as_str().expect("an address"), &CREDENTIALS).await.is(200);
    let token = answer["access_token"].as_str().expect("a token");
    let keys = office.nobody().get(server["jwks_uri"].as_str().expect("an address")).await.is(200);
    let key = &keys["keys"][0];
    assert_eq!((&key["kid"], &key["alg"], &key["use"]), (&part(token, 0)["kid"], &json!("EdDSA"), &json!("sig")));
    assert!(key["d"].is_null(), "the public half only");
    let mut rules = Validation::new(Algorithm::EdDSA);
    rules.set_audience(&["pubdok"]);
    rules.set_issuer(&[BASE_URL]);
    let public = DecodingKey::from_ed_components(key["x"].as_str().expect("a point")).expect("a key");
    let verified = jsonwebtoken::decode::<Value>(token, &public, &rules).expect("a good token");
    assert_eq!(verified.claims["client_id"], json!(client.id));
    let back = client.sends(&office, server["revocation_endpoint"].as_str().expect("an address"), &[("token", token)]).await;
    back.is(200);
}

#[tokio::test]
async fn every_instance_and_every_start_has_the_same_key() {
    let office = Office::open().await;
    let client = Client::of(&office, &["INTEGRATION"]).await;
    let other = office.another().await;
    let keys = office.nobody().get(KEYS).await.is(200).json().clone();
    assert_eq!(&keys, other.nobody().get(KEYS).await.is(200).json());
    let token = client.token(&office).await;
    super::asks(&other, "/v1/me", &token).await.is(200);
    drop(other);
    let office = office.restarts().await;
    assert_eq!(&keys, office.nobody().get(KEYS).await.is(200).json());
    super::asks(&office, "/v1/me", &token).await.is(200);
}

#[tokio::test]
async fn an_office_may_not_take_anothers_tokens_in_the_name_of_its_own() {
    let read = |issuer: &str| {
        let issuer = issuer.to_owned();
        Config::read(&move |name| {
            Some(match name {
                "DATABASE_URL" => "postgres://localhost/pubdok".to_owned(),
                "PUBDOK_BASE_URL" => "https://pubdok.example".to_owned(),
                "PUBDOK_JWT_SECRET" => "Zk1xw0J8sTq3vR5yBn7mLp2dGf9hKc4aXe6uVi0o".to_owned(),
                "PUBDOK_JWT_ISSUER" => issuer.clone(),
                _ => return None,
            })
        })
    };
    assert!(read("https://sso.example").is_ok());
    let faults = read("https://pubdok.example").expect_err("its own name");
    assert!(faults.iter().any(|fault| fault.name == "PUBDOK_JWT_ISSUER"), "{faults:?}");
}
