//! What ADMIN does to clients, one transaction each.

use super::requests::{ChangeClient, EnterClient};
use super::store::{self, Client, Secret};
use crate::db::Connection;
use crate::domain::journal::SubjectKind;
use crate::domain::role::{Role, Roles};
use crate::features::journal::{self, Entry};
use crate::http::problem::{FaultKind, Faults, Kind, Place, Problem, ThingKind};
use crate::office::call::Doing;
use serde_json::{Value, json};
use uuid::Uuid;

const KEEPER: Roles = Roles::of(Role::Admin);

/// So many hold at a time: the new one is in place before the old one goes.
const SLOTS: [i16; 2] = [1, 2];

pub async fn enter_client(conn: &mut Connection, doing: &Doing, request: EnterClient) -> Result<Client, Problem> {
    let hat = doing.actor.hat(KEEPER)?;
    let client = Client {
        id: doing.new_id(),
        name: request.name,
        roles: request.roles,
        active: true,
        created_by: doing.actor.subject.clone(),
        created_at: doing.now,
        updated_at: doing.now,
        version: 1,
    };
    check(&client)?;
    store::insert(conn, &client).await?;
    let entry = Entry::named("client.created", hat, (SubjectKind::Client, client.id)).changed(().into(), told(&client, &[]));
    journal::record(conn, doing, entry).await?;
    Ok(client)
}

pub async fn change_client(
    conn: &mut Connection,
    doing: &Doing,
    id: Uuid,
    request: ChangeClient,
) -> Result<(Client, Vec<Secret>), Problem> {
    let before = store::lock(conn, id).await?;
    let secrets = store::secrets(conn, &[id]).await?;
    let mut client = before.clone();
    request.name.apply(&mut client.name);
    request.roles.apply(&mut client.roles);
    request.active.apply(&mut client.active);
    check(&client)?;
    save(conn, doing, "client.edited", (&before, &secrets), (&mut client, &secrets)).await?;
    Ok((client, secrets))
}

/// A secret beside the one there is; its hash was made before, for that takes a while.
pub async fn add_secret(
    conn: &mut Connection,
    doing: &Doing,
    client: Uuid,
    id: Uuid,
    hash: String,
) -> Result<(Client, Secret), Problem> {
    let before = store::lock(conn, client).await?;
    let secrets = store::secrets(conn, &[client]).await?;
    let free = SLOTS.into_iter().find(|slot| secrets.iter().all(|secret| secret.slot != *slot));
    let slot = free.ok_or_else(|| {
        Problem::new(Kind::Conflict).about(ThingKind::Client, client).detail(
            "Klien ini sudah punya dua rahasia; hapus yang lama dahulu.",
            "This client has two secrets already; delete the old one first.",
        )
    })?;
    let created_by = doing.actor.subject.clone();
    let secret = Secret { id, client_id: client, slot, hash, created_by, created_at: doing.now, last_used_at: None };
    let more: Vec<Secret> = secrets.iter().chain([&secret]).cloned().collect();
    let mut after = before.clone();
    save(conn, doing, "client.secret-added", (&before, &secrets), (&mut after, &more)).await?;
    store::insert_secret(conn, &secret).await?;
    Ok((after, secret))
}

pub async fn delete_secret(conn: &mut Connection, doing: &Doing, client: Uuid, id: Uuid) -> Result<(), Problem> {
    let before = store::lock(conn, client).await?;
    let secrets = store::secrets(conn, &[client]).await?;
    let left: Vec<Secret> = secrets.iter().filter(|secret| secret.id != id).cloned().collect();
    if left.len() == secrets.len() {
        return Err(Problem::not_found());
    }
    let mut after = before.clone();
    save(conn, doing, "client.secret-deleted", (&before, &secrets), (&mut after, &left)).await?;
    store::delete_secret(conn, id).await?;
    Ok(())
}

/// Writes the client as it is after an act, if its ETag is the one expected, and what the act was.
async fn save(
    conn: &mut Connection,
    doing: &Doing,
    kind: &str,
    before: (&Client, &[Secret]),
    after: (&mut Client, &[Secret]),
) -> Result<(), Problem> {
    let hat = doing.actor.hat(KEEPER)?;
    doing.expected.check(before.0.version)?;
    let (client, secrets) = after;
    client.updated_at = doing.now;
    client.version += 1;
    store::update(conn, client).await?;
    let entry =
        Entry::named(kind, hat, (SubjectKind::Client, client.id)).changed(told(before.0, before.1), told(client, secrets));
    Ok(journal::record(conn, doing, entry).await?)
}

fn check(client: &Client) -> Result<(), Faults> {
    let mut faults = Faults::default();
    if client.roles.is_empty() {
        faults.add(Place::body("#/roles"), FaultKind::TooFew { min: 1 });
    }
    for (index, role) in client.roles.iter().enumerate() {
        if client.roles[..index].contains(role) {
            faults.add(Place::Body(format!("#/roles/{index}")), FaultKind::NotUnique);
        }
    }
    faults.none()
}

/// Of secrets the journal knows their ids alone; when they were used is no act.
fn told(client: &Client, secrets: &[Secret]) -> Value {
    let mut told = journal::told(&client.view(&[]));
    told["secrets"] = json!(secrets.iter().map(|secret| secret.id).collect::<Vec<_>>());
    told
}
