//! Nothing that a client of the last release relies on is gone: what breaks one is told in the changelog, with its reason, or needs a
//! new major version. What is new is told there, too.

mod compare;
mod news;

use super::{CURRENT, none};
use compare::{breaks, words};
use news::{names, news, operations};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::Path;

fn kept(name: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("openapi").join(name);
    serde_json::from_str(&std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))).unwrap()
}

fn major(version: &str) -> &str {
    // Below 1.0 the second number is the major one (semver §4).
    let end = if version.starts_with("0.") { version.rfind('.') } else { version.find('.') };
    &version[..end.unwrap_or(version.len())]
}

fn changes(changelog: &Value) -> impl Iterator<Item = &Value> {
    let releases = changelog["releases"].as_array().into_iter().flatten();
    releases.flat_map(|release| release["changes"].as_array().into_iter().flatten())
}

#[test]
fn what_breaks_a_client_of_the_last_release_is_told_with_its_reason() {
    let released = kept("released.json");
    let version = |document: &Value| document["info"]["version"].as_str().unwrap_or_default().to_owned();
    if major(&version(&released)) != major(&version(&CURRENT)) {
        return;
    }
    let changelog = kept("changelog.json");
    let told: BTreeSet<&str> = changes(&changelog)
        .filter(|change| change["reason"].as_str().is_some_and(|reason| !reason.is_empty()))
        .flat_map(|change| words(&change["breaks"]))
        .collect();
    let untold = breaks(&released, &CURRENT).into_iter().filter(|one| !told.contains(one.as_str())).collect();
    none(untold, "these break clients of the last release; undo them, or name them in openapi/changelog.json (breaks, reason)");
}

#[test]
fn what_is_new_is_told() {
    let changelog = kept("changelog.json");
    let told: BTreeSet<String> = changes(&changelog).flat_map(|change| words(&change["adds"])).map(str::to_owned).collect();
    let mut wanted = operations(&CURRENT);
    wanted.extend(news(&kept("released.json"), &CURRENT));
    let untold = wanted.difference(&told).cloned().collect();
    none(untold, "these are new; name them in openapi/changelog.json (adds), with a sentence that tells what they are good for");
    let gone: BTreeSet<&str> = changes(&changelog).flat_map(|change| words(&change["breaks"])).collect();
    let is_gone = |name: &&String| gone.iter().any(|one| one.starts_with(name.as_str()));
    let invented = told.difference(&names(&CURRENT)).filter(|name| !is_gone(name)).cloned().collect();
    none(invented, "openapi/changelog.json tells of these, which are not there (adds)");
}

#[test]
fn every_kind_of_news_is_found() {
    let mut new = CURRENT.clone();
    new["paths"]["/v1/weather"] = json!({ "get": { "parameters": [{ "name": "day", "in": "query" }] } });
    new["paths"]["/v1/inbox"]["get"]["parameters"].as_array_mut().unwrap().push(json!({ "name": "day", "in": "query" }));
    let schemas = &mut new["components"]["schemas"];
    schemas["Weather"] = json!({ "type": "object", "properties": { "rain": { "type": "boolean" } } });
    schemas["Assignment"]["properties"]["weather"] = json!({ "type": "string" });
    schemas["Urgency"]["enum"].as_array_mut().unwrap().push("WHENEVER".into());
    let found: Vec<String> = news(&CURRENT, &new).into_iter().collect();
    assert_eq!(found, ["Assignment.weather", "GET /v1/inbox: parameter day", "GET /v1/weather", "Urgency: WHENEVER"]);
    assert_eq!(news(&CURRENT, &CURRENT).len(), 0);
}

/// What is found when the document as it stands becomes another.
fn changed(change: impl FnOnce(&mut Value)) -> Vec<String> {
    let mut new = CURRENT.clone();
    change(&mut new);
    breaks(&CURRENT, &new).into_iter().collect()
}

#[test]
fn what_breaks_nobody_is_let_pass() {
    let found = changed(|document| {
        let schemas = &mut document["components"]["schemas"];
        schemas["Assignment"]["properties"]["weather"] = json!({ "type": "string" });
        schemas["CreateAssignment"]["properties"]["weather"] = json!({ "type": "string" });
        schemas["CreateAssignment"]["properties"]["urgency"] = json!({ "type": "string" });
        document["paths"]["/v1/weather"] = json!({ "get": { "responses": {} } });
        document["paths"]["/v1/assignments"]["get"]["description"] = "Otherwise.".into();
    });
    assert_eq!(found, [] as [&str; 0]);
}

#[test]
fn every_kind_of_break_is_found() {
    let enumerated = |document: &mut Value, change: &dyn Fn(&mut Vec<Value>)| {
        change(document["components"]["schemas"]["Urgency"]["enum"].as_array_mut().expect("a closed set"));
    };
    let drop_member = |document: &mut Value, schema: &str, name: &str| {
        document["components"]["schemas"][schema]["properties"].as_object_mut().unwrap().remove(name);
        document["components"]["schemas"][schema]["required"].as_array_mut().unwrap().retain(|one| one != name);
    };
    let cases: Vec<(Vec<String>, &str)> = vec![
        (changed(|d| drop(d["paths"].as_object_mut().unwrap().remove("/v1/inbox"))), "GET /v1/inbox: gone"),
        (changed(|d| d["paths"]["/v1/inbox"]["get"]["operationId"] = "other".into()), "GET /v1/inbox: another operationId"),
        (changed(|d| d["paths"]["/v1/inbox"]["get"]["x-roles"] = json!(["ADMIN"])), "GET /v1/inbox: no longer for STAFF"),
        (
            changed(|d| d["paths"]["/v1/assignments"]["get"]["parameters"] = json!([])),
            "GET /v1/assignments: parameter state is gone",
        ),
        (
            changed(|d| d["paths"]["/v1/assignments"]["post"]["responses"]["201"] = json!(null)),
            "POST /v1/assignments: 201 is not given as application/json",
        ),
        (changed(|d| enumerated(d, &|all| all.push("WHENEVER".into()))), "Urgency: may be WHENEVER"),
        (changed(|d| enumerated(d, &|all| drop(all.pop()))), "Urgency: VERY_URGENT is not taken"),
        (changed(|d| drop_member(d, "Assignment", "registerNumber")), "Assignment.registerNumber: gone"),
        (
            changed(|d| d["components"]["schemas"]["Assignment"]["required"] = json!([])),
            "Assignment.registerNumber: not always there",
        ),
        (
            changed(|d| d["components"]["schemas"]["CreateAssignment"]["required"].as_array_mut().unwrap().push("note".into())),
            "CreateAssignment.note: required",
        ),
        (
            changed(|d| d["components"]["schemas"]["CreateAssignment"]["properties"]["subject"]["maxLength"] = 3.into()),
            "CreateAssignment.subject: a narrower maxLength",
        ),
        (
            changed(|d| d["components"]["schemas"]["Assignment"]["properties"]["subject"]["type"] = json!(["string", "null"])),
            "Assignment.subject: may be null",
        ),
    ];
    let missed = cases.into_iter().filter(|(found, wanted)| !found.iter().any(|one| one == wanted));
    none(missed.map(|(found, wanted)| format!("{wanted}: found {found:?}")).collect(), "breaks that are not found");
}
