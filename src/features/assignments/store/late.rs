//! Lists narrowed to what is late, or to what is not: whether a case is, is read from its clock, the calendar and the time of its event. No
//! index knows.

use crate::db::Connection;
use crate::db::columns::Json;
use crate::db::statement::statement;
use crate::domain::clock::{Clock, EventTimes};
use crate::domain::time::Instant;
use crate::http::language::Words;
use crate::http::paging::Page;
use crate::http::problem::{FaultKind, Place, Problem};
use crate::office::reference::Office;
use diesel::QueryResult;
use diesel::sql_types::{Array, Json as SqlJson, Nullable, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use serde_json::Value;
use std::collections::HashSet;
use uuid::Uuid;

/// So many clocks are read for a page before it is cut short.
const MOST_CLOCKS: usize = 2_000;
/// So many are read at once.
pub const AT_ONCE: i64 = 200;

/// A row that was read.
pub struct Read<R> {
    pub row: R,
    /// Where it stands in the list.
    pub place: Value,
    pub is_late: bool,
}

/// One page of those that are late, or of those that are not, and behind which place the next one begins. What stands behind a place is
/// read by `some`, [`AT_ONCE`].
pub async fn page_of<R>(
    page: &Page,
    late: bool,
    mut some: impl AsyncFnMut(Option<Value>) -> Result<Vec<Read<R>>, Problem>,
) -> Result<(Vec<R>, Option<Value>), Problem> {
    let limit = usize::try_from(page.limit).unwrap_or(usize::MAX);
    let (mut found, mut after, mut read) = (Vec::new(), page.after::<Value>()?, 0);
    loop {
        let rows = some(after.clone()).await?;
        let is_end = i64::try_from(rows.len()).unwrap_or_default() < AT_ONCE;
        read += rows.len();
        for Read { row, place, is_late } in rows {
            if is_late == late {
                if found.len() == limit {
                    return Ok((found, after));
                }
                found.push(row);
            }
            after = Some(place);
        }
        if is_end {
            return Ok((found, None));
        }
        if read >= MOST_CLOCKS {
            return Ok((found, after));
        }
    }
}

/// Whether a step took longer than its standard time, or has by now.
pub fn is_late(clock: &Clock, event: EventTimes, office: &Office, now: Instant) -> bool {
    clock.read(event, &office.calendar, now).iter().any(|step| step.within_standard == Some(false))
}

const CLOCKS: &str =
    "SELECT a.id, a.clock, i.starts_at, i.ends_at FROM assignments a JOIN agenda_items i ON i.id = a.agenda_item_id
    WHERE a.id = ANY($)";

/// Which of these cases, found in sight, are late.
pub async fn late_of(conn: &mut Connection, office: &Office, now: Instant, cases: Vec<Uuid>) -> QueryResult<HashSet<Uuid>> {
    type Row = (Uuid, Json<Clock>, Instant, Option<Instant>);
    let clocks = statement::<(SqlUuid, SqlJson, Timestamptz, Nullable<Timestamptz>)>(CLOCKS);
    let clocks: Vec<Row> = clocks.bind::<Array<SqlUuid>, _>(cases).load(conn).await?;
    let late = clocks.into_iter().filter(|(_, clock, starts_at, ends_at)| {
        is_late(&clock.0, EventTimes { starts_at: *starts_at, ends_at: *ends_at }, office, now)
    });
    Ok(late.map(|(case, ..)| case).collect())
}

/// Of what stands in the order of how well it fits there is one page, the best of all: no clock is read for it.
pub fn unranked() -> Problem {
    not_applicable("late", Words::new("Bersama q, sebutkan sort.", "With q, say how to sort."))
}

pub fn uncounted() -> Problem {
    let words = Words::new(
        "Tidak dihitung bersama late: baca halaman demi halaman, atau ambil angkanya di /v1/performance.",
        "Not told with late: read page by page, or take the figures of /v1/performance.",
    );
    not_applicable("count", words)
}

fn not_applicable(parameter: &str, words: Words) -> Problem {
    Problem::at(Place::Parameter(parameter.to_owned()), FaultKind::Rule { code: "NOT_APPLICABLE", words })
}
