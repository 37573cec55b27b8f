//! Portals over HTTP.

use super::commands;
use super::requests::{ChangePortal, EnterPortal, PortalFilter};
use super::store::{self, Whose};
use super::view::PortalView;
use crate::domain::role::Role;
use crate::http::answer::Answer;
use crate::http::extract::{Body, Id};
use crate::http::openapi::Routes;
use crate::http::paging::{ListOf, ListParameters, ListRules, ShapeParameters};
use crate::http::problem::Problem;
use crate::office::actor::Actor;
use crate::office::call::{Call, DryRun};
use actix_web::{get, patch, post};
use uuid::Uuid;

pub fn routes(config: &mut impl Routes) {
    config.service(list_portals).service(enter_portal).service(read_portal).service(change_portal);
}

const RULES: ListRules = ListRules { sorts: &["-createdAt", "createdAt"], expands: &[] };

/// A portal knows of itself; of others nobody tells it. A machine that is no client of ours has none.
fn whose(actor: &Actor) -> Whose {
    let sees_all = actor.is(Role::Admin) || actor.is(Role::Auditor);
    Whose((!sees_all).then(|| client_of(actor).unwrap_or_default()))
}

/// The client that asks, if it is one of ours.
pub fn client_of(actor: &Actor) -> Option<Uuid> {
    Uuid::try_parse(&actor.subject).ok().filter(|_| actor.is_client)
}

/// List the portals
///
/// Who shows what the office publishes, the latest first. A client is shown its own.
#[utoipa::path(tag = "publications", params(PortalFilter, ListParameters), extensions(("x-sorts" = json!(RULES.sorts))),
    responses((status = 200, description = "One page", body = ListOf<PortalView>)),
    security(("bearer" = ["ADMIN", "AUDITOR", "INTEGRATION"])))]
#[get("/portals")]
async fn list_portals(call: Call) -> Result<Answer, Problem> {
    let (filter, page) = call.list::<PortalView, PortalFilter>(&RULES)?;
    let (mut conn, whose) = (call.lease().await?, whose(&call.actor));
    let rows = store::list(&mut conn, &filter, whose, &page).await?;
    let count = if page.count { Some(store::count(&mut conn, &filter, whose).await?) } else { None };
    call.page(&page, rows, |portal| portal.id, |portal| page.as_row(portal.view()), count)
}

/// Enter a portal
///
/// With the client whose tokens will tell what it shows (`…/publications/{id}/receipts/{portalId}`).
#[utoipa::path(tag = "publications", params(DryRun), request_body = EnterPortal,
    responses((status = 201, description = "The portal", body = PortalView)),
    security(("bearer" = ["ADMIN"])))]
#[post("/portals")]
async fn enter_portal(call: Call, body: Body<EnterPortal>) -> Result<Answer, Problem> {
    let Body { request, canonical } = body;
    call.act(&canonical, async move |conn, doing| {
        let portal = commands::enter(conn, doing, request).await?;
        Ok(Answer::made(format!("/v1/portals/{}", portal.id), portal.version, &portal.view()))
    })
    .await
}

/// Read one portal
#[utoipa::path(tag = "publications", params(("id" = Uuid, Path, description = "The portal"), ShapeParameters),
    responses((status = 200, description = "The portal", body = PortalView)),
    security(("bearer" = ["ADMIN", "AUDITOR", "INTEGRATION"])))]
#[get("/portals/{id}")]
async fn read_portal(call: Call, id: Id) -> Result<Answer, Problem> {
    let shape = call.shape::<PortalView>(&[])?;
    let portal = store::find(&mut *call.lease().await?, id.0, whose(&call.actor)).await?;
    Ok(call.show(&shape, portal.version, &portal.view()))
}

/// Change a portal
///
/// A merge patch. One that is no more is set inactive: nothing is waited for from it, and it tells nothing any more.
#[utoipa::path(tag = "publications", params(("id" = Uuid, Path, description = "The portal"), DryRun),
    request_body(content = ChangePortal, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "The portal as it now stands", body = PortalView)),
    security(("bearer" = ["ADMIN"])))]
#[patch("/portals/{id}")]
async fn change_portal(call: Call, id: Id, body: Body<ChangePortal>) -> Result<Answer, Problem> {
    let Body { request, canonical } = body;
    call.act(&canonical, async move |conn, doing| {
        let portal = commands::change(conn, doing, id.0, request).await?;
        Ok(Answer::shown(portal.version, &portal.view()))
    })
    .await
}
