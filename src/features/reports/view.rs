//! How a report is shown.

mod in_short;

pub use in_short::ReportInShort;

use super::store::{Contents, Whole};
use crate::domain::assignment::Classification;
use crate::domain::clock::EventTimes;
use crate::domain::digest::Digest;
use crate::domain::report::ReportState;
use crate::domain::text::Prose;
use crate::domain::time::Instant;
use crate::domain::workflow::{self, Act, Facts, Thing};
use crate::features::artifacts::ArtifactRef;
use crate::features::assignments::{AssignmentRef, StepView};
use crate::features::mandates::{Acting, ActingFor, acting_for};
use crate::features::officers::OfficerRef;
use crate::features::papers::PaperView;
use crate::features::search::Piece;
use crate::http::fields::Stamp;
use crate::http::row::has_etag;
use crate::office::actor::Actor;
use crate::office::reference::Office;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// A report on publication and documentation (*laporan hasil publikasi dan dokumentasi*): one revision of it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Report)]
pub struct ReportView {
    pub id: Uuid,
    /// Drawn on submission; null while DRAFT.
    #[schema(max_length = 200, example = "3/LAP/HUMAS/X/2026")]
    pub register_number: Option<String>,
    pub assignment: AssignmentRef,
    /// 1, and one more after each return.
    #[schema(minimum = 1, example = 1)]
    pub revision: i32,
    /// The subdivision head.
    pub author_id: Uuid,
    pub author: OfficerRef,
    /// Who opened it in person, if by mandate.
    pub author_acting: Option<Acting>,
    /// E.g. `Festival dibuka Bupati; 24 foto, satu siaran pers dan satu artikel website.`.
    pub summary: Prose<4000>,
    /// E.g. `Kegiatan berlangsung tertib dan dihadiri 400 petani.`.
    pub body: Option<Prose<100_000>>,
    /// In the order of their rank. As they stand now while DRAFT, as they were submitted afterwards; likewise the next three.
    #[schema(max_items = 10000)]
    pub selected: Vec<ArtifactRef>,
    #[schema(max_items = 10000)]
    pub not_selected: Vec<ArtifactRef>,
    /// What must still be decided before it can be submitted; empty afterwards.
    #[schema(max_items = 10000)]
    pub undecided: Vec<ArtifactRef>,
    /// Whoever sent what these three list, as they are called now; the lists are those that were submitted, to the byte.
    #[schema(max_items = 10000)]
    pub senders: Vec<OfficerRef>,
    /// The clock of the four steps.
    #[schema(min_items = 4, max_items = 4)]
    pub steps: Vec<StepView>,
    pub state: ReportState,
    /// SHA-256 of exactly what was submitted: the bytes of `…/bundle`. null while DRAFT.
    #[schema(
        max_length = 64,
        pattern = "^[0-9a-f]{64}$",
        example = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    )]
    pub content_digest: Option<String>,
    pub submitted_at: Option<Stamp>,
    /// The subdivision head who submitted it; null while DRAFT.
    pub submitted_by_id: Option<Uuid>,
    pub submitted_by: Option<OfficerRef>,
    /// Who did so in person, if by mandate.
    pub submitted_by_acting: Option<Acting>,
    /// The division head who accepted or returned it.
    pub decided_by_id: Option<Uuid>,
    pub decided_by: Option<OfficerRef>,
    /// Who did so in person, if by mandate.
    pub decided_by_acting: Option<Acting>,
    pub decided_at: Option<Stamp>,
    /// The note of acceptance, or why it was returned. E.g. `Nama desa pada siaran pers keliru`.
    pub note: Option<Prose<4000>>,
    /// The revision that a return opened.
    pub next_revision_id: Option<Uuid>,
    /// What you may do to it now; whether its content is complete is asked with `dryRun`.
    #[schema(max_items = 20)]
    pub allowed_actions: Vec<Act>,
    /// Which of these a mandate of yours has a part in, and for whom each can be done (`?actingFor=`).
    #[schema(max_items = 100)]
    pub acting_for: Vec<ActingFor>,
    /// Its sheet, and what happened since; null while DRAFT, which is printed as it stands. Told of one report, not in lists.
    pub paper: Option<PaperView>,
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

has_etag!(ReportView);

impl Whole {
    fn facts(&self) -> Facts {
        // No act on a report is the crew's.
        Facts {
            report: Some(self.report.state),
            writers: self.report.writers.clone(),
            guarded: self.case.classification != Classification::Ordinary,
            ..Facts::of(self.case.state, self.case.assignee_id, Some(self.case.register_unit.clone()), Vec::new())
        }
    }

    pub fn digest(&self) -> Option<Digest> {
        let bytes: [u8; 32] = self.report.content_digest.as_deref()?.try_into().ok()?;
        Some(bytes.into())
    }

    pub fn view(&self, actor: &Actor, office: &Office, now: Instant) -> ReportView {
        actor.shown.add(self.case.id, self.case.classification);
        let report = self.report.clone();
        let (selected, not_selected, undecided, steps) = match self.contents.clone() {
            Contents::Unread => (Vec::new(), Vec::new(), Vec::new(), Vec::new()),
            Contents::Fixed(fixed) => (fixed.selected, fixed.not_selected, Vec::new(), fixed.steps),
            Contents::Live(sorted) => {
                let event = EventTimes { starts_at: self.event.0, ends_at: self.event.1 };
                let steps = self.case.clock.0.read(event, &office.calendar, now).map(StepView::from).into();
                (sorted.selected, sorted.not_selected, sorted.undecided, steps)
            }
        };
        let names = &actor.names;
        let mut senders: Vec<Uuid> =
            [&selected, &not_selected, &undecided].into_iter().flatten().map(|one| one.sender_id).collect();
        senders.sort_unstable();
        senders.dedup();
        ReportView {
            id: report.id,
            register_number: report.register_number,
            assignment: AssignmentRef {
                id: self.case.id,
                register_number: self.case.register_number.clone(),
                subject: self.case.subject.clone(),
                state: self.case.state,
            },
            revision: report.revision,
            author_id: report.author_id,
            author: names.officer(report.author_id),
            author_acting: self.acting.by(report.author_mandate_id),
            summary: report.summary,
            body: report.body,
            selected,
            not_selected,
            undecided,
            senders: senders.into_iter().map(|id| names.officer(id)).collect(),
            steps,
            state: report.state,
            content_digest: self.digest().map(|digest| digest.to_string()),
            submitted_at: report.submitted_at.map(Stamp),
            submitted_by_id: report.submitted_by_id,
            submitted_by: report.submitted_by_id.map(|id| names.officer(id)),
            submitted_by_acting: self.acting.by(report.submitted_by_mandate_id),
            decided_by_id: report.decided_by_id,
            decided_by: report.decided_by_id.map(|id| names.officer(id)),
            decided_by_acting: self.acting.by(report.decided_by_mandate_id),
            decided_at: report.decided_at.map(Stamp),
            note: report.note,
            next_revision_id: self.next_revision_id,
            allowed_actions: workflow::allowed(Thing::Report, &actor.hats, &self.facts()),
            acting_for: acting_for(Thing::Report, &actor.hats, &self.facts()),
            paper: None,
            created_at: report.created_at.into(),
            updated_at: report.updated_at.into(),
            version: report.version,
            etag: None,
            excerpt: None,
        }
    }
}
