//! Migrations, run by one instance at a time.

use super::dial::{DialError, dial, dial_with, quoted};
use super::errors::{Trouble, trouble};
use super::patience::Patience;
use super::sqlstate::sqlstate;
use super::statement::statement;
use diesel::migration::{Migration, MigrationSource};
use diesel::pg::Pg;
use diesel::sql_types::{Bool, Text};
use diesel_async::{AsyncMigrationHarness, RunQueryDsl, SimpleAsyncConnection};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};
use std::error::Error;

pub const MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations");

/// Any number that no other program on the database locks.
const LOCK: i64 = 0x7075_6264_6f6b;

#[derive(Debug, thiserror::Error)]
pub enum MigrateError {
    #[error(transparent)]
    Connect(#[from] DialError),
    #[error("the database refused: {0}")]
    Database(#[from] diesel::result::Error),
    #[error(
        "the role {role:?} may not make tables in the database {database:?} ({words}). The database must belong to it; as superuser:\n  \
         ALTER DATABASE {database} OWNER TO {role};\nor, connected to that database:\n  GRANT CREATE ON SCHEMA public TO {role};",
        role = quoted(role), database = quoted(database)
    )]
    MayNotMake { role: String, database: String, words: String },
    #[error("a migration failed and was rolled back: {0}")]
    Migration(String),
    #[error("a migration was interrupted, and rolled back: {0}")]
    Interrupted(String),
}

impl MigrateError {
    /// Whether the same may go well in a moment.
    pub fn passes(&self) -> bool {
        match self {
            Self::Connect(error) => error.passes(),
            Self::Database(error) => trouble(error) == Trouble::Passing,
            Self::Interrupted(_) => true,
            Self::MayNotMake { .. } | Self::Migration(_) => false,
        }
    }

    /// Of the migrations' own error, which says little of what the database answered.
    fn of(error: &(dyn Error + Send + Sync + 'static), url: &str) -> Self {
        let mut cause: Option<&(dyn Error + 'static)> = Some(error);
        while let Some(error) = cause {
            let told = error.downcast_ref::<diesel::result::Error>();
            if let Some(told) = told.filter(|told| trouble(told) == Trouble::Passing) {
                return Self::Interrupted(told.to_string());
            }
            let refused = told.filter(|error| may_not_make(error));
            if let (Some(refused), Ok(config)) = (refused, url.parse::<tokio_postgres::Config>()) {
                let role = config.get_user().unwrap_or_default().to_owned();
                let database = config.get_dbname().unwrap_or(&role).to_owned();
                return Self::MayNotMake { role, database, words: refused.to_string() };
            }
            cause = error.source();
        }
        Self::Migration(error.to_string())
    }
}

/// No permission, or none even to look into the schema, so that there is none to make tables in.
fn may_not_make(error: &diesel::result::Error) -> bool {
    matches!(sqlstate(error), Some("42501" | "3F000"))
}

/// Brings the database to this program's schema; answers how many migrations were run.
///
/// Instances that start together wait here for the first one.
pub async fn run(url: &str) -> Result<usize, MigrateError> {
    match pending(url).await {
        // Most starts, which need not wait for anything without an end.
        Ok(0) => return Ok(0),
        Err(error) if error.passes() => return Err(error),
        // Whatever else stands against it is told by what follows.
        _ => {}
    }
    let mut connection = dial_with(url, Patience::Endless).await?;
    connection.batch_execute(&format!("SET lock_timeout = 0; SELECT pg_advisory_lock({LOCK})")).await?;
    let address = url.to_owned();
    // The harness blocks its thread, which actix's single-threaded runtimes forbid.
    let done = tokio::task::spawn_blocking(move || {
        let mut harness = AsyncMigrationHarness::new(connection);
        harness.run_pending_migrations(MIGRATIONS).map(|done| done.len()).map_err(|error| MigrateError::of(&*error, &address))
    });
    // Closing the connection gives the lock back.
    done.await.map_err(|error| MigrateError::Migration(error.to_string()))?
}

/// The number of migrations the database still lacks. Only reads, so that a role may ask that cannot make tables.
pub async fn pending(url: &str) -> Result<usize, MigrateError> {
    let ours = versions()?;
    let mut conn = dial(url).await?;
    let is_begun = statement::<Bool>("SELECT to_regclass('__diesel_schema_migrations') IS NOT NULL");
    if !is_begun.get_result(&mut conn).await? {
        return Ok(ours.len());
    }
    let run: Vec<String> = statement::<Text>("SELECT version::text FROM __diesel_schema_migrations").load(&mut conn).await?;
    Ok(ours.iter().filter(|version| !run.contains(version)).count())
}

/// Of every migration of this program.
fn versions() -> Result<Vec<String>, MigrateError> {
    let ours: Vec<Box<dyn Migration<Pg>>> =
        MIGRATIONS.migrations().map_err(|error| MigrateError::Migration(error.to_string()))?;
    Ok(ours.iter().map(|migration| migration.name().version().to_string()).collect())
}

/// Whether the role of this address can rewrite the record: owns the journal, or may do more to it than add.
pub async fn may_rewrite_the_journal(url: &str) -> Result<bool, MigrateError> {
    let mut conn = dial(url).await?;
    let ask = "SELECT pg_has_role(relowner, 'USAGE') OR has_table_privilege(oid, 'UPDATE, DELETE, TRUNCATE')
               FROM pg_class WHERE oid = 'journal'::regclass";
    Ok(statement::<Bool>(ask).get_result(&mut conn).await?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use diesel::result::{DatabaseErrorKind, Error as Told};

    #[test]
    fn a_migration_whose_session_was_ended_is_run_again_and_one_that_is_wrong_is_not() {
        for (words, passes) in [("57P01: mengakhiri koneksi", true), ("08006: silence", true), ("42601: salah tulis", false)] {
            let told = Told::DatabaseError(DatabaseErrorKind::Unknown, Box::new(words.to_owned()));
            assert_eq!(MigrateError::of(&told, "postgres://pubdok@db/pubdok").passes(), passes, "{words}");
        }
    }
}
