//! What can be asked of the journal.

use crate::domain::text::Line;
use crate::http::fields::Stamp;
use crate::http::problem::Faults;
use crate::http::query::in_order;
use deserr::{Deserr, ValuePointerRef};
use utoipa::IntoParams;
use uuid::Uuid;

#[derive(Debug, Default, Deserr, IntoParams)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields, validate = checked -> Faults)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct EntryFilter {
    /// Such as `report.accepted`.
    #[deserr(default, rename = "type")]
    #[param(rename = "type", value_type = Option<String>, min_length = 1, max_length = 100, example = "report.accepted")]
    pub kind: Option<Line<100>>,
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
