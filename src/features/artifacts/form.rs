//! The upload form, `multipart/form-data`: first `metadata`, then `file`, nothing else.

use super::receive;
use crate::http::body::{self, Json};
use crate::http::language::Words;
use crate::http::problem::{FaultKind, Faults, Kind, Place, Problem};
use actix_multipart::{Field, Multipart, MultipartError};
use actix_web::error::PayloadError;
use actix_web::http::header::{self, HeaderMap};
use actix_web::web::Payload;
use bytes::{Bytes, BytesMut};
use futures_util::{Stream, StreamExt};

/// Words about a file are few.
const METADATA_LIMIT: usize = 64 * 1024;

/// What a form may weigh besides its file.
pub const OVERHEAD: u64 = METADATA_LIMIT as u64 + 16 * 1024;

const PARTS: [&str; 2] = ["metadata", "file"];

/// A form being read, part after part as they arrive.
pub struct Form {
    parts: Multipart,
}

/// The part `file`, its bytes still to come.
pub struct FilePart {
    field: Field,
}

impl Form {
    pub fn new(headers: &HeaderMap, payload: Payload) -> Self {
        Self { parts: Multipart::new(headers, receive::patient(payload)) }
    }

    /// The first part. It says what the file may be and how large, so it must come before it.
    pub async fn metadata(&mut self) -> Result<Json, Problem> {
        let mut field = match self.next("metadata").await? {
            Some(field) => field,
            None => return Err(missing(&PARTS)),
        };
        // Browsers send a text member of a form without a type.
        let is_json =
            |declared: &str| declared.split(';').next().is_some_and(|one| one.trim().eq_ignore_ascii_case("application/json"));
        if declared(&field).is_some_and(|declared| !is_json(&declared)) {
            let words = Words::new(
                "Content-Type bagian ini harus application/json.",
                "The Content-Type of this part must be application/json.",
            );
            return Err(at("metadata", "UNSUPPORTED_MEDIA_TYPE", words));
        }
        let mut text = BytesMut::new();
        while let Some(chunk) = field.next().await {
            let chunk = chunk.map_err(refused)?;
            if text.len() + chunk.len() > METADATA_LIMIT {
                let words =
                    Words::new(format!("Paling banyak {METADATA_LIMIT} byte."), format!("At most {METADATA_LIMIT} bytes."));
                return Err(at("metadata", "TOO_LONG", words));
            }
            text.extend_from_slice(&chunk);
        }
        body::parse(&text)
    }

    pub async fn file(&mut self) -> Result<FilePart, Problem> {
        match self.next("file").await? {
            Some(field) => Ok(FilePart { field }),
            None => Err(missing(&PARTS[1..])),
        }
    }

    /// Nothing may follow the file.
    pub async fn end(&mut self) -> Result<(), Problem> {
        self.next("").await.map(|_| ())
    }

    /// The next part, which must have this name.
    async fn next(&mut self, wanted: &str) -> Result<Option<Field>, Problem> {
        let Some(field) = self.parts.next().await.transpose().map_err(refused)? else { return Ok(None) };
        let name = field.name().unwrap_or_default();
        if name == wanted {
            return Ok(Some(field));
        }
        if !PARTS.contains(&name) {
            let accepted = PARTS.map(str::to_owned).to_vec();
            let name = crate::http::problem::escape_key(name);
            return Err(Problem::at(Place::Body(format!("#/{name}")), FaultKind::UnknownField { accepted }));
        }
        if wanted == "metadata" {
            let words = Words::new("Kirim bagian metadata sebelum bagian file.", "Send the part metadata before the part file.");
            return Err(at("metadata", "ORDER", words));
        }
        Err(Problem::at(Place::Body(format!("#/{name}")), FaultKind::DuplicateField))
    }
}

impl FilePart {
    pub fn headers(&self) -> &HeaderMap {
        self.field.headers()
    }

    pub fn declared(&self) -> Option<String> {
        declared(&self.field)
    }

    /// The name in UTF-8 (`filename*`) before the plain one.
    pub fn name(&self) -> Option<String> {
        let disposition = self.field.content_disposition()?;
        let extended = disposition.get_filename_ext().and_then(|name| String::from_utf8(name.value.clone()).ok());
        extended.or_else(|| disposition.get_filename().map(str::to_owned))
    }

    pub fn bytes(self) -> impl Stream<Item = Result<Bytes, Problem>> {
        self.field.map(|chunk| chunk.map_err(refused))
    }
}

/// The `Content-Type` of a part, also one that cannot be read.
fn declared(field: &Field) -> Option<String> {
    field.headers().get(header::CONTENT_TYPE).map(|value| value.to_str().unwrap_or("?").to_owned())
}

fn at(part: &str, code: &'static str, words: Words) -> Problem {
    Problem::at(Place::Body(format!("#/{part}")), FaultKind::Rule { code, words })
}

fn missing(parts: &[&str]) -> Problem {
    let mut faults = Faults::default();
    for part in parts {
        faults.add(Place::Body(format!("#/{part}")), FaultKind::Required);
    }
    faults.into()
}

fn refused(error: MultipartError) -> Problem {
    tracing::debug!(target: "pubdok", %error, "unreadable form");
    match error {
        MultipartError::Payload(PayloadError::Incomplete(_)) | MultipartError::Incomplete => Problem::new(Kind::MalformedBody)
            .detail(
                "Formulir terputus sebelum batas akhirnya; kirim lagi seutuhnya.",
                "The form broke off before its last boundary; send it again, whole.",
            ),
        MultipartError::Payload(error) => receive::broken(error),
        _ => Problem::new(Kind::MalformedBody).detail(
            "Formulir tidak sesuai multipart/form-data (RFC 7578): periksa boundary dan Content-Disposition tiap bagian.",
            "The form does not keep to multipart/form-data (RFC 7578): check the boundary and each part's Content-Disposition.",
        ),
    }
}
