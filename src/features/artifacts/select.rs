//! *Memilah*, the first half of step 4: the subdivision head decides what goes into the report.

use super::act::{self, Opened};
use super::requests::{Asked, DecideSelection, SortArtifacts};
use super::store;
use crate::db::Connection;
use crate::domain::artifact::SelectionDecision;
use crate::domain::journal::SubjectKind;
use crate::domain::workflow::{Act, Gate};
use crate::features::assignments::{self, Case};
use crate::features::journal::Entry;
use crate::http::problem::{Fault, Kind, Problem};
use crate::office::call::Doing;
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

pub async fn decide_selection(conn: &mut Connection, doing: &Doing, id: Uuid, request: DecideSelection) -> Result<(), Problem> {
    let mut opened = act::open(conn, doing, id).await?;
    doing.expected.check(opened.row.version)?;
    decide(&mut opened, doing, request)?;
    opened.keep_decision(conn, doing).await
}

/// What came of many items.
pub struct Sorted {
    /// Of each item, in their order: the artifact it is about, or why it was refused.
    pub outcomes: Vec<(Uuid, Result<(), Problem>)>,
    /// The cases in sight that they tell of.
    pub cases: Vec<Uuid>,
}

/// Decides on many at once, and writes what is to be said of them: each by itself, or all or nothing.
///
/// Everything is weighed before anything is written, so that what is refused has nothing to undo. The number of queries before
/// that is the same for two as for two hundred.
pub async fn sort_artifacts(conn: &mut Connection, doing: &Doing, request: SortArtifacts) -> Result<Sorted, Problem> {
    request.check()?;
    let ids: Vec<Uuid> = request.items.iter().map(|item| item.id).collect();
    let cases: BTreeSet<Uuid> = store::cases_of(conn, &ids).await?.into_values().collect();
    let cases = assignments::open_all(conn, doing, &Vec::from_iter(cases)).await?;
    let cases: HashMap<Uuid, Case> = cases.into_iter().map(|case| (case.id(), case)).collect();
    // Read under the cases' locks: nobody changes them meanwhile.
    let mut loaded = store::load_all(conn, &ids).await?;
    let mut weighed = Vec::with_capacity(ids.len());
    for (index, item) in request.items.into_iter().enumerate() {
        let id = item.id;
        let seen = loaded.remove(&id).and_then(|one| Some(Opened::new(cases.get(&one.0.assignment_id)?.clone(), one)));
        let decided = match seen {
            None => Err(Problem::not_found()),
            Some(opened) if item.version().is_some_and(|version| version != opened.row.version) => {
                Err(Problem::new(Kind::PreconditionFailed))
            }
            Some(opened) => weigh(opened, doing, item.asked()),
        };
        weighed.push((id, decided.map_err(|problem| (index, problem))));
    }
    if request.atomic {
        let refused: Vec<(usize, Problem)> = weighed.iter().filter_map(|(_, decided)| decided.as_ref().err().cloned()).collect();
        if !refused.is_empty() {
            return Err(none_of_it(refused));
        }
    }
    let mut outcomes = Vec::with_capacity(weighed.len());
    for (id, decided) in weighed {
        let outcome = match decided {
            Ok(decided) => Ok(decided.keep(conn, doing).await?),
            Err((index, problem)) => Err(problem.below(&format!("items/{index}"))),
        };
        outcomes.push((id, outcome));
    }
    Ok(Sorted { outcomes, cases: cases.into_keys().collect() })
}

/// What may be done, not yet kept.
struct Weighed {
    opened: Opened,
    is_changed: bool,
}

/// First what is to be said of it, for a change takes the decision back; and what is selected is given free before, where the item
/// decides on it anew.
fn weigh(mut opened: Opened, doing: &Doing, asked: Asked) -> Result<Weighed, Problem> {
    let Asked { change, decision } = asked;
    let is_changed = change.is_some();
    if let Some(change) = change {
        if decision.is_some() && opened.row.decision == Some(SelectionDecision::Selected) {
            decide(&mut opened, doing, DecideSelection { decision: None, reason: None, rank: None })?;
        }
        act::edit(&mut opened, doing, change)?;
    }
    // Given free already, it need not be once more.
    let decision = decision.filter(|asked| !is_changed || asked.decision.is_some() || opened.row.decision.is_some());
    if let Some(decision) = decision {
        decide(&mut opened, doing, decision)?;
    }
    Ok(Weighed { opened, is_changed })
}

/// The rule, whoever asks for one decision or for many.
fn decide(opened: &mut Opened, doing: &Doing, request: DecideSelection) -> Result<(), Problem> {
    request.check()?;
    let selects = request.decision == Some(SelectionDecision::Selected);
    // It can still be left out.
    let unmet = opened.take_down.iter().filter(|_| selects).map(|_| Gate::ArtifactTakenDown.into()).collect();
    let hat = opened.permit_unless(doing, Act::Select, unmet)?;
    opened.case.is_documented_for(doing)?;
    opened.selected_under = hat.mandate();
    let row = &mut opened.row;
    row.decision = request.decision;
    row.decided_by_id = request.decision.and(hat.officer);
    row.decided_at = request.decision.map(|_| doing.occurred_at);
    row.decision_rank = request.rank.and_then(|rank| i32::try_from(rank.0).ok());
    row.decision_reason = request.reason;
    let reason = row.decision_reason.as_ref().map(|reason| reason.to_string());
    let entry = Entry::act(Act::Select, hat, (SubjectKind::Artifact, row.id)).because(reason);
    opened.step(doing, entry);
    Ok(())
}

impl Weighed {
    async fn keep(self, conn: &mut Connection, doing: &Doing) -> Result<(), Problem> {
        if self.is_changed { self.opened.keep(conn, doing).await } else { self.opened.keep_decision(conn, doing).await }
    }
}

/// Every fault of every item; where that were more than an answer may hold, the first of each.
fn none_of_it(refused: Vec<(usize, Problem)>) -> Problem {
    let faults: Vec<Vec<Fault>> =
        refused.into_iter().map(|(index, problem)| problem.into_faults(&format!("items/{index}"))).collect();
    let most = if faults.iter().map(Vec::len).sum::<usize>() > SortArtifacts::MOST { 1 } else { usize::MAX };
    let told = faults.into_iter().flat_map(|faults| faults.into_iter().take(most));
    told.fold(Problem::new(Kind::BatchRefused), Problem::fault)
}
