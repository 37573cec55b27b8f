//! Who is asking: from the bearer token to the actor, with every hat they may wear.

pub mod token;

use super::problem::{Kind, Problem};
use crate::domain::label::Label;
use crate::domain::role::{Role, Roles};
use crate::domain::time::Instant;
use crate::domain::workflow::Hat;
use crate::features::reference::Person;
use actix_web::http::header::{self, HeaderMap};
use token::{Identity, Rejection};
use uuid::Uuid;

/// The caller of one request.
#[derive(Debug, Clone)]
pub struct Actor {
    /// The token's subject.
    pub subject: String,
    /// Issuer and subject: what is the caller's own, such as idempotency keys, is kept under it.
    pub principal: String,
    pub officer: Option<Uuid>,
    /// The unit code of the officer, for register numbers.
    pub unit: Option<String>,
    /// Own roles first, then those worn by mandate.
    pub hats: Vec<Hat>,
    pub roles: Roles,
}

/// What an actor may see of cases: everything, or what these officers take part in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sight {
    All,
    Of(Vec<Uuid>),
}

/// These act as somebody of the office, so the office must know them.
const OFFICER_ROLES: [Role; 3] = [Role::DivisionHead, Role::SubdivisionHead, Role::Staff];

impl Actor {
    /// The person behind a verified token, or why they may do nothing.
    pub fn new(identity: Identity, person: Option<&Person>, now: Instant) -> Result<Self, Problem> {
        let needs_officer = OFFICER_ROLES.iter().any(|role| identity.roles.contains(*role));
        match person {
            None if needs_officer => return Err(Problem::new(Kind::OfficerUnknown)),
            Some(person) if needs_officer && !person.active => return Err(Problem::new(Kind::OfficerInactive)),
            _ => {}
        }
        let person = person.filter(|person| person.active);
        let officer = person.map(|person| person.id);
        let mut hats: Vec<Hat> = identity.roles.iter().map(|role| Hat { role, officer, by_mandate: false }).collect();
        let mandates = person.map_or(&[][..], |person| &person.mandates);
        hats.extend(mandates.iter().filter(|mandate| mandate.holds_at(now)).map(|mandate| Hat {
            role: mandate.role,
            officer: Some(mandate.principal_id),
            by_mandate: true,
        }));
        Ok(Self {
            principal: format!("{}#{}", identity.issuer, identity.subject),
            subject: identity.subject,
            officer,
            unit: person.map(|person| person.unit.clone()),
            roles: hats.iter().map(|hat| hat.role).collect(),
            hats,
        })
    }

    pub fn is(&self, role: Role) -> bool {
        self.roles.contains(role)
    }

    /// The hat for an act outside the workflow: the first one with a role that may do it.
    pub fn hat(&self, roles: Roles) -> Result<&Hat, Problem> {
        let missing = || if self.hats.is_empty() { no_role_known(roles) } else { role_missing(roles) };
        self.hats.iter().find(|hat| roles.contains(hat.role)).ok_or_else(missing)
    }

    /// A division head and an auditor see all; a subdivision head and staff what they take part in; nobody else anything.
    pub fn sight(&self) -> Sight {
        if self.is(Role::DivisionHead) || self.is(Role::Auditor) {
            return Sight::All;
        }
        let mut officers: Vec<Uuid> = self
            .hats
            .iter()
            .filter(|hat| matches!(hat.role, Role::SubdivisionHead | Role::Staff))
            .filter_map(|hat| hat.officer)
            .collect();
        officers.sort_unstable();
        officers.dedup();
        Sight::Of(officers)
    }

    /// Every officer this actor speaks for: themself and the principals of their mandates.
    pub fn officers(&self) -> Vec<Uuid> {
        let mut officers: Vec<Uuid> = self.hats.iter().filter_map(|hat| hat.officer).collect();
        officers.sort_unstable();
        officers.dedup();
        officers
    }
}

/// The one bearer token of a request (RFC 6750); tokens in queries, cookies and bodies are never looked at.
pub fn bearer(headers: &HeaderMap) -> Result<&str, Problem> {
    let mut sent = headers.get_all(header::AUTHORIZATION);
    let value = sent.next().ok_or_else(missing)?;
    if sent.next().is_some() {
        return Err(Problem::new(Kind::InvalidRequest).header(header::WWW_AUTHENTICATE, challenge("invalid_request")));
    }
    let (scheme, token) = value.to_str().ok().and_then(|text| text.split_once(' ')).ok_or_else(missing)?;
    if scheme.eq_ignore_ascii_case("bearer") { Ok(token.trim_start_matches(' ')) } else { Err(missing()) }
}

/// The same answer whatever was wrong with the token; the reason is for the log.
pub fn rejected(reason: Rejection) -> Problem {
    tracing::warn!(target: "pubdok::audit", %reason, "token refused");
    Problem::new(Kind::TokenInvalid).header(header::WWW_AUTHENTICATE, challenge("invalid_token"))
}

pub fn role_missing(roles: Roles) -> Problem {
    lacking(roles, "", "")
}

/// The token has no role that is known here: most likely they stand where nobody looks.
fn no_role_known(roles: Roles) -> Problem {
    lacking(
        roles,
        " Tidak ada peran yang dikenal dalam token Anda; pengelola mengatur letaknya dengan PUBDOK_ROLES_CLAIM dan PUBDOK_ROLE_MAP.",
        " Your token has no role that is known here; the operator says where they stand by PUBDOK_ROLES_CLAIM and PUBDOK_ROLE_MAP.",
    )
}

fn lacking(roles: Roles, why_id: &str, why_en: &str) -> Problem {
    let names: Vec<&str> = roles.iter().map(Label::label).collect();
    let scope = names.join(" ");
    Problem::new(Kind::RoleMissing)
        .detail(
            format!("Diperlukan salah satu peran: {}.{why_id}", names.join(", ")),
            format!("One of these roles is required: {}.{why_en}", names.join(", ")),
        )
        .header(header::WWW_AUTHENTICATE, format!("{}, scope=\"{scope}\"", challenge("insufficient_scope")))
}

fn missing() -> Problem {
    Problem::new(Kind::TokenMissing).header(header::WWW_AUTHENTICATE, "Bearer realm=\"pubdok\"")
}

fn challenge(error: &str) -> String {
    format!("Bearer realm=\"pubdok\", error=\"{error}\"")
}
