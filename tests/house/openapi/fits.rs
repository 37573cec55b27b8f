//! Every request that the document allows is one that the reader of bodies takes.

use super::{none, operations, resolve};
use pubdok::http::body::{LONGEST_TEXT, MOST_VALUES};
use serde_json::Value;

/// How many values the largest of a schema has, and how long its longest text is.
fn largest(schema: &'static Value) -> (u64, u64) {
    let schema = resolve(schema);
    let parts = |keyword: &str| schema[keyword].as_array().into_iter().flatten().map(largest);
    let longest = |all: Vec<(u64, u64)>| all.iter().map(|(_, text)| *text).max().unwrap_or_default();
    for keyword in ["oneOf", "anyOf"] {
        if !schema[keyword].is_null() {
            return (parts(keyword).map(|(values, _)| values).max().unwrap_or_default(), longest(parts(keyword).collect()));
        }
    }
    let members = schema["properties"].as_object().into_iter().flatten().map(|(_, member)| largest(member));
    let mut all: Vec<(u64, u64)> = parts("allOf").chain(members).collect();
    if !schema["items"].is_null() {
        let (values, text) = largest(&schema["items"]);
        all.push((values * schema["maxItems"].as_u64().unwrap_or_default(), text));
    }
    let own = schema["maxLength"].as_u64().unwrap_or_default();
    (1 + all.iter().map(|(values, _)| values).sum::<u64>(), longest(all).max(own))
}

#[test]
fn every_body_that_the_document_allows_is_read() {
    let (mut faults, mut most) = (Vec::new(), (0, 0));
    for (name, operation) in operations() {
        let bodies = resolve(&operation["requestBody"])["content"].as_object();
        for (kind, body) in bodies.into_iter().flatten().filter(|(kind, _)| kind.contains("json")) {
            let (values, text) = largest(&body["schema"]);
            most = (most.0.max(values), most.1.max(text));
            if values > MOST_VALUES as u64 || 6 * text > LONGEST_TEXT as u64 {
                faults.push(format!("{name}, {kind}: {values} values, a text of {text} characters"));
            }
        }
    }
    none(faults, "more than http/body/modest.rs lets pass: bound the request, or raise the number there");
    assert!(most.0 > 1000 && most.1 == 100_000, "{most:?}: the schemas are read");
}
