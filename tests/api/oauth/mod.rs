//! Tokens of our own: clients that ADMIN makes, what they get for their secrets, and what that is worth.

mod clients;
mod issue;
mod metadata;
mod revoke;
mod worth;

use crate::support::{Asked, Office, Reply};
use base64::{Engine, prelude::BASE64_STANDARD, prelude::BASE64_URL_SAFE_NO_PAD};
use reqwest::Method;
use serde_json::{Value, json};

pub const CLIENTS: &str = "/v1/oauth/clients";
pub const TOKEN: &str = "/v1/oauth/token";
pub const REVOKE: &str = "/v1/oauth/revoke";
pub const CREDENTIALS: [(&str, &str); 1] = [("grant_type", "client_credentials")];

/// A client with a secret.
pub struct Client {
    pub id: String,
    pub secret: String,
}

impl Client {
    pub async fn of(office: &Office, roles: &[&str]) -> Self {
        let made = office.admin().post(CLIENTS, json!({ "name": "Portal Kabupaten", "roles": roles })).await.is(201);
        let id = made.id().to_owned();
        let secret = add_secret(office, &id).await.is(201);
        Self { secret: secret["clientSecret"].as_str().expect("a secret").to_owned(), id }
    }

    pub fn path(&self) -> String {
        format!("{CLIENTS}/{}", self.id)
    }

    pub fn basic(&self) -> String {
        format!("Basic {}", BASE64_STANDARD.encode(format!("{}:{}", self.id, self.secret)))
    }

    /// As `client_secret_basic`.
    pub fn sends(&self, office: &Office, path: &str, form: &[(&str, &str)]) -> Asked {
        sends(office, path, form).header("Authorization", self.basic())
    }

    pub async fn token(&self, office: &Office) -> String {
        let answer = self.sends(office, TOKEN, &CREDENTIALS).await.is(200);
        answer["access_token"].as_str().expect("a token").to_owned()
    }
}

pub async fn add_secret(office: &Office, client: &str) -> Reply {
    office.admin().post(&format!("{CLIENTS}/{client}/secrets"), json!({})).await
}

/// A form, as nobody.
pub fn sends(office: &Office, path: &str, form: &[(&str, &str)]) -> Asked {
    let body: String = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
    let asked = office.nobody().ask(Method::POST, path);
    asked.header("Content-Type", "application/x-www-form-urlencoded").body(body)
}

pub async fn asks(office: &Office, path: &str, token: &str) -> Reply {
    office.nobody().get(path).header("Authorization", format!("Bearer {token}")).await
}

/// A part of a token: 0 is the header, 1 the claims.
pub fn part(token: &str, place: usize) -> Value {
    let part = token.split('.').nth(place).expect("a part");
    serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(part).expect("base64")).expect("JSON")
}

/// A refusal in the words of OAuth (RFC 6749 §5.2).
#[track_caller]
pub fn refused(answer: Reply, status: u16, error: &str) -> Reply {
    let answer = answer.is(status);
    assert_eq!((&answer["error"], answer.header("content-type")), (&json!(error), Some("application/json")), "{answer:?}");
    assert!(answer["error_description"].as_str().is_some_and(|words| !words.is_empty() && words.is_ascii()), "{answer:?}");
    assert_eq!(answer.header("cache-control"), Some("no-store"), "{answer:?}");
    let challenge = answer.header("www-authenticate").unwrap_or_default();
    assert_eq!(status == 401, challenge.starts_with("Basic realm="), "{answer:?}");
    answer
}
