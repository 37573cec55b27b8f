//! What the work agenda is narrowed to.

use crate::domain::agenda::Certainty;
use crate::domain::text::{Line, UnitCode};
use crate::http::fields::Stamp;
use crate::http::problem::Faults;
use crate::http::query::{Flag, Many, in_order};
use chrono::NaiveDate;
use deserr::{Deserr, ValuePointerRef};
use utoipa::IntoParams;
use uuid::Uuid;

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
    /// Covered by an assignment of this unit; with `assigned=false`: by none of it. Of the assignments in your sight, as `assigned` has it.
    #[deserr(default)]
    #[param(value_type = Option<String>, max_length = 50, pattern = "^[A-Za-z0-9._-]{1,50}$", example = "HUMAS")]
    pub unit: Option<UnitCode>,
    /// Put on the agenda by this officer, or in their place. What a machine put there is nobody's.
    #[deserr(default)]
    pub officer_id: Option<Uuid>,
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
            unit,
            officer_id,
            q: _,
        } = self;
        let bounds = [starts_at_from, starts_at_to, overlaps_from, overlaps_to, created_at_from, created_at_to];
        let is_of = assigned.is_some() || unit.is_some() || officer_id.is_some();
        bounds.iter().any(|bound| bound.is_some()) || on.is_some() || is_of || !certainty.0.is_empty()
    }

    /// Whether they are to be covered, or not to be; None: that is not asked for. By a unit is to be covered.
    pub fn is_assigned(&self) -> Option<bool> {
        self.assigned.map(|assigned| assigned.0).or(self.unit.as_ref().map(|_| true))
    }
}

fn checked(filter: AgendaFilter, _: ValuePointerRef) -> Result<AgendaFilter, Faults> {
    let mut faults = Faults::default();
    in_order(&mut faults, ("startsAtFrom", filter.starts_at_from), ("startsAtTo", filter.starts_at_to));
    in_order(&mut faults, ("overlapsFrom", filter.overlaps_from), ("overlapsTo", filter.overlaps_to));
    in_order(&mut faults, ("createdAtFrom", filter.created_at_from), ("createdAtTo", filter.created_at_to));
    faults.none().map(|()| filter)
}
