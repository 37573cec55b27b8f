//! `pubdok serve`, `work` and `migrate`.

use super::signals::Signals;
use super::{Outcome, development};
use crate::config::{Config, Kept};
use crate::db::embedded::Embedded;
use crate::db::migrate::{self, MigrateError};
use crate::features::{background, pictures};
use crate::server::{self, OpenError, Shared};
use clap::Args;
use std::path::Path;
use std::time::Duration;

#[derive(Debug, Default, Args)]
pub struct Options {
    /// Do not do the background work here (another instance runs `pubdok work`)
    #[arg(long)]
    no_worker: bool,
    /// Do not run migrations; `pubdok migrate` does
    #[arg(long)]
    no_migrate: bool,
}

/// How long what runs may take to notice that the end has come.
const LAST_WORDS: Duration = Duration::from_secs(1);

/// How long what is away is waited for until it is tried again.
const AGAIN: Duration = Duration::from_secs(2);

/// A database to work on, and the server it runs in, if it is our own.
pub struct Database {
    pub url: String,
    embedded: Option<Embedded>,
}

impl Database {
    fn open(kept: &Kept) -> Result<Self, String> {
        match &kept.database_url {
            Some(url) => Ok(Self { url: url.clone(), embedded: None }),
            None => {
                let embedded = development::start_postgresql(&kept.data_dir)?;
                Ok(Self { url: embedded.url(development::DATABASE), embedded: Some(embedded) })
            }
        }
    }

    /// Where our own server keeps its data.
    pub fn data_dir(&self) -> Option<&Path> {
        self.embedded.as_ref().map(Embedded::data_dir)
    }

    fn close(self) -> Outcome {
        self.embedded.map_or(Ok(()), |embedded| embedded.stop().map_err(|error| error.to_string()))
    }
}

/// Checks, then opens the database, does `work` with both on one runtime, and closes the database whatever came of it.
pub fn with_database<T, E: ToString>(
    kept: &Kept,
    check: impl Future<Output = Result<T, E>>,
    work: impl AsyncFnOnce(T, &Database) -> Outcome,
) -> Outcome {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().worker_threads(2).build();
    let runtime = runtime.map_err(|error| error.to_string())?;
    let checked = runtime.block_on(check).map_err(|error| error.to_string())?;
    // Starting our own blocks the thread.
    let database = Database::open(kept)?;
    // A local set, for actix runs its own tasks on the thread that serves.
    let done = runtime.block_on(tokio::task::LocalSet::new().run_until(work(checked, &database)));
    // Connections end before their server does; but whoever was told twice to stop does not wait for a file to be hashed.
    runtime.shutdown_timeout(LAST_WORDS);
    done.and(database.close())
}

pub fn serve(config: Config, document: &'static str, options: &Options) -> Outcome {
    with_database(&config.kept(), server::check(config.clone(), document), async move |checked, database| {
        let signals = Signals::new()?;
        // Bound before the database is there: whoever watches sees what is waited for.
        let service = server::serve(checked.on(&database.url)).map_err(|error| error.to_string())?;
        let (shared, address) = (service.shared.clone(), service.address);
        let opening = async {
            until_open(async || ready(&config, options, &shared, &database.url).await).await?;
            if config.is_development() {
                development::greet(&config, address, database.data_dir())?;
            } else {
                tracing::info!(target: "pubdok", %address, "serving");
            }
            if !options.no_worker {
                do_background_work(&shared, &database.url);
            }
            Ok(())
        };
        signals.run_until_told(service, opening).await
    })
}

/// The schema, and what the service must know before it serves.
async fn ready(config: &Config, options: &Options, shared: &Shared, url: &str) -> Result<(), NotReady> {
    if !options.no_migrate {
        migrate::run(url).await?;
    } else if migrate::pending(url).await? > 0 {
        return Err(NotReady::For("the database lacks migrations of this program; run `pubdok migrate`".to_owned()));
    }
    if config.is_development() {
        development::enter_demo_officers(url).await.map_err(NotReady::For)?;
    } else if migrate::may_rewrite_the_journal(url).await? {
        tracing::warn!(target: "pubdok",
            "the role of DATABASE_URL can rewrite the journal; serve as one that may only add to it: README, \"Two roles\"");
    }
    Ok(server::open(shared).await?)
}

/// Why the service cannot open.
#[derive(Debug, thiserror::Error)]
enum NotReady {
    #[error(transparent)]
    Migrate(#[from] MigrateError),
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error("{0}")]
    For(String),
}

impl NotReady {
    fn passes(&self) -> bool {
        match self {
            Self::Migrate(error) => error.passes(),
            Self::Open(error) => error.passes(),
            Self::For(_) => false,
        }
    }
}

/// Tries until it succeeds; only what will not pass by itself is given up.
async fn until_open(attempt: impl AsyncFn() -> Result<(), NotReady>) -> Outcome {
    loop {
        match attempt().await {
            Ok(()) => return Ok(()),
            Err(reason) if reason.passes() => {
                tracing::warn!(target: "pubdok", %reason, "not open yet; trying again");
                tokio::time::sleep(AGAIN).await;
            }
            Err(reason) => return Err(reason.to_string()),
        }
    }
}

pub fn work(config: Config, document: &'static str) -> Outcome {
    with_database(&config.kept(), server::check(config.clone(), document), async move |checked, database| {
        let signals = Signals::new()?;
        let service = server::serve_health(checked.on(&database.url)).map_err(|error| error.to_string())?;
        let (shared, address) = (service.shared.clone(), service.address);
        let opening = async {
            until_open(async || Ok(server::open(&shared).await?)).await?;
            tracing::info!(target: "pubdok", health = format!("http://{address}/readyz"),
                "doing the background work: thumbnails, expired uploads and keys, files that nothing refers to");
            do_background_work(&shared, &database.url);
            Ok(())
        };
        signals.run_until_told(service, opening).await
    })
}

/// Ends with the runtime: whatever it is at, another instance or the next start does again.
fn do_background_work(shared: &Shared, url: &str) {
    tokio::spawn(pictures::prepare(url.to_owned(), shared.workshop.clone()));
    let metrics = shared.metrics.clone();
    tokio::spawn(background::work(url.to_owned(), shared.clock.clone(), shared.blobs.clone(), shared.config.clone(), metrics));
}

pub fn migrate(kept: &Kept) -> Outcome {
    with_database(kept, nothing(), async |(), database| {
        let done = migrate::run(&database.url).await.map_err(|error| error.to_string())?;
        println!("{done} migration(s) run; the database is at this program's schema.");
        Ok(())
    })
}

/// For commands that check nothing beforehand.
pub async fn nothing() -> Result<(), String> {
    Ok(())
}
