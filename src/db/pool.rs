//! Connections: one small pool a worker thread, every wait bounded.

use super::Connection;
use super::dial::dial_for_pool;
use super::errors::NoConnection;
use deadpool::Runtime;
use diesel_async::pooled_connection::deadpool::{Object, Pool};
use diesel_async::pooled_connection::{AsyncDieselConnectionManager, ManagerConfig, RecyclingMethod};
use futures_util::FutureExt;
use std::time::Duration;

/// A connection on loan from the pool.
pub type Lease = Object<Connection>;

/// How long a request waits for a connection before it is told to come back.
const WAIT: Duration = Duration::from_millis(900);
/// Opening one takes a few milliseconds where PostgreSQL lives.
const OPEN: Duration = Duration::from_secs(3);

/// A pool of the runtime that made it: the driver of a connection runs where it was opened.
#[derive(Clone)]
pub struct Db {
    pool: Pool<Connection>,
}

impl Db {
    pub fn new(url: &str, size: usize) -> Self {
        let mut config = ManagerConfig::<Connection>::default();
        // `Verified` would ask SELECT 1 before every request; a connection found broken is thrown away and told as 503.
        config.recycling_method = RecyclingMethod::Fast;
        config.custom_setup = Box::new(|url| {
            let url = url.to_owned();
            async move { dial_for_pool(&url).await }.boxed()
        });
        let manager = AsyncDieselConnectionManager::new_with_config(with_session_options(url), config);
        let pool = Pool::builder(manager)
            .max_size(size)
            .runtime(Runtime::Tokio1)
            .wait_timeout(Some(WAIT))
            .create_timeout(Some(OPEN))
            .recycle_timeout(Some(WAIT))
            .build();
        // Building fails only where timeouts are set without a runtime.
        #[expect(clippy::expect_used, reason = "the runtime is named three lines above")]
        let pool = pool.expect("a pool with a runtime");
        Self { pool }
    }

    pub async fn lease(&self) -> Result<Lease, NoConnection> {
        Ok(self.pool.get().await?)
    }
}

/// What every session is set to.
///
/// Plans of keyset lists with `LIMIT $n` are otherwise made anew at every call; a generic one is costed as if a tenth of the
/// table were wanted, and for that PostgreSQL would start workers and compile code.
const SETTINGS: [&str; 7] = [
    "plan_cache_mode=force_generic_plan",
    "max_parallel_workers_per_gather=0",
    "jit=off",
    "statement_timeout=10000",
    "lock_timeout=5000",
    "idle_in_transaction_session_timeout=10000",
    "timezone=UTC",
];

/// Session settings travel in the URL, so that every connection has them from the start.
pub fn with_session_options(url: &str) -> String {
    if url.contains("options=") {
        return url.to_owned();
    }
    let options: Vec<String> = SETTINGS.iter().map(|setting| format!("-c%20{}", setting.replace('=', "%3D"))).collect();
    let joint = if url.contains('?') { '&' } else { '?' };
    format!("{url}{joint}options={}&connect_timeout=3&keepalives_idle=30&tcp_user_timeout=10", options.join("%20"))
}
