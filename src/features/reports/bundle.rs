//! The bundle: exactly what is submitted, as canonical JSON (RFC 8785), and the digest that binds the decision to it.

use super::store::Report;
use super::store::contents::Sorted;
use crate::db::Connection;
use crate::domain::assignment::{Classification, Urgency};
use crate::domain::digest::Digest;
use crate::domain::disposition::{Duty, RecipientKind, RecipientState};
use crate::domain::text::{Line, Prose};
use crate::domain::time::Instant;
use crate::features::artifacts::ArtifactRef;
use crate::features::assignments::{self, StepView};
use crate::features::dispositions;
use crate::features::mandates::{self, Acting};
use crate::http::fields::Stamp;
use crate::http::problem::Problem;
use crate::office::actor::Actor;
use crate::office::reference::Office;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Changed only by a new name: bundles are kept for good.
const FORMAT: &str = "pubdok-report/1";

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Bundle {
    pub format: String,
    pub report: ReportPart,
    pub assignment: AssignmentPart,
    pub event: EventPart,
    pub procedure: ProcedurePart,
    pub dispositions: Vec<DispositionPart>,
    pub selected: Vec<ArtifactRef>,
    pub not_selected: Vec<ArtifactRef>,
    pub steps: Vec<StepView>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ReportPart {
    pub id: Uuid,
    pub register_number: Option<String>,
    pub revision: i32,
    pub author_id: Uuid,
    /// What was done by mandate tells so, here and below; what one did for oneself, and older bundles, have no such member.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author_acting: Option<Acting>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub submitted_by_acting: Option<Acting>,
    pub summary: Prose<4000>,
    pub body: Option<Prose<100_000>>,
    pub submitted_at: Option<Stamp>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AssignmentPart {
    pub id: Uuid,
    pub register_number: String,
    pub subject: Line<300>,
    pub scope: Option<Prose<4000>>,
    pub urgency: Urgency,
    pub classification: Classification,
    pub due_at: Option<Stamp>,
    pub assigned_by_id: Uuid,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assigned_by_acting: Option<Acting>,
    pub assignee: Person,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Person {
    pub id: Uuid,
    pub name: Line<200>,
    pub position_title: Line<200>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EventPart {
    pub id: Uuid,
    pub title: Line<300>,
    pub starts_at: Stamp,
    pub ends_at: Option<Stamp>,
    pub venue: Option<Line<300>>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ProcedurePart {
    pub id: Uuid,
    pub number: Line<100>,
    pub effective_on: NaiveDate,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DispositionPart {
    pub id: Uuid,
    pub register_number: String,
    pub parent_id: Option<Uuid>,
    pub issuer_id: Uuid,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issuer_acting: Option<Acting>,
    pub instructions: Vec<Line<50>>,
    pub note: Option<Prose<4000>>,
    pub issued_at: Stamp,
    pub recipients: Vec<RecipientPart>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RecipientPart {
    pub officer: Person,
    pub kind: RecipientKind,
    pub duty: Option<Duty>,
    pub state: RecipientState,
    pub read_at: Option<Stamp>,
    pub completed_at: Option<Stamp>,
    /// When that was told, if later; older bundles and what was told at once have no such member. Likewise the next.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub completion_received_at: Option<Stamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub completed_by_acting: Option<Acting>,
    pub note: Option<Prose<4000>>,
}

/// The canonical text and its digest. Keys are ASCII and numbers whole, so sorted members without blanks are RFC 8785.
pub fn seal(bundle: &Bundle) -> (String, Digest) {
    let mut value = serde_json::to_value(bundle).unwrap_or_default();
    value.sort_all_objects();
    let text = value.to_string();
    let digest = Digest::of(text.as_bytes());
    (text, digest)
}

impl Bundle {
    /// The report with everything it rests on, as it stands now.
    pub async fn compose(
        conn: &mut Connection,
        actor: &Actor,
        office: &Office,
        now: Instant,
        report: &Report,
        artifacts: Sorted,
    ) -> Result<Self, Problem> {
        let people = mandates::acting(conn, report.mandates()).await?;
        let whole = assignments::store::find(conn, actor, office, report.assignment_id).await?;
        let orders = dispositions::store::of_cases(conn, actor, &[report.assignment_id]).await?;
        let steps = whole.steps(office, now);
        let assignments::store::Whole { assignment, event, assignee, revision, acting, .. } = whole;
        Ok(Self {
            format: FORMAT.to_owned(),
            report: ReportPart {
                id: report.id,
                register_number: report.register_number.clone(),
                revision: report.revision,
                author_id: report.author_id,
                author_acting: people.by(report.author_mandate_id),
                submitted_by_acting: people.by(report.submitted_by_mandate_id),
                summary: report.summary.clone(),
                body: report.body.clone(),
                submitted_at: report.submitted_at.map(Stamp),
            },
            assignment: AssignmentPart {
                id: assignment.id,
                register_number: assignment.register_number,
                subject: assignment.subject,
                scope: assignment.scope,
                urgency: assignment.urgency,
                classification: assignment.classification,
                due_at: assignment.due_at.map(Stamp),
                assigned_by_id: assignment.assigned_by_id,
                assigned_by_acting: acting,
                assignee: Person {
                    id: assignment.assignee_id,
                    name: assignee.name.clone(),
                    position_title: assignee.position_title.clone(),
                },
            },
            event: EventPart {
                id: event.id,
                title: event.title,
                starts_at: event.starts_at.into(),
                ends_at: event.ends_at.map(Stamp),
                venue: event.venue,
            },
            procedure: ProcedurePart {
                id: assignment.procedure_id,
                number: revision.number,
                effective_on: revision.effective_on,
            },
            dispositions: orders.into_iter().map(DispositionPart::from).collect(),
            selected: artifacts.selected,
            not_selected: artifacts.not_selected,
            steps,
        })
    }
}

impl From<dispositions::store::Whole> for DispositionPart {
    fn from(whole: dispositions::store::Whole) -> Self {
        Self {
            id: whole.row.id,
            register_number: whole.row.register_number,
            parent_id: whole.row.parent_id,
            issuer_id: whole.row.issuer_id,
            issuer_acting: whole.acting,
            instructions: whole.row.instructions,
            note: whole.row.note,
            issued_at: whole.row.created_at.into(),
            recipients: whole.recipients.into_iter().map(RecipientPart::from).collect(),
        }
    }
}

impl From<dispositions::store::Addressee> for RecipientPart {
    fn from(to: dispositions::store::Addressee) -> Self {
        Self {
            completion_received_at: to.told_later().map(Stamp),
            completed_by_acting: to.completion.and_then(|completion| completion.acting),
            officer: Person { id: to.row.officer_id, name: to.name, position_title: to.position_title },
            kind: to.row.kind,
            duty: to.row.duty,
            state: to.row.state,
            read_at: to.row.read_at.map(Stamp),
            completed_at: to.row.completed_at.map(Stamp),
            note: to.row.note,
        }
    }
}
