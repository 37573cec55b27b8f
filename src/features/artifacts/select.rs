//! *Memilah*, the first half of step 4: the subdivision head decides what goes into the report.

use super::act::{self, Opened};
use super::api::DecideSelection;
use crate::db::Connection;
use crate::domain::artifact::SelectionDecision;
use crate::domain::journal::SubjectKind;
use crate::domain::workflow::Act;
use crate::features::journal::Entry;
use crate::http::call::Doing;
use crate::http::problem::Problem;
use uuid::Uuid;

pub async fn decide_selection(conn: &mut Connection, doing: &Doing, id: Uuid, request: DecideSelection) -> Result<(), Problem> {
    let opened = act::open(conn, doing, id).await?;
    doing.expected.check(opened.row.version)?;
    decide(opened, doing, request)?.keep(conn, doing).await
}

/// A decision that may be made, not yet kept.
struct Decided {
    opened: Opened,
    entry: Entry,
}

fn decide(mut opened: Opened, doing: &Doing, request: DecideSelection) -> Result<Decided, Problem> {
    request.check()?;
    let selects = request.decision == Some(SelectionDecision::Selected);
    let unmet = if selects { opened.unmet_when_taken_down() } else { Vec::new() };
    let hat = opened.permit_unless(doing, Act::Select, unmet)?;
    let row = &mut opened.row;
    row.decision = request.decision;
    row.decided_by_id = request.decision.and(hat.officer);
    row.decided_at = request.decision.map(|_| doing.occurred_at);
    row.decision_rank = request.rank.and_then(|rank| i32::try_from(rank.0).ok());
    row.decision_reason = request.reason;
    let reason = row.decision_reason.as_ref().map(|reason| reason.to_string());
    let entry = Entry::act(Act::Select, hat, (SubjectKind::Artifact, row.id)).because(reason);
    Ok(Decided { opened, entry })
}

impl Decided {
    async fn keep(self, conn: &mut Connection, doing: &Doing) -> Result<(), Problem> {
        self.opened.save(conn, doing, self.entry, &[]).await
    }
}
