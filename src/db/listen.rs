//! A line that only listens: what PostgreSQL notifies, and whether it is still there to notify anything.

use super::dial::{DialError, HangUp, Session, open};
use super::patience::{FOR_A_SIGN_OF_LIFE, FOR_NEWS, Patience};
use tokio::sync::mpsc;
use tokio::time::timeout;
use tokio_postgres::Client;

/// So many notifications are taken in one hand.
const AT_ONCE: usize = 1000;

/// Hears one channel.
pub struct Listener {
    client: Client,
    rung: mpsc::UnboundedReceiver<String>,
    hang_up: HangUp,
}

/// Why nothing more will be heard.
#[derive(Debug, thiserror::Error)]
pub enum Deaf {
    #[error(transparent)]
    NotConnected(#[from] DialError),
    #[error("the line on which PostgreSQL tells of changes broke: {0}")]
    Broke(#[from] tokio_postgres::Error),
    #[error("the line on which PostgreSQL tells of changes broke")]
    Ended,
    #[error("the line on which PostgreSQL tells of changes is silent")]
    Silent,
}

impl Listener {
    /// Hears everything from here on.
    pub async fn open(url: &str, channel: &'static str) -> Result<Self, Deaf> {
        let (bell, rung) = mpsc::unbounded_channel();
        let Session { client, hang_up } = open(url, Patience::Request, Some(bell)).await?;
        let listener = Self { client, rung, hang_up };
        let listen = format!("LISTEN {channel}");
        in_time(listener.client.batch_execute(&listen)).await?;
        Ok(listener)
    }

    /// Waits until there is something new, and answers with all that was said meanwhile. PostgreSQL is asked now and then whether it
    /// is there: a line that lost its other end looks like one on which nothing happens.
    pub async fn news(&mut self) -> Result<Vec<String>, Deaf> {
        let mut said = Vec::new();
        loop {
            match timeout(FOR_NEWS, self.rung.recv_many(&mut said, AT_ONCE)).await {
                Ok(0) => return Err(Deaf::Ended),
                Ok(_) => return Ok(said),
                Err(_) => in_time(self.client.batch_execute("SELECT 1")).await?,
            }
        }
    }
}

async fn in_time(asked: impl Future<Output = Result<(), tokio_postgres::Error>>) -> Result<(), Deaf> {
    Ok(timeout(FOR_A_SIGN_OF_LIFE, asked).await.map_err(|_| Deaf::Silent)??)
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.hang_up.close();
    }
}
