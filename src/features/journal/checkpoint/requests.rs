//! What can be asked of checkpoints.

use crate::http::problem::Faults;
use crate::http::query::Whole;
use deserr::Deserr;
use utoipa::IntoParams;

/// More entries than anybody ever writes; the greatest whole number that JSON carries safely.
pub const MOST: i64 = 9_007_199_254_740_991;

#[derive(Debug, Deserr, IntoParams)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct InclusionOf {
    /// The entry.
    #[param(value_type = i64, minimum = 1, maximum = 9007199254740991_i64, example = 17)]
    pub seq: Whole<1, MOST>,
    /// The size of the checkpoint; the last one when left out.
    #[deserr(default)]
    #[param(value_type = Option<i64>, minimum = 1, maximum = 9007199254740991_i64)]
    pub size: Option<Whole<1, MOST>>,
}

#[derive(Debug, Deserr, IntoParams)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct ConsistencyOf {
    /// The size of the earlier checkpoint.
    #[param(value_type = i64, minimum = 1, maximum = 9007199254740991_i64, example = 1)]
    pub from: Whole<1, MOST>,
    /// The size of the later one; the last one when left out.
    #[deserr(default)]
    #[param(value_type = Option<i64>, minimum = 1, maximum = 9007199254740991_i64)]
    pub to: Option<Whole<1, MOST>>,
}
