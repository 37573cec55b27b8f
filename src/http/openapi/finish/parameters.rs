//! Parameters: what every operation of a kind takes, told once and referred to.

use super::{Known, is_download, is_secured, json_schema, listed, operations, overwrites, reference};
use crate::http::fields::INSTANT;
use crate::http::fields::texts::{LINE, LINES};
use serde_json::{Value, json};

/// Parameters of `IntoParams` structs that mean the same everywhere.
const SAME_EVERYWHERE: [&str; 6] = ["dryRun", "actingFor", "limit", "cursor", "count", "bom"];

pub fn complete(document: &mut Value) {
    let known = Known::of(document);
    let mut shared: Vec<(String, Value)> = headers().into_iter().map(|(name, header)| (name.to_owned(), header)).collect();
    for (path, method, operation) in operations(document) {
        let names = header_names(path, method, operation, &known);
        narrow(operation, &known.schemas);
        if operation["parameters"].is_null() {
            operation["parameters"] = json!([]);
        }
        for parameter in operation["parameters"].as_array_mut().into_iter().flatten() {
            move_example(parameter);
            never_null(parameter);
            tell_lines(parameter);
            let name = parameter["name"].as_str().unwrap_or_default().to_owned();
            // What has another meaning in one place is told there.
            let is_other = shared.iter().any(|(other, told)| *other == name && *told != *parameter);
            if SAME_EVERYWHERE.contains(&name.as_str()) && !is_other {
                shared.push((name.clone(), std::mem::replace(parameter, reference("parameters", &name))));
            }
        }
        if let Some(parameters) = operation["parameters"].as_array_mut() {
            parameters.extend(names.iter().map(|name| reference("parameters", name)));
        }
    }
    for (name, parameter) in shared {
        document["components"]["parameters"][name] = parameter;
    }
}

/// The headers an operation takes.
fn header_names(path: &str, method: &str, operation: &Value, known: &Known) -> Vec<&'static str> {
    let mut names = vec!["Accept-Language", "Request-Id"];
    if !is_secured(operation) {
        names.extend((method == "get" && known.is_tagged(path, &operation["responses"]["200"])).then_some("If-None-Match"));
        return names;
    }
    // What says so itself wants the very thing that was read.
    let is_exact = !operation["responses"]["428"].is_null();
    match method {
        "get" if is_download(operation) => names.extend(["Range", "If-Range", "If-None-Match"]),
        "get" if known.is_tagged(path, &operation["responses"]["200"]) => names.push("If-None-Match"),
        "get" => {}
        _ if operation["x-unconditional"] == true => {}
        _ if is_exact => names.extend(["If-Match-Exact", "Occurred-At"]),
        _ if overwrites(method, operation) => names.extend(["If-Match", "Occurred-At"]),
        _ if path.contains('{') => names.extend(["If-Match-Optional", "Occurred-At"]),
        _ => names.push("Occurred-At"),
    }
    if method == "post" {
        names.push("Idempotency-Key");
    }
    names
}

/// Allow-lists instead of patterns: `sort` and `expand` as the handler's `x-sorts` and `x-expands` say, `fields` as the schema says; and
/// where a page has fewer rows than elsewhere, `x-most` says how many, and of which kinds its rows are, `x-types`.
fn narrow(operation: &mut Value, schemas: &Value) {
    let Some(object) = operation.as_object_mut() else { return };
    let (sorts, expands) = (object.remove("x-sorts"), object.remove("x-expands").unwrap_or_else(|| json!([])));
    let (most, types) = (object.remove("x-most"), object.remove("x-types"));
    let schema = json_schema(&operation["responses"]["200"]);
    let shown = listed(schemas, schema).unwrap_or(schema);
    let properties = schemas[super::schema_name(shown).unwrap_or_default()]["properties"].as_object();
    let fields: Value = properties.into_iter().flatten().map(|(name, _)| name.clone()).collect();
    let Some(parameters) = operation["parameters"].as_array_mut() else { return };
    // A choice of nothing is not offered.
    let is_empty = |names: &Value| names.as_array().is_none_or(Vec::is_empty);
    parameters.retain(|parameter| match parameter["name"].as_str() {
        Some("expand") => !is_empty(&expands),
        Some("fields") => !is_empty(&fields),
        _ => true,
    });
    for parameter in parameters {
        match parameter["name"].as_str() {
            Some("sort") if sorts.is_some() => {
                let default = sorts.as_ref().map(|sorts| sorts[0].clone());
                parameter["schema"] = json!({ "type": "string", "enum": sorts, "default": default });
            }
            Some("type") if types.is_some() => parameter["schema"]["items"] = json!({ "type": "string", "enum": types }),
            Some("limit") if most.is_some() => parameter["schema"]["maximum"] = json!(most),
            Some("fields") => separate_by_comma(parameter, &fields),
            Some("expand") => separate_by_comma(parameter, &expands),
            _ => {}
        }
    }
}

fn separate_by_comma(parameter: &mut Value, names: &Value) {
    let most = names.as_array().map_or(0, Vec::len);
    parameter["style"] = json!("form");
    parameter["explode"] = json!(false);
    let items = json!({ "type": "string", "enum": names });
    let first: Vec<&Value> = names.as_array().into_iter().flatten().take(2).collect();
    parameter["schema"] = json!({ "type": "array", "items": items, "minItems": 1, "maxItems": most, "examples": [first] });
}

/// An `example` of a parameter is what documentation pages send unasked; that of its schema only tells.
fn move_example(parameter: &mut Value) {
    let example = parameter.as_object_mut().and_then(|parameter| parameter.remove("example"));
    if let Some(example) = example {
        parameter["schema"]["examples"] = json!([example]);
    }
}

/// A parameter is there or it is not: nothing in a query or a header is null, whatever an `Option` of utoipa's says.
fn never_null(parameter: &mut Value) {
    let kinds = parameter["schema"]["type"].as_array();
    if let Some(kind) = kinds.and_then(|kinds| kinds.iter().find(|kind| **kind != "null")).cloned() {
        parameter["schema"]["type"] = kind;
    }
}

/// Texts of several lines; all other texts among parameters are of one.
const OF_LINES: [&str; 2] = ["caption", "altText"];

/// A text that may not be empty may not be blank either; `value_type` of utoipa's attributes hides that it is one of the house.
fn tell_lines(parameter: &mut Value) {
    let schema = &parameter["schema"];
    let is_text = schema["minLength"] == 1 && ["pattern", "format", "enum"].iter().all(|keyword| schema[*keyword].is_null());
    if parameter["in"] == "query" && is_text {
        let has_lines = OF_LINES.iter().any(|name| parameter["name"] == *name);
        parameter["schema"]["pattern"] = json!(if has_lines { LINES } else { LINE });
    }
}

/// The format of a header of which everything is taken: any value that HTTP has (RFC 9110 §5.5).
pub const TOLERATED: &str = "field-value";

/// The shared headers, by their names in `components/parameters`.
fn headers() -> [(&'static str, Value); 10] {
    let header = |name: &str, required: bool, schema: Value, description: &str| json!({ "name": name, "in": "header", "required": required, "schema": schema, "description": description });
    let matching = |pattern: &str| json!({ "type": "string", "minLength": 1, "maxLength": 1000, "pattern": pattern, "examples": ["\"3.Zk1mVb0a9yTt\""] });
    let tags = || matching("^(\\*|(W/)?\"[!#-~]*\"(, *(W/)?\"[!#-~]*\")*)$");
    let key = json!({ "type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$", "examples": ["0198c0de-7a11-7000-8000-000000000007"] });
    // What is not understood of these is passed over: a pattern would refuse what the service takes.
    let tolerated = |example: &str| json!({ "type": "string", "format": TOLERATED, "maxLength": 8192, "examples": [example] });
    // No example: it would be refused a month later. No format: generators would write it as they do within JSON.
    let at = json!({ "type": "string", "maxLength": 40, "pattern": INSTANT });
    [
        (
            "Accept-Language",
            header("Accept-Language", false, tolerated("en"), "The language of errors: `id` (as when absent) or `en`."),
        ),
        (
            "Request-Id",
            header(
                "Request-Id",
                false,
                tolerated("portal-7f3a"),
                "The client's own name for this request; it comes back and stands in the log.",
            ),
        ),
        (
            "Idempotency-Key",
            header(
                "Idempotency-Key",
                false,
                key,
                "Sent again with the same key and body, the request has no second effect and gets the same answer.",
            ),
        ),
        (
            "Occurred-At",
            header(
                "Occurred-At",
                false,
                at,
                "When it was done (RFC 3339, any offset), if that was without a connection: within the last 30 days.",
            ),
        ),
        ("If-Match", header("If-Match", true, tags(), "The ETag of what is changed, as last read.")),
        (
            "If-Match-Exact",
            header(
                "If-Match",
                true,
                matching("^\"[!#-~]*\"(, *\"[!#-~]*\")*$"),
                "The ETag of what was read: neither `*` nor a weak one will do.",
            ),
        ),
        (
            "If-Match-Optional",
            header("If-Match", false, tags(), "The ETag of what the act is asked of, as last read: refuse if it has changed."),
        ),
        (
            "Range",
            header(
                "Range",
                false,
                tolerated("bytes=0-1023"),
                "The part wanted (RFC 9110): one range of bytes; what is none is passed over.",
            ),
        ),
        (
            "If-Range",
            header(
                "If-Range",
                false,
                tolerated("\"3.Zk1mVb0a9yTt\""),
                "The ETag of the file the range is of: if it has changed, the whole comes.",
            ),
        ),
        (
            "If-None-Match",
            header(
                "If-None-Match",
                false,
                tolerated("\"3.Zk1mVb0a9yTt\""),
                "The ETag of what the client has: 304 if it is still so.",
            ),
        ),
    ]
}
