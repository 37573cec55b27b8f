//! A file arriving: within its limit, of the type it claims, unchanged; stored before any row tells of it.

pub use super::offer::{File, Offer, names};
use super::{refused, scan, text};
use crate::blobs::sniff::Recognised;
use crate::blobs::{HEAD, Incoming, Received};
use crate::db::Connection;
use crate::domain::digest::{Digest, Sums};
use crate::domain::media_type::MediaType;
use crate::features::archive::{self, Arrival};
use crate::features::pictures;
use crate::http::answer::Answer;
use crate::http::body;
use crate::http::language::Words;
use crate::http::problem::{FaultKind, Kind, Place, Problem};
use crate::office::app::App;
use crate::office::call::{Call, Doing};
use actix_web::error::PayloadError;
use actix_web::http::header::{self, HeaderMap, HeaderName};
use actix_web::web::Payload;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;
use futures_util::{Stream, StreamExt, stream};
use std::io;
use std::ops::AsyncFnOnce;
use std::pin::pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// A sender who is silent for so long is gone.
const STALL: Duration = Duration::from_secs(60);
/// Bytes a second, over the whole: less no telephone line has, and byte by byte a body would have no end.
const SLOWEST: u64 = 256;

/// Takes the bytes into the store in constant memory, and stops at the first thing wrong with them.
pub async fn receive(app: &App, offer: Offer, bytes: impl Stream<Item = Result<Bytes, Problem>>) -> Result<File, Problem> {
    let mut incoming = app.blobs.receive().await?;
    match write(&mut incoming, &offer, bytes).await {
        Ok(()) => settle(app, offer, incoming).await,
        Err(problem) => {
            refused::count(app, offer.sender, &problem, incoming.size()).await;
            Err(problem)
        }
    }
}

async fn write(incoming: &mut Incoming, offer: &Offer, bytes: impl Stream<Item = Result<Bytes, Problem>>) -> Result<(), Problem> {
    let mut is_told = false;
    let mut bytes = pin!(bytes);
    while let Some(chunk) = bytes.next().await {
        let chunk = chunk?;
        offer.fits(incoming.size() + chunk.len() as u64)?;
        incoming.write(&chunk).await?;
        // As soon as there is enough to tell: nobody waits through a gigabyte to hear that it was no video.
        if !is_told && incoming.head().len() == HEAD {
            offer.beginning(incoming.head())?;
            is_told = true;
        }
    }
    Ok(())
}

/// Takes in a file of which nobody has said yet what it is: all that can be held against it is its size.
pub async fn take_in(app: &App, limit: u64, bytes: impl Stream<Item = Result<Bytes, Problem>>) -> Result<Incoming, Problem> {
    let mut incoming = app.blobs.receive().await?;
    let mut bytes = pin!(bytes);
    while let Some(chunk) = bytes.next().await {
        let chunk = chunk?;
        if incoming.size() + chunk.len() as u64 > limit {
            return Err(body::too_large(limit));
        }
        incoming.write(&chunk).await?;
    }
    Ok(incoming)
}

/// All of it has come: whether it is what it was said to be.
pub async fn settle(app: &App, offer: Offer, incoming: Incoming) -> Result<File, Problem> {
    let (sender, size) = (offer.sender, incoming.size());
    let settled = async {
        offer.fits(size)?;
        offer.is_some(size)?;
        let found = offer.recognise(incoming.head())?;
        let arrival = archive::arrive(&app.db, &app.blobs, app.clock.now(), incoming).await?;
        inspect(app, offer, arrival, found).await
    };
    let settled = settled.await;
    if let Err(problem) = &settled {
        refused::count(app, sender, problem, size).await;
    }
    settled
}

/// A file that was looked at and not kept.
pub struct Seen {
    received: Received,
    head: Vec<u8>,
}

/// Looks at the bytes and keeps nothing: enough to tell whether a request is the one that was answered before.
pub async fn look_at(limit: u64, bytes: impl Stream<Item = Result<Bytes, Problem>>) -> Result<Seen, Problem> {
    let (mut sums, mut head, mut size) = (Sums::default(), Vec::new(), 0);
    let mut bytes = pin!(bytes);
    while let Some(chunk) = bytes.next().await {
        let chunk = chunk?;
        size += chunk.len() as u64;
        if size > limit {
            return Err(body::too_large(limit));
        }
        head.extend_from_slice(&chunk[..chunk.len().min(HEAD - head.len())]);
        sums.update(&chunk);
    }
    let (digest, crc32) = sums.finish();
    Ok(Seen { received: Received { digest, crc32, size }, head })
}

impl Seen {
    /// What it is by what is said of it.
    pub fn recognise(self, offer: &Offer) -> Result<File, Problem> {
        offer.fits(self.received.size)?;
        offer.is_some(self.received.size)?;
        let found = offer.recognise(&self.head)?;
        offer.agrees(&self.received)?;
        Ok(offer.file(self.received, found))
    }
}

/// The same of a file that is in the store already.
pub async fn receive_stored(app: &App, offer: Offer, arrival: Arc<Arrival>) -> Result<File, Problem> {
    let head = async {
        let blob = app.blobs.read(&arrival.received.digest).await?.ok_or_else(archive::gone)?;
        offer.recognise(&blob.beginning(HEAD as u64).await?)
    };
    let (sender, size) = (offer.sender, arrival.received.size);
    let settled = match head.await {
        Ok(found) => inspect(app, offer, arrival, found).await,
        Err(problem) => {
            arrival.refuse().await;
            Err(problem)
        }
    };
    if let Err(problem) = &settled {
        refused::count(app, sender, problem, size).await;
    }
    settled
}

/// Whether the stored bytes are those that were announced, clean, and no picture that nobody could show. All of it is read before
/// any case is locked: a disk may be slow. What is refused goes at once.
async fn inspect(app: &App, offer: Offer, arrival: Arc<Arrival>, found: Recognised) -> Result<File, Problem> {
    let inspected = async {
        offer.agrees(&arrival.received)?;
        if let Some(scanner) = &app.config.scanner {
            scan::require_clean(scanner, &app.blobs, &arrival.received, &offer.content()).await?;
        }
        let file = offer.file(arrival.received, found);
        let encoding = text::encoding(&app.blobs, &file).await?;
        Ok(File { look: pictures::look(app, &file).await?, encoding, ..file })
    };
    match inspected.await {
        Ok(file) => Ok(File { arrival: Some(arrival), ..file }),
        Err(problem) => {
            arrival.refuse().await;
            Err(problem)
        }
    }
}

/// Does the act for which a file has come; where the file was not kept by it, as in a try, it goes before the answer.
pub async fn act<T, F>(call: &Call, body: &[u8], file: T, command: F) -> Result<Answer, Problem>
where
    T: Into<Option<File>> + Clone + 'static,
    F: AsyncFnOnce(&mut Connection, &Doing, T) -> Result<Answer, Problem> + Clone + 'static,
{
    let is_try = call.is_dry_run()?;
    let sent = file.clone().into();
    let done = call.act(body, async move |conn, doing| command(conn, doing, file).await).await;
    if let (Err(problem), Some(file)) = (&done, &sent) {
        refused::count(&call.app, file.sender, problem, file.size).await;
    }
    if let Some(arrival) = sent.and_then(|file| file.arrival) {
        arrival.end(&done, |answer| !is_try && !answer.replayed).await;
    }
    done
}

/// The `Content-Type` of a bare file, whatever it is: the bytes decide. A body of several parts is none.
pub fn declared(headers: &HeaderMap, takes: &[MediaType]) -> Result<Option<String>, Problem> {
    let sent = headers.get(header::CONTENT_TYPE).map(|value| value.to_str().unwrap_or("?").trim().to_owned());
    let is_of_parts = sent.as_deref().is_some_and(|sent| sent.to_ascii_lowercase().starts_with("multipart/"));
    if is_of_parts || is_encoded(headers) { Err(unsupported(&names(takes))) } else { Ok(sent) }
}

pub fn unsupported(offer: &str) -> Problem {
    Problem::new(Kind::UnsupportedMediaType)
        .detail(
            format!("Content-Type harus salah satu dari {offer}, tanpa Content-Encoding."),
            format!("Content-Type must be one of {offer}, without Content-Encoding."),
        )
        .header(HeaderName::from_static("accept-post"), offer)
}

/// Compressed requests would be decompression bombs.
pub fn is_encoded(headers: &HeaderMap) -> bool {
    headers.get(header::CONTENT_ENCODING).is_some_and(|value| value != "identity")
}

/// What the body will weigh, if its sender announced it.
pub fn announced(headers: &HeaderMap) -> Option<u64> {
    headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse().ok())
}

/// Refuses by the announced length a file that would be too large; `overhead` is what may come with it.
pub fn require_size(headers: &HeaderMap, limit: u64, overhead: u64) -> Result<(), Problem> {
    if announced(headers).is_some_and(|length| length > limit + overhead) { Err(body::too_large(limit)) } else { Ok(()) }
}

/// The SHA-256 digests of `Content-Digest` and `Repr-Digest` (RFC 9530); other algorithms are passed over.
pub fn digests(headers: &HeaderMap) -> Result<Vec<Digest>, Problem> {
    let mut digests = Vec::new();
    for (name, told) in [("content-digest", "Content-Digest"), ("repr-digest", "Repr-Digest")] {
        for value in headers.get_all(name) {
            let text = value.to_str().map_err(|_| malformed(told))?;
            for member in text.split(',').map(str::trim) {
                if let Some(value) = member.strip_prefix("sha-256=") {
                    digests.push(digest(value).ok_or_else(|| malformed(told))?);
                }
            }
        }
    }
    Ok(digests)
}

fn digest(value: &str) -> Option<Digest> {
    let encoded = value.split(';').next()?.trim().strip_prefix(':')?.strip_suffix(':')?;
    let bytes = BASE64_STANDARD.decode(encoded).ok()?;
    <[u8; 32]>::try_from(bytes).ok().map(Digest::from)
}

fn malformed(name: &'static str) -> Problem {
    let words = Words::new("Tulis sha-256=:<SHA-256 dalam base64>:.", "Write sha-256=:<SHA-256 in base64>:.");
    Problem::at(Place::Header(name), FaultKind::Rule { code: "MALFORMED", words })
}

/// The body, given up when nothing of it comes for a while.
pub fn patient(payload: Payload) -> impl Stream<Item = Result<Bytes, PayloadError>> + 'static {
    let chunks = stream::unfold((payload, Duration::ZERO, 0_u64), |(mut payload, waited, came)| async move {
        let begun = Instant::now();
        let next = match tokio::time::timeout(STALL, payload.next()).await {
            Ok(next) => next?,
            Err(_) => Err(PayloadError::Io(io::ErrorKind::TimedOut.into())),
        };
        // What was waited for the sender alone: nobody is held to account for our disk.
        let waited = waited + begun.elapsed();
        let came = came + next.as_ref().map_or(0, |chunk| chunk.len() as u64);
        let late = waited > STALL + Duration::from_secs(came / SLOWEST);
        let next = if late { Err(PayloadError::Io(io::ErrorKind::TimedOut.into())) } else { next };
        Some((next, (payload, waited, came)))
    });
    // The reader of forms asks on after the end.
    chunks.fuse()
}

/// Why a body cannot be read on.
pub fn broken(error: PayloadError) -> Problem {
    match error {
        PayloadError::Io(error) if error.kind() == io::ErrorKind::TimedOut => Problem::new(Kind::RequestTimeout),
        error => body::broken_body(&error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sender_who_falls_silent_is_told_so() {
        assert_eq!(broken(PayloadError::Io(io::ErrorKind::TimedOut.into())).kind, Kind::RequestTimeout);
        assert_eq!(broken(PayloadError::Incomplete(None)).kind, Kind::MalformedBody);
    }
}
