//! The SOP as data: what its four steps ask for, in one dated revision.

use super::clock::Step;
use super::performance::WorkingTime;
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

impl ProcedureStep {
    /// Steps are stored only with a standard time.
    pub fn standard_time(&self) -> StandardTime {
        StandardTime(self.standard_minutes)
    }
}

/// Whose each step is. The workflow is built on this order, so every revision of the SOP keeps it.
pub const STEP_ROLES: [Role; 4] = [Role::DivisionHead, Role::SubdivisionHead, Role::Staff, Role::SubdivisionHead];

/// The standard times of the four steps, in the order of the SOP.
pub fn standards(steps: &[ProcedureStep]) -> [u32; 4] {
    let minutes = |step: Step| steps.iter().find(|row| row.ordinal == step.ordinal()).map_or(0, |row| row.standard_minutes);
    [minutes(Step::Assign), minutes(Step::Order), minutes(Step::Document), minutes(Step::Report)]
}

/// How long a step may take: 1 minute to 7 days, in whole minutes; written as an ISO 8601 duration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StandardTime(u32);

impl StandardTime {
    pub const MOST_MINUTES: u32 = 7 * 24 * 60;
    /// What [`Self::parse`] reads, but for the bounds.
    pub const PATTERN: &'static str =
        "^P([0-9]{1,5}D(T([0-9]{1,5}H([0-9]{1,5}M)?|[0-9]{1,5}M))?|T([0-9]{1,5}H([0-9]{1,5}M)?|[0-9]{1,5}M))$";

    /// `PnDTnHnM`, each part at most once and in this order; a day is 24 hours.
    ///
    /// Read by hand: the crates for durations also read years, months, weeks, seconds and fractions, all of which would
    /// have to be refused again afterwards.
    pub fn parse(text: &str) -> Option<Self> {
        let period = text.strip_prefix('P')?;
        let (mut date, mut time) = match period.split_once('T') {
            Some((_, "")) => return None,
            Some(parts) => parts,
            None => (period, ""),
        };
        let days = take(&mut date, 'D')?;
        let hours = take(&mut time, 'H')?;
        let minutes = take(&mut time, 'M')?;
        let whole = date.is_empty() && time.is_empty();
        let minutes = (days * 24 + hours) * 60 + minutes;
        (whole && (1..=Self::MOST_MINUTES).contains(&minutes)).then_some(Self(minutes))
    }

    pub fn minutes(self) -> u32 {
        self.0
    }
}

/// Takes `n` and its unit off the front; zero where the unit is not given. Five digits at most, so that no sum overflows.
fn take(text: &mut &str, unit: char) -> Option<u32> {
    let Some((number, rest)) = text.split_once(unit) else { return Some(0) };
    let digits = (1..=5).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit());
    *text = rest;
    number.parse().ok().filter(|_| digits)
}

impl std::fmt::Display for StandardTime {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        WorkingTime(self.0).fmt(f)
    }
}

impl Serialize for StandardTime {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_reads_as_minutes_and_prints_in_hours_and_minutes() {
        for (text, minutes, printed) in [
            ("PT5M", 5, "PT5M"),
            ("PT1H", 60, "PT1H"),
            ("PT60M", 60, "PT1H"),
            ("PT1H30M", 90, "PT1H30M"),
            ("PT0H1M", 1, "PT1M"),
            ("P1D", 1440, "PT24H"),
            ("P1DT1M", 1441, "PT24H1M"),
            ("P7D", 10080, "PT168H"),
            ("PT10080M", 10080, "PT168H"),
        ] {
            let time = StandardTime::parse(text).unwrap();
            assert_eq!((time.minutes(), time.to_string().as_str()), (minutes, printed), "{text}");
        }
    }

    #[test]
    fn anything_else_is_no_standard_time() {
        for text in [
            "",
            "P",
            "PT",
            "P1DT",
            "5M",
            "PT5",
            "PT0M",
            "P0D",
            "PT10081M",
            "P8D",
            "PT5S",
            "PT1.5H",
            "PT1,5H",
            "P1W",
            "P1M",
            "P1Y",
            "PT5M1H",
            "PT1H1H",
            "T5M",
            "pt5m",
            " PT5M",
            "PT5M ",
            "PT-5M",
            "PT+5M",
            "-PT5M",
            "PT M",
            "PT٥M",
            "PT1DT1M",
            "PT99999999999999999999M",
            "P99999DT99999H99999M",
            "PT1H PT1M",
            "P1H",
            "P5M",
        ] {
            assert_eq!(StandardTime::parse(text), None, "{text:?}");
        }
    }
}
