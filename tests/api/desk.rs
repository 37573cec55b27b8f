//! The screens of a desk in a handful of calls: each with what it asks of PostgreSQL and how much it brings, in an office of many cases.

mod case_page;
mod inbox;
mod month;
mod names;
mod timeline;

use crate::support::counter::{Counted, counted};
use crate::support::{Caller, Office, Reply, cluster};

/// An office whose questions to PostgreSQL are counted.
struct Desk {
    database: cluster::Database,
    line: Counted,
    office: Office,
}

impl Desk {
    async fn open() -> Self {
        let database = cluster::migrated_database().await;
        let line = counted(&database.url).await;
        let office = Office::open_on(line.url.clone()).await;
        Self { database, line, office }
    }

    /// What is answered, and how many questions it took.
    async fn ask(&self, caller: &Caller, path: &str) -> (Reply, usize) {
        // Once for what is prepared and kept in memory.
        caller.get(path).await.is(200);
        let before = self.line.asked();
        let answer = caller.get(path).await.is(200);
        (answer, self.line.asked() - before)
    }

    async fn close(self) {
        let Self { database, office, .. } = self;
        drop(office);
        cluster::drop_database(&database.name).await;
    }
}
