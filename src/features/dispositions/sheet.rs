//! The disposition on paper (*Lembar Disposisi*).

use super::requests::ActivityAgenda;
use super::store::{Addressee, Whole};
use crate::db::schema::{agenda_items, assignments, dispositions, officers};
use crate::db::{Connection, Lease};
use crate::domain::disposition::RecipientState;
use crate::domain::text::Line;
use crate::domain::time::{Instant, OfficeZone};
use crate::features::printing;
use crate::http::answer::Answer;
use crate::http::problem::Problem;
use crate::office::call::Call;
use crate::office::reference::Office;
use crate::print::{Checked, DispositionSheet, Event, Plan, Planned, Recipient, words};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use uuid::Uuid;

pub async fn print(call: &Call, mut conn: Lease, whole: Whole) -> Result<Answer, Problem> {
    let office = call.office().await?;
    let about = about(&mut conn, whole.row.id).await?;
    drop(conn);
    let (version, name) = (whole.row.version, format!("Disposisi {}", whole.row.register_number));
    printing::answer(call, version, &name, sheet(printing::letterhead(call), &office, whole, about)).await
}

/// What the sheet tells besides the disposition itself.
#[derive(Queryable)]
struct About {
    event: (String, Instant, Option<Instant>, Option<String>),
    issuer: (String, String),
    continues: Option<String>,
}

async fn about(conn: &mut Connection, id: Uuid) -> QueryResult<About> {
    diesel::alias!(dispositions as earlier: Earlier);
    let continues = earlier
        .filter(earlier.field(dispositions::id).nullable().eq(dispositions::parent_id))
        .select(earlier.field(dispositions::register_number))
        .single_value();
    dispositions::table
        .inner_join(assignments::table.inner_join(agenda_items::table))
        .inner_join(officers::table.on(officers::id.eq(dispositions::issuer_id)))
        .filter(dispositions::id.eq(id))
        .select((
            (agenda_items::title, agenda_items::starts_at, agenda_items::ends_at, agenda_items::venue),
            (officers::name, officers::position_title),
            continues,
        ))
        .first(conn)
        .await
}

fn sheet(letterhead: Vec<String>, office: &Office, whole: Whole, about: About) -> DispositionSheet {
    let zone = office.zone();
    let (title, starts_at, ends_at, venue) = about.event;
    let (name, position) = about.issuer;
    let row = &whole.row;
    DispositionSheet {
        office: letterhead,
        number: row.register_number.clone(),
        issued_on: words::day_of(row.created_at, zone),
        classification: words::classification(row.classification).to_owned(),
        urgency: words::urgency(row.urgency).to_owned(),
        due: row.due_at.map(|at| words::moment(at, zone)),
        subject: whole.case.subject.to_string(),
        assignment: whole.case.register_number.clone(),
        continues: about.continues,
        event: Event { title, time: words::period(starts_at, ends_at, zone), venue },
        issuer: printing::named(name, position, whole.acting.as_ref()),
        instructions: checklist(office, &row.instructions),
        recipients: whole.recipients.iter().map(|to| recipient(to, zone)).collect(),
        note: row.note.as_deref().map(str::to_owned),
        plan: row.activity_agenda.as_ref().map(|agenda| plan(&agenda.0, &whole.recipients, zone)),
    }
}

/// The office's list as it is now; an instruction that has left it since is added, for it was given.
fn checklist(office: &Office, given: &[Line<50>]) -> Vec<Checked> {
    let is_given = |code: &str| given.iter().any(|instruction| **instruction == *code);
    let listed = office.instructions.iter().filter(|known| known.active || is_given(&known.code));
    let mut items: Vec<Checked> =
        listed.map(|known| Checked { label: known.label.to_string(), checked: is_given(&known.code) }).collect();
    let unlisted = given.iter().filter(|code| !office.instructions.iter().any(|known| *known.code == ***code));
    items.extend(unlisted.map(|code| Checked { label: code.to_string(), checked: true }));
    items
}

fn recipient(to: &Addressee, zone: OfficeZone) -> Recipient {
    let at = match to.row.state {
        RecipientState::Completed => to.row.completed_at,
        RecipientState::Read => to.row.read_at,
        _ => None,
    };
    Recipient {
        named: printing::named(&*to.name, &*to.position_title, None),
        duty: to.row.duty.map_or_else(|| words::recipient_kind(to.row.kind), words::duty).to_owned(),
        state: words::recipient_state(to.row.state).to_owned(),
        at: at.map(|at| words::moment(at, zone)),
    }
}

fn plan(agenda: &ActivityAgenda, recipients: &[Addressee], zone: OfficeZone) -> Plan {
    let name = |id: Uuid| recipients.iter().find(|to| to.row.officer_id == id).map(|to| to.name.to_string());
    Plan {
        brief: agenda.brief.as_deref().map(str::to_owned),
        channels: agenda.channels.iter().map(|channel| channel.to_string()).collect(),
        schedule: agenda
            .schedule
            .iter()
            .map(|entry| Planned {
                at: words::moment(entry.at.0, zone),
                activity: entry.activity.to_string(),
                officer: entry.officer_id.and_then(name),
            })
            .collect(),
    }
}
