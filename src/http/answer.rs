//! What a handler answers: a thing with its ETag, a page of things, or nothing.

use super::paging::{Count, Shape, following};
use super::precondition;
use super::problem::Problem;
use super::row::{Entry, MOST_TAKE};
use super::table::Wanted;
use crate::domain::digest::Digest;
use actix_web::body::BoxBody;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, EntityTag, HeaderName, HeaderValue};
use actix_web::{HttpMessage, HttpRequest, HttpResponse, HttpResponseBuilder, Responder};
use serde::Serialize;
use uuid::Uuid;

/// An answer, still independent of the request: what an Idempotency-Key keeps.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: StatusCode,
    pub media_type: &'static str,
    pub location: Option<String>,
    pub etag: Option<String>,
    pub link: Option<String>,
    pub body: Vec<u8>,
    /// The cases it tells of: a kept answer is given again only to who may still see them.
    pub cases: Vec<Uuid>,
    /// It was kept from an earlier request with the same key.
    pub replayed: bool,
    /// What a file says of itself; never kept under a key, for acts answer no files.
    pub headers: Vec<(HeaderName, HeaderValue)>,
    /// What is kept under a key in place of the body, where that is for the caller's eyes once.
    pub kept: Option<Vec<u8>>,
}

const JSON: &str = "application/json";

/// JSON of so many things, with room for what most of them take: a page that grows as it is written is copied again and again.
fn written(view: &impl Serialize, things: usize) -> Vec<u8> {
    let mut body = Vec::with_capacity(things.max(1) * MOST_TAKE);
    match serde_json::to_writer(&mut body, view) {
        Ok(()) => body,
        Err(_) => Vec::new(),
    }
}

impl Answer {
    fn new(status: StatusCode, body: Vec<u8>) -> Self {
        Self {
            status,
            media_type: JSON,
            location: None,
            etag: None,
            link: None,
            body,
            cases: Vec::new(),
            replayed: false,
            headers: Vec::new(),
            kept: None,
        }
    }

    fn is_json(&self) -> bool {
        self.media_type == JSON
    }

    /// The same, told once: no cache keeps it, and who sends the request again gets `instead`.
    pub fn once(self, instead: &impl Serialize) -> Self {
        let answer = Self { kept: Some(written(instead, 1)), ..self };
        answer.with(header::CACHE_CONTROL, "no-store")
    }

    /// One thing as it now stands.
    pub fn shown(version: i32, view: &impl Serialize) -> Self {
        let body = written(view, 1);
        Self { etag: Some(precondition::etag(version, &body)), ..Self::new(StatusCode::OK, body) }
    }

    /// One thing that was made.
    pub fn made(location: String, version: i32, view: &impl Serialize) -> Self {
        Self { status: StatusCode::CREATED, location: Some(location), ..Self::shown(version, view) }
    }

    /// The same with the address of what it shows.
    pub fn at(self, location: String) -> Self {
        Self { location: Some(location), ..self }
    }

    pub fn nothing() -> Self {
        Self::new(StatusCode::NO_CONTENT, Vec::new())
    }

    /// JSON that has no version of its own.
    pub fn plain(view: &impl Serialize) -> Self {
        Self::new(StatusCode::OK, written(view, 1))
    }

    /// A few words for a person.
    pub fn text(words: String) -> Self {
        Self { media_type: "text/plain; charset=utf-8", ..Self::new(StatusCode::OK, words.into_bytes()) }
    }

    /// A finished document in another form.
    pub fn document(media_type: &'static str, version: i32, body: Vec<u8>) -> Self {
        Self { media_type, etag: Some(precondition::etag(version, &body)), ..Self::new(StatusCode::OK, body) }
    }

    /// Bytes that anybody may check: their digest is the ETag, and told as `Repr-Digest`.
    pub fn exact(media_type: &'static str, digest: &Digest, body: Vec<u8>) -> Self {
        let answer = Self { media_type, etag: Some(digest.to_string()), ..Self::new(StatusCode::OK, body) };
        answer.with(HeaderName::from_static("repr-digest"), digest.repr_digest())
    }

    pub fn with(mut self, name: HeaderName, value: impl TryInto<HeaderValue>) -> Self {
        if let Ok(value) = value.try_into() {
            self.headers.push((name, value));
        }
        self
    }

    /// One page as [`super::paging::ListOf`] tells it, with its `Link` (RFC 8288).
    pub fn page<E: Entry>(
        entries: impl ExactSizeIterator<Item = E>,
        shape: &Shape,
        next: Option<&str>,
        count: Option<Count>,
        address: &str,
    ) -> Self {
        let body = one_page(entries, shape, next, count).unwrap_or_default();
        Self { link: link(next, address), ..Self::new(StatusCode::OK, body) }
    }

    /// A body of so many things, with a cursor to what follows it.
    pub fn linked(body: &impl Serialize, things: usize, next: Option<&str>, address: &str) -> Self {
        Self { link: link(next, address), ..Self::new(StatusCode::OK, written(body, things)) }
    }

    /// The same with an ETag of all that it tells, so that whoever asks again and again is told that it is as it was.
    pub fn tagged(self) -> Self {
        Self { etag: Some(precondition::etag(0, &self.body)), ..self }
    }

    /// The same rows in the form of a table; another ETag, for they are other bytes.
    fn tabled(self, wanted: &Wanted) -> Result<Self, Problem> {
        let body = wanted.written(&self.body)?;
        let etag = self.etag.map(|_| precondition::etag(0, &body));
        let answer = Self { media_type: wanted.form.content_type(), etag, body, ..self };
        Ok(answer.with(header::CONTENT_DISPOSITION, wanted.disposition()))
    }

    /// Rows that are no list's, to be written as a table.
    pub fn rows(rows: &[impl Serialize]) -> Self {
        let answer = Self::page(rows.iter(), &Shape::default(), None, None, "");
        Self { etag: Some(precondition::etag(0, &answer.body)), ..answer }
    }

    pub fn about(self, cases: impl IntoIterator<Item = Uuid>) -> Self {
        Self { cases: cases.into_iter().collect(), ..self }
    }
}

fn one_page<E: Entry>(
    entries: impl ExactSizeIterator<Item = E>,
    shape: &Shape,
    next: Option<&str>,
    count: Option<Count>,
) -> serde_json::Result<Vec<u8>> {
    let mut page = Vec::with_capacity(entries.len().max(1) * MOST_TAKE);
    page.extend_from_slice(b"{\"items\":[");
    for (place, entry) in entries.enumerate() {
        if place > 0 {
            page.push(b',');
        }
        entry.write(shape, &mut page)?;
    }
    page.extend_from_slice(b"],\"nextCursor\":");
    serde_json::to_writer(&mut page, &next)?;
    page.extend_from_slice(b",\"count\":");
    serde_json::to_writer(&mut page, &count)?;
    page.push(b'}');
    Ok(page)
}

fn link(next: Option<&str>, address: &str) -> Option<String> {
    next.map(|cursor| format!("<{}>; rel=\"next\"", following(address, cursor)))
}

impl Responder for Answer {
    type Body = BoxBody;

    fn respond_to(mut self, request: &HttpRequest) -> HttpResponse {
        let wanted = request.extensions().get::<Wanted>().filter(|_| self.status == StatusCode::OK && self.is_json()).cloned();
        if let Some(wanted) = wanted {
            self = match self.tabled(&wanted) {
                Ok(table) => table,
                Err(problem) => return HttpResponse::from_error(problem),
            };
        }
        // Only of what is read: an act that was done is told, whatever tag came with it.
        let is_read = self.status == StatusCode::OK && request.method().is_safe();
        let known = is_read && self.etag.as_ref().is_some_and(|etag| precondition::is_known(request, etag));
        let mut response = HttpResponseBuilder::new(if known { StatusCode::NOT_MODIFIED } else { self.status });
        if let Some(etag) = self.etag {
            response.insert_header(header::ETag(EntityTag::new_strong(etag)));
        }
        if let Some(location) = self.location {
            // What was made is there; what is only shown is (also) there.
            let name = if self.status == StatusCode::CREATED { header::LOCATION } else { header::CONTENT_LOCATION };
            response.insert_header((name, location));
        }
        if let Some(link) = self.link {
            response.insert_header((header::LINK, link));
        }
        if self.replayed {
            response.insert_header((HeaderName::from_static("idempotent-replayed"), HeaderValue::from_static("true")));
        }
        // Personal data: kept by nobody but the caller, and asked again before it is shown.
        response.insert_header((header::CACHE_CONTROL, "private, no-cache"));
        for header in self.headers {
            response.insert_header(header);
        }
        if known || self.status == StatusCode::NO_CONTENT {
            return response.finish();
        }
        response.insert_header((header::CONTENT_TYPE, self.media_type)).body(self.body)
    }
}
