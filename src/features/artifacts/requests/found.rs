//! What the artifacts of all cases are narrowed to.

use crate::domain::artifact::ArtifactKind;
use crate::domain::text::Line;
use crate::http::fields::Stamp;
use crate::http::problem::Faults;
use crate::http::query::{Many, in_order};
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
    /// Sent by this officer.
    #[deserr(default)]
    pub sender_id: Option<Uuid>,
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
        let Self { q: _, kind, sender_id, created_at_from, created_at_to } = self;
        !kind.0.is_empty() || sender_id.is_some() || created_at_from.is_some() || created_at_to.is_some()
    }
}

fn checked(filter: FoundFilter, _: ValuePointerRef) -> Result<FoundFilter, Faults> {
    let mut faults = Faults::default();
    in_order(&mut faults, ("createdAtFrom", filter.created_at_from), ("createdAtTo", filter.created_at_to));
    faults.none().map(|()| filter)
}
