//! What a handler takes besides the call itself: the JSON body, and the id in the path.

use crate::http::body;
use crate::http::problem::{Faults, Kind, Problem};
use actix_web::dev::Payload;
use actix_web::http::Method;
use actix_web::{FromRequest, HttpRequest, web};
use deserr::Deserr;
use std::future::{Future, ready};
use std::pin::Pin;
use uuid::Uuid;

/// A JSON body, with the bytes that tell it apart from another.
pub struct Body<T> {
    pub request: T,
    pub canonical: Vec<u8>,
}

/// What a merge patch may be sent as; `application/json` because generated clients send it.
const PATCH_TYPES: &[&str] = &["application/merge-patch+json", "application/json"];

impl<T: Deserr<Faults> + 'static> FromRequest for Body<T> {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let request = request.clone();
        let mut payload = web::Payload::from_request(&request, payload).into_inner();
        Box::pin(async move {
            let is_patch = request.method() == Method::PATCH;
            let payload = payload.as_mut().map_err(|_| Problem::new(Kind::MalformedBody))?;
            let json = match *request.method() {
                Method::PATCH => body::read_json(request.headers(), payload, PATCH_TYPES).await?,
                Method::POST => body::read_act(request.headers(), payload, &["application/json"]).await?,
                _ => body::read_json(request.headers(), payload, &["application/json"]).await?,
            };
            let canonical = json.canonical();
            let read = if is_patch { json.read_patch() } else { json.read() };
            Ok(Self { request: read?, canonical })
        })
    }
}

/// The `{id}` of a path; what is no id is nothing we have.
pub struct Id(pub Uuid);

impl FromRequest for Id {
    type Error = Problem;
    type Future = std::future::Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::named(request, "id").map(Self))
    }
}

impl Id {
    /// An id of a path has one spelling, as we write it: two addresses of one thing would be two things to caches, logs and keys.
    pub fn named(request: &HttpRequest, name: &str) -> Result<Uuid, Problem> {
        let text = request.match_info().get(name).unwrap_or_default();
        let id = Uuid::try_parse(text).ok().filter(|id| id.hyphenated().encode_lower(&mut Uuid::encode_buffer()) == text);
        id.ok_or_else(Problem::not_found)
    }
}
