//! Who is asking: from a verified token to the actor, with every hat they may wear.

use super::names::Names;
use super::reference::{Mandate, Person, Times};
use crate::domain::assignment::Classification;
use crate::domain::digest::Digest;
use crate::domain::role::{Role, Roles};
use crate::domain::time::Instant;
use crate::domain::workflow::{Early, Hat, Hats, Refusal};
use crate::http::auth::token::Identity;
use crate::http::auth::{no_role_known, role_missing, role_unrecorded};
use crate::http::problem::{Kind, Problem};
use std::sync::{Arc, Mutex};
use uuid::Uuid;

/// The caller of one request.
#[derive(Debug, Clone)]
pub struct Actor {
    /// The token's subject.
    pub subject: String,
    /// Issuer and subject: what is the caller's own, such as idempotency keys, is kept under it.
    pub principal: String,
    pub officer: Option<Uuid>,
    /// Whether it is a client of our own tokens: a machine, which nobody takes for a person of the office.
    pub is_client: bool,
    /// Own roles first, then those worn by mandate.
    pub hats: Hats,
    pub roles: Roles,
    /// The classified cases that this request shows them.
    pub shown: Shown,
    /// What everybody, and what codes mean, is called to them.
    pub names: Names,
    /// What the token says they are and the directory does not.
    pub unrecorded: Roles,
}

/// The classified cases that go into an answer; the watch at the border asks. Every view of case content says so here, and whoever
/// finds one thing, for its bytes may go out without a view.
#[derive(Debug, Clone, Default)]
pub struct Shown(Arc<Mutex<Seen>>);

#[derive(Debug, Default)]
struct Seen {
    cases: Vec<Uuid>,
    /// The journal tells that they acted, and so what they saw.
    is_told: bool,
}

impl Shown {
    pub fn add(&self, case: Uuid, classification: Classification) {
        if classification.is_watched()
            && let Ok(mut seen) = self.0.lock()
            && !seen.cases.contains(&case)
        {
            seen.cases.push(case);
        }
    }

    pub fn cases(&self) -> Vec<Uuid> {
        self.0.lock().map(|seen| seen.cases.clone()).unwrap_or_default()
    }

    pub fn is_told(&self) -> bool {
        self.0.lock().is_ok_and(|seen| seen.is_told)
    }

    /// An entry of theirs is written into the journal; or it is not to stay there.
    pub fn tell(&self, is_told: bool) {
        if let Ok(mut seen) = self.0.lock() {
            seen.is_told = is_told;
        }
    }
}

/// What an actor may see of cases: everything, or those of these units and what these officers take part in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sight {
    All,
    Of { units: Vec<String>, officers: Vec<Uuid> },
}

impl Sight {
    /// Only of cases in which somebody takes part, none of a whole unit.
    pub fn is_of_parts(&self) -> bool {
        matches!(self, Self::Of { units, .. } if units.is_empty())
    }
}

impl Mandate {
    fn hat(&self) -> Hat {
        Hat {
            role: self.role,
            officer: Some(self.principal.officer),
            post: Some(self.principal.clone()),
            lent: Some(self.lent.clone()),
        }
    }
}

/// These act as somebody of the office, so the office must know them.
const OFFICER_ROLES: [Role; 3] = [Role::DivisionHead, Role::SubdivisionHead, Role::Staff];

impl Actor {
    /// The person behind a verified token who may do what these roles may, or why not.
    pub fn admitted(identity: Identity, person: Option<&Person>, times: Times, roles: Roles) -> Result<Self, Problem> {
        let actor = Self::new(identity, person, times)?;
        actor.hat(roles)?;
        Ok(actor)
    }

    /// Whoever is of the office, with every hat they may wear; whoever is not, is unknown.
    pub fn of_directory(identity: Identity, person: &Person, now: Instant) -> Result<Self, Problem> {
        Self::new(identity, Some(person), Times::now(now)).map_err(|_| Problem::not_found())
    }

    fn new(identity: Identity, person: Option<&Person>, times: Times) -> Result<Self, Problem> {
        let needs_officer = OFFICER_ROLES.iter().any(|role| identity.roles.contains(*role));
        match person {
            None if needs_officer => return Err(unknown(&identity.subject)),
            // Who left is let in nowhere, whatever the token says.
            Some(person) if !person.active => return Err(Problem::new(Kind::OfficerInactive)),
            _ => {}
        }
        let post = person.map(|person| person.post.clone());
        let officer = post.as_ref().map(|post| post.officer);
        // The token says what one may be, the directory what one is.
        let own = person.map_or(identity.roles, |person| identity.roles.and(person.roles));
        let mut hats: Vec<Hat> = own.iter().map(|role| Hat { role, officer, post: post.clone(), lent: None }).collect();
        let mandates = person.map_or(&[][..], |person| &person.mandates);
        // What was done is judged by when it was done; to read takes a mandate that holds now.
        hats.extend(mandates.iter().filter(|mandate| mandate.covers(times.told, times.now)).map(Mandate::hat));
        let early = mandates.iter().filter(|mandate| times.told < mandate.from && mandate.holds_at(times.now));
        let early = early.map(|mandate| Early { hat: mandate.hat(), from: mandate.from, told: times.told }).collect();
        Ok(Self {
            principal: format!("{}#{}", identity.issuer, identity.subject),
            subject: identity.subject,
            officer,
            is_client: identity.is_client,
            shown: Shown::default(),
            names: Names::default(),
            unrecorded: identity.roles.without(own),
            roles: hats.iter().map(|hat| hat.role).collect(),
            hats: Hats::of(officer, hats, early),
        })
    }

    /// Whether they may say of a post that is vacant that somebody fills it: an ADMIN who could make a client of its own for that, would.
    pub fn watches(&self) -> bool {
        !self.is_client && (self.is(Role::Admin) || self.is(Role::Auditor))
    }

    pub fn is(&self, role: Role) -> bool {
        self.roles.contains(role)
    }

    /// A name of one length for the caller, where callers take turns.
    pub fn key(&self) -> Uuid {
        Uuid::from_slice(&Digest::of(self.principal.as_bytes()).as_bytes()[..16]).unwrap_or_default()
    }

    /// The same, acting for this officer alone: for oneself, or for somebody whose mandate one holds.
    pub fn acting_for(&self, officer: Uuid) -> Result<Self, Problem> {
        let hats = self.hats.acting_for(officer);
        if hats.in_question().next().is_none() {
            return Err(match hats.early().next() {
                Some(early) => Refusal::BeforeMandate { told: early.told, from: early.from }.into(),
                None => Problem::new(Kind::NotStandingIn),
            });
        }
        Ok(Self { hats, ..self.clone() })
    }

    /// The hat for an act outside the workflow (the agenda, reference data), which is nobody's business more than another's: the
    /// first with a role that may do it, one's own before those by mandate, unless the caller says for whom.
    pub fn hat(&self, roles: Roles) -> Result<&Hat, Problem> {
        if let Some(hat) = self.hats.in_question().find(|hat| roles.contains(hat.role)) {
            return Ok(hat);
        }
        if let Some(early) = self.hats.early().find(|early| roles.contains(early.hat.role)) {
            return Err(Refusal::BeforeMandate { told: early.told, from: early.from }.into());
        }
        Err(match (self.unrecorded.and(roles), self.hats.is_empty()) {
            (Roles::NONE, true) if !self.is_client => no_role_known(roles),
            (Roles::NONE, _) => role_missing(roles),
            (unrecorded, _) => role_unrecorded(roles, unrecorded),
        })
    }

    /// An auditor sees all; a division head the cases of the unit; they, a subdivision head and staff what they take part in; nobody
    /// else anything. By a mandate one sees what its principal does, and also where one tells of a time before it began, to be
    /// told just that.
    pub fn sight(&self) -> Sight {
        if self.is(Role::Auditor) {
            return Sight::All;
        }
        let hats = || self.hats.iter().chain(self.hats.early().map(|early| &early.hat));
        let heads = hats().filter(|hat| hat.role == Role::DivisionHead);
        let mut units: Vec<String> = heads.filter_map(|hat| Some(hat.post.as_ref()?.unit.clone())).collect();
        units.sort_unstable();
        units.dedup();
        Sight::Of { units, officers: unique(hats().filter(|hat| OFFICER_ROLES.contains(&hat.role))) }
    }

    /// The units whose division head's hat the actor wears.
    pub fn units(&self) -> Vec<String> {
        match self.sight() {
            Sight::Of { units, .. } => units,
            Sight::All => Vec::new(),
        }
    }

    /// The officers whose hat of one of these roles the actor wears.
    pub fn wearing(&self, roles: &[Role]) -> Vec<Uuid> {
        unique(self.hats.iter().filter(|hat| roles.contains(&hat.role)))
    }

    /// Whether this is the actor, or one in whose place they act.
    pub fn speaks_for(&self, officer: Uuid) -> bool {
        self.officer == Some(officer) || self.hats.iter().any(|hat| hat.officer == Some(officer))
    }

    /// Every officer this actor speaks for: themself and the principals of their mandates.
    pub fn officers(&self) -> Vec<Uuid> {
        unique(self.hats.iter())
    }
}

/// Only the caller reads what their own token says of them.
fn unknown(subject: &str) -> Problem {
    Problem::new(Kind::OfficerUnknown).detail(
        format!("Minta ADMIN mendaftarkan subject \"{subject}\" di /v1/officers."),
        format!("Ask an ADMIN to enter the subject \"{subject}\" at /v1/officers."),
    )
}

fn unique<'a>(hats: impl Iterator<Item = &'a Hat>) -> Vec<Uuid> {
    let mut officers: Vec<Uuid> = hats.filter_map(|hat| hat.officer).collect();
    officers.sort_unstable();
    officers.dedup();
    officers
}
