//! An Ed25519 key in a file of the data directory, made on the spot, that never leaves the machine.

use aws_lc_rs::error::Unspecified;
use aws_lc_rs::pkcs8::Document;
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use std::fs::{self, DirBuilder, File, OpenOptions, Permissions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use thiserror::Error;

/// Far more than an Ed25519 key in PKCS#8 takes; guards against a data directory that holds something else by that name.
const LONGEST_FILE: u64 = 4096;

#[derive(Debug, Error)]
pub enum KeyFileError {
    #[error("cannot keep a key at {path}: {source}")]
    File { path: PathBuf, source: io::Error },
    #[error("{0} is no Ed25519 key; delete it, and a new one is made")]
    Damaged(PathBuf),
    #[error("the system gave no random bytes for a key")]
    NoRandomness,
}

/// What stands in the file, and the pair it is.
pub struct KeyFile {
    pub der: Vec<u8>,
    pub pair: Ed25519KeyPair,
}

impl KeyFile {
    /// The key of this name in the directory, made now if there is none. Two processes that start at once get the same one.
    pub fn open(data_dir: &Path, name: &str) -> Result<Self, KeyFileError> {
        let path = data_dir.join(name);
        let failed = |source| KeyFileError::File { path: path.clone(), source };
        let der = match read_private(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                DirBuilder::new().recursive(true).mode(0o700).create(data_dir).map_err(failed)?;
                let pair = generate().map_err(|_| KeyFileError::NoRandomness)?;
                publish(&path, &pair).map_err(failed)?;
                // Not the pair just made: another process may have been quicker.
                read_private(&path).map_err(failed)?
            }
            read => read.map_err(failed)?,
        };
        let pair = Ed25519KeyPair::from_pkcs8(&der).map_err(|_| KeyFileError::Damaged(path.clone()))?;
        Ok(Self { der, pair })
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
