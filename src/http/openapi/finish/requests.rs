//! What is sent: an empty text is no text where none need be, and what may stand once is told as that.

use super::bodies::sent;
use super::schemas::deep;
use super::{is_nullable, members, reach};
use crate::http::fields::texts::{ANY_LINE, ANY_LINES, LINE, LINES};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Lists of codes that are refused with one of them twice; utoipa has no word for it. (Things are told apart by one of their members,
/// which the document has no word for.)
const ONCE: [(&str, &str); 6] = [
    ("ChangeClient", "roles"),
    ("ChangeOfficer", "roles"),
    ("CreateAssignment", "instructions"),
    ("Dispatch", "instructions"),
    ("EnterClient", "roles"),
    ("EnterOfficer", "roles"),
];

pub fn settle(document: &mut Value) {
    let mut asked = BTreeSet::new();
    for (_, body) in sent(document) {
        reach(&body, &document["components"]["schemas"], &mut asked);
    }
    for name in asked {
        deep(&mut document["components"]["schemas"][name], &mut forgive);
    }
    let code = document["components"]["schemas"]["InstructionCode"]["properties"]["code"]["pattern"].clone();
    for (schema, name) in ONCE {
        let list = &mut document["components"]["schemas"][schema]["properties"][name];
        if !list["items"].is_object() {
            continue;
        }
        list["uniqueItems"] = json!(true);
        if name == "instructions" {
            list["items"]["pattern"] = code.clone();
        }
    }
}

/// A member that may be null may be empty, which means the same.
fn forgive(schema: &mut Value) {
    let texts = schema.get_mut("properties").into_iter().flat_map(members).map(|(_, member)| member);
    let texts = texts.filter(|member| is_nullable(member));
    for text in texts {
        let Some(any) = [(LINE, ANY_LINE), (LINES, ANY_LINES)].into_iter().find(|(seen, _)| text["pattern"] == *seen) else {
            continue;
        };
        text["pattern"] = json!(any.1);
        text.as_object_mut().and_then(|text| text.remove("minLength"));
    }
}
