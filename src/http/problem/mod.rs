//! Everything that goes wrong, told one way: RFC 9457 problem details from one catalogue.

mod about;
mod catalogue;
mod choice;
pub mod codes;
mod database;
mod fault;
mod outcome;
mod refusal;
mod storage;

use about::Named;
pub use about::{Thing, ThingKind};
pub use catalogue::Kind;
pub use choice::Choice;
pub use database::OnConstraint;
pub use fault::{Fault, FaultKind, Faults, Place, escape as escape_key};

pub use refusal::tell as tell_gate;

use super::language::{Language, Words};
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::{HttpResponse, HttpResponseBuilder, ResponseError, http::StatusCode};
use fault::cut;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub const MEDIA_TYPE: &str = "application/problem+json";

/// Marks a refusal that another standard words (OAuth): the border lets it pass as it is.
#[derive(Debug, Clone, Copy)]
pub struct InWordsOfItsOwn;

/// No client reads more than this of what is wrong with its request.
const MOST_BYTES: usize = 60 * 1024;
const MOST_ERRORS: usize = 200;
/// In characters.
const LONGEST_DETAIL: usize = 3900;

/// How many bytes it is on the wire.
fn weight(told: &impl Serialize) -> usize {
    serde_json::to_vec(told).map_or(0, |text| text.len())
}

/// A refusal or a failure on its way to the client; the middleware at the border renders it.
#[derive(Debug, Clone)]
pub struct Problem {
    pub kind: Kind,
    detail: Option<Words>,
    faults: Vec<Fault>,
    /// Whether there may be faults that are not among them.
    more: bool,
    headers: Vec<(HeaderName, HeaderValue)>,
    /// What its own words name; in a box, for problems are handed on by value, and few name anything.
    named: Option<Box<Named>>,
    is_clash: bool,
}

/// RFC 9457 problem details.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Problem)]
pub struct ProblemBody {
    /// Where this kind of problem is explained; stable, dereferenceable.
    #[schema(format = "uri", max_length = 500, example = "http://127.0.0.1:8080/problems/validation")]
    pub r#type: String,
    /// The kind of problem, in the client's language.
    #[schema(max_length = 200, example = "Data tidak sah")]
    pub title: String,
    /// The HTTP status, repeated.
    #[schema(minimum = 400, maximum = 599, example = 400)]
    pub status: u16,
    /// What is wrong this time and what mends it, in the client's language.
    #[schema(max_length = 4000, example = "1 bagian permintaan tidak sah; lihat errors.")]
    pub detail: String,
    /// This occurrence: the request's id, as in the log.
    #[schema(max_length = 200, example = "urn:pubdok:request:0198c0de-0000-7000-8000-000000000001")]
    pub instance: String,
    /// The kind of problem, for programs; never changes.
    #[schema(max_length = 64, pattern = "^[A-Z][A-Z_]*$", example = "VALIDATION")]
    pub code: String,
    /// Every fault found, each at its place.
    #[schema(max_items = 200)]
    pub errors: Vec<ProblemError>,
    /// Of AMBIGUOUS_HAT: for whom it can be done.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 100, required = false)]
    pub choices: Vec<Choice>,
    /// The things that `detail` names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 200, required = false)]
    pub about: Vec<Thing>,
}

/// One fault of a request, or one unmet condition of an act.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ProblemError {
    /// Where in the body: a JSON Pointer in fragment form (RFC 6901 §6).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 500, example = "#/subject")]
    pub pointer: Option<String>,
    /// Which query or path parameter.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 200)]
    pub parameter: Option<String>,
    /// Which header.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 200)]
    pub header: Option<String>,
    /// For programs; never changes.
    #[schema(max_length = 64, pattern = "^[A-Z][A-Z_]*$", example = "TOO_LONG")]
    pub code: String,
    /// What is wrong and what mends it, in the client's language.
    #[schema(max_length = 2000, example = "Paling banyak 200 karakter.")]
    pub detail: String,
    /// The things that `detail` names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 200, required = false)]
    pub about: Vec<Thing>,
}

impl Problem {
    pub fn new(kind: Kind) -> Self {
        Self { kind, detail: None, faults: Vec::new(), more: false, headers: Vec::new(), named: None, is_clash: false }
    }

    pub fn detail(mut self, id: impl Into<String>, en: impl Into<String>) -> Self {
        self.detail = Some(Words::new(id, en));
        self
    }

    pub fn fault(mut self, fault: Fault) -> Self {
        self.faults.push(fault);
        self
    }

    fn with(self, faults: Faults) -> Self {
        let (faults, more) = faults.into_list();
        Self { faults, more, ..self }
    }

    /// In place of what it told under this name before.
    pub fn header(mut self, name: HeaderName, value: impl TryInto<HeaderValue>) -> Self {
        if let Ok(value) = value.try_into() {
            self.headers.retain(|(other, _)| *other != name);
            self.headers.push((name, value));
        }
        self
    }

    /// One fault, at one place.
    pub fn at(place: Place, kind: FaultKind) -> Self {
        Faults::one(place, kind).into()
    }

    /// The request is sound, but does not fit what is already recorded.
    pub fn conflict(faults: Faults) -> Self {
        Self::new(Kind::Conflict).with(faults)
    }

    pub fn not_found() -> Self {
        Self::new(Kind::NotFound)
    }

    /// Nothing is served yet: what the service stands on is waited for.
    pub fn not_open_yet() -> Self {
        Self::new(Kind::Unavailable)
            .detail("Layanan sedang dimulai; basis datanya ditunggu.", "The service is starting; its database is waited for.")
            .header(header::RETRY_AFTER, "5")
    }

    /// The same of an object that is itself a member of the body.
    pub fn below(mut self, member: &str) -> Self {
        self.faults = self.faults.into_iter().map(|fault| fault.below(member)).collect();
        self
    }

    /// What is wrong with that member, fault by fault; a problem without faults is one.
    pub fn into_faults(self, member: &str) -> Vec<Fault> {
        if self.faults.is_empty() {
            let kind = FaultKind::Rule { code: self.kind.code(), words: self.detail.unwrap_or_else(|| self.kind.remedy()) };
            return vec![Fault { place: Place::Body(format!("#/{member}")), kind, about: self.named.unwrap_or_default().about }];
        }
        self.below(member).faults
    }

    /// A bug or a broken machine: told to the log here, once; the client gets the request's id only.
    pub fn internal(error: impl std::fmt::Display) -> Self {
        tracing::error!(target: "pubdok", %error, "internal error");
        Self::new(Kind::Internal)
    }

    /// Something the service needs is away for the moment.
    pub fn unavailable(error: impl std::fmt::Display) -> Self {
        tracing::warn!(target: "pubdok", %error, "temporarily unavailable");
        Self::new(Kind::Unavailable).header(header::RETRY_AFTER, "1")
    }

    /// Whether it is none of the client's making.
    pub fn is_ours(&self) -> bool {
        self.kind.status().is_server_error()
    }

    /// What is told, in the client's language: at most 64 KiB of it.
    pub fn body(&self, language: Language, base_url: &str, request_id: &str) -> ProblemBody {
        let detail = self.detail.clone().unwrap_or_else(|| self.default_detail());
        let Named { choices, about } = self.named.as_deref().cloned().unwrap_or_default();
        let mut body = ProblemBody {
            r#type: self.kind.type_url(base_url),
            title: self.kind.title().say(language).to_owned(),
            status: self.kind.status().as_u16(),
            detail: cut(detail.say(language).to_owned(), LONGEST_DETAIL),
            instance: format!("urn:pubdok:request:{request_id}"),
            code: self.kind.code().to_owned(),
            errors: Vec::new(),
            choices,
            about,
        };
        let mut room = MOST_BYTES.saturating_sub(weight(&body));
        for fault in &self.faults {
            let told = fault.tell(language);
            match room.checked_sub(weight(&told) + 1) {
                Some(left) if body.errors.len() < MOST_ERRORS => room = left,
                _ => break,
            }
            body.errors.push(told);
        }
        if self.more || body.errors.len() < self.faults.len() {
            body.detail.push(' ');
            body.detail.push_str(Words::new("Mungkin ada yang lain lagi.", "There may be more.").say(language));
        }
        body
    }

    /// The answer, in the client's language.
    pub fn render(&self, language: Language, base_url: &str, request_id: &str) -> HttpResponse {
        let body = self.body(language, base_url, request_id);
        let mut response = HttpResponseBuilder::new(self.kind.status());
        for (name, value) in &self.headers {
            response.append_header((name.clone(), value.clone()));
        }
        response
            .insert_header((header::CONTENT_TYPE, MEDIA_TYPE))
            .insert_header((header::CONTENT_LANGUAGE, language.tag()))
            .insert_header((header::CACHE_CONTROL, "no-store"))
            .json(body)
    }

    fn default_detail(&self) -> Words {
        match self.faults.len() {
            0 => self.kind.remedy(),
            count if self.kind == Kind::StateForbids => Words::new(
                format!("Tindakan ini belum dapat dilakukan: {count} syarat belum terpenuhi; lihat errors."),
                format!("This act cannot be done yet: {count} condition(s) unmet; see errors."),
            ),
            count if self.kind == Kind::Conflict => Words::new(
                format!("{count} bagian permintaan bertentangan dengan yang sudah tercatat; lihat errors."),
                format!("{count} part(s) of the request conflict with what is already recorded; see errors."),
            ),
            count => Words::new(
                format!("{count} bagian permintaan tidak sah; lihat errors."),
                format!("{count} part(s) of the request are invalid; see errors."),
            ),
        }
    }
}

impl From<Faults> for Problem {
    fn from(faults: Faults) -> Self {
        Self::new(Kind::Validation).with(faults)
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.kind.code())
    }
}

impl std::error::Error for Problem {}

/// The border middleware renders the problem, because only there the language and the request's id are known.
impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        self.kind.status()
    }

    fn error_response(&self) -> HttpResponse {
        HttpResponse::new(self.kind.status())
    }
}
