//! The one table of the files that are taken: what each is called, what it may be, and what is done with it.

mod films;
mod papers;
mod pictures;
mod sounds;

use super::row::Row;
use crate::domain::artifact::ArtifactKind;

const NONE: &[ArtifactKind] = &[];
const PHOTO: &[ArtifactKind] = &[ArtifactKind::Photo];
const VIDEO: &[ArtifactKind] = &[ArtifactKind::Video];
const AUDIO: &[ArtifactKind] = &[ArtifactKind::Audio];
const MEDIA: &[ArtifactKind] = &[ArtifactKind::Video, ArtifactKind::Audio];
const DATA: &[ArtifactKind] = &[ArtifactKind::Dataset];
const PAPER: &[ArtifactKind] = &[ArtifactKind::Document];
const SHEET: &[ArtifactKind] = &[ArtifactKind::Dataset, ArtifactKind::Document];

/// In the order of the enum. SVG, HTML, XML and scripts are not here, so nothing that a browser would run can ever be stored as such.
pub(super) const TABLE: &[Row] = &joined();

const PARTS: [&[Row]; 4] = [pictures::ROWS, films::ROWS, sounds::ROWS, papers::ROWS];
const COUNT: usize = pictures::ROWS.len() + films::ROWS.len() + sounds::ROWS.len() + papers::ROWS.len();

const fn joined() -> [Row; COUNT] {
    let mut all = [pictures::ROWS[0]; COUNT];
    let (mut part, mut at) = (0, 0);
    while part < PARTS.len() {
        let mut row = 0;
        while row < PARTS[part].len() {
            all[at] = PARTS[part][row];
            (row, at) = (row + 1, at + 1);
        }
        part += 1;
    }
    all
}
