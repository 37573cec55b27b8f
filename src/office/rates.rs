//! What a caller may ask for in a minute, and at once: nobody, by mistake or on purpose, takes the service from the others.
//!
//! Buckets of tokens (GCRA, by `governor`), kept by this process for itself: of several instances each grants as much.

use super::app::Clock;
use crate::config::Limits;
use crate::http::language::Words;
use crate::http::peer::household;
use crate::http::problem::{Kind, Problem};
use actix_web::dev::ServiceRequest;
use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue, RETRY_AFTER};
use governor::middleware::{NoOpMiddleware, StateInformationMiddleware};
use governor::state::{InMemoryState, NotKeyed};
use governor::{Quota, RateLimiter};
use quick_cache::sync::Cache;
use std::hash::{BuildHasher, Hash, RandomState};
use std::net::{IpAddr, Ipv4Addr};
use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

const MINUTE: Duration = Duration::from_secs(60);
/// A tenth of a minute's units may be asked for at once: enough to open the dearest screen, and too little to be felt by others.
const BURSTS: u32 = 10;
/// But no less than this, which the dearest request stays below.
const LEAST_BURST: NonZeroU32 = NonZeroU32::new(500).expect("more than nothing");
/// What is asked for at once is worked on this many times as fast as it comes back, and no faster: the rest of the machine is for others.
const HURRY: NonZeroU32 = NonZeroU32::new(5).expect("more than nothing");
/// So much of it is not held up: more than the dearest request.
const UNHURRIED: NonZeroU32 = NonZeroU32::new(250).expect("more than nothing");
/// How long the refusal of a request too many is in coming, at least and at most twice.
const PAUSE: Duration = Duration::from_millis(200);
/// So many refused at the same moment do not come back at the same moment: others would feel the crowd.
const SPREAD: u32 = 64;
/// More subjects and addresses than ask at one time; those that have not asked for longest are forgotten first.
const MOST_ACCOUNTS: usize = 20_000;

/// The limits of this instance, and what was taken of them.
pub struct Rates {
    limits: Limits,
    clock: Ticks,
    subjects: Option<Ledger>,
    addresses: Option<Ledger>,
    refused: AtomicU32,
}

/// What was taken for one request: told in its answer, given back when its work is done.
#[derive(Default)]
pub struct Toll {
    standing: Option<Standing>,
    seat: Option<Seat>,
}

/// One of the requests that a subject may have worked on at the same time; it belongs to the work and to what is still being
/// sent, not to the connection: who hangs up has it back only when nothing is done for them any more.
#[derive(Debug, Clone)]
pub struct Seat {
    _kept: Arc<OwnedSemaphorePermit>,
}

struct Standing {
    policy: HeaderValue,
    name: &'static str,
    left: u32,
    /// Seconds until there is more: on a refusal enough for the same request.
    until: u64,
}

/// One kind of accounts.
struct Ledger {
    name: &'static str,
    quota: Quota,
    per_minute: NonZeroU32,
    /// So much may be asked for at once; then it comes back evenly.
    burst: NonZeroU32,
    /// How fast that is worked on, where it is so much that others would feel it.
    pace: Option<Quota>,
    policy: HeaderValue,
    at_once: usize,
    accounts: Cache<u64, Arc<Account>>,
    /// Keyed at random, so that nobody can choose whose account is theirs.
    hasher: RandomState,
    /// When the last of those that were refused has something again, in nanoseconds: mostly past, and then nothing is looked up.
    barred: AtomicU64,
}

struct Account {
    bucket: RateLimiter<NotKeyed, InMemoryState, Ticks, StateInformationMiddleware>,
    pace: Option<RateLimiter<NotKeyed, InMemoryState, Ticks, NoOpMiddleware<Duration>>>,
    seats: Arc<Semaphore>,
    barred: AtomicU64,
}

/// The office's clock as a stop watch: tests move it, and it never goes back.
#[derive(Debug, Clone)]
struct Ticks(Clock);

impl governor::clock::Clock for Ticks {
    type Instant = Duration;

    fn now(&self) -> Duration {
        self.0.elapsed()
    }
}

impl Ticks {
    fn nanos(&self) -> u64 {
        u64::try_from(self.0.elapsed().as_nanos()).unwrap_or(u64::MAX)
    }
}

impl Rates {
    pub fn new(limits: Limits, clock: Clock) -> Self {
        let ledger = |name, rate, at_once| NonZeroU32::new(rate).and_then(|rate| Ledger::new(name, rate, at_once));
        // Without a limit of the rate that of the seats still stands.
        let rate = if limits.of_a_subject == 0 && limits.at_once > 0 { u32::MAX } else { limits.of_a_subject };
        Self {
            subjects: ledger("subject", rate, limits.at_once),
            addresses: ledger("address", limits.of_an_address, 0),
            clock: Ticks(clock),
            limits,
            refused: AtomicU32::new(0),
        }
    }

    /// How long whoever is refused waits to hear of it.
    pub fn pause(&self) -> Duration {
        PAUSE + PAUSE * (self.refused.fetch_add(1, Ordering::Relaxed) % SPREAD) / SPREAD
    }

    /// Takes what a request of this subject costs; who asks for much at once is let go on a little later.
    pub async fn subject(&self, of: &impl Hash, cost: u32, toll: &mut Toll) -> Result<(), Problem> {
        let Some(ledger) = &self.subjects else { return Ok(()) };
        let account = ledger.account(of, &self.clock);
        if self.limits.of_a_subject > 0 {
            ledger.take(&account, cost, &self.clock, toll)?;
        }
        if ledger.at_once > 0 {
            toll.seat = Some(account.seat(ledger.at_once)?);
        }
        account.wait_for_others(cost, &self.clock).await;
        Ok(())
    }

    /// Takes what a request costs whose sender is not known.
    pub fn stranger(&self, request: &ServiceRequest, cost: u32, toll: &mut Toll) -> Result<(), Problem> {
        let Some(ledger) = &self.addresses else { return Ok(()) };
        let account = ledger.account(&household(self.address(request)), &self.clock);
        ledger.take(&account, cost, &self.clock, toll)
    }

    /// Whether the sender's address has asked for too much: then only who is known already is let in.
    pub fn bars(&self, request: &ServiceRequest) -> bool {
        let Some(ledger) = &self.addresses else { return false };
        let now = self.clock.nanos();
        ledger.barred.load(Ordering::Relaxed) > now
            && ledger.account(&household(self.address(request)), &self.clock).barred.load(Ordering::Relaxed) > now
    }

    /// Where a request comes from.
    pub fn address(&self, request: &ServiceRequest) -> IpAddr {
        let peer = request.peer_addr().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.ip());
        self.limits.proxies.caller(peer, request.headers())
    }
}

impl Ledger {
    fn new(name: &'static str, rate: NonZeroU32, at_once: usize) -> Option<Self> {
        let burst = NonZeroU32::new(rate.get() / BURSTS).unwrap_or(rate).max(LEAST_BURST).min(rate);
        Some(Self {
            name,
            quota: Quota::per_minute(rate).allow_burst(burst),
            per_minute: rate,
            burst,
            pace: (burst > LEAST_BURST).then(|| Quota::per_minute(rate.saturating_mul(HURRY)).allow_burst(UNHURRIED)),
            policy: HeaderValue::from_str(&format!("\"{name}\";q={burst};w={}", comes_back(burst.get(), rate))).ok()?,
            at_once,
            accounts: Cache::new(MOST_ACCOUNTS),
            hasher: RandomState::new(),
            barred: AtomicU64::new(0),
        })
    }

    fn account(&self, of: &impl Hash, clock: &Ticks) -> Arc<Account> {
        let key = self.hasher.hash_one(of);
        self.accounts.get(&key).unwrap_or_else(|| {
            let new = || Account {
                bucket: RateLimiter::direct_with_clock(self.quota, clock.clone()).with_middleware(),
                pace: self.pace.map(|pace| RateLimiter::direct_with_clock(pace, clock.clone())),
                seats: Arc::new(Semaphore::new(self.at_once)),
                barred: AtomicU64::new(0),
            };
            let made = self.accounts.get_or_insert_with(&key, || Ok::<_, std::convert::Infallible>(Arc::new(new())));
            made.unwrap_or_else(|never| match never {})
        })
    }

    fn take(&self, account: &Account, cost: u32, clock: &Ticks, toll: &mut Toll) -> Result<(), Problem> {
        let taken = account.bucket.check_n(NonZeroU32::new(cost).unwrap_or(NonZeroU32::MIN));
        let tell = |left, until| Standing { policy: self.policy.clone(), name: self.name, left, until };
        let wait = match taken {
            Ok(Ok(state)) => {
                let left = state.remaining_burst_capacity();
                toll.standing = Some(tell(left, comes_back(self.burst.get().saturating_sub(left), self.per_minute)));
                return Ok(());
            }
            Ok(Err(refused)) => refused.wait_time_from(governor::clock::Clock::now(clock)),
            // More than a whole bucket holds.
            Err(_) => MINUTE,
        };
        let until = clock.nanos().saturating_add(u64::try_from(wait.as_nanos()).unwrap_or(u64::MAX));
        account.barred.store(until, Ordering::Relaxed);
        self.barred.fetch_max(until, Ordering::Relaxed);
        let seconds = wait.as_secs() + 1;
        toll.standing = Some(tell(0, seconds));
        let words = Words::new(
            format!(
                "Paling banyak {} satuan per menit, {} sekaligus; permintaan ini {cost} satuan.",
                self.per_minute, self.burst
            ),
            format!("At most {} units a minute, {} of them at once; this request costs {cost}.", self.per_minute, self.burst),
        );
        Err(refusal(words, seconds))
    }
}

/// The seconds in which so many units come back.
fn comes_back(units: u32, per_minute: NonZeroU32) -> u64 {
    (u64::from(units) * MINUTE.as_secs()).div_ceil(u64::from(per_minute.get()))
}

impl Account {
    /// Of what is asked for at once. Waiting costs nothing, and nobody feels it but who waits.
    async fn wait_for_others(&self, cost: u32, clock: &Ticks) {
        let (Some(pace), Some(cost)) = (&self.pace, NonZeroU32::new(cost)) else { return };
        while let Ok(Err(early)) = pace.check_n(cost) {
            tokio::time::sleep(early.wait_time_from(governor::clock::Clock::now(clock))).await;
        }
    }

    fn seat(&self, most: usize) -> Result<Seat, Problem> {
        let seat = Arc::clone(&self.seats).try_acquire_owned();
        seat.map(|seat| Seat { _kept: Arc::new(seat) }).map_err(|_| {
            let words = Words::new(
                format!("Paling banyak {most} permintaan Anda dikerjakan bersamaan."),
                format!("At most {most} of your requests are worked on at the same time."),
            );
            refusal(words, 1)
        })
    }
}

fn refusal(words: Words, seconds: u64) -> Problem {
    Problem::new(Kind::RateExceeded).detail(words.id, words.en).header(RETRY_AFTER, seconds.to_string())
}

impl Toll {
    pub fn seat(&self) -> Option<&Seat> {
        self.seat.as_ref()
    }

    /// By the names of draft-ietf-httpapi-ratelimit-headers.
    pub fn tell(&self, headers: &mut HeaderMap) {
        let Some(Standing { policy, name, left, until }) = &self.standing else { return };
        headers.insert(HeaderName::from_static("ratelimit-policy"), policy.clone());
        if let Ok(told) = HeaderValue::from_str(&format!("\"{name}\";r={left};t={until}")) {
            headers.insert(HeaderName::from_static("ratelimit"), told);
        }
    }
}
