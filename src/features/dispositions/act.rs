//! What becomes of a disposition: it is read, completed (step 3), and its work returned. Who is taken off it: `take_off`.

use super::requests::{Complete, ReturnWork};
use super::store::{self, RecipientRow};
use crate::db::Connection;
use crate::domain::artifact::ArtifactKind;
use crate::domain::assignment::State;
use crate::domain::clock::Step;
use crate::domain::disposition::{RecipientKind, RecipientState};
use crate::domain::journal::SubjectKind;
use crate::domain::workflow::{self, Act, Facts, Gate, Hat, Unmet};
use crate::features::assignments::{self, Case, CaseOf};
use crate::features::journal::{self, Entry};
use crate::features::uploads;
use crate::http::problem::{FaultKind, Faults, Problem};
use crate::office::call::{Doing, Earlier};
use diesel::QueryResult;
use serde_json::json;
use uuid::Uuid;

/// A disposition under the hand of one act, its case locked.
pub(super) struct Opened {
    pub case: Case,
    pub recipients: Vec<RecipientRow>,
    pub facts: Facts,
}

pub(super) async fn open(conn: &mut Connection, doing: &Doing, id: Uuid) -> Result<Opened, Problem> {
    let (case, rows) = assignments::open_with(conn, doing, CaseOf::Disposition(id), store::loading(id)).await?;
    let (row, recipients) = store::grouped(rows)?;
    doing.expected.check(row.version)?;
    let facts = Facts { order: Some(store::order(&row, recipients.iter())), ..case.facts() };
    // Nothing is done on an order before it was one.
    doing.follows([(Earlier::Issue, Some(row.issued_at))])?;
    Ok(Opened { case, recipients, facts })
}

impl Opened {
    /// The recipient that is this hat's officer.
    fn of(&self, hat: &Hat) -> Result<RecipientRow, Problem> {
        let mine = self.recipients.iter().find(|to| Some(to.officer_id) == hat.officer);
        mine.cloned().ok_or_else(|| Problem::internal("permitted without being a recipient"))
    }
}

/// Sets READ. Reading again changes nothing and is no fault: a screen may tell it every time it opens.
pub async fn acknowledge(conn: &mut Connection, doing: &Doing, id: Uuid) -> Result<(), Problem> {
    let opened = open(conn, doing, id).await?;
    let hat = workflow::permit(Act::Acknowledge, &doing.actor.hats, &opened.facts, Vec::new())?;
    let mut mine = opened.of(hat)?;
    if mine.state != RecipientState::Delivered {
        return Ok(());
    }
    (mine.state, mine.read_at) = (RecipientState::Read, Some(doing.occurred_at));
    store::save(conn, &mine, doing.now).await?;
    let entry = Entry::act(Act::Acknowledge, hat, (SubjectKind::Disposition, id)).of_case(opened.case.id()).changed(
        json!({ "recipientState": RecipientState::Delivered }),
        json!({ "recipientState": mine.state, "officerId": mine.officer_id }),
    );
    Ok(journal::record(conn, doing, entry).await?)
}

/// Step 3 of the SOP. The last ACTION recipient moves the case to DOCUMENTED.
pub async fn complete(conn: &mut Connection, doing: &Doing, id: Uuid, request: Complete) -> Result<(), Problem> {
    let mut opened = open(conn, doing, id).await?;
    // Whether the part is done depends on whose it is.
    let (_, hat) = workflow::choose(Act::Complete, &doing.actor.hats, &opened.facts)?;
    opened.facts.completed = opened.of(hat).is_ok_and(|mine| !mine.state.is_outstanding());
    let unmet = lacking(conn, doing, opened.case.id(), hat).await?;
    let hat = workflow::permit(Act::Complete, &doing.actor.hats, &opened.facts, unmet)?;
    let mut mine = opened.of(hat)?;
    let returned = opened.case.assignment.clock.0.reopened(Step::Document).filter(|_| mine.state == RecipientState::Returned);
    doing.follows([(Earlier::Reading, mine.read_at), (Earlier::Return, returned)])?;
    let before = mine.state;
    mine.state = RecipientState::Completed;
    mine.read_at = mine.read_at.or(Some(doing.occurred_at));
    mine.completed_at = Some(doing.occurred_at);
    mine.note = request.note;
    store::save(conn, &mine, doing.now).await?;
    let state = finish_when_last(conn, doing, &mut opened.case).await?;
    let entry = Entry::act(Act::Complete, hat, (SubjectKind::Disposition, id)).of_case(opened.case.id()).changed(
        json!({ "recipientState": before, "state": State::Dispatched }),
        json!({ "recipientState": mine.state, "officerId": mine.officer_id, "note": mine.note, "state": state }),
    );
    Ok(journal::record(conn, doing, entry).await?)
}

/// What the SOP's step 3 must have brought: new data and a draft, and nothing of theirs still under way.
async fn lacking(conn: &mut Connection, doing: &Doing, case: Uuid, hat: &Hat) -> QueryResult<Vec<Unmet>> {
    let officers = Vec::from_iter(hat.officer);
    let under_way = uploads::unfinished(case, officers, &doing.actor.principal, doing.now);
    let (kinds, under_way) = conn.both::<_, _, ArtifactKind, Uuid>(store::artifact_kinds(case), under_way).await?;
    let mut unmet = without_results(&kinds);
    if !under_way.is_empty() {
        unmet.push(under_way.into_iter().fold(Gate::UploadUnfinished.into(), Unmet::about));
    }
    Ok(unmet)
}

/// Which of these kinds of artifacts step 3 must still bring.
pub(super) fn without_results(kinds: &[ArtifactKind]) -> Vec<Unmet> {
    let lacks = |wanted: &[ArtifactKind]| !kinds.iter().any(|kind| wanted.contains(kind));
    let gates = [(lacks(ArtifactKind::NEW_DATA), Gate::NewDataMissing), (lacks(ArtifactKind::DRAFTS), Gate::DraftMissing)];
    gates.into_iter().filter(|(lacks, _)| *lacks).map(|(_, gate)| gate.into()).collect()
}

/// Nobody of the crew is outstanding and somebody completed: step 3 is done.
pub(super) fn is_done(crew: impl Iterator<Item = RecipientState> + Clone) -> bool {
    crew.clone().any(|state| state == RecipientState::Completed) && !crew.into_iter().any(RecipientState::is_outstanding)
}

pub(super) async fn finish_when_last(conn: &mut Connection, doing: &Doing, case: &mut Case) -> Result<State, Problem> {
    let crew = store::crew(conn, case.id()).await?;
    let done = is_done(crew.iter().map(|to| to.state));
    if done && case.assignment.state == State::Dispatched {
        case.assignment.state = State::Documented;
        // The last to complete is not always the last to say so.
        let last = crew.iter().filter_map(|to| to.completed_at).max();
        case.assignment.clock.0.documented(last.unwrap_or(doing.occurred_at), case.event);
        case.save(conn, doing).await?;
    }
    Ok(case.assignment.state)
}

/// Sends the work of one recipient back; step 3 opens again. The SOP has no such branch: it is ours.
pub async fn return_work(conn: &mut Connection, doing: &Doing, id: Uuid, request: ReturnWork) -> Result<(), Problem> {
    let mut opened = open(conn, doing, id).await?;
    let named = opened.recipients.iter().find(|to| to.officer_id == request.officer_id).cloned();
    let unmet = match &named {
        Some(to) if to.kind == RecipientKind::Action && to.state == RecipientState::Completed => Vec::new(),
        _ => vec![Unmet::at(Gate::RecipientNotCompleted, "#/officerId")],
    };
    let hat = workflow::permit(Act::ReturnWork, &doing.actor.hats, &opened.facts, unmet)?;
    opened.case.is_documented_for(doing)?;
    let mut to = named.ok_or_else(|| Faults::body("#/officerId", FaultKind::UnknownReference { what: "recipient" }))?;
    (to.state, to.completed_at, to.note) = (RecipientState::Returned, None, Some(request.reason.clone()));
    store::save(conn, &to, doing.now).await?;
    opened.case.assignment.state = State::Dispatched;
    opened.case.assignment.clock.0.work_returned(doing.occurred_at);
    opened.case.save(conn, doing).await?;
    let entry = Entry::act(Act::ReturnWork, hat, (SubjectKind::Disposition, id))
        .of_case(opened.case.id())
        .because(request.reason.to_string())
        .changed(
            json!({ "state": State::Documented, "recipientState": RecipientState::Completed }),
            json!({ "state": State::Dispatched, "recipientState": to.state, "officerId": to.officer_id }),
        );
    Ok(journal::record(conn, doing, entry).await?)
}
