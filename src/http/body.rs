//! Bodies: strict JSON (no member twice), all faults in one answer.

use super::problem::escape_key;
use super::problem::{FaultKind, Faults, Kind, Place, Problem};
use actix_web::http::header::{self, HeaderMap};
use actix_web::web::{Bytes, BytesMut, Payload};
use deserr::Deserr;
use futures_util::StreamExt;
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};
use std::cell::RefCell;
use std::time::Duration;

/// JSON bodies carry words, not files.
pub const JSON_LIMIT: usize = 1024 * 1024;
/// A megabyte over the slowest line worth serving.
const PATIENCE: Duration = Duration::from_secs(30);

/// One JSON object, and the members it gave twice.
#[derive(Debug)]
pub struct Json {
    pub value: Value,
    duplicates: Faults,
}

impl Json {
    /// The bytes that tell it apart from another.
    pub fn canonical(&self) -> Vec<u8> {
        serde_json::to_vec(&self.value).unwrap_or_default()
    }

    /// The object itself, unless a member was given twice.
    pub fn whole(self) -> Result<Value, Faults> {
        self.duplicates.none().map(|()| self.value)
    }

    /// A domain request, or every fault: those of its members, and members given twice.
    pub fn read<T: Deserr<Faults>>(mut self) -> Result<T, Faults> {
        let read = request::<T>(self.value);
        if self.duplicates.is_empty() {
            return read;
        }
        if let Err(more) = read {
            self.duplicates.extend(more);
        }
        Err(self.duplicates)
    }
}

/// The body of a request as one JSON object.
pub async fn read_json(headers: &HeaderMap, payload: &mut Payload, accepted: &[&str]) -> Result<Json, Problem> {
    require_media_type(headers, accepted)?;
    let bytes = read_bytes(headers, payload, JSON_LIMIT).await?;
    parse(&bytes)
}

/// A domain request from its JSON, or every fault in it.
pub fn request<T: Deserr<Faults>>(value: Value) -> Result<T, Faults> {
    deserr::deserialize::<T, _, Faults>(value)
}

/// The whole body, refused as soon as it is known to be too large.
pub async fn read_bytes(headers: &HeaderMap, payload: &mut Payload, limit: usize) -> Result<Bytes, Problem> {
    let declared = headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
    if declared.is_some_and(|length| length > limit) {
        return Err(too_large(limit as u64));
    }
    let read = async {
        let mut body = BytesMut::new();
        while let Some(chunk) = payload.next().await {
            let chunk = chunk.map_err(|error| broken_body(&error))?;
            if body.len() + chunk.len() > limit {
                return Err(too_large(limit as u64));
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body.freeze())
    };
    // The framework's own time limit covers the head of a request only.
    tokio::time::timeout(PATIENCE, read).await.unwrap_or_else(|_| Err(Problem::new(Kind::RequestTimeout)))
}

pub fn too_large(limit: u64) -> Problem {
    Problem::new(Kind::PayloadTooLarge).detail(format!("Batasnya {limit} byte."), format!("The limit is {limit} bytes."))
}

/// The client stopped sending, or sent a broken encoding.
pub fn broken_body(error: &dyn std::fmt::Display) -> Problem {
    tracing::debug!(target: "pubdok", %error, "body ended early");
    Problem::new(Kind::MalformedBody)
}

pub fn require_media_type(headers: &HeaderMap, accepted: &[&str]) -> Result<(), Problem> {
    let sent = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = sent.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    // Compressed requests would be decompression bombs.
    let encoded = headers.get(header::CONTENT_ENCODING).is_some_and(|value| value != "identity");
    if accepted.contains(&essence.as_str()) && !encoded {
        return Ok(());
    }
    let offer = accepted.join(", ");
    let name = if accepted.contains(&"application/merge-patch+json") { "accept-patch" } else { "accept-post" };
    Err(Problem::new(Kind::UnsupportedMediaType)
        .detail(format!("Content-Type harus {offer}."), format!("Content-Type must be {offer}."))
        .header(header::HeaderName::from_static(name), offer))
}

pub fn parse(bytes: &[u8]) -> Result<Json, Problem> {
    let duplicates = RefCell::new(Faults::default());
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let read = Strict { pointer: "#".to_owned(), duplicates: &duplicates }.deserialize(&mut reader);
    let value = read.and_then(|value| reader.end().map(|()| value)).map_err(|error| {
        Problem::new(Kind::MalformedJson).detail(
            format!("Baris {}, kolom {}: bukan JSON yang sah.", error.line(), error.column()),
            format!("Line {}, column {}: not valid JSON ({}).", error.line(), error.column(), reason(&error)),
        )
    })?;
    if value.is_object() {
        Ok(Json { value, duplicates: duplicates.into_inner() })
    } else {
        Err(Problem::at(Place::Body("#".to_owned()), FaultKind::WrongType { expected: "object".to_owned() }))
    }
}

/// serde_json's reason without its own " at line 1 column 2".
fn reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.split(" at line").next().unwrap_or_default().to_owned()
}

/// Reads any JSON value, noting members that stand twice: two readers of such a body would see different things.
struct Strict<'a> {
    pointer: String,
    duplicates: &'a RefCell<Faults>,
}

impl Strict<'_> {
    fn below(&self, step: &dyn std::fmt::Display) -> Self {
        Strict { pointer: format!("{}/{step}", self.pointer), duplicates: self.duplicates }
    }
}

impl<'de> DeserializeSeed<'de> for Strict<'_> {
    type Value = Value;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_string<E: Error>(self, value: String) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(self.below(&list.len()))? {
            list.push(item);
        }
        Ok(list.into())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some(name) = members.next_key::<String>()? {
            let below = self.below(&escape_key(&name));
            let pointer = below.pointer.clone();
            let value = members.next_value_seed(below)?;
            if object.insert(name, value).is_some() {
                self.duplicates.borrow_mut().add(Place::Body(pointer), FaultKind::DuplicateField);
            }
        }
        Ok(object.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_member_given_twice_is_named() {
        let json = parse(br#"{"a":1,"a":2,"b":[{"c":1,"c":1}]}"#).unwrap();
        let body = format!("{:?}", json.duplicates);
        assert!(body.contains("#/a") && body.contains("#/b/0/c"), "{body}");
    }

    #[test]
    fn what_is_not_one_json_object_is_refused() {
        for raw in ["", "{", "[]", "1", "{} {}", "{\"a\":1e400}", "{\"a\":\"\\ud800\"}", &"[".repeat(200)] {
            assert!(parse(raw.as_bytes()).is_err(), "{raw}");
        }
        assert!(parse(b"{\"a\":\"\xff\"}").is_err());
    }
}
