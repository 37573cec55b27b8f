//! What can be asked of the journal.

use crate::domain::text::Line;
use crate::http::problem::Faults;
use deserr::Deserr;
use utoipa::IntoParams;
use uuid::Uuid;

#[derive(Debug, Default, Deserr, IntoParams)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct EntryFilter {
    /// Such as `report.accepted`.
    #[deserr(default, rename = "type")]
    #[param(rename = "type", value_type = Option<String>, max_length = 100, example = "report.accepted")]
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
}
