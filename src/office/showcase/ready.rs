//! An answer that lies ready: with its tag and its packed form, so that giving it costs next to nothing.

use crate::domain::time::Instant;
use crate::http::precondition;
use actix_web::http::Method;
use actix_web::http::header::{
    self, AcceptEncoding, ContentEncoding, Encoding, EntityTag, Header, HeaderName, HeaderValue, HttpDate, IfModifiedSince,
    TryIntoHeaderValue,
};
use actix_web::{HttpMessage, HttpRequest, HttpResponse, HttpResponseBuilder};
use bytes::Bytes;
use chrono::{DurationRound, TimeDelta};
use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::Write;
use std::time::SystemTime;

/// Readers and proxies show it again for a minute, and for five more while they ask.
pub const FOR_A_MINUTE: &str = "public, max-age=60, stale-while-revalidate=300";
/// Its address names its content.
pub const FOR_GOOD: &str = "public, max-age=31536000, immutable";

/// No act takes longer from its beginning, which is the time that it is told for, until everybody sees it.
pub const SEEN_WITHIN: TimeDelta = TimeDelta::seconds(10);

/// Less is not worth packing.
const WORTH: usize = 1024;

/// What is answered.
#[derive(Debug)]
pub struct Wording {
    pub media_type: &'static str,
    pub body: Vec<u8>,
    /// When it last changed.
    pub changed: Option<Instant>,
    pub headers: Vec<(HeaderName, HeaderValue)>,
}

#[derive(Debug)]
pub struct Ready {
    etag: String,
    tag: HeaderValue,
    changed: Option<Instant>,
    media_type: HeaderValue,
    headers: Vec<(HeaderName, HeaderValue)>,
    body: Bytes,
    packed: Option<Bytes>,
}

impl Ready {
    pub fn of(wording: Wording) -> Self {
        let Wording { media_type, body, changed, headers } = wording;
        let etag = precondition::etag(0, &body);
        let is_text = ["json", "text/", "xml"].iter().any(|part| media_type.contains(part));
        let packed = (is_text && body.len() >= WORTH).then(|| pack(&body)).flatten();
        let tag = HeaderValue::from_str(&EntityTag::new_strong(etag.clone()).to_string());
        Self {
            tag: tag.unwrap_or_else(|_| HeaderValue::from_static("\"\"")),
            etag,
            changed,
            media_type: HeaderValue::from_static(media_type),
            headers,
            body: body.into(),
            packed,
        }
    }

    pub fn bytes(&self) -> usize {
        self.body.len() + self.packed.as_ref().map_or(0, Bytes::len)
    }

    /// To this request: nothing, where its client has it already.
    pub fn answer(&self, request: &HttpRequest, now: Instant) -> HttpResponse {
        let is_known = self.is_known(request, self.changed.map(whole_second));
        let mut response = if is_known { HttpResponse::NotModified() } else { HttpResponse::Ok() };
        dress(&mut response, FOR_A_MINUTE);
        response.insert_header((header::ETAG, self.tag.clone()));
        if let Some(changed) =
            self.changed.and_then(|at| HttpDate::from(SystemTime::from(settled(at, now))).try_into_value().ok())
        {
            response.insert_header((header::LAST_MODIFIED, changed));
        }
        if is_known {
            return response.finish();
        }
        for (name, value) in &self.headers {
            response.insert_header((name.clone(), value.clone()));
        }
        response.insert_header((header::CONTENT_TYPE, self.media_type.clone()));
        match self.packed.as_ref().filter(|_| takes_gzip(request)) {
            Some(packed) => response.insert_header(ContentEncoding::Gzip).body(packed.clone()),
            None => response.body(self.body.clone()),
        }
    }

    /// A tag says more than a date: with one, the other is passed over (RFC 9110 §13.2.2).
    fn is_known(&self, request: &HttpRequest, changed: Option<Instant>) -> bool {
        if request.headers().contains_key(header::IF_NONE_MATCH) {
            return precondition::is_known(request, &self.etag);
        }
        let since = || request.get_header::<IfModifiedSince>().map(|IfModifiedSince(since)| SystemTime::from(since));
        let asks = request.headers().contains_key(header::IF_MODIFIED_SINCE) && *request.method() == Method::GET;
        asks && changed.zip(since()).is_some_and(|(changed, since)| SystemTime::from(changed) <= since)
    }
}

/// What every answer to the public carries: anybody's page may read it, and it is the same for all who ask.
pub fn dress(response: &mut HttpResponseBuilder, cache: &'static str) {
    response
        .insert_header((header::CACHE_CONTROL, cache))
        .insert_header((header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"))
        .insert_header((header::VARY, "Accept, Accept-Encoding"));
}

fn takes_gzip(request: &HttpRequest) -> bool {
    if !request.headers().contains_key(header::ACCEPT_ENCODING) {
        return false;
    }
    let wanted = AcceptEncoding::parse(request).ok();
    let chosen = wanted.and_then(|wanted| wanted.negotiate([Encoding::gzip(), Encoding::identity()].iter()));
    chosen == Some(Encoding::gzip())
}

/// HTTP dates have no fractions: the next second, for more may happen in the one in which something did.
pub fn whole_second(at: Instant) -> Instant {
    at.duration_trunc(TimeDelta::seconds(1)).map_or(at, |second| second + TimeDelta::seconds(1))
}

/// What was begun before may be seen later: of the last seconds no date is told as that of the last change, but one before them. Who has
/// that asks once more than is needed, and nobody once too seldom. It is never ahead of now (RFC 9110 §8.8.2.1).
fn settled(changed: Instant, now: Instant) -> Instant {
    let before = (now - SEEN_WITHIN).duration_trunc(TimeDelta::seconds(1)).unwrap_or(now);
    whole_second(changed).min(before)
}

fn pack(body: &[u8]) -> Option<Bytes> {
    let mut packer = GzEncoder::new(Vec::with_capacity(body.len() / 3), Compression::default());
    packer.write_all(body).ok()?;
    packer.finish().ok().filter(|packed| packed.len() < body.len()).map(Bytes::from)
}
