//! *Memilah*, the first half of step 4: the subdivision head decides what goes into the report.

use super::act;
use super::api::DecideSelection;
use crate::db::Connection;
use crate::domain::journal::SubjectKind;
use crate::domain::workflow::Act;
use crate::features::journal::Entry;
use crate::http::call::Doing;
use crate::http::problem::Problem;
use uuid::Uuid;

pub async fn decide_selection(conn: &mut Connection, doing: &Doing, id: Uuid, request: DecideSelection) -> Result<(), Problem> {
    let mut opened = act::open(conn, doing, id).await?;
    doing.expected.check(opened.row.version)?;
    request.check()?;
    let hat = opened.permit(doing, Act::Select)?;
    let row = &mut opened.row;
    row.decision = request.decision;
    row.decided_by_id = request.decision.and(hat.officer);
    row.decided_at = request.decision.map(|_| doing.occurred_at);
    row.decision_rank = request.rank.and_then(|rank| i32::try_from(rank.0).ok());
    row.decision_reason = request.reason;
    let reason = row.decision_reason.as_ref().map(|reason| reason.to_string());
    let entry = Entry::act(Act::Select, hat, (SubjectKind::Artifact, id)).because(reason);
    opened.save(conn, doing, entry, &[]).await
}
