//! What a client would rather have of an answer (RFC 7240): of many things told back, as little as possible; of news, that they are
//! waited for.

use actix_web::http::header::{HeaderMap, HeaderName};
use std::time::Duration;

pub const PREFER: HeaderName = HeaderName::from_static("prefer");
/// Tells that it was heeded.
pub const APPLIED: HeaderName = HeaderName::from_static("preference-applied");
pub const MINIMAL: &str = "return=minimal";

/// Whether `return=minimal` is preferred.
pub fn is_minimal(headers: &HeaderMap) -> bool {
    preferred(headers, "return").is_some_and(|value| value.eq_ignore_ascii_case("minimal"))
}

/// For how long they would wait for an answer: whole seconds. What is none is passed over, like every preference that is not known.
pub fn wait(headers: &HeaderMap) -> Option<Duration> {
    let seconds = preferred(headers, "wait")?;
    let is_number = !seconds.is_empty() && seconds.bytes().all(|byte| byte.is_ascii_digit());
    // More digits than a number has are a long time.
    let seconds = is_number.then(|| seconds.parse().unwrap_or(u64::from(u32::MAX)))?;
    Some(Duration::from_secs(seconds)).filter(|wait| !wait.is_zero())
}

/// What is preferred by this name: where it is said more than once, the first counts.
fn preferred(headers: &HeaderMap, name: &str) -> Option<String> {
    let said = headers.get_all(PREFER).filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(','));
    let mut wanted = said.filter_map(|preference| {
        let (said, value) = preference.split(';').next()?.split_once('=')?;
        said.trim().eq_ignore_ascii_case(name).then(|| value.trim().trim_matches('"').to_owned())
    });
    wanted.next()
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::http::header::HeaderValue;

    #[test]
    fn only_whole_seconds_are_waited() {
        for (prefer, seconds) in [
            ("wait=30", Some(30)),
            ("return=minimal, Wait = \"5\"; x", Some(5)),
            ("wait=5, wait=30", Some(5)),
            ("wait=99999999999999999999999", Some(u64::from(u32::MAX))),
            ("wait=0", None),
            ("wait=-1", None),
            ("wait=+1", None),
            ("wait=1.5", None),
            ("wait=", None),
            ("wait", None),
            ("", None),
        ] {
            let mut headers = HeaderMap::new();
            headers.append(PREFER, HeaderValue::from_static(prefer));
            assert_eq!(wait(&headers), seconds.map(Duration::from_secs), "{prefer}");
        }
    }

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
