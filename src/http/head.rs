//! HEAD: handled as the GET it stands for, answered without its body.

use actix_web::body::{BodySize, BodyStream, BoxBody, MessageBody, SizedStream};
use bytes::Bytes;
use futures_util::stream;
use std::convert::Infallible;

/// Marks a HEAD that is handled as the GET it stands for.
#[derive(Debug, Clone, Copy)]
pub struct HeadersOnly;

/// A body of the same size that is never read: whoever asks for the headers of a gigabyte must not have it fetched.
pub fn untouched(body: BoxBody) -> BoxBody {
    let nothing = stream::empty::<Result<Bytes, Infallible>>();
    match body.size() {
        BodySize::None => body,
        BodySize::Sized(size) => BoxBody::new(SizedStream::new(size, nothing)),
        BodySize::Stream => BoxBody::new(BodyStream::new(nothing)),
    }
}
