//! Checkpoints and their proofs over HTTP.

use super::requests::{ConsistencyOf, InclusionOf};
use super::tree;
use super::view::{CheckpointView, ConsistencyProof, InclusionProof};
use crate::db::Connection;
use crate::http::accept;
use crate::http::answer::Answer;
use crate::http::openapi::Routes;
use crate::http::problem::{FaultKind, Faults, Place, Problem};
use crate::office::call::Call;
use actix_web::get;
use ct_merkle::{indices_for_consistency_proof, indices_for_inclusion_proof};

pub fn routes(config: &mut impl Routes) {
    config.service(read_checkpoint).service(read_inclusion_proof).service(read_consistency_proof);
}

/// Read the journal's checkpoint
///
/// The last signed root over all entries, made within a minute of the last act. Whoever keeps the `note` elsewhere (printed, mailed,
/// held by the auditor) can prove later that nothing before it was changed, cut off or put in, even by who owns the database:
/// `pubdok journal verify --checkpoint FILE`. With `Accept: text/plain` it is the note alone. 404 until there is one.
#[utoipa::path(tag = "journal",
    responses((status = 200, description = "The checkpoint", content((CheckpointView = "application/json"), (String = "text/plain", example = json!("humas.example.go.id/v1/journal\n1204\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n— humas.example.go.id/v1/journal P4oRwKX1…\n")))),
        (status = 404, description = "There is none yet")),
    security(("bearer" = ["DIVISION_HEAD", "ADMIN", "AUDITOR"])))]
#[get("/journal/checkpoint")]
async fn read_checkpoint(call: Call) -> Result<Answer, Problem> {
    call.no_parameters()?;
    let kept = tree::latest(&mut *call.lease().await?).await?;
    if accept::prefers(&call.request, "text/plain", "application/json") {
        return Ok(Answer::text(kept.note));
    }
    Ok(Answer::plain(&CheckpointView::from(kept)))
}

/// Prove that an entry is in the journal
///
/// The hashes that lead from one entry to the root of a checkpoint. 404: no such entry under it.
#[utoipa::path(tag = "journal", params(InclusionOf),
    responses((status = 200, description = "The proof", body = InclusionProof), (status = 404, description = "There is no such entry or checkpoint")),
    security(("bearer" = ["AUDITOR"])))]
#[get("/journal/checkpoint/inclusion")]
async fn read_inclusion_proof(call: Call) -> Result<Answer, Problem> {
    let wanted = call.parameters()?.read::<InclusionOf>()?;
    let mut conn = call.lease().await?;
    let size = size_of(&mut conn, wanted.size.map(|size| size.0)).await?;
    let (seq, leaf_index) = (wanted.seq.0, tree::leaf_of(&mut conn, wanted.seq.0).await?);
    if leaf_index >= size {
        return Err(Problem::not_found());
    }
    let hashes = tree::hashes_at(&mut conn, size, &indices_for_inclusion_proof(size, leaf_index)).await?;
    Ok(Answer::plain(&InclusionProof { seq, leaf_index, size, hashes: hashes.iter().map(Into::into).collect() }))
}

/// Prove that the journal has only grown
///
/// The hashes that lead from the root of an earlier checkpoint to that of a later one.
#[utoipa::path(tag = "journal", params(ConsistencyOf),
    responses((status = 200, description = "The proof", body = ConsistencyProof), (status = 404, description = "There is no such checkpoint")),
    security(("bearer" = ["AUDITOR"])))]
#[get("/journal/checkpoint/consistency")]
async fn read_consistency_proof(call: Call) -> Result<Answer, Problem> {
    let wanted = call.parameters()?.read::<ConsistencyOf>()?;
    let mut conn = call.lease().await?;
    let to = size_of(&mut conn, wanted.to.map(|to| to.0)).await?;
    let from = u64::try_from(wanted.from.0).unwrap_or_default();
    if from > to {
        return Err(Faults::one(Place::Parameter("from".to_owned()), FaultKind::Before { first: "from", second: "to" }).into());
    }
    let numbers = if from == to { Vec::new() } else { indices_for_consistency_proof(from, to - from) };
    let hashes = tree::hashes_at(&mut conn, to, &numbers).await?;
    Ok(Answer::plain(&ConsistencyProof { from, to, hashes: hashes.iter().map(Into::into).collect() }))
}

/// A size that the tree has had; that of the last checkpoint when none is asked for. 404 where it has not grown so far.
async fn size_of(conn: &mut Connection, wanted: Option<i64>) -> Result<u64, Problem> {
    let last = tree::latest(conn).await?.size;
    let size = wanted.unwrap_or(last);
    if size > last { Err(Problem::not_found()) } else { Ok(u64::try_from(size).unwrap_or_default()) }
}
