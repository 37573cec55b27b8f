//! Confirming a mandate: nobody comes into another's role by the word of an ADMIN alone.

use super::commands::{already_ended, possible};
use super::requests::ConfirmMandate;
use super::store::{self, Mandate};
use super::view::MandateView;
use crate::db::Connection;
use crate::domain::journal::SubjectKind;
use crate::domain::label::Label;
use crate::domain::officer::MandateKind;
use crate::domain::role::{Role, Roles};
use crate::domain::workflow::Hat;
use crate::features::journal::{self, Entry};
use crate::features::officers::store as directory;
use crate::features::officers::store::Officer;
use crate::http::problem::{Kind, Problem, ThingKind};
use crate::office::actor::Actor;
use crate::office::call::Doing;
use uuid::Uuid;

/// The principal lets it take effect; of a vacant post, a second ADMIN or an AUDITOR. Confirmed again, it stays as it is.
pub async fn confirm_mandate(
    conn: &mut Connection,
    doing: &Doing,
    holder: Uuid,
    id: Uuid,
    ConfirmMandate {}: ConfirmMandate,
) -> Result<MandateView, Problem> {
    let mut mandate = store::lock(conn, holder, id).await?;
    // Under the lock of both: what makes the post vacant must not change meanwhile.
    let (holder, principal) = directory::lock_pair(conn, holder, mandate.principal_id).await?;
    let (holder, principal) = (holder.ok_or_else(Problem::not_found)?, principal.ok_or_else(Problem::not_found)?);
    if !mandate.seen_by(&doing.actor) {
        return Err(Problem::not_found());
    }
    let hat = mandate.confirmer(&doing.actor, &principal)?;
    doing.expected.check(mandate.version)?;
    if mandate.confirmed_at.is_some() {
        return Ok(mandate.view(&holder.reference(), &principal.reference()));
    }
    if mandate.ends_at.is_some_and(|end| end <= doing.now.max(mandate.starts_at)) {
        return Err(already_ended());
    }
    let conflicts = possible(&mandate, &holder, &principal);
    if !conflicts.is_empty() {
        return Err(Problem::conflict(conflicts));
    }
    let before = journal::told(&mandate.view(&holder.reference(), &principal.reference()));
    mandate.confirmed_at = Some(doing.now);
    mandate.confirmed_by = Some(doing.actor.principal.clone());
    mandate.updated_at = doing.now;
    mandate.version += 1;
    store::update(conn, &mandate).await?;
    let view = mandate.view(&holder.reference(), &principal.reference());
    let entry = Entry::named("mandate.confirmed", hat, (SubjectKind::Mandate, id)).changed(before, journal::told(&view));
    journal::record(conn, doing, entry).await?;
    Ok(view)
}

impl Mandate {
    /// Its holder, whose role it is, and those who see everybody's; for others there is none.
    pub fn seen_by(&self, actor: &Actor) -> bool {
        actor.is(Role::Admin) || actor.is(Role::Auditor) || [self.holder_id, self.principal_id].map(Some).contains(&actor.officer)
    }

    /// The hat under which the actor may end it: as ADMIN, or as whose role it is.
    pub fn ender<'a>(&self, actor: &'a Actor) -> Result<&'a Hat, Problem> {
        let own = actor.hats.iter().filter(|hat| hat.is_own());
        let is_principal = |hat: &Hat| hat.officer == Some(self.principal_id) && hat.role == self.role;
        own.into_iter().find(|hat| hat.role == Role::Admin || is_principal(hat)).ok_or_else(|| {
            not_yours(
                "Mandat ini diakhiri oleh pejabat yang perannya dipinjamkan, sendiri, atau oleh ADMIN.",
                "This mandate is ended by whose role it lends, in person, or by an ADMIN.",
            )
        })
    }

    /// Nobody is there who could lend the role: *Plt.*
    fn fills_a_vacant_post(&self, principal: &Officer) -> bool {
        self.kind == MandateKind::Acting && !(principal.active && principal.roles.contains(&self.role))
    }

    /// The hat under which the actor may confirm it; `store::WAITING` finds by the same rule what waits for them.
    fn confirmer<'a>(&self, actor: &'a Actor, principal: &Officer) -> Result<&'a Hat, Problem> {
        let own = |hat: &&Hat| hat.is_own();
        if self.fills_a_vacant_post(principal) {
            const WATCHERS: Roles = Roles::of(Role::Admin).or(Roles::of(Role::Auditor));
            let is_second = actor.watches() && self.given_by != actor.principal && actor.officer != Some(self.holder_id);
            let watcher = actor.hats.iter().filter(own).find(|hat| WATCHERS.contains(hat.role)).filter(|_| is_second);
            return watcher.ok_or_else(|| {
                not_yours(
                    "Jabatan ini lowong: mandatnya dikonfirmasi oleh ADMIN kedua atau AUDITOR, bukan oleh yang memberi atau memegangnya, dan bukan oleh mesin.",
                    "The post is vacant: a second ADMIN or an AUDITOR confirms the mandate, not who gave it or holds it, and no machine.",
                )
            });
        }
        let lender = actor.hats.iter().filter(own).find(|hat| hat.officer == Some(self.principal_id) && hat.role == self.role);
        lender.ok_or_else(|| {
            let role = self.role.label();
            not_yours(
                &format!("Mandat ini dikonfirmasi oleh {} sendiri, sebagai {role}.", &*principal.name),
                &format!("{} confirms this mandate in person, as {role}.", &*principal.name),
            )
            .about(ThingKind::Officer, principal.id)
        })
    }
}

fn not_yours(id: &str, en: &str) -> Problem {
    Problem::new(Kind::NotYours).detail(id.to_owned(), en.to_owned())
}
