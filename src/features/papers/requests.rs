//! How a paper is asked for.

use crate::http::problem::Faults;
use crate::http::query::Flag;
use deserr::Deserr;
use utoipa::IntoParams;

#[derive(Debug, Deserr, IntoParams)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct PaperParameters {
    /// Of the PDF: `true` prints what happened since on a page behind the paper, whose own pages stay as they are.
    #[deserr(default)]
    #[param(value_type = Option<bool>, example = false)]
    pub notes: Option<Flag>,
}

impl PaperParameters {
    pub const NAMES: &[&str] = &["notes"];

    pub fn with_notes(&self) -> bool {
        self.notes.is_some_and(|notes| notes.0)
    }
}
