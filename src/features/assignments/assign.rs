//! Step 1 of the SOP: the division head assigns; the assignment and its disposition are one act.

use super::requests::CreateAssignment;
use super::store::{Assignment, Whole, name_acting};
use crate::db::Connection;
use crate::db::columns::Json;
use crate::db::statement::statement;
use crate::domain::agenda::Certainty;
use crate::domain::assignment::{Edited, State};
use crate::domain::clock::Clock;
use crate::domain::disposition::RecipientKind;
use crate::domain::journal::SubjectKind;
use crate::domain::procedure::{ProcedureStep, standards};
use crate::domain::register::RegisterKind;
use crate::domain::role::Role;
use crate::domain::text::{Line, Prose};
use crate::domain::time::Instant;
use crate::domain::workflow::{self, Act, Facts, Gate, Hat, Unmet};
use crate::features::agenda::event::{Before, Event};
use crate::features::dispositions::{check_instructions, write_and_fix};
use crate::features::journal::{self, Entry};
use crate::features::numbering::{self, Place};
use crate::http::problem::{FaultKind, Place as FaultPlace, Problem};
use crate::office::call::Doing;
use crate::office::reference::{Called, Revision};
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{Array, Bool, Date, Integer, Json as SqlJson, Jsonb, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use serde_json::json;
use uuid::Uuid;

/// Everything step 1 must know, in one look; the share lock keeps the event from being cancelled meanwhile.
const GROUNDS: &str = "
SELECT i.title, i.starts_at, i.ends_at, i.venue, i.certainty::text, i.created_at,
    o.id IS NOT NULL, coalesce(o.name, '-'), coalesce(o.position_title, '-'), coalesce(o.active, false), coalesce(o.roles, '{}'),
    p.id, p.number, p.effective_on, p.steps
FROM agenda_items i
LEFT JOIN officers o ON o.id = $
LEFT JOIN LATERAL (SELECT * FROM procedures WHERE effective_on <= $ ORDER BY effective_on DESC LIMIT 1) p ON true
WHERE i.id = $ FOR SHARE OF i";

type GroundsRow = (
    (Text, Timestamptz, Nullable<Timestamptz>, Nullable<Text>, Text, Timestamptz),
    (Bool, Text, Text, Bool, Array<Text>),
    (Nullable<SqlUuid>, Nullable<Text>, Nullable<Date>, Nullable<Jsonb>),
);

type Steps = Json<Vec<ProcedureStep>>;

#[derive(Queryable)]
#[diesel(check_for_backend(diesel::pg::Pg))]
struct Grounds {
    event: (Line<300>, Instant, Option<Instant>, Option<Line<300>>, Certainty, Instant),
    assignee: (bool, Line<200>, Line<200>, bool, Vec<Role>),
    procedure: (Option<Uuid>, Option<Line<100>>, Option<NaiveDate>, Option<Steps>),
}

pub async fn assign(conn: &mut Connection, doing: &Doing, request: CreateAssignment) -> Result<Whole, Problem> {
    let grounds: Option<Grounds> = statement::<GroundsRow>(GROUNDS)
        .bind::<SqlUuid, _>(request.assignee_id)
        .bind::<Date, _>(doing.office.zone().local_date(doing.now))
        .bind::<SqlUuid, _>(request.agenda_item_id)
        .get_result(conn)
        .await
        .optional()?;
    let mut faults = check_instructions(doing, &request.instructions);
    if grounds.is_none() {
        faults.add(FaultPlace::Body("#/agendaItemId".to_owned()), FaultKind::UnknownReference { what: "agenda item" });
    }
    if grounds.as_ref().is_some_and(|grounds| !grounds.assignee.0) {
        faults.add(FaultPlace::Body("#/assigneeId".to_owned()), FaultKind::UnknownReference { what: "officer" });
    }
    faults.none()?;
    let grounds = grounds.ok_or_else(Problem::not_found)?;
    // There is no case yet: only who asks and what is asked for can speak against it.
    let facts = Facts::of(State::Assigned, request.assignee_id, None, Vec::new());
    let hat = workflow::permit(Act::Assign, &doing.actor.hats, &facts, unmet(doing, &request, &grounds))?;
    let order = Order { id: doing.new_id(), instructions: request.instructions.clone(), note: request.note.clone() };
    let whole = whole(doing, request, grounds, hat)?;
    write(conn, doing, whole, order, hat).await
}

/// The disposition that goes with the assignment.
struct Order {
    id: Uuid,
    instructions: Vec<Line<50>>,
    note: Option<Prose<4000>>,
}

fn unmet(doing: &Doing, request: &CreateAssignment, grounds: &Grounds) -> Vec<Unmet> {
    let mut unmet = Vec::new();
    let mut gate = |is_unmet: bool, gate: Gate, pointer: &str| {
        if is_unmet {
            unmet.push(Unmet::at(gate, pointer));
        }
    };
    gate(grounds.event.4 == Certainty::Cancelled, Gate::AgendaItemCancelled, "#/agendaItemId");
    gate(!grounds.assignee.3, Gate::AssigneeInactive, "#/assigneeId");
    gate(!grounds.assignee.4.contains(&Role::SubdivisionHead), Gate::AssigneeNotSubdivisionHead, "#/assigneeId");
    gate(doing.actor.hats.is_oneself(request.assignee_id), Gate::AssigneeIsOneself, "#/assigneeId");
    gate(grounds.procedure.0.is_none(), Gate::ProcedureMissing, "#");
    unmet
}

fn whole(doing: &Doing, request: CreateAssignment, grounds: Grounds, hat: &Hat) -> Result<Whole, Problem> {
    let (title, starts_at, ends_at, venue, certainty, known_at) = grounds.event;
    let (Some(procedure_id), Some(number), Some(effective_on), Some(Json(steps))) = grounds.procedure else {
        return Err(Problem::internal("step 1 permitted without a procedure"));
    };
    let assigned_by_id = hat.officer.ok_or_else(|| Problem::internal("a division head without an officer"))?;
    let assignment = Assignment {
        id: doing.new_id(),
        register_unit: hat.post.as_ref().map(|post| post.unit.clone()).unwrap_or_default(),
        // Drawn as it is written.
        register_year: 0,
        register_serial: 0,
        register_number: String::new(),
        subject: request.subject.unwrap_or_else(|| title.clone()),
        agenda_item_id: request.agenda_item_id,
        procedure_id,
        assigned_by_id,
        assigned_by_mandate_id: hat.mandate(),
        assignee_id: request.assignee_id,
        scope: request.scope,
        urgency: request.urgency,
        classification: request.classification,
        due_at: request.due_at.map(|at| at.0),
        state: State::Assigned,
        clock: Json(Clock::assigned(standards(&steps), known_at, doing.occurred_at)),
        cancel_reason: None,
        created_at: doing.now,
        updated_at: doing.now,
        version: 1,
        edited: Json(Edited::default()),
    };
    Ok(Whole {
        event: Event::new(assignment.agenda_item_id, title, Before { starts_at, ends_at, venue, certainty }),
        assignee: Called { name: grounds.assignee.1, position_title: grounds.assignee.2 }.into(),
        revision: Revision { number, effective_on },
        crew: Vec::new(),
        acting: None,
        told: Vec::new(),
        assignment,
    })
}

/// Both numbers, the assignment, its disposition and the recipient: one statement, so that the registers are held for one moment only.
const WRITE: &str = "
WITH a_draw AS (
    INSERT INTO register_series AS s (kind, unit, year, last_serial) VALUES ('ASSIGNMENT', $, $, 1)
    ON CONFLICT (kind, unit, year) DO UPDATE SET last_serial = s.last_serial + 1 RETURNING unit, year, last_serial AS serial
), d_draw AS (
    INSERT INTO register_series AS s (kind, unit, year, last_serial) VALUES ('DISPOSITION', $, $, 1)
    ON CONFLICT (kind, unit, year) DO UPDATE SET last_serial = s.last_serial + 1 RETURNING unit, year, last_serial AS serial
), a AS (
    INSERT INTO assignments (register_unit, register_year, register_serial, register_number, id, subject, agenda_item_id, procedure_id,
        assigned_by_id, assigned_by_mandate_id, assignee_id, scope, urgency, classification, due_at, state, clock, created_at,
        updated_at, version)
    SELECT unit, year, serial, $ || lpad(serial::text, greatest($::int, length(serial::text)), '0') || $,
        $, $, $, $, $, $, $, $, $, $, $, 'ASSIGNED', $, $, $, 1 FROM a_draw
    RETURNING id, register_year, register_serial, register_number, assignee_id, assigned_by_id, assigned_by_mandate_id, urgency, classification, due_at, scope,
        created_at
), d AS (
    INSERT INTO dispositions (register_unit, register_year, register_serial, register_number, id, assignment_id, issuer_id,
        issuer_mandate_id, instructions, note, urgency, classification, due_at, scope, issued_at, created_at, updated_at, version)
    SELECT unit, year, serial, $ || lpad(serial::text, greatest($::int, length(serial::text)), '0') || $, $::uuid, a.id, a.assigned_by_id,
        a.assigned_by_mandate_id, $::text[], $::text, a.urgency, a.classification, a.due_at, a.scope, $, a.created_at, a.created_at, 1
    FROM d_draw, a
    RETURNING id
), r AS (
    INSERT INTO disposition_recipients (disposition_id, officer_id, assignment_id, position, kind, state)
    SELECT d.id, a.assignee_id, a.id, 1, 'ACTION', 'DELIVERED' FROM d, a
)
SELECT register_year, register_serial, register_number FROM a";

async fn write(conn: &mut Connection, doing: &Doing, mut whole: Whole, order: Order, hat: &Hat) -> Result<Whole, Problem> {
    let number = numbering::place(doing, hat, RegisterKind::Assignment)?;
    let order_number = numbering::place(doing, hat, RegisterKind::Disposition)?;
    let row = &whole.assignment;
    let entry = Entry::act(Act::Assign, hat, (SubjectKind::Assignment, row.id)).of_case(row.id).changed(
        ().into(),
        json!({
            "state": row.state, "subject": row.subject, "agendaItemId": row.agenda_item_id, "assigneeId": row.assignee_id,
            "procedureId": row.procedure_id, "dispositionId": order.id, "urgency": row.urgency, "classification": row.classification,
            "dueAt": row.due_at, "instructions": order.instructions,
        }),
    );
    let Place { unit, year, form, .. } = number;
    let written = statement::<(Integer, Integer, Text)>(WRITE)
        .bind::<Text, _>(unit)
        .bind::<Integer, _>(year)
        .bind::<Text, _>(order_number.unit)
        .bind::<Integer, _>(order_number.year)
        .bind::<Text, _>(form.before)
        .bind::<Integer, _>(i32::from(form.width))
        .bind::<Text, _>(form.after)
        .bind::<SqlUuid, _>(row.id)
        .bind::<Text, _>(row.subject.clone())
        .bind::<SqlUuid, _>(row.agenda_item_id)
        .bind::<SqlUuid, _>(row.procedure_id)
        .bind::<SqlUuid, _>(row.assigned_by_id)
        .bind::<Nullable<SqlUuid>, _>(row.assigned_by_mandate_id)
        .bind::<SqlUuid, _>(row.assignee_id)
        .bind::<Nullable<Text>, _>(row.scope.clone())
        .bind::<Text, _>(row.urgency)
        .bind::<Text, _>(row.classification)
        .bind::<Nullable<Timestamptz>, _>(row.due_at)
        .bind::<SqlJson, _>(row.clock.clone())
        .bind::<Timestamptz, _>(row.created_at)
        .bind::<Timestamptz, _>(row.updated_at)
        .bind::<Text, _>(order_number.form.before)
        .bind::<Integer, _>(i32::from(order_number.form.width))
        .bind::<Text, _>(order_number.form.after)
        .bind::<SqlUuid, _>(order.id)
        .bind::<Array<Text>, _>(order.instructions)
        .bind::<Nullable<Text>, _>(order.note)
        .bind::<Timestamptz, _>(doing.occurred_at);
    let Called { name, position_title } = &*whole.assignee;
    let to = (row.assignee_id, name.to_string(), position_title.to_string(), RecipientKind::Action, None);
    let drawn = write_and_fix(conn, doing, order.id, written, to).await?;
    let row = &mut whole.assignment;
    (row.register_year, row.register_serial, row.register_number) = drawn;
    journal::record(conn, doing, entry).await?;
    name_acting(conn, std::slice::from_mut(&mut whole)).await?;
    Ok(whole)
}
