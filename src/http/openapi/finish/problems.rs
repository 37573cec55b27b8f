//! Error answers: one a status, made of the catalogue, with an example of every kind.

use super::headers;
use crate::domain::workflow::Refusal;
use crate::http::language::Language;
use crate::http::problem::{FaultKind, Faults, Kind, MEDIA_TYPE, Place, Problem};
use actix_web::http::StatusCode;
use serde_json::{Map, Value, json};

/// An address for the examples; the service writes its own.
const SOMEWHERE: &str = "https://pubdok.example";
const SOME_REQUEST: &str = "0198c0de-0000-7000-8000-000000000001";

/// Its name under `components/responses`, such as `NotFound`.
pub fn name(status: &str) -> String {
    let reason = StatusCode::from_bytes(status.as_bytes()).ok().and_then(|status| status.canonical_reason());
    reason.unwrap_or(status).replace(' ', "")
}

/// An error answer as every operation gives it.
pub fn shared(status: &str) -> Value {
    let kinds: Vec<Kind> = Kind::ALL.iter().copied().filter(|kind| kind.status().as_str() == status).collect();
    let lines: Vec<String> =
        kinds.iter().map(|kind| format!("- `{}`: {}. {}", kind.code(), kind.title().en, kind.remedy().en)).collect();
    answer(status, &lines.join("\n"), kinds.iter().map(example).collect())
}

/// An error answer in this operation's own words.
pub fn own(status: &str, description: &str, name: &str, problem: &Problem) -> Value {
    let mut examples: Map<String, Value> =
        [(name.to_owned(), json!({ "summary": problem.kind.title().en, "value": body(problem) }))].into_iter().collect();
    examples.extend(
        [Kind::AmbiguousHat, Kind::Conflict, Kind::InProgress]
            .iter()
            .filter(|kind| kind.status().as_str() == status)
            .map(example),
    );
    answer(status, description, examples)
}

pub fn answer(status: &str, description: &str, examples: Map<String, Value>) -> Value {
    let media = json!({ "schema": super::reference("schemas", "Problem"), "examples": examples });
    json!({ "description": description, "headers": headers::of_error(status), "content": { MEDIA_TYPE: media } })
}

fn example(kind: &Kind) -> (String, Value) {
    (kind.code().to_owned(), super::reference("examples", kind.code()))
}

/// Every kind as it is answered, for `components/examples`.
pub fn examples() -> impl Iterator<Item = (&'static str, Value)> {
    Kind::ALL.iter().map(|kind| (kind.code(), json!({ "summary": kind.title().en, "value": body(&specimen(*kind)) })))
}

fn specimen(kind: Kind) -> Problem {
    match kind {
        Kind::Validation => {
            let mut faults = Faults::body("#/title", FaultKind::Required);
            faults.add(Place::Parameter("limit".to_owned()), FaultKind::OutOfRange { min: 1, max: 200 });
            faults.into()
        }
        Kind::StateForbids => super::acts::refusal(crate::domain::workflow::Act::Complete),
        Kind::AmbiguousHat => Refusal::Ambiguous { choices: super::acts::some_hats() }.into(),
        kind => Problem::new(kind),
    }
}

/// In Indonesian, as is answered to who does not say what they read.
fn body(problem: &Problem) -> Value {
    serde_json::to_value(problem.body(Language::Indonesian, SOMEWHERE, SOME_REQUEST)).unwrap_or_default()
}
