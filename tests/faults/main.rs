//! A simulator of everything that fails: `cargo bench --bench faults -- --minutes 10 --seed 1`.
//!
//! Two instances of the real program work on PostgreSQL with a standby that confirms every commit, and on one file store; people go
//! through cases, and enter in a ledger of their own what was acknowledged. Meanwhile faults are drawn by the seed. After each
//! group of them, and at the end, the ledger is held against what is there. Whoever finds a violation ends with an exit code.

mod arguments;
mod caller;
mod chance;
mod check;
mod disk;
mod fault;
mod files;
mod film;
mod hung;
mod instance;
mod ledger;
mod line;
mod pair;
#[path = "../api/support/postgres.rs"]
#[expect(dead_code, reason = "the tests ask more of it")]
mod postgres;
mod reader;
mod report;
mod server;
mod weather;
mod worker;
mod world;

use arguments::Arguments;
use chance::Chance;
use clap::Parser;
use std::error::Error;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::signal::unix::{SignalKind, signal};
use worker::Worker;
use world::{READERS, World};

type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

/// Faults between two checks,
const GROUP: usize = 36;
/// and how many of them happen at the same time.
const LANES: usize = 3;
/// Checks of which the last is thorough.
const THOROUGH: usize = 10;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let done = runtime.map_err(Into::into).and_then(|runtime| runtime.block_on(simulate(arguments)));
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("the simulator itself failed: {}", report::why(error.as_ref()));
            ExitCode::FAILURE
        }
    }
}

/// Whether there was no violation.
async fn simulate(arguments: Arguments) -> Outcome<bool> {
    let (seed, time) = (arguments.seed, arguments.time());
    let world = Arc::new(World::new(arguments.clone()).await?);
    let logs = world::logs(&arguments);
    println!("seed {seed}; the logs of the instances are in {}", logs.display());
    let mut tasks: Vec<_> = (0..READERS).map(|number| tokio::spawn(reader::reads_on(world.clone(), number, seed))).collect();
    tasks.extend((0..arguments.workers).map(|number| tokio::spawn(Worker::new(world.clone(), number, seed).works())));
    // A store of which no file is known yet is a new one wherever it is empty: a share that goes then is not missed.
    while !world.ledger().has_a_file() {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let told = tokio::spawn(ends_when_told(world.clone()));
    let begun = Instant::now();
    let mut chance = Chance::of(seed, 0);
    for group in 1.. {
        if begun.elapsed() >= time || world.is_over() {
            break;
        }
        group_of_faults(&world, &mut chance).await;
        world.report.well_again(world.recovers().await?);
        world.checks(group % THOROUGH == 0).await?;
    }
    world.ends();
    told.abort();
    // Who is in the middle of a case comes to its end in good weather.
    world.recovers().await?;
    for task in tasks {
        task.await?;
    }
    world.checks(true).await?;
    world.report.tell(world.ledger().acknowledged());
    let is_clean = world.report.is_clean();
    if is_clean {
        std::fs::remove_dir_all(logs)?;
    }
    Ok(is_clean)
}

/// After the faults that are happening: what is mounted and started here is cleared away in any case.
async fn ends_when_told(world: Arc<World>) -> Outcome<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        told = tokio::signal::ctrl_c() => told?,
        _ = terminate.recv() => {}
    }
    world.ends();
    Ok(())
}

async fn group_of_faults(world: &Arc<World>, chance: &mut Chance) {
    let mut lanes: [Vec<_>; LANES] = Default::default();
    for number in 0..GROUP {
        lanes[number % LANES].push((chance.millis(0, 150), fault::draw(chance, world)));
    }
    futures_util::future::join_all(lanes.map(async |faults| {
        for (pause, drawn) in faults {
            if world.is_over() {
                return;
            }
            tokio::time::sleep(pause).await;
            drawn.happens(world).await;
        }
    }))
    .await;
}
