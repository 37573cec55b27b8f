//! The timeline over HTTP.

use super::super::requests::known;
use super::store::{self, Line};
use super::view::{LineView, StepDoer, doer};
use crate::db::Connection;
use crate::domain::journal::types_of_case;
use crate::domain::text;
use crate::features::mandates::{self, ActingPeople};
use crate::http::answer::Answer;
use crate::http::extract::Id;
use crate::http::openapi::Routes;
use crate::http::paging::{COUNT_CAP, Count, ListOf, ListParameters, ListRules, USUAL};
use crate::http::problem::{Faults, Problem};
use crate::http::query::Many;
use crate::office::call::{Call, Embedded};
use crate::office::visibility;
use actix_web::get;
use deserr::Deserr;
use diesel_async::RunQueryDsl;
use utoipa::IntoParams;
use uuid::Uuid;

pub fn routes(config: &mut impl Routes) {
    config.service(list_timeline);
}

const RULES: ListRules = ListRules { sorts: &["seq", "-seq"], expands: &[] };

#[derive(Debug, Default, Deserr, IntoParams)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
struct TimelineFilter {
    /// Only what is of these types, such as `report.submitted`. Repeatable.
    #[deserr(default, rename = "type")]
    #[param(rename = "type", value_type = Option<Vec<text::Line<100>>>, max_items = 50)]
    kind: Many<text::Line<100>, 50>,
}

impl TimelineFilter {
    /// The types asked for, or all.
    fn types(&self) -> Result<Vec<&'static str>, Faults> {
        let all = types_of_case();
        let wanted = known(&self.kind, &all)?;
        Ok(if wanted.is_empty() { all.into_iter().collect() } else { wanted })
    }
}

/// Read what happened to one assignment, as a person reads it
///
/// The journal in sentences of the language asked for, with people by name; what one person sent, changed or selected within minutes is
/// one line, however many entries it has. The journal itself has every entry, what it changed, and the chain.
#[utoipa::path(tag = "journal", params(("id" = Uuid, Path, description = "The assignment"), TimelineFilter, ListParameters), extensions(("x-sorts" = json!(RULES.sorts)), ("x-types" = json!(types_of_case()))),
    responses((status = 200, description = "One page", body = ListOf<LineView>)),
    security(("bearer" = ["DIVISION_HEAD", "SUBDIVISION_HEAD", "STAFF", "AUDITOR"])))]
#[get("/assignments/{id}/timeline")]
async fn list_timeline(call: Call, id: Id) -> Result<Answer, Problem> {
    let (filter, page) = call.list::<LineView, TimelineFilter>(&RULES)?;
    let types = filter.types()?;
    let mut conn = call.lease().await?;
    let lines = store::lines(id.0, types.clone(), page.after()?, page.descending, page.fetch());
    let rows: Vec<Line> = visibility::load_of_case::<_, Line>(&mut conn, &call.actor, id.0, lines).await?;
    let count = match page.count {
        true => Some(Count::capped(store::count(id.0, types, COUNT_CAP + 1).get_result(&mut *conn).await?)),
        false => None,
    };
    let acting = mandates::acting(&mut conn, rows.iter().map(|row| row.mandate_id)).await?;
    call.page(&page, rows, |row| row.seq, |row| row.view(&call.actor.names, &acting), count)
}

/// The first lines of a case that the caller has found in sight, and who did its steps.
pub struct First {
    lines: Vec<Line>,
    doers: Vec<store::Doer>,
    acting: ActingPeople,
}

pub async fn first(conn: &mut Connection, case: Uuid) -> Result<First, Problem> {
    let lines = store::lines(case, types_of_case().into_iter().collect(), None, false, USUAL + 1);
    let (lines, doers) = conn.both::<_, _, Line, store::Doer>(lines, store::doers(case)).await?;
    let mandates = lines.iter().map(|line| line.mandate_id).chain(doers.iter().map(|doer| doer.2));
    let acting = mandates::acting(conn, mandates.collect::<Vec<_>>()).await?;
    Ok(First { lines, doers, acting })
}

/// The timeline as it is embedded in its assignment: the first page of the list, and who did each step.
pub fn embed(call: &Call, case: Uuid, first: First) -> Result<(Embedded<LineView>, Vec<StepDoer>), Problem> {
    let First { lines, doers, acting } = first;
    let names = &call.actor.names;
    let doers = doers.into_iter().filter_map(|one| doer(one, names, &acting)).collect();
    let list = format!("/v1/assignments/{case}/timeline");
    Ok((call.embed(&list, &RULES, lines, |line| line.seq, |line| line.view(names, &acting))?, doers))
}
