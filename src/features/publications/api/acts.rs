//! Publishing, correcting, verifying and withdrawing.

use super::super::requests::{Correct, Publish, Verify, Withdraw};
use super::super::view::PublicationView;
use super::super::{correct, publish, verify};
use super::shown;
use crate::http::answer::Answer;
use crate::http::extract::{Body, Id};
use crate::http::problem::Problem;
use crate::office::call::{Call, DryRun};
use actix_web::http::StatusCode;
use actix_web::post;

/// Publish what a report selected
///
/// One selected draft with selected files, in the order they are to be shown. Nothing is published otherwise. All that stands against it
/// is told at once; what an artifact does not say (a credit, a text for those who cannot see it, consent) can be said here. The text is
/// the draft's, or one that was made ready for the public: `asAccepted` tells which.
#[utoipa::path(tag = "publications", params(DryRun), request_body = Publish,
    responses((status = 201, description = "The publication", body = PublicationView),
        (status = 404, description = "There is no such report, or not for you")),
    security(("bearer" = ["DIVISION_HEAD", "SUBDIVISION_HEAD"])), extensions(("x-act" = json!("PUBLISH"))))]
#[post("/publications")]
pub(super) async fn publish_report(call: Call, body: Body<Publish>) -> Result<Answer, Problem> {
    let Body { request, canonical } = body;
    call.act(&canonical, async move |conn, doing| {
        let made = publish::publish(conn, doing, request).await?;
        let answer = shown(conn, doing, made).await?;
        Ok(Answer { status: StatusCode::CREATED, location: Some(format!("/v1/publications/{made}")), ..answer })
    })
    .await
}

/// Correct a publication
///
/// A new version, which supersedes the one that stands and says what it changed; its address stays. The versions before are kept as they were.
#[utoipa::path(tag = "publications", params(("id" = Uuid, Path, description = "The publication"), DryRun), request_body = Correct,
    responses((status = 200, description = "The publication as it now stands", body = PublicationView)),
    security(("bearer" = ["DIVISION_HEAD", "SUBDIVISION_HEAD"])), extensions(("x-act" = json!("CORRECT"))))]
#[post("/publications/{id}/correction")]
pub(super) async fn correct_publication(call: Call, id: Id, body: Body<Correct>) -> Result<Answer, Problem> {
    let Body { request, canonical } = body;
    call.act(&canonical, async move |conn, doing| {
        correct::correct(conn, doing, id.0, request).await?;
        shown(conn, doing, id.0).await
    })
    .await
}

/// Verify a publication
///
/// That it is still right: who looked, when, at what, and by when it must be looked at next. It is FRESH again.
#[utoipa::path(tag = "publications", params(("id" = Uuid, Path, description = "The publication"), DryRun), request_body = Verify,
    responses((status = 200, description = "The publication as it now stands", body = PublicationView)),
    security(("bearer" = ["DIVISION_HEAD", "SUBDIVISION_HEAD"])), extensions(("x-act" = json!("VERIFY"))))]
#[post("/publications/{id}/verification")]
pub(super) async fn verify_publication(call: Call, id: Id, body: Body<Verify>) -> Result<Answer, Problem> {
    let Body { request, canonical } = body;
    call.act(&canonical, async move |conn, doing| {
        verify::verify(conn, doing, id.0, request).await?;
        shown(conn, doing, id.0).await
    })
    .await
}

/// Withdraw a publication
///
/// For good: what is left is a tombstone with the reason and the time. Its address is never used again.
#[utoipa::path(tag = "publications", params(("id" = Uuid, Path, description = "The publication"), DryRun), request_body = Withdraw,
    responses((status = 200, description = "The publication as it now stands", body = PublicationView)),
    security(("bearer" = ["DIVISION_HEAD", "SUBDIVISION_HEAD"])), extensions(("x-act" = json!("WITHDRAW"))))]
#[post("/publications/{id}/withdrawal")]
pub(super) async fn withdraw_publication(call: Call, id: Id, body: Body<Withdraw>) -> Result<Answer, Problem> {
    let Body { request, canonical } = body;
    call.act(&canonical, async move |conn, doing| {
        verify::withdraw(conn, doing, id.0, request).await?;
        shown(conn, doing, id.0).await
    })
    .await
}
