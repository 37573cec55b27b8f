//! What more cases cost: the median of one client, at every size in turns.

use crate::arguments::Arguments;
use crate::driver::{Ask, Until, drive};
use crate::goals::Goal;
use crate::stage::Office;
use crate::work::{self, CONSTANT, Work};
use serde_json::{Value, json};
use std::error::Error;
use std::fmt::{self, Display};
use std::time::Duration;
use tokio::runtime::Runtime;

const GOAL: f64 = 1.2;

/// The medians of the same work on little and on much.
pub struct Growth {
    pub name: String,
    little: u32,
    much: u32,
}

pub fn measure(runtime: &Runtime, offices: &[Office], arguments: &Arguments) -> Result<Vec<Growth>, Box<dyn Error>> {
    let [small, .., large] = offices else { return Ok(Vec::new()) };
    let everything = arguments.of_everything();
    let works = [runtime.block_on(work::all(small, &everything))?, runtime.block_on(work::all(large, &everything))?];
    let until = Until::Time(Duration::from_secs(arguments.seconds.div_ceil(2)));
    let mut growth = Vec::new();
    // Transitions use things up; reading and step 1 do not.
    let lasting = |work: &&Work| work.until.is_none() && work.name != CONSTANT;
    for (little, much) in works[0].iter().zip(&works[1]).filter(|(work, _)| lasting(work)) {
        eprintln!("growth: {} …", little.name);
        let sides =
            [(small, little), (large, much)].map(|(office, work)| Side { office, status: work.status, ask: Box::new(&work.ask) });
        let name = format!("{}: {} and {}", little.name, small.size, large.size);
        growth.push(turns(name, arguments.rounds + 1, until, &sides)?);
    }
    Ok(growth)
}

/// One of two that are compared.
pub struct Side<'a> {
    pub office: &'a Office,
    pub status: u16,
    /// Writes the request that the client sends next.
    pub ask: Box<Ask<'a>>,
}

/// The best median of each of two sides, measured in turns.
pub fn turns(name: String, turns: usize, until: Until, sides: &[Side<'_>; 2]) -> Result<Growth, Box<dyn Error>> {
    let mut best = [u32::MAX; 2];
    for _ in 0..turns {
        for (side, best) in sides.iter().zip(&mut best) {
            let round = drive(side.office.service.address, 1, until, side.status, &side.ask)?;
            if let Some((status, (_, answer))) = round.errors.first_key_value() {
                return Err(format!("{status} while measuring {name}\n{answer}").into());
            }
            *best = (*best).min(round.percentile(0.5));
        }
    }
    Ok(Growth { name, little: best[0], much: best[1] })
}

impl Growth {
    /// Of medians in microseconds that were measured elsewhere.
    pub fn of(name: String, little: u32, much: u32) -> Self {
        Self { name, little, much }
    }

    fn ratio(&self) -> f64 {
        f64::from(self.much) / f64::from(self.little)
    }

    pub fn goal(&self) -> Goal {
        Goal::at_most(self.name.clone(), "× p50", self.ratio(), GOAL)
    }

    pub fn json(&self) -> Value {
        json!({ "work": self.name, "goal": GOAL, "ratio": self.ratio(), "littleMicros": self.little, "muchMicros": self.much })
    }
}

impl Display for Growth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.ratio() <= GOAL { "≤" } else { ">" };
        write!(f, "{:<88} {:>5.2} {sign} {GOAL:.2}   p50 {} and {} µs", self.name, self.ratio(), self.little, self.much)
    }
}
