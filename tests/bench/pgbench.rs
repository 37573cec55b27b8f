//! The yardstick: `pgbench -M prepared`, at as many clients, on the same database.

use crate::driver::Until;
use crate::stage::Office;
use pubdok::db::address::with_session_options;
use std::error::Error;
use std::io::Write;
use std::process::Command;

/// What pgbench is to run, in sessions set as the service's are, again and again.
#[derive(Debug, Clone)]
pub struct Script {
    pub text: String,
    /// Set with `-D`; they reach the statements as binds.
    pub variables: Vec<(String, String)>,
}

impl Script {
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), variables: Vec::new() }
    }
}

/// Transactions a second.
pub fn run(office: &Office, script: &Script, clients: usize, until: Until) -> Result<f64, Box<dyn Error>> {
    let path = std::env::temp_dir().join(format!("pubdok-{}.pgbench", std::process::id()));
    std::fs::File::create(&path)?.write_all(script.text.as_bytes())?;
    let mut pgbench = Command::new(&office.pgbench);
    pgbench.args(["--no-vacuum", "--protocol=prepared", "--jobs=1"]).arg(format!("--client={clients}"));
    match until {
        Until::Time(limit) => pgbench.arg(format!("--time={}", limit.as_secs())),
        Until::Count(count) => pgbench.arg(format!("--transactions={count}")),
    };
    for (name, value) in &script.variables {
        pgbench.arg(format!("--define={name}={value}"));
    }
    let output = pgbench.arg("--file").arg(&path).arg(with_session_options(&office.url)).output()?;
    std::fs::remove_file(&path)?;
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    let number =
        |name: &str| told.lines().find_map(|line| line.strip_prefix(name)?.split_whitespace().next()?.parse::<f64>().ok());
    match (number("tps = "), number("number of failed transactions: ")) {
        (Some(per_second), Some(failed)) if output.status.success() && failed == 0.0 => Ok(per_second),
        _ => Err(format!("pgbench failed on\n{}\n{told}\n{errors}", script.text).into()),
    }
}
