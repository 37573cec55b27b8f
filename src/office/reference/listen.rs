//! Hears from PostgreSQL that reference data changed, on a connection of its own.

use super::Reference;
use crate::db::listen::{Deaf, Listener};
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

/// How soon a lost connection is tried again; meanwhile nothing is kept in memory.
const AGAIN: Duration = Duration::from_secs(1);

/// Listens for as long as the program runs.
pub async fn listen(url: String, reference: Arc<Reference>) {
    loop {
        let Err(error) = listen_once(&url, &reference).await;
        reference.set_live(false);
        tracing::warn!(target: "pubdok", %error, "not hearing of reference changes; reading them at every request");
        tokio::time::sleep(AGAIN).await;
    }
}

async fn listen_once(url: &str, reference: &Reference) -> Result<Infallible, Deaf> {
    let mut listener = Listener::open(url, "pubdok_reference").await?;
    reference.set_live(true);
    loop {
        listener.news().await?;
        reference.forget();
    }
}
