//! What can be asked of a register.

use crate::domain::label::labels;
use crate::domain::text::UnitCode;
use crate::http::fields::label_fields;
use crate::http::problem::Faults;
use crate::http::query::{Many, Whole};
use deserr::Deserr;
use utoipa::IntoParams;

labels! {
    /// Whether a number still holds. One that does not is void, and stays.
    RegisterStatus {
        InForce = "IN_FORCE",
        /// Of the first disposition of a case: another was issued in its place.
        Superseded = "SUPERSEDED",
        /// Of a disposition: from everybody it was addressed to.
        Recalled = "RECALLED",
        /// Of a report: it went back.
        Returned = "RETURNED",
        /// With its case.
        Cancelled = "CANCELLED",
    }
}

label_fields! {
    RegisterStatus as "RegisterStatus": "Whether the number still holds: IN_FORCE; or void, because of a disposition another was issued in its place (SUPERSEDED) or everybody it was addressed to was taken off it (RECALLED), because the report went back (RETURNED), or because the case was cancelled (CANCELLED).";
}

#[derive(Debug, Default, Clone, Deserr, IntoParams)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct RegisterFilter {
    /// The year at the office; this year when left out.
    #[deserr(default)]
    #[param(value_type = Option<i32>, minimum = 1900, maximum = 9000, example = 2026)]
    pub year: Option<Whole<1900, 9000>>,
    /// The unit whose register it is; all in sight when left out.
    #[deserr(default)]
    pub unit: Option<UnitCode>,
    /// Repeatable.
    #[deserr(default)]
    #[param(value_type = Option<Vec<RegisterStatus>>, max_items = 5)]
    pub status: Many<RegisterStatus, 5>,
}
