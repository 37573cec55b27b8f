//! Step 2 of the SOP: the subdivision head orders staff; again while DISPATCHED, for more crew.

use super::instructions::check_instructions;
use super::paper;
use super::requests::{ActivityAgenda, Dispatch};
use super::store::{self, Disposition, RecipientRow};
use crate::db::Connection;
use crate::db::columns::Json;
use crate::db::schema::officers;
use crate::domain::assignment::State;
use crate::domain::disposition::{RecipientKind, RecipientState};
use crate::domain::journal::SubjectKind;
use crate::domain::register::RegisterKind;
use crate::domain::role::Role;
use crate::domain::workflow::{self, Act, Gate, Unmet};
use crate::features::assignments::{self, Case};
use crate::features::journal::{self, Entry};
use crate::features::numbering;
use crate::http::problem::{FaultKind, Faults, OnConstraint, Place, Problem};
use crate::office::call::Doing;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde_json::json;
use std::collections::HashMap;
use uuid::Uuid;

/// Makes the order and answers its id.
pub async fn dispatch(conn: &mut Connection, doing: &Doing, case: Uuid, request: Dispatch) -> Result<Uuid, Problem> {
    let mut case = assignments::open(conn, doing, case).await?;
    doing.expected.check(case.assignment.version)?;
    let known = known_officers(conn, &request).await?;
    let mut faults = check_instructions(doing, &request.instructions);
    faults.extend(check_recipients(&request, &known));
    let (parent, first, addressees) = parent(conn, &case, &request, &mut faults).await?;
    faults.none()?;
    let hat = workflow::permit(Act::Dispatch, &doing.actor.hats, &case.facts(), unmet(&request, &known))?;
    let issuer_id = hat.officer.ok_or_else(|| Problem::internal("a subdivision head without an officer"))?;
    let number = numbering::draw(conn, numbering::place(doing, hat, RegisterKind::Disposition)?).await?;
    let row = Disposition {
        id: doing.new_id(),
        register_unit: number.unit,
        register_year: number.year,
        register_serial: number.serial,
        register_number: number.printed,
        assignment_id: case.id(),
        parent_id: Some(parent),
        issuer_id,
        issuer_mandate_id: hat.mandate(),
        instructions: request.instructions,
        note: request.note,
        urgency: case.assignment.urgency,
        classification: case.assignment.classification,
        due_at: case.assignment.due_at,
        activity_agenda: Some(Json(ActivityAgenda {
            brief: request.brief,
            schedule: request.schedule,
            channels: request.channels,
        })),
        created_at: doing.now,
        updated_at: doing.now,
        version: 1,
        superseded_by_id: None,
    };
    let recipients: Vec<RecipientRow> = request
        .recipients
        .iter()
        .zip(1..)
        .map(|(to, position)| RecipientRow {
            disposition_id: row.id,
            officer_id: to.officer_id,
            assignment_id: case.id(),
            position,
            kind: to.kind,
            duty: to.duty,
            state: RecipientState::Delivered,
            read_at: None,
            completed_at: None,
            note: None,
        })
        .collect();
    store::insert(conn, &row, &recipients).await.on_constraint(numbering::ONCE, numbering::taken)?;
    paper::fix(conn, doing, row.id).await?;
    // Acting on step 1's disposition is reading it: it can no longer be recalled.
    for mut to in addressees.into_iter().filter(|to| to.state == RecipientState::Delivered && first) {
        (to.state, to.read_at) = (RecipientState::Read, Some(doing.occurred_at));
        store::save(conn, &to, doing.now).await?;
    }
    let before = case.assignment.state;
    case.assignment.state = State::Dispatched;
    case.assignment.clock.0.dispatched(doing.occurred_at);
    case.save(conn, doing).await?;
    let told: Vec<_> =
        recipients.iter().map(|to| json!({ "officerId": to.officer_id, "kind": to.kind, "duty": to.duty })).collect();
    let entry = Entry::act(Act::Dispatch, hat, (SubjectKind::Disposition, row.id)).of_case(case.id()).changed(
        json!({ "state": before }),
        json!({ "state": State::Dispatched, "registerNumber": row.register_number, "recipients": told, "instructions": row.instructions }),
    );
    journal::record(conn, doing, entry).await?;
    Ok(row.id)
}

/// An officer a disposition may name.
struct Known {
    active: bool,
    roles: Vec<Role>,
}

async fn known_officers(conn: &mut Connection, request: &Dispatch) -> QueryResult<HashMap<Uuid, Known>> {
    let ids: Vec<Uuid> = request.recipients.iter().map(|to| to.officer_id).collect();
    let rows: Vec<(Uuid, bool, Vec<Role>)> = officers::table
        .filter(officers::id.eq_any(&ids))
        .select((officers::id, officers::active, officers::roles))
        .load(conn)
        .await?;
    Ok(rows.into_iter().map(|(id, active, roles)| (id, Known { active, roles })).collect())
}

fn check_recipients(request: &Dispatch, known: &HashMap<Uuid, Known>) -> Faults {
    const MOST: usize = 50;
    let mut faults = Faults::default();
    if request.recipients.len() > MOST {
        faults.add(Place::Body("#/recipients".to_owned()), FaultKind::TooMany { max: MOST });
    }
    for (index, to) in request.recipients.iter().enumerate() {
        let place = || Place::Body(format!("#/recipients/{index}/officerId"));
        if !known.contains_key(&to.officer_id) {
            faults.add(place(), FaultKind::UnknownReference { what: "officer" });
        } else if request.recipients[..index].iter().any(|earlier| earlier.officer_id == to.officer_id) {
            faults.add(place(), FaultKind::NotUnique);
        }
    }
    for (index, entry) in request.schedule.iter().enumerate() {
        let listed = |officer: Uuid| request.recipients.iter().any(|to| to.officer_id == officer);
        if entry.officer_id.is_some_and(|officer| !listed(officer)) {
            let place = Place::Body(format!("#/schedule/{index}/officerId"));
            faults.add(place, FaultKind::UnknownReference { what: "recipient" });
        }
    }
    faults
}

/// The disposition this one continues: the one named, else step 1's. Answers also whether it is step 1's, and to whom it went.
async fn parent(
    conn: &mut Connection,
    case: &Case,
    request: &Dispatch,
    faults: &mut Faults,
) -> Result<(Uuid, bool, Vec<RecipientRow>), Problem> {
    let (first, addressees) = store::first_of(conn, case.id()).await?;
    let Some(named) = request.parent_id else { return Ok((first.id, true, addressees)) };
    if store::case_of(conn, named).await.optional()? != Some(case.id()) {
        faults.add(Place::Body("#/parentId".to_owned()), FaultKind::UnknownReference { what: "disposition" });
    }
    Ok((named, named == first.id, addressees))
}

fn unmet(request: &Dispatch, known: &HashMap<Uuid, Known>) -> Vec<Unmet> {
    let mut unmet = Vec::new();
    if !request.recipients.iter().any(|to| to.kind == RecipientKind::Action) {
        unmet.push(Unmet::at(Gate::ActionRecipientMissing, "#/recipients"));
    }
    for (index, to) in request.recipients.iter().enumerate() {
        let officer = known.get(&to.officer_id);
        let action = to.kind == RecipientKind::Action;
        let pointer = format!("#/recipients/{index}/officerId");
        if !officer.is_some_and(|officer| officer.active) {
            unmet.push(Unmet::at(Gate::RecipientInactive, pointer.clone()));
        }
        if action && !officer.is_some_and(|officer| officer.roles.contains(&Role::Staff)) {
            unmet.push(Unmet::at(Gate::RecipientNotStaff, pointer));
        }
        if action && to.duty.is_none() {
            unmet.push(Unmet::at(Gate::DutyMissing, format!("#/recipients/{index}/duty")));
        }
    }
    unmet
}
