//! What came out: a table to read, JSON to keep, and every error said aloud.

use crate::arguments::Arguments;
use crate::files::Figure;
use crate::growth::Growth;
use crate::work::Measured;
use serde_json::{Value, json};
use std::path::Path;

pub struct Report {
    clients: usize,
    seconds: u64,
    rows: Vec<(u64, Measured)>,
    pub growth: Vec<Growth>,
    pub files: Vec<Figure>,
}

impl Report {
    pub fn of(arguments: &Arguments) -> Self {
        Self { clients: arguments.clients, seconds: arguments.seconds, rows: Vec::new(), growth: Vec::new(), files: Vec::new() }
    }

    pub fn add(&mut self, size: u64, measured: Measured) {
        println!("{}", line(size, &measured));
        self.rows.push((size, measured));
    }

    pub fn tell(&self, json: Option<&Path>) -> Result<(), Box<dyn std::error::Error>> {
        println!(
            "\n{} clients, rounds of {} s in turns, the best of each side counts; tokens HS256, journal written, fsync and synchronous_commit on.",
            self.clients, self.seconds
        );
        println!("Requests a second (all rounds), milliseconds:\n\n{HEAD}");
        for (size, measured) in &self.rows {
            println!("{}", line(*size, measured));
        }
        for growth in &self.growth {
            println!("{growth}");
        }
        for figure in &self.files {
            println!("{figure}");
        }
        for (size, measured) in &self.rows {
            for (status, (count, answer)) in measured.service.iter().flat_map(|round| &round.errors) {
                println!("\n!!! {count} × {status} to {} at {size}. The first:\n{answer}", measured.name);
            }
        }
        if let Some(path) = json {
            std::fs::write(path, serde_json::to_string_pretty(&self.json())?)?;
        }
        Ok(())
    }

    fn json(&self) -> Value {
        let rows = self.rows.iter().map(|(size, measured)| {
            let best = measured.best_service();
            json!({
                "size": size, "work": measured.name, "goal": measured.goal, "ratio": measured.ratio(),
                "service": measured.service.iter().map(|round| round.per_second).collect::<Vec<_>>(),
                "pgbench": measured.pgbench.iter().map(|pace| pace.per_second).collect::<Vec<_>>(),
                "p50Micros": best.percentile(0.50), "p99Micros": best.percentile(0.99),
                "pgbenchAverageMillis": measured.best_pgbench().latency, "errors": errors(measured),
            })
        });
        let growth = self.growth.iter().map(Growth::json);
        let files = self.files.iter().map(Figure::json);
        json!({
            "clients": self.clients, "seconds": self.seconds, "work": rows.collect::<Vec<_>>(),
            "growth": growth.collect::<Vec<_>>(), "files": files.collect::<Vec<_>>(),
        })
    }
}

const HEAD: &str = "     size  work                                   ratio   goal        service            pgbench             p50     p99   errors";

fn line(size: u64, measured: &Measured) -> String {
    let best = measured.best_service();
    let paces = |paces: Vec<f64>| paces.iter().map(|pace| format!("{pace:.0}")).collect::<Vec<_>>().join(" ");
    format!(
        "{size:>9}  {:<38} {:>5.2} {} {:>4.2}  {:>18} {:>18}  {:>7.2} {:>7.2}  {:>6}",
        measured.name,
        measured.ratio(),
        if measured.ratio() >= measured.goal { "≥" } else { "<" },
        measured.goal,
        paces(measured.service.iter().map(|round| round.per_second).collect()),
        paces(measured.pgbench.iter().map(|pace| pace.per_second).collect()),
        f64::from(best.percentile(0.50)) / 1000.0,
        f64::from(best.percentile(0.99)) / 1000.0,
        errors(measured),
    )
}

fn errors(measured: &Measured) -> usize {
    measured.service.iter().flat_map(|round| round.errors.values()).map(|(count, _)| count).sum()
}
