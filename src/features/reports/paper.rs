//! The report on paper (*Laporan Hasil Publikasi dan Dokumentasi*): a draft as it stands, then fixed when it is submitted, and again
//! with the decision on it.

use super::bundle::{Bundle, RecipientPart};
use super::store::{self, Report};
use crate::db::Connection;
use crate::domain::disposition::RecipientKind;
use crate::domain::paper::PaperAct;
use crate::domain::report::ReportState;
use crate::domain::time::{Instant, OfficeZone};
use crate::features::artifacts::ArtifactRef;
use crate::features::assignments::StepView;
use crate::features::mandates::{self, Acting};
use crate::features::papers::{self, Fix};
use crate::http::problem::Problem;
use crate::office::call::Doing;
use crate::office::reference::Office;
use crate::print::{Artifact, Decision, Event, LeftOut, Member, Named, ReportSheet, StepTime, words};
use uuid::Uuid;

/// When an act was done, and when it was told of: what it numbers bears the day of this.
#[derive(Clone, Copy)]
struct Told {
    done: Instant,
    at: Instant,
}

impl Told {
    fn by(doing: &Doing) -> Self {
        Self { done: doing.occurred_at, at: doing.now }
    }
}

/// In the transaction that submits it.
pub async fn fix_submitted(conn: &mut Connection, doing: &Doing, report: &Report, bundle: &Bundle) -> Result<(), Problem> {
    let told = Told::by(doing);
    let sheet = submitted(conn, &doing.office, report, bundle, told).await?;
    fix(conn, report, PaperAct::Submitted, told, &sheet).await
}

/// In the transaction that decides on it: what was submitted, with the decision.
pub async fn fix_decided(conn: &mut Connection, doing: &Doing, report: &Report) -> Result<(), Problem> {
    let told = Told::by(doing);
    let sheet = decided(conn, &doing.office, report, told).await?;
    fix(conn, report, PaperAct::Decided, told, &sheet).await
}

async fn fix(conn: &mut Connection, report: &Report, act: PaperAct, told: Told, sheet: &ReportSheet) -> Result<(), Problem> {
    papers::fix(conn, Fix { thing: report.id, act, case: report.assignment_id, at: told.at }, sheet).await
}

async fn submitted(
    conn: &mut Connection,
    office: &Office,
    report: &Report,
    bundle: &Bundle,
    told: Told,
) -> Result<ReportSheet, Problem> {
    let addressee = addressee(conn, bundle).await?;
    let digest: Option<[u8; 32]> = report.content_digest.as_deref().and_then(|digest| digest.try_into().ok());
    let zone = office.zone();
    Ok(ReportSheet {
        letterhead: office.letterhead(zone.local_date(told.at)).clone(),
        submitted_on: Some(words::day_of(told.at, zone)),
        done_at: words::earlier(told.done, told.at, zone),
        digest: digest.map(|digest| crate::domain::digest::Digest::from(digest).to_string()),
        ..sheet(zone, bundle, addressee, bundle.report.submitted_by_acting.as_ref())
    })
}

async fn decided(conn: &mut Connection, office: &Office, report: &Report, told: Told) -> Result<ReportSheet, Problem> {
    let sheet = match papers::content(conn, report.id, PaperAct::Submitted).await? {
        Some(content) => serde_json::from_str(&content).map_err(Problem::internal)?,
        None => {
            let bundle = serde_json::from_str(report.bundle.as_deref().unwrap_or_default()).map_err(Problem::internal)?;
            let submitted_at = submission(conn, report).await?;
            submitted(conn, office, report, &bundle, submitted_at).await?
        }
    };
    let by = report.decided_by_id.ok_or_else(|| Problem::internal("a decision of nobody"))?;
    let (zone, by_mandate) = (office.zone(), report.decided_by_mandate_id);
    let acting = mandates::acting(conn, [by_mandate]).await?.by(by_mandate);
    let decision = Decision {
        accepted: report.state == ReportState::Accepted,
        by: person(conn, by, acting.as_ref()).await?,
        at: words::day_of(told.at, zone),
        done_at: words::earlier(told.done, told.at, zone),
        note: report.note.as_deref().map(str::to_owned),
    };
    Ok(ReportSheet { decision: Some(decision), ..sheet })
}

/// When a report that is older than papers was submitted.
async fn submission(conn: &mut Connection, report: &Report) -> Result<Told, Problem> {
    told(conn, report, "report.submitted", report.submitted_at).await
}

async fn told(conn: &mut Connection, report: &Report, entry: &str, done: Option<Instant>) -> Result<Told, Problem> {
    let known = papers::told_at(conn, report.assignment_id, report.id, entry).await?;
    let done = known.map(|(done, _)| done).or(done).ok_or_else(|| Problem::internal("an act without a time"))?;
    Ok(Told { done, at: known.map_or(done, |(_, at)| at) })
}

async fn addressee(conn: &mut Connection, bundle: &Bundle) -> Result<Named, Problem> {
    person(conn, bundle.assignment.assigned_by_id, bundle.assignment.assigned_by_acting.as_ref()).await
}

async fn person(conn: &mut Connection, id: Uuid, acting: Option<&Acting>) -> Result<Named, Problem> {
    let known = store::person(conn, id).await?;
    let (name, position) = known.ok_or_else(|| Problem::internal("an officer that is gone"))?;
    Ok(papers::named(name, position, acting))
}

/// What the bundle says, in the words of the sheet; `acting` signs, if the assignee did not in person.
fn sheet(zone: OfficeZone, bundle: &Bundle, addressee: Named, acting: Option<&Acting>) -> ReportSheet {
    let (event, assignee) = (&bundle.event, &bundle.assignment.assignee);
    ReportSheet {
        letterhead: Default::default(),
        number: bundle.report.register_number.clone(),
        revision: bundle.report.revision,
        submitted_on: None,
        done_at: None,
        subject: bundle.assignment.subject.to_string(),
        assignment: bundle.assignment.register_number.clone(),
        procedure: format!("{} (berlaku {})", &*bundle.procedure.number, words::date(bundle.procedure.effective_on)),
        event: Event {
            title: event.title.to_string(),
            time: words::period(event.starts_at.0, event.ends_at.map(|at| at.0), zone),
            venue: event.venue.as_deref().map(str::to_owned),
        },
        addressee,
        author: papers::named(&*assignee.name, &*assignee.position_title, acting),
        team: team(bundle, zone),
        summary: bundle.report.summary.to_string(),
        body: bundle.report.body.as_deref().map(str::to_owned),
        selected: bundle.selected.iter().map(selected).collect(),
        left_out: bundle.not_selected.iter().map(left_out).collect(),
        undecided: 0,
        steps: bundle.steps.iter().map(|step| step_time(step, zone)).collect(),
        decision: None,
        digest: None,
        notes: Vec::new(),
    }
}

/// Whoever had a duty and kept it.
fn team(bundle: &Bundle, zone: OfficeZone) -> Vec<Member> {
    let to_crew = bundle.dispositions.iter().filter(|order| order.parent_id.is_some());
    let acting = |to: &&RecipientPart| to.kind == RecipientKind::Action && to.state.stands();
    let member = |to: &RecipientPart| Member {
        named: papers::named(&*to.officer.name, &*to.officer.position_title, to.completed_by_acting.as_ref()),
        duty: to.duty.map_or("–", words::duty).to_owned(),
        completed: to.completed_at.map(|at| {
            let later = to.completion_received_at.and_then(|told| words::earlier(at.0, told.0, zone));
            later.unwrap_or_else(|| words::moment(at.0, zone))
        }),
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

#[cfg(feature = "pdf")]
pub use on_paper::print;

#[cfg(feature = "pdf")]
mod on_paper {
    use super::super::bundle::Bundle;
    use super::super::store::{Contents, Whole};
    use super::{PaperAct, ReportSheet, addressee, decided, fix, sheet, submission, submitted, told};
    use crate::domain::report::ReportState;
    use crate::features::{papers, printing};
    use crate::http::answer::Answer;
    use crate::http::problem::Problem;
    use crate::office::call::Call;
    use crate::office::reference::Office;

    /// Prints one that the caller has found in sight.
    pub async fn print(call: &Call, office: &Office, whole: Whole, notes: bool) -> Result<Answer, Problem> {
        if whole.report.state == ReportState::Draft {
            return draft(call, office, whole).await;
        }
        fix_what_is_older(call, office, &whole).await?;
        let number = whole.report.register_number.unwrap_or_default();
        papers::answer::<ReportSheet>(call, whole.report.id, &format!("Laporan {number}"), notes).await
    }

    /// As it stands, and marked as a draft.
    async fn draft(call: &Call, office: &Office, whole: Whole) -> Result<Answer, Problem> {
        let Contents::Live(artifacts) = &whole.contents else { return Err(Problem::internal("a draft that was not read")) };
        let mut conn = call.lease().await?;
        let bundle = Bundle::compose(&mut conn, &call.actor, office, call.now, &whole.report, artifacts.clone()).await?;
        let addressee = addressee(&mut conn, &bundle).await?;
        drop(conn);
        let zone = office.zone();
        let sheet = ReportSheet {
            letterhead: office.letterhead(zone.local_date(call.now)).clone(),
            undecided: artifacts.undecided.len(),
            ..sheet(zone, &bundle, addressee, bundle.report.author_acting.as_ref())
        };
        let sheet = papers::with_logo(call, sheet).await?;
        printing::answer(call, whole.report.version, &format!("Laporan {}", whole.case.register_number), sheet).await
    }

    /// What was submitted or decided before there were papers is fixed now, from what is known.
    async fn fix_what_is_older(call: &Call, office: &Office, whole: &Whole) -> Result<(), Problem> {
        let report = &whole.report;
        let act = if report.state == ReportState::Submitted { PaperAct::Submitted } else { PaperAct::Decided };
        if papers::is_fixed(&mut *call.lease().await?, report.id, act).await? {
            return Ok(());
        }
        let mut conn = call.app.db.lease_to_act().await?;
        let (told, sheet) = if act == PaperAct::Submitted {
            let told = submission(&mut conn, report).await?;
            let bundle = serde_json::from_str(report.bundle.as_deref().unwrap_or_default()).map_err(Problem::internal)?;
            (told, submitted(&mut conn, office, report, &bundle, told).await?)
        } else {
            let entry = if report.state == ReportState::Accepted { "report.accepted" } else { "report.returned" };
            let told = told(&mut conn, report, entry, report.decided_at).await?;
            (told, decided(&mut conn, office, report, told).await?)
        };
        fix(&mut conn, report, act, told, &sheet).await
    }
}
