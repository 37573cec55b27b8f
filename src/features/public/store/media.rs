//! SQL of one file: whether anybody may see it now, and if not any more, since when and why.

use super::{APPEARED, COULD_BE_READ};
use crate::db::Connection;
use crate::db::statement::statement;
use crate::domain::digest::Digest;
use crate::domain::text::{Line, Prose};
use crate::domain::time::Instant;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Bytea, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;

/// One place in which a file stands, or stood.
#[derive(Debug, Clone, Queryable)]
#[diesel(check_for_backend(diesel::pg::Pg))]
struct Standing {
    media_type: String,
    credit: Line<200>,
    copyright: Option<Line<200>>,
    /// Since when all that is said of it is as it is: its credit is in its bytes.
    said_at: Instant,
    /// Since when a correction leaves it out.
    left_out: Option<Instant>,
    /// Whether it is in the version that stands.
    stands: bool,
    taken_down: Option<Instant>,
    taken_down_because: Option<Prose<2000>>,
    withdrawn: Option<Instant>,
    withdrawn_because: Option<Prose<2000>>,
}

type StandingSql = (
    Text,
    Text,
    Nullable<Text>,
    Timestamptz,
    Nullable<Timestamptz>,
    Bool,
    Nullable<Timestamptz>,
    Nullable<Text>,
    Nullable<Timestamptz>,
    Nullable<Text>,
);

/// A file that anybody may see, with what is said of it under the address that was asked for.
#[derive(Debug, Clone)]
pub struct Seen {
    pub media_type: String,
    pub credit: Line<200>,
    pub copyright: Option<Line<200>>,
    pub said_at: Instant,
}

pub enum File {
    Seen(Seen),
    /// It is shown nowhere any more.
    Gone {
        at: Instant,
        reason: Option<Prose<2000>>,
    },
    Nothing,
}

/// What credit and copyright, which stand in the bytes, are told by in an address: the beginning of a SHA-256.
pub fn credit_mark(credit: &str, copyright: Option<&str>) -> String {
    let both = copyright.map_or_else(|| credit.to_owned(), |copyright| format!("{credit}\n{copyright}"));
    Digest::of(both.as_bytes()).to_string().chars().take(8).collect()
}

const STANDINGS: &str = "SELECT m.media_type, m.credit, m.copyright, greatest(x.publish_at, v.received_at),
    (SELECT min(l.received_at) FROM publication_versions l WHERE l.publication_id = m.publication_id AND l.number > m.number
        AND NOT EXISTS (SELECT FROM publication_media s WHERE s.publication_id = l.publication_id AND s.number = l.number AND s.sha256 = m.sha256)),
    m.number = x.content_number,
    m.withdrawn_at, m.withdrawal_reason, x.withdrawn_at, x.withdrawal_reason
FROM publication_media m JOIN publications x ON x.id = m.publication_id
    JOIN publication_versions v ON v.publication_id = m.publication_id AND v.number = m.number
WHERE m.sha256 = $ AND x.publish_at <= $ AND ";
/// As the addresses in articles have it, where it is looked for which credit was the first.
const BY_AGE: &str = " ORDER BY greatest(x.publish_at, v.received_at), x.id, m.number DESC LIMIT 1000";

/// With this credit, by its mark, or else the one that it was first told with: whatever comes later, its bytes stay as they are.
pub async fn file(conn: &mut Connection, sha256: Digest, credit: Option<&str>, now: Instant) -> QueryResult<File> {
    let found = statement::<StandingSql>(STANDINGS).and(COULD_BE_READ).and(APPEARED).and(BY_AGE);
    let found = found.bind::<Bytea, _>(sha256).bind::<Timestamptz, _>(now);
    let found: Vec<Standing> = found.load(conn).await?;
    let is_seen = |one: &Standing| one.stands && one.taken_down.is_none() && one.withdrawn.is_none();
    if found.iter().any(is_seen) {
        let with_credit =
            found.into_iter().find(|one| credit.is_none_or(|mark| mark == credit_mark(&one.credit, one.copyright.as_deref())));
        return Ok(with_credit.map_or(File::Nothing, |one| {
            File::Seen(Seen { media_type: one.media_type, credit: one.credit, copyright: one.copyright, said_at: one.said_at })
        }));
    }
    // Since the last of what befell it.
    let gone = found.into_iter().filter_map(|one| match (one.taken_down, one.withdrawn) {
        (Some(at), _) => Some((at, one.taken_down_because)),
        (None, Some(at)) => Some((at, one.withdrawn_because)),
        (None, None) => one.left_out.map(|at| (at, None)),
    });
    Ok(match gone.max_by_key(|(at, reason)| (*at, reason.is_some())) {
        Some((at, reason)) => File::Gone { at, reason },
        None => File::Nothing,
    })
}
