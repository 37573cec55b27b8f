//! What one caller who asks for all that a token gives costs another, who goes on with their work.

use crate::cases::{Caller, Thing};
use crate::driver::{Round, Until, drive};
use crate::goals::Goal;
use crate::service::Service;
use crate::stage::Office;
use crate::work::get;
use serde_json::{Value, json};
use std::error::Error;
use std::fmt::{self, Display};
use std::path::Path;
use std::thread;
use std::time::Duration;

/// The whole burst of the one is a part of it.
const TIME: Duration = Duration::from_secs(10);
/// Between two reads of the other: within what one may ask for.
const PACE: Duration = Duration::from_millis(10);
/// Of the one, each asking again at once.
const CONNECTIONS: usize = 64;
const TIMES: f64 = 3.0;

pub struct Abuse {
    alone: Round,
    beside: Round,
    /// What the one was given, and what was refused.
    given: usize,
    refused: usize,
}

pub async fn start(office: &Office, program: &Path, dir: &Path) -> Result<Service, Box<dyn Error>> {
    Service::start(program, &office.url, dir, "service-abuse.log", &[]).await
}

pub fn measure(service: &Service) -> Result<Abuse, Box<dyn Error>> {
    eprintln!("abuse …");
    let address = service.address;
    let one = move |caller: Caller, pace: Duration| {
        let request = get(&format!("/v1/assignments/{}", Thing::Assignment.id(0)), &caller);
        move |_: usize, _: usize, asked: &mut Vec<u8>| {
            thread::sleep(pace);
            asked.extend_from_slice(request.as_bytes());
        }
    };
    let other = || drive(address, 1, Until::Time(TIME), 200, &one(Caller::subhead(0), PACE));
    let alone = other()?;
    let abuser =
        thread::spawn(move || drive(address, CONNECTIONS, Until::Time(TIME), 200, &one(Caller::staff(0), Duration::ZERO)));
    let beside = other()?;
    let abuser = abuser.join().map_err(|_| "the abuser's thread panicked")??;
    let refused = abuser.errors.get(&429).map_or(0, |(count, _)| *count);
    if !alone.errors.is_empty() || !beside.errors.is_empty() || refused == 0 {
        return Err(format!("the one was refused {refused} times, the other got {:?} {:?}", alone.errors, beside.errors).into());
    }
    Ok(Abuse { given: abuser.latencies.len() - refused, alone, beside, refused })
}

impl Abuse {
    fn times(&self) -> f64 {
        f64::from(self.beside.percentile(0.99)) / f64::from(self.alone.percentile(0.99).max(1))
    }

    pub fn goal(&self) -> Goal {
        Goal::at_most("p99 beside one who asks without end".to_owned(), "× alone", self.times(), TIMES)
    }

    pub fn json(&self) -> Value {
        json!({
            "aloneP99Micros": self.alone.percentile(0.99), "besideP99Micros": self.beside.percentile(0.99), "times": self.times(),
            "given": self.given, "refused": self.refused,
        })
    }
}

impl Display for Abuse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let told = |round: &Round| format!("p50 {} p99 {} µs", round.percentile(0.5), round.percentile(0.99));
        write!(
            f,
            "abuse   a read of another: alone {}, beside one on {CONNECTIONS} connections {} ({:.1} ×); the one got {} and was refused {}",
            told(&self.alone),
            told(&self.beside),
            self.times(),
            self.given,
            self.refused
        )
    }
}
