//! Adding a revision of the SOP, in one transaction.

use super::requests::{AddProcedure, AddProcedureStep};
use super::store::{self, Procedure};
use crate::db::Connection;
use crate::db::columns::Json;
use crate::domain::journal::SubjectKind;
use crate::domain::label::Label;
use crate::domain::procedure::{ProcedureStep, STEP_ROLES};
use crate::domain::role::{Role, Roles};
use crate::domain::text::Line;
use crate::features::journal::{self, Entry};
use crate::http::problem::{FaultKind, Faults, OnConstraint, Place, Problem};
use crate::office::call::Doing;

/// Who keeps the SOP.
const KEEPER: Roles = Roles::of(Role::Admin);

/// Lists of a revision, and of a step.
const MOST_LINES: usize = 50;
const MOST_INPUTS: usize = 20;

pub async fn add_procedure(conn: &mut Connection, doing: &Doing, request: AddProcedure) -> Result<Procedure, Problem> {
    let hat = doing.actor.hat(KEEPER)?;
    check(&request)?;
    let procedure = Procedure {
        id: doing.new_id(),
        number: request.number,
        name: request.name,
        created_on: request.created_on,
        revised_on: request.revised_on,
        effective_on: request.effective_on,
        approver: request.approver,
        legal_bases: request.legal_bases,
        qualifications: request.qualifications,
        equipment: request.equipment,
        warning: request.warning,
        steps: Json(request.steps.into_iter().zip(1..).map(step).collect()),
        created_at: doing.now,
        updated_at: doing.now,
        version: 1,
    };
    store::insert(conn, &procedure).await.on_constraint("procedures_effective_on_key", || {
        Problem::conflict(Faults::body("#/effectiveOn", FaultKind::NotUnique))
    })?;
    let entry = Entry::named("procedure.created", hat, (SubjectKind::Procedure, procedure.id))
        .changed(().into(), journal::told(&procedure.view()));
    journal::record(conn, doing, entry).await?;
    Ok(procedure)
}

fn check(request: &AddProcedure) -> Result<(), Faults> {
    let mut faults = Faults::default();
    let mut at = |pointer: String, kind| faults.add(Place::Body(pointer), kind);
    if request.created_on > request.revised_on {
        at("#/revisedOn".to_owned(), FaultKind::Order { first: "createdOn", second: "revisedOn" });
    }
    let lists =
        [("legalBases", &request.legal_bases), ("qualifications", &request.qualifications), ("equipment", &request.equipment)];
    for (name, list) in lists {
        if list.len() > MOST_LINES {
            at(format!("#/{name}"), FaultKind::TooMany { max: MOST_LINES });
        }
    }
    match request.steps.len() {
        0..4 => at("#/steps".to_owned(), FaultKind::TooFew { min: STEP_ROLES.len() }),
        4 => {}
        _ => at("#/steps".to_owned(), FaultKind::TooMany { max: STEP_ROLES.len() }),
    }
    // The workflow is built on these four, in this order: a revision changes their words and times.
    for (index, (step, role)) in request.steps.iter().zip(STEP_ROLES).enumerate() {
        let ordinal = index + 1;
        if usize::try_from(step.ordinal.0) != Ok(ordinal) {
            at(format!("#/steps/{index}/ordinal"), FaultKind::UnknownValue { accepted: vec![ordinal.to_string()] });
        }
        if step.role != role {
            at(format!("#/steps/{index}/role"), FaultKind::UnknownValue { accepted: vec![role.label().to_owned()] });
        }
        for (name, list) in [("inputs", &step.inputs), ("output", &step.output)] {
            if list.is_empty() {
                at(format!("#/steps/{index}/{name}"), FaultKind::TooFew { min: 1 });
            }
            if list.len() > MOST_INPUTS {
                at(format!("#/steps/{index}/{name}"), FaultKind::TooMany { max: MOST_INPUTS });
            }
        }
    }
    faults.none()
}

fn step((step, ordinal): (AddProcedureStep, u8)) -> ProcedureStep {
    let texts = |list: Vec<Line<300>>| list.iter().map(|line| line.to_string()).collect();
    ProcedureStep {
        ordinal,
        activity: step.activity.to_string(),
        role: step.role,
        inputs: texts(step.inputs),
        standard_minutes: step.standard_time.minutes(),
        output: texts(step.output),
    }
}
