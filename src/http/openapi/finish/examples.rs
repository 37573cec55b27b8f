//! Examples, put together from those of the single fields: of every body, every answer and every parameter.

use super::{is_nullable, members, operations, schema_name};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

pub fn fill(document: &mut Value) {
    let maker = Maker { schemas: document["components"]["schemas"].clone() };
    let mut shared = BTreeMap::new();
    for (_, _, operation) in operations(document) {
        parameters(&mut operation["parameters"], &maker);
        if !operation["requestBody"].is_null() {
            media(&mut operation["requestBody"], &maker, &mut shared);
        }
        for (_, answer) in members(&mut operation["responses"]) {
            media(answer, &maker, &mut shared);
        }
    }
    for (name, example) in shared {
        document["components"]["examples"][name] = json!({ "summary": "As the office may have it.", "value": example });
    }
    for (_, parameter) in members(&mut document["components"]["parameters"]) {
        parameter_example(parameter, &maker);
    }
}

fn parameters(list: &mut Value, maker: &Maker) {
    list.as_array_mut().into_iter().flatten().for_each(|parameter| parameter_example(parameter, maker));
}

/// In the schema: documentation pages send the example of the parameter itself unasked.
fn parameter_example(parameter: &mut Value, maker: &Maker) {
    let schema = &parameter["schema"];
    if schema.is_null() || !schema["examples"].is_null() || schema_name(schema).is_some() {
        return;
    }
    if let Some(example) = maker.example(schema, &mut Vec::new()) {
        parameter["schema"]["examples"] = json!([example]);
    }
}

fn media(holder: &mut Value, maker: &Maker, shared: &mut BTreeMap<String, Value>) {
    if holder["content"].is_null() {
        return;
    }
    for (kind, media) in members(&mut holder["content"]) {
        if !media["example"].is_null() || !media["examples"].is_null() {
            continue;
        }
        let schema = &media["schema"];
        if schema["format"] == "binary" {
            continue;
        }
        match schema_name(schema) {
            Some(name) => {
                let name = name.to_owned();
                if let Some(example) = maker.body(schema, kind) {
                    shared.insert(name.clone(), example);
                    let reference = super::reference("examples", &name);
                    media["examples"] = Map::from_iter([(name, reference)]).into();
                }
            }
            None => {
                if let Some(example) = maker.example(schema, &mut Vec::new()) {
                    media["example"] = example;
                }
            }
        }
    }
}

struct Maker {
    schemas: Value,
}

/// A merge patch changes a few members, not all.
const CHANGED: usize = 2;

impl Maker {
    fn body(&self, schema: &Value, kind: &str) -> Option<Value> {
        let whole = self.example(schema, &mut Vec::new())?;
        let Some(object) = whole.as_object().filter(|_| kind.contains("merge-patch")) else { return Some(whole) };
        let properties = &self.schemas[schema_name(schema)?]["properties"];
        let mut names: Vec<&String> = object.keys().collect();
        // First those whose field says an example of its own; that of an instant is its type's.
        names.sort_by_key(|name| properties[name]["examples"].is_null() || properties[name]["format"] == "date-time");
        Some(names.into_iter().take(CHANGED).map(|name| (name.clone(), object[name].clone())).collect())
    }

    /// `trail`: the schemas this one stands in, so that none holds itself.
    fn example(&self, schema: &Value, trail: &mut Vec<String>) -> Option<Value> {
        let told = schema["examples"].get(0).or_else(|| schema.get("const")).or_else(|| schema["enum"].get(0));
        if told.is_some() {
            return told.cloned();
        }
        let Some(name) = schema_name(schema) else { return self.made(schema, trail) };
        if trail.iter().any(|above| above == name) {
            return None;
        }
        trail.push(name.to_owned());
        let example = self.example(&self.schemas[name], trail);
        trail.pop();
        example
    }

    fn made(&self, schema: &Value, trail: &mut Vec<String>) -> Option<Value> {
        if let Some(choices) = schema["oneOf"].as_array().or(schema["anyOf"].as_array()) {
            return choices.iter().filter(|choice| choice["type"] != "null").find_map(|choice| self.example(choice, trail));
        }
        if let Some(all) = schema["allOf"].as_array() {
            let made: Vec<Value> = all.iter().filter_map(|part| self.example(part, trail)).collect();
            return Some(made.into_iter().filter_map(|part| part.as_object().cloned()).flatten().collect());
        }
        let kind = schema["type"].as_str().or_else(|| schema["type"].get(0)?.as_str())?;
        match kind {
            "object" => Some(self.object(schema, trail)),
            "array" => Some(self.list(schema, trail)),
            "string" => text(schema["format"].as_str()?),
            "integer" => Some(schema["minimum"].as_i64().map_or(1, |least| least.max(1)).into()),
            "number" => Some(1.0.into()),
            "boolean" => Some(true.into()),
            _ => None,
        }
    }

    fn object(&self, schema: &Value, trail: &mut Vec<String>) -> Value {
        let properties = schema["properties"].as_object().into_iter().flatten();
        let mut shown = |property| self.example(property, trail).or_else(|| is_nullable(property).then_some(Value::Null));
        properties.filter_map(|(name, property)| Some((name.clone(), shown(property)?))).collect()
    }

    /// One item, or as many as are required; numbered items are numbered on.
    fn list(&self, schema: &Value, trail: &mut Vec<String>) -> Value {
        let Some(item) = self.example(&schema["items"], trail) else { return json!([]) };
        let least = schema["minItems"].as_u64().unwrap_or_default().max(1);
        let numbered = |number: u64| {
            let mut item = item.clone();
            if item["ordinal"].is_u64() {
                item["ordinal"] = number.into();
            }
            item
        };
        (1..=least).map(numbered).collect()
    }
}

fn text(format: &str) -> Option<Value> {
    let example = match format {
        "uuid" => "0198c0de-0000-7000-8000-000000000001",
        "date" => "2026-09-30",
        "date-time" => "2026-09-30T02:00:00.000Z",
        "duration" => "PT1H",
        "uri" => "https://pubdok.example/",
        "binary" => "(the bytes of the file)",
        _ => return None,
    };
    Some(example.into())
}
