//! *Laporan Hasil Publikasi dan Dokumentasi*: the report on paper.

use super::{Event, Letterhead, Named, Note};
#[cfg(feature = "pdf")]
use super::{
    Sheet,
    world::{self, Template},
};
use serde::{Deserialize, Serialize};

#[cfg(feature = "pdf")]
static TEMPLATE: Template = Template::new(|| world::source("report.typ", include_str!("report.typ")));

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ReportSheet {
    pub letterhead: Letterhead,
    /// None on a draft.
    pub number: Option<String>,
    pub revision: i32,
    /// When it was numbered; none on a draft.
    pub submitted_on: Option<String>,
    /// When it was done, where that was told later.
    #[serde(default)]
    pub done_at: Option<String>,
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
    /// What came later, where that is asked for.
    #[serde(default)]
    pub notes: Vec<Note>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Member {
    pub named: Named,
    pub duty: String,
    pub completed: Option<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Artifact {
    pub kind: String,
    pub title: String,
    /// SHA-256.
    pub digest: String,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LeftOut {
    pub kind: String,
    pub title: String,
    pub reason: Option<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
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

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Decision {
    pub accepted: bool,
    pub by: Named,
    /// The day it was recorded.
    pub at: String,
    /// When it was done, where that was told later.
    #[serde(default)]
    pub done_at: Option<String>,
    pub note: Option<String>,
}

#[cfg(feature = "pdf")]
impl Sheet for ReportSheet {
    fn template(&self) -> &'static Template {
        &TEMPLATE
    }

    fn letterhead(&self) -> &Letterhead {
        &self.letterhead
    }

    fn letterhead_mut(&mut self) -> &mut Letterhead {
        &mut self.letterhead
    }

    fn note(&mut self, notes: Vec<Note>) {
        self.notes = notes;
    }
}
