//! The report on paper: its bundle, or a draft as it stands, in the words of the sheet.

use super::bundle::{Bundle, Person, RecipientPart};
use super::store::{self, Contents, Whole};
use crate::db::Lease;
use crate::domain::disposition::{RecipientKind, RecipientState};
use crate::domain::report::ReportState;
use crate::domain::time::OfficeZone;
use crate::features::artifacts::ArtifactRef;
use crate::features::assignments::StepView;
use crate::features::mandates::Acting;
use crate::features::printing;
use crate::http::answer::Answer;
use crate::http::problem::Problem;
use crate::office::call::Call;
use crate::office::reference::Office;
use crate::print::{Artifact, Decision, Event, LeftOut, Member, Named, ReportSheet, StepTime, words};
use std::collections::HashMap;
use uuid::Uuid;

pub async fn print(call: &Call, mut conn: Lease, office: &Office, whole: Whole) -> Result<Answer, Problem> {
    let bundle = match (&whole.report.bundle, &whole.contents) {
        (Some(bundle), _) => serde_json::from_str(bundle).map_err(Problem::internal)?,
        (None, Contents::Live(artifacts)) => {
            Bundle::compose(&mut conn, &call.actor, office, call.now, &whole.report, artifacts.clone()).await?
        }
        (None, Contents::Fixed(_) | Contents::Unread) => return Err(Problem::internal("a report that was not read")),
    };
    let officers = [Some(bundle.assignment.assigned_by_id), whole.report.decided_by_id];
    let people = store::people(&mut conn, officers.into_iter().flatten().collect()).await?;
    drop(conn);
    let number = whole.report.register_number.clone().unwrap_or_else(|| whole.case.register_number.clone());
    let version = whole.report.version;
    let sheet = sheet(printing::letterhead(call), office.zone(), &whole, bundle, &people)?;
    printing::answer(call, version, &format!("Laporan {number}"), sheet).await
}

fn sheet(
    office: Vec<String>,
    zone: OfficeZone,
    whole: &Whole,
    bundle: Bundle,
    people: &HashMap<Uuid, Named>,
) -> Result<ReportSheet, Problem> {
    let person = |id: Uuid, acting: Option<&Acting>| {
        let known = people.get(&id).ok_or_else(|| Problem::internal("an officer that is gone"));
        known.map(|named| printing::named(&named.name, &named.position, acting))
    };
    let (report, event) = (&whole.report, &bundle.event);
    let decision = match (report.decided_by_id, report.decided_at) {
        (Some(by), Some(at)) => Some(Decision {
            accepted: report.state == ReportState::Accepted,
            by: person(by, whole.acting.by(report.decided_by_mandate_id).as_ref())?,
            at: words::moment(at, zone),
            note: report.note.as_deref().map(str::to_owned),
        }),
        _ => None,
    };
    let undecided = match &whole.contents {
        Contents::Live(sorted) => sorted.undecided.len(),
        Contents::Fixed(_) | Contents::Unread => 0,
    };
    let assignee = &bundle.assignment.assignee;
    // Who signs is who submitted it; a draft is signed by who opened it.
    let is_draft = report.state == ReportState::Draft;
    let author = if is_draft { &bundle.report.author_acting } else { &bundle.report.submitted_by_acting }.as_ref();
    Ok(ReportSheet {
        office,
        number: bundle.report.register_number.clone(),
        revision: bundle.report.revision,
        submitted_on: bundle.report.submitted_at.map(|at| words::day_of(at.0, zone)),
        subject: bundle.assignment.subject.to_string(),
        assignment: bundle.assignment.register_number.clone(),
        procedure: format!("{} (berlaku {})", &*bundle.procedure.number, words::date(bundle.procedure.effective_on)),
        event: Event {
            title: event.title.to_string(),
            time: words::period(event.starts_at.0, event.ends_at.map(|at| at.0), zone),
            venue: event.venue.as_deref().map(str::to_owned),
        },
        addressee: person(bundle.assignment.assigned_by_id, bundle.assignment.assigned_by_acting.as_ref())?,
        author: printing::named(&*assignee.name, &*assignee.position_title, author),
        team: team(&bundle, zone),
        summary: bundle.report.summary.to_string(),
        body: bundle.report.body.as_deref().map(str::to_owned),
        selected: bundle.selected.iter().map(selected).collect(),
        left_out: bundle.not_selected.iter().map(left_out).collect(),
        undecided,
        steps: bundle.steps.iter().map(|step| step_time(step, zone)).collect(),
        decision,
        digest: whole.digest().map(|digest| digest.to_string()),
    })
}

fn named(person: &Person) -> Named {
    printing::named(&*person.name, &*person.position_title, None)
}

/// Whoever had a duty and kept it.
fn team(bundle: &Bundle, zone: OfficeZone) -> Vec<Member> {
    let to_crew = bundle.dispositions.iter().filter(|order| order.parent_id.is_some());
    let acting = |to: &&RecipientPart| to.kind == RecipientKind::Action && to.state != RecipientState::Recalled;
    let member = |to: &RecipientPart| Member {
        named: named(&to.officer),
        duty: to.duty.map_or("–", words::duty).to_owned(),
        completed: to.completed_at.map(|at| words::moment(at.0, zone)),
    };
    to_crew.flat_map(|order| &order.recipients).filter(acting).map(member).collect()
}

fn selected(artifact: &ArtifactRef) -> Artifact {
    Artifact {
        kind: words::artifact_kind(artifact.kind).to_owned(),
        title: artifact.title.to_string(),
        digest: artifact.sha256.to_string(),
    }
}

fn left_out(artifact: &ArtifactRef) -> LeftOut {
    LeftOut {
        kind: words::artifact_kind(artifact.kind).to_owned(),
        title: artifact.title.to_string(),
        reason: artifact.reason.as_deref().map(str::to_owned),
    }
}

fn step_time(step: &StepView, zone: OfficeZone) -> StepTime {
    StepTime {
        ordinal: step.ordinal,
        activity: words::step(step.ordinal).to_owned(),
        finished: step.finished_at.map(|at| words::moment(at.0, zone)),
        standard_minutes: step.standard_minutes,
        working_minutes: step.working_minutes,
        within_standard: step.within_standard,
        late_reason: step.late_reason.clone(),
    }
}
