//! Makes the client of the document that PUBDOK_DOCUMENT names: what `/v1/openapi-3.0.json` answers. progenitor reads one kind of body an
//! operation, of four kinds; what has others is told in one of these first.

use openapiv3::OpenAPI;
use progenitor::{GenerationSettings, Generator, InterfaceStyle};
use serde_json::{Map, Value, json};
use std::path::Path;
use std::{env, fs};

const BYTES: &str = "application/octet-stream";
const FILES: &str = "/v1/assignments/{id}/files";
const ARTIFACTS: &str = "/v1/assignments/{id}/artifacts";

fn main() {
    let path = env::var("PUBDOK_DOCUMENT").expect("PUBDOK_DOCUMENT names the document");
    println!("cargo::rerun-if-changed={path}");
    println!("cargo::rerun-if-env-changed=PUBDOK_DOCUMENT");
    let mut document: Value = serde_json::from_slice(&fs::read(path).expect("the document")).expect("JSON");
    send_files_bare(&mut document);
    for operation in members(&mut document["paths"]).flat_map(|methods| members(methods)) {
        one_kind_of_body(operation);
        one_kind_of_error(operation);
    }
    let document: OpenAPI = serde_json::from_value(document).expect("OpenAPI 3.0");
    let mut settings = GenerationSettings::default();
    settings.with_interface(InterfaceStyle::Builder);
    let client = Generator::new(&settings).generate_tokens(&document).expect("a client");
    let text = client.to_string();
    println!("cargo::rustc-env=OPERATIONS={}", text.matches("pub async fn send (").count());
    let place = Path::new(&env::var("OUT_DIR").expect("OUT_DIR")).join("client.rs");
    fs::write(place, text).expect("the client is written");
}

fn members(value: &mut Value) -> impl Iterator<Item = &mut Value> {
    value.as_object_mut().into_iter().flat_map(Map::values_mut)
}

/// Forms it cannot write: a file goes as the bare body to where drafts go, with what describes it in the query.
fn send_files_bare(document: &mut Value) {
    let mut parameters = document["paths"][ARTIFACTS]["post"]["parameters"].clone();
    let mut files = document["paths"][FILES].take();
    for parameter in parameters.as_array_mut().into_iter().flatten() {
        if parameter["name"] == "id" {
            parameter["name"] = json!("assignmentId");
        } else if ["kind", "title"].iter().any(|name| parameter["name"] == *name) {
            parameter["required"] = json!(true);
        }
    }
    files["post"]["parameters"] = parameters;
    files["post"]["requestBody"]["content"] = json!({ BYTES: { "schema": { "type": "string", "format": "binary" } } });
    if let Some(paths) = document["paths"].as_object_mut() {
        paths.remove(FILES);
        // The same address under another name: there is one operation of a method under each.
        paths.insert(ARTIFACTS.replace("{id}", "{assignmentId}"), files);
    }
}

fn one_kind_of_body(operation: &mut Value) {
    let Some(content) = operation.get_mut("requestBody").and_then(|body| body["content"].as_object_mut()) else { return };
    let first = |known: &str| content.get(known).cloned().map(|media| (known.to_owned(), media));
    let others = || content.values().next().cloned().map(|media| (BYTES.to_owned(), media));
    let one = first("application/json").or_else(|| first("application/x-www-form-urlencoded")).or_else(others);
    *content = one.into_iter().collect();
}

/// Of errors it reads the bytes, or those of one type.
fn one_kind_of_error(operation: &mut Value) {
    let answers = operation["responses"].as_object_mut().into_iter().flatten();
    for (_, answer) in answers.filter(|(status, _)| status.starts_with(['4', '5'])) {
        if let Some(content) = answer["content"].as_object_mut()
            && let Some(media) = content.remove("application/json")
        {
            content.insert("application/problem+json".to_owned(), media);
        }
    }
}
