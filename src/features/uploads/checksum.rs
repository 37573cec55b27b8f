//! `Upload-Checksum`: what the sender says of the bytes of one PATCH.

use crate::http::language::Words;
use crate::http::problem::{FaultKind, Kind, Place, Problem};
use crate::http::tus;
use actix_web::http::header::HeaderMap;
use aws_lc_rs::digest::{Algorithm, Context, SHA1_FOR_LEGACY_USE_ONLY, SHA256};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;

/// The protocol asks every server for SHA-1; against errors of a line it is as good as another.
const ALGORITHMS: [(&str, &Algorithm); 2] = [("sha1", &SHA1_FOR_LEGACY_USE_ONLY), ("sha256", &SHA256)];

/// A sum being made, and what it must come to.
pub struct Checksum {
    made: Context,
    expected: Vec<u8>,
}

impl std::fmt::Debug for Checksum {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Checksum").field("expected", &self.expected).finish_non_exhaustive()
    }
}

impl Checksum {
    pub fn of(headers: &HeaderMap) -> Result<Option<Self>, Problem> {
        // One that is left empty says nothing.
        let said = headers.get(tus::CHECKSUM).filter(|value| !value.as_bytes().trim_ascii().is_empty());
        let Some(value) = said else { return Ok(None) };
        let read = value.to_str().ok().and_then(|text| text.trim().split_once(' ')).and_then(|(name, sum)| {
            let (_, algorithm) = ALGORITHMS.into_iter().find(|(known, _)| *known == name)?;
            let expected = BASE64_STANDARD.decode(sum.trim()).ok()?;
            (expected.len() == algorithm.output_len()).then(|| Self { made: Context::new(algorithm), expected })
        });
        let words = || {
            Words::new(
                "Tulis sha1 atau sha256, satu spasi, lalu checksum dalam base64.",
                "Write sha1 or sha256, one space, then the checksum in base64.",
            )
        };
        let malformed = || Problem::at(Place::Header("Upload-Checksum"), FaultKind::Rule { code: "MALFORMED", words: words() });
        read.map(Some).ok_or_else(malformed)
    }

    pub fn update(&mut self, bytes: &[u8]) {
        self.made.update(bytes);
    }

    pub fn check(self) -> Result<(), Problem> {
        if self.made.finish().as_ref() == self.expected { Ok(()) } else { Err(Problem::new(Kind::ChecksumMismatch)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::http::header::HeaderValue;

    fn read(value: &str) -> Result<Option<Checksum>, Problem> {
        let mut headers = HeaderMap::new();
        headers.insert(tus::CHECKSUM, HeaderValue::from_str(value).unwrap());
        Checksum::of(&headers)
    }

    fn fits(value: &str, bytes: &[u8]) -> bool {
        let mut checksum = read(value).unwrap().unwrap();
        bytes.chunks(3).for_each(|piece| checksum.update(piece));
        checksum.check().is_ok()
    }

    #[test]
    fn the_bytes_must_come_to_what_was_said() {
        let (sha1, sha256) = ("sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu0=", "sha256 uU0nuZNNPgilLlLX2n2r+sSE7+N6U4DukIj3rOLvzek=");
        assert!(fits(sha1, b"hello world") && fits(sha256, b"hello world"));
        assert!(!fits(sha1, b"hello worlds") && !fits(sha256, b""));
    }

    #[test]
    fn what_is_no_checksum_is_refused_before_the_bytes() {
        assert!(Checksum::of(&HeaderMap::new()).unwrap().is_none());
        assert!(read("").unwrap().is_none() && read(" ").unwrap().is_none());
        for value in ["sha1", "md5 XrY7u+Ae7tCTyyK7j1rNww==", "sha1 ####", "sha1 YWJj", "SHA1 Kq5sNclPz7QV2+lfQIuc6R7oRu0="] {
            assert!(read(value).is_err(), "{value}");
        }
    }
}
