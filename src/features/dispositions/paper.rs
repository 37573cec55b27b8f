//! The disposition on paper (*Lembar Disposisi*): fixed when it is issued.

use super::requests::ActivityAgenda;
use super::store::Disposition;
use crate::db::Connection;
use crate::db::schema::{agenda_items, assignments, disposition_recipients as recipients, dispositions, officers};
use crate::db::statement::Statement;
use crate::domain::disposition::{Duty, RecipientKind};
use crate::domain::paper::PaperAct;
use crate::domain::text::Line;
use crate::domain::time::{Instant, OfficeZone};
use crate::features::mandates::{self, Acting};
use crate::features::numbering;
use crate::features::papers::{self, Fix};
use crate::http::problem::{OnConstraint, Problem};
use crate::office::call::Doing;
use crate::office::reference::Office;
use crate::print::{Checked, DispositionSheet, Event, Plan, Planned, Recipient, words};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::{Integer, Text};
use diesel_async::AsyncPgConnection;
use diesel_async::methods::LoadQuery;
use uuid::Uuid;

/// In the transaction that issues it, once its rows are written.
pub async fn fix(conn: &mut Connection, doing: &Doing, id: Uuid) -> Result<(), Problem> {
    let (case, sheet) = compose(conn, &doing.office, id).await?;
    keep(conn, doing, id, case, sheet).await
}

/// Writes a disposition to one addressee, who is known, and fixes its paper. Both are on their way together, for its writing holds the
/// registers until the transaction ends; answers what was drawn: year, serial and number.
pub async fn write_and_fix(
    conn: &mut Connection,
    doing: &Doing,
    id: Uuid,
    write: Statement<(Integer, Integer, Text)>,
    to: Addressee,
) -> Result<(i32, i32, String), Problem> {
    let written = conn.write_and_read::<_, _, (i32, i32, String), About>(write, about(id)).await;
    let (mut written, mut about) = written.on_constraint(numbering::ONCE, numbering::taken)?;
    let (Some(written), Some(about)) = (written.pop(), about.pop()) else {
        return Err(Problem::internal("a disposition that was written is not there"));
    };
    let (case, sheet) = composed(conn, &doing.office, about, &[to]).await?;
    keep(conn, doing, id, case, sheet).await?;
    Ok(written)
}

async fn keep(conn: &mut Connection, doing: &Doing, id: Uuid, case: Uuid, mut sheet: DispositionSheet) -> Result<(), Problem> {
    sheet.done_at = words::earlier(doing.occurred_at, doing.now, doing.office.zone());
    papers::fix(conn, Fix { thing: id, act: PaperAct::Issued, case, at: doing.now }, &sheet).await
}

/// What the sheet tells.
#[derive(Queryable)]
struct About {
    row: Disposition,
    case: (Uuid, String, String),
    event: (String, Instant, Option<Instant>, Option<String>),
    issuer: (String, String),
    continues: Option<String>,
}

pub type Addressee = (Uuid, String, String, RecipientKind, Option<Duty>);

fn about<'conn>(id: Uuid) -> impl LoadQuery<'conn, &'conn AsyncPgConnection, About> + 'conn {
    diesel::alias!(dispositions as earlier: Earlier);
    let continues = earlier
        .filter(earlier.field(dispositions::id).nullable().eq(dispositions::parent_id))
        .select(earlier.field(dispositions::register_number))
        .single_value();
    let row: diesel::dsl::AsSelect<Disposition, Pg> = Disposition::as_select();
    dispositions::table
        .inner_join(assignments::table.inner_join(agenda_items::table))
        .inner_join(officers::table.on(officers::id.eq(dispositions::issuer_id)))
        .filter(dispositions::id.eq(id))
        .select((
            row,
            (assignments::id, assignments::register_number, assignments::subject),
            (agenda_items::title, agenda_items::starts_at, agenda_items::ends_at, agenda_items::venue),
            (officers::name, officers::position_title),
            continues,
        ))
}

/// The case, and the sheet from what is known now.
async fn compose(conn: &mut Connection, office: &Office, id: Uuid) -> Result<(Uuid, DispositionSheet), Problem> {
    let to = recipients::table
        .inner_join(officers::table)
        .filter(recipients::disposition_id.eq(id))
        .order(recipients::position)
        .select((officers::id, officers::name, officers::position_title, recipients::kind, recipients::duty));
    let (mut about, to) = conn.both::<_, _, About, Addressee>(about(id), to).await?;
    composed(conn, office, about.pop().ok_or_else(Problem::not_found)?, &to).await
}

async fn composed(
    conn: &mut Connection,
    office: &Office,
    about: About,
    to: &[Addressee],
) -> Result<(Uuid, DispositionSheet), Problem> {
    let acting = mandates::acting(conn, [about.row.issuer_mandate_id]).await?.by(about.row.issuer_mandate_id);
    Ok((about.case.0, sheet(office, about, to, acting.as_ref())))
}

fn sheet(office: &Office, about: About, to: &[Addressee], acting: Option<&Acting>) -> DispositionSheet {
    let zone = office.zone();
    let (title, starts_at, ends_at, venue) = about.event;
    let (name, position) = about.issuer;
    let (_, assignment, subject) = about.case;
    let row = about.row;
    DispositionSheet {
        letterhead: office.letterhead(zone.local_date(row.created_at)).clone(),
        number: row.register_number,
        issued_on: words::day_of(row.created_at, zone),
        done_at: None,
        classification: words::classification(row.classification).to_owned(),
        urgency: words::urgency(row.urgency).to_owned(),
        due: row.due_at.map(|at| words::moment(at, zone)),
        subject,
        assignment,
        continues: about.continues,
        event: Event { title, time: words::period(starts_at, ends_at, zone), venue },
        issuer: papers::named(name, position, acting),
        instructions: checklist(office, &row.instructions),
        recipients: to.iter().map(recipient).collect(),
        note: row.note.as_deref().map(str::to_owned),
        plan: row.activity_agenda.as_ref().map(|agenda| plan(&agenda.0, to, zone)),
        notes: Vec::new(),
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

fn recipient((_, name, position, kind, duty): &Addressee) -> Recipient {
    Recipient {
        named: papers::named(name, position, None),
        duty: duty.map_or_else(|| words::recipient_kind(*kind), words::duty).to_owned(),
    }
}

fn plan(agenda: &ActivityAgenda, to: &[Addressee], zone: OfficeZone) -> Plan {
    let name = |id: Uuid| to.iter().find(|addressee| addressee.0 == id).map(|addressee| addressee.1.clone());
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

#[cfg(feature = "pdf")]
pub use on_paper::print;

#[cfg(feature = "pdf")]
mod on_paper {
    use super::super::store::Whole;
    use super::compose;
    use crate::domain::paper::PaperAct;
    use crate::features::papers::{self, Fix};
    use crate::http::answer::Answer;
    use crate::http::problem::Problem;
    use crate::office::call::Call;
    use crate::print::DispositionSheet;

    /// Prints one that the caller has found in sight. What is older than papers is fixed now, from what is known.
    pub async fn print(call: &Call, whole: Whole, notes: bool) -> Result<Answer, Problem> {
        let row = whole.row;
        let is_fixed = papers::is_fixed(&mut *call.lease().await?, row.id, PaperAct::Issued).await?;
        if !is_fixed {
            let office = call.office().await?;
            let mut conn = call.app.db.lease_to_act().await?;
            let (case, sheet) = compose(&mut conn, &office, row.id).await?;
            papers::fix(&mut conn, Fix { thing: row.id, act: PaperAct::Issued, case, at: row.created_at }, &sheet).await?;
        }
        papers::answer::<DispositionSheet>(call, row.id, &format!("Disposisi {}", row.register_number), notes).await
    }
}
