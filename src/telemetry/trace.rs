//! W3C trace context: which request of which caller this one is part of, so that a trace can be followed through every service.

use opentelemetry::{SpanId, TraceId};
use std::fmt;
use uuid::Uuid;

/// The header that carries it, into a request, into its answer, and into what is asked of others for it.
pub const TRACEPARENT: &str = "traceparent";

/// A trace, and one span of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TraceContext {
    pub trace: TraceId,
    pub span: SpanId,
    pub sampled: bool,
}

impl TraceContext {
    /// What a caller told; None where it told nothing, or what cannot be read: version 00, or what begins like it.
    pub fn read(told: &str) -> Option<Self> {
        let mut parts = told.split('-');
        let (version, trace, span, flags) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
        let is_hex = |part: &str, digits: usize| {
            part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
        };
        let whole = is_hex(version, 2) && version != "ff" && (version != "00" || parts.next().is_none());
        if !whole || !is_hex(trace, 32) || !is_hex(span, 16) || !is_hex(flags, 2) {
            return None;
        }
        let (trace, span) = (TraceId::from_hex(trace).ok()?, SpanId::from_hex(span).ok()?);
        let sampled = u8::from_str_radix(flags, 16).is_ok_and(|flags| flags & 1 == 1);
        (trace != TraceId::INVALID && span != SpanId::INVALID).then_some(Self { trace, span, sampled })
    }

    /// A trace that begins here, and that nobody keeps.
    pub fn begin() -> Self {
        let trace = TraceId::from_bytes(Uuid::now_v7().into_bytes());
        Self { trace, span: SpanId::INVALID, sampled: false }.next()
    }

    /// The same trace, one span further.
    pub fn next(self) -> Self {
        let (_, span) = Uuid::now_v7().as_u64_pair();
        Self { span: SpanId::from_bytes(span.to_be_bytes()), ..self }
    }
}

impl fmt::Display for TraceContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "00-{}-{}-{:02x}", self.trace, self.span, u8::from(self.sampled))
    }
}

tokio::task_local! {
    static CURRENT: TraceContext;
}

/// Does `work` as a part of this trace.
pub async fn within<T>(trace: TraceContext, work: impl Future<Output = T>) -> T {
    CURRENT.scope(trace, work).await
}

/// What is being worked on here is a part of this trace.
pub fn current() -> Option<TraceContext> {
    CURRENT.try_get().ok()
}

/// Lets `work` stay a part of the trace in which this is called, on whatever task it is done.
pub fn carried<T>(work: impl Future<Output = T>) -> impl Future<Output = T> {
    let trace = current();
    async move {
        match trace {
            Some(trace) => within(trace, work).await,
            None => work.await,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_callers_trace_goes_on_under_a_span_of_our_own() {
        let ours = TraceContext::read("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01").expect("a trace").next();
        let told = ours.to_string();
        assert!(told.starts_with("00-4bf92f3577b34da6a3ce929d0e0e4736-") && told.ends_with("-01"), "{told}");
        assert!(!told.contains("00f067aa0ba902b7") && TraceContext::read(&told) == Some(ours), "{told}");
        // A later version may say more.
        let later = TraceContext::read("cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00-more").expect("a trace");
        assert_eq!((later.trace, later.sampled), (ours.trace, false));
    }

    #[test]
    fn what_is_no_trace_is_not_taken_for_one() {
        for told in [
            "",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
            "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
            "00-+bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
            "00-4bf92f3577b34da6a3ce929d0e0e473\u{7e}-00f067aa0ba902b7-01",
        ] {
            assert_eq!(TraceContext::read(told), None, "{told}");
        }
        let new = TraceContext::begin();
        assert_eq!(TraceContext::read(&new.to_string()), Some(new));
        assert_ne!(TraceContext::begin().span, TraceContext::begin().span);
    }

    #[tokio::test]
    async fn work_on_another_task_stays_a_part_of_its_trace() {
        let trace = TraceContext::begin();
        let (carried, alone) = within(trace, async {
            let carried = tokio::spawn(carried(async { current() }));
            (carried.await.expect("a task"), tokio::spawn(async { current() }).await.expect("a task"))
        })
        .await;
        assert_eq!((carried, alone, current()), (Some(trace), None, None));
    }
}
