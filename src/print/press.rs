//! Setting a sheet.

use super::world::{self, Template};
use super::{Letterhead, Logo, Note};
use crate::domain::digest::{Digest, Hasher};
use serde::Serialize;
use std::any::type_name;

pub const MEDIA_TYPE: &str = "application/pdf";

/// A template or the typesetter failed: a fault of ours, whatever the data.
#[derive(Debug, thiserror::Error)]
#[error("the sheet cannot be printed: {0}")]
pub struct PrintError(pub(super) String);

/// A kind of sheet, with what one of it says.
pub trait Sheet: Serialize {
    fn template(&self) -> &'static Template;

    fn letterhead(&self) -> &Letterhead;

    /// To give its logo the bytes.
    fn letterhead_mut(&mut self) -> &mut Letterhead;

    /// Puts what came later behind it.
    fn note(&mut self, _notes: Vec<Note>) {}

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
        world::print(self.template(), self, self.logo(), self.pictures())
    }

    fn logo(&self) -> Option<&Logo> {
        self.letterhead().logo.as_ref()
    }
}

impl PrintError {
    pub(super) fn of(reason: impl std::fmt::Display) -> Self {
        Self(reason.to_string())
    }
}
