//! W3C trace context: which request of which caller this one is part of, so that a trace can be followed through every service.

use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use std::fmt;
use uuid::Uuid;

pub const TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");

/// The trace a request belongs to, and our own part of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TraceContext {
    trace: String,
    span: String,
    sampled: bool,
}

impl TraceContext {
    /// The caller's trace, or a new one where there is none or it cannot be read.
    pub fn of(headers: &HeaderMap) -> Self {
        let mut sent = headers.get_all(&TRACEPARENT);
        let told = match (sent.next().and_then(|value| value.to_str().ok()), sent.next()) {
            (Some(told), None) => read(told),
            _ => None,
        };
        let (trace, sampled) = told.unwrap_or_else(|| (Uuid::now_v7().simple().to_string(), false));
        let span = Uuid::now_v7().simple().to_string().split_off(16);
        Self { trace, span, sampled }
    }

    pub fn trace(&self) -> &str {
        &self.trace
    }

    pub fn header(&self) -> Option<HeaderValue> {
        HeaderValue::from_str(&self.to_string()).ok()
    }
}

impl fmt::Display for TraceContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "00-{}-{}-{:02x}", self.trace, self.span, u8::from(self.sampled))
    }
}

/// Version 00, or what begins like it.
fn read(told: &str) -> Option<(String, bool)> {
    let mut parts = told.split('-');
    let (version, trace, span, flags) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let is_hex = |part: &str, digits: usize| {
        part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
    };
    let is_something = |part: &str| part.bytes().any(|byte| byte != b'0');
    let whole = is_hex(version, 2) && version != "ff" && (version != "00" || parts.next().is_none());
    let fits = whole && is_hex(trace, 32) && is_hex(span, 16) && is_hex(flags, 2) && is_something(trace) && is_something(span);
    fits.then(|| (trace.to_owned(), u8::from_str_radix(flags, 16).is_ok_and(|flags| flags & 1 == 1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(told: &'static str) -> TraceContext {
        let mut headers = HeaderMap::new();
        headers.insert(TRACEPARENT, HeaderValue::from_static(told));
        TraceContext::of(&headers)
    }

    #[test]
    fn a_callers_trace_goes_on_under_a_span_of_our_own() {
        let ours = of("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
        assert_eq!((ours.trace(), ours.sampled), ("4bf92f3577b34da6a3ce929d0e0e4736", true));
        let told = ours.to_string();
        assert!(told.starts_with("00-4bf92f3577b34da6a3ce929d0e0e4736-") && told.ends_with("-01"), "{told}");
        assert!(!told.contains("00f067aa0ba902b7") && read(&told).is_some(), "{told}");
        // A later version may say more.
        assert_eq!(of("cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00-more").trace(), ours.trace());
    }

    #[test]
    fn what_is_no_trace_begins_a_new_one() {
        for told in [
            "",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
            "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
            "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
            "00-4bf92f3577b34da6a3ce929d0e0e473\u{7e}-00f067aa0ba902b7-01",
        ] {
            let new = of(told);
            assert!(read(&new.to_string()).is_some() && new.trace() != "4bf92f3577b34da6a3ce929d0e0e4736", "{told}: {new}");
        }
        assert_ne!(TraceContext::of(&HeaderMap::new()).span, TraceContext::of(&HeaderMap::new()).span);
    }
}
