//! SQL of what is published: versions with their files, each for good.

use super::super::requests::Channel;
use crate::db::Connection;
use crate::db::columns::Json;
use crate::db::schema::{publication_media, publication_versions};
use crate::db::statement::{SqlOf, Statement, statement};
use crate::domain::digest::Digest;
use crate::domain::publication::{ContentLanguage, InformationClass};
use crate::domain::structured_text::StructuredText;
use crate::domain::text::{Line, Prose};
use crate::domain::time::Instant;
use crate::http::paging::Page;
use crate::http::problem::Problem;
use crate::office::showcase::SEEN_WITHIN;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use std::collections::HashMap;
use uuid::Uuid;

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = publication_versions, check_for_backend(Pg), treat_none_as_default_value = false)]
pub struct VersionRow {
    pub publication_id: Uuid,
    pub number: i32,
    pub information_class: InformationClass,
    pub headline: Line<300>,
    pub excerpt: Option<Prose<1000>>,
    pub body: StructuredText,
    pub language: ContentLanguage,
    pub tags: Vec<Line<100>>,
    pub channels: Json<Vec<Channel>>,
    pub lawful_basis: Option<Line<300>>,
    pub as_accepted: bool,
    pub changed: Option<Prose<2000>>,
    pub content_digest: Digest,
    pub made_by_id: Uuid,
    pub made_by_mandate_id: Option<Uuid>,
    pub made_at: Instant,
    pub received_at: Instant,
}

/// A file of a version.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(table_name = publication_media, check_for_backend(Pg), treat_none_as_default_value = false)]
pub struct Medium {
    pub publication_id: Uuid,
    pub number: i32,
    pub position: i32,
    pub artifact_id: Uuid,
    pub sha256: Digest,
    pub media_type: String,
    pub caption: Option<Prose<2000>>,
    pub alt_text: Option<Prose<250>>,
    pub credit: Line<200>,
    pub copyright: Option<Line<200>>,
    pub children_shown: Option<bool>,
    pub lawful_basis: Option<Line<300>>,
    pub consent_ref: Option<Line<200>>,
    pub withdrawn_at: Option<Instant>,
    pub withdrawal_reason: Option<Prose<2000>>,
}

#[derive(Debug, Clone)]
pub struct Version {
    pub row: VersionRow,
    /// In order.
    pub media: Vec<Medium>,
}

/// Whether the text of a version is read, or nobody asks for it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Texts {
    Read,
    Left,
}

fn selected(texts: Texts) -> Statement<SqlOf<VersionRow>> {
    const BEFORE: &str = "SELECT v.publication_id, v.number, v.information_class, v.headline, v.excerpt, ";
    const AFTER: &str = ", v.language, v.tags, v.channels, v.lawful_basis,
        v.as_accepted, v.changed, v.content_digest, v.made_by_id, v.made_by_mandate_id, v.made_at, v.received_at
        FROM publications x JOIN publication_versions v ON v.publication_id = x.id WHERE true";
    statement(BEFORE).and(if texts == Texts::Read { "v.body" } else { "'-'" }).and(AFTER)
}

const MEDIA: &str = "
SELECT m.publication_id, m.number, m.position, m.artifact_id, m.sha256, m.media_type, m.caption, m.alt_text, m.credit, m.copyright,
    m.children_shown, m.lawful_basis, m.consent_ref, m.withdrawn_at, m.withdrawal_reason
FROM unnest($::uuid[], $::int[]) wanted (id, number) JOIN publication_media m ON m.publication_id = wanted.id AND m.number = wanted.number
ORDER BY m.publication_id, m.number, m.position";

/// The version of each of these that stands.
pub async fn standing(conn: &mut Connection, ids: &[Uuid], texts: Texts) -> Result<HashMap<Uuid, Version>, Problem> {
    let found = selected(texts).and(" AND v.number = x.content_number AND x.id = ANY($)");
    let found = loaded(conn, found.bind::<Array<SqlUuid>, _>(ids.to_vec())).await?;
    Ok(found.into_iter().map(|version| (version.row.publication_id, version)).collect())
}

/// What a text of so many bytes takes in an answer, where it stands as it was written and as HTML.
pub fn told_bytes(text: i32) -> usize {
    2 * usize::try_from(text).unwrap_or_default()
}

/// One page of the versions of a publication that the caller has found in sight, the newest first unless it is turned round, and the
/// cursor of the next. Texts are read once it is known which stand on it.
pub async fn versions(
    conn: &mut Connection,
    id: Uuid,
    standing: Option<bool>,
    page: &Page,
) -> Result<(Vec<Version>, Option<String>), Problem> {
    const LENGTHS: &str = "SELECT v.number, octet_length(v.body)
        FROM publications x JOIN publication_versions v ON v.publication_id = x.id WHERE x.id = $";
    let mut query = statement::<(Integer, Integer)>(LENGTHS).bind::<SqlUuid, _>(id);
    if let Some(standing) = standing {
        query = query.and(" AND (v.number = x.content_number) = $").bind::<Bool, _>(standing);
    }
    if let Some(number) = page.after::<i32>()? {
        query = query.and(if page.descending { " AND v.number < $" } else { " AND v.number > $" }).bind::<Integer, _>(number);
    }
    let in_order = if page.descending { " ORDER BY v.number DESC" } else { " ORDER BY v.number" };
    let mut rows: Vec<(i32, i32)> = query.and(in_order).and(" LIMIT $").bind::<BigInt, _>(page.fetch()).load(conn).await?;
    let next = page.cut_by(&mut rows, |(_, text)| told_bytes(*text), |(number, _)| *number);
    let numbers: Vec<i32> = rows.into_iter().map(|(number, _)| number).collect();
    let query = selected(Texts::Read).and(" AND x.id = $").bind::<SqlUuid, _>(id);
    let query = query.and(" AND v.number = ANY($)").bind::<Array<Integer>, _>(numbers).and(in_order);
    Ok((loaded(conn, query).await?, next))
}

async fn loaded(conn: &mut Connection, versions: Statement<SqlOf<VersionRow>>) -> QueryResult<Vec<Version>> {
    let rows: Vec<VersionRow> = versions.load(conn).await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let (ids, numbers): (Vec<Uuid>, Vec<i32>) = rows.iter().map(|row| (row.publication_id, row.number)).unzip();
    let media = statement::<SqlOf<Medium>>(MEDIA).bind::<Array<SqlUuid>, _>(ids).bind::<Array<Integer>, _>(numbers);
    let mut of: HashMap<(Uuid, i32), Vec<Medium>> = HashMap::new();
    for medium in media.load::<Medium>(conn).await? {
        of.entry((medium.publication_id, medium.number)).or_default().push(medium);
    }
    let whole = |row: VersionRow| Version { media: of.remove(&(row.publication_id, row.number)).unwrap_or_default(), row };
    Ok(rows.into_iter().map(whole).collect())
}

pub async fn insert(conn: &mut Connection, version: &Version) -> QueryResult<()> {
    diesel::insert_into(publication_versions::table).values(&version.row).execute(conn).await?;
    diesel::insert_into(publication_media::table).values(&version.media).execute(conn).await.map(|_| ())
}

const TAKE_DOWN: &str = "
UPDATE publication_media m SET withdrawn_at = CASE WHEN x.publish_at <= $ THEN greatest($, x.publish_at) ELSE $ END, withdrawal_reason = $
FROM publications x WHERE x.id = m.publication_id AND m.artifact_id = $ AND m.withdrawn_at IS NULL RETURNING m.publication_id, m.number, m.sha256";

type TakenSql = (SqlUuid, Integer, diesel::sql_types::Bytea);

/// Withdraws an artifact from every version that shows it, as [`Publication::seen_from`] has it: until now it was shown, whenever it was
/// decided. Answers from which, and the content that was shown.
pub async fn take_down(
    conn: &mut Connection,
    artifact: Uuid,
    at: Instant,
    reason: Prose<2000>,
) -> QueryResult<Vec<(Uuid, i32, Digest)>> {
    let taken = statement::<TakenSql>(TAKE_DOWN).bind::<Timestamptz, _>(at + SEEN_WITHIN).bind::<Timestamptz, _>(at);
    let taken = taken.bind::<Timestamptz, _>(at).bind::<Nullable<Text>, _>(Some(reason));
    taken.bind::<SqlUuid, _>(artifact).load(conn).await
}
