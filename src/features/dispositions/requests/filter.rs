//! What a list of dispositions is narrowed to.

use crate::domain::assignment::Urgency;
use crate::domain::disposition::RecipientState;
use crate::domain::label::labels;
use crate::domain::text::{Line, UnitCode};
use crate::http::fields::{Stamp, label_fields};
use crate::http::problem::Faults;
use crate::http::query::{Flag, Many, in_order, is_stretch};
use crate::office::actor::Sight;
use deserr::{Deserr, ValuePointerRef};
use utoipa::IntoParams;
use uuid::Uuid;

labels! {
    DispositionBox { Incoming = "INCOMING", Outgoing = "OUTGOING", All = "ALL" }
}

label_fields! {
    DispositionBox as "DispositionBox": "Whose dispositions: addressed to you, issued by you, or all in sight.";
}

#[derive(Debug, Deserr, IntoParams)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields, validate = checked -> Faults)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct DispositionFilter {
    /// INCOMING when left out, ALL for the division head and the auditor.
    #[deserr(default, rename = "box")]
    #[param(rename = "box", inline)]
    pub whose: Option<DispositionBox>,
    /// With INCOMING: how far you are with it. Repeatable.
    #[deserr(default)]
    #[param(value_type = Option<Vec<RecipientState>>, max_items = 6)]
    pub recipient_state: Many<RecipientState, 6>,
    /// Of this assignment.
    #[deserr(default)]
    pub assignment_id: Option<Uuid>,
    /// Of this event. Repeatable.
    #[deserr(default)]
    #[param(value_type = Option<Vec<Uuid>>, max_items = 200)]
    pub agenda_item_id: Many<Uuid, 200>,
    /// Issued by this officer, or addressed to them.
    #[deserr(default)]
    pub officer_id: Option<Uuid>,
    /// The unit whose case it is of.
    #[deserr(default)]
    #[param(value_type = Option<String>, max_length = 50, pattern = "^[A-Za-z0-9._-]{1,50}$", example = "HUMAS")]
    pub unit: Option<UnitCode>,
    /// As the case stands. Repeatable.
    #[deserr(default)]
    #[param(value_type = Option<Vec<Urgency>>, max_items = 3)]
    pub urgency: Many<Urgency, 3>,
    /// Its number, as it is printed.
    #[deserr(default)]
    #[param(value_type = Option<String>, min_length = 1, max_length = 200, example = "12/DISP/HUMAS/IX/2026")]
    pub register_number: Option<Line<200>>,
    /// Issued at or after this instant, by when that was received.
    #[deserr(default)]
    #[param(value_type = Option<String>, format = DateTime, max_length = 40)]
    pub created_at_from: Option<Stamp>,
    /// Issued before this instant, by when that was received.
    #[deserr(default)]
    #[param(value_type = Option<String>, format = DateTime, max_length = 40)]
    pub created_at_to: Option<Stamp>,
    /// Due at or after this instant, as the case stands.
    #[deserr(default)]
    #[param(value_type = Option<String>, format = DateTime, max_length = 40)]
    pub due_at_from: Option<Stamp>,
    /// Due before this instant, as the case stands.
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
    /// `true`: the case was due before now and is open still; `false`: all others.
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

impl DispositionFilter {
    /// Whether it asks for anything besides words, of all in sight.
    pub fn narrows(&self) -> bool {
        let Self { whose, recipient_state, assignment_id, agenda_item_id, officer_id, unit, urgency, register_number, .. } = self;
        let Self { created_at_from, created_at_to, due_at_from, due_at_to, starts_at_from, starts_at_to, .. } = self;
        let Self { overdue, late, q: _, .. } = self;
        let bounds = [created_at_from, created_at_to, due_at_from, due_at_to, starts_at_from, starts_at_to];
        let is_one_of = !recipient_state.0.is_empty() || !urgency.0.is_empty() || !agenda_item_id.0.is_empty();
        let is_of = assignment_id.is_some() || officer_id.is_some() || unit.is_some() || register_number.is_some();
        let is_all = *whose == Some(DispositionBox::All);
        let is_judged = overdue.is_some() || late.is_some();
        !is_all || is_one_of || is_of || is_judged || bounds.iter().any(|bound| bound.is_some())
    }

    pub fn default_box(&mut self, sight: &Sight) {
        let usual = match sight {
            Sight::Of { units, .. } if units.is_empty() => DispositionBox::Incoming,
            _ => DispositionBox::All,
        };
        self.whose.get_or_insert(usual);
    }

    pub fn is_incoming(&self) -> bool {
        self.whose == Some(DispositionBox::Incoming)
    }

    pub fn is_outgoing(&self) -> bool {
        self.whose == Some(DispositionBox::Outgoing)
    }

    pub fn is_of_creation(&self) -> bool {
        is_stretch(self.created_at_from, self.created_at_to)
    }
}

fn checked(filter: DispositionFilter, _: ValuePointerRef) -> Result<DispositionFilter, Faults> {
    let mut faults = Faults::default();
    in_order(&mut faults, ("createdAtFrom", filter.created_at_from), ("createdAtTo", filter.created_at_to));
    in_order(&mut faults, ("dueAtFrom", filter.due_at_from), ("dueAtTo", filter.due_at_to));
    in_order(&mut faults, ("startsAtFrom", filter.starts_at_from), ("startsAtTo", filter.starts_at_to));
    faults.none().map(|()| filter)
}
