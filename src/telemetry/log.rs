//! Logs: one JSON line an event in production, readable lines in development.

use std::io::{self, Write};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;

/// Starts logging to standard error; standard output belongs to what a command prints.
///
/// `level` is what is logged where RUST_LOG does not say; the fault of one that cannot be read is told.
pub fn start(development: bool, level: &str) -> Result<(), String> {
    let filter = match std::env::var("RUST_LOG").ok().filter(|asked| !asked.trim().is_empty()) {
        None => EnvFilter::new(level),
        Some(asked) => EnvFilter::try_new(&asked)
            .map_err(|error| format!("RUST_LOG: {asked:?} cannot be read ({error}); write for example warn or pubdok=debug"))?,
    };
    // What strangers send that is no HTTP is no error of ours; a file that cannot be read on is told by whoever reads it.
    let is_asked = std::env::var("RUST_LOG").is_ok_and(|asked| asked.contains("actix_http"));
    let filter = match "actix_http::h1=off".parse() {
        Ok(strangers) if !is_asked => filter.add_directive(strangers),
        _ => filter,
    };
    let subscriber = tracing_subscriber::fmt().with_env_filter(filter);
    let started = if development {
        subscriber.with_writer(io::stderr).compact().try_init()
    } else {
        // Whoever cannot have a thread of its own writes each line at once, when the buffer is asked to take more than it holds.
        drop(thread::Builder::new().name("log".to_owned()).spawn(|| LINES.write_for_ever()));
        subscriber.with_writer(&LINES).json().flatten_event(true).try_init()
    };
    // Only a second start in one process fails, and then the first one's settings hold.
    drop(started);
    Ok(())
}

/// Writes what is still held; for the end of the program.
pub fn finish() {
    LINES.write_held();
}

static LINES: Lines = Lines { held: Mutex::new(Vec::new()), some: Condvar::new() };

/// Lines are held for a moment and written many at once, by a thread of their own: a system call a request is saved, and a slow pipe
/// does not hold up who is being answered.
///
/// A writer of the ecosystem that wakes its thread for every line was tried: the waking costs more than the writing.
struct Lines {
    held: Mutex<Vec<u8>>,
    some: Condvar,
}

/// How long a line may be held. Of a process that is killed the last ones are missing for so long.
const MOMENT: Duration = Duration::from_millis(50);
/// No line is dropped: with so much held, whoever adds one writes it all.
const MOST_HELD: usize = 1 << 20;

impl Lines {
    fn lock(&self) -> MutexGuard<'_, Vec<u8>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn write_for_ever(&self) {
        loop {
            let held = self.lock();
            drop(self.some.wait_while(held, |held| held.is_empty()).unwrap_or_else(PoisonError::into_inner));
            thread::sleep(MOMENT);
            self.write_held();
        }
    }

    fn write_held(&self) {
        let held = std::mem::take(&mut *self.lock());
        // Whoever reads the log is gone: there is nobody to tell.
        drop(io::stderr().write_all(&held));
    }
}

/// One line, as it is written by the log's layer.
struct Line(&'static Lines);

impl Write for Line {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut held = self.0.lock();
        let (was_empty, is_full) = (held.is_empty(), held.len() + bytes.len() > MOST_HELD);
        held.extend_from_slice(bytes);
        drop(held);
        if is_full {
            self.0.write_held();
        } else if was_empty {
            self.0.some.notify_one();
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for &'static Lines {
    type Writer = Line;

    fn make_writer(&'a self) -> Line {
        Line(self)
    }
}
