//! What portals tell of what they show, and what the office sees of it.

mod chase;
mod portals;
mod tell;

use crate::oauth::Client;
use crate::support::{Asked, Office, Reply};
use reqwest::Method;
use serde_json::{Value, json};

/// A portal with the client that tells for it.
pub struct Portal {
    pub id: String,
    pub client: Client,
}

impl Portal {
    pub async fn of(office: &Office, name: &str) -> Self {
        let client = Client::of(office, &["INTEGRATION"]).await;
        let made = office.admin().post("/v1/portals", json!({ "name": name, "clientId": client.id })).await.is(201);
        Self { id: made.id().to_owned(), client }
    }

    pub fn receipt(&self, publication: &Reply) -> String {
        format!("/v1/publications/{}/receipts/{}", publication.id(), self.id)
    }

    /// Sends something as its client.
    pub async fn sends(&self, office: &Office, path: &str, body: &Value) -> Reply {
        let token = self.client.token(office).await;
        as_client(office, &token, path, body).await
    }

    pub async fn shows(&self, office: &Office, publication: &Reply, version: i32) -> Reply {
        let body = json!({ "version": version, "address": "https://kab.example.go.id/berita/panen", "shownAt": now(office) });
        self.sends(office, &self.receipt(publication), &body).await.is(200)
    }

    pub async fn removes(&self, office: &Office, publication: &Reply, version: i32) -> Reply {
        self.sends(office, &self.receipt(publication), &json!({ "version": version, "removedAt": now(office) })).await.is(200)
    }
}

pub fn as_client(office: &Office, token: &str, path: &str, body: &Value) -> Asked {
    office.nobody().ask(Method::PUT, path).header("Authorization", format!("Bearer {token}")).json(body)
}

/// As the service writes instants.
pub fn now(office: &Office) -> String {
    office.clock().now().to_rfc3339_opts(chrono::SecondsFormat::Millis, true)
}
