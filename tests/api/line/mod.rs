//! The line to PostgreSQL: frozen, swallowed, moved to another host, encrypted.

mod clashes;
mod encryption;
mod failover;
mod language;
mod pooler;
mod roles;
mod silence;

use crate::support::cluster::{self, Database};
use crate::support::{Office, Proxy};

/// An office whose database is behind a line that can be spoiled.
pub struct Behind {
    pub office: Option<Office>,
    pub proxy: Proxy,
    database: Database,
}

impl Behind {
    pub async fn a_proxy() -> Self {
        Self::a_proxy_with(&[]).await
    }

    pub async fn a_proxy_with(settings: &[(&str, &str)]) -> Self {
        let database = cluster::migrated_database().await;
        let proxy = Proxy::before(&database.url);
        let office = Some(Office::open_beside(proxy.url(), database.url.clone(), settings).await);
        Self { office, proxy, database }
    }

    pub fn office(&self) -> &Office {
        self.office.as_ref().expect("an open office")
    }

    /// Beside the line.
    pub async fn sql(&self) -> tokio_postgres::Client {
        cluster::connect(&self.database.url).await
    }

    pub async fn close(mut self) {
        drop(self.office.take());
        cluster::drop_database(&self.database.name).await;
    }
}
