//! Bodies: strict JSON (no member twice), all faults in one answer.

mod json;
mod modest;
mod tree;

pub use json::{Json, parse, request};
pub use modest::{LONGEST_TEXT, MOST_VALUES};

use super::problem::{Kind, Problem};
use actix_web::http::header::{self, HeaderMap};
use actix_web::web::{Bytes, Payload};
use futures_util::StreamExt;
use std::time::Duration;

/// JSON bodies carry words, not files.
pub const JSON_LIMIT: usize = 1024 * 1024;
/// A megabyte over the slowest line worth serving.
const PATIENCE: Duration = Duration::from_secs(30);

/// The body of a request as one JSON object.
pub async fn read_json(headers: &HeaderMap, payload: &mut Payload, accepted: &[&str]) -> Result<Json, Problem> {
    require_media_type(headers, accepted)?;
    let bytes = read_bytes(headers, payload, JSON_LIMIT).await?;
    parse(&bytes)
}

/// The same of an act, which may have nothing to say: no body is an empty object. What must be said is then told as missing.
pub async fn read_act(headers: &HeaderMap, payload: &mut Payload, accepted: &[&str]) -> Result<Json, Problem> {
    let typed = require_media_type(headers, accepted);
    if headers.contains_key(header::CONTENT_TYPE) {
        typed.clone()?;
    }
    let bytes = read_bytes(headers, payload, JSON_LIMIT).await?;
    if bytes.is_empty() {
        return parse(b"{}");
    }
    typed?;
    parse(&bytes)
}

/// The whole body, refused as soon as it is known to be too large.
pub async fn read_bytes(headers: &HeaderMap, payload: &mut Payload, limit: usize) -> Result<Bytes, Problem> {
    let declared = headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
    if declared.is_some_and(|length| length > limit) {
        return Err(too_large(limit as u64));
    }
    let read = async {
        // It grows as it comes, whatever length was declared, but never beyond what may come.
        let most = declared.unwrap_or(limit);
        let mut body = Vec::new();
        while let Some(chunk) = payload.next().await {
            let chunk = chunk.map_err(|error| broken_body(&error))?;
            let length = body.len() + chunk.len();
            if length > limit {
                return Err(too_large(limit as u64));
            }
            if length > body.capacity() {
                body.reserve_exact((2 * length).min(most.max(length)) - body.len());
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body.into())
    };
    // The framework's own time limit covers the head of a request only.
    tokio::time::timeout(PATIENCE, read).await.unwrap_or_else(|_| Err(Problem::new(Kind::RequestTimeout)))
}

pub fn too_large(limit: u64) -> Problem {
    Problem::new(Kind::PayloadTooLarge).detail(format!("Batasnya {limit} byte."), format!("The limit is {limit} bytes."))
}

/// The client stopped sending, or sent a broken encoding.
pub fn broken_body(error: &dyn std::fmt::Display) -> Problem {
    tracing::debug!(target: "pubdok", %error, "body ended early");
    Problem::new(Kind::MalformedBody)
}

pub fn require_media_type(headers: &HeaderMap, accepted: &[&str]) -> Result<(), Problem> {
    let sent = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = sent.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    // Compressed requests would be decompression bombs.
    let encoded = headers.get(header::CONTENT_ENCODING).is_some_and(|value| value != "identity");
    if accepted.contains(&essence.as_str()) && !encoded {
        return Ok(());
    }
    let offer = accepted.join(", ");
    let name = if accepted.contains(&"application/merge-patch+json") { "accept-patch" } else { "accept-post" };
    Err(Problem::new(Kind::UnsupportedMediaType)
        .detail(format!("Content-Type harus {offer}."), format!("Content-Type must be {offer}."))
        .header(header::HeaderName::from_static(name), offer))
}
