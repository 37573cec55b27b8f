//! What can be asked of the inbox.

use crate::domain::label::labels;
use crate::http::fields::{Stamp, label_fields};
use crate::http::problem::Faults;
use crate::http::query::{Flag, Many};
use deserr::Deserr;
use utoipa::IntoParams;

labels! {
    /// In this order what is due on one thing is told: first what moves the case on.
    InboxKind {
        /// Step 2 is yours; also when nobody is left of the crew.
        ToDispatch = "TO_DISPATCH",
        /// Step 3 is yours: your part of a disposition, new or sent back.
        ToComplete = "TO_COMPLETE",
        /// Step 4 is yours: select and report, also after a return.
        ToReport = "TO_REPORT",
        /// A submitted report to accept or return.
        ToDecide = "TO_DECIDE",
        /// A publication that you look after is DUE, STALE or EXPIRED: verify, correct or withdraw it.
        ToVerify = "TO_VERIFY",
        /// A portal still shows, a day later, what was superseded or withdrawn of a publication that you look after.
        StillShown = "STILL_SHOWN",
        /// Open work of somebody who is there no more, for you to mend.
        Orphaned = "ORPHANED",
        /// The event of a case of yours is not when, where or how it was: take note of it; if it was called off, cancel the case.
        EventChanged = "EVENT_CHANGED",
        /// A disposition addressed to you that you have not acknowledged.
        Unread = "UNREAD",
    }

    /// What does it: acts of the workflow, and what mends open work of somebody who is there no more.
    InboxAct {
        Acknowledge = "ACKNOWLEDGE", Dispatch = "DISPATCH", Complete = "COMPLETE", OpenReport = "OPEN_REPORT", Report = "REPORT",
        Accept = "ACCEPT", AcknowledgeEvent = "ACKNOWLEDGE_EVENT", Cancel = "CANCEL", Release = "RELEASE", Reassign = "REASSIGN",
        GiveMandate = "GIVE_MANDATE", Verify = "VERIFY", AskPortal = "ASK_PORTAL",
    }
}

label_fields! {
    InboxKind as "InboxKind": "What is to be done about it: read, dispatch (step 2), complete (step 3), report (step 4), decide, verify what is published, see to it that a portal shows no longer what it should not, mend what is left by somebody who is there no more; or the event has changed.";
    InboxAct as "InboxAct": "What does it: an act of the workflow, GIVE_MANDATE (ADMIN has somebody act in a vacant post), or ASK_PORTAL (whoever runs it has to update or remove what it shows).";
}

#[derive(Debug, Default, Deserr, IntoParams)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct InboxFilter {
    /// Things on which one of these is due; told first of what is due on them. Repeatable.
    #[deserr(default)]
    #[param(value_type = Option<Vec<InboxKind>>, max_items = 9)]
    pub kind: Many<InboxKind, 9>,
    /// `true`: only cases whose *batas waktu* has passed; `false`: only others.
    #[deserr(default)]
    #[param(value_type = Option<bool>, example = true)]
    pub overdue: Option<Flag>,
    /// Only cases that are due before this instant.
    #[deserr(default)]
    #[param(value_type = Option<String>, format = DateTime, max_length = 40)]
    pub due_to: Option<Stamp>,
}
