//! The upload form, `multipart/form-data`: `metadata` and `file`, in either order, nothing else.

use super::receive;
use crate::http::body::{self, Json};
use crate::http::disposition::Disposition;
use crate::http::language::Words;
use crate::http::problem::{FaultKind, Faults, Kind, Place, Problem};
use actix_multipart::{Field, Multipart, MultipartError};
use actix_web::error::PayloadError;
use actix_web::http::header::{self, HeaderMap, HeaderValue};
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
    /// Which of [`PARTS`] have come.
    came: [bool; PARTS.len()],
}

/// One part, in whatever order they come.
pub enum Part {
    Metadata(Json),
    File(FilePart),
}

/// The part `file`, its bytes still to come.
pub struct FilePart {
    field: Field,
    /// As it was sent.
    pub name: Option<String>,
}

impl Form {
    pub fn new(headers: &HeaderMap, payload: Payload) -> Self {
        Self { parts: Multipart::new(&lenient(headers), receive::patient(payload)), came: [false; PARTS.len()] }
    }

    /// The next part; None at the end of the form. A part that no form of ours has is refused with its name, as is one that comes
    /// twice: what a form builder adds by itself (`_charset_`, `submit`) is for its maker to leave out.
    pub async fn next(&mut self) -> Result<Option<Part>, Problem> {
        let Some(field) = self.parts.next().await.transpose().map_err(refused)? else { return Ok(None) };
        let disposition = field.headers().get(header::CONTENT_DISPOSITION);
        let disposition = disposition.and_then(|told| Disposition::read(told.as_bytes()));
        let Disposition { name, file_name } = disposition.ok_or_else(malformed)?;
        let Some(place) = PARTS.iter().position(|part| *part == name) else {
            let accepted = PARTS.map(str::to_owned).to_vec();
            let name = crate::http::problem::escape_key(&name);
            return Err(Problem::at(Place::Body(format!("#/{name}")), FaultKind::UnknownField { accepted }));
        };
        if std::mem::replace(&mut self.came[place], true) {
            return Err(Problem::at(Place::Body(format!("#/{name}")), FaultKind::DuplicateField));
        }
        if PARTS[place] == "file" {
            Ok(Some(Part::File(FilePart { field, name: file_name })))
        } else {
            metadata(field).await.map(Some)
        }
    }

    /// What a form that has ended lacks.
    pub fn missing(&self) -> Problem {
        let mut faults = Faults::default();
        for (part, _) in PARTS.iter().zip(self.came).filter(|(_, came)| !came) {
            faults.add(Place::Body(format!("#/{part}")), FaultKind::Required);
        }
        faults.into()
    }
}

/// The headers of a form as those of any body of parts: of a form the reader wants the names of files in UTF-8, and takes the
/// backslashes of a Windows path for escapes.
fn lenient(headers: &HeaderMap) -> HeaderMap {
    let mut lenient = HeaderMap::new();
    if let Some(told) = headers.get(header::CONTENT_TYPE)
        && let Ok(text) = told.to_str()
    {
        let parameters = text.find(';').map_or("", |at| &text[at..]);
        let of_parts = HeaderValue::try_from(format!("multipart/mixed{parameters}"));
        lenient.insert(header::CONTENT_TYPE, of_parts.unwrap_or_else(|_| told.clone()));
    }
    lenient
}

/// Read by its content: clients call JSON text, bytes, or nothing at all.
async fn metadata(mut field: Field) -> Result<Part, Problem> {
    let declared = declared(&field);
    let mut text = BytesMut::new();
    while let Some(chunk) = field.next().await {
        let chunk = chunk.map_err(refused)?;
        if text.len() + chunk.len() > METADATA_LIMIT {
            let words = Words::new(format!("Paling banyak {METADATA_LIMIT} byte."), format!("At most {METADATA_LIMIT} bytes."));
            return Err(at("metadata", "TOO_LONG", words));
        }
        text.extend_from_slice(&chunk);
    }
    let text = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(&text);
    body::parse(text).map(Part::Metadata).map_err(|unreadable| match declared {
        // What is another format by its own word is better told so than where it stops being JSON.
        Some(declared) if unreadable.kind == Kind::MalformedJson && is_another_format(&declared) => {
            let words =
                Words::new(format!("Isinya harus JSON, bukan {declared}."), format!("Its content must be JSON, not {declared}."));
            at("metadata", "UNSUPPORTED_MEDIA_TYPE", words)
        }
        _ => unreadable,
    })
}

/// What some programs write before UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

fn is_another_format(declared: &str) -> bool {
    let essence = declared.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    !["", "application/json", "text/json", "text/plain", "application/octet-stream"].contains(&essence.as_str())
}

impl FilePart {
    pub fn headers(&self) -> &HeaderMap {
        self.field.headers()
    }

    pub fn declared(&self) -> Option<String> {
        declared(&self.field)
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

fn refused(error: MultipartError) -> Problem {
    tracing::debug!(target: "pubdok", %error, "unreadable form");
    match error {
        MultipartError::Payload(PayloadError::Incomplete(_)) | MultipartError::Incomplete => Problem::new(Kind::MalformedBody)
            .detail(
                "Formulir terputus sebelum batas akhirnya; kirim lagi seutuhnya.",
                "The form broke off before its last boundary; send it again, whole.",
            ),
        MultipartError::Payload(error) => receive::broken(error),
        _ => malformed(),
    }
}

fn malformed() -> Problem {
    Problem::new(Kind::MalformedBody).detail(
        "Formulir tidak sesuai multipart/form-data (RFC 7578): periksa boundary dan Content-Disposition tiap bagian.",
        "The form does not keep to multipart/form-data (RFC 7578): check the boundary and each part's Content-Disposition.",
    )
}
