//! A piece of work, done over HTTP and by pgbench in turns.

use crate::arguments::Arguments;
use crate::cases::Caller;
use crate::driver::{Round, Until, drive};
use crate::pgbench::{self, Pace, Script};
use crate::service;
use crate::stage::Office;
use crate::{orders, reads};
use std::error::Error;
use std::time::Duration;
use tokio::runtime::Runtime;

type Prepared<'a> = Box<dyn Fn(usize, usize, &mut Vec<u8>) + 'a>;

pub struct Work {
    pub name: String,
    /// At least so much of pgbench's pace.
    pub goal: f64,
    pub ask: Prepared<'static>,
    pub yardstick: Script,
    /// A round is so many of each client, for what uses things up; else so many seconds.
    pub until: Option<usize>,
    /// Puts back what a round used up.
    pub reset: Option<String>,
}

pub struct Measured {
    pub name: String,
    pub goal: f64,
    pub service: Vec<Round>,
    pub pgbench: Vec<Pace>,
}

pub async fn all(office: &Office) -> Result<Vec<Work>, Box<dyn Error>> {
    let mut all = reads::works(office).await?;
    all.extend(orders::works(office));
    Ok(all)
}

pub fn measure(runtime: &Runtime, office: &Office, arguments: &Arguments, work: &Work) -> Result<Measured, Box<dyn Error>> {
    eprintln!("{} assignments: {} …", office.size, work.name);
    let until = work.until.map_or(Until::Time(Duration::from_secs(arguments.seconds)), Until::Count);
    let reset = || -> Result<(), Box<dyn Error>> {
        let Some(reset) = &work.reset else { return Ok(()) };
        runtime.block_on(async {
            let sql = office.sql().await?;
            sql.batch_execute(reset).await?;
            // What the last round left dead must not slow the next.
            sql.batch_execute("VACUUM (ANALYZE) disposition_recipients, dispositions, journal_heads").await?;
            Ok(sql.batch_execute("CHECKPOINT").await?)
        })
    };
    let mut measured = Measured { name: work.name.clone(), goal: work.goal, service: Vec::new(), pgbench: Vec::new() };
    // Caches, plans and connections, on both sides.
    drive(office.service.address, arguments.clients, Until::Count(20), &work.ask)?;
    pgbench::run(office, &work.yardstick, arguments.clients, Until::Count(20))?;
    for _ in 0..arguments.rounds {
        reset()?;
        measured.service.push(drive(office.service.address, arguments.clients, until, &work.ask)?);
        reset()?;
        measured.pgbench.push(pgbench::run(office, &work.yardstick, arguments.clients, until)?);
    }
    Ok(measured)
}

impl Measured {
    pub fn best_service(&self) -> &Round {
        let best = self.service.iter().max_by(|a, b| a.per_second.total_cmp(&b.per_second));
        best.expect("at least one round")
    }

    pub fn best_pgbench(&self) -> Pace {
        self.pgbench.iter().copied().max_by(|a, b| a.per_second.total_cmp(&b.per_second)).unwrap_or_default()
    }

    pub fn ratio(&self) -> f64 {
        self.best_service().per_second / self.best_pgbench().per_second
    }
}

/// A request without a body.
pub fn get(path: &str, caller: &Caller) -> String {
    format!("GET {path} HTTP/1.1\r\nHost: office\r\nAuthorization: Bearer {}\r\n\r\n", service::token(caller))
}

/// The head of a POST up to its body's length.
pub fn post(caller: &Caller) -> String {
    format!(
        "Host: office\r\nAuthorization: Bearer {}\r\nContent-Type: application/json\r\nContent-Length: ",
        service::token(caller)
    )
}

/// Numbers that look random and cost nothing.
pub fn scattered(client: usize, turn: usize, below: u64) -> u64 {
    let mut number = ((client as u64) << 32 | turn as u64).wrapping_add(0x9e37_79b9_7f4a_7c15);
    number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    (number ^ (number >> 31)) % below
}
