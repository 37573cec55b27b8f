//! What the journal tells of publications, in the order in which it is written: what the feed of changes is made of.

use super::store::settled;
use crate::db::Connection;
use crate::db::statement::statement;
use crate::domain::digest::Digest;
use crate::domain::time::Instant;
use diesel::QueryResult;
use diesel::sql_types::{Array, BigInt, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

/// That something befell a publication.
#[derive(Debug, Clone)]
pub struct Told {
    pub seq: i64,
    pub kind: String,
    pub publication: Uuid,
    /// When it was done, or came about.
    pub at: Instant,
    pub received_at: Instant,
    /// Of a picture that was withdrawn: its content, and why.
    pub picture: Option<(Digest, String)>,
}

type Row = (i64, String, Uuid, Instant, Instant, Option<Vec<Option<String>>>);
type RowSql = (BigInt, Text, SqlUuid, Timestamptz, Timestamptz, Nullable<Array<Nullable<Text>>>);

/// Of a picture that was withdrawn.
const PICTURE: &str = "publication.picture-withdrawn";

/// All of it stands in the index `journal_of_publications`, whose condition this is, word for word; only of a picture the entry is read.
const TOLD: &str = "
SELECT j.seq, j.type, j.subject_id, j.occurred_at, j.received_at, CASE WHEN j.type = $
    THEN (SELECT ARRAY[entry.changes #>> '{after,sha256}', entry.reason] FROM journal entry WHERE entry.seq = j.seq) END
FROM journal j WHERE j.subject_kind = 'PUBLICATION' AND j.type NOT IN ('publication.shown', 'publication.removed') AND j.seq > $
ORDER BY j.seq LIMIT $";

/// A stretch of it.
#[derive(Debug)]
pub struct Stretch {
    pub told: Vec<Told>,
    /// Up to here nothing can appear any more that is not in it; what is written beyond is not.
    pub settled: i64,
    /// Whether something is written beyond already, which must wait for what is still being written before it.
    pub waits: bool,
}

/// What stands behind a number, at most so many.
///
/// How far that is certain is asked first, and in a statement of its own: what is written in between comes with the next stretch.
pub async fn told_after(conn: &mut Connection, seq: i64, most: i64) -> QueryResult<Stretch> {
    let settled = settled(conn).await?;
    let all = statement::<RowSql>(TOLD).bind::<Text, _>(PICTURE).bind::<BigInt, _>(seq).bind::<BigInt, _>(most);
    let rows = all.load::<Row>(conn).await?;
    let waits = rows.last().is_some_and(|row| row.0 > settled);
    let told = rows.into_iter().take_while(|row| row.0 <= settled).map(Told::from).collect();
    Ok(Stretch { told, settled, waits })
}

/// How far it is certain what is written: what is read afterwards holds all of it.
pub async fn certain(conn: &mut Connection) -> QueryResult<i64> {
    settled(conn).await
}

impl From<Row> for Told {
    fn from((seq, kind, publication, at, received_at, picture): Row) -> Self {
        let picture = picture.and_then(|told| <[_; 2]>::try_from(told).ok());
        let picture = picture.and_then(|[digest, reason]| digest?.parse().ok().zip(reason));
        Self { seq, kind, publication, at, received_at, picture }
    }
}
