//! What a client would rather have of an answer (RFC 7240): of many things told back, as little as possible.

use actix_web::http::header::{HeaderMap, HeaderName};

pub const PREFER: HeaderName = HeaderName::from_static("prefer");
/// Tells that it was heeded.
pub const APPLIED: HeaderName = HeaderName::from_static("preference-applied");
pub const MINIMAL: &str = "return=minimal";

/// Whether `return=minimal` is preferred: where `return` is said more than once, the first counts.
pub fn is_minimal(headers: &HeaderMap) -> bool {
    let said = headers.get_all(PREFER).filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(','));
    let mut wanted = said.filter_map(|preference| {
        let (name, value) = preference.split(';').next()?.split_once('=')?;
        name.trim().eq_ignore_ascii_case("return").then(|| value.trim().trim_matches('"').to_owned())
    });
    wanted.next().is_some_and(|value| value.eq_ignore_ascii_case("minimal"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::http::header::HeaderValue;

    #[test]
    fn the_first_return_counts() {
        for (prefer, minimal) in [
            ("return=minimal", true),
            ("respond-async, Return = \"minimal\"; foo=bar", true),
            ("wait=10, return=minimal", true),
            ("return=representation, return=minimal", false),
            ("return=minimal, return=representation", true),
            ("return", false),
            ("minimal", false),
            ("", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.append(PREFER, HeaderValue::from_static(prefer));
            assert_eq!(is_minimal(&headers), minimal, "{prefer}");
        }
        let mut headers = HeaderMap::new();
        assert!(!is_minimal(&headers));
        headers.append(PREFER, HeaderValue::from_static("respond-async"));
        headers.append(PREFER, HeaderValue::from_static("return=minimal"));
        assert!(is_minimal(&headers));
    }
}
