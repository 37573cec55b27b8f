//! The five screens of a front end on a large office, and its search: so many calls, so many bytes, and how long one person waits.

use crate::cases::Caller;
use crate::driver::exchange;
use crate::goals::Goal;
use crate::reads::{Cases, address, month};
use crate::stage::Office;
use crate::work::get;
use serde_json::{Value, json};
use std::error::Error;
use std::fmt::{self, Display};
use std::time::Instant;
use tokio::net::TcpStream;
use tokio::runtime::Runtime;

type Outcome<T> = Result<T, Box<dyn Error>>;

const TIMES: usize = 40;
const WARM: usize = 10;
const SEARCH_MILLIS: f64 = 20.0;

/// One screen, asked for again and again by one person.
pub struct Screen {
    name: &'static str,
    size: u64,
    calls: usize,
    /// Of all answers of one time, heads left out.
    bytes: usize,
    /// Of one time, in milliseconds.
    p50: f64,
    p99: f64,
    goal: Option<f64>,
}

pub fn measure(runtime: &Runtime, office: &Office) -> Outcome<Vec<Screen>> {
    let (head, subhead, at_desk) = (Caller::division_head(), Caller::subhead(0), Caller::desk_head(0));
    let case = format!("{}?expand=dispositions,artifacts,reports,timeline", address(Cases::Desk));
    let sorted = format!("{}/artifacts?limit=200&sort=takenAt", address(Cases::Deep));
    let screens = [
        ("inbox", None, vec![get("/v1/inbox", &subhead)]),
        ("case page with its timeline", None, vec![get(&case, &at_desk)]),
        ("upload", None, vec![get("/v1/settings/upload-limits", &subhead), get("/v1/uploads", &subhead)]),
        ("two hundred to be sorted", None, vec![get(&sorted, &Caller::archive_head())]),
        ("month of the office", None, vec![get(&month(), &head)]),
        ("search of a word and a number", Some(SEARCH_MILLIS), vec![get("/v1/search?q=panen+4123", &head)]),
        ("search, staff", Some(SEARCH_MILLIS), vec![get("/v1/search?q=festival+412", &Caller::staff(0))]),
    ];
    screens.into_iter().map(|(name, goal, calls)| runtime.block_on(screen(office, name, goal, &calls))).collect()
}

async fn screen(office: &Office, name: &'static str, goal: Option<f64>, calls: &[String]) -> Outcome<Screen> {
    eprintln!("{} assignments: screen, {name} …", office.size);
    let mut line = TcpStream::connect(office.service.address).await?;
    line.set_nodelay(true)?;
    let (mut answer, mut bytes, mut took) = (Vec::new(), 0, Vec::new());
    // A database that was just copied is still being written, and nothing of it is in memory.
    for call in calls.iter().cycle().take(WARM) {
        exchange(&mut line, call.as_bytes(), &mut answer).await?;
    }
    for _ in 0..TIMES {
        let begun = Instant::now();
        bytes = 0;
        for call in calls {
            let status = exchange(&mut line, call.as_bytes(), &mut answer).await?;
            if status != 200 {
                return Err(format!("{status} to {name}\n{}", String::from_utf8_lossy(&answer)).into());
            }
            let head = answer.windows(4).position(|end| end == b"\r\n\r\n").ok_or("an answer without a head")?;
            bytes += answer.len() - head - 4;
        }
        took.push(begun.elapsed().as_secs_f64() * 1000.0);
    }
    took.sort_by(f64::total_cmp);
    let (p50, p99) = (took[TIMES / 2], took[TIMES - 1]);
    Ok(Screen { name, size: office.size, calls: calls.len(), bytes, p50, p99, goal })
}

impl Screen {
    pub fn goal(&self) -> Option<Goal> {
        self.goal.map(|goal| Goal::at_most(format!("{} at {}", self.name, self.size), "ms at p50", self.p50, goal))
    }

    pub fn json(&self) -> Value {
        let Self { name, size, calls, bytes, p50, p99, goal: _ } = self;
        json!({ "screen": name, "size": size, "calls": calls, "bytes": bytes, "p50Millis": p50, "longestMillis": p99 })
    }
}

impl Display for Screen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, size, calls, bytes, p50, p99, goal: _ } = self;
        write!(
            f,
            "screen  {size:>8} {name:<32} {calls} call(s), {bytes:>7} bytes, p50 {p50:.1} ms, the longest of {TIMES} {p99:.1} ms"
        )
    }
}
