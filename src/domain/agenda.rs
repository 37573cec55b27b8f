//! The work agenda (*agenda kerja*): the events the office may have to cover.

use super::label::labels;

labels! {
    /// How sure it is that the event takes place.
    Certainty { Tentative = "TENTATIVE", Definitive = "DEFINITIVE", Postponed = "POSTPONED", Cancelled = "CANCELLED" }

    /// Whether the invited official came.
    Attendance { Attended = "ATTENDED", Represented = "REPRESENTED", NotAttended = "NOT_ATTENDED" }
}
