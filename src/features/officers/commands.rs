//! What can be done to the directory, one transaction each.

use super::requests::{ChangeOfficer, EnterOfficer};
use super::store::{self, Officer};
use crate::db::Connection;
use crate::domain::journal::SubjectKind;
use crate::domain::role::{Role, Roles};
use crate::features::calendar_feeds;
use crate::features::journal::{self, Entry};
use crate::http::problem::{FaultKind, Faults, Place, Problem};
use crate::office::call::Doing;
use serde_json::Value;
use uuid::Uuid;

/// Who keeps the directory.
const KEEPER: Roles = Roles::of(Role::Admin);

pub async fn enter_officer(conn: &mut Connection, doing: &Doing, request: EnterOfficer) -> Result<Officer, Problem> {
    let hat = doing.actor.hat(KEEPER)?;
    let officer = Officer {
        id: doing.new_id(),
        subject: request.subject,
        name: request.name,
        employee_number: request.employee_number,
        phone: request.phone,
        position_title: request.position_title,
        unit: request.unit,
        roles: request.roles,
        qualification: request.qualification,
        active: request.active,
        created_at: doing.now,
        updated_at: doing.now,
        version: 1,
    };
    check(&officer)?;
    must_be_free(conn, &officer).await?;
    store::insert(conn, &officer).await?;
    let entry = Entry::named("officer.created", hat, (SubjectKind::Officer, officer.id)).changed(().into(), told(&officer));
    journal::record(conn, doing, entry).await?;
    Ok(officer)
}

/// An officer as they stand now.
pub struct Changed {
    pub officer: Officer,
    /// By this they are no longer there for something: what is open with them is to be told.
    pub leaves: bool,
}

pub async fn change_officer(conn: &mut Connection, doing: &Doing, id: Uuid, request: ChangeOfficer) -> Result<Changed, Problem> {
    let hat = doing.actor.hat(KEEPER)?;
    let before = store::lock(conn, id).await?;
    doing.expected.check(before.version)?;
    let mut officer = before.clone();
    request.apply(&mut officer);
    check(&officer)?;
    officer.updated_at = doing.now;
    officer.version += 1;
    if (&officer.subject, &officer.employee_number) != (&before.subject, &before.employee_number) {
        must_be_free(conn, &officer).await?;
    }
    store::update(conn, &officer).await?;
    let entry = Entry::named("officer.edited", hat, (SubjectKind::Officer, officer.id)).changed(told(&before), told(&officer));
    journal::record(conn, doing, entry).await?;
    if officer.subject != before.subject || !officer.active {
        calendar_feeds::end(conn, doing, hat, id).await?;
    }
    if officer.subject != before.subject {
        // Somebody else signs in as this officer from now on: they get nobody's role by that.
        for mandate in store::unconfirm_mandates(conn, id, doing.now).await? {
            let entry = Entry::named("mandate.unconfirmed", hat, (SubjectKind::Mandate, mandate));
            journal::record(conn, doing, entry).await?;
        }
    }
    let lost_role = before.roles.iter().any(|role| !officer.roles.contains(role));
    let leaves = before.active && !officer.active || lost_role;
    Ok(Changed { officer, leaves })
}

fn check(officer: &Officer) -> Result<(), Problem> {
    let mut faults = Faults::default();
    for (index, role) in officer.roles.iter().enumerate() {
        if officer.roles[..index].contains(role) {
            faults.add(Place::Body(format!("#/roles/{index}")), FaultKind::NotUnique);
        }
    }
    Ok(faults.none()?)
}

/// Nobody else may have its subject or employee number.
///
/// Asked under a lock, and not left to the constraints: PostgreSQL would write what they refuse into its log, number and all.
async fn must_be_free(conn: &mut Connection, officer: &Officer) -> Result<(), Problem> {
    store::lock_out_writers(conn).await?;
    let (subject, employee_number) = store::taken(conn, officer).await?;
    let mut faults = Faults::default();
    for (pointer, is_taken) in [("#/subject", subject), ("#/employeeNumber", employee_number)] {
        if is_taken {
            faults.add(Place::Body(pointer.to_owned()), FaultKind::NotUnique);
        }
    }
    if faults.is_empty() { Ok(()) } else { Err(Problem::conflict(faults)) }
}

fn told(officer: &Officer) -> Value {
    journal::told(&officer.whole())
}

impl ChangeOfficer {
    fn apply(self, officer: &mut Officer) {
        self.subject.apply(&mut officer.subject);
        self.name.apply(&mut officer.name);
        self.employee_number.apply(&mut officer.employee_number);
        self.phone.apply(&mut officer.phone);
        self.position_title.apply(&mut officer.position_title);
        self.unit.apply(&mut officer.unit);
        self.roles.apply(&mut officer.roles);
        self.qualification.apply(&mut officer.qualification);
        self.active.apply(&mut officer.active);
    }
}
