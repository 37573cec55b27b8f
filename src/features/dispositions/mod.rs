//! Dispositions (*disposisi*): step 2 orders staff, step 3 is completed on them.

mod act;
mod api;
mod dispatch;
mod first;
#[cfg(feature = "pdf")]
mod sheet;
pub mod store;

pub use api::{DispositionView, routes};
pub use first::settle as settle_first;

use crate::db::Connection;
use crate::domain::text::Line;
use crate::http::answer::Answer;
use crate::http::problem::{FaultKind, Faults, Place, Problem};
use crate::office::call::Doing;
use uuid::Uuid;

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

/// The disposition as it stands after an act, for whoever did it.
pub async fn shown(conn: &mut Connection, doing: &Doing, id: Uuid) -> Result<Answer, Problem> {
    let whole = store::find(conn, &doing.actor, id).await?;
    let view = whole.view(&doing.actor);
    Ok(Answer::shown(view.version, &view).about([whole.row.assignment_id]))
}
