//! Artifacts: what staff bring back from an event (*data baru*, *draft konsep*, *bahan*), and the selection of them (*memilah*).

pub mod act;
mod add;
mod api;
mod bag;
mod form;
pub mod pieces;
pub mod receive;
pub mod room;
pub mod scan;
mod select;
pub mod store;
mod take_down;

pub use api::{ArtifactRef, ArtifactView, refused, routes};
pub use receive::File;

use crate::db::Connection;
use crate::http::answer::Answer;
use crate::http::problem::Problem;
use crate::office::call::Doing;
use uuid::Uuid;

/// The artifact as it stands after an act, for whoever did it.
pub async fn shown(conn: &mut Connection, doing: &Doing, id: Uuid) -> Result<Answer, Problem> {
    let whole = store::find(conn, &doing.actor, id).await?;
    let view = whole.view(&doing.actor, doing.now);
    Ok(Answer::shown(view.version, &view).about([view.assignment_id]))
}
