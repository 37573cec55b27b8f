//! Giving a mandate and ending it early, one transaction each.

use super::requests::{GiveMandate, RevokeMandate};
use super::store::{self, Mandate};
use super::view::MandateView;
use crate::db::Connection;
use crate::domain::journal::SubjectKind;
use crate::domain::label::Label;
use crate::domain::officer::MandateKind;
use crate::domain::role::{Role, Roles};
use crate::features::journal::{self, Entry};
use crate::features::officers::OfficerRef;
use crate::features::officers::store as directory;
use crate::features::officers::store::Officer;
use crate::http::fields::Stamp;
use crate::http::problem::{FaultKind, Faults, OnConstraint, Place, Problem, Thing, ThingKind};
use crate::office::call::Doing;
use uuid::Uuid;

/// Who gives mandates.
const GIVER: Roles = Roles::of(Role::Admin);

/// The roles one may act in for another: those of the SOP's steps.
const LENT: [Role; 3] = [Role::DivisionHead, Role::SubdivisionHead, Role::Staff];

pub async fn give_mandate(
    conn: &mut Connection,
    doing: &Doing,
    holder: Uuid,
    request: GiveMandate,
) -> Result<MandateView, Problem> {
    let hat = doing.actor.hat(GIVER)?;
    let mandate = Mandate {
        id: doing.new_id(),
        holder_id: holder,
        principal_id: request.principal_id,
        role: request.role,
        kind: request.kind,
        decree_number: request.decree_number,
        starts_at: request.starts_at.0,
        ends_at: request.ends_at.map(|at| at.0),
        created_at: doing.now,
        updated_at: doing.now,
        version: 1,
        given_by: doing.actor.principal.clone(),
        confirmed_at: None,
        confirmed_by: None,
    };
    let (holder, principal) = directory::lock_pair(conn, mandate.holder_id, mandate.principal_id).await?;
    let holder = holder.ok_or_else(Problem::not_found)?;
    doing.expected.check(holder.version)?;
    let mut faults = sound(doing, &mandate);
    let Some(principal) = principal else {
        faults.add(Place::body("#/principalId"), FaultKind::UnknownReference { what: "officer" });
        return Err(faults.into());
    };
    faults.none()?;
    let mut conflicts = possible(&mandate, &holder, &principal);
    if let Some((standing, by)) = store::overlapping(conn, &mandate).await? {
        let named = [Thing::new(ThingKind::Mandate, standing.id), Thing::new(ThingKind::Officer, standing.holder_id)];
        conflicts.extend(Faults::body("#/startsAt", overlap(&standing, &by)).about(&named));
    }
    if !conflicts.is_empty() {
        return Err(Problem::conflict(conflicts));
    }
    let taken = || {
        let (id, en) = ("Jabatan ini sudah dijalankan petugas lain.", "Somebody acts in this post already.");
        Problem::conflict(Faults::body("#/startsAt", FaultKind::rule("OVERLAP", id, en)))
    };
    store::insert(conn, &mandate).await.on_constraint("mandates_one_acting", taken)?;
    let view = mandate.view(&holder.reference(), &principal.reference());
    let entry = Entry::named("mandate.created", hat, (SubjectKind::Mandate, mandate.id)).changed(().into(), journal::told(&view));
    journal::record(conn, doing, entry).await?;
    Ok(view)
}

/// One acting person a post at a time: who it is, and by which mandate.
fn overlap(standing: &Mandate, by: &OfficerRef) -> FaultKind {
    let (from, until) = (Stamp(standing.starts_at), standing.ends_at.map(Stamp));
    let (until_id, until_en) = match until {
        Some(until) => (format!("sampai {until}"), format!("until {until}")),
        None => ("sampai dicabut".to_owned(), "until it is revoked".to_owned()),
    };
    let (name, decree, mandate) = (&*by.name, &*standing.decree_number, standing.id);
    let id =
        format!("Jabatan ini dijalankan {name} dari {from} {until_id} (mandat {decree}, {mandate}); akhiri yang itu dahulu.");
    let en = format!("{name} acts in this post from {from} {until_en} (mandate {decree}, {mandate}); end that one first.");
    FaultKind::rule("OVERLAP", id, en)
}

/// Ends it now; one that has not begun never begins. What was done under it stands. By ADMIN, or by the principal, who is back.
pub async fn revoke_mandate(
    conn: &mut Connection,
    doing: &Doing,
    holder: Uuid,
    id: Uuid,
    request: RevokeMandate,
) -> Result<MandateView, Problem> {
    let mut mandate = store::lock(conn, holder, id).await?;
    if !mandate.seen_by(&doing.actor) {
        return Err(Problem::not_found());
    }
    let hat = mandate.ender(&doing.actor)?;
    doing.expected.check(mandate.version)?;
    let end = doing.now.max(mandate.starts_at);
    if mandate.ends_at.is_some_and(|at| at <= end) {
        return Err(already_ended());
    }
    let (_, principal) = store::find(conn, holder, id).await?;
    let holder = directory::find(conn, holder).await?.reference();
    let before = journal::told(&mandate.view(&holder, &principal));
    mandate.ends_at = Some(end);
    mandate.updated_at = doing.now;
    mandate.version += 1;
    store::update(conn, &mandate).await?;
    let view = mandate.view(&holder, &principal);
    let entry = Entry::named("mandate.revoked", hat, (SubjectKind::Mandate, mandate.id))
        .because(request.reason.to_string())
        .changed(before, journal::told(&view));
    journal::record(conn, doing, entry).await?;
    Ok(view)
}

pub fn already_ended() -> Problem {
    let (id, en) = ("Mandat ini sudah berakhir.", "The mandate has already ended.");
    Problem::conflict(Faults::body("#", FaultKind::rule("ALREADY_ENDED", id, en)))
}

/// What is wrong with the mandate by itself.
fn sound(doing: &Doing, mandate: &Mandate) -> Faults {
    let mut faults = Faults::default();
    if !LENT.contains(&mandate.role) {
        let accepted = LENT.iter().map(|role| role.label().to_owned()).collect();
        faults.add(Place::body("#/role"), FaultKind::UnknownValue { accepted });
    }
    if mandate.principal_id == mandate.holder_id {
        let id = "Petugas tidak dapat bertindak untuk dirinya sendiri.";
        faults.add(Place::body("#/principalId"), FaultKind::rule("SAME_OFFICER", id, "An officer cannot act for themself."));
    }
    if mandate.ends_at.is_none() && mandate.kind == MandateKind::Acting {
        faults.add(Place::body("#/endsAt"), FaultKind::Required);
    }
    if mandate.ends_at.is_some_and(|end| mandate.starts_at >= end) {
        faults.add(Place::body("#/endsAt"), FaultKind::Before { first: "startsAt", second: "endsAt" });
    } else if mandate.ends_at.is_some_and(|end| end <= doing.now) {
        let id = "Sudah lewat: mandat ini tidak akan pernah berlaku.";
        faults.add(Place::body("#/endsAt"), FaultKind::rule("PAST", id, "Already past: this mandate would never hold."));
    }
    faults
}

/// What the directory has against it, when it is given and when it is confirmed.
pub fn possible(mandate: &Mandate, holder: &Officer, principal: &Officer) -> Faults {
    let mut faults = Faults::default();
    if !holder.active {
        let id = "Petugas yang akan bertindak tidak aktif; aktifkan dahulu.";
        faults.add(
            Place::body("#"),
            FaultKind::rule("HOLDER_INACTIVE", id, "The officer who is to act is not active; activate them first."),
        );
    }
    if mandate.kind == MandateKind::Acting {
        // *Plt.* fills a post that is vacant.
        return faults;
    }
    if !principal.active {
        let id = "Petugas ini tidak aktif, jadi tidak ada peran yang dapat dipinjamkannya.";
        faults.add(
            Place::body("#/principalId"),
            FaultKind::rule("PRINCIPAL_INACTIVE", id, "This officer is not active and has no role to lend."),
        );
    }
    if !principal.roles.contains(&mandate.role) {
        let known: Vec<&str> = principal.roles.iter().map(|role| role.label()).collect();
        let known = if known.is_empty() { "–".to_owned() } else { known.join(", ") };
        let id = format!("Peran ini tidak dipegang pemberi mandat; peran yang tercatat: {known}.");
        let en = format!("The principal does not hold this role; roles on record: {known}.");
        faults.add(Place::body("#/role"), FaultKind::rule("ROLE_NOT_HELD", id, en));
    }
    faults
}
