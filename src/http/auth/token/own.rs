//! Tokens of our own (RFC 9068), for clients without an identity provider: signed by one Ed25519 key that all instances have.

use super::claims::{TokenRules, TypeRule};
use super::keys::{KeySet, VerificationKey};
use super::roles::RoleRules;
use super::{Identity, Rejection, Verifier, install_crypto_provider};
use crate::domain::role::Roles;
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header};
use serde::Serialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use thiserror::Error;
use uuid::Uuid;

/// The longest that one of these lives, in seconds, whatever is set now: those of before a restart hold to their end.
pub const LONGEST_LIFETIME: i64 = 60 * 60;

/// Where their roles stand: what RFC 9068 has for what was asked for and granted.
const CLAIM: &str = "scope";

#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum OwnTokenError {
    #[error("32 bytes make no Ed25519 key")]
    Key,
    #[error("a token cannot be signed")]
    Signing,
}

/// Signs, and believes what it signed.
#[derive(Debug)]
pub struct OwnTokens {
    issuer: String,
    audience: String,
    private: EncodingKey,
    header: Header,
    /// How all of them begin: the header, which is always the same.
    beginning: String,
    public: Value,
    verifier: Verifier,
}

/// What a token is to say. Time (unix seconds) and the id come from the caller.
#[derive(Clone, Copy, Debug)]
pub struct OwnToken {
    pub client: Uuid,
    pub roles: Roles,
    pub issued_at: i64,
    pub lifetime: i64,
    pub id: Uuid,
}

#[derive(Serialize)]
struct Claims<'a> {
    iss: &'a str,
    sub: Uuid,
    aud: &'a str,
    client_id: Uuid,
    iat: i64,
    exp: i64,
    jti: Uuid,
    scope: String,
}

impl OwnTokens {
    /// By the key that grows from these 32 random bytes.
    pub fn new(seed: &[u8], issuer: &str, audience: &str) -> Result<Self, OwnTokenError> {
        install_crypto_provider();
        let pair = Ed25519KeyPair::from_seed_unchecked(seed).map_err(|_| OwnTokenError::Key)?;
        let private = EncodingKey::from_ed_der(pair.to_pkcs8v1().map_err(|_| OwnTokenError::Key)?.as_ref());
        let point = pair.public_key().as_ref();
        let x = BASE64.encode(point);
        // RFC 7638: the same key has the same name on every instance.
        let thumbprint = Sha256::digest(format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{x}"}}"#));
        let id = format!("pubdok-{}", BASE64.encode(thumbprint));
        let key = VerificationKey { id: Some(id.clone()), algorithm: Algorithm::EdDSA, key: DecodingKey::from_ed_der(point) };
        let rules = TokenRules {
            max_lifetime: LONGEST_LIFETIME,
            types: TypeRule::AccessTokenOnly,
            roles: RoleRules::at(CLAIM),
            of_clients: true,
            ..TokenRules::new(issuer, audience)
        };
        let header = Header { typ: Some("at+jwt".to_owned()), kid: Some(id.clone()), ..Header::new(Algorithm::EdDSA) };
        let sample = jsonwebtoken::encode(&header, &json!({}), &private).map_err(|_| OwnTokenError::Signing)?;
        let beginning = sample.split_inclusive('.').next().unwrap_or_default().to_owned();
        Ok(Self {
            issuer: issuer.to_owned(),
            audience: audience.to_owned(),
            private,
            header,
            beginning,
            public: json!({ "kty": "OKP", "crv": "Ed25519", "x": x, "use": "sig", "alg": "EdDSA", "kid": id }),
            verifier: Verifier::new(KeySet::only(key), rules),
        })
    }

    pub fn sign(&self, token: OwnToken) -> Result<String, OwnTokenError> {
        let claims = Claims {
            iss: &self.issuer,
            sub: token.client,
            aud: &self.audience,
            client_id: token.client,
            iat: token.issued_at,
            exp: token.issued_at.saturating_add(token.lifetime),
            jti: token.id,
            scope: token.roles.to_string(),
        };
        jsonwebtoken::encode(&self.header, &claims, &self.private).map_err(|_| OwnTokenError::Signing)
    }

    /// The judgement of a token that says it is one of these; nothing of any other. The name of the key decides, so that no other
    /// issuer's token is ever judged by it, and none of these by another's keys.
    pub fn judge(&self, token: &str, now: i64) -> Option<Result<Identity, Rejection>> {
        token.starts_with(&self.beginning).then(|| self.verifier.verify(token, now))
    }

    /// Whether it was found good a moment ago.
    pub fn has_proven(&self, token: &str, now: i64) -> bool {
        token.starts_with(&self.beginning) && self.verifier.has_proven(token, now)
    }

    /// The public half, as a JSON Web Key Set has it.
    pub fn public_key(&self) -> &Value {
        &self.public
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::role::Role;

    const NOW: i64 = 1_790_000_000;

    fn tokens(seed: u8) -> OwnTokens {
        OwnTokens::new(&[seed; 32], "https://pubdok.example", "pubdok").expect("a key")
    }

    fn token(lifetime: i64) -> OwnToken {
        let roles = Roles::of(Role::Auditor).or(Roles::of(Role::Integration));
        OwnToken { client: Uuid::from_u128(7), roles, issued_at: NOW, lifetime, id: Uuid::from_u128(9) }
    }

    #[test]
    fn what_one_instance_signs_another_with_the_same_bytes_believes_and_one_with_others_does_not_know() {
        let signed = tokens(1).sign(token(900)).expect("a token");
        let identity = tokens(1).judge(&signed, NOW).expect("one of ours").expect("a good one");
        assert_eq!((identity.subject.as_str(), identity.roles), ("00000000-0000-0000-0000-000000000007", token(900).roles));
        assert!(identity.is_client && identity.issuer == "https://pubdok.example" && identity.expires_at == NOW + 900);
        assert_eq!(tokens(2).judge(&signed, NOW), None);
    }

    #[test]
    fn neither_a_changed_one_nor_one_that_is_over_or_lives_too_long_is_believed() {
        let ours = tokens(1);
        let refused = |token: &str, now| ours.judge(token, now).expect("one of ours").expect_err("refused");
        let signed = ours.sign(token(900)).expect("a token");
        let [header, claims, signature] = signed.split('.').collect::<Vec<_>>()[..] else { panic!("three parts") };
        let more = BASE64.decode(claims).expect("base64");
        let more = String::from_utf8(more).expect("text").replace("AUDITOR", "ADMIN");
        assert_eq!(refused(&format!("{header}.{}.{signature}", BASE64.encode(more)), NOW), Rejection::Signature);
        assert_eq!(refused(&signed, NOW + 961), Rejection::Expired);
        assert_eq!(refused(&ours.sign(token(LONGEST_LIFETIME + 1)).expect("a token"), NOW), Rejection::LivesTooLong);
        let elsewhere = OwnTokens::new(&[1; 32], "https://pubdok.example", "another").expect("a key");
        assert_eq!(refused(&elsewhere.sign(token(900)).expect("a token"), NOW), Rejection::Audience);
    }

    #[test]
    fn its_public_half_is_a_key_that_our_own_reader_takes() {
        let set = json!({ "keys": [tokens(1).public_key()] }).to_string();
        let keys = KeySet::from_jwks(&set).expect("a key set");
        assert!(keys.passed_over().is_empty());
        let id = tokens(1).public_key()["kid"].as_str().map(str::to_owned);
        assert!(keys.find(id.as_deref(), Algorithm::EdDSA).is_ok());
    }
}
