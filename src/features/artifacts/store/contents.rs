//! SQL of contents: the versions of a file, the text of a draft.

use crate::db::Connection;
use crate::db::schema::{artifacts, content_versions as versions, pictures};
use crate::domain::digest::{Crc32, Digest};
use crate::domain::text_encoding::TextEncoding;
use crate::domain::time::Instant;
use crate::features::pictures::store::Picture;
use crate::http::paging::{COUNT_CAP, Count, Page};
use crate::http::problem::Problem;
use diesel::dsl::{exists, not};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use uuid::Uuid;

/// One content an artifact has or had; never overwritten.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = versions, check_for_backend(Pg), treat_none_as_default_value = false)]
pub struct ContentVersion {
    pub artifact_id: Uuid,
    pub number: i32,
    pub sha256: Digest,
    pub media_type: String,
    pub size: i64,
    pub file_name: Option<String>,
    pub uploaded_by_id: Uuid,
    pub uploaded_at: Instant,
    /// Its sender called it something else than it is.
    pub label_differs: bool,
    /// Of a text whose bytes tell it.
    pub encoding: Option<TextEncoding>,
    /// A picture that was cut off on its way.
    pub ends_early: bool,
    /// None: it came before this was kept ([`crate::features::artifacts::sums`]).
    pub crc32: Option<Crc32>,
}

impl ContentVersion {
    /// As a download tells it: with the encoding of a text, where it is not the one that everybody takes it for.
    pub fn content_type(&self) -> String {
        match self.encoding {
            Some(encoding) if encoding != TextEncoding::Utf8 => format!("{}; charset={encoding}", self.media_type),
            _ => self.media_type.clone(),
        }
    }
}

/// One page of the contents of an artifact that the caller has found in sight, newest first.
pub async fn versions(conn: &mut Connection, id: Uuid, page: &Page) -> Result<Vec<(ContentVersion, Option<Picture>)>, Problem> {
    let seen = versions::table.left_join(pictures::table.on(pictures::sha256.eq(versions::sha256)));
    let mut query = seen.filter(versions::artifact_id.eq(id)).into_boxed();
    if let Some(number) = page.after::<i32>()? {
        query = query.filter(versions::number.lt(number));
    }
    let query = query.order(versions::number.desc()).limit(page.fetch());
    Ok(query.select((ContentVersion::as_select(), Option::<Picture>::as_select())).load(conn).await?)
}

pub async fn count_versions(conn: &mut Connection, id: Uuid) -> QueryResult<Count> {
    let query = versions::table.filter(versions::artifact_id.eq(id)).select(versions::number);
    let found: Vec<i32> = query.limit(COUNT_CAP + 1).load(conn).await?;
    Ok(Count::of(&found))
}

/// One content of an artifact that the caller has found in sight.
pub async fn version(conn: &mut Connection, id: Uuid, number: i32) -> QueryResult<ContentVersion> {
    versions::table.find((id, number)).select(ContentVersion::as_select()).first(conn).await
}

/// The first artifact of this case that has this content now.
pub async fn with_content(conn: &mut Connection, case: Uuid, digest: &Digest) -> QueryResult<Option<Uuid>> {
    let newer = diesel::alias!(versions as newer);
    let replaced = newer
        .filter(newer.field(versions::artifact_id).eq(versions::artifact_id))
        .filter(newer.field(versions::number).gt(versions::number));
    versions::table
        .inner_join(artifacts::table)
        .filter(artifacts::assignment_id.eq(case))
        .filter(versions::sha256.eq(digest))
        .filter(not(exists(replaced)))
        .order(artifacts::id.asc())
        .select(artifacts::id)
        .first(conn)
        .await
        .optional()
}

pub async fn insert_version(conn: &mut Connection, version: &ContentVersion) -> QueryResult<()> {
    diesel::insert_into(versions::table).values(version).execute(conn).await.map(|_| ())
}

/// The next content after this one, in the order of digests, whose sum is not known.
pub async fn next_without_sum(conn: &mut Connection, after: Option<&Digest>) -> QueryResult<Option<Digest>> {
    let mut waiting = versions::table.filter(versions::crc32.is_null()).select(versions::sha256).into_boxed();
    if let Some(after) = after {
        waiting = waiting.filter(versions::sha256.gt(after));
    }
    waiting.order(versions::sha256.asc()).first(conn).await.optional()
}

/// Keeps the sum of a content, wherever it is used.
pub async fn keep_sum(conn: &mut Connection, digest: &Digest, sum: Crc32) -> QueryResult<()> {
    let waiting = versions::table.filter(versions::sha256.eq(digest)).filter(versions::crc32.is_null());
    diesel::update(waiting).set(versions::crc32.eq(sum)).execute(conn).await.map(|_| ())
}

/// Headline, excerpt and text, all that a draft says.
pub type Draft = (Option<String>, Option<String>, Option<String>);

/// What a draft says now that the caller has found in sight; none: it is gone.
pub async fn draft(conn: &mut Connection, id: Uuid) -> QueryResult<Option<Draft>> {
    let text = (artifacts::headline, artifacts::excerpt, artifacts::content);
    artifacts::table.find(id).select(text).first(conn).await.optional()
}
