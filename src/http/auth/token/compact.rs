//! Takes a token apart: exactly three parts, each in the one spelling that base64url allows.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::rejection::Rejection;

/// A token in its three parts; `signed` is the text that the signature covers.
pub struct Compact<'a> {
    pub signed: &'a str,
    pub header: Vec<u8>,
    pub claims: Vec<u8>,
    pub signature: &'a str,
}

/// Refuses JWE (five parts), the JSON serialisation, padding, white space, the other base64 alphabet and stray trailing bits.
pub fn split(token: &str) -> Result<Compact<'_>, Rejection> {
    let (signed, signature) = token.rsplit_once('.').ok_or(Rejection::Malformed)?;
    let (header, claims) = signed.split_once('.').ok_or(Rejection::Malformed)?;
    decode(signature)?;
    Ok(Compact {
        signed,
        header: decode(header)?,
        // A fourth part would leave a dot in here, and no alphabet has the dot.
        claims: decode(claims)?,
        signature,
    })
}

fn decode(part: &str) -> Result<Vec<u8>, Rejection> {
    match URL_SAFE_NO_PAD.decode(part) {
        Ok(bytes) if !bytes.is_empty() => Ok(bytes),
        _ => Err(Rejection::Malformed),
    }
}
