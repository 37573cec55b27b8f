//! Sending an artifact: a text draft, or a file that is in the store already.

use super::receive::File;
use super::requests::AddArtifact;
use super::room;
use super::store::{self, Artifact, ContentVersion, Texts};
use crate::db::Connection;
use crate::domain::journal::SubjectKind;
use crate::domain::workflow::{self, Act, Hat};
use crate::features::journal::{self, Entry};
use crate::features::{archive, assignments, pictures};
use crate::http::answer::Answer;
use crate::http::problem::Problem;
use crate::office::call::Doing;
use uuid::Uuid;

/// Whether it would be permitted now, and to whom: asked without a lock, before a file is received, so that strangers upload nothing.
pub async fn would_permit(conn: &mut Connection, doing: &Doing, case: Uuid) -> Result<Uuid, Problem> {
    let whole = assignments::store::find(conn, &doing.actor, &doing.office, case).await?;
    doing.expected.check(whole.assignment.version)?;
    sender(workflow::permit(Act::AddArtifact, &doing.actor.hats, &whole.facts(), Vec::new())?)
}

/// Whose work it is: the sender, or whose mandate they act under.
pub fn sender(hat: &Hat) -> Result<Uuid, Problem> {
    hat.officer.ok_or_else(|| Problem::internal("a sender without an officer"))
}

/// What came of sending.
pub enum Added {
    New(Uuid),
    /// The same content is on the case already: as this artifact, which stays as it is.
    There(Uuid),
}

/// Adds the artifact; a file becomes its first content version. A file that is on the case already adds nothing.
pub async fn add_artifact(
    conn: &mut Connection,
    doing: &Doing,
    case: Uuid,
    request: AddArtifact,
    file: Option<File>,
) -> Result<Added, Problem> {
    let case = assignments::open(conn, doing, case).await?;
    doing.expected.check(case.assignment.version)?;
    let hat = workflow::permit(Act::AddArtifact, &doing.actor.hats, &case.facts(), Vec::new())?;
    case.is_ordered_for(doing, hat)?;
    let sender = sender(hat)?;
    let mut row = row(doing, case.id(), sender, request);
    if let Some(file) = &file {
        // Under the case's lock: of two who send it at once the second finds the first's.
        if let Some(id) = store::with_content(conn, case.id(), &file.digest).await? {
            return Ok(Added::There(id));
        }
        room::claim(conn, doing, Some(case.id()), sender, file).await?;
        if let Some(look) = &file.look {
            pictures::fill(&mut row, &look.capture);
        }
    } else {
        room::claim_draft(conn, doing, case.id(), sender, row.text_bytes()).await?;
    }
    store::insert(conn, &row).await?;
    let content = match file {
        None => None,
        Some(file) => Some(content(conn, doing, (row.id, 1), sender, file).await?),
    };
    let entry = Entry::act(Act::AddArtifact, hat, (SubjectKind::Artifact, row.id))
        .of_case(case.id())
        .changed(().into(), row.told(content.as_ref()));
    journal::record(conn, doing, entry).await?;
    Ok(Added::New(row.id))
}

/// Tells whoever sent it what is there now: 201 and where it is, or 200 and where it was already.
pub async fn shown(conn: &mut Connection, doing: &Doing, added: Added) -> Result<Answer, Problem> {
    let (Added::New(id) | Added::There(id)) = added;
    let view = store::find_with(conn, &doing.actor, id, Texts::Read).await?.view(&doing.actor, doing.now);
    let (address, case) = (format!("/v1/artifacts/{id}"), view.assignment_id);
    let answer = match added {
        Added::New(_) => Answer::made(address, view.version, &view),
        Added::There(_) => Answer::shown(view.version, &view).at(address),
    };
    Ok(answer.about([case]))
}

/// Writes a content version: the artifact and its number, by whom, and which file.
pub async fn content(
    conn: &mut Connection,
    doing: &Doing,
    (artifact_id, number): (Uuid, i32),
    uploaded_by_id: Uuid,
    file: File,
) -> Result<ContentVersion, Problem> {
    archive::claim(conn, &doing.blobs, &file.digest, file.arrival.as_deref()).await?;
    if let Some(look) = &file.look {
        pictures::keep(conn, &file.digest, look).await?;
    }
    let version = ContentVersion {
        artifact_id,
        number,
        sha256: file.digest,
        media_type: file.media_type.as_str().to_owned(),
        size: i64::try_from(file.size).map_err(Problem::internal)?,
        file_name: file.file_name.map(|name| name.to_string()),
        uploaded_by_id,
        uploaded_at: doing.now,
        label_differs: file.label_differs,
        encoding: file.encoding,
        ends_early: file.look.as_ref().is_some_and(|look| look.ends_early),
        crc32: Some(file.crc32),
    };
    store::insert_version(conn, &version).await?;
    Ok(version)
}

fn row(doing: &Doing, assignment_id: Uuid, sender_id: Uuid, request: AddArtifact) -> Artifact {
    Artifact {
        id: doing.new_id(),
        assignment_id,
        sender_id,
        kind: request.kind,
        title: request.title,
        caption: request.caption,
        byline: request.byline,
        credit: request.credit,
        copyright: request.copyright,
        taken_at: request.taken_at.map(|at| at.0),
        location_shown: request.location_shown,
        keywords: request.keywords,
        alt_text: request.alt_text,
        persons_shown: request.persons_shown,
        children_shown: request.children_shown,
        lawful_basis: request.lawful_basis,
        consent_ref: request.consent_ref,
        embargo_until: request.embargo_until.map(|at| at.0),
        headline: request.headline,
        excerpt: request.excerpt,
        content: request.content,
        decision: None,
        decision_reason: None,
        decision_rank: None,
        decided_by_id: None,
        decided_at: None,
        created_at: doing.now,
        updated_at: doing.now,
        version: 1,
    }
}
