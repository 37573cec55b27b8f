//! Step 1's disposition is carried out by the report: it follows what becomes of that.

use super::store;
use crate::db::Connection;
use crate::domain::disposition::RecipientState;
use crate::domain::text::Prose;
use crate::features::assignments::Case;
use crate::http::problem::Problem;
use crate::office::call::Doing;

/// The assignee's part of the (locked) case's first disposition: COMPLETED with the report, RETURNED with its return.
pub async fn settle(
    conn: &mut Connection,
    doing: &Doing,
    case: &Case,
    state: RecipientState,
    note: Option<Prose<4000>>,
) -> Result<(), Problem> {
    let (_, addressees) = store::first_of(conn, case.id()).await?;
    let assignee = addressees.into_iter().find(|to| to.officer_id == case.assignment.assignee_id);
    let mut to = assignee.ok_or_else(|| Problem::internal("a first disposition not addressed to the assignee"))?;
    to.state = state;
    to.read_at = to.read_at.or(Some(doing.occurred_at));
    to.completed_at = (state == RecipientState::Completed).then_some(doing.occurred_at);
    to.note = note;
    Ok(store::save(conn, &to, doing.now).await?)
}
