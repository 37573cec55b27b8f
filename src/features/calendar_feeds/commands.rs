//! Making and revoking an address, in one transaction.

use super::store;
use crate::db::Connection;
use crate::domain::digest::Digest;
use crate::domain::journal::SubjectKind;
use crate::domain::role::{Role, Roles};
use crate::domain::workflow::Hat;
use crate::features::journal::{self, Entry};
use crate::http::problem::{Kind, Problem};
use crate::office::actor::Actor;
use crate::office::call::Doing;
use diesel::QueryResult;
use uuid::Uuid;

/// Everybody who can have a calendar.
fn anybody() -> Roles {
    [Role::DivisionHead, Role::SubdivisionHead, Role::Staff, Role::Auditor, Role::Admin].into_iter().collect()
}

/// The address is the officer's own.
pub fn require_own(actor: &Actor, officer: Uuid) -> Result<(), Problem> {
    if actor.officer == Some(officer) {
        return Ok(());
    }
    let id = "Alamat kalender hanya dapat dibuat dan dilihat oleh petugasnya sendiri; ADMIN dapat mencabutnya.";
    let en = "The address of a calendar is made and seen by its officer alone; ADMIN may revoke it.";
    Err(Problem::new(Kind::NotYours).detail(id.to_owned(), en.to_owned()))
}

/// The officer's own, or ADMIN's to revoke.
pub fn require_own_or_admin(actor: &Actor, officer: Uuid) -> Result<(), Problem> {
    if actor.is(Role::Admin) { Ok(()) } else { require_own(actor, officer) }
}

pub async fn make(conn: &mut Connection, doing: &Doing, officer: Uuid, key: &Digest) -> Result<(), Problem> {
    require_own(&doing.actor, officer)?;
    let hat = doing.actor.hat(anybody())?;
    store::put(conn, officer, key, doing.now).await?;
    let entry = Entry::named("officer.calendar-feed-made", hat, (SubjectKind::Officer, officer));
    Ok(journal::record(conn, doing, entry).await?)
}

pub async fn revoke(conn: &mut Connection, doing: &Doing, officer: Uuid) -> Result<(), Problem> {
    require_own_or_admin(&doing.actor, officer)?;
    let hat = doing.actor.hat(anybody())?;
    Ok(end(conn, doing, hat, officer).await?)
}

/// Whoever leaves, or whose entry becomes another's, leaves no address behind.
pub async fn end(conn: &mut Connection, doing: &Doing, hat: &Hat, officer: Uuid) -> QueryResult<()> {
    if !store::remove(conn, officer).await? {
        return Ok(());
    }
    let entry = Entry::named("officer.calendar-feed-revoked", hat, (SubjectKind::Officer, officer));
    journal::record(conn, doing, entry).await
}
