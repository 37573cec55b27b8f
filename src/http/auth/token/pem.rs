//! Reads public keys in PEM, by way of the same checks that a JSON Web Key goes through.

use jsonwebtoken::DecodingKey;
use jsonwebtoken::jwk::Jwk;
use serde_json::Value;

use super::jwks;
use super::keys::{KeysError, VerificationKey};

const BEGIN: &str = "-----BEGIN ";

/// A file of one's own, unlike a fetched set, has to be right in every block: a mistake is told, not passed over.
pub fn read(text: &str) -> Result<Vec<VerificationKey>, KeysError> {
    let blocks = blocks(text)?;
    (1..).zip(blocks).map(|(place, block)| read_block(place, block)).collect()
}

struct Block<'a> {
    label: &'a str,
    text: &'a str,
}

/// Text between the blocks is a comment, as everywhere in PEM.
fn blocks(text: &str) -> Result<Vec<Block<'_>>, KeysError> {
    let mut blocks = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find(BEGIN) {
        let block = &rest[start..];
        let (label, _) = block[BEGIN.len()..].split_once("-----").ok_or(KeysError::Unreadable)?;
        let end = format!("-----END {label}-----");
        let length = block.find(&end).ok_or(KeysError::Unreadable)? + end.len();
        blocks.push(Block { label, text: &block[..length] });
        rest = &block[length..];
    }
    if blocks.is_empty() { Err(KeysError::Unreadable) } else { Ok(blocks) }
}

fn read_block(place: usize, block: Block<'_>) -> Result<VerificationKey, KeysError> {
    if !matches!(block.label, "PUBLIC KEY" | "RSA PUBLIC KEY") {
        let label = block.label.to_owned();
        return Err(KeysError::NotAPublicKey { block: place, label });
    }
    let pem = block.text.as_bytes();
    let key = DecodingKey::from_rsa_pem(pem)
        .or_else(|_| DecodingKey::from_ec_pem(pem))
        .or_else(|_| DecodingKey::from_ed_pem(pem))
        .and_then(|key| Jwk::from_decoding_key(&key, None))
        .map_err(|_| KeysError::UnreadablePem(place))?;
    match serde_json::to_value(key) {
        Ok(Value::Object(members)) => jwks::read_key(&members).map_err(|reason| KeysError::UnfitPem { block: place, reason }),
        _ => Err(KeysError::UnreadablePem(place)),
    }
}
