//! *Lembar kontak*: the pictures of a case, twenty a page.

use super::{Event, Letterhead};
#[cfg(feature = "pdf")]
use super::{
    Sheet,
    world::{self, Template},
};
use serde::Serialize;

#[cfg(feature = "pdf")]
static TEMPLATE: Template = Template::new(|| world::source("contact.typ", include_str!("contact.typ")));

/// Four beside each other, five below each other.
pub const A_PAGE: usize = 20;

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ContactSheet {
    pub letterhead: Letterhead,
    pub subject: String,
    /// The number of the assignment.
    pub assignment: String,
    pub event: Event,
    /// The page of the sheet this is.
    pub page: usize,
    pub tiles: Vec<Tile>,
    /// The JPEG pictures that tiles name by their place here.
    #[serde(skip)]
    pub pictures: Vec<Vec<u8>>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Tile {
    /// Counted over all pages.
    pub number: usize,
    pub kind: String,
    pub title: String,
    pub sender: String,
    pub taken: Option<String>,
    pub decision: Option<String>,
    pub flags: Vec<String>,
    /// Which of the sheet's pictures; None for a file without one.
    pub picture: Option<usize>,
}

#[cfg(feature = "pdf")]
impl Sheet for ContactSheet {
    fn template(&self) -> &'static Template {
        &TEMPLATE
    }

    fn letterhead(&self) -> &Letterhead {
        &self.letterhead
    }

    fn letterhead_mut(&mut self) -> &mut Letterhead {
        &mut self.letterhead
    }

    fn pictures(&self) -> &[Vec<u8>] {
        &self.pictures
    }
}
