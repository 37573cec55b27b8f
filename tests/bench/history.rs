//! Runs kept in a file, so that one can be set beside another of the same machine.

use crate::arguments::Arguments;
use pubdok::office::app::Clock;
use serde_json::{Value, json};
use std::error::Error;
use std::path::Path;
use std::process::Command;

type Outcome<T> = Result<T, Box<dyn Error>>;

/// What a run was: when, of which source, asked how, where.
pub fn run(arguments: &Arguments) -> Value {
    json!({
        "at": Clock::default().now().to_rfc3339(), "revision": revision(), "arguments": std::env::args().skip(1).collect::<Vec<_>>(),
        "machine": machine(), "clients": arguments.clients, "seconds": arguments.seconds, "rounds": arguments.rounds,
    })
}

/// The commit, and whether more has been changed since.
fn revision() -> Option<String> {
    let output =
        Command::new("git").args(["describe", "--always", "--dirty"]).current_dir(env!("CARGO_MANIFEST_DIR")).output().ok()?;
    Some(String::from_utf8(output.stdout).ok()?.trim().to_owned()).filter(|told| !told.is_empty())
}

fn machine() -> Value {
    let told = |file: &str, name: &str| {
        let text = std::fs::read_to_string(file).unwrap_or_default();
        let line = text.lines().find(|line| line.starts_with(name));
        line.and_then(|line| line.split_once(':')).map(|(_, value)| value.trim().to_owned())
    };
    json!({
        "processor": told("/proc/cpuinfo", "model name"), "memory": told("/proc/meminfo", "MemTotal"),
        "cores": std::thread::available_parallelism().map_or(0, Into::into),
    })
}

fn read(path: &Path) -> Outcome<Vec<Value>> {
    Ok(serde_json::from_slice(&std::fs::read(path)?)?)
}

pub fn append(path: &Path, run: &Value) -> Outcome<()> {
    let mut runs = if path.exists() { read(path)? } else { Vec::new() };
    runs.push(run.clone());
    Ok(std::fs::write(path, serde_json::to_string_pretty(&runs)?)?)
}

/// The runs of this machine with as many clients that are kept there, the last first.
pub fn before(path: &Path, now: &Value) -> Outcome<Vec<Value>> {
    let alike = |run: &Value| run["machine"] == now["machine"] && run["clients"] == now["clients"];
    Ok(read(path)?.into_iter().rev().filter(alike).collect())
}

const FIGURES: [(&str, &str, usize); 4] =
    [("rate", "a second", 0), ("own", "of own", 2), ("plain", "of plain", 2), ("serviceMicros", "µs of service", 0)];

/// Each row beside the last that was measured of the same, with what changed in per cent.
pub fn compare(then: &[Value], now: &Value) {
    println!();
    for kind in ["work", "growth", "pages"] {
        for row in now[kind].as_array().into_iter().flatten() {
            let same = |old: &&Value| old["work"] == row["work"] && old["size"] == row["size"];
            let find = |run: &Value| Some((run[kind].as_array()?.iter().find(same)?.clone(), run.clone()));
            let Some((old, run)) = then.iter().find_map(find) else { continue };
            let figures: &[_] = if kind == "work" { &FIGURES } else { &[("ratio", "× p50", 2)] };
            let size = if kind == "work" { row["size"].to_string() } else { kind.to_owned() };
            println!("{size:>9}  {:<38} {}   since {}", text(&row["work"]), changes(&old, row, figures), text(&run["revision"]));
        }
    }
    let idle = &[("residentMib", "MiB resident", 1), ("readyMillis", "ms from start to ready", 0)];
    if let Some(run) = then.iter().find(|run| run["idle"].is_object() && now["idle"].is_object()) {
        println!("     idle  {}   since {}", changes(&run["idle"], &now["idle"], idle), text(&run["revision"]));
    }
}

fn changes(old: &Value, new: &Value, figures: &[(&str, &str, usize)]) -> String {
    let told = figures.iter().filter_map(|(name, unit, digits)| {
        let (old, new) = (old[*name].as_f64()?, new[*name].as_f64()?);
        Some(format!("{old:.digits$} → {new:.digits$} {unit} ({:+.0} %)", (new / old - 1.0) * 100.0))
    });
    told.collect::<Vec<_>>().join("   ")
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or("?")
}
