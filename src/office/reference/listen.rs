//! Hears from PostgreSQL that reference data, or what the public reads, changed, on a connection of its own.

use super::Reference;
use crate::db::listen::{Deaf, Listener};
use crate::office::revocations::Revocations;
use crate::office::showcase::Showcase;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

/// How soon a lost connection is tried again; meanwhile nothing is kept in memory.
const AGAIN: Duration = Duration::from_secs(1);

/// Tables, as notifications name them, that nothing but what is shown is read from.
const SHOWN: [&str; 3] = ["publications", "publication_media", "agenda_items"];

/// All that is kept in memory for as long as changes are heard.
pub struct Heard {
    pub reference: Arc<Reference>,
    pub revocations: Arc<Revocations>,
    pub showcase: Arc<Showcase>,
}

impl Heard {
    fn set_live(&self, live: bool) {
        self.reference.set_live(live);
        self.revocations.set_live(live);
        self.showcase.set_live(live);
    }

    /// What is shown depends on all of it; on what is shown depends nothing else: an article that appears must not have everybody
    /// looked up anew who is told of it.
    fn forget(&self, changed: &[String]) {
        self.showcase.forget();
        if !changed.iter().all(|table| SHOWN.contains(&table.as_str())) {
            self.reference.forget();
            self.revocations.forget();
        }
    }
}

/// Listens for as long as the program runs.
pub async fn listen(url: String, heard: Heard) {
    loop {
        let Err(error) = listen_once(&url, &heard).await;
        heard.set_live(false);
        tracing::warn!(target: "pubdok", %error, "not hearing of changes; reading what was kept in memory at every request");
        tokio::time::sleep(AGAIN).await;
    }
}

async fn listen_once(url: &str, heard: &Heard) -> Result<Infallible, Deaf> {
    let mut listener = Listener::open(url, "pubdok_reference").await?;
    heard.set_live(true);
    loop {
        let changed = listener.news().await?;
        heard.forget(&changed);
    }
}
