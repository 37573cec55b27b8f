//! What can be asked of the directory.

use crate::domain::role::Role;
use crate::domain::text::{EmployeeNumber, Line, Phone, UnitCode};
use crate::http::fields::{Change, Patch};
use crate::http::problem::Faults;
use crate::http::query::{Flag, Many};
use deserr::Deserr;
use utoipa::{IntoParams, ToSchema};

/// A new officer for the directory.
#[derive(Debug, Clone, Deserr, ToSchema)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
#[schema(rename_all = "camelCase")]
pub struct EnterOfficer {
    /// The `sub` of the officer's tokens; unique. E.g. `staf-3`.
    pub subject: Line<255>,
    /// E.g. `Dewi Lestari`.
    pub name: Line<200>,
    /// *NIP*; unique.
    #[deserr(default)]
    pub employee_number: Option<EmployeeNumber>,
    #[deserr(default)]
    pub phone: Option<Phone>,
    /// E.g. `Staf Sub Bagian Humas`.
    pub position_title: Line<200>,
    pub unit: UnitCode,
    /// What they are, each once; a caller acts in a role that the token and the directory both say.
    #[schema(max_items = 6, example = json!(["STAFF"]))]
    pub roles: Vec<Role>,
    /// E.g. `DIII Ilmu Komunikasi`.
    #[deserr(default)]
    pub qualification: Option<Line<200>>,
    /// true when left out.
    #[deserr(default = true)]
    #[schema(required = false)]
    pub active: bool,
}

/// A merge patch (RFC 7396): absent keeps, null clears.
#[derive(Debug, Clone, Deserr, ToSchema)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
#[schema(rename_all = "camelCase")]
pub struct ChangeOfficer {
    #[deserr(default)]
    pub subject: Change<Line<255>>,
    #[deserr(default)]
    pub name: Change<Line<200>>,
    #[deserr(default)]
    pub employee_number: Patch<EmployeeNumber>,
    #[deserr(default)]
    pub phone: Patch<Phone>,
    /// E.g. `Kepala Sub Bagian Humas`.
    #[deserr(default)]
    pub position_title: Change<Line<200>>,
    #[deserr(default)]
    pub unit: Change<UnitCode>,
    /// All of them anew, each once.
    #[deserr(default)]
    #[schema(value_type = Vec<Role>, required = false, max_items = 6)]
    pub roles: Change<Vec<Role>>,
    #[deserr(default)]
    pub qualification: Patch<Line<200>>,
    #[deserr(default)]
    #[schema(value_type = bool, required = false)]
    pub active: Change<bool>,
}

#[derive(Debug, Deserr, IntoParams)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct OfficerFilter {
    /// Only those who are active, or only those who are not.
    #[deserr(default)]
    #[param(value_type = Option<bool>)]
    pub active: Option<Flag>,
    /// Officers with one of these roles. Repeatable.
    #[deserr(default)]
    #[param(value_type = Option<Vec<Role>>, max_items = 6)]
    pub role: Many<Role, 6>,
    /// The unit's short code.
    #[deserr(default)]
    #[param(value_type = Option<String>, max_length = 50, pattern = "^[A-Za-z0-9._-]{1,50}$", example = "HUMAS")]
    pub unit: Option<UnitCode>,
    /// Part of the name, in capitals or not.
    #[deserr(default)]
    #[param(value_type = Option<String>, min_length = 1, max_length = 100, example = "siti")]
    pub q: Option<Line<100>>,
}
