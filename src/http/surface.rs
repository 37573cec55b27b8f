//! What is served, read from the OpenAPI document itself: which methods a path has, and which roles an operation asks for.
//!
//! The document is made from the handlers, and this is made from the document: neither can say what the other does not.

use super::cost::{self, Cost};
use super::table::{CSV, Columns};
use crate::domain::role::{Role, Roles};
use actix_web::http::Method;
use serde_json::Value;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// The member of an operation that names the roles, one of which its caller must have; without it no token is needed.
pub const ROLES: &str = "x-roles";
/// The scheme whose scopes are our roles: in its requirements an operation lists them.
pub const BEARER: &str = "bearer";
/// The scheme of a token that somebody else issued, which has no list of roles.
pub const ACCESS_TOKEN: &str = "accessToken";

/// The operations of every path template.
#[derive(Debug, Clone, Default)]
pub struct Surface(HashMap<String, Path>);

#[derive(Debug, Clone, Default)]
struct Path {
    operations: BTreeMap<String, Operation>,
    allow: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operation {
    /// One of these is needed; None means no token is.
    pub roles: Option<Roles>,
    /// Whether a token that is shown must hold, though none is needed.
    pub heeds_tokens: bool,
    /// The forms its answer can have; none where the answer has no body.
    pub media_types: Vec<String>,
    /// Whether it answers 428: a change that must say by `If-Match` what it overwrites.
    pub must_match: bool,
    /// What it costs its caller.
    pub cost: Cost,
    /// Whether what it answers may take long to be sent.
    pub gives_files: bool,
    /// Of one that answers rows: what they have, as a table.
    pub columns: Option<Arc<Columns>>,
}

impl Surface {
    pub fn of(document: &Value) -> Self {
        let mut surface = Self::default();
        for (path, methods) in document["paths"].as_object().into_iter().flatten() {
            let mut operations = BTreeMap::new();
            for (method, operation) in methods.as_object().into_iter().flatten() {
                let operation = Operation {
                    roles: roles_of(operation),
                    heeds_tokens: heeds_tokens(operation),
                    media_types: media_types_of(operation),
                    must_match: !operation["responses"]["428"].is_null(),
                    cost: Cost::from_json(&operation[cost::MEMBER]),
                    gives_files: media_types_of(operation).iter().any(|kind| !kind.contains("json") && kind != CSV),
                    columns: Columns::of(document, operation).map(Arc::new),
                };
                operations.insert(method.to_uppercase(), operation);
            }
            surface.0.insert(path.clone(), Path { allow: allow(&operations), operations });
        }
        surface
    }

    /// The operation, if the path (a template such as `/v1/assignments/{id}`) has this method.
    pub fn operation(&self, path: &str, method: &Method) -> Option<&Operation> {
        self.0.get(path)?.operations.get(method.as_str())
    }

    /// The value of `Allow` for a path that is served.
    pub fn allow(&self, path: &str) -> Option<&str> {
        Some(&self.0.get(path)?.allow)
    }

    /// Every operation: for the tests that ask each as each role.
    pub fn operations(&self) -> impl Iterator<Item = (&str, &str, &Operation)> {
        self.0.iter().flat_map(|(name, path)| {
            path.operations.iter().map(move |(method, operation)| (name.as_str(), method.as_str(), operation))
        })
    }
}

fn allow(operations: &BTreeMap<String, Operation>) -> String {
    let mut names: Vec<&str> = operations.keys().map(String::as_str).collect();
    if names.contains(&"GET") {
        names.push("HEAD");
    }
    names.push("OPTIONS");
    names.sort_unstable();
    names.join(", ")
}

fn roles_of(operation: &Value) -> Option<Roles> {
    let names = operation[ROLES].as_array()?;
    Some(names.iter().filter_map(|name| name.as_str()?.parse::<Role>().ok()).collect())
}

fn heeds_tokens(operation: &Value) -> bool {
    operation["security"].as_array().into_iter().flatten().any(|requirement| !requirement[ACCESS_TOKEN].is_null())
}

fn media_types_of(operation: &Value) -> Vec<String> {
    let answers = operation["responses"].as_object().into_iter().flatten().filter(|(status, _)| status.starts_with('2'));
    answers.filter_map(|(_, answer)| answer["content"].as_object()).flat_map(|content| content.keys().cloned()).collect()
}
