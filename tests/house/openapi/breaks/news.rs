//! What one document has that another had not: operations, their parameters, members and values of named schemas.

use super::compare::{follow, members, words};
use serde_json::Value;
use std::collections::BTreeSet;

/// Every operation of a document, as people name it.
pub fn operations(document: &Value) -> BTreeSet<String> {
    let all = members(&document["paths"]).flat_map(|(path, methods)| members(methods).map(move |(method, _)| (path, method)));
    all.map(|(path, method)| format!("{} {path}", method.to_uppercase())).collect()
}

/// All that a changelog can name of a document: its operations, `operation: parameter name`, `Schema.member`, `Schema: VALUE`.
pub fn names(document: &Value) -> BTreeSet<String> {
    let mut names = operations(document);
    for (path, methods) in members(&document["paths"]) {
        for (method, operation) in members(methods) {
            let parameters = operation["parameters"].as_array().into_iter().flatten().map(|one| follow(document, one));
            let parameters = parameters.filter_map(|one| one["name"].as_str());
            names.extend(parameters.map(|name| format!("{} {path}: parameter {name}", method.to_uppercase())));
        }
    }
    for (schema, told) in members(&document["components"]["schemas"]) {
        names.extend(members(&told["properties"]).map(|(name, _)| format!("{schema}.{name}")));
        names.extend(words(&told["enum"]).into_iter().map(|value| format!("{schema}: {value}")));
    }
    names
}

/// What is new in a document. What belongs to a new operation or a new schema is new with it, and not told apart.
pub fn news(old: &Value, new: &Value) -> BTreeSet<String> {
    let before = names(old);
    let (operations, schemas) = (operations(old), &old["components"]["schemas"]);
    let is_of_something_known = |name: &&String| match name.split_once(": ") {
        Some((whole, _)) => operations.contains(whole) || !schemas[whole].is_null(),
        None => name.split_once('.').is_none_or(|(schema, _)| name.contains(' ') || !schemas[schema].is_null()),
    };
    names(new).difference(&before).filter(is_of_something_known).cloned().collect()
}
