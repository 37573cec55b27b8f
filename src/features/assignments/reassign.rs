//! The division head gives an open case to another subdivision head. All that there is goes on with them: orders to the crew, drafts, the
//! report, the selection and the clock. The SOP has no such branch: it is ours.

use super::case;
use super::requests::Reassign;
use crate::db::Connection;
use crate::db::schema::officers;
use crate::domain::journal::SubjectKind;
use crate::domain::role::Role;
use crate::domain::workflow::{self, Act, Gate, Unmet};
use crate::features::dispositions::FirstOrder;
use crate::features::journal::{self, Entry};
use crate::http::problem::{FaultKind, Faults, Problem};
use crate::office::call::Doing;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde_json::json;
use uuid::Uuid;

pub async fn reassign(conn: &mut Connection, doing: &Doing, id: Uuid, request: Reassign) -> Result<(), Problem> {
    let mut case = case::open(conn, doing, id).await?;
    doing.expected.check(case.assignment.version)?;
    let known: Option<(bool, Vec<Role>)> =
        officers::table.find(request.assignee_id).select((officers::active, officers::roles)).first(conn).await.optional()?;
    let unknown = || Faults::body("#/assigneeId", FaultKind::UnknownReference { what: "officer" });
    let (active, roles) = known.ok_or_else(unknown)?;
    let first = FirstOrder::of(conn, &case).await?;
    let unchanged = request.assignee_id == case.assignment.assignee_id && first.stands();
    let gates = [
        (doing.actor.hats.is_oneself(request.assignee_id), Gate::AssigneeIsOneself),
        (unchanged, Gate::AssigneeUnchanged),
        (!active, Gate::AssigneeInactive),
        (!roles.contains(&Role::SubdivisionHead), Gate::AssigneeNotSubdivisionHead),
    ];
    let unmet = gates.into_iter().filter(|(is_unmet, _)| *is_unmet).map(|(_, gate)| Unmet::at(gate, "#/assigneeId")).collect();
    let hat = workflow::permit(Act::Reassign, &doing.actor.hats, &case.facts(), unmet)?;
    let before = json!({ "assigneeId": case.assignment.assignee_id, "dispositionId": first.id() });
    case.assignment.assignee_id = request.assignee_id;
    case.save(conn, doing).await?;
    let order = first.reissue(conn, doing, hat, &case).await?;
    let entry = Entry::act(Act::Reassign, hat, (SubjectKind::Assignment, id))
        .of_case(id)
        .because(request.reason.to_string())
        .changed(before, json!({ "assigneeId": request.assignee_id, "dispositionId": order }));
    Ok(journal::record(conn, doing, entry).await?)
}
