//! The speed of the office, held against PostgreSQL itself: `cargo bench --bench office -- --size 10000`.
//!
//! The real program serves HTTP from a database on disk (fsync and synchronous commits on) with a loaded register of cases.
//! Each piece of work is done over HTTP and by `pgbench -M prepared` in turns, at the same number of clients: with the statements
//! that the endpoint runs, which may themselves be heavy, and with the plain rows that it is about.

mod abuse;
mod acts;
mod arguments;
mod cases;
mod changes;
mod connections;
mod constant;
mod cost;
mod desk;
mod driver;
mod duties;
mod files;
mod goals;
mod growth;
mod history;
mod idle;
mod library;
mod orders;
mod pages;
mod pgbench;
mod pictures;
mod plans;
#[path = "../cost/progressive.rs"]
mod progressive;
mod public;
mod queries;
mod reads;
mod screens;
mod service;
mod stage;
mod table;
mod turns;
mod work;

use arguments::Arguments;
use clap::Parser;
use stage::Stage;
use table::Report;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments = Arguments::parse();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    let stage = Stage::set(&arguments)?;
    let mut report = Report::default();
    let mut offices = Vec::new();
    let mut faults = Vec::new();
    for size in &arguments.size {
        let office = runtime.block_on(stage.open(*size))?;
        for work in runtime.block_on(work::all(&office, &arguments))? {
            report.add(*size, work::measure(&runtime, &office, &arguments, &work)?);
        }
        offices.push(office);
    }
    for office in offices.iter().filter(|_| arguments.wants("screens")) {
        report.screens.extend(screens::measure(&runtime, office)?);
    }
    if arguments.wants("growth") {
        report.growth = growth::measure(&runtime, &offices, &arguments)?;
    }
    if arguments.wants("pages") {
        report.pages = pages::measure(&runtime, &offices, &arguments)?;
    }
    if let Some(office) = offices.first().filter(|_| arguments.wants("idle")) {
        report.idle = Some(runtime.block_on(idle::measure(office, &arguments.program, &arguments.dir))?);
    }
    if let Some(office) = offices.first().filter(|_| arguments.wants("abuse")) {
        report.abuse = Some(abuse::measure(&runtime.block_on(abuse::start(office, &arguments.program, &arguments.dir))?)?);
    }
    if let Some(office) = offices.first().filter(|_| arguments.wants("files")) {
        let measured = files::measure(&runtime, office, &arguments.dir, &mut report.files);
        faults.extend(measured.err().map(|error| format!("files: {error}")));
    }
    if let Some(office) = offices.first().filter(|_| arguments.wants("connections")) {
        report.files.push(runtime.block_on(connections::measure(office, &arguments.program, &arguments.dir))?);
    }
    if let Some(office) = offices.first().filter(|_| arguments.wants("turns")) {
        report.files.extend(turns::measure(&runtime, office)?);
    }
    if let Some(office) = offices.first().filter(|_| arguments.wants("changes")) {
        report.changes = Some(changes::measure(office, &arguments.program, &arguments.dir)?);
    }
    if let Some(office) = offices.first().filter(|_| arguments.wants("public")) {
        public::measure(&runtime, office, &arguments, &mut report)?;
    }
    for office in offices.iter().filter(|_| arguments.plans) {
        faults.extend(runtime.block_on(plans::check(office))?);
    }
    drop(offices);
    report.tell(&arguments)?;
    stage.strike()?;
    if faults.is_empty() { Ok(()) } else { Err(faults.join("\n").into()) }
}
