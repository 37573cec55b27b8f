//! An OpenID provider: where it says its keys are (OpenID Connect Discovery 1.0), and the keys.

use super::Found;
use super::fetch::{FetchError, client, fetch, is_safe};
use crate::http::auth::token::{KeySet, KeysError};
use reqwest::Client;
use serde::Deserialize;
use std::time::Duration;
use url::Url;

const WELL_KNOWN: &str = "/.well-known/openid-configuration";

/// Seconds for which keys are kept when the provider does not say. What it says is held to these bounds: it is not asked every
/// moment, and a key it has withdrawn does not stay for a day.
const AGE: i64 = 600;
const AGES: std::ops::RangeInclusive<i64> = 60..=3600;

/// For discovery and keys together.
const LONGEST_LOOK: Duration = Duration::from_secs(4);

/// Seconds to the next try after one that failed, with keys in hand and without.
const AGAIN: i64 = 30;
const AGAIN_WITHOUT_KEYS: i64 = 5;

#[derive(Debug, thiserror::Error)]
pub enum ProviderError {
    #[error("{0:?} is not an address of a provider; write https://… without query or fragment (http:// on this machine only)")]
    NotAnIssuer(String),
    #[error("cannot speak TLS: {0}; install the system's certificates (ca-certificates)")]
    NoTls(reqwest::Error),
    #[error(transparent)]
    Fetch(#[from] FetchError),
    #[error("the provider took longer than 4 seconds to tell its keys")]
    TooSlow,
    #[error("{0} is no discovery document")]
    NotADocument(Url),
    #[error("{address} is the document of issuer {said:?}; give that one, byte for byte, if it is your provider")]
    OtherIssuer { address: Url, said: String },
    #[error("keys are said to be at {0:?}, which is not https://")]
    UnsafeKeys(String),
    #[error("the key set at {address} {error}")]
    Keys { address: Url, error: KeysError },
}

#[derive(Debug)]
pub struct Provider {
    issuer: String,
    client: Client,
    discovery: Url,
    /// Known from the last document; forgotten when it stops to answer.
    keys_at: Option<Url>,
    read: Option<Read>,
    due_at: Option<i64>,
}

/// The key set that was read last.
#[derive(Debug)]
struct Read {
    bytes: Vec<u8>,
    tag: Option<String>,
}

#[derive(Deserialize)]
struct Document {
    issuer: String,
    jwks_uri: String,
}

impl Provider {
    pub fn new(issuer: &str) -> Result<Self, ProviderError> {
        Ok(Provider {
            discovery: discovery(issuer).ok_or_else(|| ProviderError::NotAnIssuer(issuer.to_owned()))?,
            issuer: issuer.to_owned(),
            client: client().map_err(ProviderError::NoTls)?,
            keys_at: None,
            read: None,
            due_at: None,
        })
    }

    /// Whether this can be a provider at all; the network is not asked.
    pub fn is_issuer(issuer: &str) -> bool {
        discovery(issuer).is_some()
    }

    pub(super) async fn look(&mut self, asked: bool, now: i64) -> Result<Found, ProviderError> {
        // A clock that went back far is due at once.
        let waits = self.due_at.is_some_and(|due_at| (due_at.saturating_sub(*AGES.end())..due_at).contains(&now));
        if !asked && waits {
            return Ok(Found::NotLookedAt);
        }
        if !asked {
            // The time to learn, too, that the keys have moved.
            self.keys_at = None;
        }
        let looked = tokio::time::timeout(LONGEST_LOOK, self.fetch_keys()).await.unwrap_or(Err(ProviderError::TooSlow));
        let age = match &looked {
            Ok((_, max_age)) => max_age.unwrap_or(AGE).clamp(*AGES.start(), *AGES.end()),
            Err(_) if self.read.is_some() => AGAIN,
            Err(_) => AGAIN_WITHOUT_KEYS,
        };
        self.due_at = Some(now.saturating_add(age));
        if looked.is_err() {
            self.keys_at = None;
        }
        looked.map(|(found, _)| found)
    }

    async fn fetch_keys(&mut self) -> Result<(Found, Option<i64>), ProviderError> {
        let address = match self.keys_at.clone() {
            Some(known) => known,
            None => self.discover().await?,
        };
        self.keys_at = Some(address.clone());
        let tag = self.read.as_ref().and_then(|read| read.tag.as_deref());
        let fetched = fetch(&self.client, &address, tag).await?;
        let Some(bytes) = fetched.bytes else { return Ok((Found::Same, fetched.max_age)) };
        if self.read.as_ref().is_some_and(|read| read.bytes == bytes) {
            return Ok((Found::Same, fetched.max_age));
        }
        let refused = |error| ProviderError::Keys { address: address.clone(), error };
        let text = str::from_utf8(&bytes).map_err(|_| refused(KeysError::Unreadable))?;
        let keys = KeySet::from_jwks(text).map_err(refused)?;
        self.read = Some(Read { bytes, tag: fetched.tag });
        Ok((Found::Keys(keys), fetched.max_age))
    }

    async fn discover(&self) -> Result<Url, ProviderError> {
        let fetched = fetch(&self.client, &self.discovery, None).await?;
        keys_at(&self.issuer, &self.discovery, &fetched.bytes.unwrap_or_default())
    }
}

/// Where the document of this issuer says that its keys are.
fn keys_at(issuer: &str, discovery: &Url, document: &[u8]) -> Result<Url, ProviderError> {
    let document: Document = serde_json::from_slice(document).map_err(|_| ProviderError::NotADocument(discovery.clone()))?;
    let shown = |said: &str| said.chars().take(200).collect();
    // Whoever could answer with another's document could have that other's tokens taken for this one's.
    if document.issuer != issuer {
        return Err(ProviderError::OtherIssuer { address: discovery.clone(), said: shown(&document.issuer) });
    }
    let keys_at = Url::parse(&document.jwks_uri).ok().filter(is_safe);
    // An issuer that is spoken to encrypted has its keys nowhere else.
    let keys_at = keys_at.filter(|url| url.scheme() == "https" || discovery.scheme() == "http");
    keys_at.ok_or_else(|| ProviderError::UnsafeKeys(shown(&document.jwks_uri)))
}

/// The slash at the end of an issuer is part of its name and not of the address (Discovery §4.1).
fn discovery(issuer: &str) -> Option<Url> {
    let url = Url::parse(issuer).ok().filter(is_safe)?;
    let is_bare = url.query().is_none() && url.fragment().is_none();
    Url::parse(&format!("{}{WELL_KNOWN}", issuer.trim_end_matches('/'))).ok().filter(|_| is_bare)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_document_stands_below_the_issuer_with_or_without_its_slash() {
        for (issuer, document) in [
            ("https://sso.example.go.id", "https://sso.example.go.id/.well-known/openid-configuration"),
            ("https://kab.eu.auth0.com/", "https://kab.eu.auth0.com/.well-known/openid-configuration"),
            ("https://sso.example.go.id/realms/kab", "https://sso.example.go.id/realms/kab/.well-known/openid-configuration"),
            ("https://sts.windows.net/9122040d/", "https://sts.windows.net/9122040d/.well-known/openid-configuration"),
        ] {
            assert_eq!(discovery(issuer).as_ref().map(Url::as_str), Some(document));
        }
    }

    fn told(issuer: &str, document: &serde_json::Value) -> Result<String, String> {
        let address = discovery(issuer).expect("an issuer");
        let told = keys_at(issuer, &address, document.to_string().as_bytes());
        told.map(String::from).map_err(|error| error.to_string())
    }

    #[test]
    fn keys_are_taken_from_nowhere_else_than_an_encrypted_place_that_the_issuer_itself_names() {
        let issuer = "https://sso.example.go.id/realms/kab";
        let place = "https://keys.example.go.id/certs";
        assert_eq!(told(issuer, &json!({ "issuer": issuer, "jwks_uri": place, "more": [1] })), Ok(place.to_owned()));
        for other in ["https://sso.example.go.id/realms/kab/", "https://sso.example.go.id/realms/Kab", "https://evil.example", ""]
        {
            let error = told(issuer, &json!({ "issuer": other, "jwks_uri": place })).expect_err(other);
            assert!(error.contains("byte for byte"), "{error}");
        }
        for unsafe_place in
            ["http://keys.example.go.id/certs", "http://127.0.0.1/certs", "file:///etc/keys", "keys", "", "data:,{}"]
        {
            let error = told(issuer, &json!({ "issuer": issuer, "jwks_uri": unsafe_place })).expect_err(unsafe_place);
            assert!(error.contains("https://"), "{error}");
        }
        for no_document in [json!({}), json!([]), json!({ "issuer": issuer }), json!({ "issuer": [issuer], "jwks_uri": place })] {
            assert!(told(issuer, &no_document).is_err_and(|error| error.ends_with("is no discovery document")));
        }
        let near = "http://127.0.0.1:8081";
        assert!(told(near, &json!({ "issuer": near, "jwks_uri": "http://localhost:8081/certs" })).is_ok());
        assert!(told(near, &json!({ "issuer": near, "jwks_uri": "http://10.0.0.1/certs" })).is_err());
    }
}
