//! Signed notes (C2SP signed-note and tlog-checkpoint): a few lines of text that can be printed, mailed and checked anywhere.

use crate::domain::digest::Digest;
use crate::http::auth::key_file::{KeyFile, KeyFileError};
use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use std::path::Path;
use thiserror::Error;

const FILE: &str = "journal-key.p8";
/// Ed25519, as C2SP numbers it.
const ALGORITHM: u8 = 1;

/// Signs in the name of one instance; what it signs says of which journal.
pub struct Signer {
    origin: String,
    pair: Ed25519KeyPair,
}

/// A checkpoint as it was told, signed or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    pub origin: String,
    /// How many entries it covers.
    pub size: u64,
    pub root: Digest,
    text: String,
    signatures: Vec<(String, Vec<u8>)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum NoteError {
    #[error(
        "is no checkpoint: a name, a number of entries and a hash, each on a line of its own, then an empty line and signatures"
    )]
    NoCheckpoint,
    #[error("carries no signature by this key")]
    Unsigned,
    #[error("is no verifier key: name+number+key, as /v1/journal/checkpoint tells it")]
    NoKey,
}

impl Signer {
    /// With the key of this data directory, made now if there is none. `base_url`: where the journal is.
    pub fn open(data_dir: &Path, base_url: &str) -> Result<Self, KeyFileError> {
        let place = base_url.split_once("://").map_or(base_url, |(_, place)| place).trim_end_matches('/');
        Ok(Self { origin: format!("{place}/v1/journal"), pair: KeyFile::open(data_dir, FILE)?.pair })
    }

    pub fn sign(&self, size: u64, root: &Digest) -> String {
        let text = format!("{}\n{size}\n{}\n", self.origin, BASE64_STANDARD.encode(root.as_bytes()));
        let mut signature = key_id(&self.origin, self.public()).to_vec();
        signature.extend_from_slice(self.pair.sign(text.as_bytes()).as_ref());
        format!("{text}\n— {} {}\n", self.origin, BASE64_STANDARD.encode(signature))
    }

    /// What tells this key to others.
    pub fn verifier_key(&self) -> String {
        let id: String = key_id(&self.origin, self.public()).iter().map(|byte| format!("{byte:02x}")).collect();
        format!("{}+{id}+{}", self.origin, BASE64_STANDARD.encode([&[ALGORITHM], self.public()].concat()))
    }

    fn public(&self) -> &[u8] {
        self.pair.public_key().as_ref()
    }
}

/// The first four bytes of a hash over name and key.
fn key_id(name: &str, public: &[u8]) -> [u8; 4] {
    let digest = Digest::of(&[name.as_bytes(), b"\n", &[ALGORITHM], public].concat());
    let [a, b, c, d, ..] = *digest.as_bytes();
    [a, b, c, d]
}

impl Note {
    pub fn read(text: &str) -> Result<Self, NoteError> {
        // What an editor or a mail program does to the ends of lines is no forgery.
        let told = text.replace("\r\n", "\n");
        let (body, signed) = told.split_once("\n\n").ok_or(NoteError::NoCheckpoint)?;
        let mut lines = body.lines();
        let mut next = || lines.next().ok_or(NoteError::NoCheckpoint);
        let (origin, size, root) = (next()?, next()?, next()?);
        let root = BASE64_STANDARD.decode(root).ok().and_then(|root| <[u8; 32]>::try_from(root).ok());
        let signatures = signed.lines().filter_map(|line| {
            let (name, signature) = line.strip_prefix("— ")?.rsplit_once(' ')?;
            Some((name.to_owned(), BASE64_STANDARD.decode(signature).ok()?))
        });
        Ok(Self {
            origin: origin.to_owned(),
            size: size.parse().map_err(|_| NoteError::NoCheckpoint)?,
            root: root.ok_or(NoteError::NoCheckpoint)?.into(),
            text: format!("{body}\n"),
            signatures: signatures.collect(),
        })
    }

    /// Whether the holder of this key signed it, and nothing in it was changed since.
    pub fn check(&self, verifier_key: &str) -> Result<(), NoteError> {
        let mut parts = verifier_key.trim().splitn(3, '+');
        let (Some(name), Some(_), Some(key)) = (parts.next(), parts.next(), parts.next()) else { return Err(NoteError::NoKey) };
        let key = BASE64_STANDARD.decode(key).map_err(|_| NoteError::NoKey)?;
        let [ALGORITHM, public @ ..] = key.as_slice() else { return Err(NoteError::NoKey) };
        let id = key_id(name, public);
        let public = UnparsedPublicKey::new(&ED25519, public);
        let signed = |(signer, bytes): &(String, Vec<u8>)| {
            let signature = bytes.strip_prefix(&id);
            signer == name && signature.is_some_and(|signature| public.verify(self.text.as_bytes(), signature).is_ok())
        };
        if self.signatures.iter().any(signed) { Ok(()) } else { Err(NoteError::Unsigned) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signer() -> Signer {
        Signer { origin: "humas.example.go.id/v1/journal".to_owned(), pair: Ed25519KeyPair::generate().unwrap() }
    }

    #[test]
    fn what_was_signed_is_read_and_checked() {
        let (signer, root) = (signer(), Digest::of(b"root"));
        let text = signer.sign(17, &root);
        let note = Note::read(&text).unwrap();
        assert_eq!((note.origin.as_str(), note.size, note.root), ("humas.example.go.id/v1/journal", 17, root));
        assert_eq!(note.check(&signer.verifier_key()), Ok(()));
        assert_eq!(Note::read(&text.replace('\n', "\r\n")).unwrap().check(&signer.verifier_key()), Ok(()));
    }

    #[test]
    fn what_was_changed_or_signed_by_another_is_not() {
        let (signer, other) = (self::signer(), self::signer());
        let text = signer.sign(17, &Digest::of(b"root"));
        let changed = Note::read(&text.replace("\n17\n", "\n18\n")).unwrap();
        assert_eq!(changed.check(&signer.verifier_key()), Err(NoteError::Unsigned));
        assert_eq!(Note::read(&text).unwrap().check(&other.verifier_key()), Err(NoteError::Unsigned));
        for key in ["", "a+b", "a+b+c", "a+b+AgAA"] {
            assert_eq!(Note::read(&text).unwrap().check(key), Err(NoteError::NoKey), "{key}");
        }
        for text in ["", "a\n1\n\n", "a\nx\nAAAA\n\n", "a\n1\nAAAA\n\n— a AAAA\n"] {
            assert_eq!(Note::read(text), Err(NoteError::NoCheckpoint), "{text}");
        }
    }
}
