//! *Isi disposisi*: what a disposition may ask for.

use crate::domain::text::Line;
use crate::http::problem::{FaultKind, Faults, Place};
use crate::office::call::Doing;

/// Instructions are codes of the office's list, each given once.
pub fn check_instructions(doing: &Doing, instructions: &[Line<50>]) -> Faults {
    const MOST: usize = 20;
    let mut faults = Faults::default();
    let mut at = |pointer: String, kind: FaultKind| faults.add(Place::Body(pointer), kind);
    if instructions.is_empty() {
        at("#/instructions".to_owned(), FaultKind::TooFew { min: 1 });
    }
    if instructions.len() > MOST {
        at("#/instructions".to_owned(), FaultKind::TooMany { max: MOST });
    }
    for (index, code) in instructions.iter().enumerate().take(MOST) {
        if !doing.office.knows_instruction(code) {
            let accepted =
                doing.office.instructions.iter().filter(|known| known.active).map(|known| known.code.to_string()).collect();
            at(format!("#/instructions/{index}"), FaultKind::UnknownValue { accepted });
        } else if instructions[..index].contains(code) {
            at(format!("#/instructions/{index}"), FaultKind::NotUnique);
        }
    }
    faults
}
