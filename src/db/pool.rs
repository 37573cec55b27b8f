//! Connections: one small pool a worker thread, every wait bounded.

use super::Connection;
use super::dial::dial_for_pool;
use super::errors::NoConnection;
use super::line::Trust;
use super::patience::{FOR_A_CONNECTION, FOR_A_TURN};
use deadpool::Runtime;
use diesel_async::pooled_connection::deadpool::{Object, Pool};
use diesel_async::pooled_connection::{AsyncDieselConnectionManager, ManagerConfig, RecyclingMethod};
use futures_util::FutureExt;

/// A connection on loan from the pool.
pub type Lease = Object<Connection>;

/// A pool of the runtime that made it: the driver of a connection runs where it was opened.
#[derive(Clone)]
pub struct Db {
    pool: Pool<Connection>,
}

impl Db {
    pub fn new(url: &str, size: usize) -> Self {
        let mut config = ManagerConfig::<Connection>::default();
        // `Verified` would ask SELECT 1 before every request; a connection found broken is thrown away and told as 503. So are all
        // that were opened before it, where it was found silent: each would cost a request its whole patience.
        config.recycling_method = RecyclingMethod::Fast;
        let trust = Trust::default();
        config.custom_setup = Box::new(move |url| {
            let (url, trust) = (url.to_owned(), trust.clone());
            async move { dial_for_pool(&url, trust).await }.boxed()
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
        let pool = pool.expect("a pool with a runtime");
        Self { pool }
    }

    /// Connections that are open, those of them that nobody uses, and requests that wait for one.
    pub fn standing(&self) -> (usize, usize, usize) {
        let status = self.pool.status();
        (status.size, status.available, status.waiting)
    }

    pub async fn lease(&self) -> Result<Lease, NoConnection> {
        Ok(self.pool.get().await?)
    }
}
