//! How the office kept to the standard times: figures over the steps of many cases.

use super::clock::StepTime;
use serde::{Serialize, Serializer};
use std::fmt;

/// One step, over many cases. A step that began is kept or late once it is finished, and runs until then.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StepTally {
    /// Finished within the standard time.
    pub kept: u64,
    /// Finished over it.
    pub late: u64,
    /// Begun, and not finished.
    pub running: u64,
    /// Of these, already over the standard time.
    pub running_late: u64,
    /// Late ones, running or not, of which nobody has said why.
    pub unexplained: u64,
    /// Working minutes of those that are finished.
    minutes: Vec<u32>,
}

impl StepTally {
    pub fn add(&mut self, step: &StepTime) {
        let Some(within) = step.within_standard else { return };
        let count = match (step.finished_at.is_some(), within) {
            (true, true) => &mut self.kept,
            (true, false) => &mut self.late,
            (false, _) => &mut self.running,
        };
        *count += 1;
        if step.finished_at.is_some() {
            self.minutes.push(step.working_minutes);
        } else if !within {
            self.running_late += 1;
        }
        if !within && step.late_reason.is_none() {
            self.unexplained += 1;
        }
    }

    /// The working minutes within which so many of a hundred were finished, by nearest rank: a time that was measured, never one
    /// between two. None where none is finished.
    pub fn percentile(&mut self, percent: usize) -> Option<WorkingTime> {
        let rank = (self.minutes.len() * percent).div_ceil(100).checked_sub(1)?;
        Some(WorkingTime(*self.minutes.select_nth_unstable(rank).1))
    }
}

/// Whether a step runs well: at least nine of ten were finished within the standard time. None where none is finished.
pub fn runs_well(kept: u64, late: u64) -> Option<bool> {
    let finished = kept + late;
    (finished > 0).then(|| kept * 10 >= finished * 9)
}

/// Minutes, told as an ISO 8601 duration in hours and minutes alone: a day of 24 hours would be read as a day of work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WorkingTime(pub u32);

impl fmt::Display for WorkingTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.0 / 60, self.0 % 60) {
            (0, minutes) => write!(f, "PT{minutes}M"),
            (hours, 0) => write!(f, "PT{hours}H"),
            (hours, minutes) => write!(f, "PT{hours}H{minutes}M"),
        }
    }
}

impl Serialize for WorkingTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::time::Instant;

    fn step(minutes: u32, is_finished: bool, why: Option<&str>) -> StepTime {
        StepTime {
            ordinal: 1,
            started_at: Some(Instant::default()),
            finished_at: is_finished.then(Instant::default),
            elapsed_minutes: minutes,
            working_minutes: minutes,
            standard_minutes: 5,
            within_standard: Some(minutes <= 5),
            late_reason: why.map(str::to_owned),
        }
    }

    fn tally(minutes: impl IntoIterator<Item = u32>) -> StepTally {
        let mut tally = StepTally::default();
        minutes.into_iter().for_each(|minutes| tally.add(&step(minutes, true, None)));
        tally
    }

    #[test]
    fn a_step_is_kept_late_or_running() {
        let mut tally = tally([3, 5, 6]);
        tally.add(&step(9, true, Some("Hujan")));
        tally.add(&step(2, false, None));
        tally.add(&step(8, false, None));
        tally.add(&StepTime { started_at: None, within_standard: None, ..step(0, false, None) });
        assert_eq!((tally.kept, tally.late, tally.running, tally.running_late, tally.unexplained), (2, 2, 2, 1, 2));
    }

    #[test]
    fn a_percentile_is_a_time_that_was_measured() {
        let both = |mut tally: StepTally| [50, 90].map(|percent| tally.percentile(percent).map(|time| time.0));
        assert_eq!(both(tally([])), [None, None]);
        assert_eq!(both(tally([7])), [Some(7), Some(7)]);
        assert_eq!(both(tally([9, 1])), [Some(1), Some(9)]);
        assert_eq!(both(tally(1..=10)), [Some(5), Some(9)]);
        assert_eq!(both(tally(1..=11)), [Some(6), Some(10)]);
    }

    #[test]
    fn nine_of_ten_is_well() {
        assert_eq!(runs_well(0, 0), None);
        assert_eq!(
            [(9, 1), (8, 1), (1, 0), (0, 1)].map(|(kept, late)| runs_well(kept, late)),
            [Some(true), Some(false), Some(true), Some(false)]
        );
    }

    #[test]
    fn durations_are_in_hours_and_minutes() {
        assert_eq!([0, 5, 60, 1505].map(|minutes| WorkingTime(minutes).to_string()), ["PT0M", "PT5M", "PT1H", "PT25H5M"]);
    }
}
