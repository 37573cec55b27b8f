//! Which store the files of this database are in: held against the mark that the store carries.

use super::references::used;
use crate::blobs::{BlobError, Blobs};
use crate::db::Connection;
use crate::db::schema::archives;
use crate::db::statement::statement;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

#[derive(Debug, thiserror::Error)]
pub enum NotOurs {
    #[error(
        "it has no mark, and the database knows one that has. Is it mounted? If it is a new place to which all files were brought, say so: \
         pubdok blobs adopt"
    )]
    Unmarked,
    #[error("it is the store of another database. If that is so on purpose, say that it is this one's now: pubdok blobs adopt")]
    Foreign,
    #[error(transparent)]
    Store(#[from] BlobError),
    #[error("the database refused: {0}")]
    Database(#[from] diesel::result::Error),
}

/// The archive of this database, and whether a store has carried its mark before.
async fn archive(conn: &mut Connection) -> QueryResult<(Uuid, bool)> {
    archives::table.select((archives::id, archives::marked_at.is_not_null())).first(conn).await
}

/// Sees to it that the store is this database's: a new one is marked, one that is away is waited for, any other is refused.
pub async fn claim_store(conn: &mut Connection, blobs: &Blobs) -> Result<Uuid, NotOurs> {
    let (archive, was_marked) = archive(conn).await?;
    let found = match blobs.mark().await {
        Ok(Some(mark)) if mark == archive => Ok(()),
        Ok(Some(_)) => return Err(NotOurs::Foreign),
        // The files tell of a database from before it was noted.
        Ok(None) if !was_marked && used(conn, None, 1).await?.is_empty() => blobs.put_mark(archive).await,
        Ok(None) => return Err(NotOurs::Unmarked),
        Err(error) => Err(error),
    };
    match found {
        Ok(()) => marked(conn).await?,
        // It may come back.
        Err(BlobError::Away(_)) => {}
        Err(error) => return Err(error.into()),
    }
    blobs.look(archive).await;
    Ok(archive)
}

/// Notes, once, that a store carries the mark.
async fn marked(conn: &mut Connection) -> QueryResult<()> {
    statement::<()>("UPDATE archives SET marked_at = now() WHERE marked_at IS NULL").execute(conn).await.map(|_| ())
}

/// The cluster in which the database was last opened, and the one in which it is.
pub async fn clusters(conn: &mut Connection) -> QueryResult<(Option<i64>, i64)> {
    let ask = "SELECT cluster, (SELECT system_identifier FROM pg_control_system()) FROM archives";
    statement::<(Nullable<BigInt>, BigInt)>(ask).get_result(conn).await
}

/// The database is known in this cluster.
pub async fn settle_in(conn: &mut Connection, cluster: i64) -> QueryResult<()> {
    diesel::update(archives::table).set(archives::cluster.eq(cluster)).execute(conn).await.map(|_| ())
}

/// Makes the store this database's, whatever it was.
pub async fn adopt_store(conn: &mut Connection, blobs: &Blobs) -> Result<(), NotOurs> {
    blobs.put_mark(archive(conn).await?.0).await?;
    Ok(marked(conn).await?)
}
