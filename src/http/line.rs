//! A connection that does not wait for ever: for the head of any request on it, not only of the first, or for its answer to be read.
//!
//! The framework's own time limit is for the first head alone. Where one head ends and the next begins only the service knows; so
//! the connection and the service share a note of whether a request is in hand.

use super::expect::{Expectation, Expected, Fate};
use actix_http::Request;
use actix_web::body::MessageBody;
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage};
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
}

/// What is going on, as the service tells it.
#[derive(Debug, Default)]
pub struct Hand {
    requests: Cell<u32>,
    /// Since when there are bytes that belong to no request in hand.
    since: Cell<Option<Instant>>,
    expectation: Expectation,
}

impl AsRef<Expectation> for Hand {
    fn as_ref(&self) -> &Expectation {
        &self.expectation
    }
}

/// A connection, and what it keeps for as long as it is open.
pub struct Line<S, K> {
    io: S,
    patience: Patience,
    hand: Rc<Hand>,
    /// When something was last written.
    wrote: Option<Instant>,
    /// Since when the caller has taken nothing.
    stuck: Option<Instant>,
    alarm: Option<Pin<Box<Sleep>>>,
    _kept: K,
}

impl<S, K> Line<S, K> {
    pub fn new(io: S, patience: Patience, kept: K) -> Self {
        Self { io, patience, hand: Rc::default(), wrote: None, stuck: None, alarm: None, _kept: kept }
    }

    pub fn hand(&self) -> Rc<Hand> {
        Rc::clone(&self.hand)
    }

    /// When to wait no longer, if something is waited for.
    fn due(&self) -> Option<Instant> {
        let begun = self.hand.since.get().filter(|_| self.hand.requests.get() == 0);
        // While an answer goes out, a head that has come with the last may lie there unread.
        let head = begun.map(|begun| self.wrote.map_or(begun, |wrote| wrote.max(begun)) + self.patience.head);
        let answer = self.stuck.map(|stuck| stuck + self.patience.answer);
        head.into_iter().chain(answer).min()
    }

    /// Asked whenever there is nothing to be done: is it too late, and if not, who will ask again?
    fn wait(&mut self, cx: &mut Context<'_>) -> io::Result<()> {
        let Some(due) = self.due() else { return Ok(()) };
        let now = Instant::now();
        if due <= now {
            return Err(io::ErrorKind::TimedOut.into());
        }
        // One alarm serves many requests: it rings now and then, and mostly nothing is late.
        let rings = self.alarm.as_ref().map(|alarm| alarm.deadline().into_std()).filter(|rings| *rings > now);
        if rings.is_none_or(|rings| rings > due) {
            let alarm = self.alarm.get_or_insert_with(|| Box::pin(tokio::time::sleep_until(due.into())));
            alarm.as_mut().reset(due.into());
            if alarm.as_mut().poll(cx).is_ready() {
                cx.waker().wake_by_ref();
            }
        }
        Ok(())
    }

    fn written(&mut self, cx: &mut Context<'_>, written: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        if written.is_ready() {
            (self.wrote, self.stuck) = (Some(Instant::now()), None);
            return written;
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
        let Poll::Ready(read) = Pin::new(&mut line.io).poll_read(cx, buffer) else {
            return match line.wait(cx) {
                Ok(()) => Poll::Pending,
                Err(late) => Poll::Ready(Err(late)),
            };
        };
        if buffer.filled().len() > before && line.hand.since.get().is_none() {
            line.hand.since.set(Some(Instant::now()));
        }
        // Byte after byte may come without an end.
        if line.due().is_some_and(|due| due <= Instant::now()) {
            return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
        }
        Poll::Ready(read)
    }
}

impl<S: AsyncWrite + Unpin, K: Unpin> AsyncWrite for Line<S, K> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let line = &mut *self;
        if line.hand.expectation.is_half_said() {
            ready!(line.hand.expectation.poll_tell(&mut line.io, cx))?;
        }
        let bytes = match line.hand.expectation.fate(bytes, cx) {
            Fate::Written(first) => &bytes[..first],
            Fate::Held(length) => return Poll::Ready(Ok(length)),
        };
        let written = Pin::new(&mut line.io).poll_write(cx, bytes);
        line.written(cx, written)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let line = &mut *self;
        ready!(line.hand.expectation.poll_tell(&mut line.io, cx))?;
        Pin::new(&mut line.io).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(Pin::new(&mut self.io).poll_shutdown(cx))?;
        Poll::Ready(Ok(()))
    }

    fn poll_write_vectored(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[io::IoSlice<'_>]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.io).poll_write_vectored(cx, bytes);
        self.written(cx, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.io.is_write_vectored()
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
    let _held = hand.map(Held::new);
    next.call(request).await
}

/// Asked by the framework of a head with `Expect: 100-continue`, before it lets the sender go on.
pub fn expect(request: Request) -> Ready<Result<Request, actix_http::Error>> {
    if let Some(hand) = request.conn_data::<Rc<Hand>>() {
        hand.expectation.comes();
    }
    std::future::ready(Ok(request))
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};

    const PATIENCE: Patience = Patience { head: Duration::from_millis(300), answer: Duration::from_millis(300) };

    fn line() -> (Line<DuplexStream, ()>, DuplexStream) {
        let (ours, theirs) = duplex(64);
        (Line::new(ours, PATIENCE, ()), theirs)
    }

    /// Reads on until the line is given up; answers after how long.
    async fn read_on(line: &mut Line<DuplexStream, ()>) -> Duration {
        let begun = Instant::now();
        while line.read_u8().await.is_ok() {}
        begun.elapsed()
    }

    async fn drip(mut theirs: DuplexStream) {
        while theirs.write_all(b"x").await.is_ok() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    #[tokio::test]
    async fn a_head_that_comes_byte_by_byte_or_not_at_all_is_not_waited_for() {
        let (mut line, theirs) = line();
        let dripping = tokio::spawn(drip(theirs));
        let waited = read_on(&mut line).await;
        assert!((300..3000).contains(&waited.as_millis()), "{waited:?}");
        drop(line);
        dripping.await.unwrap();
        let (mut line, mut theirs) = self::line();
        theirs.write_all(b"GET /").await.unwrap();
        let waited = read_on(&mut line).await;
        assert!((300..3000).contains(&waited.as_millis()), "{waited:?}");
    }

    #[tokio::test]
    async fn the_second_head_has_no_more_time_than_the_first() {
        let (mut line, mut theirs) = line();
        theirs.write_all(b"first").await.unwrap();
        line.read_exact(&mut [0; 5]).await.unwrap();
        drop(Held::new(line.hand()));
        // Between two requests it may be silent: that is the framework's to end.
        assert!(tokio::time::timeout(2 * PATIENCE.head, line.read_u8()).await.is_err());
        theirs.write_all(b"s").await.unwrap();
        let waited = read_on(&mut line).await;
        assert!((300..3000).contains(&waited.as_millis()), "{waited:?}");
    }

    #[tokio::test]
    async fn what_is_in_hand_may_take_its_time() {
        let (mut line, mut theirs) = line();
        let held = Held::new(line.hand());
        theirs.write_all(b"body").await.unwrap();
        assert!(tokio::time::timeout(2 * PATIENCE.head, read_on(&mut line)).await.is_err());
        drop(held);
        assert!(tokio::time::timeout(2 * PATIENCE.head, line.read_u8()).await.is_err());
    }

    #[tokio::test]
    async fn an_answer_that_nobody_reads_is_given_up() {
        let (mut line, theirs) = line();
        let begun = Instant::now();
        let written = line.write_all(&[0; 200]).await;
        assert!(written.is_err_and(|error| error.kind() == io::ErrorKind::TimedOut));
        assert!(begun.elapsed() >= PATIENCE.answer);
        drop(theirs);
    }
}
