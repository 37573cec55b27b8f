//! What the work agenda is narrowed to.

use crate::domain::agenda::Certainty;
use crate::domain::text::Line;
use crate::http::fields::Stamp;
use crate::http::problem::Faults;
use crate::http::query::{Flag, Many, in_order};
use chrono::NaiveDate;
use deserr::{Deserr, ValuePointerRef};
use utoipa::IntoParams;

#[derive(Debug, Deserr, IntoParams)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields, validate = checked -> Faults)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct AgendaFilter {
    /// Events that start at or after this instant.
    #[deserr(default)]
    #[param(value_type = Option<String>, format = DateTime, max_length = 40)]
    pub starts_at_from: Option<Stamp>,
    /// Events that start before this instant.
    #[deserr(default)]
    #[param(value_type = Option<String>, format = DateTime, max_length = 40)]
    pub starts_at_to: Option<Stamp>,
    /// Events that take place on this date at the office, also in part: those that last over days are found on each of them.
    #[deserr(default)]
    #[param(value_type = Option<String>, format = Date, max_length = 10, example = "2026-09-30")]
    pub on: Option<NaiveDate>,
    /// Events that are not over by this instant, whenever they started. One without an end lasts until the end of its day.
    #[deserr(default)]
    #[param(value_type = Option<String>, format = DateTime, max_length = 40)]
    pub overlaps_from: Option<Stamp>,
    /// Events that have started before this instant: with `overlapsFrom`, all that take place between the two, also in part.
    #[deserr(default)]
    #[param(value_type = Option<String>, format = DateTime, max_length = 40)]
    pub overlaps_to: Option<Stamp>,
    /// Repeatable.
    #[deserr(default)]
    #[param(value_type = Option<Vec<Certainty>>, max_items = 4)]
    pub certainty: Many<Certainty, 4>,
    /// Put on the agenda at or after this instant.
    #[deserr(default)]
    #[param(value_type = Option<String>, format = DateTime, max_length = 40)]
    pub created_at_from: Option<Stamp>,
    /// Put on the agenda before this instant.
    #[deserr(default)]
    #[param(value_type = Option<String>, format = DateTime, max_length = 40)]
    pub created_at_to: Option<Stamp>,
    /// `false`: no assignment covers it; `true`: one does. Of the assignments in your sight, those that were cancelled left out.
    #[deserr(default)]
    #[param(value_type = Option<bool>, example = false)]
    pub assigned: Option<Flag>,
    /// {{words}} {{best first}}
    #[deserr(default)]
    #[param(value_type = Option<String>, min_length = 1, max_length = 200, example = "bupati panen")]
    pub q: Option<Line<200>>,
}

impl AgendaFilter {
    /// Whether it asks for anything besides words.
    pub fn narrows(&self) -> bool {
        let Self {
            starts_at_from,
            starts_at_to,
            on,
            overlaps_from,
            overlaps_to,
            certainty,
            created_at_from,
            created_at_to,
            assigned,
            q: _,
        } = self;
        let bounds = [starts_at_from, starts_at_to, overlaps_from, overlaps_to, created_at_from, created_at_to];
        bounds.iter().any(|bound| bound.is_some()) || on.is_some() || assigned.is_some() || !certainty.0.is_empty()
    }
}

fn checked(filter: AgendaFilter, _: ValuePointerRef) -> Result<AgendaFilter, Faults> {
    let mut faults = Faults::default();
    in_order(&mut faults, ("startsAtFrom", filter.starts_at_from), ("startsAtTo", filter.starts_at_to));
    in_order(&mut faults, ("overlapsFrom", filter.overlaps_from), ("overlapsTo", filter.overlaps_to));
    in_order(&mut faults, ("createdAtFrom", filter.created_at_from), ("createdAtTo", filter.created_at_to));
    faults.none().map(|()| filter)
}
