//! A report in short, as it is embedded in its assignment.

use super::ReportView;
use crate::domain::report::ReportState;
use crate::domain::text::Prose;
use crate::domain::workflow::Act;
use crate::features::mandates::{Acting, ActingFor};
use crate::features::officers::OfficerRef;
use crate::http::fields::Stamp;
use crate::http::row::has_etag;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// One revision of the report: who wrote, submitted and decided it. What it reports is read at `/v1/reports/{id}`.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReportInShort {
    pub id: Uuid,
    /// Drawn on submission; null while DRAFT.
    #[schema(max_length = 200, example = "3/LAP/HUMAS/X/2026")]
    pub register_number: Option<String>,
    /// 1, and one more after each return.
    #[schema(minimum = 1, example = 1)]
    pub revision: i32,
    pub state: ReportState,
    /// E.g. `Festival dibuka Bupati; 24 foto, satu siaran pers dan satu artikel website.`.
    pub summary: Prose<4000>,
    /// The subdivision head.
    pub author: OfficerRef,
    /// Who opened it in person, if by mandate.
    pub author_acting: Option<Acting>,
    pub submitted_at: Option<Stamp>,
    pub submitted_by: Option<OfficerRef>,
    /// Who did so in person, if by mandate.
    pub submitted_by_acting: Option<Acting>,
    pub decided_at: Option<Stamp>,
    pub decided_by: Option<OfficerRef>,
    /// Who did so in person, if by mandate.
    pub decided_by_acting: Option<Acting>,
    /// The note of acceptance, or why it was returned. E.g. `Nama desa pada siaran pers keliru`.
    pub note: Option<Prose<4000>>,
    /// What you may do to it now; whether its content is complete is asked with `dryRun`.
    #[schema(max_items = 20)]
    pub allowed_actions: Vec<Act>,
    /// Which of these a mandate of yours has a part in, and for whom each can be done (`?actingFor=`).
    #[schema(max_items = 100)]
    pub acting_for: Vec<ActingFor>,
    pub created_at: Stamp,
    pub updated_at: Stamp,
    #[schema(minimum = 1, example = 1)]
    pub version: i32,
    /// {{etag}}
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 100, pattern = "^\"[0-9]+\\.[A-Za-z0-9_-]+\"$", example = "\"3.Zk1mVb0a9yTt\"")]
    pub etag: Option<String>,
}

has_etag!(ReportInShort);

impl From<ReportView> for ReportInShort {
    fn from(report: ReportView) -> Self {
        Self {
            id: report.id,
            register_number: report.register_number,
            revision: report.revision,
            state: report.state,
            summary: report.summary,
            author: report.author,
            author_acting: report.author_acting,
            submitted_at: report.submitted_at,
            submitted_by: report.submitted_by,
            submitted_by_acting: report.submitted_by_acting,
            decided_at: report.decided_at,
            decided_by: report.decided_by,
            decided_by_acting: report.decided_by_acting,
            note: report.note,
            allowed_actions: report.allowed_actions,
            acting_for: report.acting_for,
            created_at: report.created_at,
            updated_at: report.updated_at,
            version: report.version,
            etag: None,
        }
    }
}
