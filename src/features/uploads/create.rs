//! Beginning an upload, going on with it, and ending one that is not wanted any more.

use super::metadata::Announced;
use super::refusal::out_of_step;
use super::store::{self, KEPT, Upload};
use super::take::Piece;
use crate::db::Connection;
use crate::features::artifacts::pieces::Target;
use crate::features::artifacts::{refused, room};
use crate::http::body;
use crate::http::problem::{Kind, Problem};
use crate::office::call::Doing;
use uuid::Uuid;

/// Begins an upload, if the artifact it is to become would be taken now: nobody sends a gigabyte to hear that it was in vain.
pub async fn create_upload(
    conn: &mut Connection,
    doing: &Doing,
    announced: Announced,
    length: i64,
    told_metadata: String,
) -> Result<Upload, Problem> {
    let prospect = announced.target.permit_locked(conn, doing).await?;
    let (size, limit) = (length.unsigned_abs(), doing.office.limits.max_bytes(prospect.kind));
    if size > limit {
        return Err(body::too_large(limit));
    }
    let one_more = matches!(announced.target, Target::New { .. }).then_some(prospect.case);
    refused::require(conn, doing, prospect.sender).await?;
    room::reserve(conn, doing, one_more, prospect.sender, size).await?;
    let upload = Upload {
        id: doing.new_id(),
        assignment_id: prospect.case,
        replaces_id: match announced.target {
            Target::New { .. } => None,
            Target::Version { artifact } => Some(artifact),
        },
        sender_id: prospect.sender,
        principal: doing.actor.principal.clone(),
        kind: prospect.kind,
        description: announced.description,
        told_metadata,
        file_name: announced.file_name.map(|name| name.to_string()),
        declared_type: announced.declared_type,
        length,
        received: 0,
        writer: Uuid::nil(),
        artifact_id: None,
        version_number: None,
        finished_at: None,
        refused_at: None,
        refusal: None,
        expires_at: doing.now + KEPT,
        created_at: doing.now,
        updated_at: doing.now,
    };
    store::insert(conn, &upload).await?;
    Ok(upload)
}

/// Makes this PATCH the upload's only writer, if it begins where the upload stands and may still become what it is meant for.
pub async fn claim(conn: &mut Connection, doing: &Doing, id: Uuid, piece: &Piece) -> Result<Upload, Problem> {
    let mut upload = store::lock(conn, &doing.actor.principal, id, doing.now).await?;
    if upload.received != piece.offset {
        return Err(out_of_step(&upload));
    }
    if piece.announced.is_some_and(|more| more > upload.left(upload.received)) {
        return Err(body::too_large(upload.length.unsigned_abs()));
    }
    if !upload.is_finished() {
        upload.target()?.permit(conn, &doing.acting_for(upload.sender_id)?).await?;
        refused::require(conn, doing, upload.sender_id).await?;
        store::claim(conn, &mut upload, Uuid::now_v7(), doing.now).await?;
    }
    Ok(upload)
}

/// Ends an upload; of a finished one the artifact stays.
pub async fn end_upload(conn: &mut Connection, doing: &Doing, id: Uuid) -> Result<(), Problem> {
    let upload = store::lock(conn, &doing.actor.principal, id, doing.now).await?;
    Ok(store::end(conn, upload.id, doing.now).await?)
}

/// Ends an upload whose first bytes were refused in the request that began it, for its sender never learned where it is; answers it
/// if some of them count. Begun under a key it stays: the same request, sent again, finds it.
pub async fn take_back(conn: &mut Connection, doing: &Doing, id: Uuid, keyed: bool) -> Result<Option<Upload>, Problem> {
    let upload = match store::lock(conn, &doing.actor.principal, id, doing.now).await {
        // They were refused for good: it is over already.
        Err(problem) if problem.kind == Kind::Gone => return Ok(None),
        standing => standing?,
    };
    if upload.received > 0 || keyed {
        return Ok(Some(upload));
    }
    store::end(conn, upload.id, doing.now).await?;
    Ok(None)
}
