//! The work agenda over HTTP.

use super::requests::{AgendaFilter, ChangeAgendaItem, PutAgendaItem};
use super::store::{self, AgendaItem};
use super::view::AgendaItemView;
use super::{calendar, commands};
use crate::features::search;
use crate::http::answer::Answer;
use crate::http::extract::{Body, Id};
use crate::http::openapi::Routes;
use crate::http::paging::{ListOf, ListParameters, ListRules, ShapeParameters};
use crate::http::problem::Problem;
use crate::office::call::{Call, DryRun};
use actix_web::{get, patch, post};

pub fn routes(config: &mut impl Routes) {
    config
        .service(list_agenda_items)
        .service(put_agenda_item)
        .service(read_agenda_item)
        .service(change_agenda_item)
        .service(read_agenda_calendar);
}

const RULES: ListRules = ListRules { sorts: &["startsAt", "-startsAt", search::RELEVANCE], expands: &[] };

/// List the work agenda
///
/// Events in the order they start. Staff see the events their dispositions cover; a machine what it put there.
#[utoipa::path(tag = "agenda", params(AgendaFilter, ListParameters), extensions(("x-sorts" = json!(RULES.sorts))),
    responses((status = 200, description = "One page", body = ListOf<AgendaItemView>)),
    security(("bearer" = ["DIVISION_HEAD", "SUBDIVISION_HEAD", "STAFF", "AUDITOR", "INTEGRATION"])))]
#[get("/agenda-items")]
async fn list_agenda_items(call: Call) -> Result<Answer, Problem> {
    let (filter, page) = call.list::<AgendaItemView, AgendaFilter>(&RULES)?;
    let zone = call.office().await?.zone();
    let mut conn = call.lease().await?;
    let looked =
        search::look(&mut conn, &call.actor, search::Kind::AgendaItem, (filter.q.as_ref(), filter.narrows()), &page).await?;
    let looked = looked.as_ref();
    let rows = store::list(&mut conn, &call.actor, zone, &filter, looked, &page).await?;
    let count = if page.count { Some(store::count(&mut conn, &call.actor, zone, &filter, looked).await?) } else { None };
    let mut excerpts = search::excerpts(&mut conn, looked, &page, rows.iter().map(|item| item.id).collect()).await?;
    let view = |item: AgendaItem| {
        let excerpt = excerpts.remove(&item.id);
        page.as_row(item.view()).beside(excerpt, |view, excerpt| view.excerpt = Some(excerpt))
    };
    call.page(&page, rows, |item| (item.starts_at, item.id), view, count)
}

/// Put an event on the work agenda
///
/// Step 1 of the SOP starts here: its standard time runs from the moment the event is entered.
#[utoipa::path(tag = "agenda", params(DryRun), request_body = PutAgendaItem,
    responses((status = 201, description = "The event", body = AgendaItemView)),
    security(("bearer" = ["DIVISION_HEAD", "SUBDIVISION_HEAD", "INTEGRATION"])))]
#[post("/agenda-items")]
async fn put_agenda_item(call: Call, body: Body<PutAgendaItem>) -> Result<Answer, Problem> {
    let Body { request, canonical } = body;
    call.act(&canonical, async move |conn, doing| {
        let item = commands::put_agenda_item(conn, doing, request).await?;
        Ok(Answer::made(format!("/v1/agenda-items/{}", item.id), item.version, &item.view()))
    })
    .await
}

/// Read one event
#[utoipa::path(tag = "agenda", params(("id" = Uuid, Path, description = "The event"), ShapeParameters),
    responses((status = 200, description = "The event", body = AgendaItemView)),
    security(("bearer" = ["DIVISION_HEAD", "SUBDIVISION_HEAD", "STAFF", "AUDITOR", "INTEGRATION"])))]
#[get("/agenda-items/{id}")]
async fn read_agenda_item(call: Call, id: Id) -> Result<Answer, Problem> {
    let shape = call.shape::<AgendaItemView>(&[])?;
    let item = store::find(&mut *call.lease().await?, &call.actor, id.0).await?;
    Ok(call.show(&shape, item.version, &item.view()))
}

/// Change an event
///
/// A merge patch. Assignments already made keep their event; the clock of a running step 3 follows a moved one. A change of time, place or
/// certainty is written into the journal of every open case (`assignment.event-changed`), told wherever the event is referred to, and waits
/// in the inbox of everybody it was given to (`EVENT_CHANGED`).
#[utoipa::path(tag = "agenda", params(("id" = Uuid, Path, description = "The event"), DryRun), request_body(content = ChangeAgendaItem, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "The event as it now stands", body = AgendaItemView)),
    security(("bearer" = ["DIVISION_HEAD", "SUBDIVISION_HEAD", "INTEGRATION"])))]
#[patch("/agenda-items/{id}")]
async fn change_agenda_item(call: Call, id: Id, body: Body<ChangeAgendaItem>) -> Result<Answer, Problem> {
    let Body { request, canonical } = body;
    call.act(&canonical, async move |conn, doing| {
        let item = commands::change_agenda_item(conn, doing, id.0, request).await?;
        Ok(Answer::shown(item.version, &item.view()))
    })
    .await
}

/// Read the work agenda as a calendar
///
/// iCalendar (RFC 5545): events in sight that are not over, or were not 31 days ago; the 1000 nearest to now at most. One that was called
/// off or postponed says so in its summary (*BATAL*, *DITUNDA*); one without a set end lasts until the end of its day.
#[utoipa::path(tag = "agenda",
    responses((status = 200, description = "The calendar", body = String, content_type = "text/calendar", example = json!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Pubdok//Agenda kerja//ID\r\nEND:VCALENDAR\r\n"))),
    security(("bearer" = ["DIVISION_HEAD", "SUBDIVISION_HEAD", "STAFF", "AUDITOR", "INTEGRATION"])))]
#[get("/agenda.ics")]
async fn read_agenda_calendar(call: Call) -> Result<Answer, Problem> {
    call.no_parameters()?;
    let zone = call.office().await?.zone();
    let text = calendar::of(&mut *call.lease().await?, &call.actor, zone, call.now).await?;
    Ok(Answer::document(calendar::MEDIA_TYPE, 0, text.into_bytes()))
}
