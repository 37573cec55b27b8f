//! What the members of a request must be to one another.

use super::{AddArtifact, ChangeArtifact, DecideSelection};
use crate::domain::artifact::{ArtifactKind, SelectionDecision};
use crate::http::language::Words;
use crate::http::problem::{FaultKind, Faults, Place};

/// More keywords or persons than this help nobody.
const MOST: usize = 50;

fn too_long_lists((keywords, persons): (usize, usize)) -> Faults {
    let mut faults = Faults::default();
    for (pointer, length) in [("#/keywords", keywords), ("#/personsShown", persons)] {
        if length > MOST {
            faults.add(Place::Body(pointer.to_owned()), FaultKind::TooMany { max: MOST });
        }
    }
    faults
}

/// Text where a file is meant.
fn not_for_files(given: [(&str, bool); 3]) -> Faults {
    let mut faults = Faults::default();
    for (name, _) in given.into_iter().filter(|(_, given)| *given) {
        let words = Words::new("Hanya untuk draf; berkas tidak berisi teks.", "For drafts only; a file has no text here.");
        faults.add(Place::Body(format!("#/{name}")), FaultKind::Rule { code: "NOT_FOR_FILES", words });
    }
    faults
}

impl AddArtifact {
    /// As a draft: text, nothing else.
    pub fn check_draft(&self) -> Result<(), Faults> {
        if !self.kind.is_draft() {
            let words = Words::new(
                "Jenis ini adalah berkas: kirim sebagai multipart/form-data (bagian metadata dan file), atau berkasnya saja dengan ?kind=…&title=….",
                "This kind is a file: send it as multipart/form-data (parts metadata and file), or the bare file with ?kind=…&title=….",
            );
            return Err(Faults::body("#/kind", FaultKind::Rule { code: "FILE_EXPECTED", words }));
        }
        let mut faults = too_long_lists((self.keywords.len(), self.persons_shown.len()));
        for (pointer, missing) in [("#/headline", self.headline.is_none()), ("#/content", self.content.is_none())] {
            if missing {
                faults.add(Place::Body(pointer.to_owned()), FaultKind::Required);
            }
        }
        faults.none()
    }

    /// As the metadata of a file.
    pub fn check_file(&self) -> Result<(), Faults> {
        if self.kind.is_draft() {
            let words =
                Words::new("Draf adalah teks: kirim sebagai application/json.", "A draft is text: send it as application/json.");
            return Err(Faults::body("#/kind", FaultKind::Rule { code: "TEXT_EXPECTED", words }));
        }
        let mut faults = too_long_lists((self.keywords.len(), self.persons_shown.len()));
        faults.extend(not_for_files([
            ("headline", self.headline.is_some()),
            ("excerpt", self.excerpt.is_some()),
            ("content", self.content.is_some()),
        ]));
        faults.none()
    }
}

impl ChangeArtifact {
    pub fn check(&self, kind: ArtifactKind) -> Result<(), Faults> {
        let mut faults = too_long_lists(self.lengths());
        if !kind.is_draft() {
            faults.extend(not_for_files(self.text()));
        }
        faults.none()
    }
}

impl DecideSelection {
    pub fn check(&self) -> Result<(), Faults> {
        let mut faults = Faults::default();
        if self.decision == Some(SelectionDecision::Returned) && self.reason.is_none() {
            faults.add(Place::Body("#/reason".to_owned()), FaultKind::Required);
        }
        if self.decision.is_none() && self.reason.is_some() {
            let words = Words::new("Tidak ada keputusan yang perlu alasan.", "There is no decision to give a reason for.");
            faults.add(Place::Body("#/reason".to_owned()), FaultKind::Rule { code: "WITHOUT_DECISION", words });
        }
        if self.decision != Some(SelectionDecision::Selected) && self.rank.is_some() {
            let words = Words::new("Hanya bersama decision SELECTED.", "Only with decision SELECTED.");
            faults.add(Place::Body("#/rank".to_owned()), FaultKind::Rule { code: "ONLY_WITH_SELECTED", words });
        }
        faults.none()
    }
}
