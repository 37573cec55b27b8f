//! What is kept of every request: a line of the access log, a figure for the monitoring and, where it matters, a security event.

use crate::office::actor::Actor;
use crate::office::app::App;
use crate::office::metrics::verb;
use crate::office::watch;
use crate::telemetry::spans::Span;
use crate::telemetry::trace::{TRACEPARENT, TraceContext};
use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use actix_web::{HttpMessage, web};
use opentelemetry::KeyValue;
use opentelemetry::trace::SpanKind;
use percent_encoding::percent_decode_str;
use std::borrow::Cow;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Instant;
use uuid::Uuid;

/// The subject of a token that was proven, whatever came of it.
#[derive(Debug, Clone)]
pub struct Proven(pub String);

/// No path of ours is longer.
const LONGEST_PATH: usize = 500;

/// Whoever has the rest of this path needs no token: it stands in no log, trace or event, also where it is none of ours.
const SECRET_BEYOND: &str = "calendar-feeds";

/// A path as it may be kept.
fn told(path: &str) -> String {
    let begins = path.to_ascii_lowercase().find(SECRET_BEYOND);
    let path = begins.map_or(path, |begins| &path[..begins + SECRET_BEYOND.len()]);
    let parts: Vec<Cow<'_, str>> = path.split('/').map(part).collect();
    parts.join("/").chars().take(LONGEST_PATH).collect()
}

/// Ids of ours are UUIDs, and all else in our paths is words. A number as long as a telephone's, or what is as long as a token or
/// begins like one, somebody put there in the place of an id: it may be a person's, and stands nowhere.
fn part(part: &str) -> Cow<'_, str> {
    let plain = percent_decode_str(part).decode_utf8_lossy();
    let digits = plain.chars().filter(char::is_ascii_digit).count();
    let is_of_us = digits < MOST_DIGITS && plain.len() <= LONGEST_WORD && !plain.starts_with("eyJ");
    if is_of_us || Uuid::try_parse(&plain).is_ok() { part.into() } else { HIDDEN.into() }
}

/// A telephone number has nine at least, an employee number eighteen.
const MOST_DIGITS: usize = 9;
const LONGEST_WORD: usize = 64;
const HIDDEN: &str = "…";

/// One request, from when it came.
pub struct Record {
    app: web::Data<App>,
    began: Instant,
    id: String,
    span: Span,
    method: Method,
    route: Option<String>,
    path: String,
    address: IpAddr,
    is_told: bool,
}

impl Record {
    pub fn begin(app: &web::Data<App>, request: &ServiceRequest, id: &str, route: Option<&str>) -> Self {
        app.metrics.begins();
        // Pages of the documentation and what strangers try are no operations.
        let route = route.filter(|route| app.surface.allow(route).is_some());
        let name = || match route {
            Some(route) => format!("{} {route}", verb(request.method())).into(),
            None => verb(request.method()).into(),
        };
        Self {
            app: app.clone(),
            began: Instant::now(),
            id: id.to_owned(),
            span: Span::begin(SpanKind::Server, name, caller(request.headers())),
            method: request.method().clone(),
            route: route.map(str::to_owned),
            path: told(request.path()),
            address: app.rates.address(request),
            is_told: false,
        }
    }

    pub fn trace(&self) -> TraceContext {
        self.span.context
    }

    /// Goes on in the answer.
    pub fn mark(&self, headers: &mut HeaderMap) {
        if let Ok(value) = HeaderValue::from_str(&self.trace().to_string()) {
            headers.insert(HeaderName::from_static(TRACEPARENT), value);
        }
    }

    /// Answered as it should be.
    pub fn end(self, response: &ServiceResponse<BoxBody>) {
        let extensions = response.request().extensions();
        let actor = extensions.get::<Arc<Actor>>().map(Arc::as_ref);
        let subject = extensions.get::<Proven>().map(|Proven(subject)| subject.as_str());
        let status = response.status().as_u16();
        self.note(response.headers(), status, subject, actor);
        let bytes = match response.response().body().size() {
            BodySize::Sized(bytes) => Some(bytes),
            BodySize::None => Some(0),
            BodySize::Stream => None,
        };
        self.tell(status, subject, bytes);
    }

    /// Answered by an error, the request gone.
    pub fn end_in(self, status: u16) {
        self.tell(status, None, None);
    }

    fn tell(mut self, status: u16, subject: Option<&str>, bytes: Option<u64>) {
        self.is_told = true;
        let (route, took) = (self.route.as_deref().unwrap_or("unmatched"), self.began.elapsed());
        self.app.metrics.ends(&self.method, route, status, took);
        self.span.tell(|| {
            let mut told = vec![
                KeyValue::new("http.request.method", verb(&self.method)),
                KeyValue::new("url.path", self.path.clone()),
                KeyValue::new("http.response.status_code", i64::from(status)),
                KeyValue::new("client.address", self.address.to_string()),
                KeyValue::new("pubdok.request_id", self.id.clone()),
            ];
            told.extend(self.route.clone().map(|route| KeyValue::new("http.route", route)));
            told
        });
        if status >= 500 {
            self.span.fail("");
        }
        tracing::info!(target: "pubdok::access", method = %self.method, route, path = self.path, status, subject, bytes,
            micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX), address = %self.address, trace_id = %self.trace().trace,
            request_id = self.id, "served");
    }

    /// What an auditor may ask of those who only looked, or tried.
    fn note(&self, headers: &HeaderMap, status: u16, subject: Option<&str>, actor: Option<&Actor>) {
        let told = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let is_file = !told.ends_with("json");
        let is_replay = headers.contains_key("idempotent-replayed");
        let Some(kind) = watch::kind(status, (&self.method, is_replay), is_file, actor) else { return };
        self.app.watch.note(watch::Event {
            kind,
            subject: subject.map(str::to_owned),
            officer_id: actor.and_then(|actor| actor.officer),
            method: self.method.to_string(),
            path: self.path.clone(),
            status: i16::try_from(status).unwrap_or_default(),
            assignment_ids: actor.map(|actor| actor.shown.cases()).unwrap_or_default(),
            address: Some(self.address.to_string()),
            request_id: self.id.clone(),
            at: self.app.clock.now(),
        });
    }
}

/// Whose trace it is a part of. Told twice, it cannot be known.
fn caller(headers: &HeaderMap) -> Option<TraceContext> {
    let mut told = headers.get_all(TRACEPARENT);
    let (first, None) = (told.next()?, told.next()) else { return None };
    first.to_str().ok().and_then(TraceContext::read)
}

impl Drop for Record {
    fn drop(&mut self) {
        if !self.is_told {
            self.app.metrics.is_given_up();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::told;

    #[test]
    fn a_path_is_kept_without_the_secret_or_the_person_in_it() {
        for (path, kept) in [
            ("/v1/calendar-feeds/n4bQgYhMfWWaL/agenda.ics", "/v1/calendar-feeds"),
            ("/v1/calendar-feeds/n4bQgYhMfWWaL", "/v1/calendar-feeds"),
            ("/V1/Calendar-Feeds/n4bQgYhMfWWaL/agenda.ics/", "/V1/Calendar-Feeds"),
            ("//calendar-feeds%2Fn4bQgYhMfWWaL", "//calendar-feeds"),
            ("/v1/officers/1/calendar-feed", "/v1/officers/1/calendar-feed"),
            ("/v1/agenda-items", "/v1/agenda-items"),
            ("/v1/officers/198503302010011001", "/v1/officers/…"),
            ("/v1/officers/19850330%20201001%201%20001/mandates", "/v1/officers/…/mandates"),
            ("/v1/officers/%31985-0330-2010-011-001", "/v1/officers/…"),
            ("/v1/officers/+62%20811-1111-111", "/v1/officers/…"),
            ("/v1/me/eyJhbGciOiJFZERTQSJ9.e30.c2ln", "/v1/me/…"),
            ("/v1/officers/019ab0d0-0000-7000-8000-000000000001", "/v1/officers/019ab0d0-0000-7000-8000-000000000001"),
            ("/v1/officers/019AB0D0-0000-7000-8000-000000000001", "/v1/officers/019AB0D0-0000-7000-8000-000000000001"),
            ("/v1/assignments/17/journal", "/v1/assignments/17/journal"),
            ("/é/calendar-feeds/x", "/é/calendar-feeds"),
        ] {
            assert_eq!(told(path), kept, "{path}");
        }
    }
}
