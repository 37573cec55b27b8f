//! Laid aside: what is left of a connection while nothing is asked on it.

use actix_http::ConnectionType;
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use memchr::memchr_iter;
use std::cell::Cell;
use std::rc::Rc;

/// Where a connection lies whose line has ended, and which itself has not.
pub struct Aside<S, K>(Rc<Cell<Option<(S, K)>>>);

impl<S, K> Aside<S, K> {
    pub(super) fn lay(&self, open: Option<(S, K)>) {
        self.0.set(open);
    }

    pub fn take(&self) -> Option<(S, K)> {
        self.0.take()
    }
}

impl<S, K> Default for Aside<S, K> {
    fn default() -> Self {
        Self(Rc::default())
    }
}

impl<S, K> Clone for Aside<S, K> {
    fn clone(&self) -> Self {
        Self(Rc::clone(&self.0))
    }
}

/// Whether all that came has been read as requests, so that nothing is lost with the framework's buffers: each of them was no more
/// than a head, there were as many of them as of ends of a head, and what came last ended with one.
#[derive(Debug, Default)]
pub(super) struct Idle {
    /// The last bytes that came: an end may come in parts.
    last: Cell<[u8; 3]>,
    ends: Cell<bool>,
    /// Heads that came, and that are not in hand yet.
    heads: Cell<usize>,
    /// Something of a request may be left, or the framework is about to end the connection.
    stays: Cell<bool>,
}

impl Idle {
    pub fn came(&self, bytes: &[u8]) {
        if self.stays.get() {
            return;
        }
        let (last, length) = (self.last.get(), bytes.len());
        // So many bytes before a place, which may have come before.
        let before = |place: usize, back: usize| if place < back { last[place + 3 - back] } else { bytes[place - back] };
        let is_end = |place: &usize| [3, 2, 1].map(|back| before(*place, back)) == *b"\r\n\r";
        self.ends.set(false);
        for place in memchr_iter(b'\n', bytes).filter(is_end) {
            self.heads.set(self.heads.get() + 1);
            self.ends.set(place + 1 == length);
        }
        self.last.set([3, 2, 1].map(|back| before(length, back)));
    }

    pub fn is_asked(&self, request: &ServiceRequest) {
        let is_head = matches!(request.parts().1, Payload::None);
        // One whose end nobody saw is ended in a way of its own.
        let seen = self.heads.get().checked_sub(1);
        self.heads.set(seen.unwrap_or_default());
        if !is_head || seen.is_none() || request.head().connection_type() != ConnectionType::KeepAlive {
            self.stays.set(true);
        }
    }

    pub fn is_answered<B>(&self, answer: &ServiceResponse<B>) {
        if !answer.response().head().keep_alive() {
            self.stays.set(true);
        }
    }

    pub fn has_nothing_left(&self) -> bool {
        self.ends.get() && self.heads.get() == 0 && !self.stays.get()
    }
}
