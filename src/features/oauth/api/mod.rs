//! Clients over HTTP; `token` has what they get, `metadata` where it is.

mod metadata;
mod token;

use super::requests::{AddSecret, ChangeClient, ClientFilter, EnterClient};
use super::view::{ClientView, NewClientSecret};
use super::{commands, store};
use crate::http::answer::Answer;
use crate::http::extract::{Body, Id};
use crate::http::openapi::Routes;
use crate::http::paging::{ListOf, ListParameters, ListRules, ShapeParameters};
use crate::http::problem::Problem;
use crate::office::call::{Call, DryRun};
use actix_web::{delete, get, patch, post};
use uuid::Uuid;

pub fn routes(config: &mut impl Routes) {
    config
        .service(list_clients)
        .service(enter_client)
        .service(read_client)
        .service(change_client)
        .service(add_client_secret)
        .service(delete_client_secret);
    token::routes(config);
}

/// At the root of the service.
pub fn well_known(config: &mut impl Routes) {
    metadata::routes(config);
}

const RULES: ListRules = ListRules { sorts: &["-createdAt", "createdAt"], expands: &[] };

/// List the clients
///
/// Machines that get tokens of our own, the latest first. Their secrets are not told.
#[utoipa::path(tag = "oauth", params(ClientFilter, ListParameters), extensions(("x-sorts" = json!(RULES.sorts))),
    responses((status = 200, description = "One page", body = ListOf<ClientView>)),
    security(("bearer" = ["ADMIN", "AUDITOR"])))]
#[get("/oauth/clients")]
async fn list_clients(call: Call) -> Result<Answer, Problem> {
    let (filter, page) = call.list::<ClientView, ClientFilter>(&RULES)?;
    let mut conn = call.lease().await?;
    let rows = store::list(&mut conn, &filter, &page).await?;
    let count = if page.count { Some(store::count(&mut conn, &filter).await?) } else { None };
    let ids: Vec<Uuid> = rows.iter().map(|client| client.id).collect();
    let secrets = store::secrets(&mut conn, &ids).await?;
    call.page(&page, rows, |client| (client.created_at, client.id), |client| page.as_row(client.view(&secrets)), count)
}

/// Enter a client
///
/// A machine, or whoever has no identity provider. It has no secret yet: `POST …/secrets` gives it one. INTEGRATION and AUDITOR are all
/// that a client can be.
#[utoipa::path(tag = "oauth", params(DryRun), request_body = EnterClient,
    responses((status = 201, description = "The client", body = ClientView)),
    security(("bearer" = ["ADMIN"])))]
#[post("/oauth/clients")]
async fn enter_client(call: Call, body: Body<EnterClient>) -> Result<Answer, Problem> {
    let Body { request, canonical } = body;
    call.act(&canonical, async move |conn, doing| {
        let client = commands::enter_client(conn, doing, request).await?;
        Ok(Answer::made(format!("/v1/oauth/clients/{}", client.id), client.version, &client.view(&[])))
    })
    .await
}

/// Read one client
#[utoipa::path(tag = "oauth", params(("id" = Uuid, Path, description = "The client"), ShapeParameters),
    responses((status = 200, description = "The client", body = ClientView)),
    security(("bearer" = ["ADMIN", "AUDITOR"])))]
#[get("/oauth/clients/{id}")]
async fn read_client(call: Call, id: Id) -> Result<Answer, Problem> {
    let shape = call.shape::<ClientView>(&[])?;
    let mut conn = call.lease().await?;
    let client = store::find(&mut conn, id.0).await?;
    let secrets = store::secrets(&mut conn, &[id.0]).await?;
    Ok(call.show(&shape, client.version, &client.view(&secrets)))
}

/// Change a client
///
/// A merge patch. With `active: false`, or a role less, the tokens that it has are worth as much less at once, on every instance.
#[utoipa::path(tag = "oauth", params(("id" = Uuid, Path, description = "The client"), DryRun),
    request_body(content = ChangeClient, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "The client as it now stands", body = ClientView)),
    security(("bearer" = ["ADMIN"])))]
#[patch("/oauth/clients/{id}")]
async fn change_client(call: Call, id: Id, body: Body<ChangeClient>) -> Result<Answer, Problem> {
    let Body { request, canonical } = body;
    call.act(&canonical, async move |conn, doing| {
        let (client, secrets) = commands::change_client(conn, doing, id.0, request).await?;
        Ok(Answer::shown(client.version, &client.view(&secrets)))
    })
    .await
}

/// Give a client a secret
///
/// 256 random bits, told in this answer only: what is kept is their Argon2 hash, and the same request sent again gets null. Two hold at
/// a time, so that a client is given the new one before the old one is deleted; with two there already it is 409. The ETag is that of
/// the client.
#[utoipa::path(tag = "oauth", params(("id" = Uuid, Path, description = "The client"), DryRun), request_body = AddSecret,
    responses((status = 201, description = "The secret", body = NewClientSecret, headers(("ETag" = String, description = "The client's")))),
    security(("bearer" = ["ADMIN"])))]
#[post("/oauth/clients/{id}/secrets")]
async fn add_client_secret(call: Call, id: Id, body: Body<AddSecret>) -> Result<Answer, Problem> {
    let AddSecret {} = body.request;
    let secret_id = Uuid::now_v7();
    let (secret, hash) = call.app.issuer.make_secret(secret_id).await?;
    call.act(&body.canonical, async move |conn, doing| {
        let (client, kept) = commands::add_secret(conn, doing, id.0, secret_id, hash).await?;
        let location = format!("/v1/oauth/clients/{}/secrets/{}", client.id, kept.id);
        Ok(Answer::made(location, client.version, &kept.shown(Some(secret))).once(&kept.shown(None)))
    })
    .await
}

/// Delete a secret of a client
///
/// No token is issued for it from then on; those that were hold to their end. `If-Match` is the client's.
#[utoipa::path(tag = "oauth", params(("id" = Uuid, Path, description = "The client"),
        ("credentialId" = Uuid, Path, description = "The secret"), DryRun),
    responses((status = 204, description = "It is deleted")),
    security(("bearer" = ["ADMIN"])))]
#[delete("/oauth/clients/{id}/secrets/{credentialId}")]
async fn delete_client_secret(call: Call, id: Id) -> Result<Answer, Problem> {
    let secret_id = Id::named(&call.request, "credentialId")?;
    call.act(&[], async move |conn, doing| {
        commands::delete_secret(conn, doing, id.0, secret_id).await?;
        Ok(Answer::nothing())
    })
    .await
}
