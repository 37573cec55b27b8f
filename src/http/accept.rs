//! Which forms of an answer a client takes (RFC 9110 §12.5.1).

use actix_web::HttpMessage;
use actix_web::http::header::{Accept, Header, Quality};

/// Whether the client takes this media type; a client that does not say takes all.
pub fn takes(request: &impl HttpMessage, media_type: &str) -> bool {
    let Ok(Accept(wanted)) = Accept::parse(request) else { return true };
    let kind = media_type.split('/').next().unwrap_or_default();
    // The range that says most about the type decides, however much another weighs.
    let closeness = |range: &str| match range {
        "*/*" => Some(0),
        range if range.strip_suffix("/*") == Some(kind) => Some(1),
        range if range == media_type => Some(2),
        _ => None,
    };
    let deciding = wanted.iter().filter_map(|range| Some((closeness(range.item.essence_str())?, range.quality))).max();
    wanted.is_empty() || deciding.is_some_and(|(_, quality)| quality > Quality::ZERO)
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    #[test]
    fn the_closest_range_decides() {
        for (accept, json) in [
            ("", true),
            ("*/*", true),
            ("application/*", true),
            ("application/json; charset=utf-8", true),
            ("text/html, */*;q=0.1", true),
            ("*/*, application/json;q=0", false),
            ("application/*;q=0, */*", false),
            ("application/json, application/*;q=0", true),
            ("text/html", false),
            ("image/*", false),
        ] {
            let request = TestRequest::default().insert_header(("accept", accept)).to_http_request();
            assert_eq!(takes(&request, "application/json"), json, "{accept}");
        }
        assert!(takes(&TestRequest::default().to_http_request(), "application/json"));
    }
}
