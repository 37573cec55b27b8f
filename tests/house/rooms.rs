//! The rooms of the house: the core is pure, imports run one way, and files stay small enough to be read.

use crate::arrows::{Arrow, arrows};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The rooms, from the inside out. A room uses those of the floors before its own; those on one floor do not know each other.
const FLOORS: [&[&str]; 9] = [
    &["domain", "telemetry"],
    &["db", "blobs", "pictures", "print"],
    &["http"],
    &["config"],
    &["office"],
    &["features"],
    &["server"],
    &["demo"],
    &["cli"],
];

/// The modules of a slice, from the inside out; what is not named is a command, or what commands share.
const STOREYS: [&str; 3] = ["requests", "store", "view"];
const COMMANDS: usize = STOREYS.len();
const API: usize = COMMANDS + 1;

fn floor(room: &str) -> Option<usize> {
    FLOORS.iter().position(|rooms| rooms.contains(&room))
}

fn storey(module: &str) -> usize {
    match module {
        "api" => API,
        name => STOREYS.iter().position(|storey| *storey == name).unwrap_or(COMMANDS),
    }
}

/// What is wrong with an arrow between rooms.
fn between_rooms(arrow: &Arrow) -> Option<String> {
    let (Some(from), Some(to)) = (arrow.from.first(), arrow.to.first()) else { return None };
    if from == to || ["lib", "main"].contains(&from.as_str()) {
        return None;
    }
    match (floor(from), floor(to)) {
        (Some(own), Some(other)) if other < own => None,
        (Some(own), Some(other)) if other == own => Some(format!("{from} and {to} are peers and do not know each other")),
        (Some(_), Some(_)) => Some(format!("runs up: {from} stands below {to}")),
        _ => Some("is of no floor: name the room in FLOORS, and in lib.rs".to_owned()),
    }
}

/// What is wrong with an arrow inside a slice. `modules` are the slice's own.
fn inside_a_slice(arrow: &Arrow, modules: &BTreeSet<String>) -> Option<String> {
    let ([room, slice, from, ..], [other, same, rest @ ..]) = (arrow.from.as_slice(), arrow.to.as_slice()) else { return None };
    if room != "features" || other != "features" || slice != same || modules.is_empty() {
        return None;
    }
    match rest.first().filter(|to| modules.contains(*to)) {
        None => Some(format!("goes in by its own door: name the module that has it, not {slice}'s mod.rs")),
        Some(to) if storey(to) > storey(from) => Some(format!("runs up: {from} stands below {to}")),
        Some(_) => None,
    }
}

/// Every Rust file below a folder of the crate, with its text.
fn files(folder: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), &mut found);
    found.sort();
    assert!(!found.is_empty(), "{folder} has no files");
    found
}

fn collect(folder: &Path, found: &mut Vec<(PathBuf, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            found.push((path.strip_prefix(env!("CARGO_MANIFEST_DIR")).unwrap().to_owned(), text));
        }
    }
}

/// Every import of the program; unit tests may look anywhere.
fn all_arrows() -> Vec<Arrow> {
    let is_test = |path: &Path| path.file_stem().is_some_and(|name| name == "tests") || path.iter().any(|part| part == "tests");
    let program = files("src").into_iter().filter(|(path, _)| !is_test(path));
    program.flat_map(|(path, text)| arrows(&path.display().to_string(), &text)).collect()
}

/// The modules of a slice; none of one that is a single file.
fn modules_of(slice: &str) -> BTreeSet<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/features").join(slice);
    let names = fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap().path());
    let names = names.filter_map(|path| Some(path.file_stem()?.to_str()?.to_owned()));
    names.filter(|name| name != "mod").collect()
}

fn told(wrong: &[(Arrow, String)]) -> String {
    wrong.iter().map(|(arrow, why)| format!("{arrow}\n    {why}")).collect::<Vec<_>>().join("\n")
}

#[test]
fn imports_run_one_way_between_the_rooms() {
    let all = all_arrows();
    assert!(all.len() > 2000, "only {} imports were read; is the reader blind?", all.len());
    let wrong: Vec<_> = all.into_iter().filter_map(|arrow| between_rooms(&arrow).map(|why| (arrow, why))).collect();
    assert!(wrong.is_empty(), "{} import(s) against the order of lib.rs:\n{}", wrong.len(), told(&wrong));
}

#[test]
fn imports_run_one_way_inside_every_slice() {
    let check = |arrow: &Arrow| {
        let modules = modules_of(arrow.from.get(1)?);
        inside_a_slice(arrow, &modules)
    };
    let wrong: Vec<_> = all_arrows().into_iter().filter_map(|arrow| check(&arrow).map(|why| (arrow, why))).collect();
    assert!(
        wrong.is_empty(),
        "{} import(s) against api -> commands -> view -> store -> requests:\n{}",
        wrong.len(),
        told(&wrong)
    );
}

#[test]
fn an_arrow_that_runs_up_between_rooms_is_found() {
    let text = "
// use crate::server::Shared;
use crate::{db::{Db, pool::{self, Lease}}, features::{me, uploads as sent}};
const WORDS: &str = \"crate::cli::run\";
fn close<'a>(app: &'a super::office::App) -> char { crate::domain::text::clean(app, '\"') }
#[cfg(test)]
mod tests {
    use crate::cli::Outcome;
}
mod inner {
    use super::super::blobs::Blobs;
}
";
    let found = arrows("src/http/answer.rs", text);
    let paths: Vec<String> = found.iter().map(|arrow| format!("{} {}", arrow.line, arrow.to.join("::"))).collect();
    assert_eq!(
        paths,
        [
            "3 db::Db",
            "3 db::pool",
            "3 db::pool::Lease",
            "3 features::me",
            "3 features::uploads",
            "5 http::office::App",
            "5 domain::text::clean",
            "11 http::blobs::Blobs",
        ]
    );
    let wrong: Vec<String> = found.iter().filter_map(|arrow| Some(format!("{arrow}: {}", between_rooms(arrow)?))).collect();
    assert_eq!(
        wrong,
        [
            "src/http/answer.rs:3: http::answer -> features::me: runs up: http stands below features",
            "src/http/answer.rs:3: http::answer -> features::uploads: runs up: http stands below features",
        ]
    );
    let peers = arrows("src/db/columns.rs", "use crate::blobs::Blobs;");
    assert!(peers.iter().all(|arrow| between_rooms(arrow).is_some()), "{peers:?}");
    let stranger = arrows("src/attic/mod.rs", "use crate::domain::text::Line;");
    assert!(stranger.iter().all(|arrow| between_rooms(arrow).is_some()), "{stranger:?}");
}

#[test]
fn an_arrow_that_runs_up_inside_a_slice_is_found() {
    let modules: BTreeSet<String> = ["requests", "store", "view", "act", "api"].map(str::to_owned).into();
    let wrong = |file: &str, text: &str| {
        let found = arrows(file, text);
        found.iter().any(|arrow| inside_a_slice(arrow, &modules).is_some())
    };
    for (file, text) in [
        ("src/features/agenda/store.rs", "use super::api::AgendaFilter;"),
        ("src/features/agenda/store/rows.rs", "use super::super::view::AgendaItemView;"),
        ("src/features/agenda/requests.rs", "use super::store::AgendaItem;"),
        ("src/features/agenda/act.rs", "fn act() { super::api::shown() }"),
        ("src/features/agenda/view.rs", "use crate::features::agenda::act::Opened;"),
        ("src/features/agenda/act.rs", "use super::{KEPT, store};"),
    ] {
        assert!(wrong(file, text), "{file}: {text}");
    }
    for (file, text) in [
        ("src/features/agenda/api/read.rs", "use super::super::{act, requests, store, view};"),
        ("src/features/agenda/api/read.rs", "use super::shown;"),
        ("src/features/agenda/act.rs", "use super::{store, view};"),
        ("src/features/agenda/store.rs", "use super::requests::AgendaFilter;"),
        ("src/features/agenda/store.rs", "use crate::features::officers::api::OfficerRef;"),
        ("src/features/agenda/mod.rs", "pub use self::api::routes;"),
    ] {
        assert!(!wrong(file, text), "{file}: {text}");
    }
}

#[test]
fn the_domain_knows_neither_web_nor_database_nor_runtime() {
    const FOREIGN: [&str; 6] = ["actix", "diesel", "tokio", "utoipa", "deserr", "async"];
    let mut found = Vec::new();
    for (path, text) in files("src/domain") {
        for (number, line) in text.lines().enumerate() {
            let code = line.split("//").next().unwrap_or_default();
            let foreign = FOREIGN.iter().filter(|word| code.contains(**word));
            found.extend(foreign.map(|word| format!("{}:{}: {word}", path.display(), number + 1)));
        }
    }
    assert!(found.is_empty(), "the domain is pure; take these out:\n{}", found.join("\n"));
}

#[test]
fn files_are_short_enough_to_read_in_one_go() {
    const MOST: usize = 300;
    /// What is a list by nature, or printed by a tool.
    const LONG_BY_NATURE: [&str; 2] = ["src/db/schema.rs", "src/domain/clock/tests.rs"];
    let long: Vec<String> = files("src")
        .into_iter()
        .map(|(path, text)| (path.display().to_string(), text.lines().count()))
        .filter(|(path, lines)| *lines > MOST && !LONG_BY_NATURE.contains(&path.as_str()))
        .map(|(path, lines)| format!("{path}: {lines} lines"))
        .collect();
    assert!(long.is_empty(), "split by operation (api.rs -> api/{{create,list}}.rs):\n{}", long.join("\n"));
}

#[test]
fn every_module_opens_with_what_it_is_for() {
    let silent: Vec<String> =
        files("src").into_iter().filter(|(_, text)| !text.contains("//! ")).map(|(path, _)| path.display().to_string()).collect();
    assert!(silent.is_empty(), "say in one `//!` sentence what these are for: {silent:?}");
}
