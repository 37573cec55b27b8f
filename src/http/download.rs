//! Answers a GET for a stored blob: whole, in part, not at all when the client has it already, or by telling where it is.

use std::io;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use actix_web::body::SizedStream;
use actix_web::http::header::{
    self, CacheControl, CacheDirective, ContentEncoding, ContentRange, ContentRangeSpec, ETag, EntityTag, HeaderValue, HttpDate,
    LastModified,
};
use actix_web::{HttpMessage, HttpRequest, HttpResponse};
use futures_util::TryStreamExt;

use crate::blobs::{FileName, StoredBlob};
use crate::domain::digest::Digest;
use crate::domain::media_type::MediaType;
use crate::http::head::HeadersOnly;

mod conditions;
#[cfg(test)]
mod tests;

pub use conditions::{Asked, asked};

/// Refusals are values: problems are rendered in one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DownloadRefusal {
    /// 412
    #[error("the file is not the one asked for")]
    PreconditionFailed,
    /// 416; the answer carries [`DownloadRefusal::content_range`].
    #[error("no such part in a file of {size} bytes")]
    RangeNotSatisfiable { size: u64 },
}

/// Runs nothing, loads nothing but itself; a browser needs the rest to show a picture, video or PDF alone in a tab.
pub const POLICY: &str =
    "default-src 'none'; img-src 'self'; media-src 'self'; object-src 'self'; style-src 'unsafe-inline'; sandbox";

/// How long a client may show again what it has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Freshness {
    /// Asked again each time, because rights may have changed; the 304 is cheap.
    Asked,
    /// Its address names its content, so that it is never another: the caller's own browser need not ask again.
    ForGood,
    /// The same of what is published: every proxy may keep it.
    ForEverybody,
}

pub fn answer(
    req: &HttpRequest,
    blob: StoredBlob,
    digest: &Digest,
    media_type: &str,
    file_name: Option<&str>,
    last_modified: SystemTime,
    freshness: Freshness,
) -> Result<HttpResponse, DownloadRefusal> {
    let tag = EntityTag::new_strong(digest.to_string());
    let changed = HttpDate::from(whole_second(last_modified));
    let size = blob.size();
    let asked = asked(req, &tag, Some(changed), size)?;
    if asked == Asked::Nothing {
        return Ok(HttpResponse::NotModified()
            .insert_header(ETag(tag))
            .insert_header(LastModified(changed))
            .insert_header((header::CACHE_CONTROL, freshness.told()))
            .finish());
    }
    let disposition = disposition(media_type, file_name);
    // Elsewhere it would have an address of its own each time, and be kept by nobody.
    if freshness == Freshness::Asked
        && may_be_sent_elsewhere(req)
        && let Some(address) = blob.elsewhere(media_type, &disposition)
    {
        // 307, for the address is good for minutes only: nobody may keep it for the next time.
        return Ok(HttpResponse::TemporaryRedirect()
            .insert_header((header::LOCATION, address))
            .insert_header(CacheControl(vec![CacheDirective::Private, CacheDirective::NoStore]))
            .finish());
    }
    let mut response = HttpResponse::Ok();
    response
        .content_type(content_type(media_type))
        .insert_header(ETag(tag))
        .insert_header(LastModified(changed))
        .insert_header((header::CACHE_CONTROL, freshness.told()))
        .insert_header((header::CONTENT_DISPOSITION, disposition))
        .insert_header(("repr-digest", digest.repr_digest()))
        .insert_header((header::ACCEPT_RANGES, "bytes"))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((header::CONTENT_SECURITY_POLICY, POLICY))
        // Keeps the compressing middleware off: ETag, digest and length are those of the bytes as stored.
        .insert_header(ContentEncoding::Identity);
    let range = asked.told(size, &mut response);
    let length = range.end - range.start;
    let told = |error: &io::Error| tracing::error!(target: "pubdok", %error, "a file broke off while it was sent");
    Ok(response.body(SizedStream::new(length, blob.stream(range).inspect_err(told))))
}

impl DownloadRefusal {
    /// The `Content-Range` that a 416 must carry.
    pub fn content_range(&self) -> Option<ContentRange> {
        match *self {
            Self::PreconditionFailed => None,
            Self::RangeNotSatisfiable { size } => {
                Some(ContentRange(ContentRangeSpec::Bytes { range: None, instance_length: Some(size) }))
            }
        }
    }
}

/// A client repeats its conditions at the new address, where they would be held against tags and dates that are not
/// ours; and a signature is for GET, so HEAD is answered here. A range means the same everywhere.
fn may_be_sent_elsewhere(req: &HttpRequest) -> bool {
    let conditions =
        [header::IF_MATCH, header::IF_NONE_MATCH, header::IF_MODIFIED_SINCE, header::IF_UNMODIFIED_SINCE, header::IF_RANGE];
    !conditions.iter().any(|name| req.headers().contains_key(name)) && !req.extensions().contains::<HeadersOnly>()
}

impl Freshness {
    /// No proxy keeps what is personal.
    pub fn told(self) -> &'static str {
        match self {
            Self::Asked => "private, no-cache",
            Self::ForGood => "private, max-age=31536000, immutable",
            Self::ForEverybody => "public, max-age=31536000, immutable",
        }
    }
}

fn content_type(media_type: &str) -> HeaderValue {
    HeaderValue::from_str(media_type).unwrap_or(HeaderValue::from_static("application/octet-stream"))
}

fn disposition(media_type: &str, file_name: Option<&str>) -> String {
    let known = MediaType::parse(media_type);
    let shown = match known {
        Some(known) if known.is_inline() => "inline",
        _ => "attachment",
    };
    match file_name.and_then(FileName::clean) {
        Some(name) => format!("{shown}{}", name_parameters(&with_extension(&name, known))),
        None => shown.to_owned(),
    }
}

/// A download is opened by its extension, so it is made to tell the checked type: `a.jpg.exe` becomes `a.jpg.exe.jpg`.
pub fn with_extension(name: &FileName, media_type: Option<MediaType>) -> String {
    let name = name.as_str();
    let extensions = media_type.map_or(&[][..], MediaType::extensions);
    let fits = name.rsplit_once('.').is_some_and(|(_, last)| extensions.iter().any(|one| last.eq_ignore_ascii_case(one)));
    match extensions.first() {
        Some(usual) if !fits => format!("{name}.{usual}"),
        _ => name.to_owned(),
    }
}

/// RFC 6266: an ASCII name for old clients, and the true one where it differs. Written here because actix's typed
/// header leaves `=` bare in the latter.
fn name_parameters(name: &str) -> String {
    // Quotes and backslashes are escaped differently by different clients, and some decode percent signs.
    let safe = |c: char| matches!(c, ' '..='~') && !matches!(c, '"' | '\\' | '%' | '/');
    let fallback: String = name.chars().map(|c| if safe(c) { c } else { '_' }).collect();
    let mut parameters = format!("; filename=\"{fallback}\"");
    if fallback != name {
        parameters.push_str("; filename*=UTF-8''");
        name.bytes().for_each(|byte| push_encoded(&mut parameters, byte));
    }
    parameters
}

/// RFC 8187, `attr-char` or percent-encoded.
fn push_encoded(text: &mut String, byte: u8) {
    match byte {
        b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' => text.push(char::from(byte)),
        b'!' | b'#' | b'$' | b'&' | b'+' | b'-' | b'.' | b'^' | b'_' | b'`' | b'|' | b'~' => {
            text.push(char::from(byte));
        }
        _ => text.push_str(&format!("%{byte:02X}")),
    }
}

/// HTTP dates have no fractions; comparing with them would make every file newer than itself.
fn whole_second(time: SystemTime) -> SystemTime {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    UNIX_EPOCH + Duration::from_secs(since.as_secs())
}
