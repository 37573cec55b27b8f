//! The OpenAPI document is fresh, whole, and true to its own schemas.

mod bounds;
mod breaks;
mod examples;
mod fits;
mod older;
mod operations;
mod requests;

use pubdok::features::documents;
use pubdok::http::cost::Cost;
use pubdok::http::openapi::{CONTACT_EMAIL, CONTACT_URL, Contact, Served, text};
use serde_json::Value;
use std::path::Path;
use std::sync::LazyLock;

static CURRENT: LazyLock<Value> = LazyLock::new(|| documents().current);
static OLDER: LazyLock<Value> = LazyLock::new(|| documents().older);

/// Every operation, named as people name it (`GET /v1/officers`).
fn operations() -> impl Iterator<Item = (String, &'static Value)> {
    let paths = CURRENT["paths"].as_object().unwrap();
    paths.iter().flat_map(|(path, methods)| {
        methods
            .as_object()
            .unwrap()
            .iter()
            .map(move |(method, operation)| (format!("{} {path}", method.to_uppercase()), operation))
    })
}

/// What a reference leads to, or the value itself.
fn resolve(value: &'static Value) -> &'static Value {
    match value["$ref"].as_str() {
        Some(reference) => {
            CURRENT.pointer(reference.trim_start_matches('#')).unwrap_or_else(|| panic!("{reference} leads nowhere"))
        }
        None => value,
    }
}

/// Fails with every fault found, not only the first.
fn none(faults: Vec<String>, advice: &str) {
    assert!(faults.is_empty(), "{advice}:\n  {}", faults.join("\n  "));
}

#[test]
fn the_document_in_the_repository_is_fresh() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("openapi/openapi.json");
    let kept = std::fs::read_to_string(path).unwrap_or_default();
    assert!(kept == text(&CURRENT), "openapi/openapi.json is stale; run: cargo run -- openapi > openapi/openapi.json");
}

static TEXT: LazyLock<String> = LazyLock::new(|| text(&CURRENT));

#[test]
fn what_is_served_is_what_the_handlers_make() {
    let nobody = Contact { email: CONTACT_EMAIL.to_owned(), url: CONTACT_URL.to_owned() };
    let served = Served::of(&TEXT, nobody).expect("a document");
    assert!(*served.current() == CURRENT.to_string(), "the document");
    assert!(*served.older() == OLDER.to_string(), "the older one");
    let told: Vec<String> = served.surface.operations().map(|(path, method, _)| format!("{method} {path}")).collect();
    assert_eq!(told.len(), operations().count());
    for (name, operation) in operations() {
        assert!(told.contains(&name), "{name}");
        let (method, path) = name.split_once(' ').unwrap();
        let told = served.surface.operation(path, &method.parse().unwrap()).unwrap();
        let roles =
            operation["x-roles"].as_array().map(|roles| roles.iter().filter_map(|role| role.as_str()?.parse().ok()).collect());
        assert_eq!((told.roles, told.cost), (roles, Cost::from_json(&operation["x-cost"])), "{name}");
    }
}

#[test]
fn every_reference_leads_somewhere() {
    fn walk(value: &'static Value) {
        match value {
            Value::Array(list) => list.iter().for_each(walk),
            Value::Object(object) => {
                resolve(value);
                object.values().for_each(walk);
            }
            _ => {}
        }
    }
    walk(&CURRENT);
}
