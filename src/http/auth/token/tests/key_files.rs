//! Key files as operators bring them: several keys, PEM, and the mistakes that are made with both.

use serde_json::json;

use super::super::{KeySet, KeysError, Rejection, Verifier};
use super::support::*;

fn accepts(keys: &KeySet, signer: &Signer, id: &str) -> Result<(), Rejection> {
    let header = json!({"alg": signer.algorithm(), "kid": id, "typ": "at+jwt"}).to_string();
    let token = signer.token(&header, &good_claims().to_string());
    Verifier::new(keys.clone(), rules()).verify(&token, NOW).map(|_| ())
}

#[test]
fn a_key_set_with_keys_of_every_kind_and_some_odd_ones() {
    let (ec, ed, rotated) = (Signer::es256(), Signer::ed_dsa(), Signer::ed_dsa());
    let mut encryption = Signer::Rs256.jwk("enc");
    encryption["use"] = "enc".into();
    let keys = key_set(&[
        json!({"kty": "AKP", "alg": "ML-DSA-44", "pub": "AAAA"}),
        encryption,
        Signer::Rs256.jwk("rs"),
        Signer::Ps256.jwk("ps"),
        ec.jwk("ec"),
        ed.jwk("ed"),
        rotated.jwk("ed-next"),
        json!("no object"),
    ]);
    assert_eq!(keys.passed_over(), ["key 1 has an unknown kty", "key 2 is not for signatures", "key 8 is not an object"]);
    assert_eq!(accepts(&keys, &Signer::Rs256, "rs"), Ok(()));
    assert_eq!(accepts(&keys, &Signer::Ps256, "ps"), Ok(()));
    assert_eq!(accepts(&keys, &ec, "ec"), Ok(()));
    assert_eq!(accepts(&keys, &ed, "ed"), Ok(()));
    assert_eq!(accepts(&keys, &rotated, "ed-next"), Ok(()));
    assert_eq!(accepts(&keys, &rotated, "ed"), Err(Rejection::Signature));
    assert_eq!(accepts(&keys, &Signer::Rs256, "enc"), Err(Rejection::UnknownKey));
}

#[test]
fn one_id_may_stand_for_one_key_of_each_algorithm() {
    let keys = key_set(&[Signer::Rs256.jwk("same"), Signer::Ps256.jwk("same")]);
    assert_eq!(accepts(&keys, &Signer::Rs256, "same"), Ok(()));
    assert_eq!(accepts(&keys, &Signer::Ps256, "same"), Ok(()));
}

#[test]
fn an_rsa_key_that_names_no_algorithm_is_for_rs256() {
    let mut jwk = Signer::Rs256.jwk("entra");
    let members = jwk.as_object_mut().expect("an object");
    members.remove("alg");
    members.insert("x5c".to_owned(), json!(["MIIDBTCC"]));
    let keys = key_set(&[jwk]);
    assert_eq!(accepts(&keys, &Signer::Rs256, "entra"), Ok(()));
    assert_eq!(accepts(&keys, &Signer::Ps256, "entra"), Err(Rejection::UnknownKey));
}

#[test]
fn pem_files_with_one_key_of_each_kind() {
    let (ec, ed) = (Signer::es256(), Signer::ed_dsa());
    let text = format!("# keys of the test realm\n{}\r\nand\n{}{}", Signer::Rs256.public_pem(), ec.public_pem(), ed.public_pem());
    let keys = KeySet::from_text(&text).expect("three public keys");
    for signer in [Signer::Rs256, ec, ed] {
        assert_eq!(accepts(&keys, &signer, "whatever-the-issuer-calls-it"), Ok(()));
    }
    assert_eq!(accepts(&keys, &Signer::ed_dsa(), "x"), Err(Rejection::Signature));
}

#[test]
fn keys_that_cannot_be_told_apart() {
    let two = Signer::ed_dsa().public_pem() + &Signer::ed_dsa().public_pem();
    assert_eq!(KeySet::from_text(&two).err(), Some(KeysError::Indistinguishable));
    let set = json!({"keys": [Signer::ed_dsa().jwk("same"), Signer::ed_dsa().jwk("same")]});
    assert_eq!(KeySet::from_text(&set.to_string()).err(), Some(KeysError::Indistinguishable));
}

#[test]
fn pem_blocks_that_are_no_fit_public_key() {
    let der = Signer::Rs256.public_der();
    for label in ["PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY", "CERTIFICATE"] {
        let text = Signer::Rs256.public_pem() + &pem(label, &der);
        let expected = KeysError::NotAPublicKey { block: 2, label: label.to_owned() };
        assert_eq!(KeySet::from_text(&text).err(), Some(expected));
    }
    let broken = pem("PUBLIC KEY", &der[..der.len() - 9]);
    assert_eq!(KeySet::from_text(&broken).err(), Some(KeysError::UnreadablePem(1)));
    let Err(error) = KeySet::from_text(RSA_1024) else { panic!("1024 bits are too few") };
    assert_eq!(error.to_string(), "the key in PEM block 1 is not of 2048 to 8192 bits");
    assert!(KeySet::from_text(SECP256K1).is_err(), "another curve of the same size");
    assert!(KeySet::from_text(P384).is_err(), "another curve");
}

#[test]
fn texts_that_hold_no_keys() {
    for (text, expected) in [
        ("", KeysError::Unreadable),
        ("hello", KeysError::Unreadable),
        ("{", KeysError::Unreadable),
        ("{}", KeysError::Unreadable),
        (r#"{"keys":{}}"#, KeysError::Unreadable),
        (r#"{"keys":[],"keys":[]}"#, KeysError::Unreadable),
        ("-----BEGIN PUBLIC KEY-----\nMFkw", KeysError::Unreadable),
        (r#"{"keys":[]}"#, KeysError::NoneUsable(vec![])),
        (&" ".repeat(256 * 1024 + 1), KeysError::TooLong),
    ] {
        assert_eq!(KeySet::from_text(text).err(), Some(expected), "{:.20}", text);
    }
}

const RSA_1024: &str = "\
-----BEGIN PUBLIC KEY-----\n\
MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQCus7OqcLpjgr65MANO3ue4Vzw4\n\
XJs3RMuv7ccNU4nkXQQYVA56aY5gP17eEpBghz20T6Kyq57jIHgmsde6HZS+Pcd0\n\
oCCs/O2wLD33C2upgEHE+8kBJZE4t7YO2GeFzJfn5hk6Y/mfNLqUexqNPsKaytiU\n\
8gFppM9JECpqQWEUJQIDAQAB\n\
-----END PUBLIC KEY-----";

const SECP256K1: &str = "\
-----BEGIN PUBLIC KEY-----\n\
MFYwEAYHKoZIzj0CAQYFK4EEAAoDQgAE+Ii0KITTm2cxWjsqpiw7foI8eXN5i+u1\n\
EwijV3ysnuS8blyhcDBYXEJ9pdbwv1ljP9PDxCCdRt1b8HKJ1EMktQ==\n\
-----END PUBLIC KEY-----";

const P384: &str = "\
-----BEGIN PUBLIC KEY-----\n\
MHYwEAYHKoZIzj0CAQYFK4EEACIDYgAEQ9iOBqPWua59ES1aTLvg4uDaYo5ucmUj\n\
VS7M6FlhiUtxhDSfkymgpW80lS34I+NSVwjGMsHLnADo/wYN+ZpYNhQetgATq42g\n\
jNJxf9jxrmdTfbMCP0TrruTrpDcHSYbe\n\
-----END PUBLIC KEY-----";
