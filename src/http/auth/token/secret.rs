//! Refuses shared secrets that somebody could guess: whoever guesses one can be anybody.

use base64::alphabet;
use base64::engine::{DecodePaddingMode, Engine, GeneralPurpose, GeneralPurposeConfig};
use thiserror::Error;

use super::wordlike::letters_in_words;

/// Stands in the README and in the example settings, and is therefore refused.
pub const SAMPLE_SECRET: &str = "replace-this-sample-by-the-output-of-openssl-rand-base64-48";

/// What HS256 asks for (RFC 7518 §3.2).
const SHORTEST: usize = 32;

/// Thirty-two random hexadecimal digits reach about 115; what people type stays below.
const LEAST_BITS: f64 = 96.0;

/// Bits that a letter of a word adds: what comes next in a sentence is half known (Shannon measured 1.3 in English).
const BITS_OF_A_LETTER: f64 = 1.5;

/// Bits that words can add at most, however many there are: whole sentences are quoted.
const BITS_OF_WORDS: f64 = 48.0;

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
    #[error("is made of words, which are guessed by the dictionary; take the output of `openssl rand -base64 48`")]
    Words,
    #[error("repeats itself; take the output of `openssl rand -base64 48`")]
    Repeats,
    #[error("is too regular to be random; take the output of `openssl rand -base64 48`")]
    TooRegular,
}

pub fn check_secret(secret: &[u8]) -> Result<(), WeakSecret> {
    if secret.len() < SHORTEST {
        return Err(WeakSecret::TooShort(secret.len()));
    }
    judge(secret, SPELLINGS)
}

/// So often a secret is taken out of another spelling: nobody writes the Base64 of hex of Base64.
const SPELLINGS: u8 = 3;

/// What is guessed in plain is guessed in Base64 and in hex, too.
fn judge(secret: &[u8], spellings: u8) -> Result<(), WeakSecret> {
    if repeats(secret) {
        return Err(WeakSecret::Repeats);
    }
    if is_regular(secret) {
        return Err(WeakSecret::TooRegular);
    }
    match without_well_known_words(secret) {
        Some(rest) if rest.len() < SHORTEST || is_regular(&rest) => Err(WeakSecret::WellKnown),
        _ if is_made_of_words(secret) => Err(WeakSecret::Words),
        _ if nearly_repeats(secret) => Err(WeakSecret::TooRegular),
        _ => spelt_out(secret).filter(|_| spellings > 0).map_or(Ok(()), |plain| judge(&plain, spellings - 1)),
    }
}

/// The text that this is Base64 or hex of; none of what is neither, or of bytes that nobody typed.
fn spelt_out(secret: &[u8]) -> Option<Vec<u8>> {
    const LENIENT: GeneralPurpose = GeneralPurpose::new(
        &alphabet::STANDARD,
        GeneralPurposeConfig::new()
            .with_decode_allow_trailing_bits(true)
            .with_decode_padding_mode(DecodePaddingMode::Indifferent),
    );
    let text = str::from_utf8(secret).ok()?.trim();
    let digits: Vec<u8> = text.chars().filter_map(|c| u8::try_from(c.to_digit(16)?).ok()).collect();
    let of_hex = (digits.len() == text.len() && text.len() % 2 == 0)
        .then(|| digits.chunks_exact(2).map(|pair| pair[0] << 4 | pair[1]).collect::<Vec<u8>>());
    let of_base64 = || LENIENT.decode(text.replace('-', "+").replace('_', "/")).ok();
    let is_typed = |bytes: &Vec<u8>| bytes.iter().all(|byte| byte.is_ascii_graphic() || byte.is_ascii_whitespace());
    of_hex.filter(is_typed).or_else(|| of_base64().filter(is_typed))
}

fn is_made_of_words(secret: &[u8]) -> bool {
    let in_words = letters_in_words(secret);
    let others = (secret.len() - in_words) as f64;
    let of_words = (in_words as f64 * BITS_OF_A_LETTER).min(BITS_OF_WORDS);
    let of_others = bits(secret) / secret.len() as f64 * others;
    of_words + of_others < LEAST_BITS
}

/// One byte, or one piece, over and over; the last time may be cut short.
fn repeats(secret: &[u8]) -> bool {
    (1..=secret.len() / 2).any(|period| secret[period..] == secret[..secret.len() - period])
}

fn is_regular(secret: &[u8]) -> bool {
    // No machine draws numbers alone: they are dates, telephones, employee numbers.
    let is_number = secret.iter().all(|byte| byte.is_ascii_digit() || byte.is_ascii_punctuation() || byte.is_ascii_whitespace());
    is_number || walks(secret) || walks_on_keyboard(secret) || bits(secret) < LEAST_BITS
}

/// A piece over and over with a counter in it, or now small and now large.
fn nearly_repeats(secret: &[u8]) -> bool {
    (1..=secret.len() / 2).any(|period| {
        let again = secret[period..].iter().zip(secret);
        let same = again.filter(|(one, other)| one.eq_ignore_ascii_case(other)).count();
        same * 4 >= (secret.len() - period) * 3
    })
}

/// `1234…`, `abcd…`, `aaab…`: more than half of the bytes are the last one, or its neighbour.
fn walks(secret: &[u8]) -> bool {
    let steps = secret.windows(2).filter(|pair| pair[0].abs_diff(pair[1]) <= 1).count();
    steps * 2 > secret.len()
}

/// `1qaz2wsx…`, `!QAZ@WSX…`, `qwertyuiop…`: more than two of three keys are beside the one before.
fn walks_on_keyboard(secret: &[u8]) -> bool {
    const ROWS: [[&[u8]; 2]; 4] = [
        [b"1234567890-=", b"!@#$%^&*()_+"],
        [b"qwertyuiop[]", b"QWERTYUIOP{}"],
        [b"asdfghjkl;'", b"ASDFGHJKL:\""],
        [b"zxcvbnm,./", b"ZXCVBNM<>?"],
    ];
    let key = |byte: &u8| {
        let place = |keys: &[u8]| keys.iter().position(|key| key == byte);
        ROWS.iter().enumerate().find_map(|(row, [plain, shifted])| Some((row, place(plain).or_else(|| place(shifted))?)))
    };
    let is_beside = |pair: &&[u8]| match (key(&pair[0]), key(&pair[1])) {
        (Some(one), Some(other)) => one.0.abs_diff(other.0) <= 1 && one.1.abs_diff(other.1) <= 1,
        _ => false,
    };
    secret.windows(2).filter(is_beside).count() * 3 > secret.len() * 2
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
