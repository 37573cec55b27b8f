//! Publications over HTTP.

mod acts;
mod exemptions;
mod freshness;

use super::requests::{PublicationFilter, VersionFilter};
use super::store::contents::{self, Version};
use super::store::{self, Asked, Whole};
use super::view::{PublicationView, VersionView};
use crate::db::Connection;
use crate::features::mandates::acting;
use crate::http::answer::Answer;
use crate::http::extract::Id;
use crate::http::openapi::Routes;
use crate::http::paging::{Count, ListOf, ListParameters, ListRules, ShapeParameters};
use crate::http::problem::Problem;
use crate::office::call::{Call, Doing};
use actix_web::get;
use uuid::Uuid;

pub fn routes(config: &mut impl Routes) {
    config.service(acts::publish_report).service(list_publications);
    // Before what has an id in its place.
    config.service(freshness::read_freshness).service(read_publication).service(list_versions);
    config.service(acts::correct_publication).service(acts::verify_publication).service(acts::withdraw_publication);
    exemptions::routes(config);
}

const RULES: ListRules = ListRules { sorts: store::SORTS, expands: &[] };
const VERSIONS: ListRules = ListRules { sorts: &["-number", "number"], expands: &[] };

/// List publications
///
/// Of the assignments in sight, the newest first. `freshness=STALE&sort=reviewDueAt` is what should have been verified, the longest
/// overdue first.
#[utoipa::path(tag = "publications", params(PublicationFilter, ListParameters), extensions(("x-sorts" = json!(RULES.sorts))),
    responses((status = 200, description = "One page", body = ListOf<PublicationView>)),
    security(("bearer" = ["DIVISION_HEAD", "SUBDIVISION_HEAD", "STAFF", "AUDITOR"])))]
#[get("/publications")]
async fn list_publications(call: Call) -> Result<Answer, Problem> {
    let (filter, page) = call.list::<PublicationView, PublicationFilter>(&RULES)?;
    let asked = Asked { filter: &filter, now: call.now };
    let mut conn = call.lease().await?;
    let (rows, next) = store::list(&mut conn, &call.actor, asked, &page).await?;
    let count = if page.count { Some(store::count(&mut conn, &call.actor, asked).await?) } else { None };
    let view = |whole: Whole| page.as_row(whole.view(&call.actor, call.now));
    Ok(call.cut_page(&page, rows, next, view, count))
}

/// Read one publication
///
/// With the version that stands. How fresh it is follows from the time at which it is read.
#[utoipa::path(tag = "publications", params(("id" = Uuid, Path, description = "The publication"), ShapeParameters),
    responses((status = 200, description = "The publication", body = PublicationView)),
    security(("bearer" = ["DIVISION_HEAD", "SUBDIVISION_HEAD", "STAFF", "AUDITOR"])))]
#[get("/publications/{id}")]
async fn read_publication(call: Call, id: Id) -> Result<Answer, Problem> {
    let shape = call.shape::<PublicationView>(&[])?;
    let whole = store::find(&mut *call.lease().await?, &call.actor, call.now, id.0).await?;
    Ok(call.show(&shape, whole.row.version, &whole.view(&call.actor, call.now)))
}

/// List the versions of a publication
///
/// Each as it was published; the newest first. Of files that were taken down since, the tombstone tells.
#[utoipa::path(tag = "publications", params(("id" = Uuid, Path, description = "The publication"), VersionFilter, ListParameters), extensions(("x-sorts" = json!(VERSIONS.sorts))),
    responses((status = 200, description = "One page", body = ListOf<VersionView>)),
    security(("bearer" = ["DIVISION_HEAD", "SUBDIVISION_HEAD", "STAFF", "AUDITOR"])))]
#[get("/publications/{id}/versions")]
async fn list_versions(call: Call, id: Id) -> Result<Answer, Problem> {
    let (filter, page) = call.list::<VersionView, VersionFilter>(&VERSIONS)?;
    let mut conn = call.lease().await?;
    let whole = store::find(&mut conn, &call.actor, call.now, id.0).await?;
    let (rows, next) = contents::versions(&mut conn, id.0, filter.standing.map(|standing| standing.0), &page).await?;
    let people = acting(&mut conn, rows.iter().map(|version| version.row.made_by_mandate_id)).await?;
    let (all, names) = (whole.row.content_number, &call.actor.names);
    let count = page.count.then(|| {
        Count::capped(match filter.standing.map(|standing| standing.0) {
            None => all.into(),
            Some(true) => 1,
            Some(false) => i64::from(all) - 1,
        })
    });
    let view = |version: Version| version.view(all, names, &people);
    Ok(call.cut_page(&page, rows, next, view, count))
}

/// The publication as it stands after an act, for whoever did it.
async fn shown(conn: &mut Connection, doing: &Doing, id: Uuid) -> Result<Answer, Problem> {
    let whole = store::find(conn, &doing.actor, doing.now, id).await?;
    let view = whole.view(&doing.actor, doing.now);
    Ok(Answer::shown(view.version, &view).about([whole.row.assignment_id]))
}
