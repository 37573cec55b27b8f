//! Sending an artifact, in three forms: a draft as JSON, a file in a form (see [`super::files`]), a file alone.

use super::super::receive::{self, File, Offer};
use super::super::requests::{AddArtifact, AddArtifactForm, FileParameters};
use super::super::view::ArtifactView;
use super::super::{add, refused, room};
use super::files;
use crate::blobs::FileName;
use crate::domain::artifact::ArtifactKind;
use crate::domain::label::Label;
use crate::domain::media_type::{LARGEST_FILE, MediaType, accepted};
use crate::http::answer::Answer;
use crate::http::body;
use crate::http::extract::Id;
use crate::http::problem::{Faults, Place, Problem};
use crate::office::call::{Call, Doing, DryRun};
use actix_web::http::header;
use actix_web::{post, web};
use bytes::Bytes;
use futures_util::{Stream, TryStreamExt};
use uuid::Uuid;

/// Send an artifact
///
/// In three forms. A **draft** (WEBSITE_DRAFT, PRESS_RELEASE) as `application/json`. A **file** as `multipart/form-data`: the
/// part `metadata` (JSON) and the part `file`, as at `…/files`. Or the **file alone** as the body, under its own `Content-Type`, with
/// `kind` and `title` as query parameters. The bytes decide what it is, whatever it is called (the flag LABEL_DIFFERS tells that it was called otherwise); the size is checked against the kind's limit, and
/// the content against `Content-Digest` or `Repr-Digest` (sha-256; other algorithms are passed over), which in a form stand
/// on the part `file`. A file whose bytes are the current content of an artifact of the same assignment makes nothing: 200
/// with the artifact that is there, its address in `Content-Location`; what was said of the file this time is not applied.
#[utoipa::path(tag = "artifacts", params(("id" = Uuid, Path, description = "The assignment"), FileParameters, DryRun),
    request_body(description = "A draft, a form with a file, or a file", content(
        (AddArtifact = "application/json",
            example = json!({"kind": "PRESS_RELEASE", "title": "Siaran pers panen raya", "headline": "Panen Raya Dibuka Bupati", "content": "Panen raya dibuka Bupati di alun-alun."})),
        (AddArtifactForm = "multipart/form-data"),
        ("application/octet-stream"))),
    responses((status = 201, description = "The artifact", body = ArtifactView),
        (status = 200, description = "The artifact that has this content already: nothing was made. With `dryRun=true` also what would be made.",
            body = ArtifactView, headers(("Content-Location" = String)))),
    security(("bearer" = ["SUBDIVISION_HEAD", "STAFF"])), extensions(("x-act" = json!("ADD_ARTIFACT"))))]
#[post("/assignments/{id}/artifacts")]
pub(super) async fn add_artifact(call: Call, id: Id, payload: web::Payload) -> Result<Answer, Problem> {
    match essence(&call).as_str() {
        "multipart/form-data" => files::add_form(call, id.0, payload).await,
        // A dataset may be JSON, too: the kind in the query tells it from a draft.
        _ if has_kind(&call) => add_bare_file(call, id.0, payload).await,
        "application/json" => add_draft(call, id.0, payload).await,
        "application/octet-stream" => add_bare_file(call, id.0, payload).await,
        other if MediaType::parse(other).is_some() => add_bare_file(call, id.0, payload).await,
        _ => Err(receive::unsupported("application/json, multipart/form-data, application/octet-stream")),
    }
}

pub(super) fn essence(call: &Call) -> String {
    let sent = call.request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    sent.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

fn has_kind(call: &Call) -> bool {
    url::form_urlencoded::parse(call.request.query_string().as_bytes()).any(|(name, _)| name == "kind")
}

async fn add_draft(call: Call, case: Uuid, mut payload: web::Payload) -> Result<Answer, Problem> {
    let json = body::read_json(call.request.headers(), &mut payload, &["application/json"]).await?;
    let canonical = json.canonical();
    let request: AddArtifact = json.read()?;
    request.check_draft()?;
    add(call, case, &canonical, request, None).await
}

async fn add_bare_file(call: Call, case: Uuid, payload: web::Payload) -> Result<Answer, Problem> {
    let call = Call { takes: FileParameters::NAMES, ..call };
    let mut parameters = call.parameters()?;
    parameters.split(DryRun::NAMES);
    parameters.drop_empty(FileParameters::MAY_BE_EMPTY);
    let given = parameters.read::<FileParameters>()?;
    let file_name = given.file_name.as_deref().and_then(FileName::clean);
    let request = AddArtifact::from(given);
    request.check_file().map_err(Faults::of_parameters)?;
    let standing = require_permit(&call, case, 0).await?;
    let headers = call.request.headers();
    let limit = standing.limit(request.kind);
    receive::require_size(headers, limit, 0)?;
    let offer = Offer {
        kind: request.kind,
        limit,
        declared: receive::declared(headers, &accepted(request.kind))?,
        file_name,
        digests: receive::digests(headers)?,
        place: Place::Header("Content-Type"),
        sender: standing.sender(),
    };
    let bytes = receive::patient(payload).map_err(receive::broken);
    let file = standing.receive(&call, offer, bytes).await?;
    // The parameters are part of the fingerprint anyway.
    add(call, case, &[], request, Some(file)).await
}

/// Where a request stands before its file comes.
pub(super) enum Standing {
    /// It may be done, and for whom.
    New(Doing, Uuid),
    /// It was done: its file is only looked at, to tell whether it is the same.
    Replay,
}

/// Refuses what would be refused anyway before a byte of the file is taken; `overhead` is what comes with the file.
pub(super) async fn require_permit(call: &Call, case: Uuid, overhead: u64) -> Result<Standing, Problem> {
    let doing = call.prospect().await?;
    let mut conn = call.lease().await?;
    if call.is_replay(&mut conn).await? {
        // The case may have moved on since; the kept answer is given all the same.
        return Ok(Standing::Replay);
    }
    let size = receive::announced(call.request.headers()).unwrap_or_default().saturating_sub(overhead);
    let sender = add::would_permit(&mut conn, &doing, case).await?;
    refused::require(&mut conn, &doing, sender).await?;
    room::require(&mut conn, &doing, Some(case), sender, size).await?;
    Ok(Standing::New(doing, sender))
}

impl Standing {
    /// How large a file of this kind may be.
    pub(super) fn limit(&self, kind: ArtifactKind) -> u64 {
        match self {
            Self::New(doing, _) => doing.office.limits.max_bytes(kind),
            Self::Replay => LARGEST_FILE,
        }
    }

    /// The officer it is sent for; nobody, where nothing of it is kept.
    pub(super) fn sender(&self) -> Uuid {
        if let Self::New(_, sender) = self { *sender } else { Uuid::nil() }
    }

    /// How large one of any kind may be.
    pub(super) fn largest(&self) -> u64 {
        ArtifactKind::ALL.iter().map(|kind| self.limit(*kind)).max().unwrap_or_default()
    }

    pub(super) async fn receive(
        &self,
        call: &Call,
        offer: Offer,
        bytes: impl Stream<Item = Result<Bytes, Problem>>,
    ) -> Result<File, Problem> {
        match self {
            Self::New(..) => receive::receive(&call.app, offer, bytes).await,
            Self::Replay => receive::look_at(offer.limit, bytes).await?.recognise(&offer),
        }
    }
}

pub(super) async fn add(
    call: Call,
    case: Uuid,
    canonical: &[u8],
    request: AddArtifact,
    file: Option<File>,
) -> Result<Answer, Problem> {
    let told = file.as_ref().map(File::fingerprint).unwrap_or_default();
    let body = [canonical, b"\n", told.as_bytes()].concat();
    receive::act(&call, &body, file, async move |conn, doing, file| {
        let added = add::add_artifact(conn, doing, case, request, file).await?;
        add::shown(conn, doing, added).await
    })
    .await
}
