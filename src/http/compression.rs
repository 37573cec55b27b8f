//! Which answers are compressed, and the ETag of those that are.

use actix_web::Error;
use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::{self, AcceptEncoding, Encoding, Header, HeaderValue};
use actix_web::middleware::Next;

/// Only text of some length is worth compressing; what is compressed gets an ETag of its own (RFC 9110 §8.8.3.3).
pub async fn prepare_compression(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    // Who takes none of all codings gets what there is: the framework would refuse, and in words of its own.
    let refuses = request.headers().get(header::ACCEPT_ENCODING).is_some_and(|asked| asked.as_bytes().contains(&b'0'));
    if refuses && AcceptEncoding::parse(&request).is_ok_and(|asked| asked.negotiate(offered().iter()).is_none()) {
        request.headers_mut().remove(header::ACCEPT_ENCODING);
    }
    let mut response = next.call(request).await?.map_into_boxed_body();
    let coding = response.headers().get(header::CONTENT_ENCODING).and_then(|value| value.to_str().ok()).map(str::to_owned);
    if let Some(coding) = coding.as_deref().filter(|coding| *coding != "identity") {
        let tag =
            response.headers().get(header::ETAG).and_then(|value| value.to_str().ok()?.strip_suffix('"').map(str::to_owned));
        if let Some(value) = tag.and_then(|tag| HeaderValue::from_str(&format!("{tag}-{coding}\"")).ok()) {
            response.headers_mut().insert(header::ETAG, value);
        }
    } else if coding.is_some() && response.status() != StatusCode::NOT_MODIFIED {
        response.headers_mut().remove(header::CONTENT_ENCODING);
    }
    Ok(response)
}

/// As the framework has them.
fn offered() -> [Encoding; 5] {
    [Encoding::identity(), Encoding::brotli(), Encoding::gzip(), Encoding::deflate(), Encoding::zstd()]
}

/// Marks answers that are not to be compressed; runs inside the compressing middleware.
pub async fn choose_compression(request: ServiceRequest, next: Next<BoxBody>) -> Result<ServiceResponse<BoxBody>, Error> {
    const WORTH: u64 = 1024;
    let mut response = next.call(request).await?;
    // What lies ready is packed already.
    if response.headers().contains_key(header::CONTENT_ENCODING) {
        return Ok(response);
    }
    let media_type = response.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let is_text = ["json", "text/", "javascript", "xml"].iter().any(|part| media_type.contains(part));
    let is_long = match response.response().body().size() {
        BodySize::Sized(size) => size >= WORTH,
        // Nobody streams what is short.
        BodySize::Stream => true,
        BodySize::None => false,
    };
    let has_digest = response.headers().contains_key("repr-digest");
    if !is_text || !is_long || has_digest {
        response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static("identity"));
    }
    Ok(response)
}
