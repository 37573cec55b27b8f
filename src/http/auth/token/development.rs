//! Signs tokens for trying things without an identity provider, with a key that is made on the spot and never leaves the machine.

use std::fs::{self, DirBuilder, File, OpenOptions, Permissions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use aws_lc_rs::error::Unspecified;
use aws_lc_rs::pkcs8::Document;
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header};
use serde::Serialize;
use thiserror::Error;
use uuid::Uuid;

use super::claims::is_subject;
use super::header;
use super::install_crypto_provider;
use super::keys::{KeySet, VerificationKey};
use crate::domain::role::Roles;

/// No identity provider can have this issuer, so a production verifier never takes a development token.
pub const DEVELOPMENT_ISSUER: &str = "urn:pubdok:development";

const FILE: &str = "development-key.p8";
const KEY_ID: &str = "development";
const LONGEST_LIFETIME: i64 = 24 * 60 * 60;

/// Far more than an Ed25519 key in PKCS#8 takes; guards against a data directory that holds something else by that name.
const LONGEST_FILE: u64 = 4096;

/// An Ed25519 pair. Its `Debug` shows no private part.
#[derive(Clone, Debug)]
pub struct DevelopmentKey {
    private: EncodingKey,
    public: DecodingKey,
}

#[derive(Debug, Error)]
pub enum DevelopmentKeyError {
    #[error("cannot keep the development key at {path}: {source}")]
    File { path: PathBuf, source: io::Error },
    #[error("{0} is no Ed25519 key; delete it, and a new one is made")]
    Damaged(PathBuf),
    #[error("the system gave no random bytes for a development key")]
    NoRandomness,
}

/// What a development token is to say. Time (unix seconds) and the id come from the caller.
#[derive(Clone, Copy, Debug)]
pub struct DevelopmentToken<'a> {
    pub subject: &'a str,
    pub roles: Roles,
    pub audience: &'a str,
    pub issued_at: i64,
    pub lifetime: i64,
    pub id: Uuid,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum DevelopmentTokenError {
    #[error("a subject has 1 to 255 characters, none of them a control character")]
    Subject,
    #[error("a development token lives from one second to 24 hours")]
    Lifetime,
    #[error("the development key cannot sign")]
    Signing,
}

#[derive(Serialize)]
struct Claims<'a> {
    iss: &'static str,
    sub: &'a str,
    aud: &'a str,
    iat: i64,
    exp: i64,
    jti: Uuid,
    roles: Roles,
}

pub fn sign_development_token(key: &DevelopmentKey, token: &DevelopmentToken<'_>) -> Result<String, DevelopmentTokenError> {
    if !is_subject(token.subject) {
        return Err(DevelopmentTokenError::Subject);
    }
    if !(1..=LONGEST_LIFETIME).contains(&token.lifetime) {
        return Err(DevelopmentTokenError::Lifetime);
    }
    install_crypto_provider();
    let header = Header { typ: Some("at+jwt".to_owned()), kid: Some(KEY_ID.to_owned()), ..Header::new(Algorithm::EdDSA) };
    let claims = Claims {
        iss: DEVELOPMENT_ISSUER,
        sub: token.subject,
        aud: token.audience,
        iat: token.issued_at,
        exp: token.issued_at.saturating_add(token.lifetime),
        jti: token.id,
        roles: token.roles,
    };
    jsonwebtoken::encode(&header, &claims, &key.private).map_err(|_| DevelopmentTokenError::Signing)
}

/// Whether the token says that some development key signed it.
pub(super) fn is_of_development(header: &header::Header) -> bool {
    header.algorithm == Algorithm::EdDSA && header.key_id.as_deref() == Some(KEY_ID)
}

impl DevelopmentKey {
    /// The key of this data directory, made now if there is none. Two processes that start at once get the same one.
    pub fn open(data_dir: &Path) -> Result<Self, DevelopmentKeyError> {
        let path = data_dir.join(FILE);
        let failed = |source| DevelopmentKeyError::File { path: path.clone(), source };
        let der = match read_private(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                DirBuilder::new().recursive(true).mode(0o700).create(data_dir).map_err(failed)?;
                let pair = generate().map_err(|_| DevelopmentKeyError::NoRandomness)?;
                publish(&path, &pair).map_err(failed)?;
                // Not the pair just made: another process may have been quicker.
                read_private(&path).map_err(failed)?
            }
            read => read.map_err(failed)?,
        };
        let pair = Ed25519KeyPair::from_pkcs8(&der).map_err(|_| DevelopmentKeyError::Damaged(path.clone()))?;
        Ok(DevelopmentKey {
            private: EncodingKey::from_ed_der(&der),
            public: DecodingKey::from_ed_der(pair.public_key().as_ref()),
        })
    }

    /// The public half, for a verifier whose rules name [`DEVELOPMENT_ISSUER`].
    pub fn keys(&self) -> KeySet {
        KeySet::only(VerificationKey { id: Some(KEY_ID.to_owned()), algorithm: Algorithm::EdDSA, key: self.public.clone() })
    }
}

/// Closes the file to others first if a copy or a backup has opened it.
fn read_private(path: &Path) -> io::Result<Vec<u8>> {
    let file = File::open(path)?;
    if file.metadata()?.permissions().mode() & 0o077 != 0 {
        file.set_permissions(Permissions::from_mode(0o600))?;
    }
    let mut bytes = Vec::new();
    file.take(LONGEST_FILE).read_to_end(&mut bytes)?;
    Ok(bytes)
}

struct FreshKey {
    /// Of the public key, and so another one for every start.
    fingerprint: String,
    der: Document,
}

fn generate() -> Result<FreshKey, Unspecified> {
    let pair = Ed25519KeyPair::generate()?;
    let fingerprint = pair.public_key().as_ref()[..8].iter().map(|byte| format!("{byte:02x}"));
    Ok(FreshKey { fingerprint: fingerprint.collect(), der: pair.to_pkcs8v1()? })
}

/// The whole key appears under its name at once, or somebody else's stays: a link, unlike a rename, never replaces.
fn publish(path: &Path, key: &FreshKey) -> io::Result<()> {
    let draft = path.with_extension(format!("{}.draft", key.fingerprint));
    write_private(&draft, key.der.as_ref())?;
    let linked = fs::hard_link(&draft, path);
    fs::remove_file(&draft)?;
    match linked {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        linked => linked,
    }
}

fn write_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(bytes)?;
    // Else a crash may leave the name with nothing behind it.
    file.sync_all()
}
