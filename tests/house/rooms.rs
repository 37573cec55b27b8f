//! The rooms of the house: the core is pure, and files stay small enough to be read.

use std::fs;
use std::path::{Path, PathBuf};

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

#[test]
fn the_domain_knows_neither_web_nor_database_nor_runtime() {
    const FOREIGN: [&str; 9] =
        ["actix", "diesel", "tokio", "utoipa", "deserr", "async", "crate::http", "crate::db", "crate::features"];
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
    const MOST: usize = 320;
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
