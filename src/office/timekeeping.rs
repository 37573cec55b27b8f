//! Whether this machine and the database agree on the time. Several instances work on one database: one whose clock is wrong must
//! remove nothing by it, whoever set it.

use crate::db::Connection;
use crate::db::statement::statement;
use crate::domain::time::Instant;
use crate::office::app::Clock;
use chrono::TimeDelta;
use diesel::QueryResult;
use diesel::sql_types::Timestamptz;
use diesel_async::RunQueryDsl;

/// So far apart they still agree.
const MOST_APART: TimeDelta = TimeDelta::minutes(1);

/// The clocks differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the clock of this machine differs from the database's by {} seconds (positive: it is ahead); set it by NTP", .0.num_seconds())]
pub struct Apart(pub TimeDelta);

/// What time it is, if both say the same: the earlier of the two, by which nothing is over too soon.
pub async fn agreed(conn: &mut Connection, clock: &Clock) -> QueryResult<Result<Instant, Apart>> {
    let theirs: Instant = statement::<Timestamptz>("SELECT clock_timestamp()").get_result(conn).await?;
    Ok(compare(clock.now(), theirs))
}

/// The same, asked of what must be there for the service to be ready: a database with our schema.
pub async fn ready(conn: &mut Connection, clock: &Clock) -> QueryResult<Result<Instant, Apart>> {
    // The cheapest question that only such a one answers.
    let ask = "SELECT clock_timestamp() FROM (SELECT count(*) FROM (SELECT FROM settings LIMIT 0) AS none) AS schema";
    let theirs: Instant = statement::<Timestamptz>(ask).get_result(conn).await?;
    Ok(compare(clock.now(), theirs))
}

fn compare(ours: Instant, theirs: Instant) -> Result<Instant, Apart> {
    let apart = ours - theirs;
    if apart.abs() > MOST_APART { Err(Apart(apart)) } else { Ok(ours.min(theirs)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clocks_agree_within_a_minute_and_the_earlier_counts() {
        let now = Clock::default().now();
        for (seconds, agree) in [(0, true), (59, true), (-59, true), (61, false), (-61, false), (5 * 86_400, false)] {
            let ours = now + TimeDelta::seconds(seconds);
            let expected = if agree { Ok(now.min(ours)) } else { Err(Apart(TimeDelta::seconds(seconds))) };
            assert_eq!(compare(ours, now), expected, "{seconds}");
        }
    }
}
