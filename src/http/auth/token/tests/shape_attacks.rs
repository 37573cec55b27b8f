//! A17, A19, A20: tokens that two readers would read differently, or that are too much to read.

use serde_json::json;

use super::super::Rejection;
use super::support::*;

#[test]
fn a17_a_name_that_stands_twice() {
    for source in SOURCES.iter() {
        let alg = source.signer.algorithm();
        let (header, claims) = (source.header().to_string(), good_claims().to_string());
        for twice in [
            format!(r#"{{"alg":"{alg}","alg":"none","typ":"at+jwt"}}"#),
            format!(r#"{{"alg":"none","alg":"{alg}","typ":"at+jwt"}}"#),
            format!(r#"{{"alg":"{alg}","typ":"at+jwt","typ":"at+jwt"}}"#),
        ] {
            source.refuses(&source.signer.token(&twice, &claims), Rejection::Header);
        }
        let open = claims.strip_suffix('}').expect("an object");
        for more in [r#""roles":["ADMIN"]"#, r#""sub":"kabag""#, r#""x":{"a":1,"a":2}"#] {
            let token = source.signer.token(&header, &format!("{open},{more}}}"));
            source.refuses(&token, Rejection::Claims);
        }
    }
}

#[test]
fn a19_names_spelled_with_escapes() {
    let source = &SOURCES[0];
    let claims = good_claims().to_string();
    let header = r#"{"\u0061lg":"RS256","typ":"at+jwt"}"#;
    source.refuses(&source.signer.token(header, &claims), Rejection::Header);
    let claims = claims.replace(r#""sub""#, r#""\u0073ub""#);
    let token = source.signer.token(&source.header().to_string(), &claims);
    source.refuses(&token, Rejection::Claims);
}

#[test]
fn a19_other_serialisations() {
    for source in SOURCES.iter() {
        let token = source.token(&good_claims());
        let parts: Vec<&str> = token.split('.').collect();
        let [header, claims, signature] = parts[..] else { panic!("three parts") };
        for wrong in [
            String::new(),
            ".".to_owned(),
            "..".to_owned(),
            header.to_owned(),
            format!("{header}.{claims}"),
            format!("{token}.AAAA"),
            format!("{token}.AAAA.AAAA"),
            format!("{token}."),
            format!(".{token}"),
            format!(".{claims}.{signature}"),
            format!("{header}..{signature}"),
            format!("{token}="),
            format!("{token}=="),
            format!("{header}=.{claims}.{signature}"),
            format!(" {token}"),
            format!("{token}\n"),
            format!("{header}.{claims}. {signature}"),
            format!("{header}.{claims}\u{200b}.{signature}"),
            format!("{token}\0"),
            format!("{token}+"),
            format!("{token}/"),
            json!({"protected": header, "payload": claims, "signature": signature}).to_string(),
        ] {
            source.refuses(&wrong, Rejection::Malformed);
        }
    }
}

#[test]
fn a19_trailing_bits_and_the_other_alphabet() {
    let source = Source::from_jwks("EdDSA", Signer::ed_dsa());
    let token = source.token(&good_claims());
    // 64 bytes of signature leave four unused bits in the last letter, so it is one of A, Q, g and w.
    let (rest, last) = token.split_at(token.len() - 1);
    let next = char::from(last.as_bytes()[0] + 1);
    source.refuses(&format!("{rest}{next}"), Rejection::Malformed);

    let source = &SOURCES[0];
    let with_dash = (0..).map(|turn| source.token(&claims_with("jti", turn)));
    let token = with_dash.into_iter().find(|token| token.contains(['-', '_'])).expect("soon");
    source.refuses(&token.replace('-', "+").replace('_', "/"), Rejection::Malformed);
}

#[test]
fn a19_nested_and_encrypted_tokens() {
    for source in SOURCES.iter() {
        for (name, value) in [("cty", "JWT"), ("enc", "A256GCM"), ("zip", "DEF")] {
            let mut header = source.header();
            header[name] = value.into();
            source.refuses(&source.token_with(&header, &good_claims()), Rejection::Extension);
        }
        let inner = source.token(&good_claims());
        let nested = source.signer.token(&source.header().to_string(), &inner);
        source.refuses(&nested, Rejection::Claims);
    }
}

#[test]
fn claims_and_headers_that_are_no_object() {
    for source in SOURCES.iter() {
        let (header, claims) = (source.header().to_string(), good_claims().to_string());
        let deep = format!("{{\"x\":{}{}}}", "[".repeat(5000), "]".repeat(5000));
        for text in ["null", "[]", "\"text\"", "1", "{", "{}x", "", "\u{feff}{}", &deep] {
            let expected = if text.is_empty() { Rejection::Malformed } else { Rejection::Claims };
            source.refuses(&source.signer.token(&header, text), expected);
            let expected = if text.is_empty() { Rejection::Malformed } else { Rejection::Header };
            source.refuses(&source.signer.token(text, &claims), expected);
        }
        let token = source.signer.token(&header, "{}");
        assert!(source.judge(&token).is_err());
    }
}

#[test]
fn a20_too_long_to_be_looked_at() {
    for source in SOURCES.iter() {
        let long = source.token(&claims_with("padding", "x".repeat(16 * 1024)));
        source.refuses(&long, Rejection::TooLong);
        source.refuses(&".".repeat(16 * 1024 + 1), Rejection::TooLong);
        source.refuses(&".".repeat(16 * 1024), Rejection::Malformed);
        let fits = source.token(&claims_with("padding", "x".repeat(8 * 1024)));
        assert!(source.judge(&fits).is_ok(), "{}", source.name);
    }
}
