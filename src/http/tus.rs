//! What tus 1.0.0 asks of every request and answer below `/v1/uploads`; the border calls it, whatever happens in between.

use super::problem::{Kind, Problem};
use crate::domain::media_type::LARGEST_FILE;
use actix_web::dev::ServiceRequest;
use actix_web::http::Method;
use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};

pub const VERSION: &str = "1.0.0";

const COLLECTION: &str = "/v1/uploads";
const ITEM: &str = "/v1/uploads/{id}";

pub const RESUMABLE: HeaderName = HeaderName::from_static("tus-resumable");
pub const OFFSET: HeaderName = HeaderName::from_static("upload-offset");
pub const LENGTH: HeaderName = HeaderName::from_static("upload-length");
pub const METADATA: HeaderName = HeaderName::from_static("upload-metadata");
pub const EXPIRES: HeaderName = HeaderName::from_static("upload-expires");
pub const CHECKSUM: HeaderName = HeaderName::from_static("upload-checksum");
pub const DEFER_LENGTH: HeaderName = HeaderName::from_static("upload-defer-length");
pub const CONCAT: HeaderName = HeaderName::from_static("upload-concat");
/// Ours: the code of why an upload can never finish, for those who ask by HEAD and read no body.
pub const REFUSAL: HeaderName = HeaderName::from_static("upload-refusal");
const SUPPORTED: HeaderName = HeaderName::from_static("tus-version");
const OVERRIDE: HeaderName = HeaderName::from_static("x-http-method-override");

/// What a page elsewhere may send, and read of an answer (CORS).
pub const ALLOWED: [&str; 6] =
    ["tus-resumable", "upload-offset", "upload-length", "upload-metadata", "upload-checksum", "x-http-method-override"];
pub const EXPOSED: [&str; 10] = [
    "Tus-Resumable",
    "Tus-Version",
    "Tus-Extension",
    "Tus-Max-Size",
    "Tus-Checksum-Algorithm",
    "Upload-Offset",
    "Upload-Length",
    "Upload-Metadata",
    "Upload-Expires",
    "Upload-Refusal",
];

/// Whether tus is spoken on this route.
pub fn governs(route: Option<&str>) -> bool {
    matches!(route, Some(COLLECTION | ITEM))
}

/// A client behind a proxy that knows no PATCH sends a POST with the method it means; nowhere else is that heeded.
pub fn unwrap_method(request: &mut ServiceRequest, route: Option<&str>) {
    if route != Some(ITEM) || request.method() != Method::POST {
        return;
    }
    let meant = match request.headers().get(OVERRIDE).map(HeaderValue::as_bytes) {
        Some(b"PATCH") => Method::PATCH,
        Some(b"DELETE") => Method::DELETE,
        _ => return,
    };
    request.head_mut().method = meant;
}

/// Whether this request is one of tus: who lists uploads need not speak it.
pub fn is_spoken(method: &Method, route: &str) -> bool {
    governs(Some(route)) && (route == ITEM || ![Method::GET, Method::HEAD].contains(method))
}

/// Refuses a request that speaks another version, or does not say which.
pub fn require_version(headers: &HeaderMap) -> Result<(), Problem> {
    let mut said = headers.get_all(RESUMABLE);
    match (said.next(), said.next()) {
        (Some(version), None) if version == VERSION => Ok(()),
        _ => Err(Problem::new(Kind::TusVersion).header(SUPPORTED, VERSION)),
    }
}

/// What stands on every answer.
pub fn mark(headers: &mut HeaderMap) {
    headers.insert(RESUMABLE, HeaderValue::from_static(VERSION));
}

/// What OPTIONS tells of the server.
pub fn offer() -> [(&'static str, String); 4] {
    [
        ("tus-version", VERSION.to_owned()),
        ("tus-extension", "creation,creation-with-upload,checksum,termination,expiration".to_owned()),
        ("tus-max-size", LARGEST_FILE.to_string()),
        ("tus-checksum-algorithm", "sha1,sha256".to_owned()),
    ]
}
