//! A portal tells what it shows. Told again it is the same: nothing is written twice.

use super::requests::Receipt;
use super::store::{self, From, Of, Row, Shown};
use crate::db::Connection;
use crate::domain::journal::SubjectKind;
use crate::domain::role::{Role, Roles};
use crate::domain::time::Instant;
use crate::features::journal::{self, Entry};
use crate::features::portals;
use crate::http::fields::Stamp;
use crate::http::precondition::ABSENT;
use crate::http::problem::{FaultKind, Faults, Place, Problem};
use crate::office::call::Doing;
use crate::office::turns;
use chrono::TimeDelta;
use serde_json::{Value, json};
use uuid::Uuid;

const TELLER: Roles = Roles::of(Role::Integration);
/// So far apart clocks may be without anybody noticing.
const MOST_APART: TimeDelta = TimeDelta::minutes(5);

pub async fn tell(conn: &mut Connection, doing: &Doing, id: Uuid, portal: Uuid, told: Receipt) -> Result<Shown, Problem> {
    let hat = doing.actor.hat(TELLER)?;
    // A client tells for its own portal; of others it knows nothing.
    let client = portals::client_of(&doing.actor).ok_or_else(Problem::not_found)?;
    let own = portals::of_client(conn, client).await?.filter(|own| own.id == portal).ok_or_else(Problem::not_found)?;
    let case = store::case_of(conn, id).await?;
    doing.turn.at(turns::Row::Case(case))?;
    store::lock(conn, case).await?;
    let of = store::publication(conn, id).await?;
    // What has not appeared yet is not there for portals.
    if of.publish_at > doing.now {
        return Err(Problem::not_found());
    }
    let before = store::find(conn, id, portal).await?;
    doing.expected.check(before.as_ref().map_or(ABSENT, |row| row.version))?;
    let row = row(conn, doing, &of, (portal, before.as_ref()), told).await?;
    let from = From { id: own.id, name: own.name, active: own.active, created_at: own.created_at };
    let said = |row: &Row| (row.number, row.address.clone(), row.shown_at, row.removed_at, row.outdated_since);
    if let Some(same) = before.as_ref().filter(|before| said(before) == said(&row)) {
        return Ok(Shown { of, from, receipt: Some(same.clone()) });
    }
    store::save(conn, &row).await?;
    let kind = if row.removed_at.is_some() { "publication.removed" } else { "publication.shown" };
    let entry = Entry::named(kind, hat, (SubjectKind::Publication, id)).of_case(case);
    journal::record(conn, doing, entry.changed(before.as_ref().map_or(json!({}), journaled), journaled(&row))).await?;
    Ok(Shown { of, from, receipt: Some(row) })
}

/// What it will be, or all that is wrong with it.
async fn row(
    conn: &mut Connection,
    doing: &Doing,
    of: &Of,
    (portal, before): (Uuid, Option<&Row>),
    told: Receipt,
) -> Result<Row, Problem> {
    let number = i32::try_from(told.version.0).unwrap_or(i32::MAX);
    let (made, next) = store::made(conn, of.id, number).await?;
    let mut faults = Faults::default();
    if made.is_none() {
        faults.add(Place::body("#/version"), FaultKind::UnknownReference { what: "version" });
    }
    let shown_before = before.and_then(|before| before.shown_at);
    let appeared = made.map(|made| made.max(of.publish_at));
    check(&mut faults, ("#/shownAt", told.shown_at), appeared, doing.now);
    check(&mut faults, ("#/removedAt", told.removed_at), shown_before.or(appeared), doing.now);
    faults.none()?;
    let is_shown = told.removed_at.is_none();
    Ok(Row {
        id: before.map_or_else(|| doing.new_id(), |before| before.id),
        publication_id: of.id,
        portal_id: portal,
        number,
        address: told.address.or_else(|| before.and_then(|before| before.address.clone())),
        shown_at: told.shown_at.map(|at| at.0).or(shown_before),
        removed_at: told.removed_at.map(|at| at.0),
        // Whichever came first: what was shown too long is not forgiven by another change.
        outdated_since: of.withdrawn_at.into_iter().chain(next).min().filter(|_| is_shown),
        told_at: doing.now,
        version: before.map_or(1, |before| before.version + 1),
    })
}

/// A machine's clock orders nothing; but what it tells must not lie before what it presupposes, or ahead.
fn check(faults: &mut Faults, (pointer, at): (&str, Option<Stamp>), presupposed: Option<Instant>, now: Instant) {
    let Some(Stamp(at)) = at else { return };
    if at > now + MOST_APART {
        let (id, en) = ("Jam Anda terlalu cepat: waktu ini belum tiba.", "Your clock is ahead: this time has not come yet.");
        faults.add(Place::body(pointer), FaultKind::rule("CLOCK_AHEAD", id, en));
    } else if presupposed.is_some_and(|presupposed| at < presupposed - MOST_APART) {
        let (id, en) = ("Mendahului versi ini terbit, atau ditampilkan.", "Before this version was published, or shown.");
        faults.add(Place::body(pointer), FaultKind::rule("BEFORE_ITS_CAUSE", id, en));
    }
}

fn journaled(row: &Row) -> Value {
    json!({
        "portalId": row.portal_id, "number": row.number, "address": row.address, "shownAt": row.shown_at.map(Stamp),
        "removedAt": row.removed_at.map(Stamp),
    })
}
