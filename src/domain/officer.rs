//! Officers and the mandates by which one acts for another.

use super::label::labels;

labels! {
    /// Why somebody acts for somebody else.
    MandateKind {
        /// *Plt.*: the post is vacant.
        Acting = "ACTING",
        /// *Plh.*: the holder is absent.
        ActingDaily = "ACTING_DAILY",
    }

    /// What mends open work of somebody who is there no more.
    MendingAct {
        /// The subdivision head takes one of the crew off.
        Release = "RELEASE",
        /// The division head gives the case to another subdivision head, or again to the same.
        Reassign = "REASSIGN",
        /// ADMIN has somebody act in the post of the division head, or enters another.
        GiveMandate = "GIVE_MANDATE",
    }
}
