//! Bodies that stand for another: of a HEAD, handled as the GET it stands for, and one that keeps something until it is sent.

use actix_web::body::{BodySize, BodyStream, BoxBody, MessageBody, SizedStream};
use bytes::Bytes;
use futures_util::stream;
use std::convert::Infallible;
use std::error::Error;
use std::pin::Pin;
use std::task::{Context, Poll};

/// Marks a HEAD that is handled as the GET it stands for.
#[derive(Debug, Clone, Copy)]
pub struct HeadersOnly;

/// A body of the same size that is never read: whoever asks for the headers of a gigabyte must not have it fetched.
pub fn untouched(body: BoxBody) -> BoxBody {
    match body.size() {
        BodySize::None => body,
        BodySize::Sized(size) => of_size(size),
        BodySize::Stream => BoxBody::new(BodyStream::new(nothing())),
    }
}

/// A body that is only told of: of so many bytes, none of which will be asked for.
pub fn of_size(size: u64) -> BoxBody {
    BoxBody::new(SizedStream::new(size, nothing()))
}

fn nothing() -> stream::Empty<Result<Bytes, Infallible>> {
    stream::empty()
}

/// A body, and what is to be kept until it is sent or given up.
pub struct Accompanied<K> {
    body: BoxBody,
    _kept: K,
}

impl<K> Accompanied<K> {
    pub fn new(body: BoxBody, kept: K) -> Self {
        Self { body, _kept: kept }
    }
}

impl<K: Unpin> MessageBody for Accompanied<K> {
    type Error = Box<dyn Error>;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, Self::Error>>> {
        Pin::new(&mut self.body).poll_next(cx)
    }
}
