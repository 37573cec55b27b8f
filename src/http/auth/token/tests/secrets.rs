//! A26, as far as it can be told from the secret alone.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use proptest::prelude::*;

use super::super::{KeySet, SAMPLE_SECRET, WeakSecret, check_secret};
use super::support::SECRET;

#[test]
fn secrets_that_are_too_short() {
    for secret in ["", "secret", "changeme", "your-256-bit-secret", &SECRET[..31]] {
        assert_eq!(check_secret(secret.as_bytes()), Err(WeakSecret::TooShort(secret.len())));
    }
}

#[test]
fn secrets_that_repeat() {
    for secret in [
        "a".repeat(32),
        "\0".repeat(64),
        "secret".repeat(6),
        "changeme".repeat(5),
        "0123456789abcdef".repeat(2),
        SECRET[..20].repeat(2) + &SECRET[..7],
    ] {
        assert_eq!(check_secret(secret.as_bytes()), Err(WeakSecret::Repeats), "{secret}");
    }
}

#[test]
fn secrets_that_are_too_regular() {
    for secret in [
        "abcdefghijklmnopqrstuvwxyz0123456789",
        "12345678901234567890123456789012345678901x",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab",
        "abcabdabcabeabcabfabcabgabcabhabcabi",
    ] {
        assert_eq!(check_secret(secret.as_bytes()), Err(WeakSecret::TooRegular), "{secret}");
    }
}

#[test]
fn secrets_that_everybody_knows() {
    for secret in [
        SAMPLE_SECRET,
        "a-string-secret-at-least-256-bits-long",
        "my-super-secret-jwt-signature-key-2024",
        "SuperSecretPasswordForDevelopment123",
        "change-this-secret-in-production-please",
        "pubdok-jwt-secret-pubdok-jwt-secret-1234",
        "correct-horse-battery-staple-is-my-password",
    ] {
        assert_eq!(check_secret(secret.as_bytes()), Err(WeakSecret::WellKnown), "{secret}");
        assert!(KeySet::from_secret(secret.as_bytes()).is_err());
    }
}

#[test]
fn secrets_that_are_words_whatever_their_length() {
    for secret in [
        "a secret that is long enough for tests, and for nothing else",
        "this is the signing key of our regency portal",
        "Th1s1sMyS3cr3tK3yF0rJWTS1gn1ng!!",
        "mountain river orange bicycle window seven",
        "rahasia negara kabupaten karanganyar 2026",
        "KabupatenKaranganyarHumasProtokol2026",
        "kunci rahasia untuk aplikasi publikasi dan dokumentasi kegiatan pimpinan daerah",
        "PANITIA-FESTIVAL-PANEN-RAYA-KABUPATEN",
        "jwt-hmac-key-for-the-humas-division-server",
        "thequickbrownfoxjumpsoverthelazydog1234",
        "ilovemywifeandmychildrenverymuch2026",
        "bismillahirrahmanirrahim786bismillah",
        "IndonesiaRayaMerdekaMerdekaTanahkuNegeriku",
        "dinas komunikasi dan informatika kab. 57126",
        "Sekretariat Daerah Kabupaten Karanganyar, Jalan Lawu 85",
        "we hold these truths to be self-evident, that all men are created equal",
    ] {
        let weak = check_secret(secret.as_bytes()).expect_err(secret);
        assert!(matches!(weak, WeakSecret::Words | WeakSecret::WellKnown), "{secret}: {weak}");
    }
}

#[test]
fn walks_over_the_keyboard() {
    for secret in [
        "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,",
        "!QAZ@WSX#EDC$RFV%TGB^YHN&UJM*IK<",
        "poiuytrewqlkjhgfdsamnbvcxz0987654321",
        "QWERtyuiASDFghjkZXCVbnm,1234567890",
    ] {
        assert!(check_secret(secret.as_bytes()).is_err(), "{secret}");
    }
}

#[test]
fn numbers_and_pieces_with_a_counter_in_them() {
    for secret in [
        "31415926535897932384626433832795028841971",
        "19850330 201001 1 001, 19800101 200501 1 002",
        "2026-11-30 2026-12-01 2026-12-02 2026-12-03",
        "Kd7#mQ2xKd7#mQ2yKd7#mQ2zKd7#mQ2w",
        "kD9-Xq1-kD9-Xq2-KD9-XQ3-kD9-Xq4-kD9-Xq5",
    ] {
        assert!(check_secret(secret.as_bytes()).is_err(), "{secret}");
    }
}

#[test]
fn what_is_weak_is_weak_in_every_spelling() {
    let hex = |text: &str| text.bytes().map(|byte| format!("{byte:02x}")).collect::<String>();
    for weak in [
        "passwordpasswordpasswordpassword",
        "this is the signing key of our regency portal",
        "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,",
        "31415926535897932384626433832795028841971",
        "my-super-secret-jwt-signature-key-2024",
        "rahasia kabupaten karanganyar",
        "supersecretpassword1",
    ] {
        for spelt in [
            STANDARD.encode(weak),
            STANDARD.encode(format!("{weak}\n")),
            URL_SAFE_NO_PAD.encode(weak),
            hex(weak),
            hex(weak).to_uppercase(),
            STANDARD.encode(hex(weak)),
            STANDARD.encode(STANDARD.encode(weak)),
            hex(&STANDARD.encode(weak)),
        ] {
            assert!(check_secret(spelt.as_bytes()).is_err(), "{weak} as {spelt}");
        }
    }
}

#[test]
fn a_word_in_front_does_not_spoil_a_good_secret() {
    for secret in [SECRET.to_owned(), format!("pubdok-jwt-secret-{SECRET}")] {
        assert_eq!(check_secret(secret.as_bytes()), Ok(()));
    }
}

#[test]
fn a_weak_secret_is_told_how_to_become_strong() {
    let told = WeakSecret::TooShort(6).to_string();
    assert_eq!(told, "is 6 bytes long; at least 32 are needed, for example from `openssl rand -base64 48`");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1024))]

    #[test]
    fn random_secrets_pass_in_every_common_spelling(bytes: [u8; 32]) {
        prop_assert_eq!(check_secret(&bytes), Ok(()));
        prop_assert_eq!(check_secret(STANDARD.encode(bytes).as_bytes()), Ok(()));
        prop_assert_eq!(check_secret(URL_SAFE_NO_PAD.encode(bytes).as_bytes()), Ok(()));
        let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        prop_assert_eq!(check_secret(hex.as_bytes()), Ok(()));
        prop_assert_eq!(check_secret(STANDARD.encode(&hex).as_bytes()), Ok(()));
    }
}
