//! How a caller says who they are: the one bearer token of a request, and what is told when it will not do.

pub mod client;
pub mod key_file;
pub mod keyring;
pub mod token;

use super::problem::{Kind, Problem};
use crate::domain::label::Label;
use crate::domain::role::Roles;
use actix_web::http::header::{self, HeaderMap, HeaderValue};
use token::Rejection;

/// The one bearer token of a request (RFC 6750); tokens in queries, cookies and bodies are never looked at.
pub fn bearer(headers: &HeaderMap) -> Result<&str, Problem> {
    let mut sent = headers.get_all(header::AUTHORIZATION);
    let value = sent.next().ok_or_else(missing)?;
    if sent.next().is_some() {
        return Err(Problem::new(Kind::InvalidRequest).header(header::WWW_AUTHENTICATE, challenge("invalid_request")));
    }
    let (scheme, token) = value.to_str().ok().and_then(|text| text.split_once(' ')).ok_or_else(missing)?;
    if scheme.eq_ignore_ascii_case("bearer") { Ok(token.trim_start_matches(' ')) } else { Err(missing()) }
}

/// The same answer whatever was wrong with the token; the reason is for the log. Where nothing is known yet nothing is wrong.
pub fn rejected(reason: Rejection) -> Problem {
    if reason == Rejection::NoKeys {
        return keys_missing();
    }
    tracing::warn!(target: "pubdok::audit", %reason, "token refused");
    Problem::new(Kind::TokenInvalid).header(header::WWW_AUTHENTICATE, challenge("invalid_token"))
}

/// Nobody can be let in until the provider has told its keys.
pub fn keys_missing() -> Problem {
    Problem::new(Kind::Unavailable)
        .detail(
            "Kunci penyedia identitas (PUBDOK_OIDC_ISSUER) belum dapat dibaca.",
            "The keys of the identity provider (PUBDOK_OIDC_ISSUER) could not be read yet.",
        )
        .header(header::RETRY_AFTER, "5")
}

pub fn role_missing(roles: Roles) -> Problem {
    lacking(roles, "", "")
}

/// The token has no role that is known here: most likely they stand where nobody looks.
pub fn no_role_known(roles: Roles) -> Problem {
    lacking(
        roles,
        " Tidak ada peran yang dikenal dalam token Anda; pengelola mengatur letaknya dengan PUBDOK_ROLES_CLAIM dan PUBDOK_ROLE_MAP.",
        " Your token has no role that is known here; the operator says where they stand by PUBDOK_ROLES_CLAIM and PUBDOK_ROLE_MAP.",
    )
}

/// The token says so, the directory does not.
pub fn role_unrecorded(roles: Roles, unrecorded: Roles) -> Problem {
    let names = named(unrecorded);
    lacking(
        roles,
        &format!(" Token Anda menyebut {names}, tetapi direktori petugas tidak; ADMIN mencatat peran di /v1/officers."),
        &format!(" Your token says {names}, the directory of officers does not; an ADMIN enters roles at /v1/officers."),
    )
}

fn lacking(roles: Roles, why_id: &str, why_en: &str) -> Problem {
    let names = named(roles);
    Problem::new(Kind::RoleMissing)
        .detail(
            format!("Diperlukan salah satu peran: {names}.{why_id}"),
            format!("One of these roles is required: {names}.{why_en}"),
        )
        .header(header::WWW_AUTHENTICATE, format!("{}, scope=\"{roles}\"", challenge("insufficient_scope")))
}

fn named(roles: Roles) -> String {
    roles.iter().map(Label::label).collect::<Vec<_>>().join(", ")
}

/// Where a client finds who issues tokens for this service (RFC 9728).
pub const RESOURCE_METADATA: &str = "/.well-known/oauth-protected-resource";

/// Every challenge of a 401 says where to get a token (RFC 9728 §5.1).
pub fn lead_to_tokens(headers: &mut HeaderMap, base_url: &str) {
    let challenge = headers.get(header::WWW_AUTHENTICATE).and_then(|value| value.to_str().ok());
    let Some(challenge) = challenge.filter(|challenge| challenge.starts_with("Bearer ")) else { return };
    if let Ok(value) = HeaderValue::from_str(&format!("{challenge}, resource_metadata=\"{base_url}{RESOURCE_METADATA}\"")) {
        headers.insert(header::WWW_AUTHENTICATE, value);
    }
}

fn missing() -> Problem {
    Problem::new(Kind::TokenMissing).header(header::WWW_AUTHENTICATE, "Bearer realm=\"pubdok\"")
}

fn challenge(error: &str) -> String {
    format!("Bearer realm=\"pubdok\", error=\"{error}\"")
}
