//! What of one document a client of another relied on is no longer so.

use serde_json::Value;
use std::collections::BTreeSet;

/// Which way a schema goes: what is taken must not shrink, what is given must not grow.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Way {
    Taken,
    Given,
}

/// The last release and what is to be the next.
struct Held<'a> {
    old: &'a Value,
    new: &'a Value,
    found: BTreeSet<String>,
    /// Pairs of named schemas that are compared, or have been.
    seen: BTreeSet<(String, String, Way)>,
}

pub fn breaks(old: &Value, new: &Value) -> BTreeSet<String> {
    let mut held = Held { old, new, found: BTreeSet::new(), seen: BTreeSet::new() };
    held.operations();
    held.found
}

pub fn follow<'a>(document: &'a Value, value: &'a Value) -> &'a Value {
    let place = value["$ref"].as_str().and_then(|reference| reference.strip_prefix('#'));
    place.map_or(value, |place| document.pointer(place).unwrap_or(&Value::Null))
}

pub fn members(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}

pub fn words(value: &Value) -> BTreeSet<&str> {
    value.as_array().into_iter().flatten().filter_map(Value::as_str).collect()
}

/// The kinds of value that are allowed, null among them.
fn kinds(schema: &Value) -> BTreeSet<&str> {
    schema["type"].as_str().into_iter().chain(words(&schema["type"])).collect()
}

impl<'a> Held<'a> {
    fn told(&mut self, what: String) {
        self.found.insert(what);
    }

    fn operations(&mut self) {
        let (old, new) = (self.old, self.new);
        for (path, methods) in members(&old["paths"]) {
            for (method, before) in members(methods) {
                let name = format!("{} {path}", method.to_uppercase());
                let after = &new["paths"][path][method];
                if after.is_null() {
                    self.told(format!("{name}: gone"));
                    continue;
                }
                if before["operationId"] != after["operationId"] {
                    self.told(format!("{name}: another operationId"));
                }
                for role in words(&before["x-roles"]).difference(&words(&after["x-roles"])) {
                    self.told(format!("{name}: no longer for {role}"));
                }
                if before["x-roles"].is_null() && !after["x-roles"].is_null() {
                    self.told(format!("{name}: a token is required"));
                }
                self.parameters(&name, before, after);
                self.bodies(&name, before, after);
                self.answers(&name, before, after);
            }
        }
    }

    fn parameters(&mut self, name: &str, before: &'a Value, after: &'a Value) {
        let (old, new) = (self.old, self.new);
        fn all<'a>(document: &'a Value, operation: &'a Value) -> Vec<&'a Value> {
            operation["parameters"].as_array().into_iter().flatten().map(|one| follow(document, one)).collect()
        }
        let (before, after) = (all(old, before), all(new, after));
        let same = |one: &Value, other: &Value| one["name"] == other["name"] && one["in"] == other["in"];
        let called = |one: &Value| one["name"].as_str().unwrap_or_default().to_owned();
        for one in &before {
            match after.iter().find(|other| same(one, other)) {
                None => self.told(format!("{name}: parameter {} is gone", called(one))),
                Some(other) => {
                    if other["required"] == true && one["required"] != true {
                        self.told(format!("{name}: parameter {} is required", called(one)));
                    }
                    self.schema(&format!("{name}: parameter {}", called(one)), &one["schema"], &other["schema"], Way::Taken);
                }
            }
        }
        for other in after.iter().filter(|other| other["required"] == true && !before.iter().any(|one| same(one, other))) {
            self.told(format!("{name}: parameter {} is required", called(other)));
        }
    }

    fn bodies(&mut self, name: &str, before: &'a Value, after: &'a Value) {
        let (before, after) = (follow(self.old, &before["requestBody"]), follow(self.new, &after["requestBody"]));
        if after["required"] == true && before["required"] != true {
            self.told(format!("{name}: a body is required"));
        }
        for (kind, media) in members(&before["content"]) {
            match after["content"].get(kind) {
                None => self.told(format!("{name}: {kind} is not taken")),
                Some(other) => self.schema(&format!("{name}: body"), &media["schema"], &other["schema"], Way::Taken),
            }
        }
    }

    fn answers(&mut self, name: &str, before: &'a Value, after: &'a Value) {
        let (old, new) = (self.old, self.new);
        for (status, answer) in members(&before["responses"]).filter(|(status, _)| status.starts_with('2')) {
            let Some(other) = after["responses"].get(status) else {
                self.told(format!("{name}: never {status}"));
                continue;
            };
            let (answer, other) = (follow(old, answer), follow(new, other));
            for (header, _) in members(&answer["headers"]).filter(|(header, _)| other["headers"].get(*header).is_none()) {
                self.told(format!("{name}: {status} without {header}"));
            }
            for (kind, media) in members(&answer["content"]) {
                match other["content"].get(kind) {
                    None => self.told(format!("{name}: {status} is not given as {kind}")),
                    Some(other) => self.schema(&format!("{name}: {status}"), &media["schema"], &other["schema"], Way::Given),
                }
            }
        }
        let known = |status: &&String| before["responses"].get(status.as_str()).is_some();
        let news: Vec<_> = members(&after["responses"]).map(|(status, _)| status).filter(|status| !known(status)).collect();
        for status in news.into_iter().filter(|status| status.starts_with('2') || status.starts_with('3')) {
            self.told(format!("{name}: {status} is new"));
        }
    }

    fn schema(&mut self, at: &str, before: &'a Value, after: &'a Value, way: Way) {
        let (old, new) = (self.old, self.new);
        let named = |schema: &Value| schema["$ref"].as_str().and_then(|place| place.rsplit('/').next()).map(str::to_owned);
        let at = match (named(before), named(after)) {
            (None, None) => at.to_owned(),
            (one, other) => {
                let place = one.clone().or_else(|| other.clone()).unwrap_or_default();
                if !self.seen.insert((one.unwrap_or_else(|| at.to_owned()), other.unwrap_or_else(|| at.to_owned()), way)) {
                    return;
                }
                place
            }
        };
        let (before, after) = (follow(old, before), follow(new, after));
        self.values(&at, before, after, way);
        self.bounds(&at, before, after, way);
        self.properties(&at, before, after, way);
        if !before["items"].is_null() {
            self.schema(&format!("{at}[]"), &before["items"], &after["items"], way);
        }
        for keyword in ["oneOf", "anyOf", "allOf"] {
            let choices = |schema: &'a Value| schema[keyword].as_array().map(Vec::as_slice).unwrap_or_default();
            let (one, other) = (choices(before), choices(after));
            if one.len() != other.len() {
                self.told(format!("{at}: another {keyword}"));
            }
            for (one, other) in one.iter().zip(other) {
                self.schema(&at, one, other, way);
            }
        }
    }

    fn values(&mut self, at: &str, before: &Value, after: &Value, way: Way) {
        let lost: Vec<_> = kinds(before).difference(&kinds(after)).map(|kind| (*kind).to_owned()).collect();
        let gained: Vec<_> = kinds(after).difference(&kinds(before)).map(|kind| (*kind).to_owned()).collect();
        match way {
            Way::Taken => lost.iter().for_each(|kind| self.told(format!("{at}: {kind} is not taken"))),
            Way::Given => gained.iter().for_each(|kind| self.told(format!("{at}: may be {kind}"))),
        }
        // A closed set may not lose what is sent, nor gain what is not known to who reads it.
        let (one, other) = (words(&before["enum"]), words(&after["enum"]));
        match way {
            Way::Taken if !other.is_empty() => {
                if one.is_empty() {
                    self.told(format!("{at}: closed to {other:?}"));
                }
                one.difference(&other).for_each(|value| self.told(format!("{at}: {value} is not taken")));
            }
            Way::Given if !one.is_empty() => {
                if other.is_empty() {
                    self.told(format!("{at}: open to any value"));
                }
                other.difference(&one).for_each(|value| self.told(format!("{at}: may be {value}")));
            }
            _ => {}
        }
    }

    fn bounds(&mut self, at: &str, before: &Value, after: &Value, way: Way) {
        for keyword in ["format", "pattern", "const", "contentEncoding", "contentMediaType"] {
            let narrower = way == Way::Taken && !after[keyword].is_null() || way == Way::Given && !before[keyword].is_null();
            if before[keyword] != after[keyword] && narrower {
                self.told(format!("{at}: another {keyword}"));
            }
        }
        let number = |schema: &Value, keyword: &str| schema[keyword].as_f64();
        for (keyword, sign) in
            [("maxLength", 1.0), ("maxItems", 1.0), ("maximum", 1.0), ("minLength", -1.0), ("minItems", -1.0), ("minimum", -1.0)]
        {
            // Readers of what is given seldom hold it to a length, and to store more is theirs to settle.
            let narrower = match (number(before, keyword), number(after, keyword)) {
                (Some(one), Some(other)) => sign * other < sign * one,
                (None, Some(_)) => true,
                _ => false,
            };
            if way == Way::Taken && narrower {
                self.told(format!("{at}: a narrower {keyword}"));
            }
        }
    }

    fn properties(&mut self, at: &str, before: &'a Value, after: &'a Value, way: Way) {
        if before["properties"].is_null() && after["properties"].is_null() {
            return;
        }
        for (name, member) in members(&before["properties"]) {
            match after["properties"].get(name) {
                None => self.told(format!("{at}.{name}: gone")),
                Some(other) => self.schema(&format!("{at}.{name}"), member, other, way),
            }
        }
        let (one, other) = (words(&before["required"]), words(&after["required"]));
        match way {
            Way::Taken => other.difference(&one).for_each(|name| self.told(format!("{at}.{name}: required"))),
            Way::Given => {
                let still = |name: &&&str| after["properties"].get(**name).is_some();
                one.difference(&other).filter(still).for_each(|name| self.told(format!("{at}.{name}: not always there")));
            }
        }
    }
}
