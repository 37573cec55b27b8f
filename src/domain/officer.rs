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
}
