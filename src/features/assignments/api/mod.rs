//! Assignments over HTTP.

mod expand;

use super::requests::{
    AcknowledgeEvent, AssignmentFilter, Cancel, ChangeAssignment, CreateAssignment, ExplainLateness, Reassign,
};
use super::view::AssignmentView;
use super::{assign, commands, reassign, store};
use crate::db::Connection;
use crate::features::search;
use crate::http::answer::Answer;
use crate::http::extract::{Body, Id};
use crate::http::openapi::Routes;
use crate::http::paging::{ListOf, ListParameters, ListRules, ShapeParameters};
use crate::http::problem::Problem;
use crate::office::call::{Call, Doing, DryRun};
use actix_web::{get, patch, post};
use uuid::Uuid;

pub fn routes(config: &mut impl Routes) {
    config
        .service(list_assignments)
        .service(create_assignment)
        .service(read_assignment)
        .service(change_assignment)
        .service(reassign_assignment)
        .service(cancel_assignment)
        .service(explain_lateness)
        .service(acknowledge_event);
}

const RULES: ListRules = ListRules { sorts: store::SORTS, expands: expand::EXPANDS };

/// List assignments
///
/// A division head sees those of their unit, the auditor all; whoever else takes part in one sees it. What is due at no time comes behind
/// all that is, by `sort=dueAt`.
#[utoipa::path(tag = "assignments", params(AssignmentFilter, ListParameters), extensions(("x-sorts" = json!(RULES.sorts)), ("x-expands" = json!(RULES.expands))),
    responses((status = 200, description = "One page", body = ListOf<AssignmentView>)),
    security(("bearer" = ["DIVISION_HEAD", "SUBDIVISION_HEAD", "STAFF", "AUDITOR"])))]
#[get("/assignments")]
async fn list_assignments(call: Call) -> Result<Answer, Problem> {
    let (filter, page) = call.list::<AssignmentView, AssignmentFilter>(&RULES)?;
    let office = call.office().await?;
    let mut conn = call.lease().await?;
    if page.count && filter.late.is_some() {
        return Err(store::late::uncounted());
    }
    let looked =
        search::look(&mut conn, &call.actor, search::Kind::Assignment, (filter.q.as_ref(), filter.narrows()), &page).await?;
    let looked = looked.as_ref();
    let asked = store::Asked { filter: &filter, now: call.now, looked, among: looked.map(search::Looked::among) };
    let (rows, next) = store::list(&mut conn, &call.actor, &office, asked, &page).await?;
    let seen: Vec<Uuid> = rows.iter().map(|row| row.assignment.id).collect();
    let mut expansion = expand::expand(&mut conn, &call, &office, &page.shape, &seen).await?;
    let mut excerpts = search::excerpts(&mut conn, looked, &page, seen).await?;
    let count = if page.count { Some(store::count(&mut conn, &call.sight(), asked).await?) } else { None };
    // The ETag is that of the assignment alone.
    let view = |row: store::Whole| {
        let excerpt = excerpts.remove(&row.assignment.id);
        let shown = page.as_row(row.view(&call.actor, &office, call.now));
        let shown = shown.beside(expansion.is_asked().then_some(()), |view, ()| expansion.embed(view));
        shown.beside(excerpt, |view, excerpt| view.excerpt = Some(excerpt))
    };
    Ok(call.cut_page(&page, rows, next, view, count))
}

/// Assign an event (step 1)
///
/// Makes the assignment and its disposition to the subdivision head, and draws both register numbers, in one act.
#[utoipa::path(tag = "assignments", params(DryRun), request_body = CreateAssignment,
    responses((status = 201, description = "The assignment", body = AssignmentView)),
    security(("bearer" = ["DIVISION_HEAD"])), extensions(("x-act" = json!("ASSIGN"))))]
#[post("/assignments")]
async fn create_assignment(call: Call, body: Body<CreateAssignment>) -> Result<Answer, Problem> {
    let Body { request, canonical } = body;
    call.act(&canonical, async move |conn, doing| {
        let whole = assign::assign(conn, doing, request).await?;
        let id = whole.assignment.id;
        let view = whole.view(&doing.actor, &doing.office, doing.now);
        Ok(Answer::made(format!("/v1/assignments/{id}"), view.version, &view).about([id]))
    })
    .await
}

/// Read one assignment
///
/// With the clock of its four steps and what you may do now; the page of a case in one call with `expand`, each part with where it goes on.
#[utoipa::path(tag = "assignments", params(("id" = Uuid, Path, description = "The assignment"), ShapeParameters), extensions(("x-expands" = json!(expand::EXPANDS_OF_ONE))),
    responses((status = 200, description = "The assignment", body = AssignmentView)),
    security(("bearer" = ["DIVISION_HEAD", "SUBDIVISION_HEAD", "STAFF", "AUDITOR"])))]
#[get("/assignments/{id}")]
async fn read_assignment(call: Call, id: Id) -> Result<Answer, Problem> {
    let shape = call.shape::<AssignmentView>(expand::EXPANDS_OF_ONE)?;
    let office = call.office().await?;
    let mut conn = call.lease().await?;
    let whole = store::find(&mut conn, &call.actor, &office, id.0).await?;
    let mut expansion = expand::expand(&mut conn, &call, &office, &shape, &[id.0]).await?;
    let version = whole.assignment.version;
    let mut view = whole.view(&call.actor, &office, call.now);
    expansion.embed(&mut view);
    Ok(call.show(&shape, version, &view))
}

/// Change an assignment
///
/// A merge patch of what was asked for; its state is moved by acts alone. Its dispositions show it at once, with what it was when they were
/// issued.
#[utoipa::path(tag = "assignments", params(("id" = Uuid, Path, description = "The assignment"), DryRun),
    request_body(content = ChangeAssignment, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "The assignment as it now stands", body = AssignmentView)),
    security(("bearer" = ["DIVISION_HEAD"])), extensions(("x-act" = json!("EDIT_ASSIGNMENT"))))]
#[patch("/assignments/{id}")]
async fn change_assignment(call: Call, id: Id, body: Body<ChangeAssignment>) -> Result<Answer, Problem> {
    let Body { request, canonical } = body;
    call.act(&canonical, async move |conn, doing| {
        commands::change_assignment(conn, doing, id.0, request).await?;
        shown(conn, doing, id.0).await
    })
    .await
}

/// Give an assignment to another
///
/// To another subdivision head, in any open state: who left, is ill or is needed elsewhere. Dispositions to the crew, drafts, the report,
/// the selection and the clock go on with them. They get a disposition with a number of its own; the one before stays on record
/// (`supersededById`), and who had it sees the case no longer, unless they take part in it otherwise. After a recall of the disposition
/// it may be the same officer. Our addition, the SOP has no such branch.
#[utoipa::path(tag = "assignments", params(("id" = Uuid, Path, description = "The assignment"), DryRun), request_body = Reassign,
    responses((status = 200, description = "The assignment as it now stands", body = AssignmentView)),
    security(("bearer" = ["DIVISION_HEAD"])), extensions(("x-act" = json!("REASSIGN"))))]
#[post("/assignments/{id}/reassignment")]
async fn reassign_assignment(call: Call, id: Id, body: Body<Reassign>) -> Result<Answer, Problem> {
    let Body { request, canonical } = body;
    call.act(&canonical, async move |conn, doing| {
        reassign::reassign(conn, doing, id.0, request).await?;
        shown(conn, doing, id.0).await
    })
    .await
}

/// Cancel an assignment
///
/// Ends it in any open state; its numbers stay in the registers as void.
#[utoipa::path(tag = "assignments", params(("id" = Uuid, Path, description = "The assignment"), DryRun), request_body = Cancel,
    responses((status = 200, description = "The assignment as it now stands", body = AssignmentView)),
    security(("bearer" = ["DIVISION_HEAD"])), extensions(("x-act" = json!("CANCEL"))))]
#[post("/assignments/{id}/cancellation")]
async fn cancel_assignment(call: Call, id: Id, body: Body<Cancel>) -> Result<Answer, Problem> {
    let Body { request, canonical } = body;
    call.act(&canonical, async move |conn, doing| {
        commands::cancel_assignment(conn, doing, id.0, request).await?;
        shown(conn, doing, id.0).await
    })
    .await
}

/// Say why a step was late
///
/// Kept with the step on the clock; a late step is shown, never blocked.
#[utoipa::path(tag = "assignments", params(("id" = Uuid, Path, description = "The assignment"), DryRun), request_body = ExplainLateness,
    responses((status = 200, description = "The assignment as it now stands", body = AssignmentView)),
    security(("bearer" = ["DIVISION_HEAD", "SUBDIVISION_HEAD"])), extensions(("x-act" = json!("EXPLAIN_LATENESS"))))]
#[post("/assignments/{id}/late-reasons")]
async fn explain_lateness(call: Call, id: Id, body: Body<ExplainLateness>) -> Result<Answer, Problem> {
    let Body { request, canonical } = body;
    call.act(&canonical, async move |conn, doing| {
        commands::explain_lateness(conn, doing, id.0, request).await?;
        shown(conn, doing, id.0).await
    })
    .await
}

/// Take note of a change of the event
///
/// Its time, place or certainty is another than you knew (`EVENT_CHANGED` in the inbox; `agendaItem` tells what it was). Doing it again
/// changes nothing.
#[utoipa::path(tag = "assignments", params(("id" = Uuid, Path, description = "The assignment"), DryRun), request_body = AcknowledgeEvent,
    responses((status = 200, description = "The assignment as it now stands", body = AssignmentView)),
    security(("bearer" = ["DIVISION_HEAD", "SUBDIVISION_HEAD", "STAFF"])), extensions(("x-act" = json!("ACKNOWLEDGE_EVENT"))))]
#[post("/assignments/{id}/event-acknowledgement")]
async fn acknowledge_event(call: Call, id: Id, body: Body<AcknowledgeEvent>) -> Result<Answer, Problem> {
    let AcknowledgeEvent {} = body.request;
    call.act(&body.canonical, async move |conn, doing| {
        commands::acknowledge_event(conn, doing, id.0).await?;
        shown(conn, doing, id.0).await
    })
    .await
}

/// The assignment as it stands after an act, for whoever did it.
async fn shown(conn: &mut Connection, doing: &Doing, id: Uuid) -> Result<Answer, Problem> {
    let whole = store::find(conn, &doing.actor, &doing.office, id).await?;
    let view = whole.view(&doing.actor, &doing.office, doing.now);
    Ok(Answer::shown(view.version, &view).about([id]))
}
