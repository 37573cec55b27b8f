//! The SOP as data: what its four steps ask for, in one dated revision.

use super::clock::Step;
use super::role::Role;
use serde::{Deserialize, Serialize};

/// One row of the SOP's table (*mutu baku*), as it is stored with its revision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ProcedureStep {
    pub ordinal: u8,
    pub activity: String,
    pub role: Role,
    /// *Kelengkapan*
    pub inputs: Vec<String>,
    /// *Waktu*, in whole minutes.
    pub standard_minutes: u32,
    pub output: Vec<String>,
}

/// The standard times of the four steps, in the order of the SOP.
pub fn standards(steps: &[ProcedureStep]) -> [u32; 4] {
    let minutes = |step: Step| steps.iter().find(|row| row.ordinal == step.ordinal()).map_or(0, |row| row.standard_minutes);
    [minutes(Step::Assign), minutes(Step::Order), minutes(Step::Document), minutes(Step::Report)]
}
