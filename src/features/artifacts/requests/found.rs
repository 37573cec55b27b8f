//! What the artifacts of all cases are narrowed to.

use crate::domain::artifact::ArtifactKind;
use crate::domain::text::{Line, UnitCode};
use crate::http::fields::Stamp;
use crate::http::problem::Faults;
use crate::http::query::{Many, in_order, is_stretch};
use deserr::{Deserr, ValuePointerRef};
use utoipa::IntoParams;
use uuid::Uuid;

#[derive(Debug, Clone, Deserr, IntoParams)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields, validate = checked -> Faults)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct FoundFilter {
    /// {{words}} {{best first}}
    #[deserr(default)]
    #[param(value_type = Option<String>, min_length = 1, max_length = 200, example = "bupati panen")]
    pub q: Option<Line<200>>,
    /// Repeatable.
    #[deserr(default)]
    #[param(value_type = Option<Vec<ArtifactKind>>, max_items = 8)]
    pub kind: Many<ArtifactKind, 8>,
    /// Of this event. Repeatable.
    #[deserr(default)]
    #[param(value_type = Option<Vec<Uuid>>, max_items = 200)]
    pub agenda_item_id: Many<Uuid, 200>,
    /// The unit whose case it is of.
    #[deserr(default)]
    #[param(value_type = Option<String>, max_length = 50, pattern = "^[A-Za-z0-9._-]{1,50}$", example = "HUMAS")]
    pub unit: Option<UnitCode>,
    /// Sent by this officer.
    #[deserr(default)]
    pub sender_id: Option<Uuid>,
    /// The same, by the name that it has in every list.
    #[deserr(default)]
    pub officer_id: Option<Uuid>,
    /// Sent at or after this instant.
    #[deserr(default)]
    #[param(value_type = Option<String>, format = DateTime, max_length = 40)]
    pub created_at_from: Option<Stamp>,
    /// Sent before this instant.
    #[deserr(default)]
    #[param(value_type = Option<String>, format = DateTime, max_length = 40)]
    pub created_at_to: Option<Stamp>,
}

impl FoundFilter {
    /// Whether it asks for anything besides words.
    pub fn narrows(&self) -> bool {
        let Self { q: _, kind, agenda_item_id, unit, sender_id, officer_id, created_at_from, created_at_to } = self;
        let is_of = unit.is_some() || sender_id.is_some() || officer_id.is_some();
        !kind.0.is_empty() || !agenda_item_id.0.is_empty() || is_of || is_stretch(*created_at_from, *created_at_to)
    }

    pub fn is_of_creation(&self) -> bool {
        is_stretch(self.created_at_from, self.created_at_to)
    }
}

fn checked(filter: FoundFilter, _: ValuePointerRef) -> Result<FoundFilter, Faults> {
    let mut faults = Faults::default();
    in_order(&mut faults, ("createdAtFrom", filter.created_at_from), ("createdAtTo", filter.created_at_to));
    faults.none().map(|()| filter)
}
