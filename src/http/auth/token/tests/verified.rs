//! The memory of proven tokens: quick, bounded, and never a way round the rules.

use super::super::{Rejection, Verifier};
use super::support::*;

#[test]
fn a_proven_token_is_remembered_and_a_refused_one_is_not() {
    for source in SOURCES.iter() {
        let (verifier, token) = (source.verifier(), source.token(&good_claims()));
        let first = verifier.verify(&token, NOW);
        assert_eq!(verifier.verify(&token, NOW), first);
        assert_eq!(verifier.verify(&token, NOW + 59), first);
        assert_eq!(verifier.remembered(), 1, "{}", source.name);

        let refused = source.token(&claims_with("aud", "other"));
        assert_eq!(verifier.verify(&refused, NOW), Err(Rejection::Audience));
        assert_eq!(verifier.remembered(), 1, "{}", source.name);
    }
}

#[test]
fn it_never_lets_an_expired_token_pass() {
    for source in SOURCES.iter() {
        for lifetime in [1, 30, 59, 60, 61, 300] {
            let (verifier, expires_at) = (source.verifier(), NOW + lifetime);
            let token = source.token(&claims_with("exp", expires_at));
            for now in NOW..expires_at + 60 {
                assert!(verifier.verify(&token, now).is_ok(), "{} at {now}", source.name);
            }
            for now in expires_at + 60..expires_at + 180 {
                assert_eq!(verifier.verify(&token, now), Err(Rejection::Expired));
            }
        }
    }
}

#[test]
fn a_clock_that_goes_back_is_believed() {
    let source = &SOURCES[0];
    let (verifier, token) = (source.verifier(), source.token(&claims_with("nbf", NOW)));
    assert!(verifier.verify(&token, NOW).is_ok());
    assert_eq!(verifier.verify(&token, NOW - 61), Err(Rejection::NotYetValid));
    assert!(verifier.verify(&token, NOW).is_ok());
}

#[test]
fn it_stays_bounded() {
    let source = Source::from_jwks("EdDSA", Signer::ed_dsa());
    let verifier = source.verifier();
    for number in 0..4100 {
        let token = source.token(&claims_with("jti", number));
        assert!(verifier.verify(&token, NOW).is_ok());
        assert!(verifier.remembered() <= 4096);
    }
    assert_eq!(verifier.remembered(), 4);
}

#[test]
fn new_keys_forget_what_old_keys_have_proven() {
    let (old, new) = (Signer::ed_dsa(), Signer::ed_dsa());
    let header = r#"{"alg":"EdDSA","kid":"a","typ":"at+jwt"}"#;
    let token = |signer: &Signer| signer.token(header, &good_claims().to_string());
    let (before, after) = (token(&old), token(&new));

    let verifier = Verifier::new(key_set(&[old.jwk("a")]), rules());
    assert!(verifier.verify(&before, NOW).is_ok());
    assert_eq!(verifier.verify(&after, NOW), Err(Rejection::Signature));

    verifier.replace_keys(key_set(&[new.jwk("a")]));
    assert_eq!(verifier.verify(&before, NOW), Err(Rejection::Signature));
    assert!(verifier.verify(&after, NOW).is_ok());
}
