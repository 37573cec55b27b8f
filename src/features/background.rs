//! The background work: what must be done now and then, on any instance, as often as it likes.

use super::archive;
use super::artifacts::sums;
use crate::blobs::Blobs;
use crate::config::Config;
use crate::db::{Connection, dial};
use crate::domain::time::Instant;
use crate::features::journal::checkpoint::{self, Signer};
use crate::features::{pictures, publications, revocations, uploads};
use crate::office::app::Clock;
use crate::office::metrics::Metrics;
use crate::office::{idempotency, timekeeping, watch};
use chrono::TimeDelta;
use std::sync::Arc;
use std::time::Duration;

/// An act is sealed so soon after it was done.
const SEAL_EVERY: Duration = Duration::from_secs(60);
/// What time has made of publications is told when it comes about; of what was published meanwhile, to appear very soon, so soon after.
/// Whoever reads a publication sees it at once.
const FRESH_EVERY: Duration = Duration::from_secs(2);
/// What cannot be told is not tried again and again, and less so where nothing can.
const FRESH_IN_TROUBLE: Duration = Duration::from_secs(20);
const FRESH_AGAIN: Duration = Duration::from_secs(1);
const EVERY: Duration = Duration::from_secs(600);
/// Nothing of an upload that goes on is older: it counts every second. Long enough for another to put a file together of it.
const HELD: Duration = Duration::from_secs(3600);
/// No upload takes this long: what is older was left by a crash.
const UNFINISHED: Duration = Duration::from_secs(24 * 3600);

/// Works until the program ends. Each task may run on several instances at once without harm.
pub async fn work(url: String, clock: Clock, blobs: Blobs, config: Arc<Config>, metrics: Arc<Metrics>) {
    tokio::join!(
        tidy(&url, &clock, &blobs, &config, &metrics),
        collect(&url, &clock, &blobs, config.blob_grace, &metrics),
        seal(&url, &clock, &config, &metrics),
        sum(&url, &blobs, &metrics),
        keep_fresh(&url, &clock, &metrics)
    );
}

/// One round of a task, counted for the monitoring.
async fn round<T>(metrics: &Metrics, task: &'static str, work: impl Future<Output = Result<T, String>>) -> Result<T, String> {
    let done = work.await;
    metrics.round(task, done.is_ok());
    done
}

/// Tells the journal what has appeared, and what has become due, stale or expired.
async fn keep_fresh(url: &str, clock: &Clock, metrics: &Metrics) {
    // Kept for the next time, which is soon.
    let mut line = None;
    loop {
        let pause = match round(metrics, "freshness", keep_fresh_once(url, clock, &mut line)).await {
            Ok((0, pause)) => pause,
            Ok((told, pause)) => {
                tracing::info!(target: "pubdok", told, "publications that appeared, or are fresh no more, told in the journal");
                pause
            }
            Err(error) => {
                tracing::warn!(target: "pubdok", %error, "freshness not told in the journal; trying again later");
                FRESH_IN_TROUBLE
            }
        };
        tokio::time::sleep(pause).await;
    }
}

/// How many entries it told, and how long there is nothing to tell.
async fn keep_fresh_once(url: &str, clock: &Clock, line: &mut Option<Connection>) -> Result<(usize, Duration), String> {
    let (mut conn, now) = match line.take() {
        Some(conn) => on(conn, clock).await?,
        None => begin(url, clock).await?,
    };
    let told = publications::cross(&mut conn, now).await.map_err(|error| error.to_string())?;
    let next = publications::next_crossing(&mut conn).await.map_err(|error| error.to_string())?;
    let until = |at: Instant| (at - now).to_std().unwrap_or_default().clamp(FRESH_AGAIN, FRESH_EVERY);
    *line = Some(conn);
    Ok((told, next.map_or(FRESH_EVERY, until)))
}

/// Signs what was written since the last time.
async fn seal(url: &str, clock: &Clock, config: &Config, metrics: &Metrics) {
    loop {
        match round(metrics, "checkpoint", seal_once(url, clock, config)).await {
            Ok(None) => {}
            Ok(Some(entries)) => tracing::info!(target: "pubdok", entries, "journal sealed by a checkpoint"),
            Err(error) => tracing::warn!(target: "pubdok", %error, "journal not sealed by a checkpoint; trying again later"),
        }
        tokio::time::sleep(SEAL_EVERY).await;
    }
}

async fn seal_once(url: &str, clock: &Clock, config: &Config) -> Result<Option<u64>, String> {
    let signer = Signer::open(&config.data_dir, &config.base_url).map_err(|error| error.to_string())?;
    let (mut conn, now) = begin(url, clock).await?;
    checkpoint::make(&mut conn, &signer, now).await.map_err(|error| error.to_string())
}

/// Beside the rest, for there may be terabytes of what came before sums were kept.
async fn sum(url: &str, blobs: &Blobs, metrics: &Metrics) {
    loop {
        match round(metrics, "content_sums", sums::reckon_missing(url, blobs)).await {
            Ok(0) => {}
            Ok(contents) => tracing::info!(target: "pubdok", contents, "sums of earlier contents reckoned"),
            Err(error) => tracing::warn!(target: "pubdok", %error, "sums of earlier contents not reckoned; trying again later"),
        }
        tokio::time::sleep(EVERY).await;
    }
}

/// A connection, and the time on which this machine and the database agree: by a wrong clock nothing is removed, and nothing signed.
async fn begin(url: &str, clock: &Clock) -> Result<(Connection, Instant), String> {
    on(dial(url).await.map_err(|error| error.to_string())?, clock).await
}

async fn on(mut conn: Connection, clock: &Clock) -> Result<(Connection, Instant), String> {
    let agreed = timekeeping::agreed(&mut conn, clock).await.map_err(|error| error.to_string())?;
    let now = agreed.map_err(|apart| apart.to_string())?;
    Ok((conn, now))
}

async fn tidy(url: &str, clock: &Clock, blobs: &Blobs, config: &Config, metrics: &Metrics) {
    loop {
        tidy_once(url, clock, blobs, config, metrics).await;
        tokio::time::sleep(EVERY).await;
    }
}

/// Removes what is over.
pub async fn tidy_once(url: &str, clock: &Clock, blobs: &Blobs, config: &Config, metrics: &Metrics) {
    match round(metrics, "idempotency_keys", forget_old_answers(url, clock)).await {
        Ok(0) => {}
        Ok(keys) => tracing::info!(target: "pubdok", keys, "old idempotency keys purged"),
        Err(error) => tracing::warn!(target: "pubdok", %error, "old idempotency keys not purged; trying again later"),
    }
    match round(metrics, "security_events", forget_old_events(url, clock, config)).await {
        Ok(0) => {}
        Ok(events) => tracing::info!(target: "pubdok", events, "old security events purged"),
        Err(error) => tracing::warn!(target: "pubdok", %error, "old security events not purged; trying again later"),
    }
    match round(metrics, "revocations", forget_revocations(url, clock)).await {
        Ok(0) => {}
        Ok(revocations) => tracing::info!(target: "pubdok", revocations, "revocations of tokens that are over purged"),
        Err(error) => tracing::warn!(target: "pubdok", %error, "old revocations not purged; trying again later"),
    }
    match round(metrics, "uploads", collect_uploads(url, clock)).await {
        Ok((0, 0)) => {}
        Ok((pieces, uploads)) => tracing::info!(target: "pubdok", pieces, uploads, "expired uploads collected"),
        Err(error) => tracing::warn!(target: "pubdok", %error, "expired uploads not collected; trying again later"),
    }
    match round(metrics, "arrivals", forget_arrivals(url, clock, config.blob_grace)).await {
        Ok(0) => {}
        Ok(arrivals) => tracing::info!(target: "pubdok", arrivals, "files that nobody waits for any more forgotten"),
        Err(error) => tracing::warn!(target: "pubdok", %error, "old arrivals not forgotten; trying again later"),
    }
    match round(metrics, "unfinished_files", sweep_unfinished(url, clock, blobs)).await {
        Ok(0) => {}
        Ok(swept) => tracing::info!(target: "pubdok", swept, "unfinished uploads removed"),
        Err(error) => tracing::warn!(target: "pubdok", %error, "unfinished uploads not removed; trying again later"),
    }
    match round(metrics, "held_pieces", release_held(url, clock, blobs)).await {
        Ok(0) => {}
        Ok(released) => tracing::info!(target: "pubdok", released, "pieces of uploads that are over released"),
        Err(error) => tracing::warn!(target: "pubdok", %error, "pieces of uploads not released; trying again later"),
    }
    match round(metrics, "unused_copies", pictures::forget_unused(url)).await {
        Ok(0) => {}
        Ok(copies) => tracing::info!(target: "pubdok", copies, "copies of deleted pictures forgotten"),
        Err(error) => {
            tracing::warn!(target: "pubdok", %error, "copies of deleted pictures not forgotten; trying again later")
        }
    }
}

/// Listing a whole store takes long and costs money, and what it finds has lain there for the grace time anyway.
async fn collect(url: &str, clock: &Clock, blobs: &Blobs, grace: Duration, metrics: &Metrics) {
    loop {
        match round(metrics, "unused_files", collect_once(url, clock, blobs, grace)).await {
            Ok(0) => {}
            Ok(removed) => tracing::info!(target: "pubdok", removed, "files removed that nothing refers to"),
            Err(error) => {
                tracing::warn!(target: "pubdok", %error, "files that nothing refers to not removed; trying again later")
            }
        }
        tokio::time::sleep(grace / 4).await;
    }
}

async fn collect_once(url: &str, clock: &Clock, blobs: &Blobs, grace: Duration) -> Result<u64, String> {
    let (mut conn, _) = begin(url, clock).await?;
    archive::collect(&mut conn, blobs, grace).await.map_err(|error| error.to_string())
}

async fn forget_old_answers(url: &str, clock: &Clock) -> Result<usize, String> {
    let (mut conn, now) = begin(url, clock).await?;
    idempotency::purge(&mut conn, now).await.map_err(|error| error.to_string())
}

async fn forget_old_events(url: &str, clock: &Clock, config: &Config) -> Result<usize, String> {
    let (mut conn, now) = begin(url, clock).await?;
    let before = now - TimeDelta::days(config.security_event_days);
    watch::purge(&mut conn, before).await.map_err(|error| error.to_string())
}

async fn forget_revocations(url: &str, clock: &Clock) -> Result<usize, String> {
    let (mut conn, now) = begin(url, clock).await?;
    revocations::purge(&mut conn, now).await.map_err(|error| error.to_string())
}

async fn sweep_unfinished(url: &str, clock: &Clock, blobs: &Blobs) -> Result<usize, String> {
    begin(url, clock).await?;
    blobs.sweep_unfinished(UNFINISHED).await.map_err(|error| error.to_string())
}

async fn release_held(url: &str, clock: &Clock, blobs: &Blobs) -> Result<usize, String> {
    let (mut conn, _) = begin(url, clock).await?;
    uploads::release_unused(&mut conn, blobs, HELD).await.map_err(|error| error.to_string())
}

async fn forget_arrivals(url: &str, clock: &Clock, grace: Duration) -> Result<usize, String> {
    let (mut conn, now) = begin(url, clock).await?;
    let grace = TimeDelta::from_std(grace).map_err(|error| error.to_string())?;
    archive::forget_arrivals(&mut conn, now - grace).await.map_err(|error| error.to_string())
}

async fn collect_uploads(url: &str, clock: &Clock) -> Result<(usize, usize), String> {
    let (mut conn, now) = begin(url, clock).await?;
    uploads::collect_expired(&mut conn, now).await.map_err(|error| error.to_string())
}
