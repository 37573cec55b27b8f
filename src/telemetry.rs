//! Logs: one JSON line an event in production, readable lines in development.

use tracing_subscriber::EnvFilter;

/// Starts logging to standard error; standard output belongs to what a command prints.
///
/// `level` is what is logged where RUST_LOG does not say; the fault of one that cannot be read is told.
pub fn start(development: bool, level: &str) -> Result<(), String> {
    let filter = match std::env::var("RUST_LOG").ok().filter(|asked| !asked.trim().is_empty()) {
        None => EnvFilter::new(level),
        Some(asked) => EnvFilter::try_new(&asked)
            .map_err(|error| format!("RUST_LOG: {asked:?} cannot be read ({error}); write for example warn or pubdok=debug"))?,
    };
    let subscriber = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let started = if development { subscriber.compact().try_init() } else { subscriber.json().flatten_event(true).try_init() };
    // Only a second start in one process fails, and then the first one's settings hold.
    drop(started);
    Ok(())
}
