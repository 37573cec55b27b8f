//! Taking an artifact away from the public (Law 27/2022) and giving it back; the artifact itself stays.

use super::act;
use super::requests::{LiftTakeDown, TakeDownArtifact};
use super::store::{self, TakeDown};
use crate::db::Connection;
use crate::domain::journal::SubjectKind;
use crate::domain::workflow::{Act, Hat};
use crate::features::journal::Entry;
use crate::features::publications;
use crate::http::problem::Problem;
use crate::office::call::{Doing, Earlier};
use uuid::Uuid;

pub async fn take_down(conn: &mut Connection, doing: &Doing, id: Uuid, request: TakeDownArtifact) -> Result<(), Problem> {
    let mut opened = act::open(conn, doing, id).await?;
    doing.expected.check(opened.row.version)?;
    let hat = opened.permit(doing, Act::TakeDown)?;
    let take_down = TakeDown {
        id: doing.new_id(),
        artifact_id: id,
        taken_down_by_id: officer(hat)?,
        taken_down_at: doing.occurred_at,
        reason: request.reason,
        legal_basis: request.legal_basis,
        lifted_by_id: None,
        lifted_at: None,
        lift_reason: None,
    };
    store::insert_take_down(conn, &take_down).await?;
    publications::withdraw_artifact(conn, doing, (&opened.case, hat), id, &take_down.reason).await?;
    let entry = Entry::act(Act::TakeDown, hat, (SubjectKind::Artifact, id)).because(take_down.reason.to_string());
    opened.take_down = Some(take_down);
    opened.save(conn, doing, entry).await
}

pub async fn lift(conn: &mut Connection, doing: &Doing, id: Uuid, request: LiftTakeDown) -> Result<(), Problem> {
    let mut opened = act::open(conn, doing, id).await?;
    doing.expected.check(opened.row.version)?;
    let hat = opened.permit(doing, Act::LiftTakeDown)?;
    let standing = opened.take_down.take().ok_or_else(|| Problem::internal("a lifting of nothing was permitted"))?;
    doing.follows([(Earlier::TakeDown, Some(standing.taken_down_at))])?;
    let entry = Entry::act(Act::LiftTakeDown, hat, (SubjectKind::Artifact, id)).because(request.reason.to_string());
    let lifted = TakeDown {
        lifted_by_id: Some(officer(hat)?),
        lifted_at: Some(doing.occurred_at),
        lift_reason: Some(request.reason),
        ..standing
    };
    store::update_take_down(conn, &lifted).await?;
    opened.save(conn, doing, entry).await
}

fn officer(hat: &Hat) -> Result<Uuid, Problem> {
    hat.officer.ok_or_else(|| Problem::internal("a head without an officer"))
}
