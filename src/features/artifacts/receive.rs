//! A file arriving: within its limit, of the type it claims, unchanged; stored before any row tells of it.

use super::scan;
use crate::blobs::{FileName, HEAD, Received, TypeMismatch, sniff};
use crate::domain::artifact::ArtifactKind;
use crate::domain::digest::Digest;
use crate::domain::media_type::{MediaType, accepted};
use crate::domain::text::TextFault;
use crate::features::{archive, pictures};
use crate::http::body;
use crate::http::language::Words;
use crate::http::problem::{FaultKind, Kind, Place, Problem};
use crate::office::app::App;
use crate::pictures::Look;
use actix_web::error::PayloadError;
use actix_web::http::header::{self, HeaderMap, HeaderName};
use actix_web::web::Payload;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;
use futures_util::{Stream, StreamExt, stream};
use std::io;
use std::pin::pin;
use std::time::{Duration, Instant};

/// A sender who is silent for so long is gone.
const STALL: Duration = Duration::from_secs(60);
/// Bytes a second, over the whole: less no telephone line has, and byte by byte a body would have no end.
const SLOWEST: u64 = 256;

/// What the sender says of a file.
pub struct Offer {
    pub kind: ArtifactKind,
    /// The largest it may be.
    pub limit: u64,
    pub declared: Option<String>,
    pub file_name: Option<FileName>,
    /// Every digest it was given with.
    pub digests: Vec<Digest>,
    /// Where to tell what is wrong with it.
    pub place: Place,
}

/// A file in the store: what it turned out to be.
#[derive(Debug, Clone)]
pub struct File {
    pub digest: Digest,
    pub size: u64,
    pub media_type: MediaType,
    pub file_name: Option<FileName>,
    /// What it says of itself, if it is a picture we can read.
    pub look: Option<Look>,
    /// Its room was reserved before it came.
    pub has_room: bool,
    /// Where to tell what is found wrong with it later.
    pub place: Place,
}

impl File {
    /// What tells two files apart: for the fingerprint of a request.
    pub fn fingerprint(&self) -> String {
        let name = self.file_name.as_ref().map_or("", FileName::as_str);
        format!("{} {} {name}", self.digest, self.media_type)
    }
}

/// Takes the bytes in constant memory, and stops at the first thing wrong with them.
pub async fn receive(app: &App, offer: Offer, bytes: impl Stream<Item = Result<Bytes, Problem>>) -> Result<File, Problem> {
    let mut incoming = app.blobs.receive().await?;
    let mut media_type = None;
    let mut bytes = pin!(bytes);
    while let Some(chunk) = bytes.next().await {
        let chunk = chunk?;
        if incoming.size() + chunk.len() as u64 > offer.limit {
            return Err(body::too_large(offer.limit));
        }
        incoming.write(&chunk).await?;
        // As soon as there is enough to tell: nobody waits through a gigabyte to hear that it was no video.
        if media_type.is_none() && incoming.head().len() == HEAD {
            media_type = Some(offer.media_type(incoming.head())?);
        }
    }
    if incoming.size() == 0 {
        return Err(Problem::at(offer.content(), FaultKind::Text(TextFault::Empty)));
    }
    let media_type = match media_type {
        Some(media_type) => media_type,
        None => offer.media_type(incoming.head())?,
    };
    let received = incoming.finish().await?;
    inspect(app, offer, received, media_type).await
}

/// The same of a file that is in the store already.
pub async fn receive_stored(app: &App, offer: Offer, received: Received) -> Result<File, Problem> {
    let blob = app.blobs.read(&received.digest).await?.ok_or_else(archive::gone)?;
    let media_type = offer.media_type(&blob.beginning(HEAD as u64).await?)?;
    inspect(app, offer, received, media_type).await
}

/// Whether the stored bytes are those that were announced, clean, and no picture that nobody could show. All of it is read before
/// any case is locked: a disk may be slow.
async fn inspect(app: &App, offer: Offer, received: Received, media_type: MediaType) -> Result<File, Problem> {
    let place = offer.content();
    if offer.digests.iter().any(|digest| *digest != received.digest) {
        let told = received.digest.repr_digest();
        return Err(Problem::new(Kind::DigestMismatch)
            .detail(format!("Yang diterima: {told}; kirim ulang."), format!("What arrived is {told}; send it again.")));
    }
    if let Some(scanner) = &app.config.scanner {
        scan::require_clean(scanner, &app.blobs, &received, &place).await?;
    }
    let Received { digest, size } = received;
    let file = File { digest, size, media_type, file_name: offer.file_name, look: None, has_room: false, place };
    Ok(File { look: pictures::look(app, &file).await?, ..file })
}

impl Offer {
    /// Where to tell what is wrong with the bytes: a bare file is the body itself.
    fn content(&self) -> Place {
        if let Place::Header(_) = self.place { Place::Body("#".to_owned()) } else { self.place.clone() }
    }

    /// The type the file has by its beginning, which is [`HEAD`] bytes or the whole file.
    pub fn media_type(&self, head: &[u8]) -> Result<MediaType, Problem> {
        let name = self.file_name.as_ref().map(FileName::as_str);
        sniff::media_type(self.kind, self.declared.as_deref(), name, head).map_err(|mismatch| {
            let words = mismatch_words(self.kind, &mismatch);
            Problem::at(self.place.clone(), FaultKind::Rule { code: "TYPE_MISMATCH", words })
        })
    }
}

fn mismatch_words(kind: ArtifactKind, mismatch: &TypeMismatch) -> Words {
    let said = |text: &Option<String>, none: &str| text.clone().unwrap_or_else(|| none.to_owned());
    Words::new(
        format!(
            "Content-Type {}, ekstensi {}, isinya {}: tidak cocok, atau bukan untuk {kind}. Yang diterima: {}.",
            said(&mismatch.declared, "tidak disebut"),
            said(&mismatch.extension, "tidak ada"),
            mismatch.found,
            names(mismatch.accepts),
        ),
        format!(
            "Content-Type {}, extension {}, content {}: they do not agree, or are not for {kind}. Accepted are: {}.",
            said(&mismatch.declared, "not given"),
            said(&mismatch.extension, "none"),
            mismatch.found,
            names(mismatch.accepts),
        ),
    )
}

pub fn names(types: &[MediaType]) -> String {
    types.iter().map(|one| one.as_str()).collect::<Vec<_>>().join(", ")
}

/// The `Content-Type` of a bare file: known, or left to the bytes. None: left to the bytes.
pub fn declared(headers: &HeaderMap, kind: ArtifactKind) -> Result<Option<String>, Problem> {
    let sent = headers.get(header::CONTENT_TYPE).map(|value| value.to_str().unwrap_or("?").trim().to_owned());
    let essence = sent.as_deref().and_then(|sent| sent.split(';').next()).unwrap_or_default().trim();
    let known =
        essence.is_empty() || essence.eq_ignore_ascii_case("application/octet-stream") || MediaType::parse(essence).is_some();
    if known && !is_encoded(headers) { Ok(sent) } else { Err(unsupported(&names(accepted(kind)))) }
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
