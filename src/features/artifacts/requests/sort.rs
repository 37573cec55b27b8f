//! Decisions by the hundred, and what is said of what is decided on.

use super::{ChangeArtifact, DecideSelection};
use crate::domain::artifact::SelectionDecision;
use crate::domain::text::{Line, Prose};
use crate::http::fields::{Change, Integer, Patch, Stamp};
use crate::http::language::Words;
use crate::http::problem::{FaultKind, Faults, Place};
use deserr::Deserr;
use std::collections::HashSet;
use utoipa::ToSchema;
use uuid::Uuid;

/// Decisions on many artifacts, of one assignment or of several, and what is to be said of each.
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

/// One of many: a decision, or what the artifact is to say of itself, or both. What is absent stays, null clears.
#[derive(Debug, Clone, Deserr, ToSchema)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
#[schema(rename_all = "camelCase")]
pub struct SortArtifact {
    /// The artifact.
    pub id: Uuid,
    /// null takes the decision back; absent, nothing is decided. What is selected is decided on anew before it is changed.
    #[deserr(default)]
    decision: Patch<SelectionDecision>,
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
    #[deserr(default)]
    title: Change<Line<300>>,
    /// E.g. `Bupati memotong padi pertama.`.
    #[deserr(default)]
    caption: Patch<Prose<2000>>,
    /// E.g. `Bupati memegang sabit di tengah sawah`.
    #[deserr(default)]
    alt_text: Patch<Prose<250>>,
    #[deserr(default)]
    byline: Patch<Line<200>>,
    #[deserr(default)]
    credit: Patch<Line<200>>,
    #[deserr(default)]
    copyright: Patch<Line<200>>,
    #[deserr(default)]
    taken_at: Patch<Stamp>,
    #[deserr(default)]
    location_shown: Patch<Line<300>>,
    /// More than 30 are written by PATCH.
    #[deserr(default)]
    #[schema(value_type = Vec<Line<200>>, required = false, max_items = 30, example = json!(["Bupati"]))]
    persons_shown: Change<Vec<Line<200>>>,
    #[deserr(default)]
    children_shown: Patch<bool>,
    #[deserr(default)]
    lawful_basis: Patch<Line<300>>,
    #[deserr(default)]
    consent_ref: Patch<Line<200>>,
    #[deserr(default)]
    embargo_until: Patch<Stamp>,
}

/// Two hundred items with more would be a body that nothing else needs.
const MOST_PERSONS: usize = 30;

/// What one item asks for.
pub struct Asked {
    pub change: Option<ChangeArtifact>,
    pub decision: Option<DecideSelection>,
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
            if let Err(more) = item.check() {
                faults.extend(more.below(&format!("items/{index}")));
            }
        }
        faults.none()
    }
}

impl SortArtifact {
    pub fn version(&self) -> Option<i32> {
        self.version.and_then(|version| i32::try_from(version.0).ok())
    }

    fn says_something(&self) -> bool {
        let said = [
            self.title.as_ref().is_some(),
            self.caption != Patch::Keep,
            self.alt_text != Patch::Keep,
            self.byline != Patch::Keep,
            self.credit != Patch::Keep,
            self.copyright != Patch::Keep,
            self.taken_at != Patch::Keep,
            self.location_shown != Patch::Keep,
            self.persons_shown.as_ref().is_some(),
            self.children_shown != Patch::Keep,
            self.lawful_basis != Patch::Keep,
            self.consent_ref != Patch::Keep,
            self.embargo_until != Patch::Keep,
        ];
        said.contains(&true)
    }

    /// An item asks for something, and gives reasons for decisions alone.
    fn check(&self) -> Result<(), Faults> {
        let mut faults = Faults::default();
        if self.persons_shown.as_ref().is_some_and(|persons| persons.len() > MOST_PERSONS) {
            faults.add(Place::body("#/personsShown"), FaultKind::TooMany { max: MOST_PERSONS });
        }
        if self.decision != Patch::Keep {
            return faults.none();
        }
        if !self.says_something() {
            let (id, en) =
                ("Beri keputusan, atau apa yang dikatakan artefak.", "Give a decision, or what the artifact is to say.");
            faults.add(Place::body("#/decision"), FaultKind::rule("ONE_OF", id, en));
        }
        for (pointer, is_given) in [("#/reason", self.reason.is_some()), ("#/rank", self.rank.is_some())] {
            if is_given && self.says_something() {
                let words = Words::new("Hanya bersama decision.", "Only with a decision.");
                faults.add(Place::body(pointer), FaultKind::Rule { code: "WITHOUT_DECISION", words });
            }
        }
        faults.none()
    }

    pub fn asked(self) -> Asked {
        let is_change = self.says_something();
        let decide = |decision| DecideSelection { decision, reason: self.reason, rank: self.rank };
        let decision = match self.decision {
            Patch::Keep => None,
            Patch::Clear => Some(decide(None)),
            Patch::Set(decision) => Some(decide(Some(decision))),
        };
        let change = ChangeArtifact {
            title: self.title,
            caption: self.caption,
            byline: self.byline,
            credit: self.credit,
            copyright: self.copyright,
            taken_at: self.taken_at,
            location_shown: self.location_shown,
            keywords: Change::default(),
            alt_text: self.alt_text,
            persons_shown: self.persons_shown,
            children_shown: self.children_shown,
            lawful_basis: self.lawful_basis,
            consent_ref: self.consent_ref,
            embargo_until: self.embargo_until,
            headline: Change::default(),
            excerpt: Patch::Keep,
            content: Change::default(),
        };
        Asked { change: is_change.then_some(change), decision }
    }
}
