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

pub use contact::{A_PAGE, ContactSheet, Tile};
pub use disposition::{Checked, DispositionSheet, Plan, Planned, Recipient};
pub use report::{Artifact, Decision, LeftOut, Member, ReportSheet, StepTime};

use crate::domain::digest::{Digest, Hasher};
use serde::Serialize;
use std::any::type_name;
use world::Template;

pub const MEDIA_TYPE: &str = "application/pdf";

/// A template or the typesetter failed: a fault of ours, whatever the data.
#[derive(Debug, thiserror::Error)]
#[error("the sheet cannot be printed: {0}")]
pub struct PrintError(String);

/// A kind of sheet, with what one of it says.
pub trait Sheet: Serialize {
    fn template(&self) -> &'static Template;

    /// JPEG, which the template knows as `picture-0.jpg` and so on.
    fn pictures(&self) -> &[Vec<u8>] {
        &[]
    }

    /// Of everything that is on it: the same sheet prints the same bytes.
    fn digest(&self) -> Result<Digest, PrintError> {
        let mut all = Hasher::default();
        all.update(type_name::<Self>().as_bytes());
        all.update(&serde_json::to_vec(self).map_err(PrintError::of)?);
        for picture in self.pictures() {
            all.update(Digest::of(picture).as_bytes());
        }
        Ok(all.finish())
    }

    /// Sets it. Takes milliseconds of one core, of hundreds of pages a second: not for a thread that serves requests.
    fn print(&self) -> Result<Vec<u8>, PrintError> {
        world::print(self.template(), self, self.pictures())
    }
}

impl PrintError {
    fn of(reason: impl std::fmt::Display) -> Self {
        Self(reason.to_string())
    }
}

/// Somebody as a sheet names them.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Named {
    pub name: String,
    /// Of whoever stands in for a post, that of the post after *Plh.* or *Plt.*
    pub position: String,
    /// The decree by which they do.
    pub decree: Option<String>,
}

/// The event as a sheet tells of it.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Event {
    pub title: String,
    pub time: String,
    pub venue: Option<String>,
}
