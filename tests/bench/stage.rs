//! The stage: a PostgreSQL of its own on disk, the loaded databases in it, and the real program before them.

use crate::arguments::Arguments;
use crate::cost;
use crate::library;
use crate::service::{NO_LIMIT, Service};
use pubdok::db::embedded::{Embedded, Kind};
use pubdok::db::migrate;
use std::error::Error;
use std::path::PathBuf;
use tokio_postgres::{Client, NoTls};

type Outcome<T> = Result<T, Box<dyn Error>>;

/// What the server must not be held back by, and what makes its log readable for [`crate::queries`].
const SERVER: [&str; 5] = [
    "shared_buffers = '2GB'",
    "max_wal_size = '16GB'",
    "checkpoint_timeout = '30min'",
    "wal_compression = 'lz4'",
    "log_line_prefix = ''",
];

pub struct Stage {
    postgresql: Embedded,
    dir: PathBuf,
    program: PathBuf,
}

/// A loaded database with the program serving it.
pub struct Office {
    pub size: u64,
    /// Of the registers.
    pub year: i32,
    pub url: String,
    pub pgbench: PathBuf,
    pub log: PathBuf,
    pub service: Service,
    /// Of PostgreSQL's postmaster: the parent of every session.
    pub postmaster: u32,
}

impl Stage {
    pub fn set(arguments: &Arguments) -> Outcome<Self> {
        let dir = arguments.dir.clone();
        std::fs::create_dir_all(&dir)?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let first = Embedded::start(Kind::Development, &dir)?;
        runtime.block_on(async {
            let sql = connect(&first.url("postgres")).await?;
            for setting in SERVER {
                sql.batch_execute(&format!("ALTER SYSTEM SET {setting}")).await?;
            }
            Ok::<_, Box<dyn Error>>(())
        })?;
        first.stop()?;
        Ok(Self { postgresql: Embedded::start(Kind::Development, &dir)?, dir, program: arguments.program.clone() })
    }

    /// Opens an office with so many assignments, from a copy of the loaded database: every run begins with the same.
    pub async fn open(&self, size: u64) -> Outcome<Office> {
        let (template, name) = (format!("loaded_{size}_{}", library::edition()), format!("office_{size}"));
        let sql = connect(&self.postgresql.url("postgres")).await?;
        sql.batch_execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await?;
        let found = sql.query_opt("SELECT datistemplate FROM pg_database WHERE datname = $1", &[&template]).await?;
        if !found.is_some_and(|row| row.get(0)) {
            eprintln!("loading {size} assignments …");
            sql.batch_execute(&format!("DROP DATABASE IF EXISTS {template} WITH (FORCE)")).await?;
            sql.batch_execute(&format!("CREATE DATABASE {template}")).await?;
            migrate::run(&self.postgresql.url(&template)).await?;
            library::load(&connect(&self.postgresql.url(&template)).await?, size).await?;
            sql.batch_execute(&format!("ALTER DATABASE {template} WITH IS_TEMPLATE true")).await?;
        }
        sql.batch_execute(&format!("CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")).await?;
        // The embedded server is a developer's; commits here must be as safe as in production.
        sql.batch_execute(&format!("ALTER DATABASE {name} SET synchronous_commit = on")).await?;
        let url = self.postgresql.url(&name);
        let sql = connect(&url).await?;
        for (setting, wanted) in [("fsync", "on"), ("synchronous_commit", "on"), ("full_page_writes", "on")] {
            let is: String = sql.query_one("SELECT current_setting($1)", &[&setting]).await?.get(0);
            assert_eq!(is, wanted, "{setting}");
        }
        let year = sql.query_one("SELECT extract(year FROM now() AT TIME ZONE 'Asia/Jakarta')::integer", &[]).await?.get(0);
        sql.batch_execute("CHECKPOINT").await?;
        let backend: i32 = sql.query_one("SELECT pg_backend_pid()", &[]).await?.get(0);
        let postmaster = cost::parent(u32::try_from(backend)?)?;
        let service = Service::start(&self.program, &url, &self.dir, &format!("service-{size}.log"), &NO_LIMIT).await?;
        let (pgbench, log) = (self.postgresql.client("pgbench"), self.dir.join("postgres.log"));
        Ok(Office { size, year, url, pgbench, log, service, postmaster })
    }

    pub fn strike(self) -> Outcome<()> {
        Ok(self.postgresql.stop()?)
    }
}

impl Office {
    pub async fn sql(&self) -> Outcome<Client> {
        connect(&self.url).await
    }
}

pub async fn connect(url: &str) -> Outcome<Client> {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
    tokio::spawn(connection);
    Ok(client)
}
