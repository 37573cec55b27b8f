//! Hears from PostgreSQL that reference data changed, on a connection of its own.

use super::Reference;
use crate::db::listen::{Deaf, Listener};
use crate::office::revocations::Revocations;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

/// How soon a lost connection is tried again; meanwhile nothing is kept in memory.
const AGAIN: Duration = Duration::from_secs(1);

/// Listens for as long as the program runs.
pub async fn listen(url: String, reference: Arc<Reference>, revocations: Arc<Revocations>) {
    loop {
        let Err(error) = listen_once(&url, &reference, &revocations).await;
        reference.set_live(false);
        revocations.set_live(false);
        tracing::warn!(target: "pubdok", %error, "not hearing of reference changes; reading them at every request");
        tokio::time::sleep(AGAIN).await;
    }
}

async fn listen_once(url: &str, reference: &Reference, revocations: &Revocations) -> Result<Infallible, Deaf> {
    let mut listener = Listener::open(url, "pubdok_reference").await?;
    reference.set_live(true);
    revocations.set_live(true);
    loop {
        listener.news().await?;
        reference.forget();
        revocations.forget();
    }
}
