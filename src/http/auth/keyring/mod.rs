//! An issuer's keys, kept fresh while requests run: read again when a token names one that is not here, and every so often.
//!
//! One task, [`Keyring::tend`], does all the reading, so a caller who hangs up breaks off nobody's, and a thousand who wait for an
//! unknown key wait for the same one. What cannot be read leaves the keys that are here; whether it can is [`Standing`].
//!
//! ```text
//! asking          ─ whether an unknown key is worth a look: the rest between two, and the keys that were not found
//! file, provider  ─ where keys are read: a file that may be exchanged, an OpenID provider
//! fetch           ─ one document over the line, bounded in time and size
//! ```

mod asking;
mod fetch;
mod file;
mod provider;

pub use file::KeyFile;
pub use provider::{Provider, ProviderError};

use super::token::{Identity, KeySet, Rejection, Verifier};
use asking::{Asking, Decision};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::{Notify, watch};

/// How often it is seen whether keys are due to be read again.
const TICK: Duration = Duration::from_secs(1);

/// Longer than two looks take, the one that is under way and the one that was asked for: nobody is left waiting whatever happens.
const LONGEST_WAIT: Duration = Duration::from_secs(9);

/// Where keys come from.
#[derive(Debug)]
pub enum Source {
    /// A secret, or the development key: there are no others.
    Fixed,
    File(KeyFile),
    Provider(Box<Provider>),
}

/// How it stands with the keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// As the issuer tells them.
    Fresh,
    /// There are some, but they could not be read again.
    Stale,
    /// None could be read yet: nobody can be let in.
    Missing,
}

/// What one look at the source brought.
enum Found {
    /// Others than before.
    Keys(KeySet),
    /// The same as those that were read last.
    Same,
    /// Nothing was read, for nothing seems to have changed; whatever was wrong still is.
    NotLookedAt,
}

/// Looks that were asked for and are over.
#[derive(Clone, Copy, Debug, Default)]
struct Answered {
    looks: u64,
    well: bool,
}

/// Verifies tokens with keys that are looked after.
#[derive(Debug)]
pub struct Keyring {
    verifier: Verifier,
    fixed: bool,
    /// Counts how often other keys were put in the place of those before.
    exchanged: AtomicU64,
    tended: AtomicBool,
    source: tokio::sync::Mutex<Source>,
    asking: Mutex<Asking>,
    wanted: Notify,
    answered: watch::Sender<Answered>,
    /// What was wrong with the last look, told once.
    trouble: Mutex<Option<String>>,
}

impl Keyring {
    pub fn new(verifier: Verifier, source: Source) -> Self {
        Keyring {
            verifier,
            fixed: matches!(source, Source::Fixed),
            exchanged: AtomicU64::new(0),
            tended: AtomicBool::new(false),
            source: tokio::sync::Mutex::new(source),
            asking: Mutex::default(),
            wanted: Notify::new(),
            answered: watch::Sender::default(),
            trouble: Mutex::default(),
        }
    }

    /// `now` is in unix seconds. Waits only where the key is unknown and may have come meanwhile.
    pub async fn verify(&self, token: &str, now: i64) -> Result<Identity, Rejection> {
        let exchanged = self.exchanged.load(Ordering::Acquire);
        let refused = match self.verifier.verify(token, now) {
            Err(reason @ (Rejection::UnknownKey | Rejection::Signature)) if !self.fixed => reason,
            judged => return judged,
        };
        let key = self.verifier.lacks_key_of(token);
        let looked = match &key {
            Some(key) => self.looks_for(key, now).await,
            None => None,
        };
        // Also who came too late to wait: the keys may have been exchanged while this token was judged by the old ones.
        let judged =
            if self.exchanged.load(Ordering::Acquire) == exchanged { Err(refused) } else { self.verifier.verify(token, now) };
        let unknown = matches!(judged, Err(Rejection::UnknownKey | Rejection::Signature));
        if let Some(key) = key.filter(|_| unknown && looked.is_some_and(|answered| answered.well)) {
            self.asking().miss(key, now);
        }
        if unknown && !self.verifier.holds_keys() { Err(Rejection::NoKeys) } else { judged }
    }

    /// Whether it was found good a moment ago, so that it costs nothing to believe it now.
    pub fn has_proven(&self, token: &str, now: i64) -> bool {
        self.verifier.has_proven(token, now)
    }

    pub fn standing(&self) -> Standing {
        if !self.tended.load(Ordering::Relaxed) {
            // Who does the background work alone lets nobody in, and looks after no keys.
            return Standing::Fresh;
        }
        if !self.verifier.holds_keys() {
            return Standing::Missing;
        }
        if self.trouble().is_some() { Standing::Stale } else { Standing::Fresh }
    }

    /// Looks after the keys for as long as the program runs. `now` is in unix seconds.
    pub async fn tend(self: Arc<Self>, now: impl Fn() -> i64) {
        if self.fixed {
            return;
        }
        self.tended.store(true, Ordering::Relaxed);
        self.look(false, now()).await;
        loop {
            let asked = tokio::select! {
                () = self.wanted.notified() => true,
                () = tokio::time::sleep(TICK) => false,
            };
            self.look(asked, now()).await;
        }
    }

    /// Waits for a look that begins after now, or is shared; nothing when none is worth it.
    async fn looks_for(&self, key: &str, now: i64) -> Option<Answered> {
        let mut answered = self.answered.subscribe();
        let before = answered.borrow().looks;
        match self.asking().decide(key, now) {
            Decision::Refuse => return None,
            Decision::Join => {}
            Decision::Ask => self.wanted.notify_one(),
        }
        let over = tokio::time::timeout(LONGEST_WAIT, answered.wait_for(|answered| answered.looks > before)).await;
        Some(over.ok()?.ok().map_or_else(Answered::default, |answered| *answered))
    }

    async fn look(&self, asked: bool, now: i64) {
        let mut source = self.source.lock().await;
        let looked = match &mut *source {
            Source::Fixed => Ok(Found::NotLookedAt),
            Source::File(file) => file.look(asked, now).await.map_err(|error| format!("PUBDOK_JWKS_FILE: {error}")),
            Source::Provider(provider) => provider.look(asked, now).await.map_err(|error| format!("PUBDOK_OIDC_ISSUER: {error}")),
        };
        let well = looked.is_ok();
        match looked {
            Ok(Found::Keys(keys)) => {
                tell_passed_over(&keys);
                self.verifier.replace_keys(keys);
                self.exchanged.fetch_add(1, Ordering::Release);
                tracing::info!(target: "pubdok", "keys that tokens may be signed by were read");
                self.note(None);
            }
            Ok(Found::Same) => self.note(None),
            Ok(Found::NotLookedAt) => {}
            Err(trouble) => self.note(Some(trouble)),
        }
        if asked {
            self.asking().over();
            self.answered.send_modify(|answered| *answered = Answered { looks: answered.looks + 1, well });
        }
    }

    /// Told when it changes, not at every look.
    fn note(&self, trouble: Option<String>) {
        let mut noted = self.trouble();
        if *noted == trouble {
            return;
        }
        match &trouble {
            Some(trouble) if self.verifier.holds_keys() => {
                tracing::warn!(target: "pubdok", "{trouble}; going on with the keys read before, and trying again");
            }
            Some(trouble) => tracing::warn!(target: "pubdok", "{trouble}; nobody can be let in until it is mended, trying again"),
            None => tracing::info!(target: "pubdok", "keys can be read again"),
        }
        *noted = trouble;
    }

    // Whoever panicked while holding one of these locks had changed all of it or nothing.
    fn asking(&self) -> MutexGuard<'_, Asking> {
        self.asking.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn trouble(&self) -> MutexGuard<'_, Option<String>> {
        self.trouble.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One odd key among good ones locks nobody out, but whoever signs with it.
pub fn tell_passed_over(keys: &KeySet) {
    for passed_over in keys.passed_over() {
        tracing::warn!(target: "pubdok", key = passed_over, "key passed over");
    }
}
