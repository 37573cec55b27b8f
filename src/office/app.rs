//! All that every request may use; what one slice alone keeps (the workshop of pictures) it has beside this.

use super::issuer::Issuer;
use super::metrics::Metrics;
use super::rates::Rates;
use super::reference::Reference;
use super::revocations::Revocations;
use super::showcase::Showcase;
use super::turns::Turns;
use super::watch::Watch;
use crate::blobs::Blobs;
use crate::config::Config;
use crate::db::Db;
use crate::domain::time::{Instant, millis};
use crate::http::auth::keyring::Keyring;
use crate::http::paging::Seal;
use crate::http::surface::Surface;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::time::Duration;
use tokio::sync::watch;

/// One a worker thread: the pool is the worker's own, everything else is shared.
pub struct App {
    pub db: Db,
    pub clock: Clock,
    pub blobs: Blobs,
    pub keyring: Arc<Keyring>,
    pub issuer: Arc<Issuer>,
    pub reference: Arc<Reference>,
    pub rates: Arc<Rates>,
    pub revocations: Arc<Revocations>,
    pub showcase: Arc<Showcase>,
    pub config: Arc<Config>,
    pub surface: Arc<Surface>,
    pub watch: Arc<Watch>,
    pub metrics: Arc<Metrics>,
    pub seal: Arc<Seal>,
    pub turns: Arc<Turns>,
    /// Set at SIGTERM: `/readyz` sends new work elsewhere while what runs is finished.
    pub draining: Arc<AtomicBool>,
    /// When that is over: what would take longer than the rest of the process may live is told to go on elsewhere.
    pub closing: watch::Receiver<bool>,
    /// Until then nothing is served.
    pub opened: Arc<AtomicBool>,
}

/// The program's only source of the time of day. Tests move it; nothing else does.
#[derive(Debug, Clone)]
pub struct Clock {
    ahead_millis: Arc<AtomicI64>,
    begun: std::time::Instant,
}

impl Default for Clock {
    fn default() -> Self {
        Self { ahead_millis: Arc::default(), begun: std::time::Instant::now() }
    }
}

impl Clock {
    /// How long it has run: a stop watch, which whoever sets the machine's clock does not set back.
    pub fn elapsed(&self) -> Duration {
        let ahead = u64::try_from(self.ahead_millis.load(Ordering::Relaxed)).unwrap_or_default();
        self.begun.elapsed() + Duration::from_millis(ahead)
    }

    #[expect(clippy::disallowed_methods, reason = "the one place that asks the machine for the time")]
    pub fn now(&self) -> Instant {
        millis(chrono::Utc::now() + chrono::TimeDelta::milliseconds(self.ahead_millis.load(Ordering::Relaxed)))
    }

    /// Moves this clock, and all that share it, forward.
    pub fn advance(&self, by: chrono::TimeDelta) {
        self.ahead_millis.fetch_add(by.num_milliseconds(), Ordering::Relaxed);
    }
}
