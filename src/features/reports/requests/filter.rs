//! What lists of reports are narrowed to.

use crate::domain::report::ReportState;
use crate::domain::text::{Line, UnitCode};
use crate::http::fields::Stamp;
use crate::http::problem::Faults;
use crate::http::query::{Flag, Many, in_order, is_stretch};
use deserr::{Deserr, ValuePointerRef};
use utoipa::IntoParams;
use uuid::Uuid;

#[derive(Debug, Default, Deserr, IntoParams)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields, validate = checked -> Faults)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct ReportFilter {
    /// Repeatable.
    #[deserr(default)]
    #[param(value_type = Option<Vec<ReportState>>, max_items = 4)]
    pub state: Many<ReportState, 4>,
    /// Of this assignment.
    #[deserr(default)]
    pub assignment_id: Option<Uuid>,
    /// Of this event. Repeatable.
    #[deserr(default)]
    #[param(value_type = Option<Vec<Uuid>>, max_items = 200)]
    pub agenda_item_id: Many<Uuid, 200>,
    /// Opened by this officer, its author.
    #[deserr(default)]
    pub officer_id: Option<Uuid>,
    /// The unit whose case it is of.
    #[deserr(default)]
    #[param(value_type = Option<String>, max_length = 50, pattern = "^[A-Za-z0-9._-]{1,50}$", example = "HUMAS")]
    pub unit: Option<UnitCode>,
    /// Its number, as it is printed.
    #[deserr(default)]
    #[param(value_type = Option<String>, min_length = 1, max_length = 200, example = "3/LAP/HUMAS/X/2026")]
    pub register_number: Option<Line<200>>,
    /// Opened at or after this instant.
    #[deserr(default)]
    #[param(value_type = Option<String>, format = DateTime, max_length = 40)]
    pub created_at_from: Option<Stamp>,
    /// Opened before this instant.
    #[deserr(default)]
    #[param(value_type = Option<String>, format = DateTime, max_length = 40)]
    pub created_at_to: Option<Stamp>,
    /// Submitted at or after this instant.
    #[deserr(default)]
    #[param(value_type = Option<String>, format = DateTime, max_length = 40)]
    pub submitted_at_from: Option<Stamp>,
    /// Submitted before this instant.
    #[deserr(default)]
    #[param(value_type = Option<String>, format = DateTime, max_length = 40)]
    pub submitted_at_to: Option<Stamp>,
    /// Whose event starts at or after this instant.
    #[deserr(default)]
    #[param(value_type = Option<String>, format = DateTime, max_length = 40)]
    pub starts_at_from: Option<Stamp>,
    /// Whose event starts before this instant.
    #[deserr(default)]
    #[param(value_type = Option<String>, format = DateTime, max_length = 40)]
    pub starts_at_to: Option<Stamp>,
    /// {{late}}
    #[deserr(default)]
    #[param(value_type = Option<bool>, example = true)]
    pub late: Option<Flag>,
    /// {{words}} {{best first}}
    #[deserr(default)]
    #[param(value_type = Option<String>, min_length = 1, max_length = 200, example = "bupati panen")]
    pub q: Option<Line<200>>,
}

impl ReportFilter {
    /// Whether it asks for anything besides words.
    pub fn narrows(&self) -> bool {
        let Self { state, assignment_id, agenda_item_id, officer_id, unit, register_number, .. } = self;
        let Self { created_at_from, created_at_to, submitted_at_from, submitted_at_to, .. } = self;
        let Self { starts_at_from, starts_at_to, late, q: _, .. } = self;
        let bounds = [created_at_from, created_at_to, submitted_at_from, submitted_at_to, starts_at_from, starts_at_to];
        let is_of = assignment_id.is_some() || officer_id.is_some() || unit.is_some() || register_number.is_some();
        let is_of = is_of || late.is_some();
        !state.0.is_empty() || !agenda_item_id.0.is_empty() || is_of || bounds.iter().any(|bound| bound.is_some())
    }

    pub fn is_of_creation(&self) -> bool {
        is_stretch(self.created_at_from, self.created_at_to)
    }
}

/// Filters within one assignment.
#[derive(Debug, Deserr, IntoParams)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct RevisionFilter {
    /// Repeatable.
    #[deserr(default)]
    #[param(value_type = Option<Vec<ReportState>>, max_items = 4)]
    pub state: Many<ReportState, 4>,
}

fn checked(filter: ReportFilter, _: ValuePointerRef) -> Result<ReportFilter, Faults> {
    let mut faults = Faults::default();
    in_order(&mut faults, ("createdAtFrom", filter.created_at_from), ("createdAtTo", filter.created_at_to));
    in_order(&mut faults, ("submittedAtFrom", filter.submitted_at_from), ("submittedAtTo", filter.submitted_at_to));
    in_order(&mut faults, ("startsAtFrom", filter.starts_at_from), ("startsAtTo", filter.starts_at_to));
    faults.none().map(|()| filter)
}
