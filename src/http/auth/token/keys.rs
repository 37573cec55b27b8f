//! The keys an issuer may sign with; each knows its one algorithm, so a token never chooses how it is checked.

use jsonwebtoken::{Algorithm, DecodingKey};
use thiserror::Error;

use super::rejection::Rejection;
use super::secret::{WeakSecret, check_secret};
use super::{install_crypto_provider, jwks, pem};

/// What a real JWKS never reaches.
const LONGEST_TEXT: usize = 256 * 1024;

/// Either public keys or one secret, never both: no constructor makes a mixture, and so RSA's public key can never be
/// taken for an HMAC secret.
#[derive(Clone, Debug)]
pub struct KeySet {
    keys: Vec<VerificationKey>,
    passed_over: Vec<String>,
}

#[derive(Clone, Debug)]
pub struct VerificationKey {
    pub id: Option<String>,
    pub algorithm: Algorithm,
    pub key: DecodingKey,
}

#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum KeysError {
    #[error("holds more than 256 KiB, which no key file does")]
    TooLong,
    #[error("is neither a JSON Web Key Set nor PEM")]
    Unreadable,
    #[error("PEM block {0} is not a readable RSA, P-256 or Ed25519 public key")]
    UnreadablePem(usize),
    #[error("the key in PEM block {block} {reason}")]
    UnfitPem { block: usize, reason: &'static str },
    #[error("PEM block {block} is a {label}; give the public key (openssl pkey -pubout, or openssl x509 -pubkey)")]
    NotAPublicKey { block: usize, label: String },
    #[error("holds no usable key: {}", passed_over_text(.0))]
    NoneUsable(Vec<String>),
    #[error("two keys share one id and algorithm, or have none; give each its own `kid` in a JSON Web Key Set")]
    Indistinguishable,
}

fn passed_over_text(reasons: &[String]) -> String {
    if reasons.is_empty() { "it is empty".to_owned() } else { reasons.join("; ") }
}

impl KeySet {
    /// HS256 alone. A weak secret makes no key set, so none can be used by oversight.
    pub fn from_secret(secret: &[u8]) -> Result<Self, WeakSecret> {
        check_secret(secret)?;
        let key = DecodingKey::from_secret(secret);
        Ok(KeySet::only(VerificationKey { id: None, algorithm: Algorithm::HS256, key }))
    }

    /// What stands in a key file: a JSON Web Key Set, or one or more public keys in PEM.
    pub fn from_text(text: &str) -> Result<Self, KeysError> {
        if text.trim_start().starts_with('{') {
            return Self::from_jwks(text);
        }
        Self::read(text, |text| Ok((pem::read(text)?, Vec::new())))
    }

    /// What a provider tells: a JSON Web Key Set.
    pub fn from_jwks(text: &str) -> Result<Self, KeysError> {
        Self::read(text, |text| jwks::read(text).ok_or(KeysError::Unreadable))
    }

    /// Before a provider has told its keys: nobody is let in.
    pub fn none() -> Self {
        KeySet { keys: Vec::new(), passed_over: Vec::new() }
    }

    fn read(
        text: &str,
        read: impl FnOnce(&str) -> Result<(Vec<VerificationKey>, Vec<String>), KeysError>,
    ) -> Result<Self, KeysError> {
        install_crypto_provider();
        if text.len() > LONGEST_TEXT {
            return Err(KeysError::TooLong);
        }
        let (keys, passed_over) = read(text)?;
        if keys.is_empty() {
            return Err(KeysError::NoneUsable(passed_over));
        }
        let is_repeated = |(place, key): (usize, &VerificationKey)| keys[..place].iter().any(|other| other.is_named_like(key));
        if keys.iter().enumerate().any(is_repeated) {
            return Err(KeysError::Indistinguishable);
        }
        Ok(KeySet { keys, passed_over })
    }

    pub(super) fn only(key: VerificationKey) -> Self {
        KeySet { keys: vec![key], passed_over: Vec::new() }
    }

    /// The keys that were left out, and why: worth a warning at the start.
    pub fn passed_over(&self) -> &[String] {
        &self.passed_over
    }

    pub(super) fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// A key without an id (a secret, a PEM file) serves any id, for the issuer names keys that we were given unnamed.
    pub(super) fn find(&self, id: Option<&str>, algorithm: Algorithm) -> Result<&VerificationKey, Rejection> {
        let fitting = || self.keys.iter().filter(|key| key.algorithm == algorithm);
        if let Some(id) = id {
            let by_name = |name| fitting().find(|key| key.id.as_deref() == name);
            return by_name(Some(id)).or_else(|| by_name(None)).ok_or(Rejection::UnknownKey);
        }
        let mut fitting = fitting();
        match (fitting.next(), fitting.next()) {
            (Some(only), None) => Ok(only),
            (None, _) => Err(Rejection::UnknownKey),
            (Some(_), Some(_)) => Err(Rejection::AmbiguousKey),
        }
    }
}

impl VerificationKey {
    pub fn verifies(&self, signed: &str, signature: &str) -> bool {
        jsonwebtoken::crypto::verify(signature, signed.as_bytes(), &self.key, self.algorithm).unwrap_or(false)
    }

    fn is_named_like(&self, other: &Self) -> bool {
        self.id == other.id && self.algorithm == other.algorithm
    }
}
