//! Hears from PostgreSQL that reference data changed, on a connection of its own.

use super::Reference;
use crate::office::revocations::Revocations;
use std::future::poll_fn;
use std::sync::Arc;
use std::time::Duration;
use tokio_postgres::{AsyncMessage, NoTls};

/// How soon a lost connection is tried again; meanwhile nothing is kept in memory.
const AGAIN: Duration = Duration::from_secs(1);

/// Listens for as long as the program runs.
pub async fn listen(url: String, reference: Arc<Reference>, revocations: Arc<Revocations>) {
    loop {
        if let Err(error) = listen_once(&url, &reference, &revocations).await {
            tracing::warn!(target: "pubdok", %error, "not hearing of reference changes; reading them at every request");
        }
        reference.set_live(false);
        revocations.set_live(false);
        tokio::time::sleep(AGAIN).await;
    }
}

async fn listen_once(url: &str, reference: &Reference, revocations: &Revocations) -> Result<(), tokio_postgres::Error> {
    let (client, mut connection) = tokio_postgres::connect(url, NoTls).await?;
    let hearing = async {
        while let Some(message) = poll_fn(|context| connection.poll_message(context)).await {
            if let AsyncMessage::Notification(_) = message? {
                reference.forget();
                revocations.forget();
            }
        }
        Ok(())
    };
    let starting = async {
        client.batch_execute("LISTEN pubdok_reference").await?;
        reference.set_live(true);
        revocations.set_live(true);
        // The client is kept, for the connection ends with it.
        std::future::pending::<()>().await;
        Ok(())
    };
    tokio::select! { ended = hearing => ended, failed = starting => failed }
}
