//! The SHA-256 that names a blob, and the CRC-32 that a ZIP tells of it.

use std::fmt::{self, Write};
use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::digest::common::hazmat::{SerializableState, SerializedState};
use sha2::{Digest as _, Sha256};

/// Written as 64 lower-case hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest([u8; 32]);

/// Reckons the digest of bytes that come one after the other.
#[derive(Debug, Clone, Default)]
pub struct Hasher(Sha256);

impl Hasher {
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    pub fn finish(self) -> Digest {
        Digest(self.0.finalize().into())
    }
}

/// As a ZIP has it: it tells a broken transfer, and nothing else.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Crc32(pub u32);

impl Crc32 {
    pub fn of(bytes: &[u8]) -> Self {
        Self(crc32fast::hash(bytes))
    }
}

/// Reckons both of bytes that come one after the other.
#[derive(Debug, Clone, Default)]
pub struct Sums {
    digest: Hasher,
    crc32: crc32fast::Hasher,
}

impl Sums {
    pub fn update(&mut self, bytes: &[u8]) {
        self.digest.update(bytes);
        self.crc32.update(bytes);
    }

    pub fn finish(self) -> (Digest, Crc32) {
        (self.digest.finish(), Crc32(self.crc32.finalize()))
    }

    /// Where the reckoning stands after `size` bytes, for whoever goes on with it: perhaps another process.
    pub fn midway(&self, size: u64) -> Vec<u8> {
        let crc32 = self.crc32.clone().finalize();
        [&self.digest.0.serialize()[..], &crc32.to_be_bytes(), &size.to_be_bytes()].concat()
    }

    /// Goes on from there; None: this is not where it stood after `size` bytes.
    pub fn go_on(midway: &[u8], size: u64) -> Option<Self> {
        let (rest, told) = midway.split_last_chunk()?;
        let (state, crc32) = rest.split_last_chunk()?;
        let state = SerializedState::<Sha256>::try_from(state).ok()?;
        let digest = Hasher(Sha256::deserialize(&state).ok()?);
        let crc32 = crc32fast::Hasher::new_with_initial_len(u32::from_be_bytes(*crc32), size);
        (u64::from_be_bytes(*told) == size).then_some(Self { digest, crc32 })
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a digest is 64 lower-case hexadecimal digits")]
pub struct NotADigest;

impl Digest {
    /// For bytes already in memory; an upload hashes itself while it streams.
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The value of `Repr-Digest` and `Content-Digest` (RFC 9530).
    pub fn repr_digest(&self) -> String {
        format!("sha-256=:{}:", STANDARD.encode(self.0))
    }
}

impl From<[u8; 32]> for Digest {
    fn from(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        // Lists tell hundreds of them: digit by digit is many times quicker than `{:02x}`.
        self.0
            .iter()
            .flat_map(|byte| [byte >> 4, byte & 15])
            .try_for_each(|digit| f.write_char(char::from(DIGITS[usize::from(digit)])))
    }
}

impl Serialize for Digest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Digest({self})")
    }
}

impl FromStr for Digest {
    type Err = NotADigest;

    /// Upper case is refused: one content has one address, so caches and logs see one spelling.
    fn from_str(text: &str) -> Result<Self, NotADigest> {
        let (pairs, rest) = text.as_bytes().as_chunks::<2>();
        if pairs.len() != 32 || !rest.is_empty() {
            return Err(NotADigest);
        }
        let mut bytes = [0; 32];
        for (byte, [high, low]) in bytes.iter_mut().zip(pairs) {
            *byte = nibble(*high)? << 4 | nibble(*low)?;
        }
        Ok(Self(bytes))
    }
}

fn nibble(digit: u8) -> Result<u8, NotADigest> {
    match digit {
        b'0'..=b'9' => Ok(digit - b'0'),
        b'a'..=b'f' => Ok(digit - b'a' + 10),
        _ => Err(NotADigest),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EMPTY: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    #[test]
    fn is_written_and_read_as_lower_case_hex() {
        let digest = Digest::of(b"");
        assert_eq!(digest.to_string(), EMPTY);
        assert_eq!(EMPTY.parse(), Ok(digest));
        assert_eq!(digest.repr_digest(), "sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:");
    }

    #[test]
    fn both_sums_are_of_all_that_came() {
        let mut sums = Sums::default();
        b"123456789".chunks(2).for_each(|some| sums.update(some));
        // The check value of CRC-32/ISO-HDLC.
        assert_eq!(sums.finish(), (Digest::of(b"123456789"), Crc32(0xcbf4_3926)));
        assert_eq!(Crc32::of(b"123456789"), Crc32(0xcbf4_3926));
    }

    #[test]
    fn the_sums_go_on_where_they_stood() {
        let bytes: Vec<u8> = (0..=255).cycle().take(1000).collect();
        for at in [0, 1, 55, 64, 65, 999, 1000] {
            let mut begun = Sums::default();
            begun.update(&bytes[..at]);
            let midway = begun.midway(at as u64);
            let mut sums = Sums::go_on(&midway, at as u64).unwrap();
            sums.update(&bytes[at..]);
            assert_eq!(sums.finish(), (Digest::of(&bytes), Crc32::of(&bytes)), "{at}");
            for other in [&midway[1..], &midway[..midway.len() - 1], b""] {
                assert!(Sums::go_on(other, at as u64).is_none());
            }
            assert!(Sums::go_on(&midway, at as u64 + 1).is_none());
        }
    }

    #[test]
    fn anything_else_is_no_digest() {
        let (upper, odd) = (EMPTY.to_uppercase(), format!("{EMPTY}0"));
        let (wide, path) = (EMPTY.replacen("e3", "é", 1), EMPTY.replacen("e3b0", "../.", 1));
        for text in ["", &EMPTY[2..], &upper, &odd, &wide, &path] {
            assert_eq!(text.parse::<Digest>(), Err(NotADigest), "{text}");
        }
    }
}
