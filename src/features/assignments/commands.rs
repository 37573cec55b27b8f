//! What else can be done to an assignment, one transaction each.

use super::case::{self, Case};
use super::requests::{Cancel, ChangeAssignment, ExplainLateness};
use super::store::{self, CaseOf};
use crate::db::Connection;
use crate::domain::assignment::State;
use crate::domain::clock::{Settled, Step};
use crate::domain::journal::SubjectKind;
use crate::domain::workflow::{self, Act, Facts};
use crate::features::journal::{self, Entry};
use crate::http::problem::Problem;
use crate::office::call::Doing;
use serde_json::{Value, json};
use uuid::Uuid;

pub async fn change_assignment(conn: &mut Connection, doing: &Doing, id: Uuid, request: ChangeAssignment) -> Result<(), Problem> {
    let mut case = case::open(conn, doing, id).await?;
    doing.expected.check(case.assignment.version)?;
    let hat = workflow::permit(Act::EditAssignment, &doing.actor.hats, &case.facts(), Vec::new())?;
    let (before, was) = (asked(&case), case.assignment.clone());
    let row = &mut case.assignment;
    request.subject.apply(&mut row.subject);
    request.scope.apply(&mut row.scope);
    request.urgency.apply(&mut row.urgency);
    request.classification.apply(&mut row.classification);
    request.due_at.map(|at| at.0).apply(&mut row.due_at);
    // Orders that were given say so of what they were given by.
    let edited = &mut row.edited.0;
    for (is_other, at) in [
        (row.urgency != was.urgency, &mut edited.urgency),
        (row.classification != was.classification, &mut edited.classification),
        (row.due_at != was.due_at, &mut edited.due_at),
        (row.scope != was.scope, &mut edited.scope),
    ] {
        if is_other {
            *at = Some(doing.now);
        }
    }
    case.save(conn, doing).await?;
    let entry = Entry::act(Act::EditAssignment, hat, (SubjectKind::Assignment, id)).of_case(id).changed(before, asked(&case));
    Ok(journal::record(conn, doing, entry).await?)
}

/// What the division head asked for.
fn asked(case: &Case) -> Value {
    let row = &case.assignment;
    json!({ "subject": row.subject, "scope": row.scope, "urgency": row.urgency, "classification": row.classification, "dueAt": row.due_at })
}

pub async fn cancel_assignment(conn: &mut Connection, doing: &Doing, id: Uuid, request: Cancel) -> Result<(), Problem> {
    let mut case = case::open(conn, doing, id).await?;
    doing.expected.check(case.assignment.version)?;
    let hat = workflow::permit(Act::Cancel, &doing.actor.hats, &case.facts(), Vec::new())?;
    let before = json!({ "state": case.assignment.state });
    case.assignment.state = State::Cancelled;
    let clock = &mut case.assignment.clock.0;
    clock.stopped(doing.occurred_at);
    clock.settle(clock.read(case.event, &doing.office.calendar, doing.now).map(Settled::from));
    let reason = request.reason.to_string();
    case.assignment.cancel_reason = Some(request.reason);
    case.save(conn, doing).await?;
    let entry = Entry::act(Act::Cancel, hat, (SubjectKind::Assignment, id))
        .of_case(id)
        .because(reason)
        .changed(before, json!({ "state": case.assignment.state }));
    Ok(journal::record(conn, doing, entry).await?)
}

pub async fn explain_lateness(conn: &mut Connection, doing: &Doing, id: Uuid, request: ExplainLateness) -> Result<(), Problem> {
    let mut case = case::open(conn, doing, id).await?;
    doing.expected.check(case.assignment.version)?;
    let hat = workflow::permit(Act::ExplainLateness, &doing.actor.hats, &case.facts(), Vec::new())?;
    let step =
        u8::try_from(request.step.0).ok().and_then(Step::from_ordinal).ok_or_else(|| Problem::internal("a step out of range"))?;
    case.assignment.clock.0.explain(step, request.reason.to_string());
    case.save(conn, doing).await?;
    let entry = Entry::act(Act::ExplainLateness, hat, (SubjectKind::Assignment, id))
        .of_case(id)
        .because(request.reason.to_string())
        .changed(json!({}), json!({ "step": step.ordinal() }));
    Ok(journal::record(conn, doing, entry).await?)
}

/// Takes note of what changed of the event. Doing it again changes nothing and is no fault.
pub async fn acknowledge_event(conn: &mut Connection, doing: &Doing, id: Uuid) -> Result<(), Problem> {
    let mine = store::noticed(id, doing.actor.officers());
    let (case, mine) = case::open_with::<_, (Uuid, bool)>(conn, doing, CaseOf::Itself(id), mine).await?;
    doing.expected.check(case.assignment.version)?;
    let waits = mine.iter().any(|(_, waits)| *waits);
    let told = mine.into_iter().filter(|(_, one)| *one == waits).map(|(officer, _)| officer).collect();
    let facts = Facts { told, ..case.facts() };
    let hat = workflow::permit(Act::AcknowledgeEvent, &doing.actor.hats, &facts, Vec::new())?;
    let officer = hat.officer.filter(|_| waits);
    let Some(officer) = officer else { return Ok(()) };
    store::forget_notice(conn, id, officer).await?;
    let entry = Entry::act(Act::AcknowledgeEvent, hat, (SubjectKind::Assignment, id)).of_case(id);
    Ok(journal::record(conn, doing, entry).await?)
}
