//! The one place where a token is believed.

use std::sync::{Arc, PoisonError, RwLock};

use jsonwebtoken::Algorithm;

use super::claims::{self, Identity, TokenRules};
use super::keys::KeySet;
use super::rejection::Rejection;
use super::verified::{TokenDigest, VerifiedTokens};
use super::{compact, development, header, install_crypto_provider, json};

const LONGEST_TOKEN: usize = 16 * 1024;

/// Verifies one issuer's tokens, with keys that may be exchanged while requests run.
#[derive(Debug)]
pub struct Verifier {
    rules: TokenRules,
    trust: RwLock<Arc<Trust>>,
}

/// Keys together with what they have proven: a new set of keys starts with nothing proven, and a request that still
/// holds the old set can leave its finding only there.
#[derive(Debug)]
struct Trust {
    keys: KeySet,
    verified: VerifiedTokens,
}

impl Trust {
    fn new(keys: KeySet) -> Arc<Self> {
        Arc::new(Trust { keys, verified: VerifiedTokens::default() })
    }
}

impl Verifier {
    pub fn new(keys: KeySet, rules: TokenRules) -> Self {
        install_crypto_provider();
        Verifier { rules, trust: RwLock::new(Trust::new(keys)) }
    }

    /// For keys that rotate. Tokens signed by a key that is gone fail from the next request on.
    pub fn replace_keys(&self, keys: KeySet) {
        *self.trust.write().unwrap_or_else(PoisonError::into_inner) = Trust::new(keys);
    }

    /// Whether it was found good a moment ago, so that it costs nothing to believe it now.
    pub fn has_proven(&self, token: &str, now: i64) -> bool {
        token.len() <= LONGEST_TOKEN && self.trust().verified.get(TokenDigest::of(token), now).is_some()
    }

    /// `now` is in unix seconds.
    pub fn verify(&self, token: &str, now: i64) -> Result<Identity, Rejection> {
        if token.len() > LONGEST_TOKEN {
            return Err(Rejection::TooLong);
        }
        let trust = self.trust();
        let digest = TokenDigest::of(token);
        if let Some(identity) = trust.verified.get(digest, now) {
            return Ok(identity);
        }
        let identity = self.judge(&trust.keys, token, now)?;
        trust.verified.put(digest, &identity, now);
        Ok(identity)
    }

    pub fn holds_keys(&self) -> bool {
        !self.trust().keys.is_empty()
    }

    /// What the key is called that this token names and that is not here, or may be another by now, for ours has no name.
    pub fn lacks_key_of(&self, token: &str) -> Option<String> {
        let header = header::read(&compact::split(token).ok()?.header).ok()?;
        let key = self.trust().keys.find(header.key_id.as_deref(), header.algorithm).map(|key| key.id.is_none());
        let lacks = key.unwrap_or_else(|reason| reason == Rejection::UnknownKey);
        // Public keys come from elsewhere; a secret is a setting.
        let is_public = header.algorithm != Algorithm::HS256;
        (lacks && is_public).then(|| format!("{:?} {}", header.algorithm, header.key_id.unwrap_or_default()))
    }

    fn judge(&self, keys: &KeySet, token: &str, now: i64) -> Result<Identity, Rejection> {
        let parts = compact::split(token)?;
        let header = header::read(&parts.header)?;
        // Whoever mixes up two folders must not be left to look for a mistake in the token.
        let told = |rejection| if development::is_of_development(&header) { Rejection::ForeignDevelopmentKey } else { rejection };
        let key = keys.find(header.key_id.as_deref(), header.algorithm).map_err(told)?;
        if !key.verifies(parts.signed, parts.signature) {
            return Err(told(Rejection::Signature));
        }
        let claims = json::object(&parts.claims).ok_or(Rejection::Claims)?;
        claims::check(claims, header.kind, &self.rules, now)
    }

    fn trust(&self) -> Arc<Trust> {
        // Whoever panicked while holding this lock had exchanged the whole pointer or nothing.
        Arc::clone(&self.trust.read().unwrap_or_else(PoisonError::into_inner))
    }

    #[cfg(test)]
    pub(super) fn remembered(&self) -> usize {
        self.trust().verified.len()
    }
}
