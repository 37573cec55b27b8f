//! The keys that tokens are judged by, as the settings name them.

use super::StartError;
use crate::config::{Config, Keys};
use crate::http::auth::keyring::{KeyFile, Provider, Source, tell_passed_over};
use crate::http::auth::token::{DevelopmentKey, KeySet};

/// The keys to begin with, and where others will come from. A provider is not asked yet: the start does not wait for it.
pub async fn first(config: &Config) -> Result<(KeySet, Source), StartError> {
    match &config.keys {
        Keys::Development => DevelopmentKey::open(&config.data_dir)
            .map(|key| (key.keys(), Source::Fixed))
            .map_err(|error| StartError::DevelopmentKey(error.to_string())),
        Keys::Secret(secret) => KeySet::from_secret(secret.as_bytes())
            .map(|keys| (keys, Source::Fixed))
            .map_err(|weak| StartError::Secret(weak.to_string())),
        Keys::File(file) => {
            let opened = KeyFile::open(file.clone()).await;
            let (file, keys) = opened.map_err(|error| StartError::KeyFile(error.to_string()))?;
            tell_passed_over(&keys);
            Ok((keys, Source::File(file)))
        }
        Keys::Provider => Provider::new(&config.tokens.issuer)
            .map(|provider| (KeySet::none(), Source::Provider(Box::new(provider))))
            .map_err(|error| StartError::Provider(error.to_string())),
    }
}
