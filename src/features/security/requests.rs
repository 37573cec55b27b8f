//! What can be asked of security events.

use crate::domain::security::SecurityEventKind;
use crate::http::fields::{Stamp, label_fields};
use crate::http::problem::Faults;
use crate::http::query::Many;
use deserr::Deserr;
use utoipa::IntoParams;
use uuid::Uuid;

label_fields! {
    SecurityEventKind as "SecurityEventKind": "Why it was noted: REFUSED (401, 403), NOT_FOUND (404 to somebody who signed in), FILE_READ (a file, a sheet, an archive), CLASSIFIED_READ (a CONFIDENTIAL or SECRET case).";
}

#[derive(Debug, Default, Deserr, IntoParams)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct EventFilter {
    /// Repeatable.
    #[deserr(default)]
    #[param(value_type = Option<Vec<SecurityEventKind>>, max_items = 4)]
    pub kind: Many<SecurityEventKind, 4>,
    /// The token's subject.
    #[deserr(default)]
    #[param(max_length = 255, example = "staf-1")]
    pub subject: Option<String>,
    /// Events that show this classified case.
    #[deserr(default)]
    pub assignment_id: Option<Uuid>,
    /// From then on.
    #[deserr(default)]
    #[param(value_type = Option<Stamp>, example = "2026-09-01T00:00:00+07:00")]
    pub at_from: Option<Stamp>,
    /// Before then.
    #[deserr(default)]
    #[param(value_type = Option<Stamp>, example = "2026-10-01T00:00:00+07:00")]
    pub at_to: Option<Stamp>,
}
