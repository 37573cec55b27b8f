//! Schemas: house scalars written in place, copies turned into references, null told the short way, everything bounded.

use super::super::super::fields::INLINE;
use super::super::super::fields::texts::ANY_LINES;
use super::super::super::paging::is_inline;
use super::{members, schema_name};
use crate::domain::journal;
use crate::http::problem::codes;
use serde_json::{Map, Value, json};

pub fn settle(document: &mut Value) {
    let named = document["components"]["schemas"].as_object().cloned().unwrap_or_default();
    for (_, schema) in members(&mut document["components"]["schemas"]) {
        optional_in_patches(schema);
        parts(schema).into_iter().for_each(|part| fold(part, &named));
    }
    each(document, &mut |schema| write_in_place(schema, &named));
    if let Some(schemas) = document["components"]["schemas"].as_object_mut() {
        schemas.retain(|name, _| !is_inline(name));
        *schemas = std::mem::take(schemas).into_iter().map(|(name, schema)| (told(&name), schema)).collect();
    }
    each(document, &mut |schema| {
        if let Some(name) = schema_name(schema).map(told) {
            schema["$ref"] = format!("#/components/schemas/{name}").into();
        }
        shorten_null(schema);
        list_example(schema);
        take_example(schema);
    });
}

/// Calls `change` with every schema of the document, the whole before its parts.
pub fn each(document: &mut Value, change: &mut dyn FnMut(&mut Value)) {
    for (_, schema) in members(&mut document["components"]["schemas"]) {
        deep(schema, change);
    }
    for section in ["parameters", "headers", "responses"] {
        if let Some(section) = document["components"].get_mut(section) {
            places(section, change);
        }
    }
    places(&mut document["paths"], change);
}

fn places(value: &mut Value, change: &mut dyn FnMut(&mut Value)) {
    match value {
        Value::Array(list) => list.iter_mut().for_each(|value| places(value, change)),
        Value::Object(object) => {
            for (name, value) in object {
                match name.as_str() {
                    "schema" => deep(value, change),
                    "example" | "examples" => {}
                    _ => places(value, change),
                }
            }
        }
        _ => {}
    }
}

/// Calls `change` with a schema and all its parts.
pub fn deep(schema: &mut Value, change: &mut dyn FnMut(&mut Value)) {
    change(schema);
    parts(schema).into_iter().for_each(|part| deep(part, change));
}

/// The schemas that a schema is made of.
fn parts(schema: &mut Value) -> Vec<&mut Value> {
    let mut parts = Vec::new();
    for (keyword, value) in members(schema) {
        match keyword.as_str() {
            "items" | "additionalProperties" | "propertyNames" | "not" if value.is_object() => parts.push(value),
            "allOf" | "anyOf" | "oneOf" | "prefixItems" => parts.extend(value.as_array_mut().into_iter().flatten()),
            "properties" | "patternProperties" => parts.extend(members(value).map(|(_, part)| part)),
            _ => {}
        }
    }
    parts
}

/// No member of a merge patch is required; utoipa knows only `Option` as optional.
fn optional_in_patches(schema: &mut Value) {
    let is_patch = |property: &Value| {
        let name = schema_name(property).unwrap_or_default();
        ["Patch_", "Change_"].iter().any(|wrapper| name.starts_with(&format!("{INLINE}{wrapper}")))
    };
    let (Some(required), properties) = (schema["required"].as_array(), &schema["properties"]) else { return };
    let kept: Vec<Value> =
        required.iter().filter(|name| !is_patch(&properties[name.as_str().unwrap_or_default()])).cloned().collect();
    let patched = kept.len() < required.len();
    if patched && let Some(schema) = schema.as_object_mut() {
        if kept.is_empty() {
            schema.remove("required")
        } else {
            schema.insert("required".to_owned(), kept.into())
        };
    }
}

/// A copy of a named schema (utoipa writes the arguments of generics out) becomes a reference to it.
fn fold(schema: &mut Value, named: &Map<String, Value>) {
    let is_worth_it = schema["properties"].is_object() || schema["enum"].is_array();
    let original = named.iter().find(|(name, original)| is_worth_it && !is_inline(name) && *original == schema);
    match original {
        Some((name, _)) => *schema = super::reference("schemas", name),
        None => parts(schema).into_iter().for_each(|part| fold(part, named)),
    }
}

/// A reference to a scalar of the house becomes the scalar; what stands beside the reference is kept.
fn write_in_place(schema: &mut Value, named: &Map<String, Value>) {
    while let Some(name) = schema_name(schema).filter(|name| is_inline(name)) {
        let Some(mut scalar) = named.get(name).cloned() else { return };
        fold(&mut scalar, named);
        for (keyword, value) in members(schema).filter(|(keyword, _)| *keyword != "$ref") {
            scalar[keyword] = value.take();
        }
        *schema = scalar;
    }
}

/// `ListOf_Officer` is called `OfficerList`.
fn told(name: &str) -> String {
    name.strip_prefix("ListOf_").map_or_else(|| name.to_owned(), |item| format!("{item}List"))
}

/// `oneOf` of a scalar and null is a scalar of two types; the description of a reference goes to the whole.
fn shorten_null(schema: &mut Value) {
    let null = json!({ "type": "null" });
    let Some([one, other]) = schema["oneOf"].as_array().map(Vec::as_slice) else { return };
    let mut value = if *one == null {
        other.clone()
    } else if *other == null {
        one.clone()
    } else {
        return;
    };
    let Some(whole) = schema.as_object_mut() else { return };
    match value["type"].clone() {
        Value::String(kind) if value["enum"].is_null() => {
            whole.remove("oneOf");
            value["type"] = json!([kind, "null"]);
            whole.append(
                &mut value
                    .as_object()
                    .cloned()
                    .unwrap_or_default()
                    .into_iter()
                    .filter(|(keyword, _)| !whole.contains_key(keyword))
                    .collect(),
            );
        }
        _ => {
            if let Some(description) = value.as_object_mut().and_then(|value| value.remove("description")) {
                whole.insert("description".to_owned(), description);
            }
            whole.insert("oneOf".to_owned(), vec![value, null].into());
        }
    }
}

/// JSON Schema 2020-12 has `examples`; `example` is of old.
fn list_example(schema: &mut Value) {
    let Some(object) = schema.as_object_mut() else { return };
    if let Some(example) = object.remove("example") {
        object.insert("examples".to_owned(), json!([example]));
    }
}

/// An example stands in a field's doc comment: ``E.g. `Batik`.`` at its end. utoipa drops an `example` beside a reference, and
/// a field of a house type is one while the document is collected; a description it keeps.
fn take_example(schema: &mut Value) {
    const MARK: &str = "E.g. `";
    let told = schema["description"].as_str().and_then(|text| text.strip_suffix("`.")?.rsplit_once(MARK));
    let Some((description, example)) = told.map(|(text, example)| (text.trim().to_owned(), example.to_owned())) else { return };
    schema["examples"] = json!([example]);
    if description.is_empty() {
        schema.as_object_mut().and_then(|schema| schema.remove("description"));
    } else {
        schema["description"] = description.into();
    }
}

/// Codes are closed sets, of which programs are written; each set has a name.
pub fn name_codes(document: &mut Value) {
    let sets = [
        ("ProblemCode", "What a problem is, for programs.", codes::of_problems()),
        (
            "FaultCode",
            "What is wrong with a part of a request, or which condition of an act is not met; for programs.",
            codes::of_faults(),
        ),
        ("JournalType", "What happened, for programs.", journal::types()),
    ];
    for (name, description, values) in sets {
        document["components"]["schemas"][name] = json!({ "type": "string", "description": description, "enum": values });
    }
    let told = [
        ("Problem", "code", "ProblemCode"),
        ("ProblemError", "code", "FaultCode"),
        ("ProblemKind", "code", "ProblemCode"),
        ("JournalEntry", "type", "JournalType"),
    ];
    for (schema, member, set) in told {
        let member = &mut document["components"]["schemas"][schema]["properties"][member];
        if member.is_object() {
            let description = member["description"].take();
            *member = super::reference("schemas", set);
            if !description.is_null() {
                member["description"] = description;
            }
        }
    }
}

/// The largest whole number that JavaScript keeps.
const SAFE: i64 = 9_007_199_254_740_991;

/// Bounds that follow from the format.
pub fn bound(schema: &mut Value) {
    let is = |kind: &str| schema["type"] == kind || schema["type"].as_array().is_some_and(|kinds| kinds.contains(&kind.into()));
    let format = schema["format"].as_str().unwrap_or_default();
    let bounds = if is("string") && schema["enum"].is_null() && schema["const"].is_null() {
        match format {
            "uuid" => json!({ "minLength": 36, "maxLength": 36 }),
            "date" => json!({ "minLength": 10, "maxLength": 10 }),
            "date-time" => json!({ "maxLength": 40 }),
            "uri" | "uri-reference" => json!({ "maxLength": 2000 }),
            "binary" => json!({ "maxLength": crate::domain::media_type::LARGEST_FILE }),
            "" if schema["contentMediaType"].is_null() => json!({ "pattern": ANY_LINES }),
            _ => return,
        }
    } else if is("integer") {
        match format {
            "int32" => json!({ "minimum": i32::MIN, "maximum": i32::MAX }),
            "int64" => json!({ "minimum": -SAFE, "maximum": SAFE }),
            _ => return,
        }
    } else if is("number") {
        json!({ "format": "double" })
    } else {
        return;
    };
    for (keyword, bound) in bounds.as_object().cloned().unwrap_or_default() {
        if schema[&keyword].is_null() {
            schema[keyword] = bound;
        }
    }
}
