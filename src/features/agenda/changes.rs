//! A change of an event's time, place or certainty concerns everybody it was given to: it is kept, written into the journal of every
//! open case, and waits for each of them.

use super::store::AgendaItem;
use crate::db::Connection;
use crate::db::statement::statement;
use crate::domain::assignment::State;
use crate::domain::journal::SubjectKind;
use crate::domain::time::Instant;
use crate::domain::workflow::Hat;
use crate::features::journal::{self, Entry};
use crate::http::fields::Stamp;
use crate::office::call::Doing;
use diesel::QueryResult;
use diesel::sql_types::{Array, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use serde_json::{Value, json};
use uuid::Uuid;

/// Tells all that the (locked) event is another than it was, if it is.
///
/// The cases are locked after their event and in the order of their ids, as whoever acts on several of them does: an order that is
/// being given waits, and sees the event as it then is.
pub async fn tell(conn: &mut Connection, doing: &Doing, hat: &Hat, before: &AgendaItem, now: &mut AgendaItem) -> QueryResult<()> {
    let (was, is) = (told(before), told(now));
    if was == is {
        return Ok(());
    }
    let open: Vec<Uuid> =
        statement::<SqlUuid>(OPEN).bind::<SqlUuid, _>(now.id).bind::<Array<Text>, _>(State::OPEN.to_vec()).load(conn).await?;
    let kept: Vec<Instant> = statement::<Timestamptz>(KEEP)
        .bind::<SqlUuid, _>(now.id)
        .bind::<Timestamptz, _>(doing.now)
        .bind::<Nullable<Timestamptz>, _>(before.changed_at)
        .bind::<SqlUuid, _>(now.id)
        .bind::<Timestamptz, _>(before.starts_at)
        .bind::<Nullable<Timestamptz>, _>(before.ends_at)
        .bind::<Nullable<Text>, _>(before.venue.clone())
        .bind::<Text, _>(before.certainty)
        .bind::<SqlUuid, _>(now.id)
        .load(conn)
        .await?;
    // An event without cases is nobody's order yet.
    let Some(at) = kept.into_iter().next() else { return Ok(()) };
    now.changed_at = Some(at);
    if open.is_empty() {
        return Ok(());
    }
    let notices = statement(NOTICES)
        .bind::<Timestamptz, _>(at)
        .bind::<Array<SqlUuid>, _>(open.clone())
        .bind::<Nullable<SqlUuid>, _>(doing.actor.officer);
    conn.defer(notices).await?;
    let entry = |case: Uuid| {
        let told = Entry::named("assignment.event-changed", hat, (SubjectKind::Assignment, case));
        told.of_case(case).changed(was.clone(), is.clone())
    };
    journal::record_in_each(conn, doing, open.into_iter().map(entry).collect()).await
}

/// What everybody it was given to must know.
fn told(item: &AgendaItem) -> Value {
    json!({
        "startsAt": Stamp(item.starts_at), "endsAt": item.ends_at.map(Stamp), "venue": item.venue, "certainty": item.certainty,
    })
}

const OPEN: &str = "
SELECT a.id FROM assignments a WHERE a.agenda_item_id = $ AND a.state::text = ANY($) ORDER BY a.id FOR NO KEY UPDATE";

/// Later than every order that was given by what it was before, whichever clock stamped it.
const KEEP: &str = "
INSERT INTO event_changes (agenda_item_id, changed_at, starts_at, ends_at, venue, certainty)
SELECT $::uuid, greatest($::timestamptz, $::timestamptz + interval '1 millisecond', given.last + interval '1 millisecond'), was.*
FROM (SELECT max(d.created_at) AS last FROM assignments a JOIN dispositions d ON d.assignment_id = a.id WHERE a.agenda_item_id = $) given,
    (SELECT $::timestamptz, $::timestamptz, $::text, $::text) was
WHERE EXISTS (SELECT FROM assignments a WHERE a.agenda_item_id = $)
RETURNING changed_at";

/// Who changed it knows. Who has yet to take note of an earlier change still has, of both.
const NOTICES: &str = "
INSERT INTO event_notices (since, assignment_id, officer_id)
SELECT $::timestamptz, p.assignment_id, p.officer_id FROM participants p
WHERE p.assignment_id = ANY($) AND p.officer_id IS DISTINCT FROM $::uuid
ON CONFLICT (officer_id, assignment_id) DO NOTHING";
