//! The secret in the address: 256 random bits, shown once and kept as their SHA-256.
//!
//! Slow hashes such as Argon2 keep apart those who try what people think of. Nobody tries 256 random bits; and what is hashed without a
//! salt is found by an index, at the first byte that differs from nobody's.

use crate::domain::digest::Digest;
use crate::http::problem::Problem;
use aws_lc_rs::rand;
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};

const BYTES: usize = 32;
/// What that is in Base64.
const LENGTH: usize = 43;

/// A new one, as it stands in an address.
pub fn make() -> Result<String, Problem> {
    let mut bytes = [0; BYTES];
    rand::fill(&mut bytes).map_err(Problem::internal)?;
    Ok(BASE64_URL_SAFE_NO_PAD.encode(bytes))
}

/// What is kept of it; None for what can be none.
pub fn digest(key: &str) -> Option<Digest> {
    let is_one = key.len() == LENGTH && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
    is_one.then(|| Digest::of(key.as_bytes()))
}
