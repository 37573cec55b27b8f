//! The headers of tus: how they are told in the document, and how they are read.

use super::super::checksum::Checksum;
use super::super::metadata;
use super::super::take::Piece;
use crate::http::language::Words;
use crate::http::problem::{FaultKind, Faults, Kind, Place, Problem};
use crate::http::{body, tus};
use actix_web::http::header::{self, HeaderMap, HeaderName};
use utoipa::IntoParams;

const BYTES: &str = "application/offset+octet-stream";

/// What every request below `/v1/uploads` carries.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "required at the border; here for the document")]
pub struct Speaks {
    /// The version of tus: `1.0.0`.
    #[param(rename = "Tus-Resumable", max_length = 20, pattern = "^1\\.0\\.0$", example = "1.0.0")]
    tus_resumable: String,
}

/// What begins an upload.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "read one by one below; here for the document")]
pub struct BeginHeaders {
    /// How many bytes the whole file has. Lengths told later (`Upload-Defer-Length`) are not taken.
    #[param(rename = "Upload-Length", minimum = 1, maximum = 4294967296_i64, example = 314572800)]
    upload_length: i64,
    /// Pairs of a key and its value in base64, separated by commas.
    #[param(
        rename = "Upload-Metadata",
        max_length = 16384,
        pattern = "^[^ ,]+( [A-Za-z0-9+/]*={0,2})?( *, *[^ ,]+( [A-Za-z0-9+/]*={0,2})?)*$",
        example = "assignmentId MDE5OGMwZGUtMDAwMC03MDAwLTgwMDAtMDAwMDAwMDAwMDAx,kind VklERU8=,title UGFuZW4gcmF5YQ==,filename cGFuZW4ubXA0"
    )]
    upload_metadata: String,
    /// Of the body, if there is one: `sha1` or `sha256`, a space, the sum in base64.
    #[param(
        rename = "Upload-Checksum",
        required = false,
        max_length = 100,
        pattern = "^(sha1 [A-Za-z0-9+/]{27}=|sha256 [A-Za-z0-9+/]{43}=)$",
        example = "sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu0="
    )]
    upload_checksum: Option<String>,
}

/// What goes on with one.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "read one by one below; here for the document")]
pub struct PieceHeaders {
    /// Where the body begins: as HEAD tells.
    #[param(rename = "Upload-Offset", minimum = 0, maximum = 4294967296_i64, example = 8388608)]
    upload_offset: i64,
    /// `sha1` or `sha256`, a space, the sum of the body in base64.
    #[param(
        rename = "Upload-Checksum",
        required = false,
        max_length = 100,
        pattern = "^(sha1 [A-Za-z0-9+/]{27}=|sha256 [A-Za-z0-9+/]{43}=)$",
        example = "sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu0="
    )]
    upload_checksum: Option<String>,
}

/// What a request that begins an upload says.
pub struct Beginning {
    pub length: i64,
    pub metadata: String,
    /// The first bytes, if they come along.
    pub piece: Option<Piece>,
}

impl Beginning {
    pub fn of(headers: &HeaderMap) -> Result<Self, Problem> {
        let metadata = headers.get(tus::METADATA).map(|value| value.to_str().unwrap_or("?"));
        let piece = first_piece(headers)?;
        let (length, announced) = (length(headers), metadata.map(metadata::read));
        let (length, metadata) = match (length, metadata, announced) {
            (Ok(length), Some(metadata), Some(Ok(_))) => (length, metadata.to_owned()),
            (length, _, announced) => {
                let mut faults = length.err().unwrap_or_default();
                match announced {
                    None => faults.add(Place::Header("Upload-Metadata"), FaultKind::Required),
                    Some(announced) => faults.extend(announced.err().unwrap_or_default()),
                }
                return Err(faults.into());
            }
        };
        if piece.as_ref().and_then(|piece| piece.announced).is_some_and(|bytes| bytes > length.unsigned_abs()) {
            return Err(body::too_large(length.unsigned_abs()));
        }
        Ok(Self { length, metadata, piece })
    }
}

/// The body of a request that goes on with an upload.
pub fn piece(headers: &HeaderMap) -> Result<Piece, Problem> {
    require_bytes(headers)?;
    let offset = match number(headers, tus::OFFSET) {
        None => Err(Faults::one(Place::Header("Upload-Offset"), FaultKind::Required)),
        Some(None) => Err(malformed("Upload-Offset")),
        Some(Some(offset)) => Ok(offset),
    };
    Ok(Piece { offset: offset?, announced: announced(headers), checksum: Checksum::of(headers)? })
}

fn first_piece(headers: &HeaderMap) -> Result<Option<Piece>, Problem> {
    let has_body = announced(headers).is_some_and(|bytes| bytes > 0) || headers.contains_key(header::TRANSFER_ENCODING);
    if !has_body {
        return Ok(None);
    }
    require_bytes(headers)?;
    Ok(Some(Piece { offset: 0, announced: announced(headers), checksum: Checksum::of(headers)? }))
}

fn length(headers: &HeaderMap) -> Result<i64, Faults> {
    let place = Place::Header("Upload-Length");
    let mut faults = Faults::default();
    if headers.contains_key(tus::CONCAT) {
        let words = Words::new(
            "Unggahan yang digabung tidak ditawarkan; kirim berkas sebagai satu unggahan.",
            "Concatenation is not offered; send the file as one upload.",
        );
        faults.add(Place::Header("Upload-Concat"), FaultKind::Rule { code: "NOT_OFFERED", words });
    }
    if headers.contains_key(tus::DEFER_LENGTH) {
        // Also beside a length: one of the two would not be meant.
        let words = Words::new(
            "Panjang berkas harus diketahui di awal: kirim Upload-Length saja.",
            "The length must be known at the beginning: send Upload-Length alone.",
        );
        faults.add(Place::Header("Upload-Defer-Length"), FaultKind::Rule { code: "NOT_OFFERED", words });
    }
    match number(headers, tus::LENGTH) {
        Some(Some(length)) if length > 0 && faults.is_empty() => return Ok(length),
        Some(Some(length)) if length > 0 => {}
        Some(Some(_)) => {
            let words = Words::new("Berkas kosong bukan berkas.", "An empty file is no file.");
            faults.add(place, FaultKind::Rule { code: "EMPTY", words });
        }
        Some(None) => faults.extend(malformed("Upload-Length")),
        None if headers.contains_key(tus::DEFER_LENGTH) => {}
        None => faults.add(place, FaultKind::Required),
    }
    Err(faults)
}

fn require_bytes(headers: &HeaderMap) -> Result<(), Problem> {
    let sent = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let encoded = headers.get(header::CONTENT_ENCODING).is_some_and(|value| value != "identity");
    if sent.trim().eq_ignore_ascii_case(BYTES) && !encoded {
        return Ok(());
    }
    Err(Problem::new(Kind::UnsupportedMediaType)
        .detail(
            format!("Content-Type harus {BYTES}, tanpa Content-Encoding."),
            format!("Content-Type must be {BYTES}, without Content-Encoding."),
        )
        .header(HeaderName::from_static("accept-patch"), BYTES))
}

fn announced(headers: &HeaderMap) -> Option<u64> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// A count of bytes; None inside: something else stands there.
fn number(headers: &HeaderMap, name: HeaderName) -> Option<Option<i64>> {
    let text = headers.get(name)?.to_str().unwrap_or_default();
    Some(text.parse().ok().filter(|_| text.bytes().all(|byte| byte.is_ascii_digit())))
}

fn malformed(name: &'static str) -> Faults {
    let words = Words::new("Tulis banyaknya byte dalam angka.", "Write a number of bytes in digits.");
    Faults::one(Place::Header(name), FaultKind::Rule { code: "MALFORMED", words })
}
