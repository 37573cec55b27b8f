//! What is noted of those who only look.

use super::assignment::Classification;
use super::label::labels;

labels! {
    /// Why something stands among the security events.
    SecurityEventKind {
        /// 401 or 403.
        Refused = "REFUSED",
        /// 404 to somebody who signed in: what is out of sight is answered the same as what is not there.
        NotFound = "NOT_FOUND",
        /// The bytes of a file, a sheet or an archive.
        FileRead = "FILE_READ",
        /// A case that is CONFIDENTIAL or SECRET was shown.
        ClassifiedRead = "CLASSIFIED_READ",
    }
}

impl Classification {
    /// Whoever is shown such a case is noted.
    pub fn is_watched(self) -> bool {
        matches!(self, Self::Confidential | Self::Secret)
    }
}
