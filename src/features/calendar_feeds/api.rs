//! The address over HTTP, and what is read under it.

use super::view::{FeedView, NewFeedView};
use super::{commands, key, store};
use crate::features::{agenda, officers};
use crate::http::answer::Answer;
use crate::http::extract::{Body, Id};
use crate::http::openapi::Routes;
use crate::http::problem::{Faults, Problem};
use crate::office::app::App;
use crate::office::call::{Call, DryRun};
use actix_web::{HttpRequest, delete, get, post, web};
use deserr::Deserr;
use utoipa::ToSchema;

pub fn routes(config: &mut impl Routes) {
    config
        .service(make_calendar_feed)
        .service(read_calendar_feed_state)
        .service(revoke_calendar_feed)
        .service(read_calendar_feed);
}

/// Nothing but the act.
#[derive(Debug, Clone, Deserr, ToSchema)]
#[deserr(error = Faults, deny_unknown_fields)]
pub struct MakeCalendarFeed {}

/// Make the address of my calendar
///
/// A secret address under which a calendar program reads, without a token, what you see of the work agenda; nothing else opens with it. It
/// is shown in this answer only: what is kept is its SHA-256. Made again, it takes the place of the one before, which is worth nothing from
/// then on; so is the last one when you leave the office.
#[utoipa::path(tag = "officers", params(("id" = Uuid, Path, description = "The officer: yourself"), DryRun), request_body = MakeCalendarFeed,
    responses((status = 201, description = "The address", body = NewFeedView)),
    security(("bearer" = ["DIVISION_HEAD", "SUBDIVISION_HEAD", "STAFF", "ADMIN", "AUDITOR"])), extensions(("x-unconditional" = json!(true))))]
#[post("/officers/{id}/calendar-feed")]
async fn make_calendar_feed(call: Call, id: Id, body: Body<MakeCalendarFeed>) -> Result<Answer, Problem> {
    let MakeCalendarFeed {} = body.request;
    let key = key::make()?;
    let kept = key::digest(&key).ok_or_else(|| Problem::internal("a key of another form"))?;
    let address = format!("{}/v1/calendar-feeds/{key}/agenda.ics", call.app.config.base_url);
    call.act(&body.canonical, async move |conn, doing| {
        commands::make(conn, doing, id.0, &kept).await?;
        let view = |address| NewFeedView { address, made_at: doing.now.into() };
        let location = format!("/v1/officers/{}/calendar-feed", id.0);
        Ok(Answer::made(location, 1, &view(Some(address))).once(&view(None)))
    })
    .await
}

/// Read whether there is an address of the calendar
///
/// Of yourself; ADMIN of anybody. The address itself is told to nobody again.
#[utoipa::path(tag = "officers", params(("id" = Uuid, Path, description = "The officer")),
    responses((status = 200, description = "Whether there is one, and when it was last read", body = FeedView)),
    security(("bearer" = ["DIVISION_HEAD", "SUBDIVISION_HEAD", "STAFF", "ADMIN", "AUDITOR"])))]
#[get("/officers/{id}/calendar-feed")]
async fn read_calendar_feed_state(call: Call, id: Id) -> Result<Answer, Problem> {
    call.no_parameters()?;
    let mut conn = call.lease().await?;
    officers::store::find(&mut conn, id.0).await?;
    commands::require_own_or_admin(&call.actor, id.0)?;
    Ok(Answer::shown(1, &FeedView::from(store::find(&mut conn, id.0).await?)))
}

/// Revoke the address of the calendar
///
/// From then on it is as if it had never been. Yours, or for ADMIN anybody's; where there is none nothing is done.
#[utoipa::path(tag = "officers", params(("id" = Uuid, Path, description = "The officer"), DryRun),
    responses((status = 204, description = "There is none now")),
    security(("bearer" = ["DIVISION_HEAD", "SUBDIVISION_HEAD", "STAFF", "ADMIN", "AUDITOR"])), extensions(("x-unconditional" = json!(true))))]
#[delete("/officers/{id}/calendar-feed")]
async fn revoke_calendar_feed(call: Call, id: Id) -> Result<Answer, Problem> {
    call.act(&[], async move |conn, doing| {
        officers::store::find(conn, id.0).await?;
        commands::revoke(conn, doing, id.0).await?;
        Ok(Answer::nothing())
    })
    .await
}

/// Read an agenda under its secret address
///
/// iCalendar (RFC 5545) for calendar programs: what `/v1/agenda.ics` is to the officer whose address it is. They come again every quarter of
/// an hour, and ask with `If-None-Match`. An address that was revoked, or never was, is 404. In logs and traces it stands without its secret.
#[utoipa::path(tag = "agenda",
    params(("key" = String, Path, description = "The secret", min_length = 43, max_length = 43, pattern = "^[A-Za-z0-9_-]{43}$", example = "n4bQgYhMfWWaL-qgxVrQFaO_TxsrC4Is0V1sFbDwCgg")),
    responses((status = 200, description = "The calendar", body = String, content_type = "text/calendar", example = json!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Pubdok//Agenda kerja//ID\r\nEND:VCALENDAR\r\n"))))]
#[get("/calendar-feeds/{key}/agenda.ics")]
async fn read_calendar_feed(app: web::Data<App>, request: HttpRequest) -> Result<Answer, Problem> {
    let key = request.match_info().get("key").and_then(key::digest).ok_or_else(Problem::not_found)?;
    let now = app.clock.now();
    let zone = app.reference.office(&app.db, now).await?.zone();
    let mut conn = app.db.lease().await?;
    let subject = store::whose(&mut conn, &key).await?.ok_or_else(Problem::not_found)?;
    let actor = app.reference.of_directory(&mut conn, &subject, now).await?;
    // Also where nothing can be written for the moment, an agenda can be read.
    if let Err(error) = store::is_used(&mut conn, &key, now).await {
        tracing::debug!(target: "pubdok", %error, "not noted that a calendar was read");
    }
    let text = agenda::calendar::of(&mut conn, &actor, zone, now).await?;
    Ok(Answer::document(agenda::calendar::MEDIA_TYPE, 0, text.into_bytes()))
}
