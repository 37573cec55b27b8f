//! How a client proves that it is one: its id and a secret (RFC 6749 §2.3.1), in a header or in the form, never in both.

use crate::http::form::Form;
use actix_web::http::header::{self, HeaderMap};
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Argon2, Params};
use aws_lc_rs::rand;
use base64::Engine;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use percent_encoding::percent_decode_str;
use std::sync::LazyLock;
use thiserror::Error;
use uuid::Uuid;

/// By this those who look for secrets in places where they should not be find ours.
const PREFIX: &str = "pubdok_";

/// Of its own id, which follows: so one hash is compared and not each that the client has.
const LETTERS_OF_ID: usize = 22;

const SECRET_BYTES: usize = 32;
const SALT_BYTES: usize = 16;

/// Ours have 72; what is much longer is not worth being hashed.
const LONGEST_SECRET: usize = 200;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a secret could not be made")]
pub struct NoSecret;

/// A new secret: 256 random bits, behind its id. Shown once, and kept as its hash only.
pub fn make_secret(id: Uuid) -> Result<String, NoSecret> {
    let mut bytes = [0; SECRET_BYTES];
    rand::fill(&mut bytes).map_err(|_| NoSecret)?;
    let encode = |bytes: &[u8]| BASE64_URL_SAFE_NO_PAD.encode(bytes);
    Ok(format!("{PREFIX}{}{}", encode(id.as_bytes()), encode(&bytes)))
}

/// Argon2id with 46 MiB and one pass, which OWASP holds for as strong as 19 MiB and two. So much in one piece goes back to the machine
/// when it is done with; less than 32 MiB every thread that ever hashed would keep for the next time.
const PARAMS: Params = match Params::new(46 * 1024, 1, 1, None) {
    Ok(params) => params,
    Err(_) => Params::DEFAULT,
};

/// Takes some 30 ms of a processor: never on a worker's thread.
pub fn hash(secret: &str) -> Result<String, NoSecret> {
    let mut salt = [0; SALT_BYTES];
    rand::fill(&mut salt).map_err(|_| NoSecret)?;
    let hash = Argon2::from(PARAMS).hash_password_with_salt(secret.as_bytes(), &salt).map_err(|_| NoSecret)?;
    Ok(hash.to_string())
}

/// Whether this is the secret of this hash. Where there is none it takes as long to say no: a stranger does not learn who is a client.
pub fn is_secret_of(secret: &str, hash: Option<&str>) -> bool {
    static NOBODYS: LazyLock<String> = LazyLock::new(|| self::hash("").unwrap_or_default());
    let fits = Argon2::default().verify_password(secret.as_bytes(), hash.unwrap_or(&NOBODYS)).is_ok();
    fits && hash.is_some()
}

/// What a client says of itself; nothing of it is proven.
#[derive(Clone)]
pub struct Credentials {
    /// None: it has the form of no id of ours, and so is nobody's.
    pub id: Option<Uuid>,
    pub secret: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CredentialsFault {
    Missing,
    Malformed,
    /// RFC 6749 §2.3: one way a request.
    Twice,
}

impl Credentials {
    pub fn of(headers: &HeaderMap, form: &Form) -> Result<Self, CredentialsFault> {
        let (id, secret) = (form.get("client_id"), form.get("client_secret"));
        let mut sent = headers.get_all(header::AUTHORIZATION);
        match (sent.next(), sent.next()) {
            (None, _) => Self::new(id.ok_or(CredentialsFault::Missing)?, secret.ok_or(CredentialsFault::Missing)?),
            (Some(_), Some(_)) => Err(CredentialsFault::Twice),
            (Some(_), None) if secret.is_some() => Err(CredentialsFault::Twice),
            (Some(value), None) => {
                let credentials = basic(value.to_str().unwrap_or_default()).ok_or(CredentialsFault::Malformed)?;
                // The id may stand in the form besides, if it is the same.
                if id.is_some_and(|id| id != credentials.0) {
                    return Err(CredentialsFault::Malformed);
                }
                Self::new(&credentials.0, &credentials.1)
            }
        }
    }

    fn new(id: &str, secret: &str) -> Result<Self, CredentialsFault> {
        if secret.len() > LONGEST_SECRET {
            return Err(CredentialsFault::Malformed);
        }
        Ok(Self { id: Uuid::try_parse(id).ok(), secret: secret.to_owned() })
    }

    /// Which secret it says that it is.
    pub fn secret_id(&self) -> Option<Uuid> {
        let id = self.secret.strip_prefix(PREFIX)?.get(..LETTERS_OF_ID)?;
        Uuid::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(id).ok()?).ok()
    }
}

/// Id and secret, each form-encoded before they were joined (RFC 6749 §2.3.1).
fn basic(value: &str) -> Option<(String, String)> {
    let (scheme, joined) = value.split_once(' ')?;
    let joined = BASE64_STANDARD.decode(joined.trim_start_matches(' ')).ok().filter(|_| scheme.eq_ignore_ascii_case("basic"))?;
    let (id, secret) = str::from_utf8(&joined).ok()?.split_once(':')?;
    let decoded = |text: &str| Some(percent_decode_str(&text.replace('+', " ")).decode_utf8().ok()?.into_owned());
    Some((decoded(id)?, decoded(secret)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_fits_its_own_hash_and_no_other() {
        let ids = [Uuid::from_u128(1), Uuid::from_u128(2)];
        let secrets = ids.map(|id| make_secret(id).expect("a secret"));
        let hashes = [0, 1].map(|place: usize| hash(&secrets[place]).expect("a hash"));
        assert!(hashes.iter().all(|hash| hash.starts_with("$argon2id$v=19$m=47104,t=1,p=1$") && hash.len() <= 200));
        assert!(is_secret_of(&secrets[0], Some(&hashes[0])) && is_secret_of(&secrets[1], Some(&hashes[1])));
        assert!(!is_secret_of(&secrets[0], Some(&hashes[1])) && !is_secret_of("", Some(&hashes[0])));
        assert!(!is_secret_of("", None), "nobody's hash is nobody's");
        let named = |secret: &str| Credentials { id: None, secret: secret.to_owned() }.secret_id();
        assert!(secrets.iter().zip(ids).all(|(secret, id)| named(secret) == Some(id) && secret.len() == 72));
        assert_eq!((named("pubdok_x"), named(""), named(&"x".repeat(72))), (None, None, None));
    }

    #[test]
    fn id_and_secret_are_decoded_after_they_are_parted() {
        let sent = |text: &str| basic(&format!("bAsIc {}", BASE64_STANDARD.encode(text)));
        let pair = |id: &str, secret: &str| Some((id.to_owned(), secret.to_owned()));
        assert_eq!(sent("a:b"), pair("a", "b"));
        assert_eq!(sent("a%3Ab:c+d:%65"), pair("a:b", "c d:e"));
        assert_eq!((sent("ab"), basic("Bearer YTpi"), basic("Basic"), basic("Basic ???")), (None, None, None, None));
    }
}
