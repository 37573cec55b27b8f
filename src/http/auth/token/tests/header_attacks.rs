//! A10 to A14: a header that chooses the algorithm, the key, or the rules.

use serde_json::{Value, json};

use super::super::Rejection;
use super::support::*;

fn header_with(source: &Source, name: &str, value: Value) -> Value {
    let mut header = source.header();
    header[name] = value;
    header
}

#[test]
fn a10_algorithms_that_are_none_or_nearly_one() {
    for source in SOURCES.iter() {
        let alg = source.signer.algorithm();
        for wrong in [
            json!("none"),
            json!("None"),
            json!("nOnE"),
            json!("NONE"),
            json!(""),
            json!(format!("{alg} ")),
            json!(format!(" {alg}")),
            json!(alg.to_lowercase() + "x"),
            json!("HS384"),
            json!("RS384"),
            json!("ES512"),
            json!(1),
            json!([alg]),
            json!(null),
        ] {
            let header = header_with(source, "alg", wrong);
            source.refuses(&source.token_with(&header, &good_claims()), Rejection::Algorithm);

            let signed = format!("{}.{}", encode(header.to_string()), encode(good_claims().to_string()));
            source.refuses(&format!("{signed}."), Rejection::Malformed);
            source.refuses(&signed, Rejection::Malformed);
        }
        let header = json!({"typ": "at+jwt"});
        source.refuses(&source.token_with(&header, &good_claims()), Rejection::Algorithm);
    }
}

#[test]
fn a10_a_signature_that_is_gone_short_or_another() {
    for source in SOURCES.iter() {
        let token = source.token(&good_claims());
        let (signed, signature) = token.rsplit_once('.').expect("three parts");
        source.refuses(&format!("{signed}."), Rejection::Malformed);
        source.refuses(&format!("{signed}.AA"), source.wrong_signature());
        let zeros = encode(vec![0; signature.len() * 3 / 4]);
        source.refuses(&format!("{signed}.{zeros}"), source.wrong_signature());

        let other = source.token(&claims_with("sub", "somebody-else"));
        let (_, foreign) = other.rsplit_once('.').expect("three parts");
        source.refuses(&format!("{signed}.{foreign}"), source.wrong_signature());
    }
}

#[test]
fn a11_a_public_key_is_no_hmac_secret() {
    for source in SOURCES.iter().filter(|source| source.name != "secret") {
        let pem = source.signer.public_pem();
        let jwk = source.signer.jwk("first");
        let jwks = json!({"keys": [jwk.clone()]}).to_string();
        let mut secrets: Vec<Vec<u8>> = vec![
            pem.clone().into(),
            pem.trim_end().into(),
            source.signer.public_der(),
            jwks.into(),
            jwk.to_string().into(),
            Vec::new(),
        ];
        for member in ["n", "x"] {
            secrets.extend(jwk[member].as_str().map(|text| text.as_bytes().to_vec()));
        }
        let header = header_with(source, "alg", json!("HS256")).to_string();
        for secret in secrets {
            let token = Signer::Hs256(secret).token(&header, &good_claims().to_string());
            source.refuses(&token, Rejection::UnknownKey);
        }
    }
}

#[test]
fn a11_a_secret_checks_no_public_key_algorithm() {
    let source = Source::from_secret();
    for signer in [Signer::Rs256, Signer::Ps256, Signer::es256(), Signer::ed_dsa()] {
        let header = json!({"alg": signer.algorithm(), "typ": "at+jwt"}).to_string();
        source.refuses(&signer.token(&header, &good_claims().to_string()), Rejection::UnknownKey);
    }
}

#[test]
fn a_key_serves_its_own_algorithm_alone() {
    let rs256 = Source::from_jwks("RS256", Signer::Rs256);
    let header = json!({"alg": "PS256", "kid": "first", "typ": "at+jwt"}).to_string();
    rs256.refuses(&Signer::Ps256.token(&header, &good_claims().to_string()), Rejection::UnknownKey);
}

#[test]
fn a12_key_ids_that_reach_for_something() {
    for source in SOURCES.iter() {
        for wrong in [
            json!("a\0b"),
            json!("a\r\nb"),
            json!("first "),
            json!(""),
            json!("kunci-é"),
            json!("k".repeat(257)),
            json!(7),
            json!({"id": "first"}),
            json!(["first"]),
            json!(null),
        ] {
            let header = header_with(source, "kid", wrong);
            source.refuses(&source.token_with(&header, &good_claims()), Rejection::KeyId);
        }
        let header = header_with(source, "kid", json!("k".repeat(64 * 1024)));
        source.refuses(&source.token_with(&header, &good_claims()), Rejection::TooLong);

        let nobody = Signer::Hs256(Vec::new());
        for id in ["../../../../dev/null", "';DROP", "https://evil.example/jwks"] {
            let mut header = header_with(source, "kid", json!(id));
            header["alg"] = "HS256".into();
            let token = nobody.token(&header.to_string(), &good_claims().to_string());
            let judged = source.judge(&token);
            assert!(matches!(judged, Err(Rejection::UnknownKey | Rejection::Signature)), "{}: {id}: {judged:?}", source.name);
        }
    }
}

#[test]
fn a12_an_unknown_or_missing_key_id_among_several_keys() {
    let (first, second) = (Signer::ed_dsa(), Signer::ed_dsa());
    let source = Source {
        name: "two keys",
        keys: key_set(&[first.jwk("first"), second.jwk("second"), Signer::Rs256.jwk("third")]),
        signer: first,
    };
    assert!(source.judge(&source.token(&good_claims())).is_ok());

    let other = header_with(&source, "kid", json!("second"));
    source.refuses(&source.token_with(&other, &good_claims()), Rejection::Signature);
    let unknown = header_with(&source, "kid", json!("fourth"));
    source.refuses(&source.token_with(&unknown, &good_claims()), Rejection::UnknownKey);
    let wrong_kind = header_with(&source, "kid", json!("third"));
    source.refuses(&source.token_with(&wrong_kind, &good_claims()), Rejection::UnknownKey);
    let unnamed = json!({"alg": "EdDSA", "typ": "at+jwt"});
    source.refuses(&source.token_with(&unnamed, &good_claims()), Rejection::AmbiguousKey);

    // One RSA key among them: unnamed it is still the only one that fits.
    let unnamed = json!({"alg": "RS256", "typ": "at+jwt"}).to_string();
    let token = Signer::Rs256.token(&unnamed, &good_claims().to_string());
    assert!(source.judge(&token).is_ok());
}

#[test]
fn a13_a_key_brought_along() {
    let forger = Signer::ed_dsa();
    let certificate = json!(["MIIB"]);
    for source in SOURCES.iter() {
        for (name, value) in [
            ("jwk", forger.jwk("first")),
            ("jku", json!("http://127.0.0.1:9/jwks.json")),
            ("x5u", json!("http://127.0.0.1:9/cert.pem")),
            ("x5c", certificate.clone()),
        ] {
            let mut header = header_with(source, name, value);
            source.refuses(&source.token_with(&header, &good_claims()), Rejection::BringsKey);
            header["alg"] = "EdDSA".into();
            let token = forger.token(&header.to_string(), &good_claims().to_string());
            source.refuses(&token, Rejection::BringsKey);
        }
    }
}

#[test]
fn a14_critical_extensions() {
    for source in SOURCES.iter() {
        for crit in [json!(["exp"]), json!(["b64"]), json!([]), json!(["x"]), json!(null)] {
            let header = header_with(source, "crit", crit);
            source.refuses(&source.token_with(&header, &good_claims()), Rejection::Extension);
        }
        let header = header_with(source, "b64", json!(false));
        source.refuses(&source.token_with(&header, &good_claims()), Rejection::Extension);
    }
}
