//! Development tokens: good for a development verifier, worth nothing elsewhere.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::thread;

use uuid::Uuid;

use super::super::{
    DEVELOPMENT_ISSUER, DevelopmentKey, DevelopmentToken, DevelopmentTokenError, Rejection, TokenRules, TypeRule, Verifier,
    sign_development_token,
};
use super::support::*;
use crate::domain::role::{Role, Roles};
use crate::http::auth::key_file::KeyFileError;

const TOKEN: DevelopmentToken<'static> = DevelopmentToken {
    subject: "kasubag",
    roles: Roles::NONE,
    audience: AUDIENCE,
    issued_at: NOW,
    lifetime: 8 * 60 * 60,
    id: Uuid::from_u128(7),
};

fn development_rules() -> TokenRules {
    let mut rules = TokenRules::new(DEVELOPMENT_ISSUER, AUDIENCE);
    rules.types = TypeRule::AccessTokenOnly;
    rules
}

#[test]
fn a_development_token_passes_until_it_expires() {
    let dir = TempDir::new("token");
    let key = DevelopmentKey::open(&dir.0).expect("a key");
    let roles = [Role::SubdivisionHead, Role::Staff].into_iter().collect();
    let token = sign_development_token(&key, &DevelopmentToken { roles, ..TOKEN }).expect("signs");

    let verifier = Verifier::new(key.keys(), development_rules());
    let identity = verifier.verify(&token, NOW).expect("passes");
    assert_eq!(identity.issuer, DEVELOPMENT_ISSUER);
    assert_eq!(identity.subject, "kasubag");
    assert_eq!(identity.roles, roles);
    assert_eq!(identity.expires_at, NOW + 8 * 60 * 60);
    assert_eq!(verifier.verify(&token, NOW + 8 * 60 * 60 + 60), Err(Rejection::Expired));
}

#[test]
fn elsewhere_it_is_worth_nothing() {
    let dir = TempDir::new("elsewhere");
    let key = DevelopmentKey::open(&dir.0).expect("a key");
    let token = sign_development_token(&key, &TOKEN).expect("signs");
    for source in SOURCES.iter().filter(|source| source.name != "development") {
        assert!(source.judge(&token).is_err(), "{}", source.name);
    }
    // Even with the right key, the issuer is not the one of production.
    assert_eq!(Verifier::new(key.keys(), rules()).verify(&token, NOW), Err(Rejection::Issuer));

    let other_dir = TempDir::new("elsewhere-too");
    let other = DevelopmentKey::open(&other_dir.0).expect("a key");
    let verifier = Verifier::new(other.keys(), development_rules());
    assert_eq!(verifier.verify(&token, NOW), Err(Rejection::ForeignDevelopmentKey));
}

#[test]
fn what_a_token_may_not_say() {
    let dir = TempDir::new("may-not-say");
    let key = DevelopmentKey::open(&dir.0).expect("a key");
    let error = |token| sign_development_token(&key, &token).expect_err("refused");
    for subject in ["", "a\nb"] {
        assert_eq!(error(DevelopmentToken { subject, ..TOKEN }), DevelopmentTokenError::Subject);
    }
    for lifetime in [0, -1, 24 * 60 * 60 + 1, i64::MAX, i64::MIN] {
        assert_eq!(error(DevelopmentToken { lifetime, ..TOKEN }), DevelopmentTokenError::Lifetime);
    }
}

#[test]
fn the_key_is_private_and_stays() {
    let dir = TempDir::new("stays");
    let data_dir = dir.0.join("not").join("there-yet");
    let key = DevelopmentKey::open(&data_dir).expect("a key");
    let path = data_dir.join("development-key.p8");
    let mode = || fs::metadata(&path).expect("the key").permissions().mode() & 0o777;
    assert_eq!(mode(), 0o600);

    fs::set_permissions(&path, Permissions::from_mode(0o644)).expect("opened by a careless copy");
    let again = DevelopmentKey::open(&data_dir).expect("the same key");
    assert_eq!(mode(), 0o600);
    let token = sign_development_token(&key, &TOKEN).expect("signs");
    assert!(Verifier::new(again.keys(), development_rules()).verify(&token, NOW).is_ok());

    let files = fs::read_dir(&data_dir).expect("a directory").count();
    assert_eq!(files, 1, "no draft is left behind");
    assert_eq!(format!("{key:?}").matches("[redacted]").count(), 2, "{key:?}");
}

#[test]
fn starts_at_once_agree_on_one_key() {
    let dir = TempDir::new("at-once");
    let keys: Vec<DevelopmentKey> = thread::scope(|scope| {
        let starts: Vec<_> = (0..8).map(|_| scope.spawn(|| DevelopmentKey::open(&dir.0).expect("a key"))).collect();
        starts.into_iter().map(|start| start.join().expect("no panic")).collect()
    });
    let token = sign_development_token(&keys[0], &TOKEN).expect("signs");
    for key in &keys {
        assert!(Verifier::new(key.keys(), development_rules()).verify(&token, NOW).is_ok());
    }
    assert_eq!(fs::read_dir(&dir.0).expect("a directory").count(), 1);
}

#[test]
fn a_damaged_key_is_told_and_left_alone() {
    let dir = TempDir::new("damaged");
    let path = dir.0.join("development-key.p8");
    fs::write(&path, b"not a key").expect("writes");
    assert!(matches!(DevelopmentKey::open(&dir.0), Err(KeyFileError::Damaged(_))));
    assert_eq!(fs::read(&path).expect("still there"), b"not a key");
    let in_a_file = path.join("deeper");
    assert!(matches!(DevelopmentKey::open(&in_a_file), Err(KeyFileError::File { .. })));
}
