//! Patterns of requests say what is refused, and nothing else; what means nothing is not told.

use super::examples::misfits;
use super::{CURRENT, OLDER, none, operations, resolve};
use pubdok::domain::register::NumberTemplate;
use serde_json::{Value, json};

fn member(schema: &str, name: &str) -> &'static Value {
    let member = &CURRENT["components"]["schemas"][schema]["properties"][name];
    assert!(member.is_object(), "{schema}.{name}");
    member
}

fn fits(schema: &Value, text: &str) -> bool {
    misfits("a text", schema, &json!(text)).is_empty()
}

#[test]
fn what_is_tolerated_has_no_pattern() {
    let mut found = Vec::new();
    for (name, operation) in operations() {
        for header in operation["parameters"].as_array().unwrap().iter().map(resolve).filter(|one| one["in"] == "header") {
            let called = header["name"].as_str().unwrap();
            assert_ne!(header["schema"]["format"], "date-time", "{name}: generators write {called} as they do within JSON");
            if ["Accept-Language", "If-None-Match", "Prefer", "Request-Id"].contains(&called) {
                assert!(header["schema"]["pattern"].is_null() && header["schema"]["minLength"].is_null(), "{name}: {called}");
                found.push(called);
            }
        }
    }
    found.sort_unstable();
    found.dedup();
    assert_eq!(found.len(), 4);
}

#[test]
fn no_parameter_is_null() {
    let all = operations()
        .flat_map(|(name, operation)| operation["parameters"].as_array().unwrap().iter().map(move |one| (name.clone(), one)));
    let nulls = all.filter(|(_, parameter)| resolve(parameter)["schema"].to_string().contains("\"null\""));
    none(nulls.map(|(name, parameter)| format!("{name}: {}", parameter["name"])).collect(), "parameters that may be null");
}

#[test]
fn an_answer_that_says_nothing_is_not_told() {
    let told = operations().filter(|(_, operation)| !operation["responses"]["default"].is_null());
    none(told.map(|(name, _)| name).collect(), "an answer for whatever else");
}

#[test]
fn a_template_that_is_told_as_one_can_be_read() {
    let templates = [
        "{serial}/{year}",
        "{year}-{serial:3}",
        "{serial:9}/PD/{unit}/{romanMonth}/{year}",
        "}{serial}{year}",
        "{serial}",
        "{year}",
        "",
        "{serial}{serial}{year}",
        "{serial}{year}{year}",
        "{serial:0}{year}",
        "{serial:10}{year}",
        "{serial}/{year",
        "{serial}/{day}/{year}",
        "{Serial}/{year}",
        "{serial}/{month}/{year}/{month}",
    ];
    for template in templates {
        assert_eq!(fits(member("Registers", "report"), template), NumberTemplate::parse(template).is_ok(), "{template}");
    }
}

#[test]
fn texts_are_told_as_they_are_read() {
    let (title, caption, code) =
        (member("AddArtifact", "title"), member("AddArtifact", "caption"), member("InstructionCode", "code"));
    assert!(fits(title, " Panen ") && !fits(title, "a\nb") && !fits(title, " ") && !fits(title, "\u{200b}"));
    // It may be absent, so it may be empty.
    assert!(fits(caption, "a\nb") && fits(caption, "") && fits(caption, " \n") && !fits(caption, "a\u{7}"));
    assert!(fits(code, "FOLLOW_UP") && !fits(code, "follow_up") && !fits(code, "A__B") && !fits(code, "_A"));
    assert_eq!(member("Dispatch", "instructions")["items"]["pattern"], code["pattern"]);
    let roles = member("EnterOfficer", "roles");
    assert!(
        misfits("roles", roles, &json!(["STAFF"])).is_empty() && !misfits("roles", roles, &json!(["STAFF", "STAFF"])).is_empty()
    );
}

#[test]
fn the_older_document_names_every_closed_set() {
    fn walk(value: &Value, at: &str, faults: &mut Vec<String>) {
        match value {
            Value::Array(list) => list.iter().for_each(|value| walk(value, at, faults)),
            Value::Object(object) => {
                let is_property = at.contains("/properties/");
                faults.extend(
                    (is_property && object.get("enum").is_some_and(|all| all.as_array().is_some_and(|all| all.len() > 1)))
                        .then(|| at.to_owned()),
                );
                object.iter().for_each(|(name, value)| walk(value, &format!("{at}/{name}"), faults));
            }
            _ => {}
        }
    }
    let mut faults = Vec::new();
    walk(&OLDER["components"]["schemas"], "", &mut faults);
    none(faults, "closed sets without a name");
}

/// progenitor and others know JSON, and no bounds of bytes.
#[test]
fn the_older_document_tells_bodies_in_words_of_its_time() {
    let bodies = OLDER["paths"].as_object().unwrap().values().flat_map(|methods| methods.as_object().unwrap().values());
    for (kind, media) in bodies.filter_map(|operation| operation["requestBody"]["content"].as_object()).flatten() {
        assert_ne!(kind, "application/merge-patch+json");
        assert!(media["schema"]["format"] != "binary" || media["schema"]["maxLength"].is_null(), "{media}");
    }
}
