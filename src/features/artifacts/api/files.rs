//! Sending a file in a form: what it is and its bytes, in whichever order the client writes them.

use super::super::form::{FilePart, Form, OVERHEAD, Part};
use super::super::receive::{self, File, Offer, Seen};
use super::super::refused;
use super::super::requests::{AddArtifact, AddArtifactForm};
use super::super::view::ArtifactView;
use super::add::{self, Standing};
use crate::blobs::{FileName, Incoming};
use crate::domain::digest::Digest;
use crate::http::answer::Answer;
use crate::http::body::Json;
use crate::http::extract::Id;
use crate::http::language::Words;
use crate::http::problem::{FaultKind, Place, Problem};
use crate::office::call::{Call, DryRun};
use actix_web::{post, web};
use uuid::Uuid;

/// Send a file
///
/// As `multipart/form-data`: the part `metadata` (JSON) and the part `file`, in either order, and no other part. With `metadata` first,
/// a file that is none of its kind is refused by its first bytes. The bytes decide what it is, whatever it is called; the size is checked
/// against the kind's limit, and the content against a `Content-Digest` or `Repr-Digest` on the part `file`. A file whose bytes are the current content
/// of an artifact of the same assignment makes nothing: 200 with the artifact that is there, its address in `Content-Location`. A
/// large file, or one over a bad line, goes to `/v1/uploads`.
#[utoipa::path(tag = "artifacts", params(("id" = Uuid, Path, description = "The assignment"), DryRun),
    request_body(description = "What it is, and its bytes", content = AddArtifactForm, content_type = "multipart/form-data"),
    responses((status = 201, description = "The artifact", body = ArtifactView),
        (status = 200, description = "The artifact that has this content already: nothing was made. With `dryRun=true` also what would be made.",
            body = ArtifactView, headers(("Content-Location" = String)))),
    security(("bearer" = ["SUBDIVISION_HEAD", "STAFF"])), extensions(("x-act" = json!("ADD_ARTIFACT"))))]
#[post("/assignments/{id}/files")]
pub(super) async fn add_file(call: Call, id: Id, payload: web::Payload) -> Result<Answer, Problem> {
    if add::essence(&call) != "multipart/form-data" {
        return Err(receive::unsupported("multipart/form-data"));
    }
    add_form(call, id.0, payload).await
}

pub(super) async fn add_form(call: Call, case: Uuid, payload: web::Payload) -> Result<Answer, Problem> {
    let headers = call.request.headers();
    if receive::is_encoded(headers) {
        return Err(receive::unsupported("multipart/form-data"));
    }
    for name in ["Content-Digest", "Repr-Digest"] {
        if headers.contains_key(name) {
            let words = Words::new("Taruh pada bagian file di dalam formulir.", "Put it on the part file, within the form.");
            return Err(Problem::at(Place::Header(name), FaultKind::Rule { code: "NOT_FOR_FORMS", words }));
        }
    }
    let standing = add::require_permit(&call, case, OVERHEAD).await?;
    receive::require_size(headers, standing.largest(), OVERHEAD)?;
    let mut sent = Sent::default();
    match sent.read(&call, &standing, Form::new(headers, payload)).await {
        Ok((Described { canonical, request }, file)) => add::add(call, case, &canonical, request, Some(file)).await,
        Err(problem) => {
            sent.refuse(&call, &standing, &problem).await;
            Err(problem)
        }
    }
}

/// What came of a form so far.
#[derive(Default)]
struct Sent {
    described: Option<Described>,
    file: Option<Came>,
}

/// What the file is to be.
struct Described {
    canonical: Vec<u8>,
    request: AddArtifact,
}

/// What the part `file` says of itself.
struct Said {
    declared: Option<String>,
    file_name: Option<FileName>,
    digests: Vec<Digest>,
}

enum Came {
    /// After what it is was said.
    Known(Box<File>),
    /// Before that.
    Unknown(Said, Unknown),
}

enum Unknown {
    New(Box<Incoming>),
    Replay(Seen),
}

impl Sent {
    /// Reads the form to its end. After a failure what came is still here, to be removed.
    async fn read(&mut self, call: &Call, standing: &Standing, mut form: Form) -> Result<(Described, File), Problem> {
        while let Some(part) = form.next().await? {
            match part {
                Part::Metadata(json) => {
                    let described = Described::of(json)?;
                    receive::require_size(call.request.headers(), standing.limit(described.request.kind), OVERHEAD)?;
                    self.described = Some(described);
                }
                Part::File(part) => self.file = Some(self.take(call, standing, part).await?),
            }
        }
        let (Some(described), Some(came)) = (self.described.take(), self.file.take()) else { return Err(form.missing()) };
        let file = match came {
            Came::Known(file) => *file,
            Came::Unknown(said, unknown) => {
                let offer = said.offer(&described, standing);
                match unknown {
                    Unknown::New(incoming) => receive::settle(&call.app, offer, *incoming).await?,
                    Unknown::Replay(seen) => seen.recognise(&offer)?,
                }
            }
        };
        Ok((described, file))
    }

    async fn take(&self, call: &Call, standing: &Standing, part: FilePart) -> Result<Came, Problem> {
        let said = Said {
            declared: part.declared(),
            file_name: part.name.as_deref().and_then(FileName::clean),
            digests: receive::digests(part.headers())?,
        };
        let Some(described) = &self.described else {
            let unknown = match standing {
                Standing::New(..) => Unknown::New(receive::take_in(&call.app, standing.largest(), part.bytes()).await?.into()),
                Standing::Replay => Unknown::Replay(receive::look_at(standing.largest(), part.bytes()).await?),
            };
            return Ok(Came::Unknown(said, unknown));
        };
        let offer = said.offer(described, standing);
        Ok(Came::Known(Box::new(standing.receive(call, offer, part.bytes()).await?)))
    }

    /// What came goes, and counts as refused: the file was sound, but not its form.
    async fn refuse(self, call: &Call, standing: &Standing, problem: &Problem) {
        let size = match &self.file {
            Some(Came::Known(file)) => file.size,
            Some(Came::Unknown(_, Unknown::New(incoming))) => incoming.size(),
            Some(Came::Unknown(_, Unknown::Replay(_))) | None => 0,
        };
        refused::count(&call.app, standing.sender(), problem, size).await;
        if let Some(Came::Known(file)) = self.file
            && let Some(arrival) = file.arrival
        {
            arrival.refuse().await;
        }
    }
}

impl Described {
    fn of(json: Json) -> Result<Self, Problem> {
        let canonical = json.canonical();
        let request = json.read::<AddArtifact>().map_err(|faults| faults.below("metadata"))?;
        request.check_file().map_err(|faults| faults.below("metadata"))?;
        Ok(Self { canonical, request })
    }
}

impl Said {
    fn offer(self, described: &Described, standing: &Standing) -> Offer {
        let kind = described.request.kind;
        let Self { declared, file_name, digests } = self;
        let (limit, place, sender) = (standing.limit(kind), Place::Body("#/file".to_owned()), standing.sender());
        Offer { kind, limit, declared, file_name, digests, place, sender }
    }
}
