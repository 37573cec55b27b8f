//! Request bodies: closed, for what they do not name is refused; and bounded as what they change.

use super::{json_schema, members, operations, schema_name};
use serde_json::{Value, json};
use std::collections::BTreeSet;

pub fn close(document: &mut Value) {
    let mut seen = BTreeSet::new();
    let mut bodies: Vec<Value> = Vec::new();
    for (_, _, operation) in operations(document) {
        for (_, media) in operation["requestBody"]["content"].as_object().into_iter().flatten() {
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
