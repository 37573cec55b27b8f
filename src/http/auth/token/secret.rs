//! Refuses shared secrets that somebody could guess: whoever guesses one can be anybody.

use thiserror::Error;

/// Stands in the README and in the example settings, and is therefore refused.
pub const SAMPLE_SECRET: &str = "replace-this-sample-by-the-output-of-openssl-rand-base64-48";

/// What HS256 asks for (RFC 7518 §3.2).
const SHORTEST: usize = 32;

/// Thirty-two random hexadecimal digits reach about 115; what people type stays below.
const LEAST_BITS: f64 = 96.0;

/// What secrets out of tutorials, templates and haste are made of. Longer words come first, or "super" would spoil
/// "supersecret"; shorter ones than these turn up in good secrets by chance.
const WELL_KNOWN: [&str; 36] = [
    "replacethissamplebytheoutputofopensslrandbase6448",
    "correcthorsebatterystaple",
    "administrator",
    "development",
    "supersecret",
    "passphrase",
    "production",
    "signature",
    "password",
    "changeme",
    "changeit",
    "insecure",
    "internal",
    "keyboard",
    "example",
    "default",
    "replace",
    "letmein",
    "welcome",
    "private",
    "openssl",
    "pubdok",
    "qwerty",
    "sample",
    "secret",
    "string",
    "change",
    "random",
    "asdfgh",
    "zxcvbn",
    "super",
    "admin",
    "token",
    "hs256",
    "your",
    "this",
];

#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum WeakSecret {
    #[error("is {0} bytes long; at least 32 are needed, for example from `openssl rand -base64 48`")]
    TooShort(usize),
    #[error("is a sample or made of well-known words; take the output of `openssl rand -base64 48`")]
    WellKnown,
    #[error("repeats itself; take the output of `openssl rand -base64 48`")]
    Repeats,
    #[error("is too regular to be random; take the output of `openssl rand -base64 48`")]
    TooRegular,
}

pub fn check_secret(secret: &[u8]) -> Result<(), WeakSecret> {
    if secret.len() < SHORTEST {
        return Err(WeakSecret::TooShort(secret.len()));
    }
    if repeats(secret) {
        return Err(WeakSecret::Repeats);
    }
    if is_regular(secret) {
        return Err(WeakSecret::TooRegular);
    }
    match without_well_known_words(secret) {
        Some(rest) if rest.len() < SHORTEST || is_regular(&rest) => Err(WeakSecret::WellKnown),
        _ => Ok(()),
    }
}

/// One byte, or one piece, over and over; the last time may be cut short.
fn repeats(secret: &[u8]) -> bool {
    (1..=secret.len() / 2).any(|period| secret[period..] == secret[..secret.len() - period])
}

fn is_regular(secret: &[u8]) -> bool {
    walks(secret) || bits(secret) < LEAST_BITS
}

/// `1234…`, `abcd…`, `aaab…`: more than half of the bytes are the last one, or its neighbour.
fn walks(secret: &[u8]) -> bool {
    let steps = secret.windows(2).filter(|pair| pair[0].abs_diff(pair[1]) <= 1).count();
    steps * 2 > secret.len()
}

/// Shannon's measure over the bytes: generous to order, merciless to few different bytes.
fn bits(secret: &[u8]) -> f64 {
    let mut seen = [0_u32; 256];
    secret.iter().for_each(|byte| seen[usize::from(*byte)] += 1);
    let length = secret.len() as f64;
    seen.into_iter().filter(|count| *count > 0).map(|count| f64::from(count) * (length / f64::from(count)).log2()).sum()
}

/// What is left when such words are struck out, however they are spelled and joined; nothing if there are none. A good
/// secret behind a word (`pubdok-…`) so stays good.
fn without_well_known_words(secret: &[u8]) -> Option<Vec<u8>> {
    let mut rest = secret.to_ascii_lowercase();
    rest.retain(|byte| !b"-_ .".contains(byte));
    let joined = rest.len();
    for word in WELL_KNOWN.map(str::as_bytes) {
        while let Some(start) = rest.windows(word.len()).position(|window| window == word) {
            rest.drain(start..start + word.len());
        }
    }
    (rest.len() < joined).then_some(rest)
}
