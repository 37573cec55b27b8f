//! Exempting what a case tells from publication (*informasi yang dikecualikan*), and lifting that.

use super::prepare::officer;
use super::requests::{Exempt, LiftExemption};
use super::store;
use super::store::exemptions::{self, Exemption};
use crate::db::Connection;
use crate::domain::journal::SubjectKind;
use crate::domain::workflow::{self, Act, Facts, Gate, Unmet};
use crate::features::assignments::{self, CaseOf};
use crate::features::journal::{self, Entry};
use crate::http::fields::Stamp;
use crate::http::problem::{FaultKind, Faults, Problem};
use crate::office::call::{Doing, Earlier};
use serde_json::json;
use uuid::Uuid;

/// Exempts, and answers the id.
pub async fn exempt(conn: &mut Connection, doing: &Doing, request: Exempt) -> Result<Uuid, Problem> {
    let case = assignments::open(conn, doing, request.assignment_id).await?;
    let facts = case.facts();
    workflow::choose(Act::Exempt, &doing.actor.hats, &facts)?;
    if request.until.0 <= doing.now {
        return Err(Faults::body("#/until", FaultKind::rule("PAST", "Sudah lewat.", "Already past.")).into());
    }
    let mut unmet = Vec::new();
    if let Some(standing) = exemptions::standing(conn, case.id(), doing.now).await? {
        unmet.push(Unmet::from(Gate::AlreadyExempt).about(standing));
    }
    let published = store::standing_of_case(conn, case.id()).await?;
    if !published.is_empty() {
        unmet.push(published.values().fold(Unmet::from(Gate::PublicationStands), |unmet, id| unmet.about(id)));
    }
    let hat = workflow::permit(Act::Exempt, &doing.actor.hats, &facts, unmet)?;
    let row = Exemption {
        id: doing.new_id(),
        assignment_id: case.id(),
        statute: request.statute,
        consequence: request.consequence,
        until: request.until.0,
        exempted_by_id: officer(hat)?,
        exempted_by_mandate_id: hat.mandate(),
        exempted_at: doing.occurred_at,
        lifted_by_id: None,
        lifted_by_mandate_id: None,
        lifted_at: None,
        lift_reason: None,
        created_at: doing.now,
        updated_at: doing.now,
        version: 1,
    };
    exemptions::insert(conn, &row).await?;
    let told =
        json!({ "exemptionId": row.id, "statute": row.statute, "consequence": row.consequence, "exemptUntil": Stamp(row.until) });
    let entry = Entry::act(Act::Exempt, hat, (SubjectKind::Assignment, case.id())).of_case(case.id()).changed(().into(), told);
    journal::record(conn, doing, entry).await?;
    Ok(row.id)
}

pub async fn lift(conn: &mut Connection, doing: &Doing, id: Uuid, request: LiftExemption) -> Result<(), Problem> {
    let of = CaseOf::Exemption(id);
    let (case, mut rows) = assignments::open_with(conn, doing, of, exemptions::loading(id)).await?;
    let row: Exemption = rows.pop().ok_or_else(Problem::not_found)?;
    doing.expected.check(row.version)?;
    let facts = Facts { over: !row.holds(doing.now), ..case.facts() };
    let hat = workflow::permit(Act::LiftExemption, &doing.actor.hats, &facts, Vec::new())?;
    doing.follows([(Earlier::Exemption, Some(row.exempted_at))])?;
    let lifted = Exemption {
        lifted_by_id: Some(officer(hat)?),
        lifted_by_mandate_id: hat.mandate(),
        lifted_at: Some(doing.occurred_at),
        lift_reason: Some(request.reason.clone()),
        updated_at: doing.now,
        version: row.version + 1,
        ..row
    };
    exemptions::save(conn, &lifted).await?;
    let told = json!({ "exemptionId": id, "statute": lifted.statute });
    let entry = Entry::act(Act::LiftExemption, hat, (SubjectKind::Assignment, case.id()))
        .of_case(case.id())
        .because(request.reason.to_string())
        .changed(told, ().into());
    Ok(journal::record(conn, doing, entry).await?)
}
