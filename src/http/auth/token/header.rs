//! Reads the header: which algorithm, which key, what type; and refuses everything else it may ask for.

use jsonwebtoken::Algorithm;
use serde_json::Value;

use super::json;
use super::rejection::Rejection;

const LONGEST_KEY_ID: usize = 256;

/// A key inside the token proves only that somebody owns a key, and a URL sends us wherever the caller likes.
const BRINGS_KEY: [&str; 4] = ["jwk", "jku", "x5u", "x5c"];

/// `crit` names what must be understood and nothing is; the others belong to nested, encrypted or unencoded tokens.
const EXTENSIONS: [&str; 5] = ["crit", "b64", "cty", "enc", "zip"];

pub struct Header {
    pub algorithm: Algorithm,
    pub key_id: Option<String>,
    pub kind: Kind,
}

/// What the header says the token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `at+jwt`, RFC 9068.
    AccessToken,
    /// `JWT` or nothing at all, as Keycloak and Entra issue: it may as well be an ID token.
    Unsaid,
}

pub fn read(bytes: &[u8]) -> Result<Header, Rejection> {
    let members = json::object(bytes).ok_or(Rejection::Header)?;
    let has = |name: &&str| members.contains_key(*name);
    if BRINGS_KEY.iter().any(has) {
        return Err(Rejection::BringsKey);
    }
    if EXTENSIONS.iter().any(has) {
        return Err(Rejection::Extension);
    }
    Ok(Header {
        algorithm: members.get("alg").and_then(Value::as_str).and_then(allowed_algorithm).ok_or(Rejection::Algorithm)?,
        key_id: match members.get("kid") {
            None => None,
            Some(Value::String(id)) if is_key_id(id) => Some(id.clone()),
            Some(_) => return Err(Rejection::KeyId),
        },
        kind: match members.get("typ") {
            None => Kind::Unsaid,
            Some(Value::String(typ)) => kind(typ).ok_or(Rejection::Type)?,
            Some(_) => return Err(Rejection::Type),
        },
    })
}

/// The allow-list. A name here opens nothing by itself: the key found must be of the same algorithm.
fn allowed_algorithm(name: &str) -> Option<Algorithm> {
    match name {
        "RS256" => Some(Algorithm::RS256),
        "PS256" => Some(Algorithm::PS256),
        "ES256" => Some(Algorithm::ES256),
        "EdDSA" => Some(Algorithm::EdDSA),
        "HS256" => Some(Algorithm::HS256),
        _ => None,
    }
}

pub fn is_key_id(id: &str) -> bool {
    (1..=LONGEST_KEY_ID).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_graphic())
}

/// Media types compare without case, and RFC 7515 lets `application/` stand or fall.
fn kind(typ: &str) -> Option<Kind> {
    let typ = typ.to_ascii_lowercase();
    match typ.strip_prefix("application/").unwrap_or(&typ) {
        "at+jwt" => Some(Kind::AccessToken),
        "jwt" => Some(Kind::Unsaid),
        _ => None,
    }
}
