//! What the division head changed of a case after a disposition of it was issued.

use super::super::store::{CaseRow, Disposition};
use crate::domain::assignment::{Classification, Urgency};
use crate::domain::text::Prose;
use crate::domain::time::Instant;
use crate::http::fields::Stamp;
use serde::Serialize;
use utoipa::ToSchema;

/// Each of them null if it is as it was when the disposition was issued.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ChangedSinceIssue)]
pub struct ChangedView {
    pub urgency: Option<EarlierUrgency>,
    pub classification: Option<EarlierClassification>,
    pub due_at: Option<EarlierDueAt>,
    pub scope: Option<EarlierScope>,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct EarlierUrgency {
    /// When it was issued.
    pub was: Urgency,
    /// From when it is what it is now.
    pub since: Stamp,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct EarlierClassification {
    /// When it was issued.
    pub was: Classification,
    /// From when it is what it is now.
    pub since: Stamp,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct EarlierDueAt {
    /// When it was issued; null: due at no time.
    pub was: Option<Stamp>,
    /// From when it is what it is now.
    pub since: Stamp,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct EarlierScope {
    /// When it was issued. E.g. `Foto saja`.
    pub was: Option<Prose<4000>>,
    /// From when it is what it is now.
    pub since: Stamp,
}

pub fn since_issue(issued: &Disposition, case: &CaseRow) -> Option<ChangedView> {
    let edited = case.edited.0;
    // What was changed before such times were kept has none: then from when it was issued.
    let since = |is_other: bool, at: Option<Instant>| is_other.then(|| Stamp(at.unwrap_or(issued.created_at)));
    let changed = ChangedView {
        urgency: since(issued.urgency != case.urgency, edited.urgency).map(|since| EarlierUrgency { was: issued.urgency, since }),
        classification: since(issued.classification != case.classification, edited.classification)
            .map(|since| EarlierClassification { was: issued.classification, since }),
        due_at: since(issued.due_at != case.due_at, edited.due_at)
            .map(|since| EarlierDueAt { was: issued.due_at.map(Stamp), since }),
        scope: since(issued.scope != case.scope, edited.scope).map(|since| EarlierScope { was: issued.scope.clone(), since }),
    };
    let any =
        changed.urgency.is_some() || changed.classification.is_some() || changed.due_at.is_some() || changed.scope.is_some();
    any.then_some(changed)
}
