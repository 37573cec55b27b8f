//! The 3.0 document says nothing that only 3.1 knows.

use super::{OLDER, none};
use serde_json::Value;

#[test]
fn nothing_of_3_1_is_left() {
    assert_eq!(OLDER["openapi"], "3.0.3");
    assert!(
        OLDER["info"]["summary"].is_null() && OLDER["info"]["license"]["identifier"].is_null() && OLDER["webhooks"].is_null()
    );
    let mut faults = Vec::new();
    for (name, schema) in OLDER["components"]["schemas"].as_object().unwrap() {
        check(schema, name, &mut faults);
    }
    places(&OLDER, "", &mut faults);
    none(faults, "3.0 does not know");
}

fn places(value: &Value, at: &str, faults: &mut Vec<String>) {
    match value {
        Value::Array(list) => list.iter().for_each(|value| places(value, at, faults)),
        Value::Object(object) => {
            for (name, value) in object {
                match name.as_str() {
                    "schema" => check(value, at, faults),
                    "example" | "examples" => {}
                    "accessToken" if value.is_array() => {
                        faults.extend((value != &Value::Array(Vec::new())).then(|| format!("{at}: roles in a requirement")))
                    }
                    _ => places(value, &format!("{at}/{name}"), faults),
                }
            }
        }
        _ => {}
    }
}

fn check(schema: &Value, at: &str, faults: &mut Vec<String>) {
    const NEW: [&str; 17] = [
        "const",
        "examples",
        "contentMediaType",
        "contentEncoding",
        "contentSchema",
        "prefixItems",
        "propertyNames",
        "patternProperties",
        "unevaluatedProperties",
        "dependentRequired",
        "dependentSchemas",
        "contains",
        "if",
        "then",
        "else",
        "$defs",
        "$comment",
    ];
    let object = schema.as_object().unwrap_or_else(|| panic!("{at}: a schema is an object"));
    faults.extend(NEW.iter().filter(|keyword| object.contains_key(**keyword)).map(|keyword| format!("{at}: {keyword}")));
    faults.extend(schema["type"].is_array().then(|| format!("{at}: a list of types")));
    faults.extend((schema["type"] == "null").then(|| format!("{at}: the type null")));
    faults.extend((object.contains_key("$ref") && object.len() > 1).then(|| format!("{at}: something beside $ref")));
    faults.extend((schema["nullable"] == true && schema["type"].is_null()).then(|| format!("{at}: nullable without a type")));
    for bound in ["exclusiveMinimum", "exclusiveMaximum"] {
        faults.extend(schema[bound].is_number().then(|| format!("{at}: {bound} as a number")));
    }
    for (keyword, value) in object {
        match keyword.as_str() {
            "items" | "additionalProperties" | "not" if value.is_object() => check(value, &format!("{at}[]"), faults),
            "allOf" | "anyOf" | "oneOf" => value.as_array().unwrap().iter().for_each(|part| check(part, at, faults)),
            "properties" => {
                value.as_object().unwrap().iter().for_each(|(name, part)| check(part, &format!("{at}.{name}"), faults))
            }
            _ => {}
        }
    }
}
