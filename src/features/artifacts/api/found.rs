//! The artifacts of all cases.

use super::super::requests::FoundFilter;
use super::super::store::{self, Whole};
use super::super::view::ArtifactView;
use crate::features::search;
use crate::http::answer::Answer;
use crate::http::paging::{ListOf, ListParameters, ListRules};
use crate::http::problem::Problem;
use crate::office::call::Call;
use actix_web::get;

const RULES: ListRules = ListRules { sorts: &["-createdAt", "createdAt", search::RELEVANCE], expands: &[] };

/// List artifacts
///
/// Files and drafts of all assignments in your sight; with `q` found by what is said of them, by their texts and by the names of their
/// files. Those of one assignment are at `/v1/assignments/{id}/artifacts`.
#[utoipa::path(tag = "artifacts", params(FoundFilter, ListParameters), extensions(("x-sorts" = json!(RULES.sorts))),
    responses((status = 200, description = "One page", body = ListOf<ArtifactView>)),
    security(("bearer" = ["DIVISION_HEAD", "SUBDIVISION_HEAD", "STAFF", "AUDITOR"])))]
#[get("/artifacts")]
pub async fn list_all_artifacts(call: Call) -> Result<Answer, Problem> {
    let (filter, page) = call.list::<ArtifactView, FoundFilter>(&RULES)?;
    let mut conn = call.lease().await?;
    let looked =
        search::look(&mut conn, &call.actor, search::Kind::Artifact, (filter.q.as_ref(), filter.narrows()), &page).await?;
    let looked = looked.as_ref();
    let few = store::few(&mut conn, &call.sight(), &filter).await?;
    let asked = store::Asked { filter: &filter, looked, few: few.as_deref() };
    let (rows, next) = store::list_found(&mut conn, &call.actor, asked, &page).await?;
    let count = if page.count { Some(store::count_found(&mut conn, &call.actor, asked).await?) } else { None };
    let ids = rows.iter().map(|whole| whole.row.id).collect();
    let mut excerpts = search::excerpts(&mut conn, looked, &page, ids).await?;
    let view = |whole: Whole| {
        let excerpt = excerpts.remove(&whole.row.id);
        page.as_row(whole.view(&call.actor, call.now)).beside(excerpt, |view, excerpt| view.excerpt = Some(excerpt))
    };
    Ok(call.cut_page(&page, rows, next, view, count))
}
