//! Decisions by the hundred.

use super::DecideSelection;
use crate::domain::artifact::SelectionDecision;
use crate::domain::text::Prose;
use crate::http::fields::Integer;
use crate::http::problem::{FaultKind, Faults, Place};
use deserr::Deserr;
use std::collections::HashSet;
use utoipa::ToSchema;
use uuid::Uuid;

/// Decisions on many artifacts, of one assignment or of several.
#[derive(Debug, Clone, Deserr, ToSchema)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
#[schema(rename_all = "camelCase")]
pub struct SortArtifacts {
    /// Each artifact once.
    #[schema(min_items = 1, max_items = 200)]
    pub items: Vec<SortArtifact>,
    /// `true`: all or nothing.
    #[deserr(default)]
    #[schema(required = false, example = false)]
    pub atomic: bool,
}

/// One decision of many.
#[derive(Debug, Clone, Deserr, ToSchema)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
#[schema(rename_all = "camelCase")]
pub struct SortArtifact {
    /// The artifact.
    pub id: Uuid,
    /// null takes the decision back.
    #[schema(required = true)]
    decision: Option<SelectionDecision>,
    /// Required for RETURNED. E.g. `Kurang tajam`.
    #[deserr(default)]
    reason: Option<Prose<2000>>,
    /// The order among the selected; only with SELECTED.
    #[deserr(default)]
    #[schema(value_type = Option<u16>, minimum = 1, maximum = 10000, example = 1)]
    rank: Option<Integer<1, 10000>>,
    /// Its `version` as last read: refuse if it has changed. Without it the decision is on whatever it has become.
    #[deserr(default)]
    #[schema(value_type = Option<i32>, minimum = 1, maximum = 2147483647, example = 1)]
    version: Option<Integer<1, 2_147_483_647>>,
}

impl SortArtifacts {
    pub const MOST: usize = 200;

    /// What the items must be to one another; each by itself is asked when its turn comes.
    pub fn check(&self) -> Result<(), Faults> {
        let mut faults = Faults::default();
        match self.items.len() {
            0 => faults.add(Place::Body("#/items".to_owned()), FaultKind::TooFew { min: 1 }),
            1..=Self::MOST => {}
            _ => faults.add(Place::Body("#/items".to_owned()), FaultKind::TooMany { max: Self::MOST }),
        }
        let mut seen = HashSet::new();
        for (index, item) in self.items.iter().enumerate().take(Self::MOST) {
            if !seen.insert(item.id) {
                faults.add(Place::Body(format!("#/items/{index}/id")), FaultKind::NotUnique);
            }
        }
        faults.none()
    }
}

impl SortArtifact {
    pub fn version(&self) -> Option<i32> {
        self.version.and_then(|version| i32::try_from(version.0).ok())
    }

    pub fn decision(self) -> DecideSelection {
        DecideSelection { decision: self.decision, reason: self.reason, rank: self.rank }
    }
}
