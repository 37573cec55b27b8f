//! Signs tokens for trying things without an identity provider, with a key that is made on the spot and never leaves the machine.

use std::path::Path;

use aws_lc_rs::signature::KeyPair;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header};
use serde::Serialize;
use thiserror::Error;
use uuid::Uuid;

use super::claims::is_subject;
use super::header;
use super::install_crypto_provider;
use super::keys::{KeySet, VerificationKey};
use crate::domain::role::Roles;
use crate::http::auth::key_file::{KeyFile, KeyFileError};

/// No identity provider can have this issuer, so a production verifier never takes a development token.
pub const DEVELOPMENT_ISSUER: &str = "urn:pubdok:development";

const FILE: &str = "development-key.p8";
const KEY_ID: &str = "development";
const LONGEST_LIFETIME: i64 = 24 * 60 * 60;

/// An Ed25519 pair. Its `Debug` shows no private part.
#[derive(Clone, Debug)]
pub struct DevelopmentKey {
    private: EncodingKey,
    public: DecodingKey,
}

/// What a development token is to say. Time (unix seconds) and the id come from the caller.
#[derive(Clone, Copy, Debug)]
pub struct DevelopmentToken<'a> {
    pub subject: &'a str,
    pub roles: Roles,
    pub audience: &'a str,
    pub issued_at: i64,
    pub lifetime: i64,
    pub id: Uuid,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum DevelopmentTokenError {
    #[error("a subject has 1 to 255 characters, none of them a control character")]
    Subject,
    #[error("a development token lives from one second to 24 hours")]
    Lifetime,
    #[error("the development key cannot sign")]
    Signing,
}

#[derive(Serialize)]
struct Claims<'a> {
    iss: &'static str,
    sub: &'a str,
    aud: &'a str,
    iat: i64,
    exp: i64,
    jti: Uuid,
    roles: Roles,
}

pub fn sign_development_token(key: &DevelopmentKey, token: &DevelopmentToken<'_>) -> Result<String, DevelopmentTokenError> {
    if !is_subject(token.subject) {
        return Err(DevelopmentTokenError::Subject);
    }
    if !(1..=LONGEST_LIFETIME).contains(&token.lifetime) {
        return Err(DevelopmentTokenError::Lifetime);
    }
    install_crypto_provider();
    let header = Header { typ: Some("at+jwt".to_owned()), kid: Some(KEY_ID.to_owned()), ..Header::new(Algorithm::EdDSA) };
    let claims = Claims {
        iss: DEVELOPMENT_ISSUER,
        sub: token.subject,
        aud: token.audience,
        iat: token.issued_at,
        exp: token.issued_at.saturating_add(token.lifetime),
        jti: token.id,
        roles: token.roles,
    };
    jsonwebtoken::encode(&header, &claims, &key.private).map_err(|_| DevelopmentTokenError::Signing)
}

/// Whether the token says that some development key signed it.
pub(super) fn is_of_development(header: &header::Header) -> bool {
    header.algorithm == Algorithm::EdDSA && header.key_id.as_deref() == Some(KEY_ID)
}

impl DevelopmentKey {
    /// The key of this data directory, made now if there is none.
    pub fn open(data_dir: &Path) -> Result<Self, KeyFileError> {
        let KeyFile { der, pair } = KeyFile::open(data_dir, FILE)?;
        Ok(DevelopmentKey {
            private: EncodingKey::from_ed_der(&der),
            public: DecodingKey::from_ed_der(pair.public_key().as_ref()),
        })
    }

    /// The public half, for a verifier whose rules name [`DEVELOPMENT_ISSUER`].
    pub fn keys(&self) -> KeySet {
        KeySet::only(VerificationKey { id: Some(KEY_ID.to_owned()), algorithm: Algorithm::EdDSA, key: self.public.clone() })
    }
}
