//! How an assignment is shown.

use super::store::Whole;
use crate::domain::agenda::Certainty;
use crate::domain::assignment::{Classification, State, Urgency};
use crate::domain::clock::{EventTimes, StepTime};
use crate::domain::text::{Line, Prose};
use crate::domain::time::Instant;
use crate::domain::workflow::{self, Act, Facts, Thing};
use crate::features::agenda::AgendaItemRef;
use crate::features::artifacts::ArtifactView;
use crate::features::dispositions::DispositionView;
use crate::features::journal::{LineView, StepDoer};
use crate::features::mandates::{Acting, ActingFor, acting_for};
use crate::features::officers::OfficerRef;
use crate::features::reports::ReportInShort;
use crate::features::search::Piece;
use crate::http::fields::Stamp;
use crate::http::row::has_etag;
use crate::office::actor::Actor;
use crate::office::reference::Office;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// One event to publish and document.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Assignment)]
pub struct AssignmentView {
    pub id: Uuid,
    #[schema(max_length = 200, example = "7/PD/HUMAS/IX/2026")]
    pub register_number: String,
    /// E.g. `Liputan Festival Panen Raya`.
    pub subject: Line<300>,
    pub agenda_item: AgendaItemRef,
    /// The SOP revision in force when it was made; it never changes.
    pub procedure: ProcedureRef,
    /// The division head who assigned it.
    pub assigned_by_id: Uuid,
    pub assigned_by: OfficerRef,
    /// Who did so in person, if by mandate.
    pub assigned_by_acting: Option<Acting>,
    /// The subdivision head it was given to.
    pub assignee: OfficerRef,
    /// E.g. `Foto, siaran pers dan artikel website`.
    pub scope: Option<Prose<4000>>,
    pub urgency: Urgency,
    pub classification: Classification,
    pub due_at: Option<Stamp>,
    pub state: State,
    /// Why it was cancelled. E.g. `Acara ditunda tanpa tanggal`.
    pub cancel_reason: Option<Prose<2000>>,
    /// The clock of the four steps, as of now.
    #[schema(min_items = 4, max_items = 4)]
    pub steps: Vec<StepView>,
    /// What you may do to it now; whether its content is complete is asked with `dryRun`.
    #[schema(max_items = 20)]
    pub allowed_actions: Vec<Act>,
    /// Which of these a mandate of yours has a part in, and for whom each can be done (`?actingFor=`).
    #[schema(max_items = 100)]
    pub acting_for: Vec<ActingFor>,
    /// With `expand=dispositions`: the first page of them, in the order they were issued.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_items = 50)]
    pub dispositions: Option<Vec<DispositionView>>,
    /// Where the rest of them is, if there is more: the next page of their list.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(
        nullable = false,
        format = "uri",
        max_length = 2000,
        example = "http://127.0.0.1:8080/v1/dispositions?box=ALL&assignmentId=0198c0de-0000-7000-8000-000000000001&sort=createdAt&cursor=eyJzY29wZSI6IjB6R3FhIiwia2V5IjpbXX0"
    )]
    pub dispositions_next: Option<String>,
    /// With `expand=artifacts`: the first page of them, in the order they were sent; drafts without their text (`draft.content`).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_items = 50)]
    pub artifacts: Option<Vec<ArtifactView>>,
    /// Where the rest of them is, if there is more: the next page of their list.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(
        nullable = false,
        format = "uri",
        max_length = 2000,
        example = "http://127.0.0.1:8080/v1/assignments/0198c0de-0000-7000-8000-000000000001/artifacts?cursor=eyJzY29wZSI6IjB6R3FhIiwia2V5IjpbXX0"
    )]
    pub artifacts_next: Option<String>,
    /// With `expand=reports`: the first page of them in short, the newest revision first.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_items = 50)]
    pub reports: Option<Vec<ReportInShort>>,
    /// Where the rest of them is, if there is more: the next page of their list.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(
        nullable = false,
        format = "uri",
        max_length = 2000,
        example = "http://127.0.0.1:8080/v1/assignments/0198c0de-0000-7000-8000-000000000001/reports?cursor=eyJzY29wZSI6IjB6R3FhIiwia2V5IjpbXX0"
    )]
    pub reports_next: Option<String>,
    /// With `expand=timeline` (of one assignment): the first page of what happened, from its beginning.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_items = 50)]
    pub timeline: Option<Vec<LineView>>,
    /// Where the rest of it is, if there is more: the next page of the list.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(
        nullable = false,
        format = "uri",
        max_length = 2000,
        example = "http://127.0.0.1:8080/v1/assignments/0198c0de-0000-7000-8000-000000000001/timeline?cursor=eyJzY29wZSI6IjB6R3FhIiwia2V5IjpbXX0"
    )]
    pub timeline_next: Option<String>,
    /// With `expand=timeline`: who did each step of the SOP, and when last.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_items = 200)]
    pub done_by: Option<Vec<StepDoer>>,
    pub created_at: Stamp,
    pub updated_at: Stamp,
    #[schema(minimum = 1, example = 1)]
    pub version: i32,
    /// {{etag}}
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 100, pattern = "^\"[0-9]+\\.[A-Za-z0-9_-]+\"$", example = "\"3.Zk1mVb0a9yTt\"")]
    pub etag: Option<String>,
    /// In a row of a list with `q`: where the words were found.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_items = 200)]
    pub excerpt: Option<Vec<Piece>>,
}

has_etag!(AssignmentView);

/// An assignment in short, where something else refers to it.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AssignmentRef {
    pub id: Uuid,
    #[schema(max_length = 200, example = "7/PD/HUMAS/IX/2026")]
    pub register_number: String,
    /// E.g. `Liputan Festival Panen Raya`.
    pub subject: Line<300>,
    pub state: State,
}

/// A revision of the SOP in short.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ProcedureRef {
    pub id: Uuid,
    /// E.g. `SOP-21.04.1.3.1.3-2`.
    pub number: Line<100>,
    #[schema(example = "2017-09-02")]
    pub effective_on: NaiveDate,
}

/// One step of the SOP on the clock. Whole minutes, rounded down; a late step is shown, never blocked.
///
/// Submitted reports hold it for good: a member added later must be optional.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct StepView {
    #[schema(minimum = 1, maximum = 4, example = 1)]
    pub ordinal: u8,
    /// null: not begun. Step 3 begins at the later of dispatch and the end of the event.
    pub started_at: Option<Stamp>,
    /// null: not finished, or opened again by a return.
    pub finished_at: Option<Stamp>,
    /// By the wall clock; so far, while it runs.
    #[schema(minimum = 0, example = 12)]
    pub elapsed_minutes: u32,
    /// Within office hours; so far, while it runs.
    #[schema(minimum = 0, example = 12)]
    pub working_minutes: u32,
    /// *Mutu baku (waktu)* of the SOP revision.
    #[schema(minimum = 0, example = 5)]
    pub standard_minutes: u32,
    /// Whether the working time keeps to the standard; null while not begun.
    pub within_standard: Option<bool>,
    /// Why it is late.
    #[schema(max_length = 2000, example = "Acara baru diketahui sore hari")]
    pub late_reason: Option<String>,
}

impl From<StepTime> for StepView {
    fn from(step: StepTime) -> Self {
        Self {
            ordinal: step.ordinal,
            started_at: step.started_at.map(Stamp),
            finished_at: step.finished_at.map(Stamp),
            elapsed_minutes: step.elapsed_minutes,
            working_minutes: step.working_minutes,
            standard_minutes: step.standard_minutes,
            within_standard: step.within_standard,
            late_reason: step.late_reason,
        }
    }
}

impl Whole {
    pub fn event_times(&self) -> EventTimes {
        EventTimes { starts_at: self.event.starts_at, ends_at: self.event.ends_at }
    }

    pub fn steps(&self, office: &Office, now: Instant) -> Vec<StepView> {
        self.assignment.clock.0.read(self.event_times(), &office.calendar, now).map(StepView::from).into()
    }

    pub fn facts(&self) -> Facts {
        let unit = Some(self.assignment.register_unit.clone());
        let facts = Facts::of(self.assignment.state, self.assignment.assignee_id, unit, self.crew.clone());
        Facts { event_cancelled: self.event.certainty == Certainty::Cancelled, told: self.told.clone(), ..facts }
    }

    pub fn view(self, actor: &Actor, office: &Office, now: Instant) -> AssignmentView {
        actor.shown.add(self.assignment.id, self.assignment.classification);
        let (steps, facts) = (self.steps(office, now), self.facts());
        let row = self.assignment;
        AssignmentView {
            id: row.id,
            register_number: row.register_number,
            subject: row.subject,
            agenda_item: self.event.into(),
            procedure: ProcedureRef {
                id: row.procedure_id,
                number: self.revision.number,
                effective_on: self.revision.effective_on,
            },
            assigned_by_id: row.assigned_by_id,
            assigned_by: actor.names.officer(row.assigned_by_id),
            assigned_by_acting: self.acting,
            assignee: OfficerRef {
                id: row.assignee_id,
                name: self.assignee.name.clone(),
                position_title: self.assignee.position_title.clone(),
            },
            scope: row.scope,
            urgency: row.urgency,
            classification: row.classification,
            due_at: row.due_at.map(Stamp),
            state: row.state,
            cancel_reason: row.cancel_reason,
            steps,
            allowed_actions: workflow::allowed(Thing::Assignment, &actor.hats, &facts),
            acting_for: acting_for(Thing::Assignment, &actor.hats, &facts),
            dispositions: None,
            dispositions_next: None,
            artifacts: None,
            artifacts_next: None,
            reports: None,
            reports_next: None,
            timeline: None,
            timeline_next: None,
            done_by: None,
            created_at: row.created_at.into(),
            updated_at: row.updated_at.into(),
            version: row.version,
            etag: None,
            excerpt: None,
        }
    }
}
