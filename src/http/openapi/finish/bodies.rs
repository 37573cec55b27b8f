//! Bodies: requests are closed, for what they do not name is refused; and bounded as what they change; files are bytes.

use super::{is_json, json_schema, members, operations, schema_name};
use crate::domain::media_type::LARGEST_FILE;
use crate::http::form::FORM;
use serde_json::{Value, json};
use std::collections::BTreeSet;

pub fn close(document: &mut Value) {
    let mut seen = BTreeSet::new();
    let mut bodies: Vec<Value> = Vec::new();
    for (_, _, operation) in operations(document) {
        // What a form of OAuth has besides is ignored (RFC 6749 §3.2).
        let closed = operation["requestBody"]["content"].as_object().into_iter().flatten().filter(|(kind, _)| *kind != FORM);
        for (_, media) in closed {
            bodies.push(media["schema"].clone());
        }
    }
    for body in &bodies {
        reach(body, &document["components"]["schemas"], &mut seen);
    }
    for name in seen {
        shut(&mut document["components"]["schemas"][name]);
    }
}

/// A body that is a file: bytes, as many as the largest kind of file may have. utoipa tells them as a list of numbers, or not.
pub fn tell_files(document: &mut Value) {
    let is_file = |kind: &str| !is_json(kind) && !kind.starts_with("text/") && !kind.starts_with("multipart/") && kind != FORM;
    for (_, _, operation) in operations(document) {
        if !operation["requestBody"].is_null() {
            operation["requestBody"]["required"] = json!(operation["x-optional-body"] != true);
        }
        let (bodies, answers): (Vec<_>, Vec<_>) = members(operation).partition(|(name, _)| *name == "requestBody");
        let answers = answers.into_iter().filter(|(name, _)| *name == "responses").flat_map(|(_, answers)| members(answers));
        for (_, holder) in bodies.into_iter().chain(answers).filter(|(_, holder)| !holder["content"].is_null()) {
            for (_, media) in members(&mut holder["content"]).filter(|(kind, _)| is_file(kind)) {
                *media = json!({ "schema": { "type": "string", "format": "binary", "maxLength": LARGEST_FILE } });
            }
        }
    }
}

/// utoipa knows no bounds beside a reference: a list in a merge patch is as long as it is in what the patch answers.
pub fn bound_patches(document: &mut Value) {
    let schemas = document["components"]["schemas"].clone();
    let mut patches = Vec::new();
    for (_, _, operation) in operations(document).filter(|(_, method, _)| *method == "patch") {
        let name = |holder| schema_name(json_schema(holder)).map(str::to_owned);
        patches.extend(name(&operation["requestBody"]).zip(name(&operation["responses"]["200"])));
    }
    for (patch, answer) in patches {
        for (name, property) in members(&mut document["components"]["schemas"][patch]["properties"]) {
            let most = &schemas[&answer]["properties"][name]["maxItems"];
            if !property["items"].is_null() && property["maxItems"].is_null() && !most.is_null() {
                property["maxItems"] = most.clone();
            }
        }
    }
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

fn shut(schema: &mut Value) {
    let is_open_object = schema["properties"].is_object() && schema["additionalProperties"].is_null();
    if is_open_object {
        schema["additionalProperties"] = json!(false);
    }
    match schema {
        Value::Array(parts) => parts.iter_mut().for_each(shut),
        Value::Object(parts) => parts.values_mut().filter(|part| part.is_object() || part.is_array()).for_each(shut),
        _ => {}
    }
}
