//! PostgreSQL's answers on their way in: an error says its SQLSTATE, and a commit that no standby confirmed is an error.
//!
//! The layers above keep of an error only its kind and its words, and the words come in the language of the server
//! (`lc_messages`, which only a superuser may set). Here the code is written before the words, as psql's `VERBOSITY verbose` does,
//! so that [`super::sqlstate`] can read it. Notices never reach those layers; the one that must, becomes an error.
//! All else passes as it came; finding where a message ends costs a look at five bytes of it.

use bytes::{Buf, BufMut, BytesMut};
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio_postgres::tls::{ChannelBinding, TlsStream};

/// The kind of a message, then its length in four bytes, which count themselves.
const HEADER: usize = 5;
const ERROR: u8 = b'E';
const NOTICE: u8 = b'N';

/// Every notice of this function of PostgreSQL says the same: the transaction is committed here, perhaps not on the standby.
/// It tells it by the general code 01000, and in the server's language; a function's name is the same in all.
const WAIT_FOR_STANDBY: &[u8] = b"SyncRepWaitForLSN";

/// A connection's socket, with PostgreSQL at its other end.
#[derive(Debug)]
pub struct Wire<S> {
    socket: S,
    /// How much of a message of no interest is still to come.
    passing: usize,
    /// The beginning of a message that is not here to its end.
    held: BytesMut,
    /// What was held and may now be read.
    told: BytesMut,
}

impl<S> Wire<S> {
    pub fn new(socket: S) -> Self {
        Self { socket, passing: 0, held: BytesMut::new(), told: BytesMut::new() }
    }

    /// How many of these bytes may be read as they are: all, unless an error, a notice or a piece of a header is among them.
    fn pass(&mut self, new: &[u8]) -> usize {
        let mut at = 0;
        while self.held.is_empty() {
            let step = self.passing.min(new.len() - at);
            (at, self.passing) = (at + step, self.passing - step);
            match new.get(at..at + HEADER) {
                Some(header) if ![ERROR, NOTICE].contains(&header[0]) => self.passing = size(header),
                _ => break,
            }
        }
        at
    }

    /// Takes what did not pass, and tells what of it has come to its end.
    fn hold(&mut self, new: &[u8]) {
        self.held.extend_from_slice(new);
        while self.held.len() >= HEADER {
            let size = size(&self.held);
            if [ERROR, NOTICE].contains(&self.held[0]) {
                if self.held.len() < size {
                    return;
                }
                let message = self.held.split_to(size);
                tell(&message, &mut self.told);
            } else {
                let here = size.min(self.held.len());
                self.told.extend_from_slice(&self.held.split_to(here));
                self.passing = size - here;
            }
        }
    }
}

/// Header and all.
fn size(message: &[u8]) -> usize {
    let length = message.get(1..HEADER).and_then(|length| length.try_into().ok()).map_or(0, u32::from_be_bytes);
    (length as usize).max(HEADER - 1) + 1
}

/// An error with its code before its words, or a notice, which is one only if it is [`WAIT_FOR_STANDBY`]'s.
fn tell(message: &[u8], told: &mut BytesMut) {
    let fields = &message[HEADER..];
    let is_error = message[0] == ERROR || field(fields, b'R').is_some_and(|(_, routine)| routine == WAIT_FOR_STANDBY);
    let (Some((_, code)), Some((words, _)), true) = (field(fields, b'C'), field(fields, b'M'), is_error) else {
        told.extend_from_slice(message);
        return;
    };
    let before = [code, b": "].concat();
    told.put_u8(ERROR);
    told.put_u32((message.len() - 1 + before.len()) as u32);
    told.extend_from_slice(&fields[..words]);
    told.extend_from_slice(&before);
    told.extend_from_slice(&fields[words..]);
}

/// Where a field's value begins, and the value: each is a letter and a text that ends with a zero.
fn field(fields: &[u8], wanted: u8) -> Option<(usize, &[u8])> {
    let mut at = 0;
    loop {
        let (name, rest) = fields.get(at..)?.split_first()?;
        let value = rest.split(|byte| *byte == 0).next()?;
        if *name == wanted {
            return Some((at + 1, value));
        }
        at += 1 + value.len() + 1;
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Wire<S> {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, out: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let wire = &mut *self;
        loop {
            if !wire.told.is_empty() {
                let count = wire.told.len().min(out.remaining());
                out.put_slice(&wire.told[..count]);
                wire.told.advance(count);
                return Poll::Ready(Ok(()));
            }
            let before = out.filled().len();
            ready!(Pin::new(&mut wire.socket).poll_read(context, out))?;
            let new = &out.filled()[before..];
            let passed = wire.pass(new);
            if passed == new.len() {
                return Poll::Ready(Ok(()));
            }
            wire.hold(&new[passed..]);
            out.set_filled(before + passed);
            if passed > 0 {
                return Poll::Ready(Ok(()));
            }
        }
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Wire<S> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.socket).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_shutdown(context)
    }
}

/// Over an encrypted line: what binds a password to it is the line's.
impl<S: TlsStream + Unpin> TlsStream for Wire<S> {
    fn channel_binding(&self) -> ChannelBinding {
        self.socket.channel_binding()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::AsyncReadExt;

    fn message(kind: u8, body: &[u8]) -> Vec<u8> {
        [&[kind][..], &(body.len() as u32 + 4).to_be_bytes(), body].concat()
    }

    fn report(kind: u8, code: &str, words: &str, routine: &str) -> Vec<u8> {
        message(kind, format!("SERROR\0VERROR\0C{code}\0M{words}\0DMore\0R{routine}\0\0").as_bytes())
    }

    /// Gives no more than one of its pieces at a time.
    struct Pieces(Vec<Vec<u8>>);

    impl AsyncRead for Pieces {
        fn poll_read(mut self: Pin<&mut Self>, _: &mut Context<'_>, out: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
            if let Some(first) = self.0.first_mut() {
                let rest = first.split_off(first.len().min(out.remaining()));
                out.put_slice(first);
                *first = rest;
                self.0.retain(|piece| !piece.is_empty());
            }
            Poll::Ready(Ok(()))
        }
    }

    fn read(pieces: Vec<Vec<u8>>, room: usize) -> Vec<u8> {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let mut wire = Wire::new(Pieces(pieces));
            let (mut all, mut some) = (Vec::new(), vec![0; room]);
            loop {
                match wire.read(&mut some).await.unwrap() {
                    0 => return all,
                    count => all.extend_from_slice(&some[..count]),
                }
            }
        })
    }

    #[test]
    fn an_error_says_its_code_wherever_the_stream_is_cut() {
        let came = [
            message(b'T', b"a row's description"),
            message(b'D', &[b'E'; 40]),
            report(ERROR, "57014", "membatalkan pernyataan", "ProcessInterrupts"),
            message(b'Z', b"I"),
            report(NOTICE, "25P01", "there is no transaction in progress", "EndTransactionBlock"),
            message(b'C', b""),
        ]
        .concat();
        let mut told = came.clone();
        let words = came.windows(6).position(|window| window == b"Mmemba").unwrap() + 1;
        told.splice(words..words, *b"57014: ");
        let length = came.windows(6).position(|window| window == b"SERROR").unwrap() - 4;
        told[length + 3] += 7;
        for cut in 0..came.len() {
            for more in [1, 3, 5, 200] {
                let end = (cut + more).min(came.len());
                let pieces = vec![came[..cut].to_vec(), came[cut..end].to_vec(), came[end..].to_vec()];
                let pieces: Vec<_> = pieces.into_iter().filter(|piece| !piece.is_empty()).collect();
                assert_eq!(read(pieces.clone(), 4096), told, "cut at {cut} and {end}");
                assert_eq!(read(pieces, 7), told, "cut at {cut} and {end}, read in sevens");
            }
        }
    }

    #[test]
    fn a_commit_without_its_standby_is_an_error_and_no_other_notice_is() {
        let unconfirmed = report(NOTICE, "01000", "membatalkan penantian", "SyncRepWaitForLSN");
        let told = read(vec![unconfirmed], 4096);
        assert_eq!(told, report(ERROR, "01000", "01000: membatalkan penantian", "SyncRepWaitForLSN"));
        let other = report(NOTICE, "01000", "collation version mismatch", "CheckMyDatabase");
        assert_eq!(read(vec![other.clone()], 4096), other);
    }

    #[test]
    fn what_is_no_report_passes() {
        for odd in [message(ERROR, b""), message(ERROR, b"SERROR"), message(NOTICE, b"\0"), vec![b'Q', 0, 0, 0, 0], vec![b'N', 0]]
        {
            let told = read(vec![odd.clone()], 4096);
            assert!(told == odd || odd.len() < HEADER, "{odd:?}: {told:?}");
        }
    }
}
