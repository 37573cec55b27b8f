//! PostgreSQL and its standby, which confirms every commit; each behind a line of its own.

use crate::line::Line;
use crate::postgres::{Postgres, blocking};
use pubdok::db::embedded::throw_away_dir;
use pubdok::db::migrate;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use tokio_postgres::{Client, NoTls};

type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

const ACCESS: &str = "host all all 127.0.0.1/32 trust\nhost replication all 127.0.0.1/32 trust";
const SETTINGS: &str = "wal_retrieve_retry_interval = '200ms'\nwal_keep_size = '512MB'\nmax_wal_size = '512MB'\nshared_buffers = '64MB'\n\
    max_connections = 100\nlog_checkpoints = off\nautovacuum_naptime = '20s'";
const CONFIRMED: [&str; 3] =
    ["ALTER SYSTEM SET synchronous_standby_names = '*'", "ALTER SYSTEM SET synchronous_commit = on", "SELECT pg_reload_conf()"];
/// As the README has it: the service's role owns the database, and is no superuser.
const OWNED: [&str; 2] = ["CREATE ROLE pubdok LOGIN", "CREATE DATABASE office OWNER pubdok"];

pub struct Pair {
    primary: Option<Postgres>,
    standby: Option<Postgres>,
    lines: [Line; 2],
    /// Behind which of the lines the primary is.
    at: usize,
    /// Where clusters are made; None: in folders of their own.
    dir: Option<PathBuf>,
    made: usize,
}

impl Pair {
    pub async fn new(dir: Option<PathBuf>) -> Outcome<Self> {
        let (first, second) = (folder(dir.as_deref(), 0), folder(dir.as_deref(), 1));
        let primary = blocking(move || {
            let primary = Postgres::make_in(first);
            primary.start(SETTINGS, ACCESS);
            primary
        })
        .await;
        let sql = connect(&primary.url("postgres")).await?;
        for statement in OWNED {
            sql.batch_execute(statement).await?;
        }
        migrate::run(&primary.url("office").replace("postgres@", "pubdok@")).await?;
        let (primary, standby) = blocking(move || {
            let standby = primary.standby_in(second);
            (primary, standby)
        })
        .await;
        let lines = [Line::to(primary.address).await?, Line::to(standby.address).await?];
        let mut pair = Self { primary: Some(primary), standby: Some(standby), lines, at: 0, dir, made: 2 };
        pair.confirms().await?;
        Ok(pair)
    }

    /// What the service is given: both, whichever can be written to.
    pub fn service_url(&self) -> String {
        let [one, other] = &self.lines;
        format!("postgres://pubdok@{},{}/office?target_session_attrs=read-write", one.address, other.address)
    }

    /// The primary, beside the lines.
    pub fn url(&self) -> String {
        self.primary.as_ref().map(|primary| primary.url("office")).unwrap_or_default()
    }

    pub fn line(&self) -> &Line {
        &self.lines[self.at]
    }

    pub async fn sql(&self) -> Outcome<Client> {
        connect(&self.url()).await
    }

    /// The processes of the primary's server or of the standby's.
    pub fn postmaster(&self, of_standby: bool) -> Option<u32> {
        let server = if of_standby { self.standby.as_ref() } else { self.primary.as_ref() };
        let told = fs::read_to_string(Path::new(&server?.path()).join("postmaster.pid")).ok()?;
        let id = told.lines().next()?.trim().parse().ok()?;
        Path::new("/proc").join(format!("{id}")).exists().then_some(id)
    }

    /// As a power cut ends it, and up again.
    pub async fn crashes(&mut self) -> Outcome<()> {
        self.with_primary(|primary| {
            primary.must("pg_ctl", &["stop", "-m", "immediate", "-D", &primary.path()]);
            primary.starts_again();
        })
        .await
    }

    /// The primary is gone, with a word or without one; the standby takes its place, and is given one of its own.
    pub async fn fails_over(&mut self, without_a_word: bool) -> Outcome<()> {
        let old = self.primary.take();
        if without_a_word {
            self.line().swallow();
        } else {
            self.line().cut();
        }
        let (standby, old) = (self.standby.take().ok_or("no standby")?, old);
        let promoted = blocking(move || {
            // Nobody writes to it any more, which is the cluster manager's part to see to.
            drop(old);
            standby.is_promoted();
            standby
        });
        self.primary = Some(promoted.await);
        self.line().pass();
        self.at = 1 - self.at;
        let dir = folder(self.dir.as_deref(), self.made);
        self.made += 1;
        let primary = self.primary.take().ok_or("no primary")?;
        let (primary, standby) = blocking(move || {
            let standby = primary.standby_in(dir);
            (primary, standby)
        })
        .await;
        self.lines[1 - self.at].leads_to(standby.address);
        (self.primary, self.standby) = (Some(primary), Some(standby));
        self.confirms().await
    }

    /// Whatever was done to them, both run and the standby confirms; how long that took.
    pub async fn recovers(&mut self) -> Outcome<Duration> {
        let begun = Instant::now();
        self.lines.iter().for_each(Line::pass);
        if self.postmaster(false).is_none() {
            self.with_primary(|primary| primary.starts_again()).await?;
        }
        if self.postmaster(true).is_none() {
            let standby = self.standby.take().ok_or("no standby")?;
            self.standby = Some(
                blocking(move || {
                    standby.starts_again();
                    standby
                })
                .await,
            );
        }
        self.is_confirmed().await?;
        Ok(begun.elapsed())
    }

    pub fn ends(&mut self) {
        (self.primary, self.standby) = (None, None);
    }

    async fn with_primary(&mut self, work: impl FnOnce(&Postgres) + Send + 'static) -> Outcome<()> {
        let primary = self.primary.take().ok_or("no primary")?;
        self.primary = Some(
            blocking(move || {
                work(&primary);
                primary
            })
            .await,
        );
        Ok(())
    }

    async fn confirms(&mut self) -> Outcome<()> {
        let sql = self.sql().await?;
        for setting in CONFIRMED {
            sql.batch_execute(setting).await?;
        }
        self.is_confirmed().await
    }

    /// Until the standby has everything, and will have what comes.
    async fn is_confirmed(&self) -> Outcome<()> {
        let ask = "SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync' AND state = 'streaming'
            AND flush_lsn >= pg_current_wal_flush_lsn() - 65536";
        for _ in 0..6000 {
            if let Ok(sql) = self.sql().await
                && let Ok(row) = sql.query_one(ask, &[]).await
                && row.get::<_, i64>(0) > 0
            {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Err("PostgreSQL and its standby did not come back within five minutes".into())
    }
}

fn folder(dir: Option<&Path>, number: usize) -> PathBuf {
    dir.map_or_else(throw_away_dir, |dir| dir.join(format!("cluster-{number}")))
}

pub async fn connect(url: &str) -> Outcome<Client> {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
    tokio::spawn(connection);
    Ok(client)
}
