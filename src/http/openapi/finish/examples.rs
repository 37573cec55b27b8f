//! Examples, put together from those of the single fields: of every body, every answer and every parameter.

use super::words::{rank, word};
use super::{members, operations, schema_name};
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
    let name = parameter["name"].as_str().unwrap_or_default();
    if let Some(example) = maker.example(schema, "", name, &mut Vec::new()) {
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
                if let Some(example) = maker.example(schema, "", kind, &mut Vec::new()) {
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
        let whole = self.example(schema, "", "", &mut Vec::new())?;
        let Some(object) = whole.as_object().filter(|_| kind.contains("merge-patch")) else { return Some(whole) };
        let mut names: Vec<&String> = object.keys().collect();
        names.sort_by_key(|name| rank(name));
        Some(names.into_iter().take(CHANGED).map(|name| (name.clone(), object[name].clone())).collect())
    }

    /// `owner` and `field` say where the value stands; `trail` which schemas it stands in, so that none holds itself.
    fn example(&self, schema: &Value, owner: &str, field: &str, trail: &mut Vec<String>) -> Option<Value> {
        if let Some(name) = schema_name(schema) {
            if trail.iter().any(|above| above == name) {
                return None;
            }
            let named = &self.schemas[name];
            if named["enum"].is_array() {
                return self.example(named, owner, field, trail);
            }
            trail.push(name.to_owned());
            let example = self.example(named, name, field, trail);
            trail.pop();
            return example;
        }
        let told = schema["examples"].get(0).cloned();
        let word = word(owner, field).map(Value::from).filter(|word| accepts(schema, word));
        // An enum and an instant have an example of their type, which says less than the field's.
        let of_type = schema["enum"].is_array() || schema["format"] == "date-time";
        let given = if of_type { word.or(told) } else { told.or(word) };
        given.or_else(|| schema.get("const").cloned()).or_else(|| self.made(schema, owner, field, trail))
    }

    fn made(&self, schema: &Value, owner: &str, field: &str, trail: &mut Vec<String>) -> Option<Value> {
        if let Some(choices) = schema["oneOf"].as_array().or(schema["anyOf"].as_array()) {
            let made = choices
                .iter()
                .filter(|choice| choice["type"] != "null")
                .find_map(|choice| self.example(choice, owner, field, trail));
            let nullable = choices.iter().any(|choice| choice["type"] == "null");
            return made.or(nullable.then_some(Value::Null));
        }
        if let Some(all) = schema["allOf"].as_array() {
            let made: Vec<Value> = all.iter().filter_map(|part| self.example(part, owner, field, trail)).collect();
            return Some(made.into_iter().filter_map(|part| part.as_object().cloned()).flatten().collect());
        }
        let kind = schema["type"].as_str().or_else(|| schema["type"].get(0)?.as_str())?;
        match kind {
            "object" => Some(self.object(schema, owner, trail)),
            "array" => Some(self.example(&schema["items"], owner, field, trail).into_iter().collect()),
            "string" => text(schema),
            "integer" => Some(schema["minimum"].as_i64().map_or(1, |least| least.max(1)).into()),
            "number" => Some(schema["minimum"].clone()).filter(Value::is_number).or_else(|| Some(json!(1.0))),
            "boolean" => Some(true.into()),
            _ => None,
        }
    }

    fn object(&self, schema: &Value, owner: &str, trail: &mut Vec<String>) -> Value {
        let properties = schema["properties"].as_object().into_iter().flatten();
        properties.filter_map(|(name, property)| Some((name.clone(), self.example(property, owner, name, trail)?))).collect()
    }
}

/// Whether a word can stand there at all.
fn accepts(schema: &Value, word: &Value) -> bool {
    let is_text = schema["type"] == "string" || schema["type"].as_array().is_some_and(|kinds| kinds.contains(&"string".into()));
    is_text && schema["enum"].as_array().is_none_or(|values| values.contains(word))
}

fn text(schema: &Value) -> Option<Value> {
    if let Some(first) = schema["enum"].get(0) {
        return Some(first.clone());
    }
    match schema["format"].as_str() {
        Some("uuid") => Some("0198c0de-0000-7000-8000-000000000001".into()),
        Some("date") => Some("2026-09-30".into()),
        Some("date-time") => Some("2026-09-30T02:00:00.000Z".into()),
        Some("duration") => Some("PT1H".into()),
        Some("uri") => Some("https://pubdok.example/".into()),
        _ => None,
    }
}
