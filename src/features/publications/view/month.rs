//! How the office's freshness is shown, month by month.

use super::super::requests::Months;
use super::super::store::{MonthRow, as_of};
use crate::domain::time::Instant;
use crate::http::fields::Stamp;
use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

/// How fresh what the office shows was, as far as you see it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OfficeFreshness)]
pub struct FreshnessView {
    pub from: NaiveDate,
    pub to: NaiveDate,
    /// Those that have begun, in order.
    #[schema(max_items = 15)]
    pub months: Vec<MonthView>,
}

/// One month of the office: how many stood at its end, how fresh, and what was done in it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = MonthFreshness)]
pub struct MonthView {
    /// Its first day.
    pub month: NaiveDate,
    /// The end of the month; of the one that runs, now.
    pub as_of: Stamp,
    #[schema(minimum = 0, example = 40)]
    pub fresh: i64,
    #[schema(minimum = 0, example = 3)]
    pub due: i64,
    #[schema(minimum = 0, example = 1)]
    pub stale: i64,
    #[schema(minimum = 0, example = 0)]
    pub expired: i64,
    #[schema(minimum = 0, example = 12)]
    pub published: i64,
    #[schema(minimum = 0, example = 2)]
    pub corrected: i64,
    #[schema(minimum = 0, example = 5)]
    pub verified: i64,
    #[schema(minimum = 0, example = 1)]
    pub withdrawn: i64,
}

impl FreshnessView {
    pub fn of((from, to): (NaiveDate, NaiveDate), months: &Months, rows: Vec<MonthRow>, now: Instant) -> Self {
        let month = |((month, _, ends), row): (&(NaiveDate, Instant, Instant), MonthRow)| {
            let (fresh, due, stale, expired, published, corrected, verified, withdrawn) = row;
            let as_of = as_of(*ends, now).into();
            MonthView { month: *month, as_of, fresh, due, stale, expired, published, corrected, verified, withdrawn }
        };
        Self { from, to, months: months.0.iter().zip(rows).map(month).collect() }
    }
}
