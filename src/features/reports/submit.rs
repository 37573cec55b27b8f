//! Step 4 of the SOP: the subdivision head reports. What is submitted is fixed for good.

use super::bundle::{self, Bundle};
use super::store::{self, contents};
use super::{opened, paper};
use crate::db::Connection;
use crate::domain::assignment::State;
use crate::domain::disposition::RecipientState;
use crate::domain::journal::SubjectKind;
use crate::domain::register::RegisterKind;
use crate::domain::report::ReportState;
use crate::domain::workflow::{self, Act, Gate, Unmet};
use crate::features::journal::{self, Entry};
use crate::features::{dispositions, numbering};
use crate::http::problem::{OnConstraint, Problem};
use crate::office::call::Doing;
use serde_json::json;
use uuid::Uuid;

pub async fn submit(conn: &mut Connection, doing: &Doing, id: Uuid) -> Result<(), Problem> {
    let mut opened = opened::open(conn, doing, id).await?;
    let facts = opened.facts();
    let (case, report) = (&mut opened.case, &mut opened.report);
    let artifacts = contents::of_case(conn, &doing.actor, case.id()).await?;
    let hat = workflow::permit(Act::Report, &doing.actor.hats, &facts, unmet(&artifacts))?;
    let before = case.assignment.state;
    case.assignment.state = State::Reported;
    case.assignment.clock.0.reported(doing.occurred_at);
    case.save(conn, doing).await?;
    dispositions::settle_first(conn, doing, case, RecipientState::Completed, None).await?;
    // Late: whoever submits in the same register waits from here on.
    let number = numbering::draw(conn, numbering::place(doing, hat, RegisterKind::Report)?).await?;
    report.state = ReportState::Submitted;
    report.submitted_at = Some(doing.occurred_at);
    (report.submitted_by_id, report.submitted_by_mandate_id) = (hat.officer, hat.mandate());
    report.written_by(doing.actor.officer);
    report.register_unit = Some(number.unit);
    report.register_year = Some(number.year);
    report.register_serial = Some(number.serial);
    report.register_number = Some(number.printed);
    let selected: Vec<Uuid> = artifacts.selected.iter().map(|artifact| artifact.id).collect();
    let bundle = Bundle::compose(conn, &doing.actor, &doing.office, doing.now, report, artifacts).await?;
    let (text, digest) = bundle::seal(&bundle);
    report.bundle = Some(text);
    report.content_digest = Some(digest.as_bytes().to_vec());
    store::save(conn, report, doing.now).await.on_constraint(numbering::ONCE, numbering::taken)?;
    paper::fix_submitted(conn, doing, report, &bundle).await?;
    let entry = Entry::act(Act::Report, hat, (SubjectKind::Report, id)).of_case(case.id()).changed(
        json!({ "state": before, "reportState": ReportState::Draft }),
        json!({
            "state": case.assignment.state, "reportState": report.state, "registerNumber": report.register_number,
            "revision": report.revision, "contentDigest": digest.to_string(), "selected": selected,
        }),
    );
    Ok(journal::record(conn, doing, entry).await?)
}

/// What the selection still lacks.
fn unmet(artifacts: &contents::Sorted) -> Vec<Unmet> {
    let mut unmet = Vec::new();
    if !artifacts.undecided.is_empty() {
        let gate = Unmet::from(Gate::ArtifactUndecided);
        unmet.push(artifacts.undecided.iter().fold(gate, |gate, artifact| gate.about(artifact.id)));
    }
    if !artifacts.taken_down.is_empty() {
        unmet.push(artifacts.taken_down.iter().fold(Unmet::from(Gate::ArtifactTakenDown), |gate, id| gate.about(id)));
    }
    if artifacts.selected.is_empty() {
        unmet.push(Gate::SelectionEmpty.into());
    }
    unmet
}
