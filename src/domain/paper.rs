//! Papers: what a sheet says is fixed by the act that makes it.

use super::label::labels;
use serde::{Deserialize, Serialize};

labels! {
    /// The act that fixed a paper: the issue of a disposition; the submission of a report, and the decision on it.
    PaperAct { Decided = "DECIDED", Issued = "ISSUED", Submitted = "SUBMITTED" }
}

/// What the picture in a letterhead is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogoFormat {
    Png,
    Svg,
}

impl LogoFormat {
    /// As it is stored, and as the name of its file ends.
    pub fn name(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Svg => "svg",
        }
    }
}
