//! A piece of work, done over HTTP and by pgbench in turns.

use crate::arguments::Arguments;
use crate::cases::Caller;
use crate::cost::Cpu;
use crate::driver::{Ask, Round, Until, drive};
use crate::pgbench::{self, Script};
use crate::stage::Office;
use crate::{duties, orders, reads, service};
use std::error::Error;
use std::time::Duration;
use tokio::runtime::Runtime;

type Outcome<T> = Result<T, Box<dyn Error>>;

pub struct Work {
    pub name: String,
    pub goals: Goals,
    pub ask: Box<Ask<'static>>,
    /// What every answer must be.
    pub status: u16,
    /// The statements that the endpoint runs, as PostgreSQL heard them; None where it asks nothing.
    pub own: Option<Script>,
    pub statements: usize,
    /// The least that the same could cost: plain rows.
    pub plain: Option<Script>,
    /// There are no more than so many for each client, for what uses things up; None: a round is so many seconds.
    pub until: Option<usize>,
    /// Puts back what a round used up.
    pub reset: Option<String>,
}

/// What is asked of a piece of work; None: its figure is of interest, not more.
#[derive(Debug, Clone, Copy)]
pub struct Goals {
    /// At least so much of pgbench's pace with its own statements,
    pub own: Option<f64>,
    /// and with the plain rows.
    pub plain: Option<f64>,
    /// p99 is at most so many times p50.
    pub tail: Option<f64>,
    /// The service's processor time is at most so many times that of a constant answer.
    pub constant: Option<f64>,
    /// At least so much of the pace of the constant answer beside it.
    pub pace: Option<f64>,
}

impl Goals {
    pub const NONE: Self = Self { own: None, plain: None, tail: None, constant: None, pace: None };
}

pub struct Measured {
    pub name: String,
    pub goals: Goals,
    pub statements: usize,
    pub service: Vec<Round>,
    /// Transactions a second, a round each.
    pub own: Vec<f64>,
    pub plain: Vec<f64>,
    /// In all rounds of the service.
    pub cpu: Cpu,
}

/// As many as a client may do in a second: a round of acts lasts about as long as one of reads.
const ACTS_A_SECOND: usize = 125;

/// The answer that costs the border and nothing else.
pub const CONSTANT: &str = "constant answer";

pub async fn all(office: &Office, arguments: &Arguments) -> Outcome<Vec<Work>> {
    let mut all = reads::works(office, arguments).await?;
    all.extend(orders::works(office, arguments).await?);
    all.extend(duties::works(office, arguments).await?);
    Ok(all)
}

pub fn measure(runtime: &Runtime, office: &Office, arguments: &Arguments, work: &Work) -> Outcome<Measured> {
    eprintln!("{} assignments: {} …", office.size, work.name);
    let turns = |most: usize| Until::Count(most.min(ACTS_A_SECOND * usize::try_from(arguments.seconds).unwrap_or(usize::MAX)));
    let until = work.until.map_or(Until::Time(Duration::from_secs(arguments.seconds)), turns);
    let reset = || -> Outcome<()> { work.reset.as_ref().map_or(Ok(()), |reset| runtime.block_on(put_back(office, reset))) };
    let pgbench = |script: &Option<Script>, until: Until, paces: &mut Vec<f64>| -> Outcome<()> {
        let Some(script) = script else { return Ok(()) };
        reset()?;
        paces.push(pgbench::run(office, script, arguments.clients, until)?);
        Ok(())
    };
    let mut measured = Measured {
        name: work.name.clone(),
        goals: work.goals,
        statements: work.statements,
        service: Vec::new(),
        own: Vec::new(),
        plain: Vec::new(),
        cpu: Cpu::default(),
    };
    // Caches, plans and connections, on every side.
    drive(office.service.address, arguments.clients, Until::Count(20), work.status, &work.ask)?;
    for script in [&work.own, &work.plain] {
        pgbench(script, Until::Count(20), &mut Vec::new())?;
    }
    for _ in 0..arguments.rounds {
        reset()?;
        let before = Cpu::spent(office.service.pid(), office.postmaster)?;
        measured.service.push(drive(office.service.address, arguments.clients, until, work.status, &work.ask)?);
        measured.cpu = measured.cpu + (Cpu::spent(office.service.pid(), office.postmaster)? - before);
        pgbench(&work.own, until, &mut measured.own)?;
        pgbench(&work.plain, until, &mut measured.plain)?;
    }
    reset()?;
    Ok(measured)
}

/// What the last round left dead must not slow the next.
pub async fn put_back(office: &Office, reset: &str) -> Outcome<()> {
    let sql = office.sql().await?;
    sql.batch_execute(reset).await?;
    let written = "assignments, participants, dispositions, disposition_recipients, artifacts, journal_heads";
    sql.batch_execute(&format!("VACUUM (ANALYZE) {written}")).await?;
    Ok(sql.batch_execute("CHECKPOINT").await?)
}

impl Measured {
    pub fn best(&self) -> &Round {
        let best = self.service.iter().max_by(|a, b| a.per_second.total_cmp(&b.per_second));
        best.expect("at least one round")
    }

    /// Of pgbench's own statements; None where there are none.
    pub fn of_own(&self) -> Option<f64> {
        ratio(self.best().per_second, &self.own)
    }

    pub fn of_plain(&self) -> Option<f64> {
        ratio(self.best().per_second, &self.plain)
    }

    /// How much longer the slowest of a hundred take than the middle one.
    pub fn tail(&self) -> f64 {
        f64::from(self.best().percentile(0.99)) / f64::from(self.best().percentile(0.50)).max(1.0)
    }

    /// Microseconds of processor that the service takes for one,
    pub fn service_micros(&self) -> f64 {
        self.cpu.service as f64 / self.requests()
    }

    /// and PostgreSQL.
    pub fn postgresql_micros(&self) -> f64 {
        self.cpu.postgresql as f64 / self.requests()
    }

    fn requests(&self) -> f64 {
        self.service.iter().map(|round| round.latencies.len()).sum::<usize>().max(1) as f64
    }

    pub fn errors(&self) -> usize {
        self.service.iter().flat_map(|round| round.errors.values()).map(|(count, _)| count).sum()
    }
}

fn ratio(service: f64, pgbench: &[f64]) -> Option<f64> {
    pgbench.iter().copied().max_by(f64::total_cmp).map(|best| service / best)
}

/// A request without a body.
pub fn get(path: &str, caller: &Caller) -> String {
    format!("GET {path} HTTP/1.1\r\nHost: office\r\nAuthorization: Bearer {}\r\n\r\n", service::token(caller))
}

/// The head of a request with a JSON body, up to the body's length.
pub fn head(caller: &Caller) -> String {
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
