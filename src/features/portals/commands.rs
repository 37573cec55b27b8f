//! What ADMIN does to portals, one transaction each.

use super::requests::{ChangePortal, EnterPortal};
use super::store::{self, Portal};
use crate::db::Connection;
use crate::domain::journal::SubjectKind;
use crate::domain::role::{Role, Roles};
use crate::features::journal::{self, Entry};
use crate::features::oauth;
use crate::http::problem::{FaultKind, Faults, OnConstraint, Problem};
use crate::office::call::Doing;
use uuid::Uuid;

const KEEPER: Roles = Roles::of(Role::Admin);

pub async fn enter(conn: &mut Connection, doing: &Doing, request: EnterPortal) -> Result<Portal, Problem> {
    let hat = doing.actor.hat(KEEPER)?;
    if !oauth::may_integrate(conn, request.client_id).await? {
        return Err(Faults::body("#/clientId", FaultKind::UnknownReference { what: "client" }).into());
    }
    let portal = Portal {
        id: doing.new_id(),
        name: request.name,
        client_id: request.client_id,
        address: request.address,
        active: true,
        created_by: doing.actor.subject.clone(),
        created_at: doing.now,
        updated_at: doing.now,
        version: 1,
    };
    // A client tells for one portal, so that nobody need say for which.
    let taken = || {
        let (id, en) = ("Klien ini sudah milik portal lain.", "This client is another portal's already.");
        Problem::conflict(Faults::body("#/clientId", FaultKind::rule("CLIENT_TAKEN", id, en)))
    };
    store::insert(conn, &portal).await.on_constraint("portals_one_of_a_client", taken)?;
    let entry = Entry::named("portal.created", hat, (SubjectKind::Portal, portal.id));
    journal::record(conn, doing, entry.changed(().into(), journal::told(&portal.view()))).await?;
    Ok(portal)
}

pub async fn change(conn: &mut Connection, doing: &Doing, id: Uuid, request: ChangePortal) -> Result<Portal, Problem> {
    let hat = doing.actor.hat(KEEPER)?;
    let before = store::lock(conn, id).await?;
    doing.expected.check(before.version)?;
    let mut portal = before.clone();
    request.name.apply(&mut portal.name);
    request.address.apply(&mut portal.address);
    request.active.apply(&mut portal.active);
    portal.updated_at = doing.now;
    portal.version += 1;
    store::update(conn, &portal).await?;
    let entry = Entry::named("portal.edited", hat, (SubjectKind::Portal, id));
    let entry = entry.changed(journal::told(&before.view()), journal::told(&portal.view()));
    journal::record(conn, doing, entry).await?;
    Ok(portal)
}
