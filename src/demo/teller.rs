//! Sends the requests of the demo and prints each with what came back.

use super::people::development_token;
use crate::config::Config;
use crate::domain::label::Label;
use crate::domain::role::{Role, Roles};
use reqwest::multipart::{Form, Part};
use reqwest::{Client, Method, RequestBuilder};
use serde_json::Value;

/// Who speaks; the name is the token's subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Person {
    Kabag,
    Kasubag,
    Staf1,
    Staf2,
    Auditor,
    Portal,
}

impl Person {
    const ALL: [(Self, &'static str, Role); 6] = [
        (Self::Kabag, "kabag", Role::DivisionHead),
        (Self::Kasubag, "kasubag", Role::SubdivisionHead),
        (Self::Staf1, "staf-1", Role::Staff),
        (Self::Staf2, "staf-2", Role::Staff),
        (Self::Auditor, "auditor", Role::Auditor),
        (Self::Portal, "portal", Role::Integration),
    ];

    fn subject(self) -> &'static str {
        Self::ALL.iter().find(|(person, _, _)| *person == self).map_or("", |(_, subject, _)| subject)
    }
}

pub struct Teller {
    client: Client,
    url: String,
    tokens: Vec<(Person, String)>,
}

/// What came back, with the tag a change must name.
struct Reply {
    status: u16,
    etag: String,
    body: Value,
}

/// A member of an answer as text.
pub fn text(value: &Value, member: &str) -> String {
    value[member].as_str().unwrap_or_default().to_owned()
}

impl Teller {
    pub fn new(config: &Config, url: &str) -> Result<Self, String> {
        let token =
            |(person, subject, role): &(Person, &str, Role)| Ok((*person, development_token(config, subject, Roles::of(*role))?));
        let tokens = Person::ALL.iter().map(token).collect::<Result<_, String>>()?;
        println!("The whole SOP against {url}. Each person has a token; yours: pubdok token --subject kabag");
        for (_, subject, role) in Person::ALL {
            println!("  {subject:<8} {}", role.label());
        }
        Ok(Self { client: Client::new(), url: url.trim_end_matches('/').to_owned(), tokens })
    }

    pub fn url(&self) -> &str {
        &self.url
    }

    pub fn chapter(&self, title: &str) {
        println!("\n== {title}");
    }

    pub fn say(&self, words: &str) {
        println!("\n  # {words}");
    }

    pub async fn get(&self, who: Person, path: &str, shown: &[&str]) -> Result<Value, String> {
        let reply = self.send(who, Method::GET, path, self.request(who, Method::GET, path), None).await?;
        expect_good(reply, shown).map(|reply| reply.body)
    }

    pub async fn post(&self, who: Person, path: &str, body: &Value, shown: &[&str]) -> Result<Value, String> {
        expect_good(self.post_raw(who, path, body).await?, shown).map(|reply| reply.body)
    }

    /// As anybody reads it, without a token.
    pub async fn read(&self, path: &str, shown: &[&str]) -> Result<Value, String> {
        expect_good(self.anybody(path).await?, shown).map(|reply| reply.body)
    }

    /// What anybody hears of what is no longer there.
    pub async fn gone(&self, path: &str) -> Result<(), String> {
        let reply = self.anybody(path).await?;
        show(&reply, &["/title", "/detail"]);
        if reply.status == 410 { Ok(()) } else { Err(format!("expected that it is gone (410), got {}", reply.status)) }
    }

    async fn anybody(&self, path: &str) -> Result<Reply, String> {
        println!("\n  anybody -> GET {path}");
        self.answer(self.client.get(format!("{}{path}", self.url)).header("Accept-Language", "en")).await
    }

    /// A request that must be refused; shows why it was.
    pub async fn refused(&self, who: Person, path: &str, body: &Value) -> Result<(), String> {
        let reply = self.post_raw(who, path, body).await?;
        show(&reply, &["/title", "/errors"]);
        if reply.status == 409 { Ok(()) } else { Err(format!("expected a refusal (409), got {}", reply.status)) }
    }

    pub async fn patch(&self, who: Person, path: &str, body: &Value, shown: &[&str]) -> Result<Value, String> {
        let etag = self.etag(who, path).await?;
        let request = self
            .request(who, Method::PATCH, path)
            .header("If-Match", etag)
            .header("Content-Type", "application/merge-patch+json")
            .body(body.to_string());
        expect_good(self.send(who, Method::PATCH, path, request, Some(body)).await?, shown).map(|reply| reply.body)
    }

    /// PUT below a thing, with that thing's ETag.
    pub async fn put(&self, who: Person, thing: &str, below: &str, body: &Value, shown: &[&str]) -> Result<Value, String> {
        let etag = self.etag(who, thing).await?;
        let path = format!("{thing}{below}");
        let request = self.request(who, Method::PUT, &path).header("If-Match", etag).json(body);
        expect_good(self.send(who, Method::PUT, &path, request, Some(body)).await?, shown).map(|reply| reply.body)
    }

    pub async fn accept(&self, who: Person, report: &str, body: &Value) -> Result<(), String> {
        let etag = self.etag(who, report).await?;
        let path = format!("{report}/acceptance");
        let request = self.request(who, Method::POST, &path).header("If-Match", etag).json(body);
        expect_good(
            self.send(who, Method::POST, &path, request, Some(body)).await?,
            &["/state", "/decidedAt", "/assignment/state"],
        )
        .map(|_| ())
    }

    pub async fn upload(&self, who: Person, path: &str, metadata: &Value, jpeg: Vec<u8>) -> Result<Value, String> {
        println!("\n  {} -> POST {path}   (multipart: metadata, then photo.jpg, {} bytes)", who.subject(), jpeg.len());
        let metadata = Part::text(metadata.to_string()).mime_str("application/json").map_err(|error| error.to_string())?;
        let file = Part::bytes(jpeg).file_name("photo.jpg").mime_str("image/jpeg").map_err(|error| error.to_string())?;
        let request = self.request(who, Method::POST, path).multipart(Form::new().part("metadata", metadata).part("file", file));
        let reply = self.answer(request).await?;
        expect_good(reply, &["/id", "/kind", "/content/sha256", "/content/mediaType"]).map(|reply| reply.body)
    }

    async fn post_raw(&self, who: Person, path: &str, body: &Value) -> Result<Reply, String> {
        let request = self.request(who, Method::POST, path).json(body);
        self.send(who, Method::POST, path, request, Some(body)).await
    }

    /// The ETag of what is read now, without telling of it.
    async fn etag(&self, who: Person, path: &str) -> Result<String, String> {
        Ok(self.answer(self.request(who, Method::GET, path)).await?.etag)
    }

    fn request(&self, who: Person, method: Method, path: &str) -> RequestBuilder {
        let token = self.tokens.iter().find(|(person, _)| *person == who).map_or("", |(_, token)| token);
        self.client.request(method, format!("{}{path}", self.url)).bearer_auth(token).header("Accept-Language", "en")
    }

    async fn send(
        &self,
        who: Person,
        method: Method,
        path: &str,
        request: RequestBuilder,
        body: Option<&Value>,
    ) -> Result<Reply, String> {
        println!("\n  {} -> {method} {path}", who.subject());
        if let Some(body) = body.filter(|body| body.as_object().is_some_and(|members| !members.is_empty())) {
            println!("    {body}");
        }
        self.answer(request).await
    }

    async fn answer(&self, request: RequestBuilder) -> Result<Reply, String> {
        let response = request
            .send()
            .await
            .map_err(|error| format!("no answer from {}: {error}. Is `pubdok serve` running there?", self.url))?;
        let status = response.status().as_u16();
        let etag = response.headers().get("etag").and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
        let bytes = response.bytes().await.map_err(|error| error.to_string())?;
        Ok(Reply { status, etag, body: serde_json::from_slice(&bytes).unwrap_or(Value::Null) })
    }
}

fn show(reply: &Reply, shown: &[&str]) {
    println!("  <- {}", reply.status);
    for pointer in shown {
        if let Some(value) = reply.body.pointer(pointer) {
            println!("    {:<24} {value}", pointer.trim_start_matches('/').replace('/', "."));
        }
    }
}

fn expect_good(reply: Reply, shown: &[&str]) -> Result<Reply, String> {
    if (200..300).contains(&reply.status) {
        show(&reply, shown);
        Ok(reply)
    } else {
        Err(format!("the server answered {}: {}", reply.status, reply.body))
    }
}
