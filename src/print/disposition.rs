//! *Lembar Disposisi*: the order on paper.

use super::{Event, Letterhead, Named, Note};
#[cfg(feature = "pdf")]
use super::{
    Sheet,
    world::{self, Template},
};
use serde::{Deserialize, Serialize};

#[cfg(feature = "pdf")]
static TEMPLATE: Template = Template::new(|| world::source("disposition.typ", include_str!("disposition.typ")));

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DispositionSheet {
    pub letterhead: Letterhead,
    pub number: String,
    /// When it was numbered.
    pub issued_on: String,
    /// When it was done, where that was told later.
    #[serde(default)]
    pub done_at: Option<String>,
    pub classification: String,
    pub urgency: String,
    pub due: Option<String>,
    pub subject: String,
    /// The number of the assignment.
    pub assignment: String,
    /// The number of the disposition it continues.
    pub continues: Option<String>,
    pub event: Event,
    pub issuer: Named,
    /// The office's list, with what is ordered checked.
    pub instructions: Vec<Checked>,
    pub recipients: Vec<Recipient>,
    pub note: Option<String>,
    /// Step 2's activity agenda.
    pub plan: Option<Plan>,
    /// What came later, where that is asked for.
    #[serde(default)]
    pub notes: Vec<Note>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Checked {
    pub label: String,
    pub checked: bool,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Recipient {
    pub named: Named,
    pub duty: String,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Plan {
    pub brief: Option<String>,
    pub channels: Vec<String>,
    pub schedule: Vec<Planned>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Planned {
    pub at: String,
    pub activity: String,
    pub officer: Option<String>,
}

#[cfg(feature = "pdf")]
impl Sheet for DispositionSheet {
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
