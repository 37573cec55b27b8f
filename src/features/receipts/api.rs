//! Receipts over HTTP.

use super::requests::{Receipt, ReceiptFilter};
use super::view::ReceiptView;
use super::{store, tell};
use crate::http::answer::Answer;
use crate::http::extract::{Body, Id};
use crate::http::openapi::Routes;
use crate::http::paging::{ListOf, ListParameters, ListRules};
use crate::http::problem::Problem;
use crate::office::call::{Call, DryRun};
use crate::office::visibility;
use actix_web::{get, put};

pub fn routes(config: &mut impl Routes) {
    config.service(tell_receipt).service(list_publication_receipts).service(list_receipts);
}

const OF_ONE: ListRules = ListRules { sorts: &["portal", "-portal"], expands: &[] };
const OF_ALL: ListRules = ListRules { sorts: &["-toldAt", "toldAt"], expands: &[] };

/// Tell what a portal shows of a publication
///
/// By the portal's own client: the version that it shows, where and since when; or that it shows it no more, and since when. It takes the
/// place of what it told before. Told again it is the same, so that there is no `If-Match`.
#[utoipa::path(tag = "publications",
    params(("id" = Uuid, Path, description = "The publication"), ("portalId" = Uuid, Path, description = "The portal: your own"), DryRun),
    request_body = Receipt,
    responses((status = 200, description = "What it shows, as it is known now", body = ReceiptView),
        (status = 404, description = "There is no such publication yet, or that is not your portal")),
    security(("bearer" = ["INTEGRATION"])), extensions(("x-unconditional" = json!(true))))]
#[put("/publications/{id}/receipts/{portalId}")]
async fn tell_receipt(call: Call, id: Id, body: Body<Receipt>) -> Result<Answer, Problem> {
    let portal = Id::named(&call.request, "portalId")?;
    let Body { request, canonical } = body;
    call.act(&canonical, async move |conn, doing| {
        let shown = tell::tell(conn, doing, id.0, portal, request).await?;
        Ok(Answer::shown(shown.receipt.as_ref().map_or(0, |receipt| receipt.version), &shown.view()))
    })
    .await
}

/// List who shows a publication
///
/// Every active portal, and those that have ever told of it: which version it shows, whether it still shows what was superseded or
/// withdrawn, and since when; SILENT are those that have told nothing.
#[utoipa::path(tag = "publications", params(("id" = Uuid, Path, description = "The publication"), ReceiptFilter, ListParameters), extensions(("x-sorts" = json!(OF_ONE.sorts))),
    responses((status = 200, description = "One page", body = ListOf<ReceiptView>)),
    security(("bearer" = ["DIVISION_HEAD", "SUBDIVISION_HEAD", "STAFF", "AUDITOR"])))]
#[get("/publications/{id}/receipts")]
async fn list_publication_receipts(call: Call, id: Id) -> Result<Answer, Problem> {
    let (filter, page) = call.list::<ReceiptView, ReceiptFilter>(&OF_ONE)?;
    let mut conn = call.lease().await?;
    let case = store::case_of(&mut conn, id.0).await?;
    visibility::require_case(&mut conn, &call.actor, case).await?;
    let rows = store::of_one(&mut conn, (id.0, call.now), &filter, &page).await?;
    let count = if page.count { Some(store::count_of_one(&mut conn, (id.0, call.now), &filter).await?) } else { None };
    call.page(&page, rows, |shown| shown.from.id, |shown| shown.view(), count)
}

/// List what portals show
///
/// Of all publications in sight, what was told last first. `standing=WITHDRAWN` is who still shows what was withdrawn, and since when.
#[utoipa::path(tag = "publications", params(ReceiptFilter, ListParameters), extensions(("x-sorts" = json!(OF_ALL.sorts))),
    responses((status = 200, description = "One page", body = ListOf<ReceiptView>)),
    security(("bearer" = ["DIVISION_HEAD", "SUBDIVISION_HEAD", "STAFF", "AUDITOR"])))]
#[get("/receipts")]
async fn list_receipts(call: Call) -> Result<Answer, Problem> {
    let (filter, page) = call.list::<ReceiptView, ReceiptFilter>(&OF_ALL)?;
    let mut conn = call.lease().await?;
    let rows = store::of_all(&mut conn, &call.actor, &filter, &page).await?;
    let count = if page.count { Some(store::count_of_all(&mut conn, &call.actor, &filter).await?) } else { None };
    for row in &rows {
        call.actor.shown.add(row.of.case, row.of.classification);
    }
    let key = |shown: &store::Shown| shown.receipt.as_ref().map(|receipt| (receipt.told_at, receipt.id));
    call.page(&page, rows, key, |shown| shown.view(), count)
}
