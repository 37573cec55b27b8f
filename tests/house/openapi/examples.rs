//! Every example fits its schema, and everything that is sent has one.

use super::{CURRENT, none, operations, resolve};
use boon::{Compiler, Draft, Schemas};
use serde_json::{Value, json};
use std::collections::HashSet;

/// What of an example its schema, which may refer to components, does not allow.
pub fn misfits(at: &str, schema: &Value, example: &Value) -> Vec<String> {
    const PLACE: &str = "https://pubdok.example/schema";
    let whole = json!({ "allOf": [schema], "components": { "schemas": CURRENT["components"]["schemas"] } });
    let mut compiler = Compiler::new();
    compiler.set_default_draft(Draft::V2020_12);
    compiler.enable_format_assertions();
    compiler.add_resource(PLACE, whole).unwrap();
    let mut schemas = Schemas::new();
    let index = compiler.compile(PLACE, &mut schemas).unwrap_or_else(|error| panic!("{at}: {error:#}"));
    let Err(error) = schemas.validate(example, index) else { return Vec::new() };
    // The first line names the schema only.
    error.to_string().lines().skip(1).map(|line| format!("{at}: {}", line.trim_start_matches([' ', '-']))).collect()
}

#[test]
fn an_example_that_does_not_fit_is_told_with_its_place() {
    let schema = json!({ "type": "object", "properties": { "startsAt": { "type": "string", "format": "date-time" } } });
    let told = misfits("an event", &schema, &json!({ "startsAt": "tomorrow" }));
    assert!(matches!(&told[..], [one] if one.starts_with("an event: at '/startsAt'")), "{told:?}");
    assert!(misfits("an event", &schema, &json!({ "startsAt": "2026-09-30T02:00:00Z" })).is_empty());
}

/// Every body with its place: requests, answers, errors.
fn bodies() -> impl Iterator<Item = (String, &'static Value)> {
    operations().flat_map(|(name, operation)| {
        let answers = operation["responses"].as_object().unwrap().iter();
        let answers = answers.map({
            let name = name.clone();
            move |(status, answer)| (format!("{name} {status}"), resolve(answer))
        });
        let holders = answers.chain([(format!("{name} request"), resolve(&operation["requestBody"]))]);
        holders.flat_map(|(at, holder)| {
            holder["content"].as_object().into_iter().flatten().map(move |(kind, media)| (format!("{at} {kind}"), media))
        })
    })
}

fn examples(media: &'static Value) -> Vec<&'static Value> {
    let named = media["examples"].as_object().into_iter().flatten().map(|(_, example)| &resolve(example)["value"]);
    media.get("example").into_iter().chain(named).collect()
}

#[test]
fn every_body_has_examples_and_they_fit() {
    let mut faults = Vec::new();
    // Nearly all of two thousand are the same refusals.
    let mut seen = HashSet::new();
    for (at, media) in bodies() {
        let is_binary = media["schema"]["format"] == "binary" || media["schema"].is_null();
        let examples = examples(media);
        if examples.is_empty() && !is_binary {
            faults.push(format!("{at}: none"));
        }
        let news = examples.into_iter().filter(|example| seen.insert(format!("{} {example}", media["schema"])));
        faults.extend(news.flat_map(|example| misfits(&at, &media["schema"], example)));
    }
    faults.sort();
    faults.dedup();
    none(faults, "examples; end the field's doc comment with ``E.g. `…`.`` or give its attribute an example");
}

#[test]
fn every_parameter_has_an_example_and_it_fits() {
    let mut faults = Vec::new();
    for (name, operation) in operations() {
        for parameter in operation["parameters"].as_array().unwrap().iter().map(resolve) {
            let at = format!("{name} {}", parameter["name"].as_str().unwrap());
            let schema = &parameter["schema"];
            let example = schema["examples"].get(0).or_else(|| schema.get("default")).or_else(|| resolve(schema)["enum"].get(0));
            match example {
                // Every example of when something was done is refused some day, and one of a place in a list at once.
                _ if schema["type"] == "boolean"
                    || ["Occurred-At", "cursor", "after"].iter().any(|name| parameter["name"] == *name) =>
                {
                    assert!(schema["examples"].is_null() || schema["type"] == "boolean", "{at}");
                }
                Some(example) => faults.extend(misfits(&at, schema, example)),
                None => faults.push(format!("{at}: none")),
            }
        }
    }
    none(faults, "examples of parameters");
}

#[test]
fn the_examples_of_fields_fit() {
    fn walk(schema: &Value, at: &str, faults: &mut Vec<String>) {
        for example in schema["examples"].as_array().into_iter().flatten() {
            faults.extend(misfits(at, schema, example));
        }
        for (name, property) in schema["properties"].as_object().into_iter().flatten() {
            walk(property, &format!("{at}.{name}"), faults);
        }
    }
    let mut faults = Vec::new();
    for (name, schema) in CURRENT["components"]["schemas"].as_object().unwrap() {
        walk(schema, name, &mut faults);
    }
    none(faults, "examples that do not fit their own field");
}
