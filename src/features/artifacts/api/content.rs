//! The bytes of an artifact: read them, send a new version, list the versions.

use super::super::receive::{self, Offer};
use super::super::requests::FileParameters;
use super::super::view::{ArtifactView, ContentVersionView};
use super::super::{act, refused, room, store};
use crate::blobs::FileName;
use crate::domain::media_type::accepted;
use crate::domain::text::Line;
use crate::features::journal;
use crate::http::answer::Answer;
use crate::http::download::{self, DownloadRefusal, Freshness};
use crate::http::extract::Id;
use crate::http::paging::{ListOf, ListParameters, ListRules};
use crate::http::problem::{Faults, Kind, Place, Problem};
use crate::http::query::{NoParameters, Whole};
use crate::office::call::{Call, DryRun};
use actix_web::http::header::{self, Header, IfMatch, TryIntoHeaderValue};
use actix_web::{HttpResponse, get, put, web};
use deserr::Deserr;
use futures_util::TryStreamExt;
use utoipa::IntoParams;

#[derive(Debug, Deserr, IntoParams)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
struct WhichVersion {
    /// An earlier version; the current one when left out.
    #[deserr(default)]
    #[param(value_type = Option<i32>, minimum = 1, maximum = 2147483647, example = 1)]
    version: Option<Whole<1, 2_147_483_647>>,
}

#[derive(Debug, Deserr, IntoParams)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
struct NewContent {
    /// The name to tell at download; that of the version before, if the type is the same, when left out or empty.
    #[deserr(default)]
    #[param(value_type = Option<String>, max_length = 255, example = "IMG_0231.jpg")]
    file_name: Option<Line<255>>,
}

/// Download the content of a file
///
/// The current version, or `?version=N`. Ranges, `If-Range` and conditional requests are honoured; the ETag is the SHA-256.
/// A draft has no file: 404, its text is in the artifact itself.
#[utoipa::path(tag = "artifacts", params(("id" = Uuid, Path, description = "The artifact"), WhichVersion),
    responses((status = 200, description = "The bytes", body = [u8], content_type = "application/octet-stream"),
        (status = 206, description = "The part asked for", body = [u8], content_type = "application/octet-stream"),
        (status = 307, description = "Where files are kept in a bucket that serves them itself: fetch it at `Location`, within 5 minutes and without the token")),
    security(("bearer" = ["DIVISION_HEAD", "SUBDIVISION_HEAD", "STAFF", "AUDITOR"])))]
#[get("/artifacts/{id}/content")]
pub(super) async fn read_artifact_content(call: Call, id: Id) -> Result<HttpResponse, Problem> {
    let which = call.parameters()?.read::<WhichVersion>()?;
    let mut conn = call.lease().await?;
    let whole = store::find(&mut conn, &call.actor, id.0).await?;
    let Some(current) = whole.content else {
        return Err(Problem::not_found().detail(
            "Draf tidak punya berkas; teksnya ada di artefak itu sendiri (draft).",
            "A draft has no file; its text is in the artifact itself (draft).",
        ));
    };
    let version = match which.version.and_then(|number| i32::try_from(number.0).ok()) {
        Some(number) if number != current.number => store::version(&mut conn, id.0, number).await?,
        _ => current,
    };
    // A slow client must not hold a connection of the pool.
    drop(conn);
    let digest = version.sha256;
    let blob = call.app.blobs.read(&digest).await?;
    let blob = blob.ok_or_else(|| Problem::internal(format!("the content {digest} is not in the store")))?;
    let name = version.file_name.as_deref();
    download::answer(&call.request, blob, &digest, &version.content_type(), name, version.uploaded_at.into(), Freshness::Asked)
        .map_err(not_sent)
}

/// How a refused download is told.
pub fn not_sent(refusal: DownloadRefusal) -> Problem {
    match refusal.content_range().map(TryIntoHeaderValue::try_into_value) {
        Some(Ok(range)) => Problem::new(Kind::RangeNotSatisfiable).header(header::CONTENT_RANGE, range),
        _ => Problem::new(Kind::PreconditionFailed),
    }
}

/// Send a new content version
///
/// The bare file as the body. The versions before stay; a decision on the artifact is taken back, because it was on them.
/// Bytes that are the current content already make no version: the artifact stays as it is.
/// What another artifact of the assignment has already is refused (409, ALREADY_THERE).
/// `If-Match` takes the ETag of the artifact or that of its content.
#[utoipa::path(tag = "artifacts", params(("id" = Uuid, Path, description = "The artifact"), NewContent, DryRun),
    request_body(description = "The file, under its own Content-Type", content(("application/octet-stream"))),
    responses((status = 200, description = "The artifact as it now stands", body = ArtifactView)),
    security(("bearer" = ["SUBDIVISION_HEAD", "STAFF"])), extensions(("x-act" = json!("REPLACE_CONTENT"))))]
#[put("/artifacts/{id}/content")]
pub(super) async fn replace_artifact_content(call: Call, id: Id, payload: web::Payload) -> Result<Answer, Problem> {
    let call = Call { takes: &["fileName"], ..call };
    let mut parameters = call.parameters()?;
    parameters.split(DryRun::NAMES);
    parameters.drop_empty(FileParameters::MAY_BE_EMPTY);
    let given = parameters.read::<NewContent>()?;
    let doing = call.prospect().await?;
    let held = held(&call);
    let headers = call.request.headers();
    let mut conn = call.lease().await?;
    let whole = store::find(&mut conn, &call.actor, id.0).await?;
    let size = receive::announced(headers).unwrap_or_default();
    let sender = act::would_permit_content(&doing, &whole, &held)?;
    refused::require(&mut conn, &doing, sender).await?;
    room::require(&mut conn, &doing, None, sender, size).await?;
    // Given back before the file comes.
    drop(conn);
    let kind = whole.row.kind;
    let limit = doing.office.limits.max_bytes(kind);
    receive::require_size(headers, limit, 0)?;
    let offer = Offer {
        kind,
        limit,
        declared: receive::declared(headers, &accepted(kind))?,
        file_name: given.file_name.as_deref().and_then(FileName::clean),
        digests: receive::digests(headers)?,
        place: Place::Header("Content-Type"),
        sender,
    };
    let bytes = receive::patient(payload).map_err(receive::broken);
    let file = receive::receive(&call.app, offer, bytes).await?;
    receive::act(&call, &[], file, async move |conn, doing, file| {
        act::replace_content(conn, doing, id.0, &held, file).await?;
        super::shown(conn, doing, id.0).await
    })
    .await
}

/// The strong tags of `If-Match`.
fn held(call: &Call) -> Vec<String> {
    match IfMatch::parse(&call.request) {
        Ok(IfMatch::Items(tags)) => tags.iter().filter(|tag| !tag.weak).map(|tag| tag.tag().to_owned()).collect(),
        _ => Vec::new(),
    }
}

const RULES: ListRules = ListRules { sorts: &["-number"], expands: &[] };

/// List the content versions of a file
///
/// Newest first; each is at `content?version=N`. A draft has none.
#[utoipa::path(tag = "artifacts", params(("id" = Uuid, Path, description = "The artifact"), ListParameters), extensions(("x-sorts" = json!(RULES.sorts))),
    responses((status = 200, description = "One page", body = ListOf<ContentVersionView>)),
    security(("bearer" = ["DIVISION_HEAD", "SUBDIVISION_HEAD", "STAFF", "AUDITOR"])))]
#[get("/artifacts/{id}/versions")]
pub(super) async fn list_content_versions(call: Call, id: Id) -> Result<Answer, Problem> {
    let (NoParameters {}, page) = call.list::<ContentVersionView, NoParameters>(&RULES)?;
    let mut conn = call.lease().await?;
    // Seen first: the bytes and their history belong to an artifact in sight.
    let whole = store::find(&mut conn, &call.actor, id.0).await?;
    let deeds = journal::deeds(&mut conn, vec![whole.row.assignment_id]).await?;
    let rows = store::versions(&mut conn, id.0, &page).await?;
    let count = if page.count { Some(store::count_versions(&mut conn, id.0).await?) } else { None };
    let view = |(content, picture): (store::ContentVersion, _)| {
        let acting = store::sender_of_content(&deeds, &content);
        content.view(&call.actor.names, acting, Option::as_ref(&picture))
    };
    call.page(&page, rows, |row| row.0.number, view, count)
}
