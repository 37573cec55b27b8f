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
        "it has no mark, and the database knows of files in it. Is it mounted? If it is a new place to which all files were brought, say so: \
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

/// The archive of this database.
pub async fn archive(conn: &mut Connection) -> QueryResult<Uuid> {
    archives::table.select(archives::id).first(conn).await
}

/// Sees to it that the store is this database's: a new one is marked, one that is away is waited for, any other is refused.
pub async fn claim_store(conn: &mut Connection, blobs: &Blobs) -> Result<Uuid, NotOurs> {
    let archive = archive(conn).await?;
    match blobs.mark().await {
        Ok(Some(mark)) if mark == archive => {}
        Ok(Some(_)) => return Err(NotOurs::Foreign),
        Ok(None) if used(conn, None, 1).await?.is_empty() => waiting(blobs.put_mark(archive).await)?,
        Ok(None) => return Err(NotOurs::Unmarked),
        told => waiting(told.map(|_| ()))?,
    }
    blobs.look(archive).await;
    Ok(archive)
}

/// For one that may come back.
fn waiting(done: Result<(), BlobError>) -> Result<(), BlobError> {
    if let Err(BlobError::Away(_)) = done { Ok(()) } else { done }
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
    Ok(blobs.put_mark(archive(conn).await?).await?)
}
