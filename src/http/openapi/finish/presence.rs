//! Which members an answer always has: all that may be null, for then null is sent. What may be left out is never null, and says so
//! itself (`nullable = false`); utoipa takes both for optional.

use super::bodies::sent;
use super::schemas::deep;
use super::{is_nullable, operations, reach};
use serde_json::Value;
use std::collections::BTreeSet;

pub fn require(document: &mut Value) {
    let schemas = document["components"]["schemas"].clone();
    let mut asked = BTreeSet::new();
    for (_, body) in sent(document) {
        reach(&body, &schemas, &mut asked);
    }
    let mut answered = BTreeSet::new();
    for (_, _, operation) in operations(document) {
        reach(&operation["responses"], &schemas, &mut answered);
    }
    for name in answered.difference(&asked) {
        deep(&mut document["components"]["schemas"][name], &mut fill);
    }
}

fn fill(schema: &mut Value) {
    let present = schema["properties"].as_object().into_iter().flatten().filter(|(_, member)| is_nullable(member));
    let mut required = schema["required"].as_array().cloned().unwrap_or_default();
    let news: Vec<Value> = present.map(|(name, _)| name.as_str().into()).filter(|name| !required.contains(name)).collect();
    if !news.is_empty() {
        required.extend(news);
        schema["required"] = required.into();
    }
}
