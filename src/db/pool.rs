//! Connections: one small pool a worker thread, every wait bounded, and acts never take the last of it.

use super::Connection;
use super::dial::dial_for_pool;
use super::errors::NoConnection;
use super::line::Trust;
use super::patience::{FOR_A_CONNECTION, FOR_A_PLACE, FOR_A_TURN};
use super::weather::{Lack, Weather};
use deadpool::Runtime;
use deadpool::managed::TimeoutType;
use diesel_async::pooled_connection::deadpool::{Object, Pool, PoolError};
use diesel_async::pooled_connection::{AsyncDieselConnectionManager, ManagerConfig, RecyclingMethod};
use futures_util::FutureExt;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, timeout_at};

/// A connection on loan from the pool.
pub type Lease = Object<Connection>;

/// The same for whoever writes, and so may wait for others' locks, or for a standby.
pub struct ActLease {
    // Given back before the place: whoever has a place finds a connection.
    lease: Lease,
    _place: OwnedSemaphorePermit,
}

/// A pool of the runtime that made it: the driver of a connection runs where it was opened.
#[derive(Clone)]
pub struct Db {
    pool: Pool<Connection>,
    /// So many of the pool's connections acts may have, lest those that wait for a lock, or a standby, leave none to read with.
    places: Arc<Semaphore>,
    /// Acts that wait for a place.
    queue: Arc<AtomicUsize>,
    /// One of its own, for the question whether PostgreSQL is there: how many wait for what else is no answer to that.
    probe: Pool<Connection>,
    weather: Weather,
}

impl Db {
    pub fn new(url: &str, size: usize) -> Self {
        Self::under(url, size, Weather::default())
    }

    /// With others, from which it is heard what PostgreSQL lacks.
    pub fn under(url: &str, size: usize, weather: Weather) -> Self {
        let trust = Trust::default();
        let acts = (size * 3 / 4).max(1);
        Self {
            pool: pool(url, size.max(acts + 1), &trust, &weather),
            places: Arc::new(Semaphore::new(acts)),
            queue: Arc::default(),
            probe: pool(url, 1, &trust, &weather),
            weather,
        }
    }

    /// Connections that are open, those of them that nobody uses, and requests that wait for one.
    pub fn standing(&self) -> (usize, usize, usize) {
        let (work, probe) = (self.pool.status(), self.probe.status());
        let waiting = work.waiting + self.queue.load(Ordering::Relaxed);
        (work.size + probe.size, work.available + probe.available, waiting)
    }

    /// What PostgreSQL is known to lack.
    pub fn lack(&self) -> Option<Lack> {
        self.weather.lack()
    }

    /// To read with.
    pub async fn lease(&self) -> Result<Lease, NoConnection> {
        Ok(self.pool.get().await?)
    }

    /// To write with.
    pub async fn lease_to_act(&self) -> Result<ActLease, NoConnection> {
        self.lease_to_act_before(Instant::now() + FOR_A_PLACE).await
    }

    /// The same for an act that has waited already.
    pub async fn lease_to_act_before(&self, until: Instant) -> Result<ActLease, NoConnection> {
        let place = match self.places.clone().try_acquire_owned() {
            Ok(place) => place,
            Err(_) => {
                let _queued = Queued::into(&self.queue);
                let place = timeout_at(until, self.places.clone().acquire_owned()).await;
                // Nobody closes the semaphore.
                place.ok().and_then(Result::ok).ok_or(PoolError::Timeout(TimeoutType::Wait))?
            }
        };
        Ok(ActLease { lease: self.pool.get().await?, _place: place })
    }

    /// To ask whether PostgreSQL is there.
    pub async fn lease_to_probe(&self) -> Result<Lease, NoConnection> {
        Ok(self.probe.get().await?)
    }
}

fn pool(url: &str, size: usize, trust: &Trust, weather: &Weather) -> Pool<Connection> {
    let mut config = ManagerConfig::<Connection>::default();
    // `Verified` would ask SELECT 1 before every request; a connection found broken is thrown away and told as 503. So are all
    // that were opened before it, where it was found silent: each would cost a request its whole patience.
    config.recycling_method = RecyclingMethod::Fast;
    let (trust, weather) = (trust.clone(), weather.clone());
    config.custom_setup = Box::new(move |url| {
        let (url, trust, weather) = (url.to_owned(), trust.clone(), weather.clone());
        async move { dial_for_pool(&url, trust, weather).await }.boxed()
    });
    let manager = AsyncDieselConnectionManager::new_with_config(url, config);
    let pool = Pool::builder(manager)
        .max_size(size)
        .runtime(Runtime::Tokio1)
        .wait_timeout(Some(FOR_A_TURN))
        .create_timeout(Some(FOR_A_CONNECTION))
        .recycle_timeout(Some(FOR_A_TURN))
        .build();
    // Building fails only where timeouts are set without a runtime.
    #[expect(clippy::expect_used, reason = "the runtime is named three lines above")]
    pool.expect("a pool with a runtime")
}

/// Counted while it waits.
struct Queued<'a>(&'a AtomicUsize);

impl<'a> Queued<'a> {
    fn into(queue: &'a AtomicUsize) -> Self {
        queue.fetch_add(1, Ordering::Relaxed);
        Self(queue)
    }
}

impl Drop for Queued<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Deref for ActLease {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        &self.lease
    }
}

impl DerefMut for ActLease {
    fn deref_mut(&mut self) -> &mut Connection {
        &mut self.lease
    }
}
