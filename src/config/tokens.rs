//! The settings of tokens: whose are taken, by which keys, of which type, and where their roles stand.

use super::{Reader, number};
use crate::http::auth::keyring::Provider;
use crate::http::auth::token::{
    ClaimPath, DEVELOPMENT_ISSUER, LONGEST_LIFETIME, RoleMap, RoleRules, TokenRules, TypeRule, check_secret,
};
use std::path::PathBuf;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Keys {
    /// The development profile's own Ed25519 key.
    Development,
    Secret(String),
    File(PathBuf),
    /// Those that the issuer tells by OpenID Connect Discovery.
    Provider,
}

/// The sources, of which production has exactly one.
const SOURCES: [&str; 3] = ["PUBDOK_OIDC_ISSUER", "PUBDOK_JWKS_FILE", "PUBDOK_JWT_SECRET"];

pub fn read(reader: &mut Reader<'_>, production: bool) -> (Keys, TokenRules) {
    let (keys, issuer) = if production { production_keys(reader) } else { development_keys(reader) };
    let audience = reader.text("PUBDOK_JWT_AUDIENCE").unwrap_or_else(|| "pubdok".to_owned());
    let paths = reader.read("PUBDOK_ROLES_CLAIM", RoleRules::default().paths, |value| {
        ClaimPath::parse_list(value).map_err(|error| error.to_string())
    });
    let names = reader.read("PUBDOK_ROLE_MAP", RoleMap::default(), |value| value.parse().map_err(|error| format!("{error}")));
    let types = reader.read("PUBDOK_TOKEN_TYPE", TypeRule::JwtTolerated, |value| match value.to_ascii_lowercase().as_str() {
        "jwt" => Ok(TypeRule::JwtTolerated),
        "at+jwt" => Ok(TypeRule::AccessTokenOnly),
        _ => Err("is neither jwt nor at+jwt".to_owned()),
    });
    (keys, TokenRules { types, roles: RoleRules { paths, names }, ..TokenRules::new(issuer, audience) })
}

/// Of tokens of our own, in seconds.
pub fn lifetime(reader: &mut Reader<'_>) -> i64 {
    let most = usize::try_from(LONGEST_LIFETIME / 60).unwrap_or_default();
    let minutes = reader.read("PUBDOK_CLIENT_TOKEN_MINUTES", 15, |value| number(value, 1..=most));
    60 * i64::try_from(minutes).unwrap_or_default()
}

fn development_keys(reader: &mut Reader<'_>) -> (Keys, String) {
    for name in SOURCES.into_iter().chain(["PUBDOK_JWT_ISSUER"]) {
        if reader.text(name).is_some() {
            reader.bad(name, "belongs to the production profile; set DATABASE_URL too, or unset it");
        }
    }
    (Keys::Development, DEVELOPMENT_ISSUER.to_owned())
}

fn production_keys(reader: &mut Reader<'_>) -> (Keys, String) {
    let given: Vec<&'static str> = SOURCES.into_iter().filter(|name| reader.text(name).is_some()).collect();
    if let [first, others @ ..] = &given[..] {
        for other in others {
            reader.bad(other, format!("is set beside {first}; keep one of the two"));
        }
    } else {
        reader.bad(
            "PUBDOK_OIDC_ISSUER",
            "is missing, and PUBDOK_JWKS_FILE and PUBDOK_JWT_SECRET too; set one of them, for tokens could not be verified",
        );
    }
    if let Some(provider) = reader.text("PUBDOK_OIDC_ISSUER") {
        return (Keys::Provider, provider_issuer(reader, provider));
    }
    let issuer = reader.text("PUBDOK_JWT_ISSUER").filter(|issuer| issuer != DEVELOPMENT_ISSUER).unwrap_or_else(|| {
        if !given.is_empty() {
            reader.bad("PUBDOK_JWT_ISSUER", "is missing; set it to the exact iss of your identity provider's tokens");
        }
        String::new()
    });
    if let Some(file) = reader.text("PUBDOK_JWKS_FILE") {
        return (Keys::File(file.into()), issuer);
    }
    let secret = reader.text("PUBDOK_JWT_SECRET").unwrap_or_default();
    if let Err(weak) = check_secret(secret.as_bytes())
        && given.contains(&"PUBDOK_JWT_SECRET")
    {
        reader.bad("PUBDOK_JWT_SECRET", format!("{weak}; make one with: openssl rand -base64 48"));
    }
    (Keys::Secret(secret), issuer)
}

/// A provider's tokens name the provider; another name in them would be somebody else.
fn provider_issuer(reader: &mut Reader<'_>, provider: String) -> String {
    if !Provider::is_issuer(&provider) {
        let mend = "is not an address of a provider; write https://… without query or fragment (http:// on this machine only)";
        reader.bad("PUBDOK_OIDC_ISSUER", format!("{provider:?} {mend}"));
    }
    if reader.text("PUBDOK_JWT_ISSUER").is_some_and(|issuer| issuer != provider) {
        reader.bad("PUBDOK_JWT_ISSUER", "is another than PUBDOK_OIDC_ISSUER; unset it, or write the same");
    }
    provider
}
