//! A picture for everybody that lies ready.

use super::ready::{FOR_GOOD, dress};
use crate::domain::digest::Digest;
use crate::domain::time::Instant;
use crate::http::download::{Asked, DownloadRefusal, POLICY, asked};
use actix_web::http::header::{self, ContentEncoding, ETag, EntityTag, HttpDate, LastModified};
use actix_web::{HttpRequest, HttpResponse};
use bytes::Bytes;
use std::time::{Duration, SystemTime};

#[derive(Debug)]
pub struct Picture {
    digest: Digest,
    bytes: Bytes,
    media_type: String,
    changed: SystemTime,
}

impl Picture {
    pub fn of(bytes: Vec<u8>, media_type: String, changed: Instant) -> Self {
        let changed = SystemTime::UNIX_EPOCH + Duration::from_secs(changed.timestamp().unsigned_abs());
        Self { digest: Digest::of(&bytes), bytes: bytes.into(), media_type, changed }
    }

    pub fn bytes(&self) -> usize {
        self.bytes.len()
    }

    /// Whole, in part, or not at all, as it is asked for.
    pub fn answer(&self, request: &HttpRequest) -> Result<HttpResponse, DownloadRefusal> {
        let tag = EntityTag::new_strong(self.digest.to_string());
        let changed = HttpDate::from(self.changed);
        let asked = asked(request, &tag, Some(changed), self.bytes.len() as u64)?;
        let mut response = if asked == Asked::Nothing { HttpResponse::NotModified() } else { HttpResponse::Ok() };
        dress(&mut response, FOR_GOOD);
        response.insert_header(ETag(tag)).insert_header(LastModified(changed));
        if asked == Asked::Nothing {
            return Ok(response.finish());
        }
        response
            .insert_header((header::CONTENT_TYPE, self.media_type.as_str()))
            .insert_header((header::CONTENT_DISPOSITION, "inline"))
            .insert_header(("repr-digest", self.digest.repr_digest()))
            .insert_header((header::ACCEPT_RANGES, "bytes"))
            .insert_header((header::CONTENT_SECURITY_POLICY, POLICY))
            .insert_header(ContentEncoding::Identity);
        let range = asked.told(self.bytes.len() as u64, &mut response);
        let (from, to) = (usize::try_from(range.start).unwrap_or_default(), usize::try_from(range.end).unwrap_or_default());
        Ok(response.body(self.bytes.slice(from..to)))
    }
}
