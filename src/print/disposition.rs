//! *Lembar Disposisi*: the order on paper.

use super::world::{self, Template};
use super::{Event, Named, Sheet};
use serde::Serialize;

static TEMPLATE: Template = Template::new(|| world::source("disposition.typ", include_str!("disposition.typ")));

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DispositionSheet {
    /// The letterhead, by lines.
    pub office: Vec<String>,
    pub number: String,
    pub issued_on: String,
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
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Checked {
    pub label: String,
    pub checked: bool,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Recipient {
    pub named: Named,
    pub duty: String,
    pub state: String,
    /// When it was read or completed.
    pub at: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Plan {
    pub brief: Option<String>,
    pub channels: Vec<String>,
    pub schedule: Vec<Planned>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Planned {
    pub at: String,
    pub activity: String,
    pub officer: Option<String>,
}

impl Sheet for DispositionSheet {
    fn template(&self) -> &'static Template {
        &TEMPLATE
    }
}
