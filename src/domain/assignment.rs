//! An assignment (*penugasan*): one event to publish and document, from step 1 to the accepted report.

use super::label::labels;
use super::time::Instant;
use serde::{Deserialize, Serialize};

labels! {
    State {
        /// Step 1 is done: the subdivision head has the disposition.
        Assigned = "ASSIGNED",
        /// Step 2 is done: staff have their orders.
        Dispatched = "DISPATCHED",
        /// Step 3 is done: every ACTION recipient completed.
        Documented = "DOCUMENTED",
        /// Step 4 is done: the report waits for the division head.
        Reported = "REPORTED",
        /// The report was accepted.
        Closed = "CLOSED",
        Cancelled = "CANCELLED",
    }

    /// *Sifat*: how widely the matter may be known.
    Classification { Ordinary = "ORDINARY", Restricted = "RESTRICTED", Confidential = "CONFIDENTIAL", Secret = "SECRET" }

    /// *Tingkat urgensi*.
    Urgency { Normal = "NORMAL", Urgent = "URGENT", VeryUrgent = "VERY_URGENT" }
}

impl State {
    /// What holds whether the case is open or ended, such as reading a disposition.
    pub const ALL_STATES: &'static [State] = <Self as super::label::Label>::ALL;
    /// Work goes on in these; CLOSED and CANCELLED are ends.
    pub const OPEN: &'static [State] = &[State::Assigned, State::Dispatched, State::Documented, State::Reported];
}

/// When what the division head asked for was last changed, each by itself; None: never since it was assigned.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Edited {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub urgency: Option<Instant>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub classification: Option<Instant>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_at: Option<Instant>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scope: Option<Instant>,
}
