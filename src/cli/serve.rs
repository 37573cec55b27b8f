//! `pubdok serve`, `work` and `migrate`.

use super::{Outcome, development};
use crate::config::Config;
use crate::db::embedded::Embedded;
use crate::db::{migrate, pool};
use crate::features::{background, pictures};
use crate::server;
use clap::Args;
use std::sync::atomic::Ordering;
use tokio::signal::unix::{SignalKind, signal};

#[derive(Debug, Default, Args)]
pub struct Options {
    /// Do not do the background work here (another instance runs `pubdok work`)
    #[arg(long)]
    no_worker: bool,
    /// Do not run migrations; `pubdok migrate` does
    #[arg(long)]
    no_migrate: bool,
}

/// A database to work on, and the server it runs in, if it is our own.
struct Database {
    url: String,
    embedded: Option<Embedded>,
}

impl Database {
    fn open(config: &Config) -> Result<Self, String> {
        match &config.database_url {
            Some(url) => Ok(Self { url: url.clone(), embedded: None }),
            None => {
                let embedded = development::start_postgresql(config)?;
                Ok(Self { url: embedded.url(development::DATABASE), embedded: Some(embedded) })
            }
        }
    }

    fn close(self) -> Outcome {
        self.embedded.map_or(Ok(()), |embedded| embedded.stop().map_err(|error| error.to_string()))
    }
}

/// Opens the database, does `work` on a runtime, and closes the database whatever came of it.
pub fn with_database(config: &Config, work: impl AsyncFnOnce(&str) -> Outcome) -> Outcome {
    let database = Database::open(config)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().worker_threads(2).build();
    let done = match runtime {
        // A local set, for actix runs its own tasks on the thread that serves.
        Ok(runtime) => runtime.block_on(tokio::task::LocalSet::new().run_until(work(&database.url))),
        Err(error) => Err(error.to_string()),
    };
    done.and(database.close())
}

pub fn serve(config: Config, options: &Options) -> Outcome {
    with_database(&config.clone(), async move |url| {
        if !options.no_migrate {
            migrate::run(url).await.map_err(|error| error.to_string())?;
        } else if migrate::pending(url).await.map_err(|error| error.to_string())? > 0 {
            return Err("the database lacks migrations of this program; run `pubdok migrate`".to_owned());
        }
        if config.is_development() {
            development::enter_demo_officers(url).await?;
        }
        let shared = server::prepare(config.clone(), url).await.map_err(|error| error.to_string())?;
        let service = server::serve(shared).map_err(|error| error.to_string())?;
        if config.is_development() {
            development::greet(&config, service.address)?;
        } else {
            tracing::info!(target: "pubdok", address = %service.address, "serving");
        }
        if !options.no_worker {
            tokio::spawn(pictures::prepare(url.to_owned(), service.shared.workshop.clone()));
            tokio::spawn(background::work(
                pool::with_session_options(url),
                service.shared.clock.clone(),
                service.shared.blobs.clone(),
                config.blob_grace,
            ));
        }
        run_until_told(service).await
    })
}

/// Serves until SIGTERM or Ctrl-C; then finishes what runs. A second signal ends at once.
async fn run_until_told(service: server::Service) -> Outcome {
    let handle = service.server.handle();
    let draining = service.shared.draining.clone();
    tokio::spawn(async move {
        told_to_stop().await;
        draining.store(true, Ordering::Relaxed);
        tracing::info!(target: "pubdok", "draining");
        tokio::select! {
            () = handle.stop(true) => {}
            () = told_to_stop() => handle.stop(false).await,
        }
    });
    service.server.await.map_err(|error| format!("the server stopped: {error}"))
}

async fn told_to_stop() {
    let (Ok(mut terminate), Ok(mut interrupt)) = (signal(SignalKind::terminate()), signal(SignalKind::interrupt())) else {
        return std::future::pending().await;
    };
    tokio::select! { _ = terminate.recv() => {}, _ = interrupt.recv() => {} }
}

pub fn work(config: Config) -> Outcome {
    with_database(&config.clone(), async move |url| {
        let grace = config.blob_grace;
        let shared = server::prepare(config, url).await.map_err(|error| error.to_string())?;
        tokio::select! {
            () = pictures::prepare(url.to_owned(), shared.workshop) => Ok(()),
            () = background::work(pool::with_session_options(url), shared.clock, shared.blobs, grace) => Ok(()),
            () = told_to_stop() => Ok(()),
        }
    })
}

pub fn migrate(config: Config) -> Outcome {
    with_database(&config, async |url| {
        let done = migrate::run(url).await.map_err(|error| error.to_string())?;
        println!("{done} migration(s) run; the database is at this program's schema.");
        Ok(())
    })
}
