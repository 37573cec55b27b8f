//! Where tokens come from and what they are signed by, for whoever knows only the address of the service.

use crate::config::Keys;
use crate::domain::label::Label;
use crate::domain::role::{ClientRole, Role};
use crate::domain::text::Line;
use crate::http::openapi::Routes;
use crate::http::problem::Problem;
use crate::office::app::App;
use actix_web::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL};
use actix_web::{HttpResponse, get, web};
use serde::Serialize;
use utoipa::ToSchema;

pub fn routes(config: &mut impl Routes) {
    config.service(read_authorization_server).service(read_protected_resource).service(read_keys);
}

/// The issuer of our own tokens (RFC 8414).
#[derive(Debug, Serialize, ToSchema)]
pub struct AuthorizationServer {
    #[schema(format = "uri", max_length = 500, example = "https://pubdok.example")]
    issuer: String,
    #[schema(format = "uri", max_length = 500, example = "https://pubdok.example/v1/oauth/token")]
    token_endpoint: String,
    #[schema(max_items = 2, value_type = Vec<Line<50>>, example = json!(AUTHENTICATION))]
    token_endpoint_auth_methods_supported: [&'static str; 2],
    #[schema(format = "uri", max_length = 500, example = "https://pubdok.example/v1/oauth/revoke")]
    revocation_endpoint: String,
    #[schema(max_items = 2, value_type = Vec<Line<50>>, example = json!(AUTHENTICATION))]
    revocation_endpoint_auth_methods_supported: [&'static str; 2],
    #[schema(format = "uri", max_length = 500, example = "https://pubdok.example/.well-known/jwks.json")]
    jwks_uri: String,
    #[schema(max_items = 1, value_type = Vec<Line<50>>, example = json!(["client_credentials"]))]
    grant_types_supported: [&'static str; 1],
    /// None: there is no authorization endpoint.
    #[schema(max_items = 0, value_type = Vec<Line<50>>, example = json!([]))]
    response_types_supported: [&'static str; 0],
    #[schema(max_items = 2, example = json!(["AUDITOR", "INTEGRATION"]))]
    scopes_supported: Vec<ClientRole>,
    #[schema(format = "uri", max_length = 500, example = "https://pubdok.example/docs/")]
    service_documentation: String,
}

/// This service as what tokens are for (RFC 9728).
#[derive(Debug, Serialize, ToSchema)]
pub struct ProtectedResource {
    #[schema(format = "uri", max_length = 500, example = "https://pubdok.example")]
    resource: String,
    /// Whose tokens are taken: our own, and those of the office's identity provider.
    #[schema(max_items = 2, value_type = Vec<Line<500>>, example = json!(["https://sso.example/realms/office", "https://pubdok.example"]))]
    authorization_servers: Vec<String>,
    #[schema(max_items = 6, example = json!(["AUDITOR", "INTEGRATION"]))]
    scopes_supported: Vec<Role>,
    #[schema(max_items = 1, value_type = Vec<Line<50>>, example = json!(["header"]))]
    bearer_methods_supported: [&'static str; 1],
    #[schema(max_length = 20, example = "Pubdok")]
    resource_name: &'static str,
    #[schema(format = "uri", max_length = 500, example = "https://pubdok.example/docs/")]
    resource_documentation: String,
}

/// The keys that our own tokens are signed by (RFC 7517).
#[derive(Debug, Serialize, ToSchema)]
pub struct KeySetView {
    #[schema(max_items = 10, value_type = Vec<PublicKey>)]
    keys: Vec<serde_json::Value>,
}

/// An Ed25519 key (RFC 8037).
#[derive(ToSchema)]
#[expect(dead_code, reason = "for the document; the key tells itself")]
pub struct PublicKey {
    #[schema(max_length = 3, example = "OKP")]
    kty: String,
    #[schema(max_length = 7, example = "Ed25519")]
    crv: String,
    #[schema(max_length = 43, pattern = "^[A-Za-z0-9_-]{43}$", example = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo")]
    x: String,
    #[serde(rename = "use")]
    #[schema(max_length = 3, example = "sig")]
    purpose: String,
    #[schema(max_length = 5, example = "EdDSA")]
    alg: String,
    #[schema(max_length = 100, example = "pubdok-kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k")]
    kid: String,
}

const AUTHENTICATION: [&str; 2] = ["client_secret_basic", "client_secret_post"];

/// Read where tokens of our own come from
///
/// The metadata of an authorization server (RFC 8414), which OAuth libraries find by the issuer's name.
#[utoipa::path(tag = "oauth", responses((status = 200, description = "The metadata", body = AuthorizationServer)))]
#[get("/.well-known/oauth-authorization-server")]
async fn read_authorization_server(app: web::Data<App>) -> HttpResponse {
    let base = &app.config.base_url;
    public(&AuthorizationServer {
        issuer: base.clone(),
        token_endpoint: format!("{base}/v1/oauth/token"),
        token_endpoint_auth_methods_supported: AUTHENTICATION,
        revocation_endpoint: format!("{base}/v1/oauth/revoke"),
        revocation_endpoint_auth_methods_supported: AUTHENTICATION,
        jwks_uri: format!("{base}/.well-known/jwks.json"),
        grant_types_supported: ["client_credentials"],
        response_types_supported: [],
        scopes_supported: ClientRole::ALL.to_vec(),
        service_documentation: format!("{base}/docs/"),
    })
}

/// Read whose tokens this service takes
///
/// The metadata of a protected resource (RFC 9728). `WWW-Authenticate` of every 401 leads here.
#[utoipa::path(tag = "oauth", responses((status = 200, description = "The metadata", body = ProtectedResource)))]
#[get("/.well-known/oauth-protected-resource")]
async fn read_protected_resource(app: web::Data<App>) -> HttpResponse {
    let base = &app.config.base_url;
    // Of a key file or a secret nobody can be asked for a token.
    let provider = Some(app.config.tokens.issuer.clone()).filter(|_| app.config.keys == Keys::Provider);
    public(&ProtectedResource {
        resource: base.clone(),
        authorization_servers: provider.into_iter().chain([base.clone()]).collect(),
        scopes_supported: Role::ALL.to_vec(),
        bearer_methods_supported: ["header"],
        resource_name: "Pubdok",
        resource_documentation: format!("{base}/docs/"),
    })
}

/// Read the keys of our own tokens
///
/// A JSON Web Key Set: with it another service can verify a token of ours, too.
#[utoipa::path(tag = "oauth", responses((status = 200, description = "The keys", body = KeySetView),
    (status = 503, description = "The database is away: come again after `Retry-After`")))]
#[get("/.well-known/jwks.json")]
async fn read_keys(app: web::Data<App>) -> Result<HttpResponse, Problem> {
    let keys = vec![app.issuer.tokens(&app.db).await?.public_key().clone()];
    Ok(public(&KeySetView { keys }))
}

/// For anybody, and for a while.
fn public(told: &impl Serialize) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((ACCESS_CONTROL_ALLOW_ORIGIN, "*"))
        .insert_header((CACHE_CONTROL, "public, max-age=300"))
        .json(told)
}
