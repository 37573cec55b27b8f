//! Laid aside: what is left of a connection while nothing is asked on it.

use actix_http::ConnectionType;
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use memchr::memmem;
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
    ends: Cell<bool>,
    /// Heads that came, and that are not in hand yet.
    heads: Cell<i32>,
    /// Something of a request may be left, or the framework is about to end the connection.
    stays: Cell<bool>,
}

const END: &[u8] = b"\r\n\r\n";

impl Idle {
    pub fn came(&self, bytes: &[u8]) {
        if !self.stays.get() {
            self.ends.set(bytes.ends_with(END));
            let ends = memmem::find_iter(bytes, END).count();
            self.heads.set(i32::try_from(ends).map_or(i32::MAX, |ends| self.heads.get().saturating_add(ends)));
        }
    }

    pub fn is_asked(&self, request: &ServiceRequest) {
        self.heads.set(self.heads.get().saturating_sub(1));
        let is_head = matches!(request.parts().1, Payload::None);
        if !is_head || request.head().connection_type() != ConnectionType::KeepAlive {
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
