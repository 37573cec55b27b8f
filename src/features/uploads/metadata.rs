//! `Upload-Metadata`: what a file is, told before its bytes, in single words or as the JSON of the upload form.

use crate::blobs::FileName;
use crate::domain::text::is_blank;
use crate::domain::text_encoding::guess;
use crate::features::artifacts::pieces::{Target, describe};
use crate::http::body;
use crate::http::language::Words;
use crate::http::problem::{Fault, FaultKind, Faults, Place};
use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use uuid::Uuid;

const NAME: &str = "Upload-Metadata";
/// With its padding or without: some clients leave it away.
const BASE64: GeneralPurpose =
    GeneralPurpose::new(&STANDARD, GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent));
/// Words about a file are few.
const LONGEST: usize = 16 * 1024;

/// Members of the description that are a word each: clients that only know names and texts can tell these.
const WORDS: [&str; 12] = [
    "kind",
    "title",
    "caption",
    "byline",
    "credit",
    "copyright",
    "takenAt",
    "locationShown",
    "altText",
    "lawfulBasis",
    "consentRef",
    "embargoUntil",
];
/// Of these, what must be told: left empty it is a fault, where anything else left empty in a form is not there.
const NEEDED: [&str; 2] = ["kind", "title"];
/// What some clients call the same, and what they send besides that means nothing here.
const ALIASES: [(&str, &str); 2] = [("name", "filename"), ("type", "filetype")];
const PASSED_OVER: &str = "relativePath";

/// A file that is about to come.
#[derive(Debug, Clone)]
pub struct Announced {
    pub target: Target,
    /// What describes a new artifact; empty for a new version.
    pub description: Value,
    pub file_name: Option<FileName>,
    pub declared_type: Option<String>,
}

/// Reads the whole header, or tells every fault in it, each with the key it is about.
pub fn read(header: &str) -> Result<Announced, Faults> {
    let mut pairs = pairs(header)?;
    let mut faults = Faults::default();
    let file_name = pairs.remove("filename").and_then(|name| FileName::clean(&name));
    // Whatever it is: the bytes decide. No type is as long as what is kept of it.
    let declared_type = pairs.remove("filetype").map(|text| text.trim().chars().take(200).collect::<String>());
    let mut id = |key: &'static str, faults: &mut Faults| {
        let text = pairs.remove(key)?;
        let id = Uuid::try_parse(&text).ok().filter(|_| text.len() == 36);
        if id.is_none() {
            faults.extend(about(key, &FaultKind::NotAnId));
        }
        Some(id.unwrap_or_default())
    };
    let (case, artifact) = (id("assignmentId", &mut faults), id("artifactId", &mut faults));
    if case.is_some() == artifact.is_some() {
        let words = Words::new(
            "Sebut salah satu: assignmentId (artefak baru) atau artifactId (versi baru).",
            "Name one of the two: assignmentId (a new artifact) or artifactId (a new version).",
        );
        faults.add(Place::Header(NAME), FaultKind::Rule { code: "TARGET_REQUIRED", words });
    }
    if let Some(artifact) = artifact {
        // An artifact that is there has both.
        pairs.retain(|_, text| !is_blank(text));
        let accepted = || ["artifactId", "filename", "filetype"].map(str::to_owned).to_vec();
        pairs.keys().for_each(|key| faults.extend(about(key, &FaultKind::UnknownField { accepted: accepted() })));
        faults.none()?;
        return Ok(Announced { target: Target::Version { artifact }, description: json!({}), file_name, declared_type });
    }
    let description = description(pairs, &mut faults);
    let request = describe(description.clone());
    match request {
        Ok(request) => {
            faults.none()?;
            let target = Target::New { case: case.unwrap_or_default(), request };
            Ok(Announced { target, description, file_name, declared_type })
        }
        Err(more) => {
            faults.extend(of_header(more));
            Err(faults)
        }
    }
}

/// The JSON in `metadata`, and the single words beside it.
fn description(pairs: BTreeMap<String, String>, faults: &mut Faults) -> Value {
    let mut whole = json!({});
    if let Some(text) = pairs.get("metadata") {
        match body::parse(text.as_bytes()).map(body::Json::whole) {
            Ok(Ok(value)) => whole = value,
            Ok(Err(twice)) => faults.extend(of_header(twice)),
            Err(_) => faults.extend(about("metadata", &FaultKind::WrongType { expected: "JSON object".to_owned() })),
        }
    }
    for (key, text) in pairs.into_iter().filter(|(key, _)| key != "metadata") {
        if faults.is_full() {
            break;
        }
        if key == "childrenShown" && ["true", "false"].contains(&text.as_str()) {
            whole[key] = json!(text == "true");
        } else if !WORDS.contains(&key.as_str()) && key != "childrenShown" {
            let known = ["assignmentId", "artifactId", "filename", "filetype", "metadata", "childrenShown"].into_iter();
            let accepted = known.chain(WORDS).map(str::to_owned).collect();
            faults.extend(about(&key, &FaultKind::UnknownField { accepted }));
        } else if whole.get(&key).is_none() {
            whole[key] = json!(text);
        } else if !is_blank(&text) {
            faults.extend(about(&key, &FaultKind::DuplicateField));
        }
    }
    whole
}

/// `key base64,key base64`; a key may stand alone. What is left empty is there only where it is needed and told nowhere else.
fn pairs(header: &str) -> Result<BTreeMap<String, String>, Faults> {
    if header.len() > LONGEST {
        let words = Words::new(format!("Paling banyak {LONGEST} byte."), format!("At most {LONGEST} bytes."));
        return Err(Faults::one(Place::Header(NAME), FaultKind::Rule { code: "TOO_LONG", words }));
    }
    let (mut pairs, mut faults) = (BTreeMap::new(), Faults::default());
    for pair in header.split(',').map(str::trim).filter(|pair| !pair.is_empty()) {
        let (key, encoded) = pair.split_once(' ').unwrap_or((pair, ""));
        let key = ALIASES.into_iter().find(|(alias, _)| *alias == key).map_or(key, |(_, name)| name);
        if faults.is_full() {
            break;
        }
        let bytes = BASE64.decode(encoded.trim()).ok();
        // A name is nobody's word: it is read as well as it can be.
        let text = bytes.and_then(|bytes| if key == "filename" { Some(guess(&bytes)) } else { String::from_utf8(bytes).ok() });
        match text {
            _ if key == PASSED_OVER => {}
            None => {
                let words = Words::new("Tulis nilai dalam base64 dari UTF-8.", "Write the value in base64 of UTF-8.");
                faults.extend(about(key, &FaultKind::Rule { code: "MALFORMED", words }));
            }
            Some(text) if is_blank(&text) && (pairs.contains_key(key) || !NEEDED.contains(&key)) => {}
            // Some clients tell the name under both of its keys.
            Some(text) => match pairs.insert(key.to_owned(), text.clone()) {
                Some(before) if before != text && !is_blank(&before) => faults.extend(about(key, &FaultKind::DuplicateField)),
                _ => {}
            },
        }
    }
    faults.none()?;
    Ok(pairs)
}

/// One fault of the header, in words that name the key.
fn about(key: &str, kind: &FaultKind) -> Faults {
    let (key, words): (String, _) = (key.chars().take(100).collect(), kind.words());
    let words = Words::new(format!("{key}: {}", words.id), format!("{key}: {}", words.en));
    Faults::one(Place::Header(NAME), FaultKind::Rule { code: kind.code(), words })
}

/// The faults of the description, told of the header it stands in.
fn of_header(faults: Faults) -> Faults {
    let mut told = Faults::default();
    for Fault { place, kind, .. } in faults.into_list().0 {
        match place {
            Place::Body(pointer) => told.extend(about(pointer.trim_start_matches("#/"), &kind)),
            place => told.add(place, kind),
        }
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::prelude::BASE64_STANDARD;

    const ID: &str = "019ab0d0-0000-7000-8000-00000000ffff";

    fn header(pairs: &[(&str, &str)]) -> String {
        let pairs = pairs.iter().map(|(key, text)| format!("{key} {}", BASE64_STANDARD.encode(text)));
        pairs.collect::<Vec<_>>().join(",")
    }

    fn codes(pairs: &[(&str, &str)]) -> Vec<&'static str> {
        let faults = read(&header(pairs)).map_or_else(Faults::into_list, |read| panic!("{read:?}"));
        faults.0.iter().map(|fault| fault.kind.code()).collect()
    }

    #[test]
    fn what_is_left_empty_is_not_there() {
        let mut pairs = vec![("artifactId", ID), ("type", ""), ("filetype", "image/jpeg"), ("filename", "a.jpg"), ("name", " ")];
        pairs.extend(["assignmentId", "metadata", "childrenShown", "_charset_"].map(|key| (key, "")));
        pairs.extend(WORDS.map(|key| (key, " ")));
        let told = read(&header(&pairs)).expect("a version");
        assert!(matches!(told.target, Target::Version { .. }));
        assert_eq!(told.declared_type.as_deref(), Some("image/jpeg"));
        assert_eq!(told.file_name.as_ref().map(FileName::as_str), Some("a.jpg"));
        // In whatever order, and beside the JSON of a form.
        let whole = r#"{"kind":"PHOTO","title":"Panen"}"#;
        let pairs =
            [("metadata", whole), ("kind", ""), ("title", ""), ("assignmentId", ID), ("filetype", "image/jpeg"), ("type", "")];
        let told = read(&header(&pairs)).expect("an artifact");
        assert_eq!((&told.description["title"], told.declared_type.as_deref()), (&json!("Panen"), Some("image/jpeg")));
    }

    #[test]
    fn what_is_needed_or_told_twice_is_a_fault() {
        assert!(codes(&[("assignmentId", ID), ("kind", "PHOTO"), ("title", " ")]).contains(&"EMPTY"));
        assert!(!codes(&[("assignmentId", ID), ("kind", ""), ("title", "x")]).is_empty());
        assert_eq!(codes(&[("artifactId", ID), ("type", "image/png"), ("filetype", "image/jpeg")]), ["DUPLICATE_FIELD"]);
        assert_eq!(codes(&[("artifactId", ID), ("kind", "PHOTO"), ("caption", "x")]), ["UNKNOWN_FIELD"; 2]);
        assert_eq!(codes(&[("artifactId", " ")]), ["TARGET_REQUIRED", "REQUIRED", "REQUIRED"]);
    }
}
