//! Logs: one JSON line an event in production, readable lines in development.

use tracing_subscriber::EnvFilter;

/// Starts logging to standard error; standard output belongs to what a command prints.
pub fn start(development: bool) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(if development { "warn" } else { "info" }));
    let subscriber = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let started = if development { subscriber.compact().try_init() } else { subscriber.json().flatten_event(true).try_init() };
    // Only a second start in one process fails, and then the first one's settings hold.
    drop(started);
}
