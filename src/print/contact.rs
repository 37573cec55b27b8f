//! *Lembar kontak*: the pictures of a case, twenty a page.

use super::world::{self, Template};
use super::{Event, Sheet};
use serde::Serialize;

static TEMPLATE: Template = Template::new(|| world::source("contact.typ", include_str!("contact.typ")));

/// Four beside each other, five below each other.
pub const A_PAGE: usize = 20;

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ContactSheet {
    /// The letterhead, by lines.
    pub office: Vec<String>,
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

impl Sheet for ContactSheet {
    fn template(&self) -> &'static Template {
        &TEMPLATE
    }

    fn pictures(&self) -> &[Vec<u8>] {
        &self.pictures
    }
}
