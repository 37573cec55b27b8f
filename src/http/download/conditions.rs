//! What a request for a file asks of it: all, a part, or nothing, because the client has it.

use super::DownloadRefusal;
use crate::http::head::HeadersOnly;
use actix_web::http::StatusCode;
use actix_web::http::header::{
    self, ContentRange, ContentRangeSpec, EntityTag, HeaderValue, HttpDate, IfMatch, IfModifiedSince, IfNoneMatch, IfRange,
    IfUnmodifiedSince, Range,
};
use actix_web::{HttpMessage, HttpRequest, HttpResponseBuilder};

/// What to send.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// 304
    Nothing,
    Whole,
    /// Both ends inclusive.
    Part(u64, u64),
}

impl Asked {
    /// The bytes to send of so many; tells in the answer which part they are.
    pub fn told(self, size: u64, response: &mut HttpResponseBuilder) -> std::ops::Range<u64> {
        match self {
            Self::Nothing => 0..0,
            Self::Whole => 0..size,
            Self::Part(first, last) => {
                let told = ContentRangeSpec::Bytes { range: Some((first, last)), instance_length: Some(size) };
                response.status(StatusCode::PARTIAL_CONTENT).insert_header(ContentRange(told));
                first..last + 1
            }
        }
    }
}

/// Preconditions are weighed in the order of RFC 9110, section 13.2.2. What has no date is asked for by its tag alone.
pub fn asked(req: &HttpRequest, tag: &EntityTag, changed: Option<HttpDate>, size: u64) -> Result<Asked, DownloadRefusal> {
    if !wanted_state_holds(req, tag, changed) {
        return Err(DownloadRefusal::PreconditionFailed);
    }
    if client_has_it(req, tag, changed) {
        return Ok(Asked::Nothing);
    }
    part(req, tag, size)
}

/// A condition that cannot be read does not hold: the client asked not to be answered otherwise.
fn wanted_state_holds(req: &HttpRequest, tag: &EntityTag, changed: Option<HttpDate>) -> bool {
    if req.headers().contains_key(header::IF_MATCH) {
        return match req.get_header() {
            Some(IfMatch::Any) => true,
            Some(IfMatch::Items(tags)) => tags.iter().any(|one| one.strong_eq(tag)),
            None => false,
        };
    }
    match req.get_header() {
        Some(IfUnmodifiedSince(since)) => changed.is_none_or(|changed| changed <= since),
        None => true,
    }
}

fn client_has_it(req: &HttpRequest, tag: &EntityTag, changed: Option<HttpDate>) -> bool {
    if req.headers().contains_key(header::IF_NONE_MATCH) {
        return match req.get_header() {
            Some(IfNoneMatch::Any) => true,
            Some(IfNoneMatch::Items(tags)) => tags.iter().any(|one| one.weak_eq(tag)),
            None => false,
        };
    }
    match req.get_header() {
        Some(IfModifiedSince(since)) => changed.is_some_and(|changed| changed <= since),
        None => false,
    }
}

fn part(req: &HttpRequest, tag: &EntityTag, size: u64) -> Result<Asked, DownloadRefusal> {
    // A range is of a GET (RFC 9110, 14.2): HEAD tells of the whole.
    if req.extensions().contains::<HeadersOnly>() || !range_counts(req, tag) {
        return Ok(Asked::Whole);
    }
    match req.get_header() {
        Some(Range::Bytes(specs)) if specs.len() == 1 => match specs[0].to_satisfiable_range(size) {
            Some((first, last)) => Ok(Asked::Part(first, last)),
            None => Err(DownloadRefusal::RangeNotSatisfiable { size }),
        },
        // Malformed, of another unit, or several: RFC 9110 (14.2) lets a server answer these whole.
        _ => Ok(Asked::Whole),
    }
}

/// Whether `Range` is to be looked at: it says one thing, and `If-Range`, if any, means this very content.
fn range_counts(req: &HttpRequest, tag: &EntityTag) -> bool {
    let ranges: Vec<&HeaderValue> = req.headers().get_all(header::RANGE).collect();
    // The typed header drops what it cannot read of a list and would make one range of "0-1,x".
    let single = ranges.len() == 1 && !ranges[0].as_bytes().contains(&b',');
    if !req.headers().contains_key(header::IF_RANGE) {
        return single;
    }
    match req.get_header() {
        Some(IfRange::EntityTag(one)) => single && one.strong_eq(tag),
        // Two versions within one second have one date: a half of each would be put together.
        Some(IfRange::Date(_)) | None => false,
    }
}
