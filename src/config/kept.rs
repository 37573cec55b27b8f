//! The settings of commands that serve nothing.

use super::{BadSetting, Reader, data_dir, database_url, from_environment, store};
use crate::blobs::Location;
use std::path::{Path, PathBuf};

/// Where the database is: all that `migrate` and `journal verify` ask for.
#[derive(Debug, Clone)]
pub struct Kept {
    /// None: the development profile.
    pub database_url: Option<String>,
    pub data_dir: PathBuf,
}

impl Kept {
    pub fn from_environment() -> Result<Self, Vec<BadSetting>> {
        Ok(Self::read(&from_environment, |_, _| ())?.0)
    }

    /// With the file store, for `blobs verify`.
    pub fn with_files_from_environment() -> Result<(Self, Location), Vec<BadSetting>> {
        Self::read(&from_environment, store::read)
    }

    pub(super) fn read<T>(
        get: &dyn Fn(&str) -> Option<String>,
        more: impl FnOnce(&mut Reader<'_>, &Path) -> T,
    ) -> Result<(Self, T), Vec<BadSetting>> {
        let mut reader = Reader { get, faults: Vec::new() };
        let (database_url, data_dir) = (database_url(&mut reader), data_dir(&reader));
        let more = more(&mut reader, &data_dir);
        reader.none((Self { database_url, data_dir }, more))
    }
}
