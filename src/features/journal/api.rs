//! The journal over HTTP: of one case for whoever sees it, of everything for the auditor.

use super::requests::EntryFilter;
use super::store;
use super::view::{EntryView, view};
use crate::domain::journal::types;
use crate::features::mandates;
use crate::http::answer::Answer;
use crate::http::extract::Id;
use crate::http::openapi::Routes;
use crate::http::paging::{ListOf, ListParameters, ListRules};
use crate::http::problem::Problem;
use crate::http::query::NoParameters;
use crate::office::call::Call;
use crate::office::visibility;
use actix_web::get;
use diesel_async::RunQueryDsl;

pub fn routes(config: &mut impl Routes) {
    config.service(list_assignment_journal).service(list_journal);
}

const OF_CASE: ListRules = ListRules { sorts: &["seq", "-seq"], expands: &[] };
const OF_ALL: ListRules = ListRules { sorts: &["-seq", "seq"], expands: &[] };

/// Read what happened to one assignment
///
/// Every act, in order: who, when, in which role, what changed. Hash-chained; `pubdok journal verify` checks it.
#[utoipa::path(tag = "journal", params(("id" = Uuid, Path, description = "The assignment"), ListParameters), extensions(("x-sorts" = json!(OF_CASE.sorts))),
    responses((status = 200, description = "One page", body = ListOf<EntryView>)),
    security(("bearer" = ["DIVISION_HEAD", "SUBDIVISION_HEAD", "STAFF", "AUDITOR"])))]
#[get("/assignments/{id}/journal")]
async fn list_assignment_journal(call: Call, id: Id) -> Result<Answer, Problem> {
    let (NoParameters {}, page) = call.list::<EntryView, NoParameters>(&OF_CASE)?;
    let mut conn = call.lease().await?;
    let filter = EntryFilter { assignment_id: Some(id.0), ..EntryFilter::default() };
    let rows: Vec<store::EntryRow> =
        visibility::load_of_case(&mut conn, &call.actor, id.0, store::one_page(&filter, &page, None, None)?).await?;
    let count = if page.count { Some(store::count(&mut conn, &filter, None).await?) } else { None };
    let acting = mandates::acting(&mut conn, rows.iter().map(|row| row.mandate_id)).await?;
    call.page(&page, rows, |row| row.seq, |row| view(row, &acting, &call.actor.names), count)
}

/// Read the journal
///
/// Everything that was done. With `sort=seq` a reader who goes on from the last cursor never skips an entry.
#[utoipa::path(tag = "journal", params(EntryFilter, ListParameters), extensions(("x-sorts" = json!(OF_ALL.sorts)), ("x-types" = json!(types()))),
    responses((status = 200, description = "One page", body = ListOf<EntryView>)),
    security(("bearer" = ["AUDITOR"])))]
#[get("/journal")]
async fn list_journal(call: Call) -> Result<Answer, Problem> {
    let (filter, page) = call.list::<EntryView, EntryFilter>(&OF_ALL)?;
    filter.types()?;
    let mut conn = call.lease().await?;
    // One case's entries are written one after the other, so that a journal of one case need not wait; and who reads backward will
    // find at its end what is still being written.
    let waits = filter.assignment_id.is_none() && !page.descending;
    let settled = if waits { Some(store::settled(&mut conn).await?) } else { None };
    let stretch = store::stretch(&mut conn, &filter).await?;
    let rows: Vec<store::EntryRow> = store::one_page(&filter, &page, settled, stretch)?.load(&mut *conn).await?;
    let count = if page.count { Some(store::count(&mut conn, &filter, stretch).await?) } else { None };
    let acting = mandates::acting(&mut conn, rows.iter().map(|row| row.mandate_id)).await?;
    call.page(&page, rows, |row| row.seq, |row| view(row, &acting, &call.actor.names), count)
}
