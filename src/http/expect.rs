//! `Expect: 100-continue`: the sender is told to go on when the body is asked for, and not before anybody has looked at the request.
//!
//! The framework tells it at once, whatever is to be answered. So the connection holds its words back until the service reads the
//! body; where it never does, they are never said, and nothing comes that nobody wants.

use actix_web::dev::Payload;
use actix_web::error::PayloadError;
use bytes::Bytes;
use futures_util::Stream;
use std::cell::{Cell, RefCell};
use std::io;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker, ready};
use tokio::io::AsyncWrite;

const GO_ON: &[u8] = b"HTTP/1.1 100 Continue\r\n\r\n";

/// Whether the sender of the request in hand waits to be told to go on.
#[derive(Debug, Default)]
pub struct Expectation {
    state: Cell<State>,
    /// Who writes: the body may be read by another task.
    line: RefCell<Option<Waker>>,
}

#[derive(Debug, Clone, Copy, Default)]
enum State {
    /// Not, or no more.
    #[default]
    Nothing,
    /// The framework is about to tell it.
    Coming,
    /// It was held back.
    Held,
    /// The body was asked for: the rest of the words is to be said, from here on.
    Due(usize),
}

/// What becomes of bytes that are to be written.
pub enum Fate {
    /// So many of them go out first.
    Written(usize),
    /// So many of them are held back.
    Held(usize),
}

impl Expectation {
    /// The framework has read a head that expects it.
    pub fn comes(&self) {
        self.state.set(State::Coming);
    }

    pub fn is_open(&self) -> bool {
        !matches!(self.state.get(), State::Nothing)
    }

    fn is_asked_for(&self) {
        match self.state.get() {
            State::Coming => self.state.set(State::Nothing),
            State::Held => {
                self.state.set(State::Due(0));
                if let Some(line) = self.line.take() {
                    line.wake();
                }
            }
            State::Nothing | State::Due(_) => {}
        }
    }

    pub fn fate(&self, bytes: &[u8], cx: &Context<'_>) -> Fate {
        match self.state.get() {
            State::Nothing => Fate::Written(bytes.len()),
            State::Coming => match bytes.windows(GO_ON.len()).position(|window| window == GO_ON) {
                Some(0) => {
                    self.state.set(State::Held);
                    self.line.replace(Some(cx.waker().clone()));
                    Fate::Held(GO_ON.len())
                }
                // The end of the answer before.
                Some(before) => Fate::Written(before),
                None => Fate::Written(bytes.len()),
            },
            // It is answered already. (What is begun the line ends before it asks.)
            State::Held | State::Due(_) => {
                self.state.set(State::Nothing);
                Fate::Written(bytes.len())
            }
        }
    }

    /// Whether it is half said: nothing may be written in between.
    pub fn is_half_said(&self) -> bool {
        matches!(self.state.get(), State::Due(1..))
    }

    /// Says what is due.
    pub fn poll_tell<S: AsyncWrite + Unpin>(&self, io: &mut S, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        while let State::Due(from) = self.state.get() {
            let said = from + ready!(Pin::new(&mut *io).poll_write(cx, &GO_ON[from..]))?;
            self.state.set(if said == GO_ON.len() { State::Nothing } else { State::Due(said) });
        }
        Poll::Ready(Ok(()))
    }
}

/// A body whose sender waits to be told to go on.
pub struct Expected<H> {
    pub body: Payload,
    pub hand: Rc<H>,
}

impl<H: AsRef<Expectation>> Stream for Expected<H> {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.hand.as_ref().as_ref().is_asked_for();
        Pin::new(&mut self.body).poll_next(cx)
    }
}
