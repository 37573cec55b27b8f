//! What can be asked of the journal.

use crate::domain::journal::types;
use crate::domain::text::Line;
use crate::http::fields::Stamp;
use crate::http::problem::{FaultKind, Faults, Place};
use crate::http::query::{Many, in_order};
use deserr::{Deserr, ValuePointerRef};
use std::collections::BTreeSet;
use utoipa::IntoParams;
use uuid::Uuid;

#[derive(Debug, Default, Deserr, IntoParams)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields, validate = checked -> Faults)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct EntryFilter {
    /// Such as `report.accepted`. Repeatable.
    #[deserr(default, rename = "type")]
    #[param(rename = "type", value_type = Option<Vec<Line<100>>>, max_items = 50)]
    pub kind: Many<Line<100>, 50>,
    /// Of this case.
    #[deserr(default)]
    pub assignment_id: Option<Uuid>,
    /// About this thing.
    #[deserr(default)]
    pub subject_id: Option<Uuid>,
    /// Done by this officer.
    #[deserr(default)]
    pub actor_id: Option<Uuid>,
    /// Done at or after this instant.
    #[deserr(default)]
    #[param(value_type = Option<String>, format = DateTime, max_length = 40)]
    pub occurred_at_from: Option<Stamp>,
    /// Done before this instant.
    #[deserr(default)]
    #[param(value_type = Option<String>, format = DateTime, max_length = 40)]
    pub occurred_at_to: Option<Stamp>,
}

fn checked(filter: EntryFilter, _: ValuePointerRef) -> Result<EntryFilter, Faults> {
    let mut faults = Faults::default();
    in_order(&mut faults, ("occurredAtFrom", filter.occurred_at_from), ("occurredAtTo", filter.occurred_at_to));
    faults.none().map(|()| filter)
}

impl EntryFilter {
    /// The types asked for; none: all.
    pub fn types(&self) -> Result<Vec<&'static str>, Faults> {
        known(&self.kind, &types())
    }
}

/// The types that are asked for, which are among these.
pub fn known(wanted: &Many<Line<100>, 50>, all: &BTreeSet<&'static str>) -> Result<Vec<&'static str>, Faults> {
    let one = |wanted: &Line<100>| {
        all.get(&**wanted).copied().ok_or_else(|| {
            let accepted = all.iter().map(|known| (*known).to_owned()).collect();
            Faults::one(Place::Parameter("type".to_owned()), FaultKind::UnknownValue { accepted })
        })
    };
    wanted.0.iter().map(one).collect()
}
