//! What the tests need does not change what ships: it would be compiled twice, and the tests would run something else.

use std::collections::BTreeSet;
use std::process::Command;

/// Every crate that is built, with its features, as `name version|features`.
fn crates(edges: &str) -> BTreeSet<String> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let arguments = ["tree", "--locked", "--offline", "--prefix", "none", "--no-dedupe", "--format", "{p}|{f}", "--edges", edges];
    let told = Command::new(cargo).args(arguments).current_dir(env!("CARGO_MANIFEST_DIR")).output().unwrap();
    assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
    let told = String::from_utf8(told.stdout).unwrap();
    told.lines().map(|line| line.trim_end_matches(" (*)").replace(" (proc-macro)", "")).collect()
}

fn name(line: &str) -> &str {
    line.split('|').next().unwrap_or_default()
}

#[test]
fn a_crate_that_ships_is_built_with_the_same_features_for_the_tests() {
    let shipped = crates("normal,build");
    let names: BTreeSet<&str> = shipped.iter().map(|line| name(line)).collect();
    let tested = crates("normal,build,dev");
    let other: Vec<&String> = tested.difference(&shipped).filter(|line| names.contains(name(line))).collect();
    assert!(other.is_empty(), "ask for these features in [dependencies], too, or drop the crate that does: {other:#?}");
}
