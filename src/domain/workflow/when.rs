//! What must be so of the thing itself, and of the person: the columns *when* and *eyes* of the table.

use super::super::report::ReportState;
use super::{Facts, Gate, Hats, Order};

/// Nobody is sent to an event that does not take place; one that was put off may be prepared for.
pub fn event_stands(facts: &Facts) -> Option<Gate> {
    facts.event_cancelled.then_some(Gate::AgendaItemCancelled)
}

pub fn report_is_draft(facts: &Facts) -> Option<Gate> {
    (facts.report != Some(ReportState::Draft)).then_some(Gate::ReportNotDraft)
}

pub fn report_is_submitted(facts: &Facts) -> Option<Gate> {
    (facts.report != Some(ReportState::Submitted)).then_some(Gate::ReportNotSubmitted)
}

pub fn publishable(facts: &Facts) -> Option<Gate> {
    if facts.report != Some(ReportState::Accepted) {
        Some(Gate::ReportNotAccepted)
    } else {
        facts.guarded.then_some(Gate::CaseNotOrdinary)
    }
}

pub fn publication_stands(facts: &Facts) -> Option<Gate> {
    facts.over.then_some(Gate::PublicationWithdrawn)
}

pub fn exemption_stands(facts: &Facts) -> Option<Gate> {
    facts.over.then_some(Gate::ExemptionOver)
}

/// Persons are compared, not posts.
pub fn others_report(facts: &Facts, hats: &Hats) -> Option<Gate> {
    let person = hats.person.filter(|person| facts.writers.contains(person));
    person.map(|_| Gate::ReportIsOnesOwn)
}

pub fn unselected(facts: &Facts) -> Option<Gate> {
    facts.selected.then_some(Gate::ArtifactSelected)
}

/// What was taken down stays as a record of it.
pub fn deletable(facts: &Facts) -> Option<Gate> {
    if facts.taken_down { Some(Gate::ArtifactTakenDown) } else { unselected(facts) }
}

pub fn unselected_file(facts: &Facts) -> Option<Gate> {
    if facts.draft { Some(Gate::DraftIsText) } else { unselected(facts) }
}

pub fn not_yet_taken_down(facts: &Facts) -> Option<Gate> {
    facts.taken_down.then_some(Gate::AlreadyTakenDown)
}

pub fn taken_down(facts: &Facts) -> Option<Gate> {
    (!facts.taken_down).then_some(Gate::NotTakenDown)
}

pub fn wants_poster(facts: &Facts) -> Option<Gate> {
    if facts.depicted { Some(Gate::PictureNeedsNoPoster) } else { unselected_file(facts) }
}

pub fn has_poster(facts: &Facts) -> Option<Gate> {
    if facts.poster { unselected_file(facts) } else { Some(Gate::PosterMissing) }
}

pub fn not_completed(facts: &Facts) -> Option<Gate> {
    facts.completed.then_some(Gate::AlreadyCompleted)
}

pub fn crew_order(facts: &Facts) -> Option<Gate> {
    facts.order.as_ref().is_some_and(|order| !order.to_crew).then_some(Gate::NotAStepTwoDisposition)
}

pub fn somebody_outstanding(facts: &Facts) -> Option<Gate> {
    let outstanding = facts.order.as_ref().is_some_and(Order::has_outstanding);
    crew_order(facts).or((!outstanding).then_some(Gate::NobodyOutstanding))
}

pub fn somebody_unread(facts: &Facts) -> Option<Gate> {
    let unread = facts.order.as_ref().is_some_and(Order::has_unread);
    (!unread).then_some(Gate::AlreadyRead)
}
