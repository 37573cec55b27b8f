//! What is to be reached: one line a goal at the end of a run. No goal missed fails it, for a machine may be busy.

use crate::public;
use crate::work::{CONSTANT, Measured};
use std::fmt::{self, Display};

pub struct Goal {
    what: String,
    of: &'static str,
    value: f64,
    bound: Bound,
}

enum Bound {
    AtLeast(f64),
    AtMost(f64),
}

impl Goal {
    pub fn at_least(what: String, of: &'static str, value: f64, bound: f64) -> Self {
        Self { what, of, value, bound: Bound::AtLeast(bound) }
    }

    pub fn at_most(what: String, of: &'static str, value: f64, bound: f64) -> Self {
        Self { what, of, value, bound: Bound::AtMost(bound) }
    }

    pub fn is_reached(&self) -> bool {
        match self.bound {
            Bound::AtLeast(bound) => self.value >= bound,
            Bound::AtMost(bound) => self.value <= bound,
        }
    }
}

impl Display for Goal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let told = if self.is_reached() { "reached" } else { "MISSED " };
        let (sign, bound) = match self.bound {
            Bound::AtLeast(bound) => ("≥", bound),
            Bound::AtMost(bound) => ("≤", bound),
        };
        write!(f, "{told}  {}: {:.2} {} ({sign} {bound:.2})", self.what, self.value, self.of)
    }
}

/// The goals of all pieces of work, measured at these sizes.
pub fn of_works(rows: &[(u64, Measured)]) -> Vec<Goal> {
    let mut goals = Vec::new();
    let beside = rows.iter().find(|(_, other)| other.name == public::CONSTANT);
    for (size, measured) in rows {
        let what = || format!("{} at {size}", measured.name);
        if let (Some(value), Some(bound)) = (measured.of_own(), measured.goals.own) {
            goals.push(Goal::at_least(what(), "of its own SQL", value, bound));
        }
        if let (Some(value), Some(bound)) = (measured.of_plain(), measured.goals.plain) {
            goals.push(Goal::at_least(what(), "of plain rows", value, bound));
        }
        if let Some(bound) = measured.goals.tail {
            goals.push(Goal::at_most(what(), "× p50 at p99", measured.tail(), bound));
        }
        let constant = rows.iter().find(|(at, other)| at == size && other.name == CONSTANT);
        if let (Some(bound), Some((_, constant))) = (measured.goals.constant, constant) {
            let value = measured.service_micros() / constant.service_micros();
            goals.push(Goal::at_most(what(), "× the processor time of a constant answer", value, bound));
        }
        if let (Some(bound), Some((_, constant))) = (measured.goals.pace, beside) {
            let value = measured.best().per_second / constant.best().per_second;
            goals.push(Goal::at_least(what(), "of a constant answer's pace", value, bound));
        }
    }
    goals
}
