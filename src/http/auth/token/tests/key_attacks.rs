//! A22: keys and signatures that fit anything.

use aws_lc_rs::signature::{ED25519, UnparsedPublicKey};
use serde_json::{Value, json};

use super::super::{KeySet, KeysError, Rejection};
use super::support::*;

fn refused_alone(key: Value) -> String {
    match KeySet::from_text(&json!({ "keys": [key] }).to_string()) {
        Err(KeysError::NoneUsable(reasons)) => reasons.join("; "),
        other => panic!("expected no usable key, got {other:?}"),
    }
}

fn changed(mut jwk: Value, name: &str, value: impl Into<Value>) -> Value {
    jwk[name] = value.into();
    jwk
}

#[test]
fn a22_the_psychic_signature() {
    let source = Source::from_jwks("ES256", Signer::es256());
    let token = source.token(&good_claims());
    let (signed, _) = token.rsplit_once('.').expect("three parts");
    let order = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";
    let order: Vec<u8> = (0..32).map(|at| u8::from_str_radix(&order[at * 2..at * 2 + 2], 16).expect("hex")).collect();
    for signature in [vec![0; 64], [order.clone(), order].concat(), vec![0; 63], vec![0; 65]] {
        source.refuses(&format!("{signed}.{}", encode(signature)), Rejection::Signature);
    }
}

#[test]
fn a22_an_ecdsa_signature_in_der_is_another_encoding() {
    let source = Source::from_jwks("ES256", Signer::es256());
    let token = source.token(&good_claims());
    let (signed, _) = token.rsplit_once('.').expect("three parts");
    let der = [0x30, 0x06, 0x02, 0x01, 0x01, 0x02, 0x01, 0x01];
    source.refuses(&format!("{signed}.{}", encode(der)), Rejection::Signature);
}

#[test]
fn a22_weak_rsa_keys() {
    let good = Signer::Rs256.jwk("first");
    for exponent in [vec![1], vec![0, 1], vec![], vec![0], vec![2], vec![1, 0, 0], vec![1; 5]] {
        let reason = refused_alone(changed(good.clone(), "e", encode(exponent)));
        assert_eq!(reason, "key 1 has an unfit exponent");
    }
    let short = [vec![0; 128], vec![0xff; 128]].concat();
    for modulus in [short, vec![0x7f; 256], vec![0xff; 1025], vec![]] {
        let reason = refused_alone(changed(good.clone(), "n", encode(modulus)));
        assert_eq!(reason, "key 1 is not of 2048 to 8192 bits");
    }
    let even = [vec![0xff; 255], vec![0xfe]].concat();
    assert_eq!(refused_alone(changed(good, "n", encode(even))), "key 1 has an unfit modulus");
}

#[test]
fn a22_small_order_ed25519_keys() {
    let identity = [vec![1], vec![0; 31]].concat();
    // Why it matters: for this key, one signature fits every message, and the library agrees.
    let signature = [identity.clone(), vec![0; 32]].concat();
    let key = UnparsedPublicKey::new(&ED25519, &identity);
    assert!(key.verify(b"any message", &signature).is_ok());

    let good = Signer::ed_dsa().jwk("first");
    let prime = [vec![0xed], vec![0xff; 30], vec![0x7f]].concat();
    let mut signed_identity = identity.clone();
    signed_identity[31] = 0x80;
    for point in [identity, signed_identity, vec![0; 32], prime] {
        let reason = refused_alone(changed(good.clone(), "x", encode(point)));
        assert_eq!(reason, "key 1 is a point of small order");
    }
    for point in [vec![], vec![9; 31], vec![9; 33]] {
        let reason = refused_alone(changed(good.clone(), "x", encode(point)));
        assert_eq!(reason, "key 1 is not a point of Ed25519");
    }
}

#[test]
fn a22_other_curves_and_points_off_the_curve() {
    let good = Signer::es256().jwk("first");
    for curve in ["P-521", "P-384", "secp256k1", "p-256"] {
        let reason = refused_alone(changed(good.clone(), "crv", curve));
        assert_eq!(reason, "key 1 is on another curve than P-256");
    }
    let long = changed(good.clone(), "x", encode([0; 66]));
    assert_eq!(refused_alone(long), "key 1 has coordinates of the wrong length");
    let off = changed(good.clone(), "y", encode([7; 32]));
    assert_eq!(refused_alone(off), "key 1 is not a point of P-256");
    let ed448 = changed(Signer::ed_dsa().jwk("first"), "crv", "Ed448");
    assert_eq!(refused_alone(ed448), "key 1 is on another curve than Ed25519");
}

#[test]
fn keys_for_other_purposes_are_passed_over() {
    let good = Signer::Rs256.jwk("first");
    for (name, value, reason) in [
        ("use", json!("enc"), "is not for signatures"),
        ("key_ops", json!(["encrypt"]), "is not for verifying"),
        ("key_ops", json!("verify"), "is not for verifying"),
        ("kty", json!("XYZ"), "has an unknown kty"),
        ("kty", json!(null), "lacks a member"),
        ("alg", json!("RS512"), "is for an algorithm that is not allowed"),
        ("alg", json!("HS256"), "is for an algorithm that is not allowed"),
        ("alg", json!("RSA-OAEP"), "is for an algorithm that is not allowed"),
        ("alg", json!(null), "is for an algorithm that is not allowed"),
        ("kid", json!(7), "has an unusable kid"),
        ("kid", json!("k".repeat(257)), "has an unusable kid"),
        ("d", json!("AQAB"), "is a private key, and does not belong here"),
        ("n", json!("not base64!"), "has a member that is not base64url"),
        ("n", json!(null), "lacks a member"),
    ] {
        assert_eq!(refused_alone(changed(good.clone(), name, value)), format!("key 1 {reason}"));
    }
    let secret = Signer::Hs256(SECRET.into());
    let reason = refused_alone(secret.jwk("first"));
    assert_eq!(reason, "key 1 is a shared secret, and a key set is public");
}

#[test]
fn a_secret_in_a_key_set_signs_nothing() {
    let secret = Signer::Hs256(SECRET.into());
    let source = Source { name: "mixture", keys: key_set(&[Signer::Rs256.jwk("rsa"), secret.jwk("first")]), signer: secret };
    source.refuses(&source.token(&good_claims()), Rejection::UnknownKey);
}
