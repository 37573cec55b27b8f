//! The document for readers of OpenAPI 3.0: what 3.1 says shorter or further is said the old way, or left out.

use super::finish::drop_unused;
use serde_json::{Map, Value, json};

pub fn older(current: &Value) -> Value {
    let mut document = current.clone();
    document["openapi"] = json!("3.0.3");
    if let Some(info) = document["info"].as_object_mut() {
        info.remove("summary");
    }
    for (_, schema) in members(&mut document["components"]["schemas"]) {
        turn_back(schema);
    }
    places(&mut document);
    bodies(&mut document);
    let schemas = document["components"]["schemas"].clone();
    type_nullables(&mut document, &schemas);
    drop_unused(&mut document);
    document
}

fn members(value: &mut Value) -> impl Iterator<Item = (&String, &mut Value)> {
    value.as_object_mut().into_iter().flat_map(Map::iter_mut)
}

fn places(value: &mut Value) {
    match value {
        Value::Array(list) => list.iter_mut().for_each(places),
        Value::Object(object) => {
            for (name, value) in object {
                match name.as_str() {
                    "schema" => turn_back(value),
                    "example" | "examples" | "schemas" => {}
                    _ => places(value),
                }
            }
        }
        _ => {}
    }
}

/// Readers of 3.0 are of the time before merge patches, which the service takes under the name of JSON as well; and the length of a
/// file is none of its characters'.
fn bodies(document: &mut Value) {
    let operations = members(&mut document["paths"]).flat_map(|(_, methods)| members(methods));
    for (_, operation) in operations {
        let Some(content) = operation.get_mut("requestBody").and_then(|body| body["content"].as_object_mut()) else { continue };
        if let Some(patch) = content.remove("application/merge-patch+json") {
            content.insert("application/json".to_owned(), patch);
        }
        for media in content.values_mut().filter(|media| media["schema"]["format"] == "binary") {
            media["schema"].as_object_mut().and_then(|schema| schema.remove("maxLength"));
        }
    }
}

fn turn_back(schema: &mut Value) {
    let Some(object) = schema.as_object_mut() else { return };
    if let Some(example) = object.remove("examples").as_ref().and_then(|examples| examples.get(0)) {
        object.insert("example".to_owned(), example.clone());
    }
    if let Some(only) = object.remove("const") {
        object.insert("enum".to_owned(), json!([only]));
    }
    if object.remove("contentMediaType").is_some() && object.remove("contentEncoding").is_none() {
        object.insert("format".to_owned(), json!("binary"));
    }
    for bound in ["Minimum", "Maximum"] {
        if let Some(limit) = object.remove(&format!("exclusive{bound}")) {
            object.insert(bound.to_lowercase(), limit);
            object.insert(format!("exclusive{bound}"), json!(true));
        }
    }
    object.remove("propertyNames");
    null(object);
    sole_reference(object);
    for (keyword, value) in object.iter_mut() {
        match keyword.as_str() {
            "items" | "additionalProperties" | "not" => turn_back(value),
            "allOf" | "anyOf" | "oneOf" => value.as_array_mut().into_iter().flatten().for_each(turn_back),
            "properties" => members(value).for_each(|(_, part)| turn_back(part)),
            _ => {}
        }
    }
}

/// A type that may be null is `nullable` there.
fn null(object: &mut Map<String, Value>) {
    let is_null = |value: &Value| *value == json!({ "type": "null" });
    if let Some(kinds) = object.get("type").and_then(Value::as_array).cloned() {
        let mut kinds: Vec<Value> = kinds.into_iter().filter(|kind| kind != "null").collect();
        object.insert("nullable".to_owned(), json!(true));
        object.insert("type".to_owned(), kinds.pop().unwrap_or_else(|| json!("string")));
    }
    for keyword in ["oneOf", "anyOf"] {
        let Some(choices) = object.get(keyword).and_then(Value::as_array).filter(|choices| choices.iter().any(is_null)) else {
            continue;
        };
        let mut choices: Vec<Value> = choices.iter().filter(|choice| !is_null(choice)).cloned().collect();
        object.remove(keyword);
        let keyword = if choices.len() == 1 { "allOf" } else { keyword };
        for choice in &mut choices {
            // Null must pass the choice as well as the whole.
            if choice["$ref"].is_null() {
                choice["nullable"] = json!(true);
            }
        }
        object.insert("nullable".to_owned(), json!(true));
        object.insert(keyword.to_owned(), choices.into());
    }
}

/// What stands beside a reference is not read in 3.0.
fn sole_reference(object: &mut Map<String, Value>) {
    if object.len() > 1
        && let Some(reference) = object.remove("$ref")
    {
        object.insert("allOf".to_owned(), json!([{ "$ref": reference }]));
    }
}

/// `nullable` counts only beside a type, which is taken from what is referred to. A closed set stays a reference, too: written out with
/// null in it, as a strict reader would have it, generators make of every use another type without a name.
fn type_nullables(value: &mut Value, schemas: &Value) {
    if value["nullable"] == true && value["type"].is_null() {
        let name = value["allOf"][0]["$ref"].as_str().and_then(|reference| reference.rsplit('/').next());
        let whole = name.map_or(&Value::Null, |name| &schemas[name]);
        value["type"] = whole["type"].as_str().unwrap_or("object").into();
    }
    match value {
        Value::Array(list) => list.iter_mut().for_each(|value| type_nullables(value, schemas)),
        Value::Object(object) => object.values_mut().for_each(|value| type_nullables(value, schemas)),
        _ => {}
    }
}
