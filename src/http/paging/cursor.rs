//! Where a list goes on: a place in it, sealed, so that nobody makes one of their own.

use super::Seal;
use crate::http::problem::{FaultKind, Faults, Kind, Place};
use crate::http::query::Parameters;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};

/// As the document says; no cursor of ours is longer.
const LONGEST_CURSOR: usize = 1000;

#[derive(Serialize, Deserialize)]
struct Cursor {
    seal: String,
    key: Value,
}

/// The cursor of a page that begins behind this place.
pub fn made(scope: &str, seal: &Seal, key: &impl Serialize) -> Option<String> {
    let key = serde_json::to_value(key).ok()?;
    let cursor = Cursor { seal: seal.over(scope, &serde_json::to_vec(&key).ok()?), key };
    Some(BASE64_URL_SAFE_NO_PAD.encode(serde_json::to_vec(&cursor).ok()?))
}

/// The place that it was made for.
pub fn open(cursor: &str, scope: &str, seal: &Seal) -> Result<Value, Faults> {
    let opened = Some(cursor)
        .filter(|cursor| cursor.len() <= LONGEST_CURSOR)
        .and_then(|cursor| BASE64_URL_SAFE_NO_PAD.decode(cursor).ok())
        .and_then(|bytes| serde_json::from_slice::<Cursor>(&bytes).ok())
        .filter(|cursor| serde_json::to_vec(&cursor.key).is_ok_and(|place| cursor.seal == seal.over(scope, &place)));
    opened.map(|cursor| cursor.key).ok_or_else(|| {
        let words = Kind::CursorInvalid.remedy();
        Faults::one(Place::Parameter("cursor".to_owned()), FaultKind::Rule { code: "CURSOR_INVALID", words })
    })
}

/// What a cursor is good for: this list, in this order, narrowed so, for this caller.
pub fn scope(list: &str, filters: &Parameters, sort: &str, caller: &str) -> String {
    let digest = Sha256::digest(format!("{}|{:?}|{sort}|{caller}", list.to_ascii_lowercase(), filters.joined()));
    BASE64_URL_SAFE_NO_PAD.encode(&digest[..9])
}
