//! The times of a case that has ended, as they were told when it did.

use super::{Step, StepRecord, StepTime};
use crate::domain::time::Instant;
use serde::{Deserialize, Serialize};

/// What was measured of one step. Written as an accepted report has it, with whatever else that tells of the step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Settled {
    started_at: Option<Instant>,
    finished_at: Option<Instant>,
    elapsed_minutes: u32,
    working_minutes: u32,
    within_standard: Option<bool>,
}

impl From<StepTime> for Settled {
    fn from(time: StepTime) -> Self {
        Self {
            started_at: time.started_at,
            finished_at: time.finished_at,
            elapsed_minutes: time.elapsed_minutes,
            working_minutes: time.working_minutes,
            within_standard: time.within_standard,
        }
    }
}

impl Settled {
    /// The step's time; why it was late may still be said afterwards.
    pub(super) fn time(self, step: Step, record: &StepRecord) -> StepTime {
        StepTime {
            ordinal: step.ordinal(),
            started_at: self.started_at,
            finished_at: self.finished_at,
            elapsed_minutes: self.elapsed_minutes,
            working_minutes: self.working_minutes,
            standard_minutes: record.standard_minutes,
            within_standard: self.within_standard,
            late_reason: record.late_reason.clone(),
        }
    }
}
