//! The printed sheets: A4 PDF, set by Typst from templates in the program and the data of one thing.
//!
//! What people wrote reaches a template as data and is set as text: nothing in it is markup, link or code.

mod contact;
mod disposition;
mod glyphs;
mod report;
#[cfg(test)]
mod tests;
pub mod words;
mod world;

pub use contact::{A_PAGE, ContactSheet, Tile, print_contact_sheet};
pub use disposition::{Checked, DispositionSheet, Plan, Planned, Recipient, print_disposition};
pub use report::{Artifact, Decision, LeftOut, Member, ReportSheet, StepTime, print_report};

use serde::Serialize;

pub const MEDIA_TYPE: &str = "application/pdf";

/// A template or the typesetter failed: a fault of ours, whatever the data.
#[derive(Debug, thiserror::Error)]
#[error("the sheet cannot be printed: {0}")]
pub struct PrintError(String);

/// Somebody as a sheet names them.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Named {
    pub name: String,
    pub position: String,
}

/// The event as a sheet tells of it.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Event {
    pub title: String,
    pub time: String,
    pub venue: Option<String>,
}
