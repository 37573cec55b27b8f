//! Every column that says which files are used, in one place: the collector spares what any of them holds.

use crate::db::Connection;
use crate::domain::digest::Digest;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Array, BigInt, Bytea, Text};
use diesel_async::RunQueryDsl;

/// A column of digests. It needs an index, for it is asked for every file of the store.
pub struct Reference {
    pub table: &'static str,
    pub column: &'static str,
    /// SQL that names the row to the person who looks for it.
    user: &'static str,
}

/// A column of this kind that is missing here loses its files: tests/house holds the database against this list.
#[rustfmt::skip]
pub const REFERENCES: &[Reference] = &[
    Reference { table: "content_versions", column: "sha256", user: "'artifact ' || artifact_id || ', version ' || number" },
    Reference { table: "renditions", column: "rendition_sha256", user: "size || ' rendition of ' || encode(sha256, 'hex')" },
    Reference { table: "posters", column: "sha256", user: "'poster of artifact ' || artifact_id" },
    Reference { table: "papers", column: "sha256", user: "'paper ' || act || ' of ' || thing_id" },
    Reference { table: "publication_media", column: "sha256", user: "'publication ' || publication_id || ', version ' || number" },
    Reference { table: "upload_segments", column: "sha256", user: "'upload ' || upload_id || ', from byte ' || start" },
];

/// Columns that hold the digest of a file only to say something of it: their rows go when its last user has gone.
pub const FACTS: &[(&str, &str)] = &[("pictures", "sha256"), ("renditions", "sha256")];

/// The column of digests of what has come and is not used yet: nobody removes it, and nobody misses it.
pub const ARRIVALS: (&str, &str) = ("arrivals", "sha256");

/// More users of one file than anybody wants to read.
const MOST_USERS: usize = 100;

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = Bytea)]
    sha256: Digest,
}

#[derive(QueryableByName)]
struct User {
    #[diesel(sql_type = Text)]
    name: String,
}

/// Those of these files that no row refers to, and that nobody is about to use.
pub async fn unused(conn: &mut Connection, digests: &[Digest]) -> QueryResult<Vec<Digest>> {
    let unused = joined(" AND ", |Reference { table, column, .. }| {
        format!("NOT EXISTS (SELECT FROM {table} WHERE {table}.{column} = candidate.sha256)")
    });
    let (table, column) = ARRIVALS;
    let sql = format!(
        "SELECT sha256 FROM unnest($1) AS candidate (sha256) WHERE {unused}
            AND NOT EXISTS (SELECT FROM {table} WHERE {table}.{column} = candidate.sha256)"
    );
    let found: Vec<Found> = sql_query(sql).bind::<Array<Bytea>, _>(digests).load(conn).await?;
    Ok(found.into_iter().map(|found| found.sha256).collect())
}

/// The next files in use, in the order of their digests.
pub async fn used(conn: &mut Connection, after: Option<&Digest>, limit: i64) -> QueryResult<Vec<Digest>> {
    let each = joined(" UNION ", |Reference { table, column, .. }| {
        format!("(SELECT DISTINCT {column} AS sha256 FROM {table} WHERE {column} > $1 ORDER BY 1 LIMIT $2)")
    });
    let sql = format!("SELECT sha256 FROM ({each}) AS used ORDER BY 1 LIMIT $2");
    // The empty string comes before all others.
    let after = after.map_or(&[][..], |digest| digest.as_bytes());
    let found: Vec<Found> = sql_query(sql).bind::<Bytea, _>(after).bind::<BigInt, _>(limit).load(conn).await?;
    Ok(found.into_iter().map(|found| found.sha256).collect())
}

/// What uses this file, told to a person.
pub async fn users(conn: &mut Connection, digest: &Digest) -> QueryResult<Vec<String>> {
    let each = joined(" UNION ALL ", |Reference { table, column, user }| {
        format!("SELECT {user} AS name FROM {table} WHERE {column} = $1")
    });
    let sql = format!("SELECT name FROM ({each}) AS users ORDER BY 1 LIMIT {MOST_USERS}");
    let found: Vec<User> = sql_query(sql).bind::<Bytea, _>(digest).load(conn).await?;
    Ok(found.into_iter().map(|user| user.name).collect())
}

fn joined(by: &str, part: impl Fn(&Reference) -> String) -> String {
    REFERENCES.iter().map(part).collect::<Vec<_>>().join(by)
}
