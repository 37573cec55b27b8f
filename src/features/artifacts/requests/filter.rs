//! What a list of artifacts is narrowed to.

use crate::domain::artifact::ArtifactKind;
use crate::domain::label::labels;
use crate::domain::picture::ArtifactFlag;
use crate::domain::text::Line;
use crate::http::fields::{Stamp, label_fields};
use crate::http::problem::Faults;
use crate::http::query::{Flag, Many, in_order};
use deserr::Deserr;
use utoipa::IntoParams;
use uuid::Uuid;

labels! {
    /// A decision, or that there is none yet.
    Decided { Selected = "SELECTED", NotSelected = "NOT_SELECTED", Returned = "RETURNED", None = "NONE" }
}

label_fields! {
    Decided as "DecisionFilter": "A decision of *memilah*; NONE: there is none yet.";
}

#[derive(Debug, Clone, Default, Deserr, IntoParams)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct ArtifactFilter {
    /// Repeatable.
    #[deserr(default)]
    #[param(value_type = Option<Vec<ArtifactKind>>, max_items = 8)]
    pub kind: Many<ArtifactKind, 8>,
    /// Repeatable; NONE: nobody has decided yet.
    #[deserr(default)]
    #[param(inline, value_type = Option<Vec<Decided>>, max_items = 4)]
    pub decision: Many<Decided, 4>,
    /// `true`: SELECTED or NOT_SELECTED; `false`: RETURNED or nothing yet, what keeps a report from being submitted.
    #[deserr(default)]
    #[param(value_type = Option<bool>)]
    pub decided: Option<Flag>,
    /// Sent by this officer.
    #[deserr(default)]
    pub sender_id: Option<Uuid>,
    /// Taken at this moment or later; what does not say when is left out.
    #[deserr(default)]
    #[param(value_type = Option<String>, format = DateTime, max_length = 40)]
    pub taken_from: Option<Stamp>,
    /// Taken at this moment or before; what does not say when is left out.
    #[deserr(default)]
    #[param(value_type = Option<String>, format = DateTime, max_length = 40)]
    pub taken_to: Option<Stamp>,
    /// Sent at or after this instant.
    #[deserr(default)]
    #[param(value_type = Option<String>, format = DateTime, max_length = 40)]
    pub created_at_from: Option<Stamp>,
    /// Sent before this instant.
    #[deserr(default)]
    #[param(value_type = Option<String>, format = DateTime, max_length = 40)]
    pub created_at_to: Option<Stamp>,
    /// Repeatable: with one of these flags.
    #[deserr(default)]
    #[param(value_type = Option<Vec<ArtifactFlag>>, max_items = 10)]
    pub flag: Many<ArtifactFlag, 10>,
    /// Of the same burst as this photo, itself included; see `…/bursts`.
    #[deserr(default)]
    pub burst: Option<Uuid>,
    /// Words that all stand in title, caption, alternative text, keywords, persons, maker, place or file name, in whatever part of a
    /// word and however they are capitalised.
    #[deserr(default)]
    #[param(value_type = Option<String>, min_length = 1, max_length = 200, example = "bupati panen")]
    pub q: Option<Line<200>>,
}

impl ArtifactFilter {
    /// Names of all of these, for operations that take more besides.
    pub const NAMES: &'static [&'static str] = &[
        "kind",
        "decision",
        "decided",
        "senderId",
        "takenFrom",
        "takenTo",
        "createdAtFrom",
        "createdAtTo",
        "flag",
        "burst",
        "q",
    ];

    pub fn check(&self) -> Result<(), Faults> {
        let mut faults = Faults::default();
        in_order(&mut faults, ("takenFrom", self.taken_from), ("takenTo", self.taken_to));
        in_order(&mut faults, ("createdAtFrom", self.created_at_from), ("createdAtTo", self.created_at_to));
        faults.none()
    }
}
