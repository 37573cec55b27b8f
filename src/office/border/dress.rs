//! The headers that every answer carries.

use crate::http::tus;
use crate::office::app::App;
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};

/// What every answer carries.
pub fn finish(headers: &mut HeaderMap, app: &App, id: &str, route: Option<&str>) {
    if let Ok(id) = HeaderValue::from_str(id) {
        headers.insert(HeaderName::from_static("request-id"), id);
    }
    if tus::governs(route) {
        tus::mark(headers);
    }
    // This may be the second time: what was rendered is dressed, too.
    if !headers.contains_key("api-version") {
        prefix(headers, &app.config.base_url);
    }
    let set = |headers: &mut HeaderMap, name: &'static str, value: &'static str| {
        let name = HeaderName::from_static(name);
        if !headers.contains_key(&name) {
            headers.insert(name, HeaderValue::from_static(value));
        }
    };
    set(headers, "api-version", env!("CARGO_PKG_VERSION"));
    set(headers, "x-content-type-options", "nosniff");
    set(headers, "referrer-policy", "no-referrer");
    set(headers, "x-frame-options", "DENY");
    set(headers, "cross-origin-resource-policy", if route.is_some_and(is_public) { "cross-origin" } else { "same-origin" });
    if route.is_some_and(|route| route.starts_with(PUBLIC)) {
        set(headers, "access-control-allow-origin", "*");
    }
    set(headers, "cache-control", "no-store");
    let docs = route.is_some_and(|route| route.starts_with("/docs"));
    set(
        headers,
        "content-security-policy",
        if docs { DOCS_POLICY } else { "default-src 'none'; frame-ancestors 'none'; sandbox" },
    );
    vary(headers, route);
    if app.config.base_url.starts_with("https://") {
        set(headers, "strict-transport-security", "max-age=31536000; includeSubDomains");
    }
}

/// What every answer varies with; whoever tells which origins may read adds `Origin` to it.
const VARIES: &str = "Authorization, Accept, Accept-Encoding, Accept-Language";

/// What a handler varies its answer with comes on top, in the same line: of several the first alone is kept. What is the same for
/// everybody says so itself.
fn vary(headers: &mut HeaderMap, route: Option<&str>) {
    let own = headers.get(header::VARY).and_then(|own| own.to_str().ok());
    let all = match own {
        None => HeaderValue::from_static(VARIES),
        // As it is, or dressed before.
        Some(own) if route.is_some_and(|route| route.starts_with(PUBLIC)) || own.starts_with(VARIES) => return,
        Some(own) => HeaderValue::from_str(&format!("{VARIES}, {own}")).unwrap_or(HeaderValue::from_static(VARIES)),
    };
    headers.insert(header::VARY, all);
}

/// Addresses of ours are told as paths, right under whatever name the service is reached; where a proxy serves it under a prefix, clients
/// need that, too.
fn prefix(headers: &mut HeaderMap, base_url: &str) {
    let place = base_url.split_once("://").map_or(base_url, |(_, place)| place);
    let Some((_, prefix)) = place.split_once('/').filter(|(_, prefix)| !prefix.is_empty()) else { return };
    for name in [header::LOCATION, header::CONTENT_LOCATION] {
        let ours = headers.get(&name).and_then(|value| value.to_str().ok()).filter(|address| address.starts_with("/v1/"));
        if let Some(address) = ours.and_then(|address| HeaderValue::from_str(&format!("/{prefix}{address}")).ok()) {
            headers.insert(name, address);
        }
    }
}

/// Swagger UI styles itself inline and draws its icons from data: addresses.
const DOCS_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'";

/// What is published, for anybody's page to read: refusals, too.
const PUBLIC: &str = "/v1/public/";

fn is_public(route: &str) -> bool {
    route.ends_with("/openapi.json") || route.starts_with("/.well-known/") || route.starts_with(PUBLIC)
}
