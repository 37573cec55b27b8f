//! A15, A16, A18: well-signed tokens that are stale, for somebody else, or of another kind.

use serde_json::{Value, json};

use super::super::{Rejection, TypeRule, Verifier};
use super::support::*;

fn refused(claims: &Value, reason: Rejection) {
    for source in SOURCES.iter() {
        source.refuses(&source.token(claims), reason);
    }
}

#[test]
fn a15_times_that_are_past_to_come_or_no_times() {
    let mut expired = claims_with("exp", NOW - 61);
    expired["iat"] = (NOW - 900).into();
    refused(&expired, Rejection::Expired);
    refused(&claims_with("nbf", NOW + 61), Rejection::NotYetValid);
    refused(&claims_with("iat", NOW + 86_400), Rejection::IssuedInFuture);

    for name in ["exp", "iat", "nbf"] {
        for wrong in [
            json!("1800000900"),
            json!(-1),
            json!(1e308),
            json!(-0.5),
            json!(-1e308),
            json!(253_402_300_800.5),
            json!("1.5"),
            json!(null),
            json!(true),
            json!([NOW]),
            json!(u64::MAX),
            json!(i64::MAX),
            json!(i64::MIN),
            json!(253_402_300_800_i64),
        ] {
            refused(&claims_with(name, wrong), Rejection::Times);
        }
    }
    refused(&claims_without("exp"), Rejection::Times);
    refused(&claims_without("iat"), Rejection::Times);

    refused(&claims_with("exp", NOW + 86_400), Rejection::LivesTooLong);
    refused(&claims_with("iat", 0), Rejection::LivesTooLong);
    refused(&claims_with("exp", 253_402_300_799_i64), Rejection::LivesTooLong);
    refused(&claims_with("exp", NOW - 10), Rejection::Times);
}

#[test]
fn a16_another_issuer() {
    for wrong in [
        json!("https://idp.example.org/realms/pubdok"),
        json!("https://idp.example.org/realms/pubdok//"),
        json!("https://idp.example.org/realms/pubdok/x"),
        json!("https://idp.example.org/realms/Pubdok/"),
        json!("http://idp.example.org/realms/pubdok/"),
        json!(" https://idp.example.org/realms/pubdok/"),
        json!("urn:pubdok:development"),
        json!([ISSUER]),
        json!(""),
        json!(null),
        json!(1),
    ] {
        refused(&claims_with("iss", wrong), Rejection::Issuer);
    }
    refused(&claims_without("iss"), Rejection::Issuer);
}

#[test]
fn a16_another_audience() {
    for wrong in [
        json!("pub"),
        json!("pubdok2"),
        json!("Pubdok"),
        json!("account"),
        json!("pubdok account"),
        json!([]),
        json!(["account"]),
        json!([["pubdok"]]),
        json!(["pubdok", 1]),
        json!(["pubdok", null]),
        json!({"aud": "pubdok"}),
        json!(""),
        json!(null),
    ] {
        refused(&claims_with("aud", wrong), Rejection::Audience);
    }
    refused(&claims_without("aud"), Rejection::Audience);
}

#[test]
fn a16_a_subject_that_names_nobody() {
    for wrong in [
        json!(""),
        json!("s".repeat(256)),
        json!("ka\0bag"),
        json!("ka\nbag"),
        json!("\u{85}"),
        json!(7),
        json!(null),
        json!(["kabag"]),
        json!({"sub": "kabag"}),
    ] {
        refused(&claims_with("sub", wrong), Rejection::Subject);
    }
    refused(&claims_without("sub"), Rejection::Subject);
}

#[test]
fn a18_headers_of_other_kinds() {
    for source in SOURCES.iter() {
        for typ in [
            json!("secevent+jwt"),
            json!("logout+jwt"),
            json!("dpop+jwt"),
            json!("id+jwt"),
            json!("rt+jwt"),
            json!("application/JWT; x"),
            json!("at+jwt "),
            json!(""),
            json!(1),
            json!(null),
            json!(["JWT"]),
        ] {
            let mut header = source.header();
            header["typ"] = typ;
            source.refuses(&source.token_with(&header, &good_claims()), Rejection::Type);
        }
    }
}

#[test]
fn a18_id_refresh_and_logout_tokens_under_a_plain_header() {
    for source in SOURCES.iter() {
        for typ in [Some("JWT"), None] {
            let mut header = source.header();
            match typ {
                Some(typ) => header["typ"] = typ.into(),
                None => _ = header.as_object_mut().expect("an object").remove("typ"),
            }
            for (name, value) in [
                ("nonce", json!("n-0S6_WzA2Mj")),
                ("at_hash", json!("77QmUPtjPfzWtF2AnpK9RQ")),
                ("c_hash", json!("LDktKdoQak3Pk0cnXxCltA")),
                ("typ", json!("Bearer ")),
                ("events", json!({"http://schemas.openid.net/event/backchannel-logout": {}})),
                ("typ", json!("ID")),
                ("typ", json!("Refresh")),
                ("typ", json!("Offline")),
                ("typ", json!("bearer")),
                ("typ", json!(null)),
            ] {
                let token = source.token_with(&header, &claims_with(name, value));
                source.refuses(&token, Rejection::NotAccessToken);
            }
            let mut bearer = claims_with("typ", "Bearer");
            assert!(source.judge(&source.token_with(&header, &bearer)).is_ok(), "{}", source.name);
            // Keycloak 20 to 24: that it is an access token stands in it, and the nonce beside that.
            bearer["nonce"] = "n-0S6_WzA2Mj".into();
            assert!(source.judge(&source.token_with(&header, &bearer)).is_ok(), "{}", source.name);
            bearer["at_hash"] = "77QmUPtjPfzWtF2AnpK9RQ".into();
            source.refuses(&source.token_with(&header, &bearer), Rejection::NotAccessToken);
        }
    }
}

#[test]
fn a18_a_plain_header_under_the_strict_rule() {
    for source in SOURCES.iter() {
        let mut rules = rules();
        rules.types = TypeRule::AccessTokenOnly;
        let strict = Verifier::new(source.keys.clone(), rules);
        let mut header = source.header();
        header["typ"] = "JWT".into();
        let token = source.token_with(&header, &claims_with("typ", "Bearer"));
        assert_eq!(strict.verify(&token, NOW), Err(Rejection::Type), "{}", source.name);
    }
}

#[test]
fn a_rejection_never_tells_the_token() {
    let source = &SOURCES[0];
    let token = source.token(&claims_with("aud", "marker-in-the-claims"));
    let reason = source.judge(&token).expect_err("another audience");
    let told = format!("{reason} {reason:?}");
    assert!(!told.contains("marker") && !told.contains(&token[..10]), "{told}");
}
