//! What is served, read from the OpenAPI document itself: which methods a path has, and which roles an operation asks for.
//!
//! The document is made from the handlers, and this is made from the document: neither can say what the other does not.

use super::cost::Cost;
use super::table::{CSV, Columns};
use crate::domain::role::{Role, Roles};
use actix_web::http::Method;
use serde::de::IgnoredAny;
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, OnceLock};

/// The member of an operation that names the roles, one of which its caller must have; without it no token is needed.
pub const ROLES: &str = "x-roles";
/// The scheme whose scopes are our roles: in its requirements an operation lists them.
pub const BEARER: &str = "bearer";
/// The scheme of a token that somebody else issued, which has no list of roles.
pub const ACCESS_TOKEN: &str = "accessToken";

/// The operations of every path template.
#[derive(Debug, Clone, Default)]
pub struct Surface {
    paths: HashMap<String, Path>,
    root: Branch,
    tables: Tables,
}

/// What the rows of each operation have, as a table: read when the first is asked for, for it takes the schemas of all.
#[derive(Debug, Clone, Default)]
struct Tables {
    document: &'static str,
    read: Arc<OnceLock<OfRows>>,
}

/// By path and method.
type OfRows = HashMap<(String, String), Arc<Columns>>;

impl Tables {
    fn read(&self) -> OfRows {
        let document: Value = serde_json::from_str(self.document).unwrap_or_default();
        let paths = document["paths"].as_object().into_iter().flatten();
        let operations = paths.flat_map(|(path, methods)| methods.as_object().into_iter().flatten().map(move |one| (path, one)));
        let told = operations.filter_map(|(path, (method, operation))| {
            let columns = Columns::of(&document, operation)?;
            Some(((path.clone(), method.to_uppercase()), Arc::new(columns)))
        });
        told.collect()
    }
}

/// What may follow in a path. The framework tries one pattern after the other to say which template a path has: that was a twelfth of
/// what it takes to read one assignment.
#[derive(Debug, Clone, Default)]
struct Branch {
    named: HashMap<String, Branch>,
    /// Any other part, such as an id.
    any: Option<Box<Branch>>,
    template: Option<String>,
}

impl Branch {
    fn grow(&mut self, template: &str) {
        let parts = template.strip_prefix('/').unwrap_or(template).split('/');
        let end = parts.fold(self, |branch, part| match part.starts_with('{') {
            true => branch.any.get_or_insert_default(),
            false => branch.named.entry(part.to_owned()).or_default(),
        });
        end.template = Some(template.to_owned());
    }

    fn find<'a>(&self, mut rest: impl Iterator<Item = &'a str> + Clone) -> Option<&str> {
        let Some(part) = rest.next() else { return self.template.as_deref() };
        let named = self.named.get(part).and_then(|branch| branch.find(rest.clone()));
        named.or_else(|| self.any.as_ref().filter(|_| !part.is_empty())?.find(rest))
    }
}

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
}

/// What is read of the document; whatever else stands there is passed over.
#[derive(Deserialize)]
struct Document {
    paths: HashMap<String, BTreeMap<String, Told>>,
}

#[derive(Deserialize)]
struct Told {
    #[serde(rename = "x-roles")]
    roles: Option<Vec<Role>>,
    #[serde(default)]
    security: Vec<HashMap<String, IgnoredAny>>,
    responses: BTreeMap<String, ToldAnswer>,
    #[serde(rename = "x-cost", default)]
    cost: Value,
}

#[derive(Deserialize)]
struct ToldAnswer {
    #[serde(default)]
    content: BTreeMap<String, IgnoredAny>,
}

impl From<Told> for Operation {
    fn from(told: Told) -> Self {
        let given = told.responses.iter().filter(|(status, _)| status.starts_with('2'));
        let media_types: Vec<String> = given.flat_map(|(_, answer)| answer.content.keys().cloned()).collect();
        Self {
            roles: told.roles.map(|roles| roles.into_iter().collect()),
            heeds_tokens: told.security.iter().any(|requirement| requirement.contains_key(ACCESS_TOKEN)),
            must_match: told.responses.contains_key("428"),
            cost: Cost::from_json(&told.cost),
            gives_files: media_types.iter().any(|kind| !kind.contains("json") && kind != CSV),
            media_types,
        }
    }
}

impl Surface {
    pub fn of<'de, D: Deserializer<'de>>(document: D) -> Result<Self, D::Error> {
        let Document { paths } = Document::deserialize(document)?;
        let path = |(path, methods): (String, BTreeMap<String, Told>)| {
            let named = |(method, told): (String, Told)| (method.to_uppercase(), told.into());
            let operations: BTreeMap<String, Operation> = methods.into_iter().map(named).collect();
            (path, Path { allow: allow(&operations), operations })
        };
        Ok(Self::with(paths.into_iter().map(path).collect()))
    }

    fn with(paths: HashMap<String, Path>) -> Self {
        let mut root = Branch::default();
        paths.keys().for_each(|template| root.grow(template));
        Self { paths, root, tables: Tables::default() }
    }

    /// With what its rows are told by: the whole document.
    pub fn told_by(self, document: &'static str) -> Self {
        Self { tables: Tables { document, ..self.tables }, ..self }
    }

    /// What the rows of an operation have, as a table; None where it answers none.
    pub fn columns(&self, path: &str, method: &Method) -> Option<Arc<Columns>> {
        let read = self.tables.read.get_or_init(|| self.tables.read());
        read.get(&(path.to_owned(), method.to_string())).cloned()
    }

    /// What of it is served where only these are.
    pub fn only(&self, templates: &[&str]) -> Self {
        let served = self.paths.iter().filter(|(template, _)| templates.contains(&template.as_str()));
        Self::with(served.map(|(template, path)| (template.clone(), path.clone())).collect())
    }

    /// The template of a path, such as `/v1/assignments/{id}`. Of one with anything encoded in it there is none: no word or id of ours
    /// needs that, and an address has one spelling.
    pub fn route(&self, path: &str) -> Option<&str> {
        self.root.find(path.strip_prefix('/').filter(|rest| !rest.contains('%'))?.split('/'))
    }

    /// The operation, if the path (a template such as `/v1/assignments/{id}`) has this method.
    pub fn operation(&self, path: &str, method: &Method) -> Option<&Operation> {
        self.paths.get(path)?.operations.get(method.as_str())
    }

    /// The value of `Allow` for a path that is served.
    pub fn allow(&self, path: &str) -> Option<&str> {
        Some(&self.paths.get(path)?.allow)
    }

    /// Every operation: for the tests that ask each as each role.
    pub fn operations(&self) -> impl Iterator<Item = (&str, &str, &Operation)> {
        self.paths.iter().flat_map(|(name, path)| {
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

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn surface(templates: &[&str]) -> Surface {
        let paths: serde_json::Map<String, Value> =
            templates.iter().map(|template| ((*template).to_owned(), json!({ "get": { "responses": {} } }))).collect();
        Surface::of(json!({ "paths": paths })).unwrap()
    }

    #[test]
    fn a_path_has_the_template_that_fits_it_whole() {
        let surface = surface(&["/", "/v1/artifacts/_batch", "/v1/artifacts/{id}", "/v1/artifacts/{id}/content", "/v1/me"]);
        for (path, template) in [
            ("/", Some("/")),
            ("/v1/me", Some("/v1/me")),
            ("/v1/artifacts/_batch", Some("/v1/artifacts/_batch")),
            ("/v1/artifacts/_batch/content", Some("/v1/artifacts/{id}/content")),
            ("/v1/artifacts/17", Some("/v1/artifacts/{id}")),
            ("/v1/artifacts/%2F", None),
            ("/v1/artifacts/%31%37", None),
            ("/v1/%6De", None),
            ("/v1/artifacts/{id}", Some("/v1/artifacts/{id}")),
            ("/v1/artifacts/17/", None),
            ("/v1/artifacts/", None),
            ("/v1/artifacts//content", None),
            ("/v1/artifacts", None),
            ("/v1/me/", None),
            ("//v1/me", None),
            ("/v1", None),
            ("/V1/me", None),
            ("v1/me", None),
            ("*", None),
            ("", None),
        ] {
            assert_eq!(surface.route(path), template, "{path}");
        }
        let less = surface.only(&["/v1/me"]);
        assert_eq!((less.route("/v1/me"), less.route("/v1/artifacts/17")), (Some("/v1/me"), None));
        assert_eq!(less.operations().count(), 1);
    }
}
