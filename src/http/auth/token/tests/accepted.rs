//! What has to pass: every kind of key, every `typ` that real issuers write, and clocks that disagree a little.

use serde_json::{Value, json};

use super::super::{Identity, Rejection, TypeRule, Verifier};
use super::support::*;
use crate::domain::role::{Role, Roles};

#[test]
fn a_good_token_of_every_kind_of_key_names_its_bearer() {
    for source in SOURCES.iter() {
        let identity = source.judge(&source.token(&good_claims()));
        let expected = Identity {
            issuer: ISSUER.to_owned(),
            subject: "kabag".to_owned(),
            roles: Roles::of(Role::DivisionHead),
            is_client: false,
            id: None,
            issued_at: NOW - 10,
            expires_at: NOW + 900,
        };
        assert_eq!(identity, Ok(expected), "{}", source.name);
    }
}

#[test]
fn without_a_key_id_the_only_key_is_taken() {
    for source in SOURCES.iter() {
        let mut header = source.header();
        header.as_object_mut().expect("an object").remove("kid");
        assert!(source.judge(&source.token_with(&header, &good_claims())).is_ok(), "{}", source.name);
    }
}

#[test]
fn the_types_that_issuers_write_pass_and_the_strict_rule_takes_one() {
    let source = &SOURCES[0];
    let mut rules = rules();
    rules.types = TypeRule::AccessTokenOnly;
    let strict = Verifier::new(source.keys.clone(), rules);

    for (typ, passes_strict) in [
        (json!("at+jwt"), true),
        (json!("AT+JWT"), true),
        (json!("application/at+jwt"), true),
        (json!("JWT"), false),
        (json!("jwt"), false),
        (Value::Null, false),
    ] {
        let mut header = source.header();
        header["typ"] = typ.clone();
        if typ.is_null() {
            header.as_object_mut().expect("an object").remove("typ");
        }
        let token = source.token_with(&header, &good_claims());
        assert!(source.judge(&token).is_ok(), "{typ}");
        let judged = strict.verify(&token, NOW).map(|_| ());
        assert_eq!(judged, if passes_strict { Ok(()) } else { Err(Rejection::Type) }, "{typ}");
    }
}

#[test]
fn an_audience_may_be_one_of_several() {
    let source = &SOURCES[0];
    let audience = json!(["https://idp.example.org/userinfo", AUDIENCE]);
    assert!(source.judge(&source.token(&claims_with("aud", audience))).is_ok());
}

#[test]
fn clocks_may_lie_a_minute_apart() {
    let source = &SOURCES[0];
    let judge = |claims: Value| source.judge(&source.token(&claims)).map(|_| ());
    let lived = |iat: i64, exp: i64| {
        let mut claims = claims_with("iat", iat);
        claims["exp"] = exp.into();
        claims
    };

    assert_eq!(judge(lived(NOW - 900, NOW - 30)), Ok(()));
    assert_eq!(judge(lived(NOW - 900, NOW - 59)), Ok(()));
    assert_eq!(judge(lived(NOW - 900, NOW - 60)), Err(Rejection::Expired));
    assert_eq!(judge(lived(NOW - 900, NOW - 61)), Err(Rejection::Expired));

    assert_eq!(judge(claims_with("nbf", NOW + 60)), Ok(()));
    assert_eq!(judge(claims_with("nbf", NOW + 61)), Err(Rejection::NotYetValid));

    assert_eq!(judge(claims_with("iat", NOW + 60)), Ok(()));
    assert_eq!(judge(claims_with("iat", NOW + 61)), Err(Rejection::IssuedInFuture));

    let day = 24 * 60 * 60;
    assert_eq!(judge(lived(NOW, NOW + day)), Ok(()));
    assert_eq!(judge(lived(NOW, NOW + day + 1)), Err(Rejection::LivesTooLong));
}

#[test]
fn times_may_have_a_fraction() {
    let source = &SOURCES[0];
    let judge = |iat: f64, exp: f64| {
        let mut claims = claims_with("iat", iat);
        claims["exp"] = exp.into();
        claims["nbf"] = iat.into();
        source.judge(&source.token(&claims)).map(|identity| identity.expires_at)
    };
    let now = NOW as f64;
    assert_eq!(judge(now - 10.25, now + 900.75), Ok(NOW + 900));
    assert_eq!(judge(now - 10.0, now + 900.0), Ok(NOW + 900));
    assert_eq!(judge(now - 900.5, now - 59.5), Err(Rejection::Expired));
    assert_eq!(judge(now - 900.5, now - 58.5), Ok(NOW - 59));
    assert_eq!(judge(now + 61.5, now + 900.0), Err(Rejection::NotYetValid));
    assert_eq!(judge(now, now + 86_400.999), Ok(NOW + 86_400));
    assert_eq!(judge(now, now + 86_401.0), Err(Rejection::LivesTooLong));
}

#[test]
fn only_the_clock_that_is_passed_in_counts() {
    let source = &SOURCES[0];
    let (verifier, token) = (source.verifier(), source.token(&good_claims()));
    assert_eq!(verifier.verify(&token, 0), Err(Rejection::IssuedInFuture));
    assert_eq!(verifier.verify(&token, i64::MIN), Err(Rejection::IssuedInFuture));
    assert_eq!(verifier.verify(&token, i64::MAX), Err(Rejection::Expired));
    assert!(verifier.verify(&token, NOW).is_ok());
}

#[test]
fn a_subject_may_be_long_and_in_any_script() {
    let source = &SOURCES[0];
    let longest = "é".repeat(255);
    let identity = source.judge(&source.token(&claims_with("sub", longest.clone())));
    assert_eq!(identity.map(|identity| identity.subject), Ok(longest));
}
