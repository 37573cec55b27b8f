//! Assignments (*penugasan*): one event to publish and document. Step 1 of the SOP, and the case everything else belongs to.

mod api;
mod assign;
mod case;
mod commands;
pub mod store;

pub use api::{AssignmentRef, AssignmentView, StepView, routes};
pub use case::{Case, open, open_all};

use crate::db::Connection;
use crate::http::answer::Answer;
use crate::http::problem::Problem;
use crate::office::call::Doing;
use uuid::Uuid;

/// The assignment as it stands after an act, for whoever did it.
pub async fn shown(conn: &mut Connection, doing: &Doing, id: Uuid) -> Result<Answer, Problem> {
    let whole = store::find(conn, &doing.actor, id).await?;
    let view = whole.view(&doing.actor, &doing.office, doing.now);
    Ok(Answer::shown(view.version, &view).about([id]))
}
