//! Answers: every status an operation can give, and the headers that come with it.

use super::{
    Known, acts, headers, heeds_tokens, is_download, is_secured, json_schema, listed, members, operations, overwrites, problems,
    reference,
};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

pub fn complete(document: &mut Value) {
    let known = Known::of(document);
    let mut used = BTreeSet::new();
    for (path, method, operation) in operations(document) {
        successes(path, method, operation, &known);
        errors(path, method, operation, &mut used);
    }
    for status in used {
        document["components"]["responses"][problems::name(&status)] = problems::shared(&status);
    }
    let not_modified = with_headers(json!({ "description": "What the client has is what there is." }), &["ETag"]);
    document["components"]["responses"]["NotModified"] = not_modified;
    for (name, header) in headers::components() {
        document["components"]["headers"][name] = header;
    }
    for (name, example) in problems::examples() {
        document["components"]["examples"][name] = example;
    }
}

fn with_headers(mut answer: Value, names: &[&str]) -> Value {
    // What the handler names itself, it names only: what it tells is the same everywhere.
    let own: Vec<String> = answer["headers"].as_object().into_iter().flatten().map(|(name, _)| name.clone()).collect();
    let mut all = Map::new();
    headers::refer(&mut all, headers::COMMON);
    headers::refer(&mut all, names);
    own.iter().for_each(|name| headers::refer(&mut all, &[name]));
    answer["headers"] = all.into();
    answer
}

fn successes(path: &str, method: &str, operation: &mut Value, known: &Known) {
    let secured = is_secured(operation);
    let tries = operation["parameters"].as_array().is_some_and(|all| all.contains(&reference("parameters", "dryRun")));
    let is_download = is_download(operation);
    // Of an archive that is made while it is sent nobody knows the digest before, and no single date tells when it changed.
    let is_made = !operation["responses"]["200"]["content"]["application/zip"].is_null();
    let of_download = if is_made { &DOWNLOAD[..2] } else { &DOWNLOAD };
    let Some(answers) = operation["responses"].as_object_mut() else { return };
    if tries && let Some(made) = answers.get("201").cloned() {
        let trial =
            json!({ "description": "With `dryRun=true`: what would be made. Nothing was kept.", "content": made["content"] });
        answers.entry("200").or_insert(trial);
    }
    for (status, answer) in answers.iter_mut().filter(|(status, _)| status.starts_with('2')) {
        bound_text(answer);
        let mut names = Vec::new();
        names.extend(known.is_tagged(path, answer).then_some("ETag"));
        names.extend((status == "201").then_some("Location"));
        names.extend(listed(&known.schemas, json_schema(answer)).is_some().then_some("Link"));
        names.extend((method == "post" && secured).then_some("Idempotent-Replayed"));
        names.extend((status == "206").then_some("Content-Range"));
        names.extend(is_download.then_some(of_download).into_iter().flatten());
        *answer = with_headers(answer.take(), &names);
    }
    if let Some(elsewhere) = answers.get_mut("307") {
        *elsewhere = with_headers(elsewhere.take(), &["Location"]);
    }
    if method == "get" && answers.get("200").is_some_and(|answer| known.is_tagged(path, answer)) {
        answers.entry("304").or_insert_with(|| reference("responses", "NotModified"));
    }
}

/// What comes with a file besides.
const DOWNLOAD: [&str; 4] = ["Accept-Ranges", "Content-Disposition", "Last-Modified", "Repr-Digest"];

/// More than the longest text that the service writes.
const LONGEST_TEXT: u32 = 1 << 24;

/// A document that is text (a calendar) is a string whose length no field tells.
fn bound_text(answer: &mut Value) {
    for (_, media) in answer.get_mut("content").into_iter().flat_map(members).filter(|(kind, _)| kind.starts_with("text/")) {
        media["schema"] = json!({ "type": "string", "maxLength": LONGEST_TEXT });
    }
}

fn errors(path: &str, method: &str, operation: &mut Value, used: &mut BTreeSet<String>) {
    let act = acts::of(operation);
    let statuses = statuses(path, method, operation);
    let Some(answers) = operation["responses"].as_object_mut() else { return };
    if let Some(act) = act {
        answers.insert("409".to_owned(), problems::own("409", &acts::conditions(act), "STATE_FORBIDS", &acts::refusal(act)));
    }
    for status in statuses {
        match answers.get_mut(status) {
            None => {
                answers.insert(status.to_owned(), reference("responses", &problems::name(status)));
                used.insert(status.to_owned());
            }
            // The handler says in its own words what the status means here.
            Some(own) if own["content"].is_null() => complete_own(status, own),
            Some(_) => {}
        }
    }
    for (status, own) in answers.iter_mut().filter(|(status, _)| status.starts_with(['4', '5'])) {
        if own["content"].is_null() && own["$ref"].is_null() {
            complete_own(status, own);
        } else if own["$ref"].is_null() && own["headers"].is_null() {
            // In words of another standard; the mark is that of the Italian rules for what is no problem+json with reason.
            own["headers"] = headers::of_foreign_error(status);
            own["x-noqa"] = json!(true);
        }
    }
}

fn complete_own(status: &str, own: &mut Value) {
    let shared = problems::shared(status);
    let examples: Map<String, Value> = shared["content"]
        .as_object()
        .into_iter()
        .flatten()
        .find_map(|(_, media)| media["examples"].as_object().cloned())
        .unwrap_or_default();
    *own = problems::answer(status, own["description"].as_str().unwrap_or_default(), examples);
}

/// Whether a file may come with it, for which there may be no room.
fn takes_file(operation: &Value) -> bool {
    let bodies = operation["requestBody"]["content"].as_object().into_iter().flatten();
    bodies.map(|(kind, _)| kind).any(|kind| kind == "application/octet-stream" || kind == "application/offset+octet-stream")
}

/// The error statuses an operation of this kind can answer.
fn statuses(path: &str, method: &str, operation: &Value) -> Vec<&'static str> {
    let secured = is_secured(operation);
    let changes = secured && method != "get";
    let overwrites = secured && overwrites(method, operation);
    // Uploads answer 412 to another version of their protocol.
    let may_expect = changes && path.contains('{') && (method != "post" || operation["x-unconditional"] != true);
    let has_body = !operation["requestBody"].is_null();
    let gives_a_form = operation["responses"].as_object().into_iter().flatten().any(|(status, answer)| {
        let mut kinds = answer["content"].as_object().into_iter().flatten().map(|(kind, _)| kind);
        status.starts_with('2') && kinds.any(|kind| kind != "application/octet-stream")
    });
    let mut statuses = vec!["400", "429", "500"];
    statuses.extend(secured.then_some(["401", "403", "503"]).into_iter().flatten());
    statuses.extend(heeds_tokens(operation).then_some("401"));
    statuses.extend(path.contains('{').then_some("404"));
    statuses.extend(gives_a_form.then_some("406"));
    statuses.extend(changes.then_some("409"));
    statuses.extend((overwrites || may_expect).then_some("412"));
    statuses.extend(overwrites.then_some("428"));
    statuses.extend(is_download(operation).then_some(["412", "416"]).into_iter().flatten());
    statuses.extend(has_body.then_some(["408", "413", "415"]).into_iter().flatten());
    statuses.extend(takes_file(operation).then_some("507"));
    statuses.extend((secured && method == "post").then_some("422"));
    statuses
}
