//! What recipients and issuers do with a disposition: read it, complete it (step 3), recall it, return the work.

use super::requests::{Complete, Recall, ReturnWork};
use super::store::{self, RecipientRow};
use crate::db::Connection;
use crate::domain::artifact::ArtifactKind;
use crate::domain::assignment::State;
use crate::domain::disposition::{RecipientKind, RecipientState};
use crate::domain::journal::SubjectKind;
use crate::domain::workflow::{self, Act, Facts, Gate, Hat, Unmet};
use crate::features::assignments::{self, Case, CaseOf};
use crate::features::journal::{self, Entry};
use crate::features::uploads;
use crate::http::problem::{FaultKind, Faults, Problem};
use crate::office::call::Doing;
use diesel::QueryResult;
use serde_json::json;
use uuid::Uuid;

/// A disposition under the hand of one act, its case locked.
struct Opened {
    case: Case,
    recipients: Vec<RecipientRow>,
    facts: Facts,
}

async fn open(conn: &mut Connection, doing: &Doing, id: Uuid) -> Result<Opened, Problem> {
    let (case, rows) = assignments::open_with(conn, doing, CaseOf::Disposition(id), store::loading(id)).await?;
    let (row, recipients) = store::grouped(rows)?;
    doing.expected.check(row.version)?;
    let facts = Facts { order: Some(store::order(&row, recipients.iter())), ..case.facts() };
    Ok(Opened { case, recipients, facts })
}

impl Opened {
    /// The recipient that is this hat's officer.
    fn of(&self, hat: &Hat) -> Result<RecipientRow, Problem> {
        let mine = self.recipients.iter().find(|to| Some(to.officer_id) == hat.officer);
        mine.cloned().ok_or_else(|| Problem::internal("permitted without being a recipient"))
    }

    /// Whether the recipient of this hat is in such a state.
    fn is_in(&self, hat: &Hat, state: impl Fn(RecipientState) -> bool) -> bool {
        self.recipients.iter().any(|to| Some(to.officer_id) == hat.officer && state(to.state))
    }
}

/// Sets READ. Reading again changes nothing and is no fault: a screen may tell it every time it opens.
pub async fn acknowledge(conn: &mut Connection, doing: &Doing, id: Uuid) -> Result<(), Problem> {
    let opened = open(conn, doing, id).await?;
    let unread = doing.actor.hats.only(|hat| opened.is_in(hat, |state| state == RecipientState::Delivered));
    let hats = if unread.is_empty() { &doing.actor.hats } else { &unread };
    let hat = workflow::permit(Act::Acknowledge, hats, &opened.facts, Vec::new())?;
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
    // Somebody with two hats completes the part that is still open.
    let waiting = doing.actor.hats.only(|hat| opened.is_in(hat, RecipientState::is_outstanding));
    opened.facts.completed = waiting.is_empty();
    let hats = if waiting.is_empty() { &doing.actor.hats } else { &waiting };
    let hat = workflow::permit(Act::Complete, hats, &opened.facts, lacking(conn, doing, opened.case.id(), hats).await?)?;
    let mut mine = opened.of(hat)?;
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
async fn lacking(conn: &mut Connection, doing: &Doing, case: Uuid, hats: &[Hat]) -> QueryResult<Vec<Unmet>> {
    let officers: Vec<Uuid> = hats.iter().filter_map(|hat| hat.officer).collect();
    let under_way = uploads::unfinished(case, officers, doing.now);
    let (kinds, under_way) = conn.both::<_, _, ArtifactKind, Uuid>(store::artifact_kinds(case), under_way).await?;
    let lacks = |wanted: &[ArtifactKind]| !kinds.iter().any(|kind| wanted.contains(kind));
    let gates = [(lacks(ArtifactKind::NEW_DATA), Gate::NewDataMissing), (lacks(ArtifactKind::DRAFTS), Gate::DraftMissing)];
    let mut unmet: Vec<Unmet> = gates.into_iter().filter(|(lacks, _)| *lacks).map(|(_, gate)| gate.into()).collect();
    if !under_way.is_empty() {
        unmet.push(under_way.into_iter().fold(Gate::UploadUnfinished.into(), Unmet::about));
    }
    Ok(unmet)
}

/// Nobody of the crew is outstanding and somebody completed: step 3 is done.
async fn finish_when_last(conn: &mut Connection, doing: &Doing, case: &mut Case) -> Result<State, Problem> {
    let states = store::crew_states(conn, case.id()).await?;
    let done = states.contains(&RecipientState::Completed) && !states.iter().any(|state| state.is_outstanding());
    if done && case.assignment.state == State::Dispatched {
        case.assignment.state = State::Documented;
        case.assignment.clock.0.documented(doing.occurred_at, case.event);
        case.save(conn, doing).await?;
    }
    Ok(case.assignment.state)
}

/// Takes the order back from everybody who has not read it.
pub async fn recall(conn: &mut Connection, doing: &Doing, id: Uuid, request: Recall) -> Result<(), Problem> {
    let mut opened = open(conn, doing, id).await?;
    let hat = workflow::permit(Act::Recall, &doing.actor.hats, &opened.facts, Vec::new())?;
    let mut recalled = Vec::new();
    for to in opened.recipients.iter_mut().filter(|to| to.state == RecipientState::Delivered) {
        to.state = RecipientState::Recalled;
        store::save(conn, to, doing.now).await?;
        recalled.push(to.officer_id);
    }
    let before = opened.case.assignment.state;
    let state = finish_when_last(conn, doing, &mut opened.case).await?;
    let entry = Entry::act(Act::Recall, hat, (SubjectKind::Disposition, id))
        .of_case(opened.case.id())
        .because(request.reason.to_string())
        .changed(json!({ "state": before }), json!({ "state": state, "recalled": recalled }));
    Ok(journal::record(conn, doing, entry).await?)
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
