//! SQL of what the public reads: what is visible at a moment, and what was taken back.

mod found;
mod information;
mod list;
mod media;
mod places;
mod tombstones;

pub use found::{Found, find};
pub use information::{At, Item, count_items, items, standing};
pub use list::{Asked, count, list, look, newest, published};
pub use media::{File, Seen, credit_mark, file};
pub use places::{Place, how_many, last_before, piece, since};
pub use tombstones::{Tombstone, ended, withdrawn};

use crate::db::Connection;
use crate::db::columns::Json;
use crate::db::statement::{Statement, statement};
use crate::domain::digest::Digest;
use crate::domain::publication::{ContentLanguage, InformationClass, Terms};
use crate::domain::structured_text::StructuredText;
use crate::domain::text::{Line, Prose};
use crate::domain::time::Instant;
use crate::features::publications::Channel;
use crate::http::paging::SHORT_TEXT;
use diesel::prelude::*;
use diesel::sql_types::{Array, Bool, Bytea, Integer, Jsonb, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use std::collections::HashMap;
use uuid::Uuid;

/// A publication with the version that stands, as far as the public is concerned: nobody's name, and nothing of the case but its region.
#[derive(Debug, Clone, Queryable)]
#[diesel(check_for_backend(diesel::pg::Pg))]
pub struct Row {
    pub id: Uuid,
    pub slug: String,
    pub unit: String,
    pub region_code: Option<Line<13>>,
    pub publish_at: Instant,
    pub updated_at: Instant,
    pub due_from: Instant,
    pub review_due_at: Instant,
    pub visible_until: Option<Instant>,
    pub last_verified_at: Option<Instant>,
    pub withdrawn_at: Option<Instant>,
    pub withdrawal_reason: Option<Prose<2000>>,
    pub number: i32,
    pub information_class: InformationClass,
    pub headline: Line<300>,
    pub excerpt: Option<Prose<1000>>,
    /// A dash in its place where it is long: see [`with_texts`].
    pub body: StructuredText,
    pub text_bytes: i32,
    pub language: ContentLanguage,
    pub tags: Vec<Line<100>>,
    pub channels: Json<Vec<Channel>>,
    pub content_digest: Digest,
    pub made_at: Instant,
}

type RowSql = (
    SqlUuid,
    Text,
    Text,
    Nullable<Text>,
    Timestamptz,
    Timestamptz,
    Timestamptz,
    Timestamptz,
    Nullable<Timestamptz>,
    Nullable<Timestamptz>,
    Nullable<Timestamptz>,
    Nullable<Text>,
    Integer,
    Text,
    Text,
    Nullable<Text>,
    Text,
    Integer,
    Text,
    Array<Text>,
    Jsonb,
    Bytea,
    Timestamptz,
);

/// In the order of the struct; texts up to SHORT_TEXT.
const ROWS: &str = "SELECT x.id, x.slug, x.unit, i.region_code, x.publish_at, x.updated_at, x.due_from, x.review_due_at,
    x.visible_until, x.last_verified_at, x.withdrawn_at, x.withdrawal_reason,
    v.number, v.information_class, v.headline, v.excerpt,
    CASE WHEN octet_length(v.body) <= 20000 THEN v.body ELSE '-' END, octet_length(v.body), v.language, v.tags, v.channels, v.content_digest, v.made_at";

const FROM: &str = " FROM publications x
    JOIN publication_versions v ON v.publication_id = x.id AND v.number = x.content_number
    JOIN assignments a ON a.id = x.assignment_id JOIN agenda_items i ON i.id = a.agenda_item_id WHERE true";

/// What the public sees at a moment. An expired one is still there, and says that it is.
const VISIBLE: &str = " AND x.withdrawn_at IS NULL AND x.publish_at <= $";

/// What was withdrawn before it appeared was never to be read: it left nothing behind that anybody could still show.
const APPEARED: &str = " AND (x.withdrawn_at IS NULL OR x.publish_at <= x.updated_at)";

/// The files (`m`) that anybody could read: neither taken down nor left out by a correction before the publication appeared.
const COULD_BE_READ: &str =
    "x.publish_at <= coalesce(m.withdrawn_at, 'infinity') AND (m.number = x.content_number
    OR x.publish_at <= (SELECT min(v.received_at) FROM publication_versions v WHERE v.publication_id = x.id AND v.number > m.number))";

/// Those of them that are told of: of the version that stands, and what was taken down of earlier ones. A correction takes no tombstone
/// away.
const ARE_TOLD: &str = " AND (m.number = x.content_number OR m.withdrawn_at IS NOT NULL
    AND NOT EXISTS (SELECT FROM publication_media l WHERE l.publication_id = x.id AND l.artifact_id = m.artifact_id AND l.number > m.number))";

/// A file of a version.
#[derive(Debug, Clone, Queryable)]
#[diesel(check_for_backend(diesel::pg::Pg))]
pub struct Medium {
    pub sha256: Digest,
    pub media_type: String,
    pub caption: Option<Prose<2000>>,
    pub alt_text: Option<Prose<250>>,
    pub credit: Line<200>,
    pub copyright: Option<Line<200>>,
    /// Whether it was first told with these two, by this article or another.
    pub is_as_at_first: bool,
    pub withdrawn_at: Option<Instant>,
    pub withdrawal_reason: Option<Prose<2000>>,
}

/// What a version changed.
#[derive(Debug, Clone, Queryable)]
#[diesel(check_for_backend(diesel::pg::Pg))]
pub struct Correction {
    pub number: i32,
    pub changed: Prose<2000>,
    /// From when on it could be read.
    pub at: Instant,
}

/// One publication, with all that is told of it.
#[derive(Debug, Clone)]
pub struct Whole {
    pub row: Row,
    /// In order.
    pub media: Vec<Medium>,
    /// The latest first.
    pub corrections: Vec<Correction>,
}

impl Row {
    pub fn terms(&self) -> Terms {
        Terms { due_from: self.due_from, review_due_at: self.review_due_at, visible_until: self.visible_until }
    }

    /// When what is told of it last became another: by an act, or by time.
    pub fn changed_at(&self, now: Instant) -> Instant {
        let acted = self.updated_at.max(self.publish_at);
        self.terms().crossed_at(now).map_or(acted, |crossed| crossed.max(acted))
    }

    /// When time makes it another next.
    pub fn changes_at(&self, now: Instant) -> Option<Instant> {
        let appears = Some(self.publish_at).filter(|at| *at > now);
        appears.into_iter().chain(self.terms().crosses_at(now)).min()
    }
}

fn rows() -> Statement<RowSql> {
    statement(ROWS).and(FROM)
}

async fn loaded(conn: &mut Connection, query: Statement<RowSql>) -> QueryResult<Vec<Whole>> {
    let rows: Vec<Row> = query.load(conn).await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let (mut media, mut corrections) = (media(conn, ids.clone()).await?, corrections(conn, ids).await?);
    let whole = |row: Row| Whole {
        media: media.remove(&row.id).unwrap_or_default(),
        corrections: corrections.remove(&row.id).unwrap_or_default(),
        row,
    };
    Ok(rows.into_iter().map(whole).collect())
}

/// Reads the texts that are long, once it is known which are to be told.
pub async fn with_texts(conn: &mut Connection, all: &mut [Whole]) -> QueryResult<()> {
    let long = all.iter().filter(|one| one.row.text_bytes > SHORT_TEXT);
    let (ids, numbers): (Vec<Uuid>, Vec<i32>) = long.map(|one| (one.row.id, one.row.number)).unzip();
    if ids.is_empty() {
        return Ok(());
    }
    // Of the version that was read, which is there for good.
    let texts = statement::<(SqlUuid, Text)>(
        "SELECT v.publication_id, v.body FROM unnest($::uuid[], $::int[]) wanted (id, number)
        JOIN publication_versions v ON v.publication_id = wanted.id AND v.number = wanted.number",
    );
    let texts = texts.bind::<Array<SqlUuid>, _>(ids).bind::<Array<Integer>, _>(numbers);
    let texts: Vec<(Uuid, StructuredText)> = texts.load(conn).await?;
    let mut texts: HashMap<Uuid, StructuredText> = texts.into_iter().collect();
    for one in all {
        if let Some(text) = texts.remove(&one.row.id) {
            one.row.body = text;
        }
    }
    Ok(())
}

const MEDIA: &str = "SELECT x.id, m.sha256, m.media_type, m.caption, m.alt_text, m.credit, m.copyright,
    coalesce((SELECT (f.credit, f.copyright) IS NOT DISTINCT FROM (m.credit, m.copyright) FROM publication_media f JOIN publications p ON p.id = f.publication_id
            JOIN publication_versions w ON w.publication_id = f.publication_id AND w.number = f.number
        WHERE f.sha256 = m.sha256 AND (p.withdrawn_at IS NULL OR p.publish_at <= p.updated_at)
        ORDER BY greatest(p.publish_at, w.received_at), p.id, f.number DESC LIMIT 1), true),
    m.withdrawn_at, m.withdrawal_reason
FROM publications x JOIN publication_media m ON m.publication_id = x.id WHERE x.id = ANY($) AND ";

/// Those that stand first.
const IN_ORDER: &str = " ORDER BY x.id, m.number < x.content_number, m.number DESC, m.position";

/// More files than any article had: those that stand, and as many that were taken down.
const MOST_MEDIA: usize = 200;

type MediumSql = (Bytea, Text, Nullable<Text>, Nullable<Text>, Text, Nullable<Text>, Bool, Nullable<Timestamptz>, Nullable<Text>);

async fn media(conn: &mut Connection, ids: Vec<Uuid>) -> QueryResult<HashMap<Uuid, Vec<Medium>>> {
    let found =
        statement::<(SqlUuid, MediumSql)>(MEDIA).bind::<Array<SqlUuid>, _>(ids).and(COULD_BE_READ).and(ARE_TOLD).and(IN_ORDER);
    let found: Vec<(Uuid, Medium)> = found.load(conn).await?;
    let mut of = grouped(found);
    of.values_mut().for_each(|media| media.truncate(MOST_MEDIA));
    Ok(of)
}

/// More corrections than any article had: the latest are told.
pub const MOST_CORRECTIONS: usize = 100;

/// Of what was corrected before anybody could read it nobody is told.
const CORRECTIONS: &str = "SELECT x.id, v.number, v.changed, v.received_at FROM publications x CROSS JOIN LATERAL (
    SELECT v.number, v.changed, v.received_at FROM publication_versions v
    WHERE v.publication_id = x.id AND v.changed IS NOT NULL AND v.received_at >= x.publish_at ORDER BY v.number DESC LIMIT 100) v
WHERE x.id = ANY($) AND x.content_number > 1 ORDER BY x.id, v.number DESC";

async fn corrections(conn: &mut Connection, ids: Vec<Uuid>) -> QueryResult<HashMap<Uuid, Vec<Correction>>> {
    let found: Vec<(Uuid, Correction)> =
        statement::<(SqlUuid, (Integer, Text, Timestamptz))>(CORRECTIONS).bind::<Array<SqlUuid>, _>(ids).load(conn).await?;
    Ok(grouped(found))
}

fn grouped<T>(found: Vec<(Uuid, T)>) -> HashMap<Uuid, Vec<T>> {
    let mut of: HashMap<Uuid, Vec<T>> = HashMap::new();
    for (id, one) in found {
        of.entry(id).or_default().push(one);
    }
    of
}

const BORDERS: [&str; 3] = [
    "SELECT greatest((SELECT max(x.updated_at) FROM publications x WHERE x.publish_at <= n.now",
    "), (SELECT max(x.publish_at) FROM publications x WHERE x.publish_at <= n.now",
    "), (SELECT max(x.visible_until) FROM publications x
        WHERE x.withdrawn_at IS NULL AND x.publish_at <= n.now AND x.visible_until <= n.now)),
    least((SELECT min(x.publish_at) FROM publications x WHERE x.withdrawn_at IS NULL AND x.publish_at > n.now),
    (SELECT min(x.visible_until) FROM publications x WHERE x.withdrawn_at IS NULL AND x.visible_until > n.now))
FROM (SELECT $::timestamptz AS now) n",
];

/// When anything that can be read was last changed, became visible or was over, and when something next will be. What is done to what
/// nobody may read yet shows nowhere.
pub async fn borders(conn: &mut Connection, now: Instant) -> QueryResult<(Option<Instant>, Option<Instant>)> {
    let [acted, appeared, rest] = BORDERS;
    let found =
        statement::<(Nullable<Timestamptz>, Nullable<Timestamptz>)>(acted).and(APPEARED).and(appeared).and(APPEARED).and(rest);
    found.bind::<Timestamptz, _>(now).get_result(conn).await
}
