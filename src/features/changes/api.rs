//! The feed over HTTP.

use super::dump;
use super::read::{self, Page, Reader};
use super::requests::{ChangeParameters, Position};
use super::view::ChangesView;
use super::waiting::Desk;
use crate::http::answer::Answer;
use crate::http::openapi::Routes;
use crate::http::prefer;
use crate::http::problem::Problem;
use crate::http::query::{NoParameters, Parameters};
use crate::office::app::App;
use crate::office::border::Admission;
use crate::office::call::Call;
use crate::office::rates::Seat;
use actix_web::http::header;
use actix_web::{HttpMessage, HttpRequest, HttpResponse, get, web};
use chrono::TimeDelta;
use std::time::Duration;
use tokio::time::Instant as Moment;
use utoipa::IntoParams;

pub fn routes(config: &mut impl Routes) {
    config.service(read_changes);
}

/// What anybody may read.
pub fn published(config: &mut impl Routes) {
    config.service(read_dump);
}

/// How long an answer may take.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "read by http::prefer; here for the document")]
struct Preference {
    /// `wait=30`: hold an empty answer for so many seconds, or until there is something (RFC 7240).
    #[param(rename = "Prefer", required = false, format = "field-value", max_length = 8192, example = "wait=30")]
    prefer: Option<String>,
}

/// Nobody is kept waiting for longer: proxies and clients give up after a minute or a little more.
const LONGEST_WAIT: Duration = Duration::from_secs(55);

/// Read what has changed of publications
///
/// Everything a portal may know, in one order: published (or appeared, at its scheduled time), corrected, verified, DUE, STALE, EXPIRED,
/// a file of it withdrawn, withdrawn. Whoever goes on with `after` misses none, however late it was written. INTEGRATION is told what
/// anybody may read; officers are told what is in their sight, also before it appears. A change is thin: `url` has the rest, and
/// `contentDigest` tells whether that is known already. Begin with `/v1/public/dump`, and go on with the `after` that it names.
///
/// With `Prefer: wait=30` (RFC 7240) an answer that would be empty is held until something happens, for at most 55 seconds; it is told by
/// `Preference-Applied`. Held, it counts neither among your requests at once nor in `RateLimit`, which it does not tell; a hundred of one
/// subject are held, others are answered at once.
#[utoipa::path(tag = "publications", params(ChangeParameters, Preference),
    responses((status = 200, description = "What is new, and where to go on", body = ChangesView, headers(("Link" = String))),
        (status = 410, description = "What follows this place is no longer kept: begin anew with the dump")),
    security(("bearer" = ["INTEGRATION", "DIVISION_HEAD", "SUBDIVISION_HEAD", "STAFF", "AUDITOR"])))]
#[get("/changes")]
async fn read_changes(call: Call, desk: web::Data<Desk>) -> Result<Answer, Problem> {
    let asked = call.parameters()?.read::<ChangeParameters>()?;
    let mut reading = Reading { call: &call, reader: Reader::of(&call.actor), limit: asked.limit() };
    let after = asked.after(&call.app.seal)?;
    let Some(wait) = prefer::wait(call.request.headers()).map(|wait| wait.min(LONGEST_WAIT)) else {
        return Ok(reading.answer(&reading.page(after).await?));
    };
    let (page, is_held) = reading.wait(&desk, after, wait).await?;
    let answer = reading.answer(&page);
    Ok(if is_held { answer.with(prefer::APPLIED, format!("wait={}", wait.as_secs())) } else { answer })
}

/// Take all that is published
///
/// One line of JSON each (NDJSON), as of one moment: first `{"after": …, "at": …}`, then every published thing as anybody reads it by itself,
/// with its `id`. With that `after` go on at `/v1/changes`: what was done before stands
/// here, what was done later comes there, and what is told by both is the same. An answer that breaks off is not whole. Two are sent at
/// a time.
#[utoipa::path(tag = "public",
    responses((status = 200, description = "All of it", body = [u8], content_type = "application/x-ndjson"),
        (status = 503, description = "Others are taking all of it, or the database is away: come again after `Retry-After`")))]
#[get("/dump")]
async fn read_dump(app: web::Data<App>, request: HttpRequest, desk: web::Data<Desk>) -> Result<HttpResponse, Problem> {
    Parameters::parse(request.query_string())?.read::<NoParameters>()?;
    dump::answer(&app, &desk).await
}

struct Reading<'a> {
    call: &'a Call,
    reader: Reader,
    limit: i64,
}

impl Reading<'_> {
    /// What there is. A connection is held no longer than that.
    async fn page(&self, after: Position) -> Result<Page, Problem> {
        let now = self.call.app.clock.now();
        let kept_from = now - TimeDelta::days(self.call.app.config.change_days);
        read::page(&mut *self.call.lease().await?, &self.reader, after, self.limit, (now, kept_from)).await
    }

    /// What there is, or what comes while they wait; and whether they may wait.
    async fn wait(&mut self, desk: &Desk, after: Position, wait: Duration) -> Result<(Page, bool), Problem> {
        let app = &self.call.app;
        // Before it is read what there is, so that nothing falls in between.
        let mut news = desk.listens();
        let known = desk.known(after, self.limit).filter(|_| self.reader.is_any_portal());
        let mut page = match known {
            Some(page) => page,
            None => self.page(after).await?,
        };
        if !page.is_empty() {
            return Ok((page, true));
        }
        let Some(_place) = desk.place(&self.call.actor) else { return Ok((page, false)) };
        if let Some(seat) = self.call.request.extensions().get::<Seat>() {
            seat.leave();
        }
        let (until, mut closing) = (Moment::now() + wait, app.closing.clone());
        loop {
            let told = news.borrow_and_update().clone();
            if page.to < told.to {
                page = match told.behind(page.to, self.limit).filter(|_| self.reader.is_any_portal()) {
                    Some(handed) => handed,
                    None => {
                        let _turn = desk.asking.acquire().await.map_err(Problem::internal)?;
                        self.let_in_again().await?;
                        self.page(page.to).await?
                    }
                };
            }
            if !page.is_empty() {
                break;
            }
            tokio::select! {
                told = news.changed() => if told.is_err() { break },
                // Also where it closes already.
                _ = closing.wait_for(|closes| *closes) => break,
                () = tokio::time::sleep_until(until) => break,
            }
        }
        Ok((page, true))
    }

    /// Who asks may no longer be who they were, or see what they saw: they are let in again as at the border.
    async fn let_in_again(&mut self) -> Result<(), Problem> {
        let admission = self.call.request.extensions().get::<Admission>().cloned();
        let admission = admission.ok_or_else(|| Problem::internal("nobody was let in"))?;
        self.reader = Reader::of(&admission.again(&self.call.app).await?);
        Ok(())
    }

    fn answer(&self, page: &Page) -> Answer {
        let (app, actor) = (&self.call.app, &self.call.actor);
        page.changes.iter().for_each(|change| app.showcase.is_told(change.told.seq));
        for change in page.changes.iter().filter(|change| change.thing.is_seen) {
            actor.shown.add(change.thing.case, change.thing.classification);
        }
        let (base_url, now) = (&app.config.base_url, app.clock.now());
        let view = ChangesView {
            items: page.changes.iter().map(|change| change.view(base_url, &app.seal, now)).collect(),
            after: page.to.sealed(&app.seal),
            has_more: page.more,
        };
        let next = format!("<{base_url}/v1/changes?after={}&limit={}>; rel=\"next\"", view.after, self.limit);
        Answer { link: Some(next), ..Answer::plain(&view) }.with(header::VARY, "Prefer")
    }
}
