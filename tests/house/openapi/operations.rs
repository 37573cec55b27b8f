//! Every operation says what it does, to whom it is open, and what it answers.

use super::{CURRENT, none, operations, resolve};
use pubdok::domain::label::Label;
use pubdok::domain::role::{Role, Roles};
use pubdok::domain::workflow::{Act, roles};
use serde_json::Value;
use std::collections::BTreeSet;

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_default()
}

fn told_roles(operation: &Value) -> Option<Roles> {
    let names = operation["x-roles"].as_array()?;
    Some(names.iter().map(|name| name.as_str().unwrap().parse::<Role>().unwrap()).collect())
}

#[test]
fn every_operation_is_introduced() {
    let tags: BTreeSet<&str> = CURRENT["tags"].as_array().unwrap().iter().map(|tag| text(tag, "name")).collect();
    let mut ids = BTreeSet::new();
    let mut faults = Vec::new();
    for (name, operation) in operations() {
        let mut expect = |holds: bool, what: &str| {
            if !holds {
                faults.push(format!("{name}: {what}"));
            }
        };
        let summary = text(operation, "summary");
        expect(
            !summary.is_empty() && summary.len() <= 80,
            "a summary of at most 80 characters: the first doc line of the handler",
        );
        expect(!summary.ends_with('.'), "no full stop after the summary");
        let last = text(operation, "description").lines().last().unwrap_or_default();
        let (who, cost) = last.rsplit_once(" Costs ").unwrap_or((last, ""));
        expect(
            who.starts_with("Roles: ") || who == "Needs no token.",
            "a description that ends with the roles, and what it costs",
        );
        expect(
            cost.starts_with(&operation["x-cost"]["base"].to_string()) && !operation["responses"]["429"].is_null(),
            "what it costs (http/cost.rs), and that it can be refused for it",
        );
        expect(
            operation["tags"].as_array().is_some_and(|list| list.len() == 1 && tags.contains(list[0].as_str().unwrap())),
            "one tag of src/http/openapi/base.rs",
        );
        let id = text(operation, "operationId");
        expect(ids.insert(id), "an operationId of its own");
        expect(
            !["get", "put", "post", "patch", "delete", "head"].iter().any(|verb| id.starts_with(verb)),
            "an operationId that begins with no HTTP verb",
        );
    }
    none(faults, "every operation needs");
}

/// Generators read requirements, the border reads the list; in a requirement of OAuth all names are asked for, so each role has one.
#[test]
fn requirements_and_roles_say_the_same() {
    let mut faults = Vec::new();
    for (name, operation) in operations() {
        let requirements = operation["security"].as_array().unwrap();
        let scopes: Option<Roles> = told_roles(operation).map(|_| {
            let scopes = requirements.iter().filter_map(|requirement| requirement["bearer"].as_array());
            scopes
                .map(|scopes| (scopes.len() == 1).then(|| scopes[0].as_str()?.parse::<Role>().ok()).flatten().unwrap())
                .collect()
        });
        let any_token = serde_json::json!({ "accessToken": [] });
        let is_told = match scopes {
            Some(scopes) => Some(scopes) == told_roles(operation) && requirements.last() == Some(&any_token),
            None => requirements[0] == serde_json::json!({}) && requirements[1..].iter().all(|other| *other == any_token),
        };
        faults.extend((!is_told).then_some(name));
    }
    none(faults, "security and x-roles differ");
    let declared =
        CURRENT["components"]["securitySchemes"]["bearer"]["flows"]["clientCredentials"]["scopes"].as_object().unwrap();
    assert_eq!(declared.len(), Role::ALL.len());
}

#[test]
fn only_what_is_meant_to_be_open_needs_no_token() {
    let open: Vec<String> = operations().filter(|(_, operation)| told_roles(operation).is_none()).map(|(name, _)| name).collect();
    let meant = [
        "GET /",
        "GET /.well-known/jwks.json",
        "GET /.well-known/oauth-authorization-server",
        "GET /.well-known/oauth-protected-resource",
        "GET /livez",
        "GET /problems/{slug}",
        "GET /readyz",
        "GET /status",
        "GET /v1/calendar-feeds/{key}/agenda.ics",
        "GET /v1/changelog",
        "POST /v1/oauth/revoke",
        "POST /v1/oauth/token",
        "GET /v1/openapi-3.0.json",
        "GET /v1/openapi.json",
        "GET /v1/public/catalog.jsonld",
        "GET /v1/public/dump",
        "GET /v1/public/feed.atom",
        "GET /v1/public/feed.json",
        "GET /v1/public/feed.rss",
        "GET /v1/public/information-list",
        "GET /v1/public/information-list.csv",
        "GET /v1/public/information-list.xlsx",
        "GET /v1/public/media/{sha256}",
        "GET /v1/public/news-sitemap.xml",
        "GET /v1/public/publications",
        "GET /v1/public/publications/{slug}",
        "GET /v1/public/sitemap.xml",
    ];
    assert_eq!(open, meant, "an operation without security(...) is open to everybody");
    let nobodys: Vec<String> =
        operations().filter(|(_, operation)| told_roles(operation).is_some_and(Roles::is_empty)).map(|(name, _)| name).collect();
    none(nobodys, "an operation with an empty list of roles is open to nobody");
}

#[test]
fn every_operation_tells_its_errors() {
    let mut faults = Vec::new();
    for (name, operation) in operations() {
        let answers = operation["responses"].as_object().unwrap();
        let secured = told_roles(operation).is_some();
        let changes = secured && !name.starts_with("GET");
        let changes_things = ["PATCH", "PUT", "DELETE"].iter().any(|method| name.starts_with(method));
        let overwrites = changes_things && operation["x-unconditional"] != true;
        let mut expected = vec!["400", "401", "500"];
        expected.extend(secured.then_some(["403", "503"]).into_iter().flatten());
        expected.extend(name.contains('{').then_some("404"));
        expected.extend(changes.then_some("409"));
        expected.extend(overwrites.then_some(["412", "428"]).into_iter().flatten());
        expected.extend((!operation["requestBody"].is_null()).then_some(["408", "413", "415"]).into_iter().flatten());
        expected.extend((changes && name.starts_with("POST")).then_some("422"));
        faults.extend(expected.iter().filter(|status| !answers.contains_key(**status)).map(|status| format!("{name}: {status}")));
        for (status, answer) in answers.iter().filter(|(status, _)| !status.starts_with(['2', '3'])) {
            if resolve(answer)["content"]["application/json"]["schema"]["$ref"] == "#/components/schemas/OAuthError" {
                // RFC 6749 §5.2 has words of its own for these.
                let is_meant = name.starts_with("POST /v1/oauth/") && ["400", "401"].contains(&status.as_str());
                faults.extend((!is_meant).then(|| format!("{name}: {status} is told in words of OAuth")));
                continue;
            }
            let problem = &resolve(answer)["content"]["application/problem+json"];
            let is_told = problem["schema"]["$ref"] == "#/components/schemas/Problem" && problem["examples"].is_object();
            faults.extend((!is_told).then(|| format!("{name}: {status} is no problem with an example")));
        }
        let succeeds = answers.keys().any(|status| status.starts_with('2'));
        faults.extend((!succeeds).then(|| format!("{name}: no success")));
    }
    none(faults, "missing answers");
}

#[test]
fn acts_are_open_to_the_roles_of_the_workflow_table() {
    let mut faults = Vec::new();
    for (name, operation) in operations() {
        let Some(label) = operation["x-act"].as_str() else { continue };
        let act = Act::from_label(label).unwrap_or_else(|| panic!("{name}: no act is called {label}"));
        let told = told_roles(operation).unwrap();
        if told != roles(act) {
            faults.push(format!("{name}: says {told:?}, the table {:?}", roles(act)));
        }
    }
    none(faults, "roles that differ");
}

#[test]
fn every_act_of_the_workflow_can_be_done() {
    let told: BTreeSet<&str> = operations().filter_map(|(_, operation)| operation["x-act"].as_str()).collect();
    let missing = Act::ALL.iter().map(|act| act.label()).filter(|act| !told.contains(act)).map(str::to_owned).collect();
    none(missing, "no handler says extensions((\"x-act\" = json!(Act::…))) for");
}

#[test]
fn every_list_tells_its_orders() {
    let mut faults = Vec::new();
    for (name, operation) in operations() {
        let parameters = operation["parameters"].as_array().unwrap().iter().map(resolve);
        for parameter in parameters.filter(|parameter| parameter["name"] == "sort") {
            if !parameter["schema"]["enum"].is_array() {
                faults.push(name.clone());
            }
        }
    }
    none(faults, "no extensions((\"x-sorts\" = json!(RULES.sorts))) at");
}
