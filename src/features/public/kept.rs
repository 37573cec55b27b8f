//! A request of the public, and the answer to it that is kept ready.

use super::store;
use super::view::Addresses;
use crate::db::Lease;
use crate::domain::time::Instant;
use crate::http::fields::Stamp;
use crate::http::paging::{ListRules, Page, Shape, following};
use crate::http::problem::{Faults, Kind, Problem};
use crate::http::query::{NoParameters, Parameters};
use crate::http::table::Wanted;
use crate::office::app::App;
use crate::office::showcase::{Kept, Ready, Shelf, Told, Wording};
use actix_web::dev::Payload;
use actix_web::http::header::{self, HeaderValue};
use actix_web::{FromRequest, HttpMessage, HttpRequest, HttpResponse, web};
use deserr::Deserr;
use serde::Serialize;
use serde_json::{Value, json};
use std::future::{Ready as Done, ready};
use std::sync::Arc;
use utoipa::PartialSchema;

/// Somebody who needs no token.
pub struct Reader {
    pub app: web::Data<App>,
    pub now: Instant,
    pub request: HttpRequest,
}

impl FromRequest for Reader {
    type Error = Problem;
    type Future = Done<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let app = request.app_data::<web::Data<App>>().cloned().ok_or_else(|| Problem::internal("no app"));
        ready(app.map(|app| Self { now: app.clock.now(), app, request: request.clone() }))
    }
}

/// All readers are one: a cursor that one was given is good for every other.
const ANYBODY: &str = "";

/// What is answered, and from when time alone may make it another.
pub type Made = (Told, Option<Instant>);

impl Reader {
    pub async fn lease(&self) -> Result<Lease, Problem> {
        Ok(self.app.db.lease().await?)
    }

    pub fn addresses(&self) -> Addresses {
        Addresses(self.app.config.clone())
    }

    /// Who publishes: the office, as its letterhead calls it.
    pub async fn publisher(&self) -> Result<String, Problem> {
        let office = self.app.reference.office(&self.app.db, self.now).await?;
        let lines = &office.letterhead(office.zone().local_date(self.now)).lines;
        // Of several the first is the government, and the second the office.
        Ok(lines.get(1).or(lines.first()).cloned().unwrap_or_default())
    }

    fn query(&self) -> &str {
        self.request.query_string()
    }

    pub fn parameters<T: Deserr<Faults>>(&self) -> Result<T, Problem> {
        Ok(Parameters::parse(self.query())?.read::<T>()?)
    }

    /// For operations that take no parameters.
    pub fn no_parameters(&self) -> Result<(), Problem> {
        if !self.query().is_empty() {
            self.parameters::<NoParameters>()?;
        }
        Ok(())
    }

    /// The filters and the page of a list.
    pub fn list<V: PartialSchema, F: Deserr<Faults>>(&self, rules: &ListRules) -> Result<(F, Page), Problem> {
        let place = (self.request.path(), ANYBODY);
        Ok(Page::asked::<V, F>(Parameters::parse(self.query())?, rules, place, &self.app.seal)?)
    }

    /// What a list is kept as: with nothing asked of it, it is one of those that everybody asks for.
    pub fn shelf(&self) -> Shelf {
        if self.query().is_empty() { Shelf::Standing } else { Shelf::Questions }
    }

    /// The answer to this request in this form, kept ready or read now. A table is another answer to the same.
    pub async fn ready(
        &self,
        shelf: Shelf,
        form: &str,
        read: impl AsyncFn() -> Result<Made, Problem>,
    ) -> Result<HttpResponse, Problem> {
        let kept = self.kept(shelf, form, read).await?;
        self.told(&kept)
    }

    /// The same, before it is told.
    pub async fn kept(
        &self,
        shelf: Shelf,
        form: &str,
        read: impl AsyncFn() -> Result<Made, Problem>,
    ) -> Result<Arc<Kept>, Problem> {
        let table = self.request.extensions().get::<Wanted>().cloned();
        let as_table = table.as_ref().map_or("", |table| table.form.extension());
        let key = format!("{}?{} {form}{as_table}", self.request.path(), self.query());
        self.app.showcase.ready(shelf, &key, self.now, read).await
    }

    fn told(&self, kept: &Arc<Kept>) -> Result<HttpResponse, Problem> {
        match &kept.told {
            Told::Answer(ready) => Ok(ready.answer(&self.request, self.now)),
            Told::Withdrawn { at, reason } => Err(withdrawn(*at, reason)),
            _ => Err(Problem::not_found()),
        }
    }

    /// A page, of whose items are shown so many members as are asked for.
    pub fn page(
        &self,
        shown: &impl Serialize,
        shape: &Shape,
        changed: Option<Instant>,
        next: Option<&str>,
    ) -> Result<Told, Problem> {
        if shape.is_whole() {
            return self.rows(serde_json::to_vec(shown).map_err(Problem::internal)?, changed, next);
        }
        let mut whole = serde_json::to_value(shown).map_err(Problem::internal)?;
        for item in whole["items"].as_array_mut().into_iter().flatten() {
            *item = shape.apply(item.take());
        }
        self.rows(whole.to_string().into_bytes(), changed, next)
    }

    /// As a table, where that is wanted.
    fn rows(&self, body: Vec<u8>, changed: Option<Instant>, next: Option<&str>) -> Result<Told, Problem> {
        let table = self.request.extensions().get::<Wanted>().cloned();
        let mut headers: Vec<_> =
            next.and_then(|cursor| self.link(cursor)).map(|link| (header::LINK, link)).into_iter().collect();
        let Some(table) = table else {
            return Ok(Told::Answer(Ready::of(Wording { media_type: "application/json", body, changed, headers })));
        };
        headers.extend(HeaderValue::from_str(&table.disposition()).ok().map(|name| (header::CONTENT_DISPOSITION, name)));
        let body = table.written(&with_withdrawn(&body)?)?;
        Ok(Told::Answer(Ready::of(Wording { media_type: table.form.content_type(), body, changed, headers })))
    }

    /// Where this is, in full.
    pub fn address(&self) -> String {
        // Only path and query: a target may name another host.
        let here = self.request.uri().path_and_query().map_or("/", |here| here.as_str());
        format!("{}{here}", self.app.config.base_url)
    }

    /// The next page (RFC 8288).
    fn link(&self, cursor: &str) -> Option<HeaderValue> {
        let next = following(&self.address(), cursor);
        HeaderValue::from_str(&format!("<{next}>; rel=\"next\"")).ok()
    }
}

/// A table has no place beside its rows: what was withdrawn stands among them, at the end.
fn with_withdrawn(page: &[u8]) -> Result<Vec<u8>, Problem> {
    let mut page: Value = serde_json::from_slice(page).map_err(Problem::internal)?;
    let withdrawn = page["withdrawn"].take();
    let rows = withdrawn.as_array().into_iter().flatten().map(|one| {
        json!({
            "id": one["id"], "slug": one["slug"], "address": one["address"], "freshness": "WITHDRAWN", "updatedAt": one["at"],
            "excerpt": one["reason"],
        })
    });
    if let Some(items) = page["items"].as_array_mut() {
        items.extend(rows);
    }
    Ok(page.to_string().into_bytes())
}

/// A document of one form.
pub fn document(media_type: &'static str, body: Vec<u8>, changed: Option<Instant>) -> Told {
    Told::Answer(Ready::of(Wording { media_type, body, changed, headers: Vec::new() }))
}

/// There was one: whoever shows it is told to stop, when and why.
pub fn withdrawn(at: Instant, reason: &str) -> Problem {
    let at = Stamp(at);
    Problem::new(Kind::Gone).detail(format!("Ditarik pada {at}: {reason}"), format!("Withdrawn at {at}: {reason}"))
}

/// When all of these last changed, and when time makes something else of them next.
pub fn borders<'a>(
    (changed, begins): (Option<Instant>, Option<Instant>),
    shown: impl Iterator<Item = &'a store::Whole>,
    now: Instant,
) -> (Option<Instant>, Option<Instant>) {
    shown.fold((changed, begins), |(changed, next), whole| {
        let changes = whole.row.changes_at(now);
        (changed.max(Some(whole.row.changed_at(now))), next.into_iter().chain(changes).min())
    })
}
