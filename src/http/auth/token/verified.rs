//! Remembers for a minute which tokens have been proven: checking a signature costs more than a whole read, and reading the
//! claims of a token signed with a secret ten times as much as finding it here.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};

use sha2::{Digest, Sha256};

use super::claims::Identity;

const MOST_TOKENS: usize = 4096;
const SECONDS: i64 = 60;

/// Tokens by their digest, so that a dump of the memory holds none that could be used.
#[derive(Debug, Default)]
pub struct VerifiedTokens(RwLock<HashMap<TokenDigest, Entry>>);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TokenDigest([u8; 32]);

#[derive(Debug)]
struct Entry {
    identity: Identity,
    since: i64,
    until: i64,
}

impl TokenDigest {
    pub fn of(token: &str) -> Self {
        TokenDigest(Sha256::digest(token).into())
    }
}

impl VerifiedTokens {
    /// A clock that went back finds nothing: at that earlier time the token may not have been valid yet.
    pub fn get(&self, token: TokenDigest, now: i64) -> Option<Identity> {
        // A poisoned map is still a whole one: every change to it is a single call.
        let entries = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let entry = entries.get(&token)?;
        (entry.since..entry.until).contains(&now).then(|| entry.identity.clone())
    }

    /// Call only with what has just been verified, at `now`.
    pub fn put(&self, token: TokenDigest, identity: &Identity, now: i64) {
        // Within its leeway an expired token is judged anew each time, so none can pass from here.
        let until = now.saturating_add(SECONDS).min(identity.expires_at);
        if until <= now {
            return;
        }
        let mut entries = self.0.write().unwrap_or_else(PoisonError::into_inner);
        // Only tokens with a good signature come here, so nobody can fill this at will; a rare fresh start is simpler than ageing.
        if entries.len() >= MOST_TOKENS {
            entries.clear();
        }
        entries.insert(token, Entry { identity: identity.clone(), since: now, until });
    }

    #[cfg(test)]
    pub fn len(&self) -> usize {
        self.0.read().unwrap_or_else(PoisonError::into_inner).len()
    }
}
