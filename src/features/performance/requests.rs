//! What can be asked of the office's performance.

use crate::domain::label::labels;
use crate::domain::time::{Instant, OfficeZone};
use crate::http::fields::label_fields;
use crate::http::language::Words;
use crate::http::problem::{FaultKind, Faults, Place};
use crate::http::query::{Flag, Many};
use chrono::{NaiveDate, TimeDelta};
use deserr::Deserr;
use utoipa::IntoParams;

labels! {
    /// What the figures of a row are of.
    Grouping { Total = "TOTAL", Unit = "UNIT", Officer = "OFFICER", Month = "MONTH" }
}

label_fields! {
    Grouping as "PerformanceGroup": "Of what figures are: of everything in sight, or of a part of it: by the unit whose case it is, by the officer whose steps they are, by the month in which the event starts.";
}

#[derive(Debug, Deserr, IntoParams)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct PerformanceParameters {
    /// The first day, at the office.
    pub from: NaiveDate,
    /// The last day, at the office; it is counted. A period has 400 days at most.
    pub to: NaiveDate,
    /// Which groups to tell, the total always; all when left out. Repeatable.
    #[deserr(default)]
    #[param(value_type = Option<Vec<Grouping>>, max_items = 4)]
    pub group_by: Many<Grouping, 4>,
    /// `true`: of CSV, begin with the mark (BOM) by which Excel knows UTF-8.
    #[deserr(default)]
    #[param(value_type = Option<bool>, example = false)]
    #[expect(dead_code, reason = "read where a table is written")]
    bom: Option<Flag>,
}

/// A year and what is left of a month: every case of it is looked at.
const MOST_DAYS: i64 = 400;

/// Days at the office, the last one included.
#[derive(Debug, Clone, Copy)]
pub struct Period {
    pub first: NaiveDate,
    pub last: NaiveDate,
    pub from: Instant,
    pub until: Instant,
}

impl Period {
    /// So many days are asked for at a time: no statement takes long, however many cases a year has.
    const AT_ONCE: TimeDelta = TimeDelta::days(31);

    /// Its parts, in their order.
    pub fn parts(&self) -> impl Iterator<Item = (Instant, Instant)> + use<> {
        let (mut from, until) = (self.from, self.until);
        std::iter::from_fn(move || {
            let begun = from;
            from = begun.checked_add_signed(Self::AT_ONCE).map_or(until, |next| next.min(until));
            (begun < until).then_some((begun, from))
        })
    }
}

impl PerformanceParameters {
    pub fn period(&self, zone: OfficeZone) -> Result<Period, Faults> {
        let fault = |kind| Err(Faults::one(Place::Parameter("to".to_owned()), kind));
        if self.to < self.from {
            return fault(FaultKind::Order { first: "from", second: "to" });
        }
        if (self.to - self.from).num_days() >= MOST_DAYS {
            let words = Words::new("Jangka waktu paling lama 400 hari.", "A period has 400 days at most.");
            return fault(FaultKind::Rule { code: "PERIOD_TOO_LONG", words });
        }
        let until = self.to.succ_opt().map_or(Instant::MAX_UTC, |next| zone.start_of_day(next));
        Ok(Period { first: self.from, last: self.to, from: zone.start_of_day(self.from), until })
    }

    pub fn tells(&self, grouping: Grouping) -> bool {
        self.group_by.0.is_empty() || self.group_by.0.contains(&grouping)
    }
}
