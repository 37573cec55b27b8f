//! A connection that does not wait for ever: for the head of any request on it, not only of the first, or for its answer to be read.
//!
//! The framework's own time limit is for the first head alone. Where one head ends and the next begins only the service knows; so
//! the connection and the service share a note of whether a request is in hand.
//!
//! And one that does not hold much while nothing is asked: the framework keeps two buffers and four timers for it. To the framework a
//! line that is idle for a moment comes to its end; its connection is laid aside, and whoever attends to it makes a new line of it when
//! something comes.

mod idle;

pub use idle::Aside;

use super::expect::{Expectation, Expected, Fate};
use actix_http::Request;
use actix_web::body::MessageBody;
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage};
use idle::Idle;
use std::cell::Cell;
use std::future::Ready;
use std::io;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, ready};
use std::time::{Duration, Instant};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::Sleep;

/// How long a connection waits.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// For the rest of a head of which something has come.
    pub head: Duration,
    /// For the caller to take anything of an answer.
    pub answer: Duration,
    /// For the next request, before the connection is laid aside.
    pub idle: Duration,
}

/// What is going on, as the service tells it.
#[derive(Debug, Default)]
pub struct Hand {
    requests: Cell<u32>,
    /// Since when there are bytes that belong to no request in hand.
    since: Cell<Option<Instant>>,
    idle: Idle,
    expectation: Expectation,
}

impl Hand {
    fn came(&self, bytes: &[u8]) {
        if self.since.get().is_none() {
            self.since.set(Some(Instant::now()));
        }
        self.idle.came(bytes);
    }

    /// Nothing is in hand, and nothing of the next request has come.
    fn is_idle(&self) -> bool {
        self.requests.get() == 0 && self.since.get().is_none() && self.idle.has_nothing_left()
    }
}

impl AsRef<Expectation> for Hand {
    fn as_ref(&self) -> &Expectation {
        &self.expectation
    }
}

/// A connection, and what it keeps for as long as it is open.
pub struct Line<S, K> {
    /// None only once it was laid aside.
    open: Option<(S, K)>,
    aside: Aside<S, K>,
    patience: Patience,
    hand: Rc<Hand>,
    /// When something was last written.
    wrote: Option<Instant>,
    /// Since when the caller has taken nothing.
    stuck: Option<Instant>,
    alarm: Option<Pin<Box<Sleep>>>,
    /// The framework was told that it has ended.
    is_laid: bool,
}

impl<S, K> Line<S, K> {
    pub fn new(io: S, patience: Patience, kept: K) -> Self {
        let (open, aside) = (Some((io, kept)), Aside::default());
        Self { open, aside, patience, hand: Rc::default(), wrote: None, stuck: None, alarm: None, is_laid: false }
    }

    /// Where it is found when this line has ended, if it was laid aside.
    pub fn aside(&self) -> Aside<S, K> {
        self.aside.clone()
    }

    pub fn hand(&self) -> Rc<Hand> {
        Rc::clone(&self.hand)
    }

    #[expect(clippy::expect_used, reason = "it is taken where the line is dropped, and nowhere else")]
    fn io(&mut self) -> &mut S {
        &mut self.open.as_mut().expect("a line that is open").0
    }

    /// When to wait no longer, if something is waited for.
    fn due(&self) -> Option<Instant> {
        let begun = self.hand.since.get().filter(|_| self.hand.requests.get() == 0);
        // While an answer goes out, a head that has come with the last may lie there unread.
        let head = begun.map(|begun| self.wrote.map_or(begun, |wrote| wrote.max(begun)) + self.patience.head);
        let answer = self.stuck.map(|stuck| stuck + self.patience.answer);
        head.into_iter().chain(answer).min()
    }

    /// When it is laid aside, if all that came is answered.
    fn rests(&self) -> Option<Instant> {
        let is_idle = self.hand.is_idle() && self.stuck.is_none();
        self.wrote.filter(|_| is_idle).map(|wrote| wrote + self.patience.idle)
    }

    /// Asked whenever there is nothing to be done: is it too late, and if not, who will ask again?
    fn wait(&mut self, cx: &mut Context<'_>) -> io::Result<()> {
        let (now, due) = (Instant::now(), self.due());
        if due.is_some_and(|due| due <= now) {
            return Err(io::ErrorKind::TimedOut.into());
        }
        let Some(next) = due.into_iter().chain(self.rests()).min() else { return Ok(()) };
        // One alarm serves many requests: it rings now and then, and mostly nothing is late.
        let rings = self.alarm.as_ref().map(|alarm| alarm.deadline().into_std()).filter(|rings| *rings > now);
        if rings.is_none_or(|rings| rings > next) {
            let alarm = self.alarm.get_or_insert_with(|| Box::pin(tokio::time::sleep_until(next.into())));
            alarm.as_mut().reset(next.into());
            if alarm.as_mut().poll(cx).is_ready() {
                cx.waker().wake_by_ref();
            }
        }
        Ok(())
    }

    fn written(&mut self, cx: &mut Context<'_>, written: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        if written.is_ready() {
            (self.wrote, self.stuck) = (Some(Instant::now()), None);
            // Of an answer that is all sent nobody reads on before something comes.
            return self.wait(cx).map_or_else(|late| Poll::Ready(Err(late)), |()| written);
        }
        self.stuck.get_or_insert_with(Instant::now);
        match self.wait(cx) {
            Ok(()) => Poll::Pending,
            Err(late) => Poll::Ready(Err(late)),
        }
    }
}

impl<S: AsyncRead + Unpin, K: Unpin> AsyncRead for Line<S, K> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let line = &mut *self;
        let before = buffer.filled().len();
        let Poll::Ready(read) = Pin::new(line.io()).poll_read(cx, buffer) else {
            if line.rests().is_some_and(|rests| rests <= Instant::now()) {
                line.is_laid = true;
                return Poll::Ready(Ok(()));
            }
            return match line.wait(cx) {
                Ok(()) => Poll::Pending,
                Err(late) => Poll::Ready(Err(late)),
            };
        };
        if buffer.filled().len() > before {
            line.hand.came(&buffer.filled()[before..]);
        }
        // Byte after byte may come without an end.
        if line.due().is_some_and(|due| due <= Instant::now()) {
            return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
        }
        Poll::Ready(read)
    }
}

impl<S, K> Drop for Line<S, K> {
    fn drop(&mut self) {
        if self.is_laid && self.hand.is_idle() {
            self.aside.lay(self.open.take());
        }
    }
}

impl<S: AsyncWrite + Unpin, K> Line<S, K> {
    fn poll_tell(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let hand = Rc::clone(&self.hand);
        hand.expectation.poll_tell(self.io(), cx)
    }
}

impl<S: AsyncWrite + Unpin, K: Unpin> AsyncWrite for Line<S, K> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let line = &mut *self;
        if line.hand.expectation.is_half_said() {
            ready!(line.poll_tell(cx))?;
        }
        let bytes = match line.hand.expectation.fate(bytes, cx) {
            Fate::Written(first) => &bytes[..first],
            Fate::Held(length) => return Poll::Ready(Ok(length)),
        };
        let written = Pin::new(line.io()).poll_write(cx, bytes);
        line.written(cx, written)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let line = &mut *self;
        ready!(line.poll_tell(cx))?;
        Pin::new(line.io()).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.is_laid && self.hand.is_idle() {
            return Poll::Ready(Ok(()));
        }
        Pin::new(self.io()).poll_shutdown(cx)
    }

    fn poll_write_vectored(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[io::IoSlice<'_>]) -> Poll<io::Result<usize>> {
        let written = Pin::new(self.io()).poll_write_vectored(cx, bytes);
        self.written(cx, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.open.as_ref().is_some_and(|(io, _)| io.is_write_vectored())
    }
}

/// A request in hand, until it is answered or given up.
struct Held(Rc<Hand>);

impl Held {
    fn new(hand: Rc<Hand>) -> Self {
        hand.requests.set(hand.requests.get() + 1);
        hand.since.set(None);
        Self(hand)
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.0.requests.set(self.0.requests.get().saturating_sub(1));
        self.0.since.set(None);
    }
}

/// Tells the connection that a request is in hand; around everything else.
pub async fn take_in_hand<B: MessageBody + 'static>(
    mut request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let hand = request.conn_data::<Rc<Hand>>().cloned();
    if let Some(hand) = hand.clone().filter(|hand| hand.expectation.is_open()) {
        let body = request.take_payload();
        request.set_payload(Payload::Stream { payload: Box::pin(Expected { body, hand }) });
    }
    let Some(held) = hand.map(Held::new) else { return next.call(request).await };
    held.0.idle.is_asked(&request);
    let answered = next.call(request).await;
    if let Ok(answer) = &answered {
        held.0.idle.is_answered(answer);
    }
    answered
}

/// Asked by the framework of a head with `Expect: 100-continue`, before it lets the sender go on.
pub fn expect(request: Request) -> Ready<Result<Request, actix_http::Error>> {
    if let Some(hand) = request.conn_data::<Rc<Hand>>() {
        hand.expectation.comes();
    }
    std::future::ready(Ok(request))
}

#[cfg(test)]
mod tests;
