//! The finishing pass: what utoipa cannot say, said once for every operation.

mod acts;
mod answers;
mod bodies;
mod examples;
mod headers;
mod links;
mod operations;
mod parameters;
mod presence;
mod problems;
mod requests;
mod said;
mod schemas;
mod tables;

use crate::http::surface::ROLES;
use serde_json::{Map, Value};
use std::collections::BTreeSet;

pub fn finish(mut document: Value) -> Value {
    said::put_in_place(&mut document);
    operations::admit(&mut document);
    schemas::settle(&mut document);
    bodies::tell_files(&mut document);
    bodies::close(&mut document);
    bodies::bound_patches(&mut document);
    presence::require(&mut document);
    requests::settle(&mut document);
    schemas::name_codes(&mut document);
    operations::name(&mut document);
    parameters::complete(&mut document);
    tables::tell(&mut document);
    answers::complete(&mut document);
    operations::price(&mut document);
    schemas::each(&mut document, &mut schemas::bound);
    examples::fill(&mut document);
    links::connect(&mut document);
    drop_unused(&mut document);
    document
}

/// Every operation with its path and its method in lower case.
fn operations(document: &mut Value) -> impl Iterator<Item = (&str, &str, &mut Value)> {
    members(&mut document["paths"])
        .flat_map(|(path, methods)| members(methods).map(move |(method, operation)| (path.as_str(), method.as_str(), operation)))
}

fn members(value: &mut Value) -> impl Iterator<Item = (&String, &mut Value)> {
    value.as_object_mut().into_iter().flat_map(Map::iter_mut)
}

/// Whether the operation asks for a token.
fn is_secured(operation: &Value) -> bool {
    operation[ROLES].is_array()
}

/// Whether the operation must be told by `If-Match` what it overwrites. One that says `x-unconditional` keeps writers apart by
/// a protocol of its own.
fn overwrites(method: &str, operation: &Value) -> bool {
    ["put", "patch", "delete"].contains(&method) && operation["x-unconditional"] != true
}

/// Whether the operation sends a file, whole or in part.
fn is_download(operation: &Value) -> bool {
    !operation["responses"]["206"].is_null()
}

fn reference(section: &str, name: &str) -> Value {
    serde_json::json!({ "$ref": format!("#/components/{section}/{name}") })
}

/// Whether the operation heeds a token that it does not need.
fn heeds_tokens(operation: &Value) -> bool {
    !is_secured(operation) && operation["security"][1].is_object()
}

/// The name of the schema that a reference leads to.
fn schema_name(schema: &Value) -> Option<&str> {
    schema["$ref"].as_str()?.strip_prefix("#/components/schemas/")
}

/// Every named schema that `schema` leads to.
fn reach(schema: &Value, schemas: &Value, seen: &mut BTreeSet<String>) {
    if let Some(name) = schema_name(schema) {
        if seen.insert(name.to_owned()) {
            reach(&schemas[name], schemas, seen);
        }
        return;
    }
    match schema {
        Value::Array(parts) => parts.iter().for_each(|part| reach(part, schemas, seen)),
        Value::Object(parts) => parts.values().for_each(|part| reach(part, schemas, seen)),
        _ => {}
    }
}

fn is_nullable(schema: &Value) -> bool {
    let null = |choice: &Value| choice["type"] == "null";
    let kinds = schema["type"].as_array().is_some_and(|kinds| kinds.contains(&"null".into()));
    kinds || ["oneOf", "anyOf"].iter().any(|keyword| schema[*keyword].as_array().is_some_and(|all| all.iter().any(null)))
}

fn is_json(media_type: &str) -> bool {
    media_type.ends_with("/json") || media_type.ends_with("+json")
}

/// The schema of a JSON body or answer.
fn json_schema(holder: &Value) -> &Value {
    let content = holder["content"].as_object();
    content.into_iter().flatten().find(|(kind, _)| is_json(kind)).map_or(&Value::Null, |(_, media)| &media["schema"])
}

/// The schema of what is listed, if `schema` is that of a list.
fn listed<'a>(schemas: &'a Value, schema: &Value) -> Option<&'a Value> {
    let list = &schemas[schema_name(schema)?]["properties"];
    (!list["nextCursor"].is_null()).then(|| &list["items"]["items"])
}

/// What the pass must know of the whole document while it is at one operation.
struct Known {
    schemas: Value,
    /// Paths of things that can be overwritten, for which a client needs the ETag.
    overwritten: BTreeSet<String>,
}

impl Known {
    fn of(document: &mut Value) -> Self {
        let overwritten = operations(document)
            .filter(|(_, method, operation)| overwrites(method, operation))
            .map(|(path, ..)| path.to_owned())
            .collect();
        Self { schemas: document["components"]["schemas"].clone(), overwritten }
    }

    /// Whether an answer carries an ETag: the handler says so, a thing with a version or one that is overwritten, or a finished document.
    fn is_tagged(&self, path: &str, answer: &Value) -> bool {
        let schema = json_schema(answer);
        let is_document = schema.is_null() && answer["content"].as_object().is_some_and(|content| !content.is_empty());
        let has_version = !self.schemas[schema_name(schema).unwrap_or_default()]["properties"]["version"].is_null();
        is_document
            || has_version
            || !answer["headers"]["ETag"].is_null()
            || self.overwritten.contains(path) && !answer["content"].is_null()
    }
}

/// Leaves out components that nothing refers to, until all are referred to.
pub fn drop_unused(document: &mut Value) {
    loop {
        let text = document.to_string();
        let mut dropped = false;
        for (section, components) in members(&mut document["components"]).filter(|(section, _)| *section != "securitySchemes") {
            if let Some(components) = components.as_object_mut() {
                let before = components.len();
                components.retain(|name, _| text.contains(&format!("\"#/components/{section}/{name}\"")));
                dropped |= components.len() < before;
            }
        }
        if !dropped {
            return;
        }
    }
}
