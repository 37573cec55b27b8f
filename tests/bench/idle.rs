//! What the program costs when nobody asks: how long it takes to be ready, and the memory it then holds.

use crate::cases::{Caller, Thing};
use crate::cost::memory;
use crate::driver::once;
use crate::goals::Goal;
use crate::service::{NO_LIMIT, Service};
use crate::stage::Office;
use crate::work::get;
use serde_json::{Value, json};
use std::error::Error;
use std::fmt::{self, Display};
use std::path::Path;
use std::time::{Duration, Instant};

const STARTS: usize = 7;
const READY_MILLIS: f64 = 300.0;
const MEMORY_MIB: f64 = 40.0;

/// Medians of several starts on the loaded database, and the quickest.
pub struct Idle {
    ready_millis: f64,
    best_millis: f64,
    resident_mib: f64,
    /// The part that is no mapped file: heap and stacks.
    private_mib: f64,
}

pub async fn measure(office: &Office, program: &Path, dir: &Path) -> Result<Idle, Box<dyn Error>> {
    eprintln!("idle …");
    let (mut ready, mut resident, mut private) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..STARTS {
        let begun = Instant::now();
        let service = Service::start(program, &office.url, dir, "service-idle.log", &NO_LIMIT).await?;
        ready.push(begun.elapsed().as_secs_f64() * 1000.0);
        warm_up(&service).await?;
        tokio::time::sleep(Duration::from_millis(300)).await;
        resident.push(memory(service.pid(), "VmRSS:")? as f64 / 1024.0);
        private.push(memory(service.pid(), "RssAnon:")? as f64 / 1024.0);
    }
    let best_millis = ready.iter().copied().fold(f64::INFINITY, f64::min);
    Ok(Idle { ready_millis: median(ready), best_millis, resident_mib: median(resident), private_mib: median(private) })
}

/// A few requests of the usual kinds, each on a connection of its own, so that every worker has answered some.
async fn warm_up(service: &Service) -> Result<(), Box<dyn Error>> {
    let paths = ["/v1/me".to_owned(), "/v1/assignments?limit=20".to_owned(), "/v1/inbox?limit=20".to_owned()];
    let case = format!("/v1/assignments/{}", Thing::Assignment.id(0));
    for path in paths.iter().chain([&case]).cycle().take(16) {
        let (status, answer) = once(service.address, get(path, &Caller::subhead(0)).as_bytes()).await?;
        if status != 200 {
            return Err(format!("{status} to {path}\n{answer}").into());
        }
    }
    Ok(())
}

fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or_default()
}

impl Idle {
    pub fn goals(&self) -> [Goal; 2] {
        [
            Goal::at_most("idle memory".to_owned(), "MiB", self.resident_mib, MEMORY_MIB),
            Goal::at_most("start to ready".to_owned(), "ms", self.ready_millis, READY_MILLIS),
        ]
    }

    pub fn json(&self) -> Value {
        json!({
            "readyMillis": self.ready_millis, "bestReadyMillis": self.best_millis,
            "residentMib": self.resident_mib, "privateMib": self.private_mib,
        })
    }
}

impl Display for Idle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = |value: f64, goal: f64| if value <= goal { "≤" } else { ">" };
        let (memory, ready) = (self.resident_mib, self.ready_millis);
        writeln!(
            f,
            "idle    memory after a few requests: {memory:.1} MiB {} {MEMORY_MIB}, of it {:.1} private",
            sign(memory, MEMORY_MIB),
            self.private_mib
        )?;
        write!(
            f,
            "idle    start to ready: {ready:.0} ms {} {READY_MILLIS} (median of {STARTS}; the quickest {:.0} ms)",
            sign(ready, READY_MILLIS),
            self.best_millis
        )
    }
}
