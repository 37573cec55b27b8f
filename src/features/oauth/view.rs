//! How a client and what it is given are shown.

use super::store::{Client, Secret};
use crate::domain::role::ClientRole;
use crate::domain::text::Line;
use crate::http::fields::Stamp;
use crate::http::row::has_etag;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// A machine that gets tokens of our own.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Client)]
pub struct ClientView {
    /// Its `client_id`, and the `sub` of its tokens.
    pub id: Uuid,
    /// E.g. `Portal Kabupaten`.
    pub name: Line<200>,
    /// What its tokens may say at most.
    #[schema(max_items = 2, example = json!(["INTEGRATION"]))]
    pub roles: Vec<ClientRole>,
    /// An inactive client gets no tokens, and those that it has are refused.
    pub active: bool,
    /// Those that hold now, the oldest first: never more than two.
    #[schema(max_items = 2)]
    pub secrets: Vec<SecretView>,
    /// The subject of the ADMIN who made it.
    #[schema(max_length = 255, example = "admin")]
    pub created_by: String,
    pub created_at: Stamp,
    pub updated_at: Stamp,
    #[schema(minimum = 1, example = 1)]
    pub version: i32,
    /// {{etag}}
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 100, pattern = "^\"[0-9]+\\.[A-Za-z0-9_-]+\"$", example = "\"3.Zk1mVb0a9yTt\"")]
    pub etag: Option<String>,
}

has_etag!(ClientView);

/// A secret of a client, without the secret.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ClientSecret)]
pub struct SecretView {
    pub id: Uuid,
    /// The subject of the ADMIN who made it.
    #[schema(max_length = 255, example = "admin")]
    pub created_by: String,
    pub created_at: Stamp,
    /// When a token was last issued for it, to the minute; null: never.
    pub last_used_at: Option<Stamp>,
}

/// A secret just made.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NewClientSecret {
    pub id: Uuid,
    pub client_id: Uuid,
    /// The secret, told this once and kept nowhere; null where this is the answer of an earlier request.
    #[schema(max_length = 200, example = "pubdok_replace-me-by-the-secret-of-your-client")]
    pub client_secret: Option<String>,
    pub created_at: Stamp,
}

/// A token, and how long it holds (RFC 6749 §5.1).
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AccessToken)]
pub struct TokenView {
    /// For `Authorization: Bearer`.
    #[schema(max_length = 16384, pattern = "^[!-~]+$", example = "eyJ0eXAiOiJhdCtqd3QiLCJhbGciOiJFZERTQSJ9.e30.c2lnbmF0dXJl")]
    pub access_token: String,
    #[schema(max_length = 6, pattern = "^Bearer$", example = "Bearer")]
    pub token_type: &'static str,
    /// Seconds.
    #[schema(minimum = 1, maximum = 3600, example = 900)]
    pub expires_in: i64,
    /// The roles that it says, with spaces between them.
    #[schema(max_length = 100, pattern = "^[A-Z_]+( [A-Z_]+)*$", example = "INTEGRATION")]
    pub scope: String,
}

/// Why there is no token (RFC 6749 §5.2).
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OAuthError)]
pub struct RefusalView {
    /// For programs: `invalid_request`, `invalid_client`, `invalid_grant`, `invalid_scope` or `unsupported_grant_type`.
    #[schema(max_length = 50, pattern = "^[a-z_]+$", example = "invalid_client")]
    pub error: &'static str,
    /// For people.
    #[schema(
        max_length = 500,
        pattern = "^[ -~]*$",
        example = "The client is unknown or inactive, or the secret is not its own."
    )]
    pub error_description: &'static str,
}

impl Client {
    /// `secrets` may be of others, too.
    pub fn view(&self, secrets: &[Secret]) -> ClientView {
        ClientView {
            id: self.id,
            name: self.name.clone(),
            roles: self.roles.clone(),
            active: self.active,
            secrets: secrets.iter().filter(|secret| secret.client_id == self.id).map(Secret::view).collect(),
            created_by: self.created_by.clone(),
            created_at: self.created_at.into(),
            updated_at: self.updated_at.into(),
            version: self.version,
            etag: None,
        }
    }
}

impl Secret {
    fn view(&self) -> SecretView {
        SecretView {
            id: self.id,
            created_by: self.created_by.clone(),
            created_at: self.created_at.into(),
            last_used_at: self.last_used_at.map(Stamp),
        }
    }

    /// With the secret itself, for who just made it.
    pub fn shown(&self, secret: Option<String>) -> NewClientSecret {
        NewClientSecret { id: self.id, client_id: self.client_id, client_secret: secret, created_at: self.created_at.into() }
    }
}
