//! One request as a handler sees it: who asks, of what and when; `act` has the one way to do an act.

mod act;
mod told;

pub use act::{Doing, DryRun, ForWhom, transaction};
pub use told::{Earlier, LONGEST_AGO, occurred_at};

use super::actor::{Actor, Sight};
use super::app::App;
use super::reference::Office;
use crate::db::Lease;
use crate::domain::time::Instant;
use crate::http::answer::Answer;
use crate::http::paging::{Count, ListRules, Page, Shape, ShapeParameters, following};
use crate::http::problem::{Faults, Kind, Problem};
use crate::http::query::{NoParameters, Parameters};
use crate::http::row::Entry;
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage, HttpRequest, web};
use deserr::Deserr;
use serde::Serialize;
use std::future::ready;
use std::sync::Arc;
use utoipa::PartialSchema;

/// Set by the border for every request.
#[derive(Debug, Clone)]
pub struct RequestId(pub String);

/// A request whose token and role have been checked.
#[derive(Clone)]
pub struct Call {
    pub app: web::Data<App>,
    pub actor: Arc<Actor>,
    pub now: Instant,
    pub request: HttpRequest,
    /// Query parameters that an act reads besides `dryRun`.
    pub takes: &'static [&'static str],
}

/// What is embedded of a list in the thing it belongs to.
pub struct Embedded<V> {
    pub items: Vec<V>,
    /// Where the list goes on.
    pub next: Option<String>,
}

impl FromRequest for Call {
    type Error = Problem;
    type Future = std::future::Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::of(request))
    }
}

impl Call {
    fn of(request: &HttpRequest) -> Result<Self, Problem> {
        let app = request.app_data::<web::Data<App>>().cloned().ok_or_else(|| Problem::internal("no app"))?;
        let actor = request.extensions().get::<Arc<Actor>>().cloned().ok_or_else(|| Problem::new(Kind::TokenMissing))?;
        let now = app.clock.now();
        Ok(Self { app, actor, now, request: request.clone(), takes: &[] })
    }

    pub fn sight(&self) -> Sight {
        self.actor.sight()
    }

    pub async fn lease(&self) -> Result<Lease, Problem> {
        Ok(self.app.db.lease().await?)
    }

    pub async fn office(&self) -> Result<Arc<Office>, Problem> {
        self.app.reference.office(&self.app.db, self.now).await
    }

    pub fn parameters(&self) -> Result<Parameters, Problem> {
        Parameters::parse(self.request.query_string())
    }

    /// The filters and the page of a list.
    pub fn list<V: PartialSchema, F: Deserr<Faults>>(&self, rules: &ListRules) -> Result<(F, Page), Problem> {
        let place = (self.request.path(), &*self.actor.principal);
        Ok(Page::asked::<V, F>(self.parameters()?, rules, place, &self.app.seal)?)
    }

    /// How one thing is to be shown: `fields` and `expand`.
    pub fn shape<V: PartialSchema>(&self, expands: &[&str]) -> Result<Shape, Problem> {
        let (shape, NoParameters {}) = self.shape_with::<V, _>(expands, &[])?;
        Ok(shape)
    }

    /// The same, and what else is asked by parameters of these names.
    pub fn shape_with<V: PartialSchema, P: Deserr<Faults>>(
        &self,
        expands: &[&str],
        names: &[&str],
    ) -> Result<(Shape, P), Problem> {
        let mut parameters = self.parameters()?;
        let more = parameters.split(names).read::<P>()?;
        let shape = parameters.read::<ShapeParameters>().map_err(|faults| {
            faults.known(|known| {
                known.retain(|name| name != "expand" || !expands.is_empty());
                known.extend(names.iter().map(|name| (*name).to_owned()));
            })
        })?;
        Ok((Shape::new::<V>(shape.fields.as_deref(), shape.expand.as_deref(), expands)?, more))
    }

    /// The first page of a list of another place, to be embedded: `list` is that place, with what it filters and sorts by.
    pub fn embed<R, K: Serialize, V: PartialSchema>(
        &self,
        list: &str,
        rules: &ListRules,
        mut rows: Vec<R>,
        key: impl Fn(&R) -> K,
        view: impl FnMut(R) -> V,
    ) -> Result<Embedded<V>, Problem> {
        let (path, filters) = list.split_once('?').unwrap_or((list, ""));
        let place = (path, &*self.actor.principal);
        let page = Page::take::<V>(&mut Parameters::parse(filters)?, rules, place, &self.app.seal)?;
        let cursor = page.cut(&mut rows, key);
        let next = cursor.map(|cursor| following(&format!("{}{list}", self.app.config.base_url), &cursor));
        Ok(Embedded { items: rows.into_iter().map(view).collect(), next })
    }

    /// The first page of a list of another place, to read it by: where it goes on [`Call::embed`] tells.
    pub fn first_page<V: PartialSchema>(&self, rules: &ListRules) -> Result<Page, Problem> {
        Ok(Page::take::<V>(&mut Parameters::parse("")?, rules, (self.request.path(), &self.actor.principal), &self.app.seal)?)
    }

    /// For operations that take no parameters.
    pub fn no_parameters(&self) -> Result<(), Problem> {
        self.parameters()?.read::<NoParameters>()?;
        Ok(())
    }

    /// One thing, in the shape that was asked for.
    pub fn show(&self, shape: &Shape, version: i32, view: &impl Serialize) -> Answer {
        // Whole, it is byte for byte what an act answers, so that both have one ETag.
        Answer::shown(version, &shape.of(view))
    }

    /// One page of things.
    pub fn page<R, K: Serialize, E: Entry>(
        &self,
        page: &Page,
        mut rows: Vec<R>,
        key: impl Fn(&R) -> K,
        view: impl FnMut(R) -> E,
        count: Option<Count>,
    ) -> Result<Answer, Problem> {
        let next = page.cut(&mut rows, key);
        Ok(self.cut_page(page, rows, next, view, count))
    }

    /// The page of rows that end where the page does, with the cursor of the next.
    pub fn cut_page<R, E: Entry>(
        &self,
        page: &Page,
        rows: Vec<R>,
        next: Option<String>,
        view: impl FnMut(R) -> E,
        count: Option<Count>,
    ) -> Answer {
        Answer::page(rows.into_iter().map(view), &page.shape, next.as_deref(), count, &self.address())
    }

    /// The full address of this request, for `Link`.
    pub fn address(&self) -> String {
        // Only path and query: a target may name another host.
        let here = self.request.uri().path_and_query().map_or("/", |here| here.as_str());
        format!("{}{here}", self.app.config.base_url)
    }
}
