//! Which browser front-ends may call.

use crate::config::Config;
use crate::http::{prefer, tus};
use actix_cors::Cors;
use actix_web::http::{Method, header};

/// Only listed origins; a browser elsewhere is refused by the absence of the headers.
pub fn cors(config: &Config) -> Cors {
    let exposed = [
        "ETag",
        "Link",
        "Last-Modified",
        "Location",
        "Content-Location",
        "Retry-After",
        "RateLimit",
        "RateLimit-Policy",
        "Request-Id",
        "Api-Version",
        "Content-Disposition",
        "Idempotent-Replayed",
        "Preference-Applied",
        "Repr-Digest",
        "WWW-Authenticate",
    ]
    .into_iter()
    .chain(tus::EXPOSED);
    let allowed = [
        header::AUTHORIZATION,
        header::CONTENT_TYPE,
        header::ACCEPT,
        header::ACCEPT_LANGUAGE,
        header::IF_MATCH,
        header::IF_NONE_MATCH,
        header::IF_MODIFIED_SINCE,
        header::RANGE,
        header::HeaderName::from_static("idempotency-key"),
        header::HeaderName::from_static("occurred-at"),
        header::HeaderName::from_static("request-id"),
        prefer::PREFER,
    ]
    .into_iter()
    .chain(tus::ALLOWED.map(header::HeaderName::from_static));
    let cors = Cors::default()
        .allowed_methods(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"])
        .allowed_headers(allowed)
        .expose_headers(exposed)
        .max_age(7200)
        .block_on_origin_mismatch(false);
    // What is published anybody's page may read, with conditions, too: each answer says so itself, this is asked before.
    let cors = cors.allowed_origin_fn(|_, asked| asked.method == Method::OPTIONS && asked.uri.path().starts_with("/v1/public/"));
    config.cors_origins.iter().fold(cors, |cors, origin| cors.allowed_origin(origin))
}
