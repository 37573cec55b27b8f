//! What a token with a good signature must still say before anybody is believed to be somebody.

use serde_json::{Map, Value};

use super::header::Kind;
use super::rejection::Rejection;
use super::roles::RoleRules;
use crate::domain::role::Roles;

const LONGEST_SUBJECT: usize = 255;

/// The end of the year 9999. A later instant is a slip or an attempt to overflow something.
const LAST_INSTANT: i64 = 253_402_300_799;

/// Found in ID tokens (the hashes) and in logout and event tokens (`events`), never in an access token.
const NOT_IN_ACCESS_TOKENS: [&str; 4] = ["at_hash", "c_hash", "s_hash", "events"];

/// Who a verified token speaks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    pub issuer: String,
    pub subject: String,
    pub roles: Roles,
    /// Whether it is a client of our own tokens, and nobody of the directory.
    pub is_client: bool,
    /// `jti`, where the issuer writes one.
    pub id: Option<String>,
    /// `iat` in unix seconds.
    pub issued_at: i64,
    /// `exp` in unix seconds, without the leeway.
    pub expires_at: i64,
}

/// What one issuer's tokens must say.
#[derive(Clone, Debug)]
pub struct TokenRules {
    /// Compared byte for byte: the slash at the end of an Auth0 issuer is part of it.
    pub issuer: String,
    pub audience: String,
    /// How far, in seconds, the issuer's clock and ours may lie apart.
    pub leeway: i64,
    /// The longest that `exp` may follow `iat`, in seconds.
    pub max_lifetime: i64,
    pub types: TypeRule,
    pub roles: RoleRules,
    /// Whether its subjects are clients of our own.
    pub of_clients: bool,
}

/// Which `typ` headers pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TypeRule {
    /// Only `at+jwt`.
    AccessTokenOnly,
    /// Also `JWT` and none, as long as nothing in the claims smells of another kind of token.
    JwtTolerated,
}

impl TokenRules {
    pub fn new(issuer: impl Into<String>, audience: impl Into<String>) -> Self {
        TokenRules {
            issuer: issuer.into(),
            audience: audience.into(),
            leeway: 60,
            max_lifetime: 24 * 60 * 60,
            types: TypeRule::JwtTolerated,
            roles: RoleRules::default(),
            of_clients: false,
        }
    }
}

/// Expects that the signature has been proven.
pub fn check(claims: Map<String, Value>, kind: Kind, rules: &TokenRules, now: i64) -> Result<Identity, Rejection> {
    check_kind(&claims, kind, rules.types)?;
    if text(&claims, "iss") != Some(&rules.issuer) {
        return Err(Rejection::Issuer);
    }
    if !names_audience(claims.get("aud"), &rules.audience) {
        return Err(Rejection::Audience);
    }
    let (issued_at, expires_at) = check_times(&claims, rules, now)?;
    let id = text(&claims, "jti").map(str::to_owned);
    let subject = text(&claims, "sub").filter(|subject| is_subject(subject)).ok_or(Rejection::Subject)?.to_owned();
    let claims = Value::Object(claims);
    let roles = rules.roles.read(&claims);
    if roles == Roles::NONE {
        rules.roles.tell_none(&claims);
    }
    Ok(Identity { issuer: rules.issuer.clone(), subject, roles, is_client: rules.of_clients, id, issued_at, expires_at })
}

pub fn is_subject(subject: &str) -> bool {
    !subject.is_empty() && subject.chars().count() <= LONGEST_SUBJECT && !subject.chars().any(char::is_control)
}

fn check_kind(claims: &Map<String, Value>, kind: Kind, rule: TypeRule) -> Result<(), Rejection> {
    match (kind, rule) {
        (Kind::AccessToken, _) => return Ok(()),
        (Kind::Unsaid, TypeRule::AccessTokenOnly) => return Err(Rejection::Type),
        (Kind::Unsaid, TypeRule::JwtTolerated) => {}
    }
    let foreign = NOT_IN_ACCESS_TOKENS.iter().any(|name| claims.contains_key(*name));
    // Keycloak writes the kind into the claims: Bearer, ID, Refresh, Offline, Logout. Until version 24 its access tokens carry the
    // nonce that elsewhere only an ID token has; that they are access tokens they say themselves.
    let fits = match claims.get("typ") {
        None => !claims.contains_key("nonce"),
        Some(typ) => typ == "Bearer",
    };
    // Entra names the client in every access token (`appid`, later `azp`) and in no ID token; where one registration is app and API at
    // once, and the app asked without a nonce, nothing else tells them apart.
    let of_entra = ["tid", "ver"].iter().all(|name| claims.contains_key(*name));
    let named = ["appid", "azp"].iter().any(|name| claims.contains_key(*name));
    if foreign || !fits || (of_entra && !named) { Err(Rejection::NotAccessToken) } else { Ok(()) }
}

/// An array with anything but strings in it is not an audience, even when ours is among them.
fn names_audience(claim: Option<&Value>, ours: &str) -> bool {
    match claim {
        Some(Value::String(one)) => one == ours,
        Some(Value::Array(many)) => many.iter().all(Value::is_string) && many.iter().any(|one| one == ours),
        _ => false,
    }
}

/// When it was issued, and when it expires.
fn check_times(claims: &Map<String, Value>, rules: &TokenRules, now: i64) -> Result<(i64, i64), Rejection> {
    let expires_at = instant(claims, "exp")?.ok_or(Rejection::Times)?;
    let issued_at = instant(claims, "iat")?.ok_or(Rejection::Times)?;
    let not_before = instant(claims, "nbf")?;
    let earliest = now.saturating_sub(rules.leeway);
    let latest = now.saturating_add(rules.leeway);

    if expires_at <= earliest {
        return Err(Rejection::Expired);
    }
    if not_before.is_some_and(|not_before| not_before > latest) {
        return Err(Rejection::NotYetValid);
    }
    if issued_at > latest {
        return Err(Rejection::IssuedInFuture);
    }
    match expires_at - issued_at {
        lifetime if lifetime > rules.max_lifetime => Err(Rejection::LivesTooLong),
        lifetime if lifetime <= 0 => Err(Rejection::Times),
        _ => Ok((issued_at, expires_at)),
    }
}

fn text<'a>(claims: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    claims.get(name).and_then(Value::as_str)
}

/// A number of seconds (RFC 7519 NumericDate), no string, not 1e308. A fraction of one is legal and dropped: the leeway is sixty
/// times as long.
fn instant(claims: &Map<String, Value>, name: &str) -> Result<Option<i64>, Rejection> {
    let Some(value) = claims.get(name) else { return Ok(None) };
    // Within the bounds a float loses nothing of its seconds; beyond them it is cut off to something beyond them.
    let seconds = value.as_i64().or_else(|| value.as_f64().map(|seconds| seconds.floor() as i64));
    seconds.filter(|seconds| (0..=LAST_INSTANT).contains(seconds)).map(Some).ok_or(Rejection::Times)
}
