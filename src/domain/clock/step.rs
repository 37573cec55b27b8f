//! The steps that the clock times, by the numbers they bear in the SOP.

/// A step of the SOP.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// The division head assigns the subdivision head.
    Assign,
    /// The subdivision head orders the staff.
    Order,
    /// The staff document the event.
    Document,
    /// The subdivision head selects and reports.
    Report,
}

impl Step {
    /// The four steps, in order.
    pub const ALL: [Self; 4] = [Self::Assign, Self::Order, Self::Document, Self::Report];

    /// The step's number in the SOP, 1 to 4.
    pub fn ordinal(self) -> u8 {
        match self {
            Self::Assign => 1,
            Self::Order => 2,
            Self::Document => 3,
            Self::Report => 4,
        }
    }

    /// The step with this number in the SOP.
    pub fn from_ordinal(ordinal: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.ordinal() == ordinal)
    }
}
