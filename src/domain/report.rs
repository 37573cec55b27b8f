//! A report (*laporan hasil publikasi dan dokumentasi*): the output of step 4.

use super::label::labels;

labels! {
    ReportState {
        Draft = "DRAFT",
        Submitted = "SUBMITTED",
        Accepted = "ACCEPTED",
        /// Sent back with a reason; the next revision is open.
        Returned = "RETURNED",
    }
}
