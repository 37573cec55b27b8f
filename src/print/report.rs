//! *Laporan Hasil Publikasi dan Dokumentasi*: the report on paper.

use super::world::{self, Template};
use super::{Event, Named, Sheet};
use serde::Serialize;

static TEMPLATE: Template = Template::new(|| world::source("report.typ", include_str!("report.typ")));

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ReportSheet {
    /// The letterhead, by lines.
    pub office: Vec<String>,
    /// None on a draft.
    pub number: Option<String>,
    pub revision: i32,
    pub submitted_on: Option<String>,
    pub subject: String,
    /// The number of the assignment.
    pub assignment: String,
    pub procedure: String,
    pub event: Event,
    pub addressee: Named,
    pub author: Named,
    pub team: Vec<Member>,
    pub summary: String,
    pub body: Option<String>,
    pub selected: Vec<Artifact>,
    pub left_out: Vec<LeftOut>,
    /// How many must still be decided; none once submitted.
    pub undecided: usize,
    pub steps: Vec<StepTime>,
    pub decision: Option<Decision>,
    /// SHA-256 of what was submitted; none on a draft.
    pub digest: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Member {
    pub named: Named,
    pub duty: String,
    pub completed: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Artifact {
    pub kind: String,
    pub title: String,
    /// SHA-256.
    pub digest: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LeftOut {
    pub kind: String,
    pub title: String,
    pub reason: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StepTime {
    pub ordinal: u8,
    pub activity: String,
    pub finished: Option<String>,
    pub standard_minutes: u32,
    pub working_minutes: u32,
    pub within_standard: Option<bool>,
    pub late_reason: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Decision {
    pub accepted: bool,
    pub by: Named,
    pub at: String,
    pub note: Option<String>,
}

impl Sheet for ReportSheet {
    fn template(&self) -> &'static Template {
        &TEMPLATE
    }
}
