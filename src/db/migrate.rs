//! Migrations, run by one instance at a time.

use super::Connection;
use diesel_async::{AsyncConnection, AsyncMigrationHarness, SimpleAsyncConnection};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

pub const MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations");

/// Any number that no other program on the database locks.
const LOCK: i64 = 0x7075_6264_6f6b;

#[derive(Debug, thiserror::Error)]
pub enum MigrateError {
    #[error("cannot connect to the database: {0}. Check DATABASE_URL and that PostgreSQL is running")]
    Connect(#[from] diesel::ConnectionError),
    #[error("the database refused: {0}")]
    Database(#[from] diesel::result::Error),
    #[error("a migration failed and was rolled back: {0}")]
    Migration(String),
}

/// Brings the database to this program's schema; answers how many migrations were run.
///
/// Instances that start together wait here for the first one.
pub async fn run(url: &str) -> Result<usize, MigrateError> {
    let mut connection = Connection::establish(url).await?;
    connection.batch_execute(&format!("SET lock_timeout = 0; SELECT pg_advisory_lock({LOCK})")).await?;
    // The harness blocks its thread, which actix's single-threaded runtimes forbid.
    let done = tokio::task::spawn_blocking(move || {
        let mut harness = AsyncMigrationHarness::new(connection);
        harness
            .run_pending_migrations(MIGRATIONS)
            .map(|done| done.len())
            .map_err(|error| MigrateError::Migration(error.to_string()))
    });
    // Closing the connection gives the lock back.
    done.await.map_err(|error| MigrateError::Migration(error.to_string()))?
}

/// The number of migrations the database still lacks.
pub async fn pending(url: &str) -> Result<usize, MigrateError> {
    let connection = Connection::establish(url).await?;
    let count = tokio::task::spawn_blocking(move || {
        let mut harness = AsyncMigrationHarness::new(connection);
        harness.pending_migrations(MIGRATIONS).map(|list| list.len()).map_err(|error| MigrateError::Migration(error.to_string()))
    });
    count.await.map_err(|error| MigrateError::Migration(error.to_string()))?
}
