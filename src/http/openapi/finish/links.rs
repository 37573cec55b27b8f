//! Links: from a thing to where it is read and to what can be done to it; from a page to the next.

use super::{is_secured, json_schema, listed, operations, reference, schema_name};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// Where things of one schema are read, and what can be done there.
struct Home {
    path: String,
    /// The ids of the operations on the thing, its reading first, each with whether it needs `If-Match`.
    operations: Vec<(String, bool)>,
}

pub fn connect(document: &mut Value) {
    let schemas = document["components"]["schemas"].clone();
    let homes = homes(document);
    let mut links: BTreeMap<String, Value> = BTreeMap::new();
    for (_, _, operation) in operations(document) {
        let own = operation["operationId"].as_str().unwrap_or_default().to_owned();
        // Beside a 201, a 200 is a trial: it tells of a thing that is nowhere.
        let status = if operation["responses"]["201"].is_null() { "200" } else { "201" };
        if let Some(answer) = operation["responses"].get_mut(status) {
            let schema = json_schema(answer);
            let mut found = Map::new();
            if let Some(item) = listed(&schemas, schema) {
                found.insert(
                    "nextPage".to_owned(),
                    json!({ "operationId": own, "parameters": { "cursor": "$response.body#/nextCursor" } }),
                );
                if let Some((reader, _)) = home(&homes, item).and_then(|home| home.operations.first()) {
                    found.insert(
                        "first".to_owned(),
                        json!({ "operationId": reader, "parameters": { "id": "$response.body#/items/0/id" } }),
                    );
                }
            }
            for (id, must_match) in home(&homes, schema).map(|home| home.operations.as_slice()).unwrap_or_default() {
                if *id != own {
                    links.entry(id.clone()).or_insert_with(|| link(id, *must_match));
                    found.insert(id.clone(), reference("links", id));
                }
            }
            if !found.is_empty() {
                answer["links"] = found.into();
            }
        }
    }
    for (name, link) in links {
        document["components"]["links"][name] = link;
    }
}

fn link(id: &str, must_match: bool) -> Value {
    let mut parameters = json!({ "path.id": "$response.body#/id" });
    if must_match {
        parameters["header.If-Match"] = json!("$response.header.ETag");
    }
    json!({ "operationId": id, "parameters": parameters })
}

fn home<'a>(homes: &'a BTreeMap<String, Home>, schema: &Value) -> Option<&'a Home> {
    homes.get(schema_name(schema)?)
}

fn homes(document: &mut Value) -> BTreeMap<String, Home> {
    let mut homes = BTreeMap::new();
    for (path, method, operation) in operations(document) {
        let schema = schema_name(json_schema(&operation["responses"]["200"]));
        if let (Some(schema), "get", true) =
            (schema, method, is_secured(operation) && path.ends_with("/{id}") && path.matches('{').count() == 1)
        {
            let reader = operation["operationId"].as_str().unwrap_or_default().to_owned();
            homes.insert(schema.to_owned(), Home { path: path.to_owned(), operations: vec![(reader, false)] });
        }
    }
    for (path, _, operation) in operations(document) {
        let id = operation["operationId"].as_str().unwrap_or_default();
        let on_it = |home: &&mut Home| {
            path.strip_prefix(&home.path).is_some_and(|rest| !rest.contains('{') && (rest.is_empty() || rest.starts_with('/')))
        };
        for home in homes.values_mut().filter(on_it) {
            if home.operations.iter().all(|(known, _)| known != id) {
                let takes = |name: &str| {
                    operation["parameters"].as_array().is_some_and(|all| all.contains(&reference("parameters", name)))
                };
                let must_match = takes("If-Match") || takes("If-Match-Exact");
                home.operations.push((id.to_owned(), must_match));
            }
        }
    }
    homes
}
