//! What came out: a table to read, goals reached and missed, JSON to keep, and every error said aloud.

use crate::abuse::Abuse;
use crate::arguments::Arguments;
use crate::changes::Changes;
use crate::files::Figure;
use crate::goals::{self, Goal};
use crate::growth::Growth;
use crate::history;
use crate::idle::Idle;
use crate::public::Search;
use crate::screens::Screen;
use crate::work::Measured;
use serde_json::{Value, json};

#[derive(Default)]
pub struct Report {
    rows: Vec<(u64, Measured)>,
    pub growth: Vec<Growth>,
    pub pages: Vec<Growth>,
    pub idle: Option<Idle>,
    pub abuse: Option<Abuse>,
    pub files: Vec<Figure>,
    pub changes: Option<Changes>,
    pub searches: Vec<Search>,
    pub screens: Vec<Screen>,
}

impl Report {
    pub fn add(&mut self, size: u64, measured: Measured) {
        println!("{}", line(size, &measured));
        self.rows.push((size, measured));
    }

    pub fn tell(&self, arguments: &Arguments) -> Result<(), Box<dyn std::error::Error>> {
        println!(
            "\n{} clients, {} rounds of {} s in turns, the best of each side counts; tokens HS256, journal written, fsync and synchronous_commit on.",
            arguments.clients, arguments.rounds, arguments.seconds
        );
        println!(
            "Own: of pgbench with the statements that the endpoint runs. Plain: of pgbench with one row by its key, twenty rows of one"
        );
        println!(
            "table by an index, or the rows that the act writes. µs: processor time for one, of the service and of PostgreSQL.\n"
        );
        println!("{HEAD}");
        for (size, measured) in &self.rows {
            println!("{}", line(*size, measured));
        }
        self.growth.iter().for_each(|growth| println!("growth  {growth}"));
        self.pages.iter().for_each(|pages| println!("pages   {pages}"));
        self.idle.iter().for_each(|idle| println!("{idle}"));
        self.abuse.iter().for_each(|abuse| println!("{abuse}"));
        self.files.iter().for_each(|figure| println!("{figure}"));
        self.changes.iter().for_each(|changes| println!("{changes}"));
        self.searches.iter().for_each(|search| println!("{search}"));
        self.screens.iter().for_each(|screen| println!("{screen}"));
        for (size, measured) in &self.rows {
            for (status, (count, answer)) in measured.service.iter().flat_map(|round| &round.errors) {
                println!("\n!!! {count} × {status} to {} at {size}. The first:\n{answer}", measured.name);
            }
        }
        println!();
        self.goals().iter().for_each(|goal| println!("{goal}"));
        let run = self.json(arguments);
        if let Some(path) = &arguments.against {
            history::compare(&history::before(path, &run)?, &run);
        }
        arguments.json.as_ref().map_or(Ok(()), |path| history::append(path, &run))
    }

    fn goals(&self) -> Vec<Goal> {
        let mut goals = goals::of_works(&self.rows);
        goals.extend(self.growth.iter().chain(&self.pages).map(Growth::goal));
        goals.extend(self.idle.iter().flat_map(Idle::goals));
        goals.extend(self.abuse.iter().map(Abuse::goal));
        goals.extend(self.changes.iter().flat_map(Changes::goals));
        goals.extend(self.searches.iter().map(Search::goal));
        goals.extend(self.screens.iter().filter_map(Screen::goal));
        goals
    }

    fn json(&self, arguments: &Arguments) -> Value {
        let rows = self.rows.iter().map(|(size, measured)| {
            let best = measured.best();
            json!({
                "size": size, "work": measured.name, "rate": best.per_second, "own": measured.of_own(), "plain": measured.of_plain(),
                "service": measured.service.iter().map(|round| round.per_second).collect::<Vec<_>>(),
                "ownPace": measured.own, "plainPace": measured.plain, "statements": measured.statements,
                "serviceMicros": measured.service_micros(), "postgresqlMicros": measured.postgresql_micros(),
                "p50Micros": best.percentile(0.50), "p99Micros": best.percentile(0.99), "errors": measured.errors(),
            })
        });
        let mut run = history::run(arguments);
        run["work"] = rows.collect();
        run["growth"] = self.growth.iter().map(Growth::json).collect();
        run["pages"] = self.pages.iter().map(Growth::json).collect();
        run["idle"] = self.idle.as_ref().map(Idle::json).into();
        run["abuse"] = self.abuse.as_ref().map(Abuse::json).into();
        run["changes"] = self.changes.as_ref().map(Changes::json).into();
        run["searches"] = self.searches.iter().map(Search::json).collect();
        run["screens"] = self.screens.iter().map(Screen::json).collect();
        run["files"] = self.files.iter().map(Figure::json).collect();
        run["missed"] = self.goals().iter().filter(|goal| !goal.is_reached()).map(ToString::to_string).collect();
        run
    }
}

const HEAD: &str = "     size  work                                  a second    own   goal  plain   goal   service µs  PostgreSQL µs  statements     p50 ms   p99 ms   p99/p50  errors";

fn line(size: u64, measured: &Measured) -> String {
    let best = measured.best();
    let held = |ratio: Option<f64>, goal: Option<f64>| {
        let sign = match (ratio, goal) {
            (Some(ratio), Some(goal)) if ratio >= goal => "≥",
            (Some(_), Some(_)) => "<",
            _ => " ",
        };
        let figure = |value: Option<f64>| value.map(|value| format!("{value:.2}")).unwrap_or_default();
        format!("{:>5} {sign} {:>4}", figure(ratio), figure(goal))
    };
    format!(
        "{size:>9}  {:<38} {:>7.0}  {}  {}  {:>10.0}  {:>13.0}  {:>10}    {:>7.2}  {:>7.2}  {:>8.1}  {:>6}",
        measured.name,
        best.per_second,
        held(measured.of_own(), measured.goals.own),
        held(measured.of_plain(), measured.goals.plain),
        measured.service_micros(),
        measured.postgresql_micros(),
        measured.statements,
        f64::from(best.percentile(0.50)) / 1000.0,
        f64::from(best.percentile(0.99)) / 1000.0,
        measured.tail(),
        measured.errors(),
    )
}
