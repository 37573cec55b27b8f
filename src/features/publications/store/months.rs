//! SQL of the office's freshness: how it stood at the end of each month.

use super::super::requests::Months;
use crate::db::Connection;
use crate::db::statement::statement;
use crate::domain::time::Instant;
use crate::office::actor::Actor;
use crate::office::visibility;
use diesel::QueryResult;
use diesel::sql_types::{Array, BigInt, Timestamptz};
use diesel_async::RunQueryDsl;

/// How many were fresh, due, stale and expired then; and how many were published, corrected, verified and withdrawn in the month.
pub type MonthRow = (i64, i64, i64, i64, i64, i64, i64, i64);
type MonthSql = (BigInt, BigInt, BigInt, BigInt, BigInt, BigInt, BigInt, BigInt);

const MINE: &str = "
WITH mine AS MATERIALIZED (
    SELECT x.id, x.publish_at, x.withdrawn_at FROM publications x JOIN assignments a ON a.id = x.assignment_id WHERE true";

/// The terms that held then are those of the last review before it.
const OF_MONTHS: &str = ")
SELECT count(*) FILTER (WHERE f.freshness = 'FRESH'), count(*) FILTER (WHERE f.freshness = 'DUE'),
    count(*) FILTER (WHERE f.freshness = 'STALE'), count(*) FILTER (WHERE f.freshness = 'EXPIRED'),
    (SELECT count(*) FROM mine x WHERE x.publish_at >= m.begins AND x.publish_at < m.ends AND (x.withdrawn_at IS NULL OR x.withdrawn_at >= x.publish_at)),
    (SELECT count(*) FROM mine x JOIN publication_versions v ON v.publication_id = x.id WHERE v.number > 1 AND v.made_at >= m.begins AND v.made_at < m.ends),
    (SELECT count(*) FROM mine x JOIN publication_reviews r ON r.publication_id = x.id WHERE r.number > 0 AND r.at >= m.begins AND r.at < m.ends),
    (SELECT count(*) FROM mine x WHERE x.withdrawn_at >= m.begins AND x.withdrawn_at < m.ends)
FROM unnest($::timestamptz[], $::timestamptz[], $::timestamptz[]) WITH ORDINALITY AS m (begins, ends, at, place)
LEFT JOIN LATERAL (
    SELECT freshness_at(r.due_from, r.review_due_at, r.visible_until, m.at) AS freshness
    FROM mine x JOIN LATERAL (
        SELECT * FROM publication_reviews r WHERE r.publication_id = x.id AND (r.number = 0 OR r.at <= m.at) ORDER BY r.number DESC LIMIT 1) r ON true
    WHERE x.publish_at <= m.at AND (x.withdrawn_at IS NULL OR x.withdrawn_at > m.at)
) f ON true
GROUP BY m.begins, m.ends, m.at, m.place ORDER BY m.place";

/// Of what is in sight: of each of these months, as of its end or now.
pub async fn months(conn: &mut Connection, actor: &Actor, months: &Months, now: Instant) -> QueryResult<Vec<MonthRow>> {
    let mine = visibility::in_sight(statement::<MonthSql>(MINE), &actor.sight());
    let each = |of: fn(&(chrono::NaiveDate, Instant, Instant)) -> Instant| months.0.iter().map(of).collect::<Vec<_>>();
    mine.and(OF_MONTHS)
        .bind::<Array<Timestamptz>, _>(each(|month| month.1))
        .bind::<Array<Timestamptz>, _>(each(|month| month.2))
        .bind::<Array<Timestamptz>, _>(months.0.iter().map(|month| as_of(month.2, now)).collect::<Vec<_>>())
        .load(conn)
        .await
}

/// A month is told of as it ends, the one that runs as of now.
pub fn as_of(ends: Instant, now: Instant) -> Instant {
    (ends - chrono::TimeDelta::milliseconds(1)).min(now)
}
