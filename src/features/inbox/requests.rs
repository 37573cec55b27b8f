//! What can be asked of the inbox.

use crate::domain::label::labels;
use crate::http::fields::label_fields;
use crate::http::problem::Faults;
use crate::http::query::Many;
use deserr::Deserr;
use utoipa::IntoParams;

labels! {
    InboxKind {
        /// A disposition addressed to you that you have not acknowledged.
        Unread = "UNREAD",
        /// Step 2 is yours.
        ToDispatch = "TO_DISPATCH",
        /// Step 3 is yours: your part of a disposition, new or sent back.
        ToComplete = "TO_COMPLETE",
        /// Step 4 is yours: select and report, also after a return.
        ToReport = "TO_REPORT",
        /// A submitted report to accept or return.
        ToDecide = "TO_DECIDE",
        /// The event of a case of yours is not when, where or how it was: take note of it; if it was called off, cancel the case.
        EventChanged = "EVENT_CHANGED",
    }
}

label_fields! {
    InboxKind as "InboxKind": "What is to be done about it: read, dispatch (step 2), complete (step 3), report (step 4), decide; or the event has changed.";
}

#[derive(Debug, Default, Deserr, IntoParams)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct InboxFilter {
    /// Repeatable.
    #[deserr(default)]
    #[param(value_type = Option<Vec<InboxKind>>, max_items = 6)]
    pub kind: Many<InboxKind>,
}
