//! The journal is told what time has made of publications: that one appears, and each crossing of its freshness, once, on however many
//! instances this runs.

use super::store;
use crate::db::Connection;
use crate::domain::journal::SubjectKind;
use crate::domain::publication::{Freshness, PublicationState};
use crate::domain::time::Instant;
use crate::features::journal::{self, Unattended};
use crate::http::fields::Stamp;
use crate::http::problem::Problem;
use crate::office::call::transaction;
use diesel_async::RunQueryDsl;
use serde_json::json;
use uuid::Uuid;

/// So many at a time; what is left is left for the next time.
const MOST: i64 = 1000;

/// Tells what has come about by now; answers how many entries. What could not be told now is tried again the next time, and keeps
/// no other from being told.
pub async fn cross(conn: &mut Connection, now: Instant) -> Result<usize, Problem> {
    let (mut told, mut failed) = (0, None);
    for (id, case) in store::to_cross(conn, now, MOST).await? {
        match transaction(conn, false, async |conn| cross_one(conn, id, case, now).await).await {
            Ok(crossings) => told += crossings,
            Err(problem) => failed = Some(problem),
        }
    }
    failed.map_or(Ok(told), Err)
}

/// How long nothing is to be told.
pub async fn next_crossing(conn: &mut Connection) -> Result<Option<Instant>, Problem> {
    Ok(store::next_crossing(conn).await?)
}

async fn cross_one(conn: &mut Connection, id: Uuid, case: Uuid, now: Instant) -> Result<usize, Problem> {
    // As acts on it do: whoever comes second sees what the first has told.
    store::lock_case(conn, case).await?;
    let rows: Vec<store::Publication> = store::loading(id).load(conn).await?;
    let Some(mut row) = rows.into_iter().next().filter(|row| row.crosses_at.is_some_and(|at| at <= now)) else { return Ok(0) };
    let appeared = row.appears_at.take_if(|at| *at <= now);
    let mut before = row.crossed;
    let crossings = row.terms().crossings(before, now);
    row.crossed_to(crossings.last().map_or(before, |(becomes, _)| *becomes));
    store::save(conn, &row).await?;
    if let Some(at) = appeared {
        let (of, told) =
            (json!({ "state": PublicationState::Scheduled }), json!({ "state": PublicationState::Published, "slug": row.slug }));
        let subject = (SubjectKind::Publication, id);
        journal::record_unattended(conn, Unattended { kind: "publication.appeared", subject, case, at, now }, of, told).await?;
    }
    for (becomes, at) in &crossings {
        let (of, told) =
            (json!({ "freshness": before }), json!({ "freshness": becomes, "reviewDueAt": Stamp(row.review_due_at) }));
        let subject = (SubjectKind::Publication, id);
        journal::record_unattended(conn, Unattended { kind: entry(*becomes), subject, case, at: *at, now }, of, told).await?;
        before = *becomes;
    }
    Ok(crossings.len() + usize::from(appeared.is_some()))
}

fn entry(becomes: Freshness) -> &'static str {
    match becomes {
        Freshness::Expired => "publication.expired",
        Freshness::Stale => "publication.stale",
        // Nothing becomes fresh by itself.
        Freshness::Due | Freshness::Fresh => "publication.due",
    }
}
