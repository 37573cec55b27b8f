//! A picture for everybody that lies ready.

use super::ready::{FOR_GOOD, dress};
use crate::domain::digest::Digest;
use crate::domain::time::Instant;
use crate::http::download::{Asked, DownloadRefusal, POLICY, asked};
use actix_web::http::header::{self, ContentEncoding, EntityTag, HeaderValue, HttpDate, TryIntoHeaderValue};
use actix_web::{HttpRequest, HttpResponse};
use bytes::Bytes;
use std::time::{Duration, SystemTime};

#[derive(Debug)]
pub struct Picture {
    bytes: Bytes,
    tag: EntityTag,
    changed: HttpDate,
    headers: Headers,
}

/// As they are sent, written once.
#[derive(Debug)]
struct Headers {
    tag: HeaderValue,
    changed: HeaderValue,
    digest: HeaderValue,
    media_type: HeaderValue,
}

impl Picture {
    pub fn of(bytes: Vec<u8>, media_type: String, changed: Instant) -> Self {
        let changed = HttpDate::from(SystemTime::UNIX_EPOCH + Duration::from_secs(changed.timestamp().unsigned_abs()));
        let digest = Digest::of(&bytes);
        let tag = EntityTag::new_strong(digest.to_string());
        let written = |text: &str| HeaderValue::from_str(text).unwrap_or_else(|_| HeaderValue::from_static(""));
        let headers = Headers {
            tag: written(&tag.to_string()),
            changed: changed.try_into_value().unwrap_or_else(|_| written("")),
            digest: written(&digest.repr_digest()),
            media_type: written(&media_type),
        };
        Self { bytes: bytes.into(), tag, changed, headers }
    }

    pub fn bytes(&self) -> usize {
        self.bytes.len()
    }

    /// Whole, in part, or not at all, as it is asked for.
    pub fn answer(&self, request: &HttpRequest) -> Result<HttpResponse, DownloadRefusal> {
        let asked = asked(request, &self.tag, Some(self.changed), self.bytes.len() as u64)?;
        let Headers { tag, changed, digest, media_type } = &self.headers;
        let mut response = if asked == Asked::Nothing { HttpResponse::NotModified() } else { HttpResponse::Ok() };
        dress(&mut response, FOR_GOOD);
        response.insert_header((header::ETAG, tag.clone())).insert_header((header::LAST_MODIFIED, changed.clone()));
        if asked == Asked::Nothing {
            return Ok(response.finish());
        }
        response
            .insert_header((header::CONTENT_TYPE, media_type.clone()))
            .insert_header((header::CONTENT_DISPOSITION, "inline"))
            .insert_header(("repr-digest", digest.clone()))
            .insert_header((header::ACCEPT_RANGES, "bytes"))
            .insert_header((header::CONTENT_SECURITY_POLICY, POLICY))
            .insert_header(ContentEncoding::Identity);
        let range = asked.told(self.bytes.len() as u64, &mut response);
        let (from, to) = (usize::try_from(range.start).unwrap_or_default(), usize::try_from(range.end).unwrap_or_default());
        Ok(response.body(self.bytes.slice(from..to)))
    }
}
