//! Nothing in the document is without bounds.

use super::{CURRENT, none};
use serde_json::Value;

#[test]
fn every_string_list_and_number_is_bounded() {
    let mut faults = Vec::new();
    for (name, schema) in CURRENT["components"]["schemas"].as_object().unwrap() {
        check(schema, name, &mut faults);
    }
    places(&CURRENT["paths"], "", &mut faults);
    places(&CURRENT["components"]["parameters"], "parameters", &mut faults);
    places(&CURRENT["components"]["headers"], "headers", &mut faults);
    none(faults, "unbounded; add max_length, max_items, minimum and maximum, or a format");
}

fn places(value: &Value, at: &str, faults: &mut Vec<String>) {
    match value {
        Value::Array(list) => list.iter().enumerate().for_each(|(index, value)| places(value, &format!("{at}/{index}"), faults)),
        Value::Object(object) => {
            for (name, value) in object {
                match name.as_str() {
                    "schema" => check(value, at, faults),
                    "example" | "examples" => {}
                    _ => places(value, &format!("{at}/{name}"), faults),
                }
            }
        }
        _ => {}
    }
}

fn check(schema: &Value, at: &str, faults: &mut Vec<String>) {
    let is = |kind: &str| schema["type"] == kind || schema["type"].as_array().is_some_and(|kinds| kinds.contains(&kind.into()));
    let has = |keyword: &str| !schema[keyword].is_null();
    let closed = has("enum") || has("const");
    let mut fault = |holds: bool, what: &str| faults.extend((!holds).then(|| format!("{at}: {what}")));
    fault(!is("string") || closed || has("maxLength"), "a string without maxLength");
    fault(!is("array") || has("maxItems"), "a list without maxItems");
    fault(
        !is("integer") || closed || (has("format") && has("minimum") && has("maximum")),
        "an integer without format, minimum and maximum",
    );
    fault(!is("number") || closed || (has("minimum") && has("maximum")), "a number without minimum and maximum");
    for (keyword, value) in schema.as_object().into_iter().flatten() {
        match keyword.as_str() {
            "items" | "additionalProperties" if value.is_object() => check(value, &format!("{at}[]"), faults),
            "allOf" | "anyOf" | "oneOf" => value.as_array().unwrap().iter().for_each(|part| check(part, at, faults)),
            "properties" => {
                value.as_object().unwrap().iter().for_each(|(name, part)| check(part, &format!("{at}.{name}"), faults))
            }
            _ => {}
        }
    }
}
