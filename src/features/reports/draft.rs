//! A report before it is submitted: opened and edited by the subdivision head.

use super::opened;
use super::requests::{ChangeReport, OpenReport};
use super::store::{self, Report};
use crate::db::Connection;
use crate::domain::digest::Digest;
use crate::domain::journal::SubjectKind;
use crate::domain::report::ReportState;
use crate::domain::text::Prose;
use crate::domain::workflow::{self, Act, Gate, Refusal, Unmet};
use crate::features::assignments;
use crate::features::journal::{self, Entry};
use crate::http::problem::{OnConstraint, Problem};
use crate::office::call::Doing;
use serde_json::{Value, json};
use uuid::Uuid;

/// Opens a draft and answers its id.
pub async fn open_report(conn: &mut Connection, doing: &Doing, case: Uuid, request: OpenReport) -> Result<Uuid, Problem> {
    let case = assignments::open(conn, doing, case).await?;
    doing.expected.check(case.assignment.version)?;
    let newest = store::newest(conn, case.id()).await?;
    let unmet = match newest {
        Some((id, _, ReportState::Draft)) => vec![Unmet::from(Gate::ReportDraftOpen).about(id)],
        _ => Vec::new(),
    };
    let hat = workflow::permit(Act::OpenReport, &doing.actor.hats, &case.facts(), unmet)?;
    let author = hat.officer.ok_or_else(|| Problem::internal("a subdivision head without an officer"))?;
    let revision = newest.map_or(1, |(_, revision, _)| revision + 1);
    let mut report = draft(doing, case.id(), revision, author, request.summary, request.body);
    report.author_mandate_id = hat.mandate();
    report.written_by(doing.actor.officer);
    insert(conn, &report).await?;
    let entry = Entry::act(Act::OpenReport, hat, (SubjectKind::Report, report.id))
        .of_case(case.id())
        .changed(().into(), json!({ "reportState": report.state, "revision": revision, "text": told(&report) }));
    journal::record(conn, doing, entry).await?;
    Ok(report.id)
}

pub async fn change_report(conn: &mut Connection, doing: &Doing, id: Uuid, request: ChangeReport) -> Result<(), Problem> {
    let mut opened = opened::open(conn, doing, id).await?;
    let hat = workflow::permit(Act::EditReport, &doing.actor.hats, &opened.facts(), Vec::new())?;
    let before = told(&opened.report);
    request.summary.apply(&mut opened.report.summary);
    request.body.apply(&mut opened.report.body);
    opened.report.written_by(doing.actor.officer);
    store::save(conn, &opened.report, doing.now).await?;
    let entry = Entry::act(Act::EditReport, hat, (SubjectKind::Report, id))
        .of_case(opened.case.id())
        .changed(before, told(&opened.report));
    Ok(journal::record(conn, doing, entry).await?)
}

/// A new draft, not yet kept.
pub fn draft(
    doing: &Doing,
    case: Uuid,
    revision: i32,
    author_id: Uuid,
    summary: Prose<4000>,
    body: Option<Prose<100_000>>,
) -> Report {
    Report {
        id: doing.new_id(),
        register_unit: None,
        register_year: None,
        register_serial: None,
        register_number: None,
        assignment_id: case,
        revision,
        author_id,
        author_mandate_id: None,
        summary,
        body,
        state: ReportState::Draft,
        bundle: None,
        content_digest: None,
        submitted_at: None,
        submitted_by_id: None,
        submitted_by_mandate_id: None,
        decided_by_id: None,
        decided_by_mandate_id: None,
        decided_at: None,
        note: None,
        created_at: doing.now,
        updated_at: doing.now,
        version: 1,
        writers: Vec::new(),
    }
}

pub async fn insert(conn: &mut Connection, report: &Report) -> Result<(), Problem> {
    let refusal = || Refusal::Gates { act: Act::OpenReport, unmet: vec![Gate::ReportDraftOpen.into()] };
    store::insert(conn, report).await.on_constraint("reports_one_open", || refusal().into())?;
    Ok(())
}

/// The text for the journal: the body is long, its digest tells whether it changed.
fn told(report: &Report) -> Value {
    let body = report.body.as_ref().map(|body| Digest::of(body.as_bytes()).to_string());
    json!({ "summary": report.summary, "bodySha256": body })
}
