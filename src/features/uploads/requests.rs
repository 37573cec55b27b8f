//! What can be asked of one's uploads.

use crate::domain::label::labels;
use crate::http::fields::label_fields;
use crate::http::problem::Faults;
use crate::http::query::Many;
use deserr::Deserr;
use utoipa::IntoParams;
use uuid::Uuid;

labels! {
    /// How far an upload is.
    UploadState {
        Unfinished = "UNFINISHED", Finished = "FINISHED", Refused = "REFUSED", Ended = "ENDED", Expired = "EXPIRED",
    }
}

label_fields! {
    UploadState as "UploadState": "UNFINISHED can be gone on with; FINISHED became an artifact; REFUSED can never become one (`refusal` says why); ENDED by its sender; EXPIRED: nobody went on with it for 7 days.";
}

#[derive(Debug, Default, Deserr, IntoParams)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct UploadFilter {
    /// Repeatable.
    #[deserr(default)]
    #[param(value_type = Option<Vec<UploadState>>, max_items = 5)]
    pub state: Many<UploadState, 5>,
    /// Of this assignment.
    #[deserr(default)]
    pub assignment_id: Option<Uuid>,
}
