//! The printed sheets: what one says, and the A4 PDF of it, set by Typst from templates in the program.
//!
//! What people wrote reaches a template as data and is set as text: nothing in it is markup, link or code.

mod contact;
mod disposition;
#[cfg(feature = "pdf")]
mod fonts;
#[cfg(feature = "pdf")]
mod glyphs;
mod monitoring;
#[cfg(feature = "pdf")]
mod press;
mod report;
#[cfg(all(test, feature = "pdf"))]
mod tests;
pub mod words;
#[cfg(feature = "pdf")]
mod world;

pub use contact::{A_PAGE, ContactSheet, Tile};
pub use disposition::{Checked, DispositionSheet, Plan, Planned, Recipient};
pub use monitoring::{AssessedStep, MonitoringSheet};
#[cfg(feature = "pdf")]
pub use press::{MEDIA_TYPE, PrintError, Sheet};
pub use report::{Artifact, Decision, LeftOut, Member, ReportSheet, StepTime};

use crate::domain::digest::Digest;
use crate::domain::paper::LogoFormat;
use serde::{Deserialize, Serialize};
use std::path::Path;

/// Adds the fonts of a folder to those that come with the program.
#[cfg(feature = "pdf")]
pub fn add_fonts(folder: Option<&Path>) -> Result<(), String> {
    folder.map_or(Ok(()), fonts::add)
}

/// There is nothing to print.
#[cfg(not(feature = "pdf"))]
pub fn add_fonts(_: Option<&Path>) -> Result<(), String> {
    Ok(())
}

/// The head of a sheet, as the office had it then.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Letterhead {
    /// One alone is the name; of several the first is the government, the second the office, the rest the address.
    pub lines: Vec<String>,
    /// Where papers are signed.
    pub place: Option<String>,
    pub logo: Option<Logo>,
}

/// A picture in the letterhead, named by its digest; its bytes are with whoever keeps the letterheads.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Logo {
    pub format: LogoFormat,
    pub digest: Digest,
    #[serde(skip)]
    pub bytes: Vec<u8>,
}

/// Somebody as a sheet names them.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Named {
    pub name: String,
    /// Of whoever stands in for a post, that of the post after *Plh.* or *Plt.*
    pub position: String,
    /// The decree by which they do.
    pub decree: Option<String>,
}

/// The event as a sheet tells of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Event {
    pub title: String,
    pub time: String,
    pub venue: Option<String>,
}

/// Something that happened after a paper was fixed: no part of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Note {
    pub at: String,
    pub text: String,
}
