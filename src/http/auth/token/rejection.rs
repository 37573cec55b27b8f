//! Why a token was refused: for the log alone, and without a byte of the token in it.

use thiserror::Error;

/// The caller is told the same 401 for every one of these, so that the answer teaches a forger nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Rejection {
    #[error("longer than a token may be")]
    TooLong,
    #[error("not three parts of unpadded base64url")]
    Malformed,
    #[error("header is not a JSON object with each name plain and once")]
    Header,
    #[error("algorithm is not one that is allowed")]
    Algorithm,
    #[error("header brings its own key, or a place to fetch one")]
    BringsKey,
    #[error("header asks for an extension that is not supported")]
    Extension,
    #[error("key id is not a short plain string")]
    KeyId,
    /// Where keys are read from elsewhere, this is the moment to read them anew, once.
    #[error("no key with this id and algorithm")]
    UnknownKey,
    /// Whoever has two folders finds it on the terminal of the service they ask.
    #[error(
        "a development token, but not of this service's key: take one that `pubdok token` prints in this service's folder (or with \
         its PUBDOK_DATA_DIR); in production, one of the identity provider"
    )]
    ForeignDevelopmentKey,
    /// Whoever sent it may be let in as soon as the keys are here.
    #[error("no key could be read yet")]
    NoKeys,
    #[error("names no key, and more than one fits")]
    AmbiguousKey,
    #[error("signature does not fit")]
    Signature,
    #[error("claims are not a JSON object with each name plain and once")]
    Claims,
    #[error("type is not that of an access token")]
    Type,
    #[error("is an ID, refresh or logout token, not an access token")]
    NotAccessToken,
    #[error("issuer is another")]
    Issuer,
    #[error("audience is another")]
    Audience,
    #[error("subject is missing or unusable")]
    Subject,
    #[error("exp, iat or nbf is missing, no time, or out of order")]
    Times,
    #[error("expired")]
    Expired,
    #[error("not valid yet")]
    NotYetValid,
    #[error("issued in the future")]
    IssuedInFuture,
    #[error("revoked")]
    Revoked,
    #[error("its client is inactive, or none of ours")]
    Client,
    #[error("valid for longer than is allowed")]
    LivesTooLong,
}
