//! What a list of assignments is narrowed to.

use crate::domain::assignment::{Classification, State, Urgency};
use crate::domain::text::{Line, UnitCode};
use crate::http::fields::Stamp;
use crate::http::language::Words;
use crate::http::problem::{FaultKind, Faults, Place};
use crate::http::query::{Flag, Many, in_order, is_stretch};
use deserr::{Deserr, ValuePointerRef};
use utoipa::IntoParams;
use uuid::Uuid;

#[derive(Debug, Default, Deserr, IntoParams)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields, validate = checked -> Faults)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct AssignmentFilter {
    /// Repeatable.
    #[deserr(default)]
    #[param(value_type = Option<Vec<State>>, max_items = 6)]
    pub state: Many<State, 6>,
    /// Repeatable.
    #[deserr(default)]
    #[param(value_type = Option<Vec<Urgency>>, max_items = 3)]
    pub urgency: Many<Urgency, 3>,
    /// Repeatable.
    #[deserr(default)]
    #[param(value_type = Option<Vec<Classification>>, max_items = 4)]
    pub classification: Many<Classification, 4>,
    /// Given to this subdivision head.
    #[deserr(default)]
    pub assignee_id: Option<Uuid>,
    /// Of this officer's work: they are its assignee, or of its crew.
    #[deserr(default)]
    pub officer_id: Option<Uuid>,
    /// Of this event. Repeatable.
    #[deserr(default)]
    #[param(value_type = Option<Vec<Uuid>>, max_items = 200)]
    pub agenda_item_id: Many<Uuid, 200>,
    /// The unit whose case it is.
    #[deserr(default)]
    #[param(value_type = Option<String>, max_length = 50, pattern = "^[A-Za-z0-9._-]{1,50}$", example = "HUMAS")]
    pub unit: Option<UnitCode>,
    /// Its number, as it is printed.
    #[deserr(default)]
    #[param(value_type = Option<String>, min_length = 1, max_length = 200, example = "7/PD/HUMAS/IX/2026")]
    pub register_number: Option<Line<200>>,
    /// Made at or after this instant.
    #[deserr(default)]
    #[param(value_type = Option<String>, format = DateTime, max_length = 40)]
    pub created_at_from: Option<Stamp>,
    /// Made before this instant.
    #[deserr(default)]
    #[param(value_type = Option<String>, format = DateTime, max_length = 40)]
    pub created_at_to: Option<Stamp>,
    /// Due at or after this instant.
    #[deserr(default)]
    #[param(value_type = Option<String>, format = DateTime, max_length = 40)]
    pub due_at_from: Option<Stamp>,
    /// Due before this instant.
    #[deserr(default)]
    #[param(value_type = Option<String>, format = DateTime, max_length = 40)]
    pub due_at_to: Option<Stamp>,
    /// Whose event starts at or after this instant.
    #[deserr(default)]
    #[param(value_type = Option<String>, format = DateTime, max_length = 40)]
    pub starts_at_from: Option<Stamp>,
    /// Whose event starts before this instant.
    #[deserr(default)]
    #[param(value_type = Option<String>, format = DateTime, max_length = 40)]
    pub starts_at_to: Option<Stamp>,
    /// `true`: it was due before now and is open still; `false`: all others.
    #[deserr(default)]
    #[param(value_type = Option<bool>, example = true)]
    pub overdue: Option<Flag>,
    /// {{late}}
    #[deserr(default)]
    #[param(value_type = Option<bool>, example = true)]
    pub late: Option<Flag>,
    /// {{words}} {{best first}}
    #[deserr(default)]
    #[param(value_type = Option<String>, min_length = 1, max_length = 200, example = "bupati panen")]
    pub q: Option<Line<200>>,
}

impl AssignmentFilter {
    /// Whether it asks for anything besides words.
    pub fn narrows(&self) -> bool {
        let Self { state, urgency, classification, assignee_id, officer_id, agenda_item_id, unit, register_number, .. } = self;
        let Self {
            created_at_from,
            created_at_to,
            due_at_from,
            due_at_to,
            starts_at_from,
            starts_at_to,
            overdue,
            late,
            q: _,
            ..
        } = self;
        let bounds = [created_at_from, created_at_to, due_at_from, due_at_to, starts_at_from, starts_at_to];
        let is_one_of =
            !state.0.is_empty() || !urgency.0.is_empty() || !classification.0.is_empty() || !agenda_item_id.0.is_empty();
        let is_of = assignee_id.is_some() || officer_id.is_some() || unit.is_some() || register_number.is_some();
        is_one_of || is_of || bounds.iter().any(|bound| bound.is_some()) || overdue.is_some() || late.is_some()
    }

    /// Whether nothing that has ended is asked for.
    pub fn is_of_open(&self) -> bool {
        let states = &self.state.0;
        self.is_of_overdue() || !states.is_empty() && states.iter().all(|state| State::OPEN.contains(state))
    }

    pub fn is_of_overdue(&self) -> bool {
        self.overdue.is_some_and(|overdue| overdue.0)
    }

    /// Whether the stretch of time that it lies in is told from its beginning to its end: of when it is due, or its event starts.
    pub fn is_within(&self) -> bool {
        self.due_at_from.and(self.due_at_to).or(self.starts_at_from.and(self.starts_at_to)).is_some()
    }

    pub fn is_of_creation(&self) -> bool {
        is_stretch(self.created_at_from, self.created_at_to)
    }
}

fn checked(filter: AssignmentFilter, _: ValuePointerRef) -> Result<AssignmentFilter, Faults> {
    let mut faults = Faults::default();
    in_order(&mut faults, ("createdAtFrom", filter.created_at_from), ("createdAtTo", filter.created_at_to));
    in_order(&mut faults, ("dueAtFrom", filter.due_at_from), ("dueAtTo", filter.due_at_to));
    in_order(&mut faults, ("startsAtFrom", filter.starts_at_from), ("startsAtTo", filter.starts_at_to));
    let states = &filter.state.0;
    if filter.is_of_overdue() && !states.is_empty() && !states.iter().any(|state| State::OPEN.contains(state)) {
        let words = Words::new(
            "Yang sudah berakhir tidak terlambat dari batas waktunya: minta state yang masih berjalan, atau tanpa overdue.",
            "What has ended is not overdue: ask for a state that is open, or without overdue.",
        );
        faults.add(Place::Parameter("overdue".to_owned()), FaultKind::Rule { code: "NOT_APPLICABLE", words });
    }
    faults.none().map(|()| filter)
}
