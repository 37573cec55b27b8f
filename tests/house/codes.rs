//! The codes that the document lists are those that the source tells.

use pubdok::http::problem::codes;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") && !path.ends_with("http/problem/codes.rs") {
            found.push(path);
        }
    }
}

/// Texts of capitals and underscores.
fn capitals(source: &str) -> impl Iterator<Item = &str> {
    let is_code = |text: &&str| text.len() > 1 && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_');
    source.split('"').filter(is_code)
}

#[test]
fn every_code_of_a_fault_is_listed_and_every_listed_one_is_told() {
    let mut files = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    let (mut written, mut told) = (BTreeSet::new(), BTreeSet::new());
    for file in files {
        let source = fs::read_to_string(&file).expect("a source");
        written.extend(capitals(&source).map(str::to_owned));
        // How a fault of an operation's own is made.
        for (at, mark) in ["rule(", "code: "].iter().flat_map(|mark| source.match_indices(mark)) {
            let rest = source[at + mark.len()..].trim_start();
            let code = rest.strip_prefix('"').and_then(|rest| rest.split('"').next());
            told.extend(code.filter(|code| capitals(&format!("\"{code}\"")).next().is_some()).map(str::to_owned));
        }
    }
    let listed = codes::of_faults();
    let unlisted: Vec<_> = told.iter().filter(|code| !listed.contains(code.as_str())).collect();
    assert!(unlisted.is_empty(), "put into RULES of src/http/problem/codes.rs: {unlisted:?}");
    assert!(told.len() > 30, "{told:?}");
    let untold: Vec<_> = codes::RULES.iter().filter(|code| !written.contains(**code)).collect();
    assert!(untold.is_empty(), "nobody tells these any more: {untold:?}");
}
