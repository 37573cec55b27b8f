//! SQL of one file: whether anybody may see it now, and if not any more, since when and why.

use super::COULD_BE_READ;
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
    published_at: Instant,
    updated_at: Instant,
    /// Since when all that is said of it is as it is: its credit is in its bytes.
    said_at: Instant,
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
    Timestamptz,
    Timestamptz,
    Bool,
    Nullable<Timestamptz>,
    Nullable<Text>,
    Nullable<Timestamptz>,
    Nullable<Text>,
);

/// A file that anybody may see, by what the latest that shows it says of it.
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

const STANDINGS: &str = "SELECT m.media_type, m.credit, f.copyright, x.publish_at, x.updated_at, greatest(x.publish_at, v.received_at),
    m.number = x.content_number,
    m.withdrawn_at, m.withdrawal_reason, x.withdrawn_at, x.withdrawal_reason
FROM publication_media m JOIN publications x ON x.id = m.publication_id
    JOIN publication_versions v ON v.publication_id = m.publication_id AND v.number = m.number JOIN artifacts f ON f.id = m.artifact_id
WHERE m.sha256 = $ AND x.publish_at <= $ AND ";
const BY_AGE: &str = " ORDER BY x.publish_at DESC, x.id DESC, m.number DESC LIMIT 1000";

pub async fn file(conn: &mut Connection, sha256: Digest, now: Instant) -> QueryResult<File> {
    let found = statement::<StandingSql>(STANDINGS).and(COULD_BE_READ).and(BY_AGE);
    let found = found.bind::<Bytea, _>(sha256).bind::<Timestamptz, _>(now);
    let found: Vec<Standing> = found.load(conn).await?;
    let is_seen = |one: &&Standing| one.stands && one.taken_down.is_none() && one.withdrawn.is_none();
    if let Some(one) = found.iter().find(is_seen).cloned() {
        return Ok(File::Seen(Seen {
            media_type: one.media_type,
            credit: one.credit,
            copyright: one.copyright,
            said_at: one.said_at,
        }));
    }
    let gone = found.into_iter().filter(|one| one.withdrawn.is_none() || one.published_at <= one.updated_at).map(|one| {
        match (one.taken_down, one.withdrawn) {
            (Some(at), _) => (at, one.taken_down_because),
            (None, Some(at)) => (at, one.withdrawn_because),
            // A correction left it out.
            (None, None) => (one.updated_at, None),
        }
    });
    // Reasons that were given say more than that there is none.
    Ok(match gone.max_by_key(|(at, reason)| (reason.is_some(), *at)) {
        Some((at, reason)) => File::Gone { at, reason },
        None => File::Nothing,
    })
}
