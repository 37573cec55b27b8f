//! The settings over HTTP: six documents, each read and replaced whole.

use super::{commands, letterhead, store};
use crate::http::answer::Answer;
use crate::http::extract::Body;
use crate::http::openapi::Routes;
use crate::http::problem::Problem;
use crate::office::call::{Call, DryRun};
use crate::office::settings::{Holidays, Instructions, Letterheads, Registers, Setting, UploadLimits, WorkingHours};
use actix_web::{get, put};

pub fn routes(config: &mut impl Routes) {
    config
        .service(read_instructions)
        .service(replace_instructions)
        .service(read_holidays)
        .service(replace_holidays)
        .service(read_working_hours)
        .service(replace_working_hours)
        .service(read_registers)
        .service(replace_registers)
        .service(read_upload_limits)
        .service(replace_upload_limits)
        .service(read_letterhead)
        .service(replace_letterhead);
}

async fn read<T: Setting>(call: Call) -> Result<Answer, Problem> {
    call.no_parameters()?;
    let kept = store::find::<T>(&mut *call.lease().await?).await?;
    Ok(Answer::shown(kept.version, &kept.document))
}

async fn replace<T: Setting + Clone>(call: Call, body: Body<T>) -> Result<Answer, Problem> {
    let Body { request, canonical } = body;
    call.act(&canonical, async move |conn, doing| {
        let kept = commands::replace_setting(conn, doing, request).await?;
        Ok(Answer::shown(kept.version, &kept.document))
    })
    .await
}

/// Read the list of instructions
///
/// *Isi disposisi*: what a disposition may ask for. Only active codes can be given.
#[utoipa::path(tag = "settings",
    responses((status = 200, description = "The list", body = Instructions)),
    security(("bearer" = ["DIVISION_HEAD", "SUBDIVISION_HEAD", "STAFF", "ADMIN", "AUDITOR", "INTEGRATION"])))]
#[get("/settings/instructions")]
async fn read_instructions(call: Call) -> Result<Answer, Problem> {
    read::<Instructions>(call).await
}

/// Replace the list of instructions
///
/// The whole list. A code that a disposition carries cannot be removed (409): set `active` to false.
#[utoipa::path(tag = "settings", params(DryRun), request_body = Instructions,
    responses((status = 200, description = "The list as it now stands", body = Instructions)),
    security(("bearer" = ["ADMIN"])))]
#[put("/settings/instructions")]
async fn replace_instructions(call: Call, body: Body<Instructions>) -> Result<Answer, Problem> {
    replace(call, body).await
}

/// Read the holidays
///
/// Days on which the office is closed; they are no working time.
#[utoipa::path(tag = "settings",
    responses((status = 200, description = "The holidays", body = Holidays)),
    security(("bearer" = ["DIVISION_HEAD", "SUBDIVISION_HEAD", "STAFF", "ADMIN", "AUDITOR", "INTEGRATION"])))]
#[get("/settings/holidays")]
async fn read_holidays(call: Call) -> Result<Answer, Problem> {
    read::<Holidays>(call).await
}

/// Replace the holidays
///
/// The whole table, past years too: working minutes of open cases are counted with it anew; a closed case keeps those of its report.
#[utoipa::path(tag = "settings", params(DryRun), request_body = Holidays,
    responses((status = 200, description = "The holidays as they now stand", body = Holidays)),
    security(("bearer" = ["ADMIN"])))]
#[put("/settings/holidays")]
async fn replace_holidays(call: Call, body: Body<Holidays>) -> Result<Answer, Problem> {
    replace(call, body).await
}

/// Read the office hours
///
/// The usual week, from when it holds, its dated exceptions and the weeks before it, in office time.
#[utoipa::path(tag = "settings",
    responses((status = 200, description = "The office hours", body = WorkingHours)),
    security(("bearer" = ["DIVISION_HEAD", "SUBDIVISION_HEAD", "STAFF", "ADMIN", "AUDITOR", "INTEGRATION"])))]
#[get("/settings/working-hours")]
async fn read_working_hours(call: Call) -> Result<Answer, Problem> {
    read::<WorkingHours>(call).await
}

/// Replace the office hours
///
/// They hold from `validFrom` on (today, if left out); what was worked before stays counted by the hours of then, which the service keeps.
/// Exceptions name their days themselves, and those of days gone stay too. Where exceptions overlap, the last holds.
#[utoipa::path(tag = "settings", params(DryRun), request_body = WorkingHours,
    responses((status = 200, description = "The office hours as they now stand", body = WorkingHours)),
    security(("bearer" = ["ADMIN"])))]
#[put("/settings/working-hours")]
async fn replace_working_hours(call: Call, body: Body<WorkingHours>) -> Result<Answer, Problem> {
    replace(call, body).await
}

/// Read the number templates
///
/// How each register prints its numbers.
#[utoipa::path(tag = "settings",
    responses((status = 200, description = "The templates", body = Registers)),
    security(("bearer" = ["DIVISION_HEAD", "SUBDIVISION_HEAD", "STAFF", "ADMIN", "AUDITOR", "INTEGRATION"])))]
#[get("/settings/registers")]
async fn read_registers(call: Call) -> Result<Answer, Problem> {
    read::<Registers>(call).await
}

/// Replace the number templates
///
/// Numbers drawn from then on are printed with them; those already given stay as they are. Templates that could print one number twice
/// (in one register, or in two of them) are refused with an example; so is one under which a register would come to a number that a
/// paper bears already, as when two registers exchange theirs (409).
#[utoipa::path(tag = "settings", params(DryRun), request_body = Registers,
    responses((status = 200, description = "The templates as they now stand", body = Registers)),
    security(("bearer" = ["ADMIN"])))]
#[put("/settings/registers")]
async fn replace_registers(call: Call, body: Body<Registers>) -> Result<Answer, Problem> {
    replace(call, body).await
}

/// Read the limits of uploads
///
/// The largest file of each kind, the files of an assignment, the bytes of an officer, and the types of files that are taken. What of it
/// is used stands at `/v1/me/storage`, beside the same limits.
#[utoipa::path(tag = "settings",
    responses((status = 200, description = "The limits", body = UploadLimits)),
    security(("bearer" = ["DIVISION_HEAD", "SUBDIVISION_HEAD", "STAFF", "ADMIN", "AUDITOR", "INTEGRATION"])))]
#[get("/settings/upload-limits")]
async fn read_upload_limits(call: Call) -> Result<Answer, Problem> {
    call.no_parameters()?;
    let kept = store::find::<UploadLimits>(&mut *call.lease().await?).await?;
    Ok(Answer::shown(kept.version, &kept.document.view()))
}

/// Replace the limits of uploads
///
/// They hold for what is sent from then on; what was sent before stays. `acceptedTypes` is passed over: it is not the office's to choose.
#[utoipa::path(tag = "settings", params(DryRun), request_body = UploadLimits,
    responses((status = 200, description = "The limits as they now stand", body = UploadLimits)),
    security(("bearer" = ["ADMIN"])))]
#[put("/settings/upload-limits")]
async fn replace_upload_limits(call: Call, body: Body<UploadLimits>) -> Result<Answer, Problem> {
    let Body { request, canonical } = body;
    call.act(&canonical, async move |conn, doing| {
        let kept = commands::replace_setting(conn, doing, request).await?;
        Ok(Answer::shown(kept.version, &kept.document.view()))
    })
    .await
}

/// Read the letterhead
///
/// What stands over printed papers: regency, unit, address, logo and place of signing, each version from its `validFrom` on.
#[utoipa::path(tag = "settings",
    responses((status = 200, description = "The letterheads", body = Letterheads)),
    security(("bearer" = ["DIVISION_HEAD", "SUBDIVISION_HEAD", "STAFF", "ADMIN", "AUDITOR", "INTEGRATION"])))]
#[get("/settings/letterhead")]
async fn read_letterhead(call: Call) -> Result<Answer, Problem> {
    read::<Letterheads>(call).await
}

/// Replace the letterhead
///
/// All versions. Papers that are made from then on bear the one in force on their day; those that were made keep theirs. A logo is sent as
/// `data` and told as `sha256`, by which it is sent back.
#[utoipa::path(tag = "settings", params(DryRun), request_body = Letterheads,
    responses((status = 200, description = "The letterheads as they now stand", body = Letterheads)),
    security(("bearer" = ["ADMIN"])))]
#[put("/settings/letterhead")]
async fn replace_letterhead(call: Call, body: Body<Letterheads>) -> Result<Answer, Problem> {
    let Body { request, canonical } = body;
    let (document, logos) = letterhead::look(request).await?;
    call.act(&canonical, async move |conn, doing| {
        let kept = letterhead::replace(conn, doing, document, logos).await?;
        Ok(Answer::shown(kept.version, &kept.document))
    })
    .await
}
