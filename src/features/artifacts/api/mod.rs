//! Artifacts over HTTP.

mod add;
mod bag;
mod content;
mod files;
mod found;
mod sort;
mod take_down;

pub use content::not_sent;

use super::requests::{ArtifactFilter, ChangeArtifact, DecideSelection};
use super::store::{self, Texts, Whole};
use super::view::ArtifactView;
use super::{act, select};
use crate::db::Connection;
use crate::features::pictures;
use crate::http::answer::Answer;
use crate::http::extract::{Body, Id};
use crate::http::openapi::Routes;
use crate::http::paging::{ListOf, ListParameters, ListRules, ShapeParameters};
use crate::http::problem::Problem;
use crate::http::row::HasEtag;
use crate::office::call::{Call, Doing, DryRun, Embedded};
use crate::office::visibility;
use actix_web::{delete, get, patch, put};
use uuid::Uuid;

pub fn routes(config: &mut impl Routes) {
    config
        // Before `{id}`, which would take it for an id.
        .service(sort::sort_artifacts)
        .service(found::list_all_artifacts)
        .service(list_artifacts)
        .service(add::add_artifact)
        .service(files::add_file)
        .service(read_artifact)
        .service(change_artifact)
        .service(delete_artifact)
        .service(content::read_artifact_content)
        .service(content::replace_artifact_content)
        .service(content::list_content_versions)
        .service(decide_selection)
        .service(bag::download_selection)
        .service(take_down::take_down_artifact)
        .service(take_down::lift_take_down);
}

/// Also of other ways to show the same list.
pub const RULES: ListRules =
    ListRules { sorts: &["createdAt", "-createdAt", store::BY_RANK, store::BY_TIME[0], store::BY_TIME[1]], expands: &[] };

/// The artifacts of an assignment as they are embedded in it: the first page of this list.
pub fn embed(call: &Call, case: Uuid, first: Vec<Whole>) -> Result<Embedded<ArtifactView>, Problem> {
    let list = format!("/v1/assignments/{case}/artifacts");
    call.embed(&list, &RULES, first, |whole| whole.row.id, |whole| whole.view(&call.actor, call.now).into_row())
}

/// List the artifacts of an assignment
///
/// Files and drafts alike, in the order they were sent; with `sort=takenAt` in that of time, what does not say when behind all that
/// does; or with `sort=rank` in that of the selection: the selected by rank, those without one after them, then the rest.
#[utoipa::path(tag = "artifacts", params(("id" = Uuid, Path, description = "The assignment"), ArtifactFilter, ListParameters), extensions(("x-sorts" = json!(RULES.sorts))),
    responses((status = 200, description = "One page", body = ListOf<ArtifactView>)),
    security(("bearer" = ["DIVISION_HEAD", "SUBDIVISION_HEAD", "STAFF", "AUDITOR"])))]
#[get("/assignments/{id}/artifacts")]
async fn list_artifacts(call: Call, id: Id) -> Result<Answer, Problem> {
    let (filter, page) = call.list::<ArtifactView, ArtifactFilter>(&RULES)?;
    let mut conn = call.lease().await?;
    visibility::require_case(&mut conn, &call.actor, id.0).await?;
    let among = filtered(&mut conn, id.0, &filter).await?;
    let narrowed = (&filter, among.as_deref());
    let (rows, next) = store::list(&mut conn, &call.actor, id.0, narrowed, (&page, Texts::of(&page.shape))).await?;
    let count = if page.count { Some(store::count(&mut conn, id.0, narrowed).await?) } else { None };
    Ok(call.cut_page(&page, rows, next, |whole| page.as_row(whole.view(&call.actor, call.now)), count))
}

/// Which artifacts of a case pass the filters that are reckoned and not read; None: all. A wrong filter is refused here.
pub async fn filtered(conn: &mut Connection, case: Uuid, filter: &ArtifactFilter) -> Result<Option<Vec<Uuid>>, Problem> {
    filter.check()?;
    let flagged = match &filter.flag.0[..] {
        [] => None,
        flags => Some(pictures::flagged(conn, case, flags).await?),
    };
    let burst = match filter.burst {
        None => None,
        Some(artifact) => Some(pictures::burst_of(conn, case, artifact).await?),
    };
    Ok(match (flagged, burst) {
        (Some(flagged), Some(burst)) => Some(flagged.into_iter().filter(|id| burst.contains(id)).collect()),
        (flagged, burst) => flagged.or(burst),
    })
}

/// Read one artifact
///
/// A draft with its text; a file with its current content version, whose bytes are at `content`.
#[utoipa::path(tag = "artifacts", params(("id" = Uuid, Path, description = "The artifact"), ShapeParameters),
    responses((status = 200, description = "The artifact", body = ArtifactView)),
    security(("bearer" = ["DIVISION_HEAD", "SUBDIVISION_HEAD", "STAFF", "AUDITOR"])))]
#[get("/artifacts/{id}")]
async fn read_artifact(call: Call, id: Id) -> Result<Answer, Problem> {
    let shape = call.shape::<ArtifactView>(&[])?;
    let texts = Texts::of(&shape);
    let whole = store::find_with(&mut *call.lease().await?, &call.actor, id.0, texts).await?;
    Ok(call.show(&shape, whole.row.version, &whole.view(&call.actor, call.now)))
}

/// Change an artifact
///
/// A merge patch of its metadata and, for a draft, of its text. What is changed must be decided again: a RETURNED or
/// NOT_SELECTED on it is taken back. What is SELECTED cannot be changed.
#[utoipa::path(tag = "artifacts", params(("id" = Uuid, Path, description = "The artifact"), DryRun),
    request_body(content = ChangeArtifact, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "The artifact as it now stands", body = ArtifactView)),
    security(("bearer" = ["SUBDIVISION_HEAD", "STAFF"])), extensions(("x-act" = json!("EDIT_ARTIFACT"))))]
#[patch("/artifacts/{id}")]
async fn change_artifact(call: Call, id: Id, body: Body<ChangeArtifact>) -> Result<Answer, Problem> {
    let Body { request, canonical } = body;
    call.act(&canonical, async move |conn, doing| {
        act::change_artifact(conn, doing, id.0, request).await?;
        shown(conn, doing, id.0).await
    })
    .await
}

/// Take an artifact away
///
/// By whoever sent it or the assignee, while it is not selected. The journal keeps that it was there.
#[utoipa::path(tag = "artifacts", params(("id" = Uuid, Path, description = "The artifact"), DryRun),
    responses((status = 204, description = "It is gone")),
    security(("bearer" = ["SUBDIVISION_HEAD", "STAFF"])), extensions(("x-act" = json!("DELETE_ARTIFACT"))))]
#[delete("/artifacts/{id}")]
async fn delete_artifact(call: Call, id: Id) -> Result<Answer, Problem> {
    call.act(&[], async move |conn, doing| {
        act::delete_artifact(conn, doing, id.0).await?;
        Ok(Answer::nothing())
    })
    .await
}

/// Decide on an artifact
///
/// *Memilah*: SELECTED, NOT_SELECTED or RETURNED; decidable again until the report is submitted. `decision: null` takes it back.
#[utoipa::path(tag = "artifacts", params(("id" = Uuid, Path, description = "The artifact"), DryRun), request_body = DecideSelection,
    responses((status = 200, description = "The artifact as it now stands", body = ArtifactView)),
    security(("bearer" = ["SUBDIVISION_HEAD"])), extensions(("x-act" = json!("SELECT"))))]
#[put("/artifacts/{id}/selection")]
async fn decide_selection(call: Call, id: Id, body: Body<DecideSelection>) -> Result<Answer, Problem> {
    let Body { request, canonical } = body;
    call.act(&canonical, async move |conn, doing| {
        select::decide_selection(conn, doing, id.0, request).await?;
        shown(conn, doing, id.0).await
    })
    .await
}

/// The artifact as it stands after an act, for whoever did it.
pub async fn shown(conn: &mut Connection, doing: &Doing, id: Uuid) -> Result<Answer, Problem> {
    let whole = store::find_with(conn, &doing.actor, id, Texts::Read).await?;
    let view = whole.view(&doing.actor, doing.now);
    Ok(Answer::shown(view.version, &view).about([view.assignment_id]))
}
