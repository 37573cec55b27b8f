//! The work agenda over HTTP.

use super::store::{self, AgendaItem, Invitation};
use super::{calendar, commands};
use crate::domain::agenda::{Attendance, Certainty};
use crate::domain::text::{Line, Prose};
use crate::http::answer::Answer;
use crate::http::extract::{Body, Id};
use crate::http::fields::{Change, Patch, Stamp};
use crate::http::paging::{ListOf, ListParameters, ListRules, ShapeParameters};
use crate::http::position::PositionView;
use crate::http::problem::{Faults, Problem};
use crate::http::query::Many;
use crate::office::call::{Call, DryRun};
use actix_web::{get, patch, post};
use deserr::Deserr;
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

pub fn routes(config: &mut ServiceConfig) {
    config
        .service(list_agenda_items)
        .service(put_agenda_item)
        .service(read_agenda_item)
        .service(change_agenda_item)
        .service(read_agenda_calendar);
}

/// An event on the work agenda.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = AgendaItem)]
pub struct AgendaItemView {
    pub id: Uuid,
    /// E.g. `Festival Panen Raya`.
    pub title: Line<300>,
    /// E.g. `Festival panen tahunan kabupaten`.
    pub description: Option<Prose<4000>>,
    pub starts_at: Stamp,
    /// null: until finished (*sampai selesai*).
    pub ends_at: Option<Stamp>,
    /// E.g. `Alun-alun Kabupaten`.
    pub venue: Option<Line<300>>,
    /// Where the venue is: pictures taken more than 5 km from it are flagged.
    pub venue_position: Option<PositionView>,
    /// Kemendagri region code. E.g. `33.13.01.2001`.
    pub region_code: Option<Line<13>>,
    /// Who holds the event: an OPD or another body. E.g. `Dinas Pertanian`.
    pub organiser: Option<Line<200>>,
    /// Officials expected.
    #[schema(max_items = 100, example = json!(["Bupati"]))]
    pub attendees: Vec<Line<200>>,
    pub attendance: Option<Attendance>,
    pub certainty: Certainty,
    /// E.g. `Batik`.
    pub dress_code: Option<Line<100>>,
    /// E.g. `Protokol, ext. 12`.
    pub contact: Option<Line<200>>,
    pub invitation: Option<Invitation>,
    /// E.g. `Bawa lensa tele`.
    pub notes: Option<Prose<4000>>,
    pub created_at: Stamp,
    pub updated_at: Stamp,
    #[schema(minimum = 1, example = 1)]
    pub version: i32,
}

/// An event in short, where something else refers to it.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AgendaItemRef {
    pub id: Uuid,
    /// E.g. `Festival Panen Raya`.
    pub title: Line<300>,
    pub starts_at: Stamp,
    pub ends_at: Option<Stamp>,
    /// E.g. `Alun-alun Kabupaten`.
    pub venue: Option<Line<300>>,
}

/// A new event for the agenda.
#[derive(Debug, Deserr, ToSchema)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
#[schema(rename_all = "camelCase")]
pub struct PutAgendaItem {
    /// E.g. `Festival Panen Raya`.
    pub title: Line<300>,
    #[deserr(default)]
    pub description: Option<Prose<4000>>,
    /// E.g. `2026-09-30T09:00:00+07:00`.
    pub starts_at: Stamp,
    /// Leave out for an event without a set end. E.g. `2026-09-30T11:00:00+07:00`.
    #[deserr(default)]
    pub ends_at: Option<Stamp>,
    /// E.g. `Alun-alun Kabupaten`.
    #[deserr(default)]
    pub venue: Option<Line<300>>,
    #[deserr(default)]
    pub venue_position: Option<PositionView>,
    #[deserr(default)]
    pub region_code: Option<Line<13>>,
    /// E.g. `Dinas Pertanian`.
    #[deserr(default)]
    pub organiser: Option<Line<200>>,
    #[deserr(default)]
    #[schema(required = false, max_items = 100, example = json!(["Bupati"]))]
    pub attendees: Vec<Line<200>>,
    #[deserr(default)]
    pub attendance: Option<Attendance>,
    /// DEFINITIVE when left out.
    #[deserr(default = Certainty::Definitive)]
    #[schema(required = false)]
    pub certainty: Certainty,
    #[deserr(default)]
    pub dress_code: Option<Line<100>>,
    #[deserr(default)]
    pub contact: Option<Line<200>>,
    #[deserr(default)]
    pub invitation: Option<Invitation>,
    #[deserr(default)]
    pub notes: Option<Prose<4000>>,
}

/// A merge patch (RFC 7396): absent keeps, null clears.
#[derive(Debug, Deserr, ToSchema)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
#[schema(rename_all = "camelCase")]
pub struct ChangeAgendaItem {
    #[deserr(default)]
    title: Change<Line<300>>,
    #[deserr(default)]
    description: Patch<Prose<4000>>,
    #[deserr(default)]
    starts_at: Change<Stamp>,
    #[deserr(default)]
    ends_at: Patch<Stamp>,
    /// E.g. `Pendopo`.
    #[deserr(default)]
    venue: Patch<Line<300>>,
    #[deserr(default)]
    venue_position: Patch<PositionView>,
    #[deserr(default)]
    region_code: Patch<Line<13>>,
    #[deserr(default)]
    organiser: Patch<Line<200>>,
    #[deserr(default)]
    attendees: Change<Vec<Line<200>>>,
    #[deserr(default)]
    attendance: Patch<Attendance>,
    #[deserr(default)]
    certainty: Change<Certainty>,
    #[deserr(default)]
    dress_code: Patch<Line<100>>,
    #[deserr(default)]
    contact: Patch<Line<200>>,
    #[deserr(default)]
    invitation: Patch<Invitation>,
    #[deserr(default)]
    notes: Patch<Prose<4000>>,
}

impl ChangeAgendaItem {
    pub fn apply(self, item: &mut AgendaItem) {
        self.title.apply(&mut item.title);
        self.description.apply(&mut item.description);
        self.starts_at.map(|at| at.0).apply(&mut item.starts_at);
        self.ends_at.map(|at| at.0).apply(&mut item.ends_at);
        self.venue.apply(&mut item.venue);
        let mut position = item.venue_position();
        self.venue_position.apply(&mut position);
        item.venue_latitude = position.map(|at| at.latitude());
        item.venue_longitude = position.map(|at| at.longitude());
        self.region_code.apply(&mut item.region_code);
        self.organiser.apply(&mut item.organiser);
        self.attendees.apply(&mut item.attendees);
        self.attendance.apply(&mut item.attendance);
        self.certainty.apply(&mut item.certainty);
        self.dress_code.apply(&mut item.dress_code);
        self.contact.apply(&mut item.contact);
        self.invitation.map(crate::db::columns::Json).apply(&mut item.invitation);
        self.notes.apply(&mut item.notes);
    }
}

impl AgendaItem {
    pub fn view(&self) -> AgendaItemView {
        let (item, venue_position) = (self.clone(), self.venue_position());
        AgendaItemView {
            id: item.id,
            title: item.title,
            description: item.description,
            starts_at: item.starts_at.into(),
            ends_at: item.ends_at.map(Into::into),
            venue: item.venue,
            venue_position,
            region_code: item.region_code,
            organiser: item.organiser,
            attendees: item.attendees,
            attendance: item.attendance,
            certainty: item.certainty,
            dress_code: item.dress_code,
            contact: item.contact,
            invitation: item.invitation.map(|json| json.0),
            notes: item.notes,
            created_at: item.created_at.into(),
            updated_at: item.updated_at.into(),
            version: item.version,
        }
    }
}

#[derive(Debug, Deserr, IntoParams)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct AgendaFilter {
    /// Events that start at or after this instant.
    #[deserr(default)]
    #[param(value_type = Option<String>, format = DateTime, max_length = 40)]
    pub starts_at_from: Option<Stamp>,
    /// Events that start before this instant.
    #[deserr(default)]
    #[param(value_type = Option<String>, format = DateTime, max_length = 40)]
    pub starts_at_to: Option<Stamp>,
    /// Repeatable.
    #[deserr(default)]
    #[param(value_type = Option<Vec<Certainty>>, max_items = 4)]
    pub certainty: Many<Certainty>,
}

const RULES: ListRules = ListRules { sorts: &["startsAt", "-startsAt"], expands: &[] };

/// List the work agenda
///
/// Events in the order they start. Staff see the events their dispositions cover; a machine what it put there.
#[utoipa::path(tag = "agenda", params(AgendaFilter, ListParameters), extensions(("x-sorts" = json!(RULES.sorts))),
    responses((status = 200, description = "One page", body = ListOf<AgendaItemView>)),
    security(("bearer" = ["DIVISION_HEAD", "SUBDIVISION_HEAD", "STAFF", "AUDITOR", "INTEGRATION"])))]
#[get("/agenda-items")]
async fn list_agenda_items(call: Call) -> Result<Answer, Problem> {
    let (filter, page) = call.list::<AgendaItemView, AgendaFilter>(&RULES)?;
    let mut conn = call.lease().await?;
    let rows = store::list(&mut conn, &call.actor, &filter, &page).await?;
    let count = if page.count { Some(store::count(&mut conn, &call.actor, &filter).await?) } else { None };
    call.page(&page, rows, |item| (item.starts_at, item.id), |item| item.view(), count)
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
/// A merge patch. Assignments already made keep their event; the clock of a running step 3 follows a moved one.
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
/// iCalendar (RFC 5545): events in sight from 31 days ago, 1000 at most.
#[utoipa::path(tag = "agenda",
    responses((status = 200, description = "The calendar", body = String, content_type = "text/calendar", example = json!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Pubdok//ID\r\nEND:VCALENDAR\r\n"))),
    security(("bearer" = ["DIVISION_HEAD", "SUBDIVISION_HEAD", "STAFF", "AUDITOR", "INTEGRATION"])))]
#[get("/agenda.ics")]
async fn read_agenda_calendar(call: Call) -> Result<Answer, Problem> {
    call.no_parameters()?;
    let since = call.now - chrono::TimeDelta::days(31);
    let items = store::upcoming(&mut *call.lease().await?, &call.actor, since).await?;
    Ok(Answer::document(calendar::MEDIA_TYPE, 0, calendar::calendar(&items).into_bytes()))
}
