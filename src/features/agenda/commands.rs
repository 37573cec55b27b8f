//! What can be done to the work agenda, one transaction each.

use super::changes;
use super::requests::{ChangeAgendaItem, ChangeInvitation, PutAgendaItem};
use super::store::{self, AgendaItem};
use crate::db::Connection;
use crate::db::columns::Json;
use crate::domain::journal::SubjectKind;
use crate::domain::role::{Role, Roles};
use crate::features::journal::{self, Entry};
use crate::http::position::ChangePosition;
use crate::http::problem::{FaultKind, Faults, Problem};
use crate::office::call::Doing;
use uuid::Uuid;

/// Who keeps the agenda.
fn keepers() -> Roles {
    [Role::DivisionHead, Role::SubdivisionHead, Role::Integration].into_iter().collect()
}

pub async fn put_agenda_item(conn: &mut Connection, doing: &Doing, request: PutAgendaItem) -> Result<AgendaItem, Problem> {
    let hat = doing.actor.hat(keepers())?;
    let item = AgendaItem {
        id: doing.new_id(),
        title: request.title,
        description: request.description,
        starts_at: request.starts_at.0,
        ends_at: request.ends_at.map(|at| at.0),
        venue: request.venue,
        region_code: request.region_code,
        organiser: request.organiser,
        attendees: request.attendees,
        attendance: request.attendance,
        certainty: request.certainty,
        dress_code: request.dress_code,
        contact: request.contact,
        invitation: request.invitation.map(Json),
        notes: request.notes,
        created_by: doing.actor.principal.clone(),
        created_at: doing.now,
        updated_at: doing.now,
        version: 1,
        venue_latitude: request.venue_position.map(|at| at.latitude()),
        venue_longitude: request.venue_position.map(|at| at.longitude()),
        changed_at: None,
        created_by_id: hat.officer,
    };
    check(&item)?;
    store::insert(conn, &item).await?;
    let entry = Entry::named("agenda-item.created", hat, (SubjectKind::AgendaItem, item.id))
        .changed(().into(), journal::told(&item.view()));
    journal::record(conn, doing, entry).await?;
    Ok(item)
}

pub async fn change_agenda_item(
    conn: &mut Connection,
    doing: &Doing,
    id: Uuid,
    request: ChangeAgendaItem,
) -> Result<AgendaItem, Problem> {
    let hat = doing.actor.hat(keepers())?;
    // Seen first: what is out of sight is unknown, also to a lock.
    store::find(conn, &doing.actor, id).await?;
    let mut item = store::lock(conn, id).await?;
    doing.expected.check(item.version)?;
    let before = item.clone();
    request.apply(&mut item)?;
    check(&item)?;
    item.updated_at = doing.now;
    item.version += 1;
    changes::tell(conn, doing, hat, &before, &mut item).await?;
    store::update(conn, &item).await?;
    let (before, after) = (journal::told(&before.view()), journal::told(&item.view()));
    let entry = Entry::named("agenda-item.edited", hat, (SubjectKind::AgendaItem, item.id)).changed(before, after);
    journal::record(conn, doing, entry).await?;
    Ok(item)
}

/// As many as an event's protocol list has.
const MOST_ATTENDEES: usize = 100;

fn check(item: &AgendaItem) -> Result<(), Faults> {
    let mut faults = Faults::default();
    if item.ends_at.is_some_and(|ends_at| ends_at <= item.starts_at) {
        faults.extend(Faults::body("#/endsAt", FaultKind::Before { first: "startsAt", second: "endsAt" }));
    }
    if item.attendees.len() > MOST_ATTENDEES {
        faults.extend(Faults::body("#/attendees", FaultKind::TooMany { max: MOST_ATTENDEES }));
    }
    faults.none()
}

impl ChangeAgendaItem {
    fn apply(self, item: &mut AgendaItem) -> Result<(), Faults> {
        let mut faults = Faults::default();
        self.title.apply(&mut item.title);
        self.description.apply(&mut item.description);
        self.starts_at.map(|at| at.0).apply(&mut item.starts_at);
        self.ends_at.map(|at| at.0).apply(&mut item.ends_at);
        self.venue.apply(&mut item.venue);
        let mut position = item.venue_position();
        let moved = self.venue_position.merge(&mut position, ChangePosition::merged);
        faults.keep(moved.map_err(|faults| faults.below("venuePosition")));
        item.venue_latitude = position.map(|at| at.latitude());
        item.venue_longitude = position.map(|at| at.longitude());
        self.region_code.apply(&mut item.region_code);
        self.organiser.apply(&mut item.organiser);
        self.attendees.apply(&mut item.attendees);
        self.attendance.apply(&mut item.attendance);
        self.certainty.apply(&mut item.certainty);
        self.dress_code.apply(&mut item.dress_code);
        self.contact.apply(&mut item.contact);
        let mut letter = item.invitation.take().map(|letter| letter.0);
        let changed = self.invitation.merge(&mut letter, ChangeInvitation::merged);
        faults.keep(changed.map_err(|faults| faults.below("invitation")));
        item.invitation = letter.map(Json);
        self.notes.apply(&mut item.notes);
        faults.none()
    }
}
