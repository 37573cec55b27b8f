//! What a report reports: read live while it is a draft, out of its bundle afterwards.

use crate::db::Connection;
use crate::domain::artifact::SelectionDecision;
use crate::features::artifacts::{self, ArtifactRef};
use crate::features::assignments::StepView;
use crate::http::problem::Problem;
use crate::office::actor::Actor;
use serde::Deserialize;
use std::collections::HashMap;
use uuid::Uuid;

/// The artifacts of one case, as far as they are decided; each list by rank.
#[derive(Debug, Clone, Default)]
pub struct Sorted {
    pub selected: Vec<ArtifactRef>,
    pub not_selected: Vec<ArtifactRef>,
    /// Not looked at yet, or sent back to be mended.
    pub undecided: Vec<ArtifactRef>,
    /// Which of the selected are taken down.
    pub taken_down: Vec<Uuid>,
}

/// The same once it is submitted, with the clock of that moment.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Fixed {
    pub selected: Vec<ArtifactRef>,
    pub not_selected: Vec<ArtifactRef>,
    pub steps: Vec<StepView>,
}

/// The artifacts of these cases as they stand now: a constant number of queries, however many there are.
pub async fn of_cases(conn: &mut Connection, actor: &Actor, cases: &[Uuid]) -> Result<HashMap<Uuid, Sorted>, Problem> {
    let mut of: HashMap<Uuid, Sorted> = HashMap::new();
    if cases.is_empty() {
        return Ok(of);
    }
    let mut found = artifacts::store::of_cases(conn, actor, cases).await?;
    // Those without a rank come last, in the order they were sent.
    found.sort_by_key(|artifact| artifact.row.decision_rank.unwrap_or(i32::MAX));
    for artifact in found {
        let sorted = of.entry(artifact.row.assignment_id).or_default();
        let is_hidden = artifact.take_down.is_some() && artifact.row.decision == Some(SelectionDecision::Selected);
        sorted.taken_down.extend(is_hidden.then_some(artifact.row.id));
        sorted.put(artifact.reference()?);
    }
    Ok(of)
}

/// The artifacts of one case.
pub async fn of_case(conn: &mut Connection, actor: &Actor, case: Uuid) -> Result<Sorted, Problem> {
    Ok(of_cases(conn, actor, &[case]).await?.remove(&case).unwrap_or_default())
}

impl Sorted {
    fn put(&mut self, artifact: ArtifactRef) {
        match artifact.decision {
            Some(SelectionDecision::Selected) => self.selected.push(artifact),
            Some(SelectionDecision::NotSelected) => self.not_selected.push(artifact),
            Some(SelectionDecision::Returned) | None => self.undecided.push(artifact),
        }
    }
}
