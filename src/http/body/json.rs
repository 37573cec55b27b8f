//! One JSON object, read strictly: no member twice, and no more than requests of ours have.

use super::modest;
use super::tree::{Noted, Reading, Tree};
use crate::http::problem::{FaultKind, Faults, Kind, Place, Problem};
use deserr::{Deserr, IntoValue, ValuePointerRef};
use serde::de::DeserializeSeed;
use std::cell::RefCell;
use std::io;

/// One JSON object, the members it gave twice, and those it left empty.
#[derive(Debug)]
pub struct Json {
    value: Tree,
    noted: Noted,
}

impl Json {
    /// The bytes that tell it apart from another.
    pub fn canonical(&self) -> Vec<u8> {
        let mut length = Length::default();
        let told = serde_json::to_writer(&mut length, &self.value);
        // Known, it need not be moved while it grows.
        let mut text = Vec::with_capacity(length.0);
        if told.and_then(|()| serde_json::to_writer(&mut text, &self.value)).is_err() {
            text.clear();
        }
        text
    }

    /// The object itself, unless a member was given twice.
    pub fn whole(self) -> Result<serde_json::Value, Faults> {
        self.noted.twice.none().map(|()| self.value.without_blanks().into_value().into())
    }

    /// A domain request, or every fault: those of its members, and members given twice. An empty text is no text: what may be
    /// absent is.
    pub fn read<T: Deserr<Faults>>(self) -> Result<T, Faults> {
        Self { value: self.value.without_blanks(), ..self }.read_patch()
    }

    /// A merge patch likewise; an empty text clears what may be cleared.
    pub fn read_patch<T: Deserr<Faults>>(self) -> Result<T, Faults> {
        let Noted { mut twice, blanks } = self.noted;
        let read = request::<T>(self.value).map_err(|faults| faults.of_blanks(&blanks));
        if twice.is_empty() {
            return read;
        }
        if let Err(more) = read {
            twice.extend(more);
        }
        Err(twice)
    }
}

/// How long a text is, without the text.
#[derive(Default)]
struct Length(usize);

impl io::Write for Length {
    fn write(&mut self, text: &[u8]) -> io::Result<usize> {
        self.0 += text.len();
        Ok(text.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A domain request from its JSON, or every fault in it.
pub fn request<T: Deserr<Faults>>(value: impl IntoValue) -> Result<T, Faults> {
    deserr::deserialize::<T, _, Faults>(value)
}

pub fn parse(bytes: &[u8]) -> Result<Json, Problem> {
    modest::check(bytes)?;
    let noted = RefCell::new(Noted::default());
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let read = Reading { place: ValuePointerRef::Origin, noted: &noted }.deserialize(&mut reader);
    let noted = noted.into_inner();
    if noted.twice.is_full() {
        return Err(noted.twice.into());
    }
    let value = read.and_then(|value| reader.end().map(|()| value)).map_err(|error| {
        Problem::new(Kind::MalformedJson).detail(
            format!("Baris {}, kolom {}: bukan JSON yang sah.", error.line(), error.column()),
            format!("Line {}, column {}: not valid JSON ({}).", error.line(), error.column(), reason(&error)),
        )
    })?;
    if matches!(value, Tree::Object(_)) {
        Ok(Json { value, noted })
    } else {
        Err(Problem::at(Place::Body("#".to_owned()), FaultKind::WrongType { expected: "object".to_owned() }))
    }
}

/// serde_json's reason without its own " at line 1 column 2".
fn reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.split(" at line").next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_member_given_twice_is_named() {
        let json = parse(br#"{"a":1,"a":2,"b":[{"c":1,"c":1}]}"#).unwrap();
        let body = format!("{:?}", json.noted.twice);
        assert!(body.contains("#/a") && body.contains("#/b/0/c"), "{body}");
    }

    #[test]
    fn what_is_not_one_json_object_is_refused() {
        for raw in ["", "{", "[]", "1", "{} {}", "{\"a\":1e400}", "{\"a\":\"\\ud800\"}", &"[".repeat(200)] {
            assert!(parse(raw.as_bytes()).is_err(), "{raw}");
        }
        assert!(parse(b"{\"a\":\"\xff\"}").is_err());
    }

    #[test]
    fn what_tells_a_body_apart_is_what_it_says_and_not_how() {
        let said = parse(b" { \"b\" : [ 1.50, -2, true ] , \"a\" : { \"\\u00e9\" : null } } ").unwrap();
        assert_eq!(String::from_utf8(said.canonical()).unwrap(), "{\"a\":{\"\u{e9}\":null},\"b\":[1.5,-2,true]}");
        assert_eq!(said.whole().unwrap(), serde_json::json!({ "a": { "\u{e9}": null }, "b": [1.5, -2, true] }));
    }
}
