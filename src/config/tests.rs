//! Good settings, and bad ones that are named.

use super::*;
use crate::http::auth::token::{DEVELOPMENT_ISSUER, TypeRule};

fn read(settings: &[(&str, &str)]) -> Result<Config, Vec<BadSetting>> {
    Config::read(&|name| settings.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned()))
}

fn faults(settings: &[(&str, &str)]) -> Vec<&'static str> {
    read(settings).map_or_else(|faults| faults.iter().map(|fault| fault.name).collect(), |_| Vec::new())
}

#[test]
fn nothing_set_is_the_development_profile_on_loopback() {
    let config = read(&[]).unwrap();
    assert!(config.is_development() && config.bind.ip().is_loopback());
}

#[test]
fn development_never_leaves_the_machine_and_takes_no_foreign_keys() {
    assert_eq!(faults(&[("PUBDOK_BIND", "0.0.0.0:8080")]), ["PUBDOK_BIND"]);
    assert_eq!(faults(&[("PUBDOK_JWT_SECRET", "x")]), ["PUBDOK_JWT_SECRET"]);
}

#[test]
fn production_without_good_keys_is_refused_and_every_fault_is_named() {
    let url = ("DATABASE_URL", "postgres://localhost/pubdok");
    assert_eq!(faults(&[url]), ["PUBDOK_OIDC_ISSUER"]);
    let issuer = ("PUBDOK_JWT_ISSUER", "https://sso.example.go.id");
    for weak in ["changeme", "secret", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"] {
        assert_eq!(faults(&[url, issuer, ("PUBDOK_JWT_SECRET", weak)]), ["PUBDOK_JWT_SECRET"]);
    }
    let strong = ("PUBDOK_JWT_SECRET", "Zk1xw0J8sTq3vR5yBn7mLp2dGf9hKc4aXe6uVi0o");
    assert_eq!(faults(&[url, issuer, strong, ("PUBDOK_JWKS_FILE", "/keys.json")]), ["PUBDOK_JWT_SECRET"]);
    assert!(read(&[url, issuer, strong]).is_ok());
}

#[test]
fn production_has_one_source_of_keys_and_a_provider_names_itself() {
    let url = ("DATABASE_URL", "postgres://localhost/pubdok");
    let provider = ("PUBDOK_OIDC_ISSUER", "https://sso.example.go.id/realms/kab");
    let config = read(&[url, provider]).unwrap();
    assert_eq!((&config.keys, config.tokens.issuer.as_str()), (&Keys::Provider, provider.1));
    assert!(read(&[url, provider, ("PUBDOK_JWT_ISSUER", provider.1)]).is_ok());
    assert_eq!(faults(&[url, provider, ("PUBDOK_JWT_ISSUER", "https://sso.example.go.id/realms/kab/")]), ["PUBDOK_JWT_ISSUER"]);
    let (file, secret) = (("PUBDOK_JWKS_FILE", "/keys.json"), ("PUBDOK_JWT_SECRET", "Zk1xw0J8sTq3vR5yBn7mLp2dGf9hKc4aXe6uVi0o"));
    assert_eq!(faults(&[url, provider, file, secret]), ["PUBDOK_JWKS_FILE", "PUBDOK_JWT_SECRET"]);
    assert_eq!(faults(&[url, file]), ["PUBDOK_JWT_ISSUER"]);
    assert_eq!(faults(&[provider]), ["PUBDOK_OIDC_ISSUER"], "not in the development profile");
    for near in ["http://127.0.0.1:8081/", "http://[::1]:8081", "http://localhost:8081/realms/kab"] {
        assert!(read(&[url, ("PUBDOK_OIDC_ISSUER", near)]).is_ok(), "{near}");
    }
    for bad in [
        "http://sso.example.go.id",
        "http://10.0.0.1",
        "https://",
        "sso.example.go.id",
        "https://a@b.go.id",
        "https://b.go.id/?x",
        "ftp://b.go.id",
    ] {
        assert_eq!(faults(&[url, ("PUBDOK_OIDC_ISSUER", bad)]), ["PUBDOK_OIDC_ISSUER"], "{bad}");
    }
}

#[test]
fn only_who_asks_for_it_gets_the_strict_type() {
    assert_eq!(read(&[]).unwrap().tokens.types, TypeRule::JwtTolerated);
    assert_eq!(read(&[("PUBDOK_TOKEN_TYPE", "at+jwt")]).unwrap().tokens.types, TypeRule::AccessTokenOnly);
    assert_eq!(faults(&[("PUBDOK_TOKEN_TYPE", "strict")]), ["PUBDOK_TOKEN_TYPE"]);
}

#[test]
fn the_development_issuer_is_no_issuer_in_production() {
    let url = ("DATABASE_URL", "postgres://localhost/pubdok");
    let file = ("PUBDOK_JWKS_FILE", "/keys.json");
    assert_eq!(faults(&[url, file, ("PUBDOK_JWT_ISSUER", DEVELOPMENT_ISSUER)]), ["PUBDOK_JWT_ISSUER"]);
}

#[test]
fn bad_values_are_named() {
    for (name, value) in [
        ("PUBDOK_TIME_ZONE", "Europe/Paris"),
        ("PUBDOK_BLOB_STORE", "/tmp"),
        ("PUBDOK_WORKERS", "0"),
        ("PUBDOK_BASE_URL", "pubdok"),
        ("PUBDOK_CORS_ORIGINS", "https://a.go.id/path"),
        ("PUBDOK_ROLE_MAP", "kabag=CHIEF"),
        ("DATABASE_URL", "mysql://x"),
        ("PUBDOK_RATE", "1"),
        ("PUBDOK_AT_ONCE", "many"),
        ("PUBDOK_ADDRESS_RATE", "-1"),
        ("PUBDOK_ADDRESS_CONNECTIONS", "x"),
        ("PUBDOK_TRUSTED_PROXIES", "proxy.go.id"),
    ] {
        assert!(faults(&[(name, value)]).contains(&name), "{name}={value}");
    }
}

#[test]
fn commands_ask_only_for_what_they_use() {
    let get = |name: &str| (name == "DATABASE_URL").then(|| "postgres://localhost/pubdok".to_owned());
    assert!(Config::read(&get).is_err());
    assert!(Kept::read(&get, |_, _| ()).is_ok());
    assert!(Kept::read(&get, store::read).is_ok());
    let bad = |name: &str| ["DATABASE_URL", "PUBDOK_BLOB_STORE", "PUBDOK_WORKERS"].contains(&name).then(|| "x".to_owned());
    let faults = |read: Result<(), Vec<BadSetting>>| read.unwrap_err().iter().map(|fault| fault.name).collect::<Vec<_>>();
    assert_eq!(faults(Kept::read(&bad, |_, _| ()).map(|_| ())), ["DATABASE_URL"]);
    assert_eq!(faults(Kept::read(&bad, store::read).map(|_| ())), ["DATABASE_URL", "PUBDOK_BLOB_STORE"]);
}

#[test]
fn only_production_waits_for_a_balancer() {
    assert_eq!(read(&[]).unwrap().drain_grace, Duration::ZERO);
    assert_eq!(read(&[("PUBDOK_DRAIN_GRACE", "20")]).unwrap().drain_grace, Duration::from_secs(20));
    let (url, file) = (("DATABASE_URL", "postgres://localhost/pubdok"), ("PUBDOK_JWKS_FILE", "/keys.json"));
    let production = read(&[url, file, ("PUBDOK_JWT_ISSUER", "https://sso.example.go.id")]).unwrap();
    assert_eq!(production.drain_grace, Duration::from_secs(5));
    assert_eq!(faults(&[("PUBDOK_DRAIN_GRACE", "-1")]), ["PUBDOK_DRAIN_GRACE"]);
}

#[test]
fn a_token_of_our_own_lives_for_minutes() {
    assert_eq!(read(&[]).unwrap().client_token_lifetime, 900);
    assert_eq!(read(&[("PUBDOK_CLIENT_TOKEN_MINUTES", "60")]).unwrap().client_token_lifetime, 3600);
    for bad in ["0", "61", "-1", "15m"] {
        assert_eq!(faults(&[("PUBDOK_CLIENT_TOKEN_MINUTES", bad)]), ["PUBDOK_CLIENT_TOKEN_MINUTES"], "{bad}");
    }
}
