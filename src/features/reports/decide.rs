//! The division head's decision on a report: accepted, or returned. The SOP has no return; it is ours.

use super::draft::{draft, insert};
use super::opened::{self, Opened};
use super::paper;
use super::requests::{Accept, ReturnReport};
use super::store;
use crate::db::Connection;
use crate::domain::assignment::State;
use crate::domain::disposition::RecipientState;
use crate::domain::journal::SubjectKind;
use crate::domain::report::ReportState;
use crate::domain::text::Prose;
use crate::domain::workflow::{self, Act, Hat};
use crate::features::dispositions;
use crate::features::journal::{self, Entry};
use crate::http::problem::Problem;
use crate::office::call::Doing;
use serde_json::json;
use uuid::Uuid;

/// The case is CLOSED; the database itself asks for the accepted report when the transaction commits.
pub async fn accept(conn: &mut Connection, doing: &Doing, id: Uuid, request: Accept) -> Result<(), Problem> {
    let mut opened = opened::open(conn, doing, id).await?;
    // Nobody accepts what they have not seen: the version binds the digest.
    doing.expected.check_exact(opened.report.version)?;
    let facts = opened.facts();
    let hat = workflow::permit(Act::Accept, &doing.actor.hats, &facts, Vec::new())?;
    decide(conn, doing, &mut opened, hat, ReportState::Accepted, request.note).await?;
    opened.case.assignment.state = State::Closed;
    opened.case.save(conn, doing).await?;
    let entry = Entry::act(Act::Accept, hat, (SubjectKind::Report, id)).of_case(opened.case.id()).changed(
        json!({ "state": State::Reported, "reportState": ReportState::Submitted }),
        json!({ "state": State::Closed, "reportState": ReportState::Accepted, "note": opened.report.note }),
    );
    Ok(journal::record(conn, doing, entry).await?)
}

/// Step 4 opens again, with the next revision as it was.
pub async fn return_report(conn: &mut Connection, doing: &Doing, id: Uuid, request: ReturnReport) -> Result<(), Problem> {
    let mut opened = opened::open(conn, doing, id).await?;
    let facts = opened.facts();
    let hat = workflow::permit(Act::ReturnReport, &doing.actor.hats, &facts, Vec::new())?;
    let reason = request.reason;
    decide(conn, doing, &mut opened, hat, ReportState::Returned, Some(reason.clone())).await?;
    let report = &opened.report;
    let mut next =
        draft(doing, opened.case.id(), report.revision + 1, report.author_id, report.summary.clone(), report.body.clone());
    // The text goes on, and with it whose it is.
    (next.author_mandate_id, next.writers) = (report.author_mandate_id, report.writers.clone());
    insert(conn, &next).await?;
    opened.case.assignment.state = State::Documented;
    opened.case.assignment.clock.0.report_returned(doing.occurred_at);
    opened.case.save(conn, doing).await?;
    let case = &opened.case;
    dispositions::settle_first(conn, doing, case, RecipientState::Returned, Some(reason.clone())).await?;
    let entry =
        Entry::act(Act::ReturnReport, hat, (SubjectKind::Report, id)).of_case(case.id()).because(reason.to_string()).changed(
            json!({ "state": State::Reported, "reportState": ReportState::Submitted }),
            json!({ "state": State::Documented, "reportState": ReportState::Returned, "nextRevisionId": next.id }),
        );
    Ok(journal::record(conn, doing, entry).await?)
}

async fn decide(
    conn: &mut Connection,
    doing: &Doing,
    opened: &mut Opened,
    hat: &Hat,
    state: ReportState,
    note: Option<Prose<4000>>,
) -> Result<(), Problem> {
    let report = &mut opened.report;
    report.state = state;
    report.decided_by_id = Some(hat.officer.ok_or_else(|| Problem::internal("a division head without an officer"))?);
    report.decided_by_mandate_id = hat.mandate();
    report.decided_at = Some(doing.occurred_at);
    report.note = note;
    store::save(conn, report, doing.now).await?;
    paper::fix_decided(conn, doing, report).await
}
