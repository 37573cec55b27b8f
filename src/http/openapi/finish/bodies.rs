//! Bodies: requests are closed, for what they do not name is refused; and bounded as what they change; files are bytes.

use super::{is_json, json_schema, members, operations, reach, schema_name};
use crate::domain::media_type::LARGEST_FILE;
use crate::http::form::FORM;
use serde_json::{Value, json};
use std::collections::BTreeSet;

pub fn close(document: &mut Value) {
    let mut seen = BTreeSet::new();
    // What a form of OAuth has besides is ignored (RFC 6749 §3.2).
    for body in sent(document).into_iter().filter(|(kind, _)| *kind != FORM).map(|(_, body)| body) {
        reach(&body, &document["components"]["schemas"], &mut seen);
    }
    for name in seen {
        let schema = &mut document["components"]["schemas"][name];
        // What has no members at all takes none.
        if schema["type"] == "object" && schema["properties"].is_null() {
            schema["properties"] = json!({});
        }
        shut(schema);
    }
}

/// The schemas of all that is sent, with its media type.
pub fn sent(document: &mut Value) -> Vec<(String, Value)> {
    let bodies = operations(document).filter_map(|(_, _, operation)| operation["requestBody"]["content"].as_object().cloned());
    bodies.flatten().map(|(kind, media)| (kind, media["schema"].clone())).collect()
}

/// A body that is a file: bytes, as many as the largest kind of file may have. utoipa tells them as a list of numbers, or not.
pub fn tell_files(document: &mut Value) {
    let is_file = |kind: &str| !is_json(kind) && !kind.starts_with("text/") && !kind.starts_with("multipart/") && kind != FORM;
    let schemas = document["components"]["schemas"].clone();
    for (_, method, operation) in operations(document) {
        if !operation["requestBody"].is_null() {
            let is_optional = operation["x-optional-body"] == true || method == "post" && says_nothing(operation, &schemas);
            operation["requestBody"]["required"] = json!(!is_optional);
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

/// Whether the body of an act may be left out: it is JSON alone, of which no member is required.
fn says_nothing(operation: &Value, schemas: &Value) -> bool {
    let kinds = operation["requestBody"]["content"].as_object();
    let is_json_alone = kinds.is_some_and(|kinds| kinds.keys().all(|kind| kind == "application/json"));
    let schema = schema_name(json_schema(&operation["requestBody"])).map_or(&Value::Null, |name| &schemas[name]);
    is_json_alone && schema.is_object() && schema["required"].as_array().is_none_or(Vec::is_empty)
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
