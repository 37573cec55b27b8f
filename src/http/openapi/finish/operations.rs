//! How an operation is called and introduced.

use super::{acts, operations};
use crate::http::cost::{self, Cost};
use crate::http::surface::{BEARER, ROLES};
use serde_json::{Value, json};

/// The scheme whose scopes are our roles.
pub const OAUTH: &str = "oauth2";

/// Who may call it: a handler says `security(("bearer" = [roles]))`, one of which its caller must have. OpenAPI has names in a
/// requirement for OAuth alone, and means all of them; so each role is a requirement of its own, and they stand in `x-roles` together.
pub fn admit(document: &mut Value) {
    for (_, _, operation) in operations(document) {
        let any_token = json!({ BEARER: [] });
        let roles = operation["security"][0][BEARER].as_array().cloned();
        let requirements: Vec<Value> = match &roles {
            Some(roles) => roles.iter().map(|role| json!({ OAUTH: [role] })).chain([any_token]).collect(),
            // It says itself what 401 means: whoever asks proves what they are in another way.
            None if !operation["responses"]["401"].is_null() => vec![json!({})],
            None => vec![json!({}), any_token],
        };
        operation["security"] = requirements.into();
        if let Some(roles) = roles {
            operation[ROLES] = roles.into();
        }
    }
}

pub fn name(document: &mut Value) {
    for (_, method, operation) in operations(document) {
        operation["operationId"] = id(operation["operationId"].as_str().unwrap_or_default(), method).into();
        let summary = operation["summary"].as_str().unwrap_or_default().trim_end_matches('.').to_owned();
        operation["description"] = description(operation, &summary).into();
        operation["summary"] = summary.into();
    }
}

/// What it costs, from its parameters and answers.
pub fn price(document: &mut Value) {
    for (path, method, operation) in operations(document) {
        let cost = Cost::of(path, method, operation);
        let description = operation["description"].as_str().unwrap_or_default();
        operation["description"] = format!("{description} {}", cost.tell()).into();
        operation[cost::MEMBER] = cost.to_json();
    }
}

/// The handler's name in camelCase. Where that begins with an HTTP verb, the verb of the office stands instead: generated
/// clients read `enterAgendaItem()`, and nobody takes a `put…` for a PUT.
fn id(handler: &str, method: &str) -> String {
    let (verb, rest) = handler.split_once('_').unwrap_or((handler, ""));
    let verb = match (verb, method) {
        ("get" | "head", _) => "read",
        ("put" | "post", "post") => "enter",
        ("put" | "post", _) => "set",
        ("patch", _) => "change",
        ("delete", _) => "remove",
        (verb, _) => verb,
    };
    rest.split('_').fold(verb.to_owned(), |id, word| {
        let (first, tail) = word.split_at(word.chars().next().map_or(0, char::len_utf8));
        id + &first.to_uppercase() + tail
    })
}

fn description(operation: &Value, summary: &str) -> String {
    let told = operation["description"].as_str().map_or_else(|| format!("{summary}."), |text| text.trim().to_owned());
    let act = acts::of(operation).map(|act| format!("\n\n{}", acts::introduction(act))).unwrap_or_default();
    format!("{told}{act}\n\n{}", who(operation))
}

fn who(operation: &Value) -> String {
    let roles: Vec<&str> = operation[ROLES].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    if roles.is_empty() { "Needs no token.".to_owned() } else { format!("Roles: {}.", roles.join(", ")) }
}

#[cfg(test)]
mod tests {
    use super::id;

    #[test]
    fn operations_are_called_as_the_handler_but_not_by_an_http_verb() {
        assert_eq!(id("list_agenda_items", "get"), "listAgendaItems");
        assert_eq!(id("put_agenda_item", "post"), "enterAgendaItem");
        assert_eq!(id("put_selection", "put"), "setSelection");
        assert_eq!(id("delete_artifact", "delete"), "removeArtifact");
        assert_eq!(id("read_openapi_3_0", "get"), "readOpenapi30");
    }
}
