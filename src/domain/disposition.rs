//! A disposition (*disposisi*): an order on paper, who must act on it and who has a copy.

use super::label::labels;

labels! {
    /// ACTION must carry it out; COPY (*tembusan*) has no duty to act.
    RecipientKind { Action = "ACTION", Copy = "COPY" }

    /// What an ACTION recipient does at the event.
    Duty {
        Photographer = "PHOTOGRAPHER", Videographer = "VIDEOGRAPHER", Writer = "WRITER", Data = "DATA", Protocol = "PROTOCOL",
    }

    RecipientState {
        Delivered = "DELIVERED",
        Read = "READ",
        Completed = "COMPLETED",
        /// Completed, and sent back to be done again.
        Returned = "RETURNED",
        /// Taken back by the issuer before it was read.
        Recalled = "RECALLED",
        /// Taken off it although it was read.
        Released = "RELEASED",
    }
}

impl RecipientState {
    /// The disposition still holds for them; who was taken off it has no part in it any more.
    pub fn stands(self) -> bool {
        !matches!(self, Self::Recalled | Self::Released)
    }

    /// Something is still to be done by an ACTION recipient in one of these.
    pub fn is_outstanding(self) -> bool {
        matches!(self, Self::Delivered | Self::Read | Self::Returned)
    }
}
