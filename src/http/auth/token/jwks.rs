//! Reads a JSON Web Key Set, and passes over each key that is unfit with the reason why.

use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED, ED25519, ParsedPublicKey};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, DecodingKey};
use serde_json::{Map, Value};

use super::header::is_key_id;
use super::json;
use super::keys::VerificationKey;

const RSA_BITS: std::ops::RangeInclusive<usize> = 2048..=8192;

/// What 65537 needs is three bytes; longer exponents only make verifying slow.
const LONGEST_RSA_EXPONENT: usize = 4;

/// Every spelling of the eight points of small order, without the sign bit: whoever names one as the key makes
/// signatures that fit any message. The library does not refuse them.
const SMALL_ORDER: [&str; 7] = [
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0100000000000000000000000000000000000000000000000000000000000000",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
];

type Members = Map<String, Value>;

/// The fit keys, and why the others are not; nothing at all when the text is no key set. One odd key among good ones
/// must not lock everybody out.
pub fn read(text: &str) -> Option<(Vec<VerificationKey>, Vec<String>)> {
    let set = json::object(text.as_bytes())?;
    let (mut fit, mut passed_over) = (Vec::new(), Vec::new());
    for (place, key) in (1..).zip(set.get("keys")?.as_array()?) {
        match key.as_object().ok_or("is not an object").and_then(read_key) {
            Ok(key) => fit.push(key),
            Err(reason) => passed_over.push(format!("key {place} {reason}")),
        }
    }
    Some((fit, passed_over))
}

pub fn read_key(members: &Members) -> Result<VerificationKey, &'static str> {
    let id = match members.get("kid") {
        None => None,
        Some(Value::String(id)) if is_key_id(id) => Some(id.clone()),
        Some(_) => return Err("has an unusable kid"),
    };
    if members.get("use").is_some_and(|purpose| purpose != "sig") {
        return Err("is not for signatures");
    }
    let may_verify = |operations: &Vec<Value>| operations.iter().any(|one| one == "verify");
    if members.get("key_ops").is_some_and(|claim| !claim.as_array().is_some_and(may_verify)) {
        return Err("is not for verifying");
    }
    if members.contains_key("d") {
        return Err("is a private key, and does not belong here");
    }
    let (algorithm, key) = match text(members, "kty")? {
        "RSA" => (rsa_algorithm(members)?, rsa(members)?),
        "EC" => (only(members, "ES256", Algorithm::ES256)?, p256(members)?),
        "OKP" => (only(members, "EdDSA", Algorithm::EdDSA)?, ed25519(members)?),
        "oct" => return Err("is a shared secret, and a key set is public"),
        _ => return Err("has an unknown kty"),
    };
    Ok(VerificationKey { id, algorithm, key })
}

/// Entra leaves `alg` out and signs RS256. One key serves one algorithm (RFC 8725), so PS256 has to be written down.
fn rsa_algorithm(members: &Members) -> Result<Algorithm, &'static str> {
    match members.get("alg") {
        Some(given) if given == "PS256" => Ok(Algorithm::PS256),
        _ => only(members, "RS256", Algorithm::RS256),
    }
}

fn only(members: &Members, name: &str, algorithm: Algorithm) -> Result<Algorithm, &'static str> {
    match members.get("alg") {
        None => Ok(algorithm),
        Some(given) if given == name => Ok(algorithm),
        Some(_) => Err("is for an algorithm that is not allowed"),
    }
}

fn rsa(members: &Members) -> Result<DecodingKey, &'static str> {
    let (modulus, exponent) = (octets(members, "n")?, octets(members, "e")?);
    let (modulus, exponent) = (without_leading_zeros(&modulus), without_leading_zeros(&exponent));
    let bits = modulus.first().map_or(0, |top| modulus.len() * 8 - top.leading_zeros() as usize);
    if !RSA_BITS.contains(&bits) {
        return Err("is not of 2048 to 8192 bits");
    }
    let is_odd = |number: &[u8]| number.last().is_some_and(|byte| byte % 2 == 1);
    // With e = 1 the message is its own signature.
    if exponent == [1] || exponent.len() > LONGEST_RSA_EXPONENT || !is_odd(exponent) {
        return Err("has an unfit exponent");
    }
    if !is_odd(modulus) {
        return Err("has an unfit modulus");
    }
    Ok(DecodingKey::from_rsa_raw_components(modulus, exponent))
}

fn p256(members: &Members) -> Result<DecodingKey, &'static str> {
    if text(members, "crv")? != "P-256" {
        return Err("is on another curve than P-256");
    }
    let (x, y) = (octets(members, "x")?, octets(members, "y")?);
    if x.len() != 32 || y.len() != 32 {
        return Err("has coordinates of the wrong length");
    }
    let point = [&[4], x.as_slice(), &y].concat();
    ParsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, &point).map_err(|_| "is not a point of P-256")?;
    Ok(DecodingKey::from_ec_der(&point))
}

fn ed25519(members: &Members) -> Result<DecodingKey, &'static str> {
    if text(members, "crv")? != "Ed25519" {
        return Err("is on another curve than Ed25519");
    }
    let point = octets(members, "x")?;
    if is_of_small_order(&point) {
        return Err("is a point of small order");
    }
    ParsedPublicKey::new(&ED25519, &point).map_err(|_| "is not a point of Ed25519")?;
    Ok(DecodingKey::from_ed_der(&point))
}

fn is_of_small_order(point: &[u8]) -> bool {
    let mut point = point.to_vec();
    if let Some(last) = point.last_mut() {
        *last &= 0x7f;
    }
    let hex: String = point.iter().map(|byte| format!("{byte:02x}")).collect();
    SMALL_ORDER.contains(&hex.as_str())
}

fn without_leading_zeros(number: &[u8]) -> &[u8] {
    let zeros = number.iter().take_while(|byte| **byte == 0).count();
    &number[zeros..]
}

fn octets(members: &Members, name: &str) -> Result<Vec<u8>, &'static str> {
    URL_SAFE_NO_PAD.decode(text(members, name)?).map_err(|_| "has a member that is not base64url")
}

fn text<'a>(members: &'a Members, name: &str) -> Result<&'a str, &'static str> {
    members.get(name).and_then(Value::as_str).ok_or("lacks a member")
}
