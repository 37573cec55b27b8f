//! *Formulir monitoring pelaksanaan SOP*: how each step runs, on the form that the national guideline for SOPs asks for every six
//! months.

use super::Letterhead;
#[cfg(feature = "pdf")]
use super::{
    Sheet,
    world::{self, Template},
};
use serde::Serialize;

#[cfg(feature = "pdf")]
static TEMPLATE: Template = Template::new(|| world::source("monitoring.typ", include_str!("monitoring.typ")));

#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MonitoringSheet {
    pub letterhead: Letterhead,
    /// Number and name of the SOP.
    pub procedure: String,
    pub period: String,
    /// Empty where no unit had a case.
    pub units: String,
    pub events: String,
    pub cases: String,
    pub returns: String,
    pub steps: Vec<AssessedStep>,
    pub printed_on: String,
}

#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AssessedStep {
    pub ordinal: u8,
    pub activity: String,
    /// None where there is nothing to judge by.
    pub well: Option<bool>,
    /// What the figures say.
    pub notes: Vec<String>,
}

#[cfg(feature = "pdf")]
impl Sheet for MonitoringSheet {
    fn template(&self) -> &'static Template {
        &TEMPLATE
    }

    fn letterhead(&self) -> &Letterhead {
        &self.letterhead
    }

    fn letterhead_mut(&mut self) -> &mut Letterhead {
        &mut self.letterhead
    }
}
