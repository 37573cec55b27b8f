//! Bytes that came and were refused: so many an hour of one officer, and what more they send waits for the next, before it comes.

use crate::db::Connection;
use crate::db::schema::refused_bytes::dsl;
use crate::db::statement::statement;
use crate::domain::time::Instant;
use crate::http::problem::{Kind, Problem, ThingKind};
use crate::office::app::App;
use crate::office::call::Doing;
use actix_web::http::header;
use chrono::{DurationRound, TimeDelta};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

const HOUR: TimeDelta = TimeDelta::hours(1);
/// So long it is known how much it was.
const KEPT: TimeDelta = TimeDelta::days(1);

fn hour(now: Instant) -> Instant {
    // An hour divides every instant that PostgreSQL knows.
    now.duration_trunc(HOUR).unwrap_or(now)
}

/// Refuses a file before it comes, where too much of this officer's was refused this hour after it had.
pub async fn require(conn: &mut Connection, doing: &Doing, officer: Uuid) -> Result<(), Problem> {
    let (most, refused) = (doing.office.limits.refused_bytes_per_hour, bytes(conn, officer, doing.now).await?);
    if refused < most {
        return Ok(());
    }
    // Whole seconds, so that it is over when they are.
    let seconds = (hour(doing.now) + HOUR - doing.now + TimeDelta::milliseconds(999)).num_seconds();
    let told =
        Problem::new(Kind::RateExceeded).header(header::RETRY_AFTER, seconds.to_string()).about(ThingKind::Officer, officer);
    Err(told.detail(
        format!("Kiriman Anda sebanyak {refused} byte ditolak dalam jam ini setelah tiba (batas {most}, refusedBytesPerHour): periksa jenis berkasnya, lalu kirim lagi setelah waktu pada Retry-After."),
        format!("{refused} bytes that you sent this hour were refused after they had come (the limit is {most}, refusedBytesPerHour): look at what kind of files they are, and send again after the time in Retry-After."),
    ))
}

/// How much of this officer's was refused this hour.
pub async fn bytes(conn: &mut Connection, officer: Uuid, now: Instant) -> QueryResult<u64> {
    let kept = dsl::refused_bytes.find((officer, hour(now))).select(dsl::bytes).first::<i64>(conn).await.optional()?;
    Ok(kept.unwrap_or_default().unsigned_abs())
}

/// Counts what came and was refused for what it is. A line that broke is nobody's fault, and neither is a disk that is full.
pub async fn count(app: &App, officer: Uuid, problem: &Problem, bytes: u64) {
    if bytes == 0 || !is_of_content(problem) {
        return;
    }
    const MORE: &str = "
INSERT INTO refused_bytes (officer_id, hour, bytes) VALUES ($, $, $)
ON CONFLICT (officer_id, hour) DO UPDATE SET bytes = refused_bytes.bytes + excluded.bytes";
    let counted = async {
        let mut conn = app.db.lease_to_act().await.map_err(|error| error.to_string())?;
        let more = statement::<()>(MORE)
            .bind::<SqlUuid, _>(officer)
            .bind::<Timestamptz, _>(hour(app.clock.now()))
            .bind::<BigInt, _>(i64::try_from(bytes).unwrap_or(i64::MAX));
        more.execute(&mut conn).await.map_err(|error| error.to_string())
    };
    if let Err(error) = counted.await {
        tracing::warn!(target: "pubdok", %error, %officer, bytes, "refused bytes were not counted");
    }
}

/// Whether a file was refused for its bytes: the same bytes sent again would be refused again.
pub fn is_of_content(problem: &Problem) -> bool {
    matches!(problem.kind, Kind::Validation | Kind::DigestMismatch | Kind::PayloadTooLarge)
}

/// Forgets the hours of days gone. Answers how many.
pub async fn forget(conn: &mut Connection, now: Instant) -> QueryResult<usize> {
    diesel::delete(dsl::refused_bytes.filter(dsl::hour.lt(now - KEPT))).execute(conn).await
}
