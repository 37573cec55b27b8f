//! What makes a cursor ours: nobody can write one, or change where it leads.

use aws_lc_rs::hmac::{HMAC_SHA256, Key, sign};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use std::fmt;
use std::sync::{PoisonError, RwLock};
use uuid::Uuid;

/// Half of the digest: nobody guesses so much.
const BYTES: usize = 16;

pub struct Seal(RwLock<Key>);

impl Default for Seal {
    /// One of this process alone, until it is given that of all instances.
    fn default() -> Self {
        let random = [Uuid::now_v7(), Uuid::now_v7(), Uuid::now_v7()].map(Uuid::into_bytes).concat();
        Self(RwLock::new(Key::new(HMAC_SHA256, &random)))
    }
}

impl Seal {
    pub fn set(&self, secret: &[u8]) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Key::new(HMAC_SHA256, secret);
    }

    /// Over the list it belongs to, and the place in it.
    pub fn over(&self, scope: &str, place: &[u8]) -> String {
        let key = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let tag = sign(&key, &[scope.as_bytes(), b"|", place].concat());
        BASE64_URL_SAFE_NO_PAD.encode(tag.as_ref().get(..BYTES).unwrap_or_default())
    }
}

impl fmt::Debug for Seal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Seal")
    }
}
