//! Somebody who calls the office over HTTP.

use super::office::Desk;
use super::reply::Reply;
use super::truth;
use pubdok::domain::role::Roles;
use pubdok::http::auth::token::{DevelopmentToken, sign_development_token};
use reqwest::{Method, RequestBuilder};
use serde_json::Value;
use std::future::IntoFuture;
use std::pin::Pin;
use std::sync::Arc;
use uuid::Uuid;

#[derive(Clone)]
pub struct Caller {
    pub subject: String,
    roles: Roles,
    desk: Arc<Desk>,
    has_token: bool,
}

impl Caller {
    pub fn new(desk: Arc<Desk>, subject: &str, roles: Roles) -> Self {
        Self { subject: subject.to_owned(), roles, desk, has_token: true }
    }

    pub fn without_token(desk: Arc<Desk>) -> Self {
        Self { subject: "nobody".to_owned(), roles: Roles::NONE, desk, has_token: false }
    }

    /// The id of the officer who calls, if the office was opened with them or they were planted.
    pub fn officer_id(&self) -> String {
        let people = self.desk.people.lock().expect("the list of people");
        let id = people.get(&self.subject).unwrap_or_else(|| panic!("{} is no officer of this office", self.subject));
        id.to_string()
    }

    /// A token of now by the office's clock, for a quarter of an hour.
    pub fn token(&self) -> String {
        let config = &self.desk.shared.config;
        let token = DevelopmentToken {
            subject: &self.subject,
            roles: self.roles,
            audience: &config.tokens.audience,
            issued_at: self.desk.shared.clock.now().timestamp(),
            lifetime: 900,
            id: Uuid::now_v7(),
        };
        sign_development_token(&self.desk.key, &token).expect("a token")
    }

    pub fn get(&self, path: &str) -> Asked {
        self.ask(Method::GET, path)
    }

    pub fn head(&self, path: &str) -> Asked {
        self.ask(Method::HEAD, path)
    }

    pub fn delete(&self, path: &str, etag: &str) -> Asked {
        self.ask(Method::DELETE, path).header("If-Match", etag)
    }

    pub fn post(&self, path: &str, body: Value) -> Asked {
        self.ask(Method::POST, path).json(&body)
    }

    pub fn patch(&self, path: &str, etag: &str, body: Value) -> Asked {
        let patch = self.ask(Method::PATCH, path).header("If-Match", etag).header("Content-Type", "application/merge-patch+json");
        patch.body(body.to_string())
    }

    pub fn put(&self, path: &str, etag: &str, body: Value) -> Asked {
        self.ask(Method::PUT, path).header("If-Match", etag).json(&body)
    }

    /// Any request; `path` may be an address the office gave.
    pub fn ask(&self, method: Method, path: &str) -> Asked {
        let path = path.strip_prefix(super::BASE_URL).unwrap_or(path);
        let what = format!("{method} {path} as {}", self.subject);
        let request = self.desk.client.request(method, format!("http://{}{path}", self.desk.address));
        let request = if self.has_token { request.bearer_auth(self.token()) } else { request };
        Asked { request, what }
    }
}

/// A request about to be sent: `.await` sends it.
pub struct Asked {
    request: RequestBuilder,
    what: String,
}

impl Asked {
    pub fn header(mut self, name: &str, value: impl AsRef<[u8]>) -> Self {
        self.request = self.request.header(name, value.as_ref());
        self
    }

    pub fn json(mut self, body: &Value) -> Self {
        self.request = self.request.json(body);
        self
    }

    pub fn body(mut self, body: impl Into<reqwest::Body>) -> Self {
        self.request = self.request.body(body);
        self
    }

    pub fn multipart(mut self, form: reqwest::multipart::Form) -> Self {
        self.request = self.request.multipart(form);
        self
    }

    /// In English, as `Accept-Language` asks.
    pub fn in_english(self) -> Self {
        self.header("Accept-Language", "en")
    }

    pub fn with_key(self, key: &str) -> Self {
        self.header("Idempotency-Key", key)
    }
}

/// Asks as a patient client does: again, while the office is too busy (503 with `Retry-After`).
pub async fn patiently(ask: impl Fn() -> Asked) -> Reply {
    for _ in 0..200 {
        let answer = ask().await;
        if answer.status != 503 {
            return answer;
        }
        answer.refused(503, "UNAVAILABLE");
    }
    panic!("the office was never free");
}

impl IntoFuture for Asked {
    type Output = Reply;
    type IntoFuture = Pin<Box<dyn Future<Output = Reply> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let answer = self.request.send().await.unwrap_or_else(|error| panic!("{}: {error:?}", self.what));
            let reply = Reply::read(self.what.clone(), answer).await;
            truth::holds(&self.what, &reply);
            reply
        })
    }
}
