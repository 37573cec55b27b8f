//! What is told: every fault with its time, every violation with what is needed to see it again, and the sums.

use std::collections::{BTreeMap, HashSet};
use std::error::Error;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// An error with what it comes from.
pub fn why(error: &(dyn Error + 'static)) -> String {
    let more = error.source().map(|source| format!(": {}", why(source)));
    format!("{error}{}", more.unwrap_or_default())
}

pub struct Report {
    seed: u64,
    begun: Instant,
    told: Mutex<Told>,
}

#[derive(Debug, Default)]
struct Told {
    faults: BTreeMap<String, usize>,
    /// What could not be done here, and why.
    left_out: BTreeMap<String, String>,
    answers: BTreeMap<String, usize>,
    violations: Vec<String>,
    /// What was found once is found again at every check.
    known: HashSet<String>,
    /// How long it took after each group until all was well.
    recoveries: Vec<Duration>,
    checks: usize,
}

impl Report {
    pub fn new(seed: u64) -> Self {
        Self { seed, begun: Instant::now(), told: Mutex::default() }
    }

    pub fn fault(&self, name: &str, how: &str) {
        *self.told().faults.entry(name.to_owned()).or_default() += 1;
        println!("{:>8.1} s  {name}{}{how}", self.begun.elapsed().as_secs_f64(), if how.is_empty() { "" } else { ": " });
    }

    pub fn left_out(&self, name: &str, why: &str) {
        if self.told().left_out.insert(name.to_owned(), why.to_owned()).is_none() {
            println!("{:>8.1} s  {name}: left out, {why}", self.begun.elapsed().as_secs_f64());
        }
    }

    pub fn answer(&self, what: &str) {
        *self.told().answers.entry(what.to_owned()).or_default() += 1;
    }

    pub fn violation(&self, what: &str) {
        if !self.told().known.insert(what.to_owned()) {
            return;
        }
        let told = format!("seed {}, {:.1} s: {what}", self.seed, self.begun.elapsed().as_secs_f64());
        println!("VIOLATION {told}");
        self.told().violations.push(told);
    }

    pub fn well_again(&self, after: Duration) {
        let mut told = self.told();
        told.recoveries.push(after);
        told.checks += 1;
    }

    /// Whether there was none.
    pub fn is_clean(&self) -> bool {
        self.told().violations.is_empty()
    }

    pub fn tell(&self, acknowledged: usize) {
        let told = self.told();
        println!("\nfaults");
        told.faults.iter().for_each(|(name, count)| println!("{count:>8}  {name}"));
        told.left_out.iter().for_each(|(name, why)| println!("       -  {name}: {why}"));
        println!("answers");
        told.answers.iter().for_each(|(what, count)| println!("{count:>8}  {what}"));
        let mut recoveries = told.recoveries.clone();
        recoveries.sort_unstable();
        let at = |share: usize| recoveries.get(recoveries.len() * share / 100).or(recoveries.last()).copied().unwrap_or_default();
        println!("well again after a group: {:.1} s in the middle, {:.1} s at most", at(50).as_secs_f64(), at(100).as_secs_f64());
        println!(
            "\nseed {}: {} faults in {:.0} s, {acknowledged} acknowledged effects, {} checks, {} violations",
            self.seed,
            told.faults.values().sum::<usize>(),
            self.begun.elapsed().as_secs_f64(),
            told.checks,
            told.violations.len()
        );
        told.violations.iter().for_each(|violation| println!("VIOLATION {violation}"));
    }

    fn told(&self) -> MutexGuard<'_, Told> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
