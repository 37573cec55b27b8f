//! Uploads over HTTP, as tus 1.0.0 has it.

mod headers;

use super::requests::{UploadFilter, UploadState};
use super::store::{self, Kept, Upload};
use super::take::{self, Piece};
use super::view::UploadView;
use super::{create, metadata, remove};
use crate::db::Connection;
use crate::http::answer::Answer;
use crate::http::extract::Id;
use crate::http::language::Language;
use crate::http::openapi::Routes;
use crate::http::paging::{ListOf, ListParameters, ListRules};
use crate::http::precondition::Expected;
use crate::http::problem::{Kind, Problem, ThingKind};
use crate::http::query::Many;
use crate::http::tus;
use crate::office::app::App;
use crate::office::call::{Call, Doing, Embedded, ForWhom, transaction};
use crate::telemetry::trace::carried;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HttpDate};
use actix_web::{HttpResponse, HttpResponseBuilder, delete, get, patch, post, web};
use headers::{BeginHeaders, Beginning, PieceHeaders, Speaks};
use std::time::SystemTime;
use uuid::Uuid;

pub fn routes(config: &mut impl Routes) {
    config.service(begin_upload).service(list_uploads).service(read_upload).service(send_upload).service(end_upload);
}

const RULES: ListRules = ListRules { sorts: &["-createdAt", "createdAt"], expands: &[] };

/// List my uploads
///
/// What you have begun to send, for a week after it is over: how far each is and, of one that can never finish, why. This is no request
/// of tus and needs no `Tus-Resumable`.
#[utoipa::path(tag = "uploads", params(UploadFilter, ListParameters), extensions(("x-sorts" = json!(RULES.sorts))),
    responses((status = 200, description = "One page", body = ListOf<UploadView>)),
    security(("bearer" = ["SUBDIVISION_HEAD", "STAFF"])))]
#[get("/uploads")]
async fn list_uploads(call: Call) -> Result<Answer, Problem> {
    let (filter, page) = call.list::<UploadView, UploadFilter>(&RULES)?;
    let (principal, language) = (&call.actor.principal, Language::of(&call.request));
    let mut conn = call.lease().await?;
    let rows = store::list(&mut conn, principal, &filter, &page, call.now).await?;
    let count = if page.count { Some(store::count(&mut conn, principal, &filter, call.now).await?) } else { None };
    call.page(&page, rows, |(upload, _)| upload.id, |(upload, state)| upload.listed(state, language), count)
}

/// Those that the caller can go on with: the first page of this list.
pub async fn unfinished_of(call: &Call, conn: &mut Connection) -> Result<Embedded<UploadView>, Problem> {
    let filter = UploadFilter { state: Many(vec![UploadState::Unfinished]), assignment_id: None };
    let page = call.first_page::<UploadView>(&RULES)?;
    let rows = store::list(conn, &call.actor.principal, &filter, &page, call.now).await?;
    let view = |(upload, state): (Upload, UploadState)| upload.listed(state, Language::of(&call.request));
    call.embed("/v1/uploads?state=UNFINISHED", &RULES, rows, |(upload, _)| upload.id, view)
}

/// Begin an upload
///
/// tus 1.0.0, *creation*: `Upload-Length`, and in `Upload-Metadata` what the file is to become: `assignmentId` for a new artifact,
/// described by `metadata` (the JSON of the upload form in base64) or by single words (`kind`, `title`, `caption`, …), or `artifactId`
/// for a new content version of that artifact; besides `filename` and `filetype`. Whatever would be refused is refused now, before a
/// byte is sent. With a body (*creation-with-upload*) the first bytes are taken at once; `Upload-Offset` tells how many were kept. When they are
/// refused nothing is begun, unless some of them count or there is an `Idempotency-Key`: then the problem tells `Location` and
/// `Upload-Offset`, to go on from there.
/// Sent again with its `Idempotency-Key`, it answers where the upload is and how far it came.
#[utoipa::path(tag = "uploads", params(Speaks, BeginHeaders, ForWhom),
    request_body(description = "The first bytes, if they are sent along", content(("application/offset+octet-stream"))),
    responses((status = 201, description = "The upload, to be gone on with at Location", body = UploadView,
            headers(("Tus-Resumable"), ("Upload-Offset"), ("Upload-Expires"), ("Content-Location"))),
        (status = 404, description = "There is no such assignment or artifact, or not for you."),
        (status = 408, description = "The body stood still for a minute; what came before is kept."),
        (status = 410, description = "It was begun under this Idempotency-Key, and has expired or was ended since."),
        (status = 413, description = "More than this kind of file may have, or than `Upload-Length` says."),
        (status = 415, description = "A body of another type than `application/offset+octet-stream`."),
        (status = 460, description = "The body does not fit `Upload-Checksum`; none of it was kept."),
        (status = 412, description = "`Tus-Resumable` is missing or names another version; `Tus-Version` names this one.")),
    security(("bearer" = ["SUBDIVISION_HEAD", "STAFF"])), extensions(("x-optional-body" = json!(true))))]
#[post("/uploads")]
async fn begin_upload(call: Call, payload: web::Payload) -> Result<HttpResponse, Problem> {
    call.parameters()?.read::<ForWhom>()?;
    let Beginning { length, metadata, piece } = Beginning::of(call.request.headers())?;
    let announced = metadata::read(&metadata)?;
    let told = [length.to_string().as_bytes(), b"\n", metadata.as_bytes()].concat();
    let begun = call.act(&told, async move |conn, doing| {
        let upload = create::create_upload(conn, doing, announced, length, metadata).await?;
        let location = Some(format!("/v1/uploads/{}", upload.id));
        Ok(Answer { status: StatusCode::CREATED, location, ..Answer::plain(&upload.view()) }.about([upload.assignment_id]))
    });
    let begun = begun.await?;
    let id = begun.location.as_deref().and_then(|location| location.rsplit('/').next()?.parse().ok());
    let id: Uuid = id.ok_or_else(|| Problem::internal("an upload without an address"))?;
    let principal = call.actor.principal.clone();
    let mut upload = store::find(&mut *call.lease().await?, &principal, id, call.now).await?;
    // Under a key sent again, the bytes may be there already: the answer tells where to go on.
    if let Some(piece) = piece.filter(|_| upload.received == 0) {
        let doing = doing(&call).await?;
        upload = match go_on(&call, doing.clone(), id, piece, payload).await {
            Ok(upload) => upload,
            Err(problem) => {
                let keyed = call.is_keyed()?;
                let mut conn = call.app.db.lease_to_act().await?;
                let left = transaction(&mut conn, false, async |conn| create::take_back(conn, &doing, id, keyed).await).await?;
                let address = begun.location.unwrap_or_default();
                let problem = problem.about(ThingKind::Upload, id);
                return Err(left.into_iter().fold(problem, |problem, upload| {
                    problem.header(header::LOCATION, address.as_str()).header(tus::OFFSET, upload.received)
                }));
            }
        };
    }
    // As it stands now, not as it was begun.
    let begun = Answer { body: Answer::plain(&upload.view()).body, ..begun };
    let told = state(&upload).into_iter().fold(begun, |answer, (name, value)| answer.with(name, value));
    Ok(actix_web::Responder::respond_to(told, &call.request))
}

/// Read how far an upload is
///
/// One's own only. As HEAD this is what tus clients ask before they go on. Finished, it tells the artifact; ended or expired, it is 410; so
/// it is where its bytes can never become an artifact: then the problem says why, and the header `Upload-Refusal` its code.
#[utoipa::path(tag = "uploads", params(("id" = Uuid, Path, description = "The upload"), Speaks),
    responses((status = 200, description = "The upload as it stands", body = UploadView,
            headers(("Tus-Resumable"), ("Upload-Offset"), ("Upload-Length"), ("Upload-Metadata"), ("Upload-Expires"), ("Content-Location"))),
        (status = 410, description = "It has expired, was ended, or was refused for what its bytes are."),
        (status = 412, description = "`Tus-Resumable` is missing or names another version; `Tus-Version` names this one.")),
    security(("bearer" = ["SUBDIVISION_HEAD", "STAFF"])))]
#[get("/uploads/{id}")]
async fn read_upload(call: Call, id: Id) -> Result<HttpResponse, Problem> {
    call.no_parameters()?;
    let upload = store::find(&mut *call.lease().await?, &call.actor.principal, id.0, call.now).await?;
    let mut answer = answer(StatusCode::OK, &upload);
    answer.insert_header((tus::LENGTH, upload.length)).insert_header((tus::METADATA, upload.told_metadata.as_str()));
    Ok(answer.insert_header((header::CACHE_CONTROL, "no-store")).json(upload.view()))
}

/// Go on with an upload
///
/// The bytes from `Upload-Offset` on, as many as come. What is acknowledged is durable, also when the line breaks: ask where to go on
/// with HEAD; so it is where the service is told to stop meanwhile (503 with `Upload-Offset`). A newer PATCH takes over from one that stands still. The last byte is acknowledged together with the artifact (or its
/// new version) at `Content-Location`; if that is refused now, the problem says why, and the offset stays. What the bytes show can never
/// become an artifact (its type, its pixels) is refused as soon as they show it, and ends the upload: 410 from then on. A POST with
/// `X-HTTP-Method-Override: PATCH` is the same.
#[utoipa::path(tag = "uploads", params(("id" = Uuid, Path, description = "The upload"), Speaks, PieceHeaders),
    request_body(description = "The next bytes of the file", content(("application/offset+octet-stream"))),
    responses((status = 204, description = "They are kept",
            headers(("Tus-Resumable"), ("Upload-Offset"), ("Upload-Expires"), ("Content-Location"))),
        (status = 408, description = "The body stood still for a minute; what came before is kept."),
        (status = 409, description = "The upload stands at another offset, which `Upload-Offset` tells; or the file cannot become an artifact now."),
        (status = 410, description = "It has expired or was ended."),
        (status = 412, description = "`Tus-Resumable` is missing or names another version; `Tus-Version` names this one."),
        (status = 413, description = "More than `Upload-Length` says."),
        (status = 415, description = "A body of another type than `application/offset+octet-stream`."),
        (status = 460, description = "The body does not fit `Upload-Checksum`; nothing of it was kept.")),
    security(("bearer" = ["SUBDIVISION_HEAD", "STAFF"])), extensions(("x-unconditional" = json!(true))))]
#[patch("/uploads/{id}")]
async fn send_upload(call: Call, id: Id, payload: web::Payload) -> Result<HttpResponse, Problem> {
    call.no_parameters()?;
    let piece = headers::piece(call.request.headers())?;
    let doing = doing(&call).await?;
    let upload = go_on(&call, doing, id.0, piece, payload).await.map_err(|problem| told(problem, id.0))?;
    Ok(answer(StatusCode::NO_CONTENT, &upload).finish())
}

/// End an upload
///
/// tus 1.0.0, *termination*: what came is dropped, and the upload is 410 from then on. The artifact of a finished one stays.
#[utoipa::path(tag = "uploads", params(("id" = Uuid, Path, description = "The upload"), Speaks),
    responses((status = 204, description = "It is gone", headers(("Tus-Resumable"))),
        (status = 410, description = "It has expired or was ended already."),
        (status = 412, description = "`Tus-Resumable` is missing or names another version; `Tus-Version` names this one.")),
    security(("bearer" = ["SUBDIVISION_HEAD", "STAFF"])), extensions(("x-unconditional" = json!(true))))]
#[delete("/uploads/{id}")]
async fn end_upload(call: Call, id: Id) -> Result<Answer, Problem> {
    call.no_parameters()?;
    let mut conn = call.lease().await?;
    let upload = store::find(&mut conn, &call.actor.principal, id.0, call.now).await?;
    let pieces = store::segments(&mut conn, id.0, upload.length).await?;
    drop(conn);
    let ended = call.act(&[], async move |conn, doing| {
        create::end_upload(conn, doing, id.0).await?;
        Ok(Answer::nothing())
    });
    let ended = ended.await?;
    // What fails is left to the collector.
    let dropped: Vec<Kept> = pieces.into_iter().map(|piece| piece.kept).collect();
    let app = call.app.clone();
    let _ = actix_web::rt::spawn(carried(async move { remove::bytes(&app, &dropped, None).await })).await;
    Ok(ended)
}

/// What is wrong with going on, and with which upload; of one that is not the caller's nothing is said.
fn told(problem: Problem, id: Uuid) -> Problem {
    if problem.kind == Kind::NotFound { problem } else { problem.about(ThingKind::Upload, id) }
}

/// Takes bytes in a task of its own: what came is kept even if the client hangs up.
async fn go_on(call: &Call, doing: Doing, id: Uuid, piece: Piece, payload: web::Payload) -> Result<Upload, Problem> {
    let app: web::Data<App> = call.app.clone();
    actix_web::rt::spawn(carried(take::take(app, doing, id, piece, payload))).await.map_err(Problem::internal)?
}

/// The doing of bytes: an `If-Match` would be about neither the case nor the artifact.
async fn doing(call: &Call) -> Result<Doing, Problem> {
    Ok(Doing { expected: Expected::Anything, ..call.prospect().await? })
}

fn answer(status: StatusCode, upload: &Upload) -> HttpResponseBuilder {
    let mut answer = HttpResponse::build(status);
    for told in state(upload) {
        answer.insert_header(told);
    }
    answer
}

/// The headers that tell where an upload stands.
fn state(upload: &Upload) -> Vec<(header::HeaderName, String)> {
    let mut told = vec![(tus::OFFSET, upload.received.to_string())];
    if !upload.is_finished() {
        told.push((tus::EXPIRES, HttpDate::from(SystemTime::from(upload.expires_at)).to_string()));
    }
    if let Some(artifact) = upload.artifact_id {
        told.push((header::CONTENT_LOCATION, format!("/v1/artifacts/{artifact}")));
    }
    told
}
