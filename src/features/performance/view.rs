//! How the office's performance is shown.

use super::requests::Grouping;
use crate::domain::artifact::{ArtifactKind, SelectionDecision};
use crate::domain::assignment::State;
use crate::domain::performance::WorkingTime;
use crate::features::officers::OfficerRef;
use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

/// The office over a period, as far as the caller sees it. Events and their cases belong to the day on which the event starts.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Performance)]
pub struct PerformanceView {
    #[schema(example = "2026-09-01")]
    pub from: NaiveDate,
    #[schema(example = "2026-09-30")]
    pub to: NaiveDate,
    /// The office's, whose days these are.
    #[schema(max_length = 50, example = "Asia/Jakarta")]
    pub time_zone: String,
    pub total: PerformanceRow,
    /// By the unit whose case it is.
    #[schema(max_items = 1000)]
    pub units: Vec<PerformanceRow>,
    /// By the officer whose part it is: step 1 is that of whoever assigned, 2 and 4 of whoever has the case now, 3 of everybody of
    /// the crew; artifacts are their sender's. By mandate, it is the post's. A division head and an auditor see everybody, a
    /// subdivision head themself and the crews of their own cases, staff themself.
    #[schema(max_items = 10000)]
    pub officers: Vec<PerformanceRow>,
    /// By the month in which the event starts.
    #[schema(max_items = 15)]
    pub months: Vec<PerformanceRow>,
    /// Why steps were late, as it was said; the most frequent first, 100 at most.
    #[schema(max_items = 100)]
    pub late_reasons: Vec<LateReason>,
}

/// The figures of one group.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PerformanceRow {
    pub group: Grouping,
    /// Of a unit.
    #[schema(max_length = 50, example = "HUMAS")]
    pub unit: Option<String>,
    /// Of an officer.
    pub officer: Option<OfficerRef>,
    /// Of a month.
    #[schema(max_length = 7, pattern = "^[0-9]{4}-[0-9]{2}$", example = "2026-09")]
    pub month: Option<String>,
    /// Of the total and of months: an event is no unit's, and nobody's.
    pub events: Option<EventFigures>,
    pub cases: CaseFigures,
    /// The four steps of cases that were not cancelled.
    #[schema(min_items = 4, max_items = 4)]
    pub steps: Vec<StepFigures>,
    pub returns: ReturnFigures,
    pub artifacts: ArtifactFigures,
}

/// Events of the agenda in sight: `total` = `covered` + `notCovered` + `calledOff`.
#[derive(Debug, Default, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct EventFigures {
    #[schema(minimum = 0, example = 12)]
    pub total: u64,
    /// With at least one case in sight that was not cancelled.
    #[schema(minimum = 0, example = 9)]
    pub covered: u64,
    /// Neither covered nor called off.
    #[schema(minimum = 0, example = 2)]
    pub not_covered: u64,
    /// CANCELLED or POSTPONED, and not covered.
    #[schema(minimum = 0, example = 1)]
    pub called_off: u64,
    /// With an accepted report.
    #[schema(minimum = 0, example = 8)]
    pub reported: u64,
    /// With an accepted report in which a draft for the website or the press is selected: what can be published.
    #[schema(minimum = 0, example = 7)]
    pub draft_accepted: u64,
    /// With a publication that the public could read by now: also one that is EXPIRED or was withdrawn since, for it was published;
    /// none whose time is still to come, or that was withdrawn before. What the office put on its channels by hand is not known here.
    #[schema(minimum = 0, example = 6)]
    pub published: u64,
}

/// Cases by their state now.
#[derive(Debug, Default, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CaseFigures {
    #[schema(minimum = 0, example = 10)]
    pub total: u64,
    #[schema(minimum = 0, example = 0)]
    pub assigned: u64,
    #[schema(minimum = 0, example = 1)]
    pub dispatched: u64,
    #[schema(minimum = 0, example = 0)]
    pub documented: u64,
    #[schema(minimum = 0, example = 0)]
    pub reported: u64,
    #[schema(minimum = 0, example = 8)]
    pub closed: u64,
    #[schema(minimum = 0, example = 1)]
    pub cancelled: u64,
}

/// One step of the SOP. Times are working time, of steps that are finished, by nearest rank: one that was measured.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct StepFigures {
    #[schema(minimum = 1, maximum = 4, example = 1)]
    pub ordinal: u8,
    /// Finished within the standard time.
    #[schema(minimum = 0, example = 8)]
    pub kept: u64,
    /// Finished over it.
    #[schema(minimum = 0, example = 1)]
    pub late: u64,
    /// Begun, and not finished.
    #[schema(minimum = 0, example = 1)]
    pub running: u64,
    /// Of these, already over the standard time.
    #[schema(minimum = 0, example = 0)]
    pub running_late: u64,
    /// Late, running or finished, and nobody has said why.
    #[schema(minimum = 0, example = 0)]
    pub late_unexplained: u64,
    /// Within this time half of them were finished; null where none is.
    #[schema(value_type = Option<String>, max_length = 20, pattern = "^PT([0-9]+H)?([0-9]+M)?$", example = "PT4M")]
    pub median_working_time: Option<WorkingTime>,
    /// Within this time nine of ten were finished.
    #[schema(value_type = Option<String>, max_length = 20, pattern = "^PT([0-9]+H)?([0-9]+M)?$", example = "PT1H12M")]
    pub p90_working_time: Option<WorkingTime>,
}

/// What was sent back. Of an officer: work, where they are of the crew; reports, where they have the case.
#[derive(Debug, Default, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReturnFigures {
    /// Work, by the subdivision head to staff.
    #[schema(minimum = 0, example = 1)]
    pub work: u64,
    /// Reports, by the division head.
    #[schema(minimum = 0, example = 0)]
    pub reports: u64,
}

/// Artifacts by kind and decision.
#[derive(Debug, Default, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ArtifactFigures {
    pub photo: DecisionFigures,
    pub video: DecisionFigures,
    pub audio: DecisionFigures,
    pub dataset: DecisionFigures,
    pub document: DecisionFigures,
    pub source_material: DecisionFigures,
    pub website_draft: DecisionFigures,
    pub press_release: DecisionFigures,
}

#[derive(Debug, Default, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DecisionFigures {
    #[schema(minimum = 0, example = 6)]
    pub selected: u64,
    #[schema(minimum = 0, example = 20)]
    pub not_selected: u64,
    /// To be mended by whoever sent it.
    #[schema(minimum = 0, example = 0)]
    pub returned: u64,
    #[schema(minimum = 0, example = 4)]
    pub undecided: u64,
}

/// A reason, and how many late steps it was given for.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LateReason {
    /// The step.
    #[schema(minimum = 1, maximum = 4, example = 3)]
    pub ordinal: u8,
    #[schema(max_length = 2000, example = "Acara baru diketahui sore hari")]
    pub reason: String,
    #[schema(minimum = 1, example = 2)]
    pub count: u64,
}

impl PerformanceView {
    /// As a table: the total first.
    pub fn rows(self) -> Vec<PerformanceRow> {
        [vec![self.total], self.units, self.officers, self.months].into_iter().flatten().collect()
    }
}

impl CaseFigures {
    pub fn add(&mut self, state: State) {
        self.total += 1;
        *match state {
            State::Assigned => &mut self.assigned,
            State::Dispatched => &mut self.dispatched,
            State::Documented => &mut self.documented,
            State::Reported => &mut self.reported,
            State::Closed => &mut self.closed,
            State::Cancelled => &mut self.cancelled,
        } += 1;
    }
}

impl ArtifactFigures {
    pub fn of(&mut self, kind: ArtifactKind, decision: Option<SelectionDecision>) -> &mut u64 {
        let figures = match kind {
            ArtifactKind::Photo => &mut self.photo,
            ArtifactKind::Video => &mut self.video,
            ArtifactKind::Audio => &mut self.audio,
            ArtifactKind::Dataset => &mut self.dataset,
            ArtifactKind::Document => &mut self.document,
            ArtifactKind::SourceMaterial => &mut self.source_material,
            ArtifactKind::WebsiteDraft => &mut self.website_draft,
            ArtifactKind::PressRelease => &mut self.press_release,
        };
        figures.of(decision)
    }
}

impl DecisionFigures {
    fn of(&mut self, decision: Option<SelectionDecision>) -> &mut u64 {
        match decision {
            Some(SelectionDecision::Selected) => &mut self.selected,
            Some(SelectionDecision::NotSelected) => &mut self.not_selected,
            Some(SelectionDecision::Returned) => &mut self.returned,
            None => &mut self.undecided,
        }
    }
}
