//! Taking tokens back, and letting them hold again; one transaction each.

use super::requests::RevokeTokens;
use super::store::{self, Revocation};
use super::view::{RevocationView, VERSION};
use crate::db::Connection;
use crate::domain::journal::SubjectKind;
use crate::domain::role::{Role, Roles};
use crate::domain::text::{Line, Prose};
use crate::domain::time::Instant;
use crate::features::journal::{self, Entry};
use crate::http::problem::{FaultKind, Faults, Place, Problem};
use crate::office::call::Doing;
use chrono::TimeDelta;
use uuid::Uuid;

const REVOKER: Roles = Roles::of(Role::Admin);

/// How far ahead of ours the provider's clock may run: tokens of the last moments may say that they are of the next.
const AHEAD: TimeDelta = TimeDelta::minutes(5);

/// `longest` is how long after its issue a token can be valid at most.
pub async fn revoke_tokens(
    conn: &mut Connection,
    doing: &Doing,
    request: RevokeTokens,
    longest: TimeDelta,
) -> Result<RevocationView, Problem> {
    let hat = doing.actor.hat(REVOKER)?;
    sound(doing, &request)?;
    let not_before = request.subject.as_ref().map(|_| request.not_before.map_or(doing.now, |stamp| stamp.0));
    let revocation = Revocation {
        id: doing.new_id(),
        // A token taken back by its id may have been issued this moment, by a clock that runs ahead.
        expires_at: not_before.unwrap_or(doing.now + AHEAD).max(doing.now) + longest,
        subject: request.subject,
        jti: request.jti,
        not_before,
        reason: request.reason,
        created_by: doing.actor.subject.clone(),
        created_at: doing.now,
    };
    store::insert(conn, &revocation).await?;
    let view = revocation.view();
    let entry = Entry::named("revocation.created", hat, (SubjectKind::Revocation, revocation.id))
        .because(revocation.reason.to_string())
        .changed(().into(), journal::told(&view));
    journal::record(conn, doing, entry).await?;
    Ok(view)
}

pub async fn lift_revocation(conn: &mut Connection, doing: &Doing, id: Uuid) -> Result<(), Problem> {
    let hat = doing.actor.hat(REVOKER)?;
    let revocation = store::lock(conn, id).await?;
    doing.expected.check(VERSION)?;
    store::delete(conn, id).await?;
    let entry = Entry::named("revocation.lifted", hat, (SubjectKind::Revocation, id))
        .changed(journal::told(&revocation.view()), ().into());
    journal::record(conn, doing, entry).await?;
    Ok(())
}

/// A client of ours gives back a token of its own; given back again, it stays so.
pub async fn give_back(conn: &mut Connection, doing: &Doing, jti: &str, over_at: Instant) -> Result<(), Problem> {
    const CLIENTS: Roles = Roles::of(Role::Auditor).or(Roles::of(Role::Integration));
    let hat = doing.actor.hat(CLIENTS)?;
    if store::is_revoked(conn, jti).await? {
        return Ok(());
    }
    let revocation = Revocation {
        id: doing.new_id(),
        subject: None,
        jti: Some(Line::kept(jti)),
        not_before: None,
        reason: Prose::kept("Dikembalikan oleh kliennya."),
        expires_at: over_at,
        created_by: doing.actor.subject.clone(),
        created_at: doing.now,
    };
    store::insert(conn, &revocation).await?;
    let entry = Entry::named("revocation.created", hat, (SubjectKind::Revocation, revocation.id))
        .because(revocation.reason.to_string())
        .changed(().into(), journal::told(&revocation.view()));
    Ok(journal::record(conn, doing, entry).await?)
}

fn sound(doing: &Doing, request: &RevokeTokens) -> Result<(), Faults> {
    let mut faults = Faults::default();
    if request.subject.is_some() == request.jti.is_some() {
        let (id, en) = ("Sebut salah satu: subject atau jti.", "Name one of the two: subject or jti.");
        faults.add(Place::body("#/subject"), FaultKind::rule("ONE_OF", id, en));
    }
    if let Some(not_before) = request.not_before {
        if request.jti.is_some() {
            let (id, en) =
                ("Hanya untuk subject; satu token ditolak seluruhnya.", "For a subject only; one token is refused altogether.");
            faults.add(Place::body("#/notBefore"), FaultKind::rule("NOT_APPLICABLE", id, en));
        }
        if not_before.0 > doing.now + AHEAD {
            let (id, en) = ("Paling lama lima menit dari sekarang.", "At most five minutes from now.");
            faults.add(Place::body("#/notBefore"), FaultKind::rule("TOO_LATE", id, en));
        }
    }
    faults.none()
}
